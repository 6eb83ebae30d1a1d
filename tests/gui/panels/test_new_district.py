"""A new district, made in the dialog with mouse and keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from district_planner.core import open_district
from tests.core.feed_case import times, zip_feed
from tests.gui.panels.conftest import Window
from tests.gui.panels.new_district import homes, lines, show


def test_a_district_is_made_from_layers_and_opened(window: Window, tmp_path: Path, wait: Callable[..., Any]) -> None:
    streets, dwellings = lines("roads"), homes()
    dialog = show(window, "layers")
    assert dialog.rows["streets"].layer == streets, "the one layer with highway is taken"
    dialog.rows["homes"].layer_box.setLayer(dwellings)
    assert dialog.given().fields == {"PEOPLE_FIELD": "population"}
    assert "people recognised in the field population" in dialog.rows["homes"].note.text()
    target = tmp_path / "mine.gpkg"
    dialog.output.setFilePath(str(target))
    window.click(dialog.check_button)
    wait(lambda: dialog._prepared is not None, "not checked", 60)
    said = [dialog.findings.item(row).text() for row in range(dialog.findings.count())]
    assert any("Homes hold 7 people" in text for text in said)
    assert not target.exists(), "checking writes nothing"
    window.click(dialog.create_button)
    wait(lambda: window.desktop.workspace.active is not None, "not opened", 60)
    assert window.session.path == target.resolve()
    assert window.dock.header.district.currentText() == "mine"
    made = open_district(target)
    assert len(made.table("streets")) == 4
    assert made.table("homes")["people"].tolist() == [3.0, 4.0]


def test_create_stops_at_a_serious_finding_until_it_was_seen(
    window: Window, tmp_path: Path, wait: Callable[..., Any]
) -> None:
    streets, dwellings = lines("roads"), homes()
    # A home 3 km from the streets counts for nobody.
    feature = QgsFeature(dwellings.fields())
    feature.setAttribute("population", 5)
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(443400, 388010)))
    dwellings.dataProvider().addFeature(feature)
    dialog = show(window, "layers")
    dialog.rows["streets"].layer_box.setLayer(streets)
    dialog.rows["homes"].layer_box.setLayer(dwellings)
    target = tmp_path / "mine.gpkg"
    dialog.output.setFilePath(str(target))
    window.click(dialog.create_button)
    wait(lambda: dialog._work is None and dialog._prepared is not None, "not prepared", 60)
    assert dialog.isVisible() and not target.exists()
    assert dialog.findings.count() and dialog.state.text().startswith("Checked: 1 serious finding")
    assert dialog.create_button.text() == "Create an&yway"
    window.click(dialog.create_button)
    wait(lambda: window.desktop.workspace.active is not None, "not opened", 60)
    assert target.exists()


def test_a_timetable_its_date_and_period_are_given_in_the_dialog(
    window: Window, tmp_path: Path, wait: Callable[..., Any]
) -> None:
    lines("roads")
    stops = "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,53.3873,-1.3986\nB,Beta,53.3900,-1.3960\n"
    calls = times("T1,07:00:00,07:00:00,A,1", "T1,07:05:00,07:05:00,B,2", "T2,08:00:00,08:00:00,A,1",
                  "T2,08:05:00,08:05:00,B,2")  # fmt: skip
    feed = zip_feed(tmp_path / "buses.zip", stops=stops, stop_times=calls)
    dialog = show(window, "layers")
    target = tmp_path / "mine.gpkg"
    dialog.output.setFilePath(str(target))
    dialog.gtfs.files.setFilePath(str(tmp_path / "none.zip"))
    assert "The timetable none.zip does not exist: choose another." in dialog.lacking()
    dialog.gtfs.files.setFilePath(str(feed))
    window.type(dialog.service_dates, "2025-02-12")
    window.type(dialog.period, "07:30-08:30")
    window.click(dialog.check_button)
    wait(lambda: dialog._prepared is not None, "not checked", 60)
    window.click(dialog.create_button)
    wait(lambda: window.desktop.workspace.active is not None, "not opened", 60)
    made = open_district(target)
    assert sorted(made.table("stops")["name"]) == ["Alpha", "Beta"]
    assert [(one["file"], one["date"]) for one in made.settings["transit_feeds"]] == [("buses.zip", "2025-02-12")]
    assert made.settings["transit_period"] == "07:30-08:30"


def test_what_lacks_is_listed_before_anything_starts(window: Window, tmp_path: Path, sample: Path) -> None:
    dialog = show(window, "osm")
    assert not dialog.create_button.isEnabled()
    assert any("Streets are missing" in text for text in dialog.lacking())
    shutil.copy(sample, tmp_path / "there.gpkg")
    dialog.osm.setFilePath(str(tmp_path / "nothing.osm.pbf"))
    dialog.output.setFilePath(str(tmp_path / "there.gpkg"))
    said = [dialog.findings.item(row).text() for row in range(dialog.findings.count())]
    assert said[:2] == [
        "The OpenStreetMap file does not exist: choose another.", "there.gpkg exists already: choose another name.",
    ]  # fmt: skip
    assert not dialog.check_button.isEnabled()


def test_a_layer_that_cannot_be_used_gives_a_sentence(window: Window, tmp_path: Path, wait: Callable[..., Any]) -> None:
    empty = QgsVectorLayer("LineString?crs=EPSG:27700&field=highway:string", "nothing", "memory")
    QgsProject.instance().addMapLayer(empty)
    dialog = show(window, "layers")
    dialog.output.setFilePath(str(tmp_path / "mine.gpkg"))
    window.click(dialog.create_button)
    wait(lambda: dialog._work is None and dialog.findings.count(), "no answer", 30)
    assert "nothing" in dialog.findings.item(0).text()
    assert not (tmp_path / "mine.gpkg").exists()
    assert dialog.isVisible()


def test_cancel_stops_first_and_closes_then(window: Window, tmp_path: Path) -> None:
    lines("roads")
    dialog = show(window, "layers")
    dialog.output.setFilePath(str(tmp_path / "mine.gpkg"))
    window.click(dialog.create_button)
    assert dialog.progress.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.state.text() == "Stopped. Nothing was written."
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert "layers" not in window.desktop.windows.open_ones


# What is seldom needed
