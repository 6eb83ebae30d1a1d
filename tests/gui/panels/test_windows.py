"""Scenarios, worlds, copying from one district to another, a new district."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import shapely.affinity
from qgis.core import QgsCoordinateReferenceSystem
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLineEdit

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.dialogs.copy_interventions import copies
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
