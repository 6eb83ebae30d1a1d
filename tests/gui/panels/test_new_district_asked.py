"""All that the new district asks for reaches the algorithm; by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from district_planner.core import open_district
from district_planner.core.network.permissions import MODES_FILE
from tests.core.feed_case import folder_feed, times, zip_feed
from tests.gui.panels.conftest import Window
from tests.gui.panels.new_district import lines, show


def drawn(geometry: str, name: str, fields: str, *rows: Any) -> QgsVectorLayer:
    """Return a layer of the project from rows of WKT and attributes."""
    layer = QgsVectorLayer(f"{geometry}?crs=EPSG:27700&{fields}", name, "memory")
    for wkt, *attributes in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(attributes)
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def project(window: Window, tmp_path: Path) -> dict[str, Any]:
    """Return layers and files that need every field of the dialog.

    The streets are fast roads, walked only where that is allowed; the field ``deprivation`` is a score by its name and
    holds deciles; ``bench`` is a place in the planner's own table only; one home of three lies 2 km off the map.
    """
    roads = drawn("LineString", "roads", "field=highway:string&field=maxspeed:string", *(
        (f"LINESTRING ({a} 388000, {a} 388400)", "trunk", "50 mph") for a in (440000, 440200, 440400)
    ), ("LINESTRING (440000 388000, 440200 388000, 440400 388000)", "trunk", "50 mph"))  # fmt: skip
    zones = drawn("Point", "dwellings", "field=population:integer&field=deprivation:integer",
                  ("POINT (440010 388100)", 3, 1), ("POINT (440210 388300)", 4, 9),
                  ("POINT (442400 388300)", 5, 2))  # fmt: skip
    benches = drawn(
        "Point", "benches", "field=amenity:string&field=capacity:integer", ("POINT (440390 388200)", "bench", 4)
    )
    links = drawn("LineString", "links", "field=id:string&field=kind:string",
                  ("LINESTRING (440200 388200, 440400 388210)", "short", "walking_link"))  # fmt: skip
    categories, modes = tmp_path / "mine.csv", tmp_path / "modes.csv"
    categories.write_text("key,value,category\namenity,bench,meeting_place\n", encoding="utf-8")
    rows = [f"{mode},street,highway,*,{'yes' if mode != 'cycle' else 'no'}"
            for mode in ("walk", "cycle", "wheelchair", "cars")]  # fmt: skip
    modes.write_text("\n".join(["mode,on,key,values,permission", *rows]), encoding="utf-8")
    window.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:27700"))
    window.canvas.setExtent(QgsRectangle(439900, 387900, 440500, 388500))
    return {"roads": roads, "homes": zones, "benches": benches, "links": links, "categories": categories,
            "modes": modes}  # fmt: skip


def unfold(window: Window, dialog: Any) -> None:
    """Open the group with the mouse and scroll down to it."""
    header = next(one for one in dialog.more.box.findChildren(QWidget) if one.accessibleName() == "More")
    dialog.area.ensureWidgetVisible(header)
    QApplication.processEvents()
    window.click(header)
    assert not dialog.more.box.isCollapsed()


def test_what_the_dialog_makes_equals_what_the_algorithm_makes(
    window: Window, project: dict[str, Any], tmp_path: Path, wait: Callable[..., Any], toolbox: Any
) -> None:
    dialog = show(window, "layers")
    for role, layer in (("streets", "roads"), ("homes", "homes"), ("opportunities", "benches")):
        dialog.rows[role].layer_box.setLayer(project[layer])
    assert dialog.rows["opportunities"].note.text() == "categories told by its OpenStreetMap tags"
    kind = dialog.rows["homes"].kind_box
    assert kind.isVisible() and kind.currentText() == "by its name: score"
    kind.setFocus()
    QTest.keyClick(kind, Qt.Key.Key_Down)
    assert dialog.given().deprivation_is == "decile"
    unfold(window, dialog)
    more = dialog.more
    window.click(more.extent.from_map)
    more.crs.setCrs(QgsCoordinateReferenceSystem("EPSG:32630"))
    more.interventions.setCheckedItems(["links"])
    window.type(more.category_table.file.lineEdit(), str(project["categories"]), Qt.Key.Key_Tab)
    window.type(more.mode_table.file.lineEdit(), str(project["modes"]), Qt.Key.Key_Tab)
    more.fast_roads.setFocus()
    QTest.keyClick(more.fast_roads, Qt.Key.Key_Space)
    dialog.output.setFilePath(str(tmp_path / "mine.gpkg"))
    window.click(dialog.check_button)
    wait(lambda: dialog._work is None, "not prepared", 60)
    assert dialog._prepared is not None, dialog.findings.item(0).text()
    window.click(dialog.create_button)
    wait(lambda: window.desktop.workspace.active is not None, "not opened", 60)
    box = window.canvas.extent()
    (tmp_path / "there").mkdir()
    asked = {
        "STREETS": project["roads"], "HOMES": project["homes"], "PEOPLE_FIELD": "population",
        "DEPRIVATION_FIELD": "deprivation", "DEPRIVATION_IS": "decile", "OPPORTUNITIES": project["benches"],
        "INTERVENTIONS": [project["links"]], "CRS": "EPSG:32630", "EXTENT":
        f"{box.xMinimum()!r},{box.xMaximum()!r},{box.yMinimum()!r},{box.yMaximum()!r} [EPSG:27700]",
        "CATEGORY_TABLE": str(project["categories"]), "MODE_TABLE": str(project["modes"]), "ALLOW_FAST_ROADS": True,
        "OUTPUT": str(tmp_path / "there" / "mine.gpkg"),
    }  # fmt: skip
    there = open_district(toolbox.run("districtplanner:createdistrict", asked)["OUTPUT"])
    here = open_district(tmp_path / "mine.gpkg")
    same(here, there)
    # Each field did something: a part of the homes, deciles, the bench, the link, the zone of UTM, who may walk.
    assert here.crs == "EPSG:32630" and here.settings["fast_roads_are_walked"] == 1
    assert here.table("homes")["people"].tolist() == [3.0, 4.0] and here.settings["deprivation_is"] == "decile"
    # A capacity weighs only where the planner chooses it.
    assert here.table("opportunities")[["category", "weight"]].to_numpy().tolist() == [["meeting_place", 1.0]]
    assert [one.id for one in here.interventions] == ["short"]
    assert set(here.table("streets")["walk"]) == {"yes"} and set(here.table("streets")["cycle"]) == {"no"}


def same(here: Any, there: Any) -> None:
    """Hold two districts side by side: every table, setting and intervention; the dialog also keeps the name."""
    assert (here.crs, here.name) == (there.crs, there.name)
    assert here.tables.keys() == there.tables.keys()
    for name in here.tables.keys() - {"settings"}:
        pd.testing.assert_frame_equal(here.table(name), there.table(name), check_exact=True, obj=name)
    assert {**there.settings, "name": there.name} == here.settings
    assert [(one.id, one.kind, one.geometry.wkb) for one in here.interventions] == [
        (one.id, one.kind, one.geometry.wkb) for one in there.interventions
    ]


def test_the_extent_of_a_layer_is_taken_from_a_menu_with_keys_and_given_back(
    window: Window, project: dict[str, Any]
) -> None:
    dialog = show(window, "layers")
    unfold(window, dialog)
    row = dialog.more.extent
    assert row.said.placeholderText() == "Everything in the files" and row.extent is None
    row.from_layer.setFocus()

    def choose() -> None:
        # By name: benches, dwellings, links, roads.
        row.layers.setActiveAction(row.layers.actions()[-2])
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
            QTest.keyClick(row.layers, key)
        row.layers.close()

    QTimer.singleShot(0, choose)
    QTest.keyClick(row.from_layer, Qt.Key.Key_Space)
    # The roads reach over a square of 400 m of the grid, which is turned by (2.0 - 1.4) * sin 53.4 = 0.5 degrees here:
    # its box in degrees is 400 * (1 + sin 0.5) = 403 m wide.
    assert row.said.text() == "roads: 0.40 × 0.40 km"
    west, south, east, north = row.extent
    assert (west, south) == pytest.approx((-1.40006, 53.38730), abs=2e-4)
    assert (east, north) == pytest.approx((-1.39399, 53.39093), abs=2e-4)
    assert dialog.given().extent == row.extent
    window.click(row.clear)
    assert dialog.given().extent is None and not row.clear.isEnabled()


def test_a_map_that_shows_nothing_gives_no_extent(window: Window) -> None:
    dialog = show(window, "layers")
    unfold(window, dialog)
    window.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:27700"))
    window.canvas.setExtent(QgsRectangle(1e9, 1e9, 2e9, 2e9))
    window.click(dialog.more.extent.from_map)
    assert "nothing was changed" in dialog.more.extent.note.text()
    assert dialog.given().extent is None


def test_a_table_that_does_not_exist_is_said_before_anything_starts(window: Window, project: dict[str, Any]) -> None:
    dialog = show(window, "layers")
    unfold(window, dialog)
    window.type(dialog.more.mode_table.file.lineEdit(), "/nowhere/modes.csv", Qt.Key.Key_Tab)
    assert "The table modes.csv does not exist: choose another." in dialog.lacking()
    assert not dialog.check_button.isEnabled()


def test_the_plugin_s_table_is_saved_to_be_edited_and_taken(
    window: Window, project: dict[str, Any], tmp_path: Path
) -> None:
    dialog = show(window, "layers")
    unfold(window, dialog)
    row, target = dialog.more.mode_table, tmp_path / "own modes.csv"
    choosing = QTimer()
    choosing.timeout.connect(lambda: choose_path(target))
    choosing.start(50)
    window.click(row.save)
    choosing.stop()
    assert dialog.given().mode_table == str(target) and not dialog.lacking()
    assert target.read_bytes() == MODES_FILE.read_bytes()


def choose_path(path: Path) -> None:
    """Type a path into the dialog that asks for a file or folder, as soon as it is there, and press Return."""
    box = QApplication.activeModalWidget()
    if isinstance(box, QFileDialog):
        name = box.findChild(QLineEdit)
        name.setText(str(path))
        QTest.keyClick(name, Qt.Key.Key_Return)


def test_timetables_are_taken_as_a_file_and_as_a_folder(
    window: Window, tmp_path: Path, wait: Callable[..., Any]
) -> None:
    lines("roads")
    stops = "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,53.3873,-1.3986\nB,Beta,53.3900,-1.3960\n"
    calls = times("T1,07:00:00,07:00:00,A,1", "T1,07:05:00,07:05:00,B,2")
    packed = zip_feed(tmp_path / "buses.zip", stops=stops, stop_times=calls)
    unpacked = folder_feed(tmp_path / "trams here", stops=stops, stop_times=calls)
    dialog = show(window, "layers")
    dialog.gtfs.files.setFilePath(str(packed))

    choosing = QTimer()
    choosing.timeout.connect(lambda: choose_path(unpacked))
    choosing.start(50)
    window.click(dialog.gtfs.folder)
    choosing.stop()
    assert dialog.given().gtfs == (str(packed), str(unpacked))
    window.type(dialog.service_dates, "2025-02-12, 2025-02-13")
    dialog.output.setFilePath(str(tmp_path / "mine.gpkg"))
    window.click(dialog.check_button)
    wait(lambda: dialog._prepared is not None, "not checked", 60)
    window.click(dialog.create_button)
    wait(lambda: window.desktop.workspace.active is not None, "not opened", 60)
    feeds = open_district(tmp_path / "mine.gpkg").settings["transit_feeds"]
    assert [(one["file"], one["date"]) for one in feeds] == [
        ("buses.zip", "2025-02-12"), ("trams here", "2025-02-13"),
    ]  # fmt: skip


def test_every_field_is_reached_by_tab_and_all_fits_a_small_screen(window: Window, project: dict[str, Any]) -> None:
    dialog = show(window, "layers")
    dialog.rows["homes"].layer_box.setLayer(project["homes"])
    dialog.output.setFilePath("mine.gpkg")
    unfold(window, dialog)
    assert dialog.height() <= 760 and dialog.minimumSizeHint().height() <= 700
    assert dialog.area.inside.width() <= dialog.area.viewport().width(), "nothing is cut off at the side"
    dialog.osm.lineEdit().setFocus()
    reached = set()
    for _ in range(80):
        reached.add(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    wanted = {
        dialog.rows["homes"].kind_box, dialog.gtfs.folder, dialog.more.extent.from_map, dialog.more.extent.from_layer,
        dialog.more.interventions, dialog.more.category_table.file.lineEdit(), dialog.more.mode_table.file.lineEdit(),
        dialog.more.mode_table.save, dialog.more.fast_roads, dialog.create_button,
    }  # fmt: skip
    assert not {one.accessibleName() or one.text() for one in wanted - reached}
