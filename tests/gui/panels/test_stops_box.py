"""The stops of a line in the dock, and the day of its timetable."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLineEdit

from district_planner.core.interventions.intervention import Intervention
from tests.gui.panels.conftest import Window

LINE = shapely.LineString([(440_900.0, 388_200.0), (442_100.0, 388_200.0)])


@pytest.fixture
def line(opened: Window) -> Window:
    given = {"stops": json.dumps([0, 600, 1200]), "legs": '["street", "rail"]'}
    opened.session.put(Intervention("lr", "light_rail", LINE, "Spur", attributes=given), "Draw")
    opened.page("draw")
    opened.session.select("lr")
    return opened


def box(window: Window) -> Any:
    return window.page("draw").stops


def cells(window: Window) -> list[list[str]]:
    table = box(window).table
    return [[table.item(row, column).text() for column in range(3)] for row in range(table.rowCount())]


def test_the_table_shows_names_places_and_legs(line: Window) -> None:
    assert cells(line) == [["", "0", ""], ["", "600", "In the street"], ["", "1,200", "On rail"]]
    page = line.page("draw")
    assert "stops" not in page.form.editors
    assert page.area.inside.minimumSizeHint().width() <= page.area.viewport().width()


def test_a_name_typed_into_the_table_is_one_step(line: Window) -> None:
    table = box(line).table
    table.setCurrentCell(1, 0)
    table.editItem(table.item(1, 0))
    editor = table.viewport().findChild(type(line.page("draw").form.name))
    line.type(editor, "Business Park", Qt.Key.Key_Return)
    assert json.loads(line.session.intervention("lr").attributes["stops"])[1]["name"] == "Business Park"
    assert line.session.undo_text == "Name a stop of Spur"
    assert cells(line)[1][0] == "Business Park"
    line.session.undo()
    assert cells(line)[1][0] == ""


def type_speed(window: Window, row: int, text: str) -> None:
    """Type into the cell of a leg's speed."""
    table = box(window).table
    table.setCurrentCell(row, 3)
    table.editItem(table.item(row, 3))
    window.type(table.viewport().findChild(QLineEdit), text, Qt.Key.Key_Return)


def test_the_speed_of_a_leg_is_typed_and_taken_away_again(line: Window) -> None:
    table = box(line).table
    # A tram's 50 km/h in the street and 80 km/h on rail stand in grey until another is typed.
    assert [table.item(row, 3).text() for row in range(3)] == ["", "50", "80"]
    assert "[S] [M] [P]" in box(line).note.text()
    before = line.page("draw").form.quality.text()
    type_speed(line, 1, "25")
    assert json.loads(line.session.intervention("lr").attributes["legs"]) == [{"class": "street", "kmh": 25.0}, "rail"]
    assert line.session.undo_text == "Change the speed of a leg of Spur"
    assert [table.item(row, 3).text() for row in range(3)] == ["", "25", "80"]
    assert line.page("draw").form.quality.text() != before, "a slower line takes longer"
    type_speed(line, 1, "")
    assert json.loads(line.session.intervention("lr").attributes["legs"]) == ["street", "rail"]
    assert table.item(1, 3).text() == "50"


def test_a_speed_that_cannot_be_is_refused_with_a_sentence(line: Window) -> None:
    before = line.session.intervention("lr").attributes["legs"]
    for text in ("fast", "0", "401"):
        type_speed(line, 1, text)
        assert box(line).note.text() == f"“{text}” is no speed: write 1 to 400 km/h, or leave it empty."
        assert line.session.intervention("lr").attributes["legs"] == before
        assert box(line).table.item(1, 3).text() == "50"


def test_the_form_says_how_a_line_runs_what_it_costs_a_year_and_its_fare(line: Window) -> None:
    said = line.page("draw").form.quality.text()
    # 1.2 km both ways, from 05:30 to 23:30 every 10 min is 109 times a day (both counted), 340 days, £10 a vehicle km:
    # 2 * 1.2 * 109 * 340 * 10 = £889,440.
    assert "Running costs about £889,000 a year [P]" in said
    assert "km/h with stops" in said and "vehicle(s)" in said and "places an hour" in said
    assert "fare" not in said
    line.type(line.page("draw").form.editors["fare"].field, "2.80", Qt.Key.Key_Return)
    assert "£889,000 a year [P] · fare £2.80" in line.page("draw").form.quality.text()


def test_stops_are_placed_every_so_many_metres(line: Window) -> None:
    # 1,200 m by 400 m: three legs.
    box(line).metres.setValue(400)
    line.click(box(line).place)
    assert [row[1] for row in cells(line)] == ["0", "400", "800", "1,200"]
    assert line.session.undo_text == "Place stops on Spur"


def test_another_kind_has_no_stops(line: Window) -> None:
    line.session.select("c01")
    assert not box(line).isVisible()


def test_a_figure_by_transit_names_each_timetable_with_its_day(
    window: Window, reference_data: Callable[..., Path], tmp_path: Path, wait: Callable[..., Any]
) -> None:
    from scripts.sample import south_yorkshire

    path = tmp_path / "corridor.gpkg"
    south_yorkshire.write(reference_data("sheffield-rotherham"), path)
    session = window.desktop.workspace.open(path)
    wait(lambda: session.results is not None and not session.stale, "it was not scored", 60)
    page = window.page("scores")
    said = page.service.text()
    assert "Supertram" in said
    assert "2024-12-17" in said
    assert "2019-09-10" in said
    assert page.area.inside.width() <= page.area.viewport().width()
