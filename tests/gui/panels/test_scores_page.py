"""The page Scores: the question, the headline, the other figures, who gains, live while drawing, weights."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.live import Edit
from district_planner.gui.widgets.look import muted_colour
from tests.gui.panels.conftest import Window

FIGURE = "site_time_walk_amp_sbp"
WITHIN = "within_walk_cafe_10_people"


def ask(window: Window, beginning: str) -> None:
    """Ask the first question about a figure whose name begins so."""
    window.session.ask(next(one.id for one in window.session.questions() if one.figure.startswith(beginning)))


def test_the_headline_is_that_of_plain_python(scored: Window) -> None:
    card = scored.page("scores").card
    row = evaluate(open_district(scored.session.path), "all").figures.set_index("figure").loc[FIGURE]
    assert card.base.text() == f"{row['base']:.1f}"
    assert card.after.text() == f"{row['with']:.1f}"
    assert card.change.text() == f"−{row['base'] - row['with']:.1f} min"
    assert card.unit.text() == "min"
    assert not card.spinner.turning


def test_what_a_tie_and_a_world_name_in_vain_is_told_and_the_rest_is_scored(
    scored: Window, wait: Callable[..., Any]
) -> None:
    page, session = scored.page("scores"), scored.session
    assert page.limits_box.isVisibleTo(page) and page.limits_box.isCollapsed()
    assert page.limits.text().startswith("Edge of the data") and "not in the district" not in page.limits.text()
    before = evaluate(open_district(session.path), "all").figures.set_index("figure").loc[FIGURE, "with"]
    one = session.intervention("c01")
    session.put(replace(one, attributes={**one.attributes, "requires": '["gone"]'}), "Edit")
    session.put_world(replace(session.worlds()[0], externals=frozenset({"lost"})))
    wait(lambda: not session.stale, "not scored", 60)
    assert scored.told == []
    assert (
        f"{one.label} requires 'gone', which is not in the district; it is scored without that." in page.limits.text()
    )
    assert "World 'today' lists 'lost', which is not in the district; it is left out." in page.limits.text()
    assert session.results.figures.set_index("figure").loc[FIGURE, "with"] == before


def test_people_within_reach_stand_over_all_people(scored: Window) -> None:
    ask(scored, "within_")
    card, question = scored.page("scores").card, scored.session.question
    row = evaluate(open_district(scored.session.path), "all").figures.set_index("figure").loc[question.figure]
    change = row["with"] - row["base"]
    sign = "+" if change > 0 else ""
    assert card.change.text() == f"{sign}{change:,.0f} of {row['total']:,.0f} people"
    # 90,283 people live in the sample (its homes, summed with sqlite).
    assert card.reading.total == 90283.0


def test_a_question_is_found_by_typing_any_part_of_it(scored: Window) -> None:
    page = scored.page("scores")
    line = page.question.lineEdit()
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "meeting place within 10")
    popup = page.question.completer().popup()
    assert popup.isVisible()
    found = [str(popup.model().index(row, 0).data()) for row in range(popup.model().rowCount())]
    assert found and all("meeting place within 10" in text for text in found)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert "meeting place within 10" in scored.session.question.text
    assert page.card.label.text()


def test_headings_in_the_list_of_questions_cannot_be_chosen(scored: Window) -> None:
    box = scored.page("scores").question
    headings = [row for row in range(box.count()) if box.itemData(row) is None]
    assert [box.itemText(row) for row in headings][:2] == ["Between sites", "15-minute index"]
    assert all(not box.model().item(row).isEnabled() for row in headings)


def test_at_most_six_other_figures_are_shown_and_can_be_changed(scored: Window) -> None:
    page, session = scored.page("scores"), scored.session
    for one in session.questions()[5:20]:
        page.more.chosen.emit(one.id)
    assert len(page.rows.texts()) == 6
    last = session.questions()[19].figure
    assert session.scorer.others[0] == last
    page.rows.removed.emit(last)
    assert last not in session.scorer.others
    assert len(page.rows.texts()) == 5


def test_who_gains_and_who_loses_adds_up_to_the_origins(scored: Window) -> None:
    ask(scored, "index15work_walk_employees")
    page, results = scored.page("scores"), scored.session.results
    # Oracle: summed here from the values of the measure, employees of the world only.
    frame = results.values[scored.session.question.measure]
    people = results.origins.loc[frame.index]
    known = ~people["new"].to_numpy(dtype=bool)
    change = (frame["with"] - frame["base"]).to_numpy()
    gain = people["employees"].to_numpy()[known & (change > 0)].sum()
    lose = people["employees"].to_numpy()[known & (change < 0)].sum()
    assert gain > 0
    assert page.gain.text() == f"{gain:,.0f} employees gain"
    assert page.lose.isVisible() == (lose > 0)
    if lose:
        assert page.lose.text() == f"{lose:,.0f} employees lose"


def test_figures_are_live_while_something_hangs_on_the_cursor(scored: Window, wait: Callable[..., Any]) -> None:
    page, session = scored.page("scores"), scored.session
    session.set_scenario("mine")
    wait(lambda: not session.stale, "not scored", 60)
    found: list[Any] = []
    session.previewed.connect(found.append)
    session.preview(Edit("new", replace(session.intervention("c01"), id="new")))
    wait(lambda: found and page.drawing.text(), "no preview, or the page did not follow")
    headline = found[-1].headline
    assert headline.after < headline.base
    assert page.card.after.text() == f"{headline.after:.1f}"
    assert page.drawing.text() == "While drawing"
    # The bridge itself is off in this scenario: the figures are as if it were on.
    session.preview(Edit("c01", session.intervention("c01")))
    off = "While drawing. Off in this scenario (shown as if this one counted)."
    wait(lambda: page.drawing.text() == off, "the page does not say that it is off")
    session.preview_waiting.emit()
    wait(lambda: page.card.spinner.turning, "the page does not say that it waits")
    assert page.card.after.palette().windowText().color() == muted_colour(page.card)
    session.preview(None)
    wait(lambda: not page.card.spinner.turning, "the page still waits")
    assert page.card.change.text() == "No change"


def test_what_a_drawing_adds_stands_beside_what_the_scenario_does(scored: Window, wait: Callable[..., Any]) -> None:
    page, session = scored.page("scores"), scored.session
    found: list[Any] = []
    session.previewed.connect(found.append)
    session.preview(Edit("c01", None))
    wait(lambda: found and page.drawing.text(), "no preview, or the page did not follow")
    headline = found[-1].headline
    # The bridge is taken away on the cursor: before is with it, after without.
    assert page.card.step.text().startswith(f"This one alone: +{headline.after - headline.before:.1f} min")


def test_a_weight_of_the_index_changes_the_score(scored: Window, wait: Callable[..., Any]) -> None:
    page, session = scored.page("scores"), scored.session
    ask(scored, "index15work_walk_employees_mean")
    before = page.card.reading.after
    page.weights_box.setCollapsed(False)
    page.index.setCurrentIndex(page.index.findData("index15work"))
    page.index.activated.emit(page.index.currentIndex())
    rows = [part.categories for part in page.weights.parts]
    field = page.weights.fields[rows.index(("meeting_place",))][1].field
    assert field.text() == "1.5"
    scored.type(field, "3", Qt.Key.Key_Return)
    assert session.stale
    assert page.card.spinner.turning
    wait(lambda: not session.stale, "not scored again", 60)
    # Oracle: plain Python with the same setting in the district.
    district = open_district(session.path)
    changed = replace(district, settings={**district.settings, "index15work": session.setting("index15work")})
    row = evaluate(changed, "all").figures.set_index("figure").loc["index15work_walk_employees_mean"]
    assert page.card.reading.after == pytest.approx(row["with"], abs=1e-12) and row["with"] != before
    scored.click(page.weights.reset)
    assert session.setting("index15work") is None
    assert field.text() == "1.5"


def test_weights_that_are_all_nought_are_refused(scored: Window) -> None:
    page, session = scored.page("scores"), scored.session
    page.weights_box.setCollapsed(False)
    for _, weight in page.weights.fields:
        weight.set_value(0.0)
    page.weights.fields[0][1].given.emit(0.0)
    assert session.setting("index15") is None


def test_a_time_that_is_never_reached_is_said_in_words() -> None:
    from district_planner.gui.widgets.figure_card import change_words
    from district_planner.gui.widgets.reading import Reading

    never = Reading("a", "A", "min", "lower", "pairs", math.inf, 12.0, math.nan)
    assert change_words(never) == "Newly reached"
    assert change_words(replace(never, base=12.0, after=math.inf)) == "No longer reached"
    assert np.isnan(never.change)
