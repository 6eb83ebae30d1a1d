"""The page Draw: buttons, table, form, alternatives."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.request import Request
from district_planner.core.interventions.catalogue import kinds
from district_planner.gui.widgets.intervention_model import ID_ROLE, NAME, SCORE, SECOND_ROLE, second_line
from tests.gui.panels.conftest import Window

TIP = Qt.ItemDataRole.ToolTipRole
FIGURE = "site_time_walk_amp_sbp"


def names(window: Window) -> list[str]:
    """Return the names in the table, from top to bottom."""
    table = window.page("draw").table
    return [str(table.model().index(row, NAME).data()) for row in range(table.model().rowCount())]


def row_of(page: Any, id_: str) -> int:
    """Return the row in the table that shows an intervention."""
    model = page.table.model()
    return next(row for row in range(model.rowCount()) if model.index(row, NAME).data(ID_ROLE) == id_)


def test_there_is_a_button_for_every_kind(opened: Window) -> None:
    assert set(opened.page("draw").kinds.buttons) == set(kinds())


def test_a_draw_button_takes_the_tool_and_gives_it_back(opened: Window) -> None:
    page = opened.page("draw")
    button = page.kinds.buttons["walking_link"]
    opened.click(button)
    assert opened.desktop.hands.tools.name == "draw walking_link"
    assert button.isChecked()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert opened.desktop.hands.tools.name == ""
    assert not button.isChecked()


def test_another_tool_of_qgis_releases_the_button(opened: Window) -> None:
    from qgis.gui import QgsMapToolPan

    page = opened.page("draw")
    opened.click(page.bar.buttons["move"])
    assert page.bar.buttons["move"].isChecked()
    pan = QgsMapToolPan(opened.canvas)
    opened.canvas.setMapTool(pan)
    assert not page.bar.buttons["move"].isChecked()
    opened.canvas.unsetMapTool(pan)


def test_the_table_shows_what_plain_python_finds(scored: Window) -> None:
    # Oracle: evaluate() on the stored file, each candidate alone.
    found = evaluate(open_district(scored.session.path))
    rows = found.scores[found.scores["figure"] == FIGURE].set_index("intervention")["alone_change"]
    model = scored.page("draw").table.table
    shown = {row.one.id: row.score for row in model.rows if not row.one.external}
    assert shown == {id_: pytest.approx(change, abs=1e-9) for id_, change in rows.items()}
    at = model.row_of("c01")
    assert model.index(at, SCORE).data() == f"−{abs(rows['c01']):.1f}"
    reasons = found.summary.set_index("id")["why"]
    flagged = {row.one.id for row in model.rows if row.why}
    assert flagged == {id_ for id_, why in reasons.items() if why}


def test_externals_stand_last_and_cannot_be_ticked(opened: Window) -> None:
    model = opened.page("draw").table.table
    assert [row.one.external for row in model.rows] == [False] * 10 + [True] * 2
    assert not model.flags(model.index(11, NAME)) & Qt.ItemFlag.ItemIsUserCheckable


def test_a_click_on_the_box_and_the_space_key_switch_on_and_off(opened: Window) -> None:
    table, session = opened.page("draw").table, opened.session
    assert "c02" in session.on()
    opened.click_cell(table, 1, NAME, QPoint(10, 0))
    assert "c02" not in session.on()
    table.setFocus()
    opened.click_cell(table, 1, NAME)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert "c02" in session.on()


def test_a_selected_row_is_the_selected_intervention_and_the_other_way_round(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    opened.click_cell(page.table, 3, NAME)
    assert session.selected == "c04"
    assert page.form.name.text() == "Café hub on the AMP"
    session.select("c01")
    assert page.table.current() == "c01"
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert session.selected == "c02"


def test_an_intervention_without_effect_says_why(scored: Window) -> None:
    page = scored.page("draw")
    scored.session.select("c10")
    assert page.why.isVisible()
    assert page.why.text().startswith("No effect: it brings people or employees")


def test_who_gains_over_a_long_straight_way_only_is_told_in_the_form(scored: Window) -> None:
    page, session = scored.page("draw"), scored.session
    session.select("c01")
    request = Request(alternatives="best")
    note = evaluate(open_district(session.path), request=request).summary.set_index("id").loc["c01", "note"]
    who = note.split("(")[1].split(")")[0]  # "4,126 people and …"
    assert page.why.isVisible()
    assert page.why.text().startswith(who.removesuffix(" so"))
    session.select("c04")  # a public space has no joins
    assert not page.why.isVisible()


def test_the_delete_key_deletes_and_undo_brings_back(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    opened.click_cell(page.table, 2, NAME)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert session.intervention("c03") is None
    assert "Signalled crossing of Prince of Wales Road" not in names(opened)
    assert "Undo: Delete Signalled crossing" in page.bar.buttons["undo"].toolTip()
    opened.click(page.bar.buttons["undo"])
    assert session.intervention("c03") is not None
    opened.click(page.bar.buttons["redo"])
    assert session.intervention("c03") is None


def test_the_delete_button_takes_a_tool_that_shows_the_loss_before_a_click_deletes(
    scored: Window, wait: Callable[..., Any]
) -> None:
    page, session = scored.page("draw"), scored.session
    line = session.intervention("c01").geometry.interpolate(0.5, normalized=True)
    scored.look_at((line.x, line.y), 400.0)
    button = page.bar.buttons["delete"]
    scored.click(button)
    assert button.isChecked() and scored.desktop.hands.tools.name == "delete"
    assert session.intervention("c01") is not None
    scored.move_on_map((line.x, line.y))
    tool = scored.desktop.hands.tools.tool
    wait(lambda: tool.stage.exact, "the loss was not scored")
    headline = tool.stage.preview.headline
    # Oracle: evaluate() of the stored interventions with every candidate, and without the link.
    district = open_district(session.path)
    without = [one for one in district.interventions if one.id != "c01" and not one.external]
    with_it = [one for one in district.interventions if not one.external]
    figures = [
        evaluate(district, interventions=some).figures.set_index("figure").loc[FIGURE, "with"]
        for some in (with_it, without)
    ]
    assert (headline.before, headline.after) == tuple(figures)
    assert headline.after > headline.before
    scored.click_map((line.x, line.y))
    assert session.intervention("c01") is None
    assert session.undo_text.startswith("Delete")
    scored.click(button)
    assert scored.desktop.hands.tools.name == ""


def test_the_second_line_says_kind_term_and_cost_of_candidates_and_externals(opened: Window) -> None:
    model = opened.page("draw").table.table
    session = opened.session
    session.put(
        replace(session.intervention("c01"), attributes={"timescale": "short", "cost_central": 4_200_000.0}), "Change"
    )
    external = next(one for one in session.interventions() if one.external)
    session.put(replace(external, attributes={**external.attributes, "cost_central": 90_000.0}), "Change")
    said = {row.one.id: second_line(row) for row in model.rows}
    assert said["c01"] == "Walking link · Short term · £4.2 m"
    assert said[external.id].endswith(" · happens anyway · £90 k")
    assert model.index(model.row_of("c01"), NAME).data(SECOND_ROLE) == said["c01"]


def test_no_draw_button_says_more_than_the_longest_that_fits(opened: Window) -> None:
    # At 380 px in the desktop's font, “Employment site” with its arrow just fits half the dock.
    hints = {id_: one.sizeHint().width() for id_, one in opened.page("draw").kinds.buttons.items()}
    assert max(hints.values()) == hints["employment_site"]


def test_a_long_unit_leaves_the_names_their_room(scored: Window, wait: Callable[..., Any]) -> None:
    table, session = scored.page("draw").table, scored.session

    def heading(role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str:
        return str(table.table.headerData(SCORE, Qt.Orientation.Horizontal, role))

    assert heading() == "Score (min)"
    session.ask(next(one.id for one in session.questions() if one.figure == "within_walk_cafe_10_employees"))
    wait(lambda: not session.stale, "not scored", 60)
    assert heading() == "Score" and heading(TIP).endswith("(employees)")
    assert table.columnWidth(NAME) > table.columnWidth(SCORE)


def test_sorting_by_score_puts_the_best_time_first(scored: Window) -> None:
    table = scored.page("draw").table
    table.sortByColumn(SCORE, Qt.SortOrder.AscendingOrder)
    assert names(scored)[-1] == "Close the Sheffield Lane subway"
    assert "AMP–SBP walking and cycling bridge" in names(scored)[:3]


# The form


def test_a_form_has_a_field_for_every_attribute_of_its_kind(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    for one in session.interventions():
        session.select(one.id)
        wanted = {attribute.name for attribute in kinds()[one.kind].attributes} - {"katz_wagner", "evidence"}
        assert set(page.form.editors) == wanted, one.kind


def test_a_form_that_appears_squeezes_nothing(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    inside = page.area.inside
    for id_ in ("c01", "", "c03", "c10"):
        session.select(id_)
        # Before the event loop turns: under load that takes a second.
        assert inside.height() >= inside.layout().totalHeightForWidth(inside.width()), id_
        assert page.kinds.height() >= page.kinds.minimumSizeHint().height(), id_


def test_a_typed_number_is_one_undo_step(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    session.select("c01")
    field = page.form.editors["width_m"].field
    assert field.text() == "4"
    opened.type(field, "3.5", Qt.Key.Key_Return)
    assert session.intervention("c01").attributes["width_m"] == 3.5
    assert session.undo_text == "Change width"
    session.undo()
    assert session.intervention("c01").attributes["width_m"] == 4.0
    assert field.text() == "4"
    assert session.undo_text == ""


def test_a_form_says_how_good_a_cycle_path_is(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    path = next(one for one in session.interventions() if one.kind == "cycle_path")
    session.select(path.id)
    assert "times the straight line" in page.form.quality.text()
    opened.type(page.form.editors["los_score"].field, "38", Qt.Key.Key_Return)
    assert "Level of service 76.0 %; say how many critical fails there are" in page.form.quality.text()
    opened.type(page.form.editors["critical_fails"].field, "1", Qt.Key.Key_Return)
    assert "Level of service 76.0 %: fail [S]" in page.form.quality.text()
    session.undo()
    session.put(replace(path, attributes={**path.attributes, "limit_mph": 30.0, "vehicles_day": 500.0}), "Change")
    assert "Beside this traffic a track with light protection suits most people [V]" in page.form.quality.text()
    session.select("c01")
    assert not page.form.quality.isVisible()
    opened.type(page.form.editors["gradient"].field, "5", Qt.Key.Key_Return)
    assert "Scores count the speed on the flat" in page.form.quality.text()


def test_a_german_types_a_comma(german: None, opened: Window) -> None:
    session = opened.session
    session.select("c06")
    field = opened.page("draw").form.editors["hectares"].field
    assert field.text() == "6,37"
    opened.type(field, "1.234,5", Qt.Key.Key_Return)
    assert session.intervention("c06").attributes["hectares"] == 1234.5


@pytest.mark.parametrize(
    ("typed", "sentence"), [("abc", "Write a number, for example 1,234.5."), ("-1", "from 0 to 100")]
)
def test_a_number_that_cannot_be_used_is_refused(opened: Window, typed: str, sentence: str) -> None:
    page, session = opened.page("draw"), opened.session
    session.select("c01")
    opened.type(page.form.editors["width_m"].field, typed, Qt.Key.Key_Return)
    assert session.undo_text == ""
    assert sentence in page.form.editors["width_m"].field.toolTip()


def test_an_empty_field_shows_the_default_with_its_mark(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    session.select("c01")
    editor = page.form.editors["lts_after"]
    opened.type(editor.field, "", Qt.Key.Key_Return)
    assert session.intervention("c01").attributes.get("lts_after") is None
    assert editor.field.placeholderText() == "1 [V]"


def test_costs_that_are_not_given_come_from_unit_costs(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    session.select("c03")
    for name in ("cost_low", "cost_central", "cost_high"):
        opened.type(page.form.editors[name].field, "", Qt.Key.Key_Return)
    # A crossing costs 120,000 (50,000 to 240,000) [P] each, whatever its size.
    shown = [page.form.editors[name].field.placeholderText() for name in ("cost_low", "cost_central", "cost_high")]
    assert shown == ["50,000 [P]", "120,000 [P]", "240,000 [P]"]


def test_choices_and_names_are_given_by_keys(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    session.select("c01")
    box = page.form.editors["timescale"].field
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert session.intervention("c01").attributes["timescale"] == "short"
    row = page.table.table.rows[page.table.table.row_of("c01")]
    assert row.term == "short"
    opened.type(page.form.name, "Bridge", Qt.Key.Key_Return)
    assert session.intervention("c01").name == "Bridge"
    assert "Bridge" in names(opened)


def test_requirements_are_picked_by_name(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    session.select("c02")
    editor = page.form.editors["requires"]
    editor.parentWidget().setCollapsed(False)
    field = editor.field
    at = field.findText("Café hub on the AMP")
    field.showPopup()
    QApplication.processEvents()
    field.setItemCheckState(at, Qt.CheckState.Checked)
    field.hidePopup()
    QApplication.processEvents()
    assert json.loads(session.intervention("c02").attributes["requires"]) == ["c04"]


def test_an_alternative_is_a_copy_and_both_exclude_each_other(scored: Window, wait: Callable[..., Any]) -> None:
    page, session = scored.page("draw"), scored.session
    before = session.intervention("c01")
    page.table.asked.emit("alternative", "c01")
    copy = session.intervention(session.selected)
    assert copy.geometry.equals(before.geometry) and copy.kind == "walking_link" and copy.id != "c01"
    assert json.loads(copy.attributes["excludes"]) == ["c01"]
    assert json.loads(session.intervention("c01").attributes["excludes"]) == [copy.id]
    assert session.undo_text.startswith("Draw an alternative to")
    assert scored.desktop.hands.tools.name == "reshape"
    # Both are on: the better one counts, nothing stops.
    wait(lambda: not session.stale, "alternatives were not scored", 60)
    assert scored.told == []
    # The copy lies where the first one does: one of the two counts, and the form of the other one says so.
    (counts,) = session.built() & {"c01", copy.id}
    other = copy.id if counts == "c01" else "c01"
    for id_, said in ((counts, ""), (other, f"The other alternative counts: {session.intervention(counts).label}.")):
        session.select(id_)
        assert page.form.standing.text() == said and page.form.standing.isVisible() == bool(said)
    session.set_ticked(session.scenario, other, False)
    assert page.form.standing.text() == "Off in this scenario."
    assert "Off in this scenario" in str(page.table.model().index(row_of(page, other), NAME).data(TIP))
    session.undo()
    session.undo()
    assert session.intervention("c01").attributes.get("excludes") is None


def test_a_drag_on_an_alternative_changes_the_alternative_and_not_what_it_was_copied_from(opened: Window) -> None:
    page, session = opened.page("draw"), opened.session
    before = session.intervention("c01").geometry
    corner = before.coords[1]
    opened.look_at(corner, 400.0)
    page.table.asked.emit("alternative", "c01")
    copy = session.selected
    there = (corner[0] + 60.0, corner[1] + 45.0)
    opened.drag_on_map(corner, there)
    assert session.undo_text.startswith("Reshape")
    assert session.intervention("c01").geometry.equals(before)
    moved = session.intervention(copy).geometry
    # The canvas shows 400 m on some 700 pixels or less, so that a pixel is at most a metre.
    assert moved.coords[1] == pytest.approx(there, abs=2.0)
    assert not moved.equals(before)
    # Whoever lets go and clicks the two where they still lie on each other means the selected one.
    QTest.keyClick(opened.canvas, Qt.Key.Key_Escape)
    shared = ((before.coords[-2][0] + before.coords[-1][0]) / 2, (before.coords[-2][1] + before.coords[-1][1]) / 2)
    opened.look_at(shared, 400.0)
    opened.click_map(shared)
    assert session.selected == copy


def test_nothing_is_known_of_a_score_before_it_is_computed(window: Window, sample: Any) -> None:
    window.desktop.workspace.open(sample)
    model = window.page("draw").table.table
    assert all(math.isnan(row.score) for row in model.rows)
    assert model.index(0, SCORE).data() == "…"
