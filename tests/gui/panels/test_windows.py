"""Scenarios, worlds, copying from one district to another, a new district."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import shapely.affinity
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLineEdit

from district_planner.core import open_district
from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.dialogs.copy_interventions import copies
from tests.core.feed_case import times, zip_feed
from tests.gui.panels.conftest import Window


def show(window: Window, name: str) -> Any:
    window.desktop.windows.show(name)
    return window.desktop.windows.open_ones[name]


def ids(window: Window, scenario: str) -> frozenset[str]:
    return next(one.ids for one in window.session.scenarios() if one.id == scenario)


# Scenarios


def test_a_click_and_the_space_key_tick_in_the_matrix(opened: Window) -> None:
    matrix = show(opened, "scenarios").matrix
    # Columns: mine, all, link, places. Row 1 is c02.
    assert "c02" not in ids(opened, "link")
    opened.click_cell(matrix, 1, 2)
    assert "c02" in ids(opened, "link")
    QTest.keyClick(matrix, Qt.Key.Key_Space)
    assert "c02" not in ids(opened, "link")
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    QTest.keyClick(matrix, Qt.Key.Key_Space)
    assert "c02" in ids(opened, "places")
    assert opened.session.scenario == "all"


def test_scenarios_are_added_branched_renamed_and_deleted(opened: Window) -> None:
    window, session = show(opened, "scenarios"), opened.session
    opened.type(window.new_name, "Empty")
    opened.click(window.add)
    assert next(one for one in session.scenarios() if one.name == "Empty").ids == frozenset()
    at = [one.id for one in window.model.scenarios].index("places")
    window.matrix.setCurrentIndex(window.model.index(0, at))
    opened.type(window.new_name, "Places and more")
    opened.click(window.branch)
    branch = next(one for one in session.scenarios() if one.name == "Places and more")
    assert branch.ids == ids(opened, "places") != frozenset()
    opened.type(window.new_name, "Renamed")
    opened.click(window.rename)
    assert next(one for one in session.scenarios() if one.id == branch.id).name == "Renamed"
    opened.click(window.activate)
    assert session.scenario == branch.id
    opened.click(window.remove)
    assert branch.id not in [one.id for one in session.scenarios()]
    assert session.scenario != branch.id
    assert opened.told == []


def test_the_matrix_follows_what_is_drawn(opened: Window) -> None:
    window, session = show(opened, "scenarios"), opened.session
    rows = window.model.rowCount()
    session.put(Intervention("new", "crossing", shapely.Point(442000, 388000), "New crossing"), "Draw")
    assert window.model.rowCount() == rows + 1
    session.undo()
    assert window.model.rowCount() == rows


# Worlds


def test_a_world_is_switched_in_one_place_for_everything(opened: Window) -> None:
    window, session = show(opened, "worlds"), opened.session
    window.list.setFocus()
    QTest.keyClick(window.list, Qt.Key.Key_Down)
    assert window.current.id == "growth-2035"
    opened.click(window.use)
    assert session.world == "growth-2035"
    assert opened.dock.header.world.currentText() == "Growth 2035"


def test_what_happens_anyway_is_ticked_and_years_are_typed(opened: Window) -> None:
    window, session = show(opened, "worlds"), opened.session
    item = window.externals.topLevelItem(0)
    assert item.text(1) == "2035"
    item.setCheckState(0, Qt.CheckState.Checked)
    today = next(one for one in session.worlds() if one.id == "today")
    assert today.externals == {"x01"}
    assert "after the year of this world" in window.state.text()
    opened.type(window.year.field, "2040", Qt.Key.Key_Return)
    assert next(one for one in session.worlds() if one.id == "today").year == 2040
    assert window.state.text() == ""
    opened.click(window.add)
    assert len(session.worlds()) == 3
    opened.type(window.world_name, "High growth", Qt.Key.Key_Return)
    assert {one.name for one in session.worlds()} == {"Today", "Growth 2035", "High growth"}


def test_an_intervention_is_made_to_happen_anyway_in_the_form_and_back(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    session.select("c06")
    opened.click(page.form.anyway, QPoint(8, page.form.anyway.height() // 2))
    assert session.intervention("c06").external
    assert "c06" not in session.on()
    window = show(opened, "worlds")
    rows = [window.externals.topLevelItem(row).text(0) for row in range(window.externals.topLevelItemCount())]
    assert session.intervention("c06").label in rows
    session.undo()
    assert not session.intervention("c06").external and not page.form.anyway.isChecked()


def test_the_opening_year_of_an_external_is_typed_in_the_list(opened: Window) -> None:
    window, session = show(opened, "worlds"), opened.session
    told = len(opened.told)
    for typed, year in (("2031", 2031), ("soon", 2031), ("", None)):
        item = window.externals.topLevelItem(0)
        window.externals.setFocus()
        window.externals.setCurrentItem(item)
        QTest.keyClick(window.externals, Qt.Key.Key_F2)
        field = window.externals.viewport().findChildren(QLineEdit)[-1]
        opened.type(field, typed, Qt.Key.Key_Return)
        assert session.intervention("x01").attributes.get("open_year") == year, typed
        assert window.externals.topLevelItem(0).text(1) == (str(year) if year else "always")
    assert opened.told[told:] == ["“soon” is no year: write one from 1900 to 2200."]
    assert session.undo_text.startswith("Change the opening year of")


def test_a_world_is_deleted_but_today_stays(opened: Window) -> None:
    window, session = show(opened, "worlds"), opened.session
    assert not window.delete.isEnabled()
    window.list.setFocus()
    QTest.keyClick(window.list, Qt.Key.Key_Down)
    opened.click(window.use)
    assert session.world == "growth-2035"
    opened.click(window.delete)
    assert [one.id for one in session.worlds()] == ["today"]
    assert session.world == "today"
    session.undo()
    assert [one.id for one in session.worlds()] == ["today", "growth-2035"]


def test_candidates_that_open_later_are_off(opened: Window) -> None:
    window, session = show(opened, "worlds"), opened.session
    opened.type(window.candidates.field, "2028", Qt.Key.Key_Return)
    assert session.year == 2028


# Copying


def test_interventions_are_copied_from_one_district_to_another(opened: Window, tmp_path: Path) -> None:
    first = opened.session
    first.select("c02")
    second = opened.desktop.workspace.open_sample(tmp_path)
    dialog = show(opened, "copy")
    assert [one.id for one in dialog.chosen()] == ["c02"]
    opened.click(dialog.copy_button)
    copy = second.intervention("c02-2")
    assert copy is not None and copy.name == "Cycle path along the Parkway"
    assert copy.geometry.equals(first.intervention("c02").geometry)
    assert second.undo_text == "Copy from AMP–SBP (illustrative)"


def test_a_copy_lies_at_the_same_place_in_another_crs(opened: Window) -> None:
    # Oracle: in ETRS89 / British National Grid's own parent, shifting the false origin by 1,000 km east and nothing
    # else moves every coordinate by exactly that: OSGB36 with another false easting, written as PROJ.
    shifted = QgsCoordinateReferenceSystem.fromProj(
        "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=1400000 +y_0=-100000 +ellps=airy "
        "+nadgrids=@null +units=m +no_defs"
    )
    assert shifted.isValid()
    plain = QgsCoordinateReferenceSystem.fromProj(
        "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy "
        "+nadgrids=@null +units=m +no_defs"
    )
    one = opened.session.intervention("c06")

    class Target:
        crs = shifted

        def intervention(self, id: str) -> None:
            return None

    there = copies([one], plain.toWkt(), Target())[0]
    far = shapely.affinity.translate(one.geometry, 1_000_000)
    assert there.geometry.equals_exact(far, 1e-3)
    points = shapely.get_coordinates(shapely.from_wkt(there.attributes["entrances"]))
    before = shapely.get_coordinates(shapely.from_wkt(one.attributes["entrances"]))
    assert points - before == pytest.approx(np.tile([1_000_000.0, 0.0], (len(before), 1)), abs=2e-3)


# A new district


def lines(name: str, crs: str = "EPSG:27700") -> QgsVectorLayer:
    """Return a square of four streets of 400 m, as OpenStreetMap tags them."""
    layer = QgsVectorLayer(f"LineString?crs={crs}&field=highway:string", name, "memory")
    corners = [(440000, 388000), (440400, 388000), (440400, 388400), (440000, 388400), (440000, 388000)]
    for start, end in zip(corners, corners[1:]):
        feature = QgsFeature(layer.fields())
        feature.setAttribute("highway", "residential")
        feature.setGeometry(QgsGeometry.fromPolylineXY([QgsPointXY(*start), QgsPointXY(*end)]))
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


def homes() -> QgsVectorLayer:
    """Return two homes with 3 and 4 residents."""
    layer = QgsVectorLayer("Point?crs=EPSG:27700&field=population:integer", "dwellings", "memory")
    for x, people in ((440100, 3), (440300, 4)):
        feature = QgsFeature(layer.fields())
        feature.setAttribute("population", people)
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, 388010)))
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


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
    assert dialog.create_button.text() == "&Create anyway"
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
    dialog.gtfs.setFilePath(str(tmp_path / "none.zip"))
    assert "The timetable none.zip does not exist: choose another." in dialog.lacking()
    dialog.gtfs.setFilePath(str(feed))
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
