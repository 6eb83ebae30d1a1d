"""Charts of an open district: what they show is in their table, and both can be taken away."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtWidgets import QApplication, QPushButton

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.request import Request
from district_planner.gui.charts.registry import all_charts
from district_planner.gui.charts.window import ChartWindow
from district_planner.gui.session import DistrictSession

WALKED = "nearest_walk_meeting_place"


@pytest.fixture
def window(session: DistrictSession, wait: Callable[..., Any]) -> Iterator[ChartWindow]:
    """Return the window of the sample, for the scenario that holds the link alone."""
    session.set_scenario("link")
    ask(session, WALKED)
    wait(lambda: session.results is not None and not session.stale, "not scored")
    found = ChartWindow(session)
    found.show()
    yield found
    found.let_go()
    found.close()
    found.deleteLater()


def ask(session: DistrictSession, measure: str) -> None:
    session.ask(next(one.id for one in session.questions() if one.measure == measure and "employees" in one.figure))


def chart(window: ChartWindow, id_: str, wait: Callable[..., Any]) -> None:
    seen = []
    window.shown.connect(lambda: seen.append(window.choice.currentData()))
    window.show_chart(id_)
    window.refresh()
    wait(lambda: window._work is None and not window._again and seen and seen[-1] == id_, "no chart")


def test_three_charts_are_found():
    assert list(all_charts()) == ["changes", "cumulative", "times"]
    assert [one.title() for one in all_charts().values()] == [
        "Interventions by change", "People by minutes", "Distribution, base against with"]  # fmt: skip


def test_interventions_by_change_shows_what_python_finds(window, session, wait):
    chart(window, "changes", wait)
    table = window.shown_table()
    figure = session.question.figure
    want = evaluate(open_district(session.path), "link", request=Request(indicators=("nearest",))).scores
    want = want[(want["figure"] == figure) & (want["intervention"] == "c01")].iloc[0]
    assert table["Change, alone"].tolist() == [want["alone_change"]]
    assert (table["Kind"].tolist(), window.table.item(0, 1).text()) == (["walking_link"], "Walking link")
    assert window.drawn.title == session.question.text
    bars = window.canvas.figure.axes[0].patches
    assert [bar.get_width() for bar in bars] == [want["alone_change"]]
    assert "employees" in window.drawn.x


def test_people_by_minutes_ends_at_everybody_who_is_reached(window, session, wait):
    chart(window, "cumulative", wait)
    values, origins = session.results.values[WALKED], session.results.origins
    table = window.drawn.table
    for side in ("base", "with"):
        reached = origins.loc[values[side].notna(), "employees"].sum()
        assert table[side].iloc[-1] == pytest.approx(reached, rel=1e-12)
        at_ten = origins.loc[values[side] <= 10.0, "employees"].sum()
        assert table.set_index("minutes")[side][10.0] == pytest.approx(at_ten, rel=1e-12)
    assert window.canvas.figure.axes[0].get_ylabel() == "Employees"


def test_the_distribution_holds_everybody_once(window, session, wait):
    chart(window, "times", wait)
    everybody = session.results.origins["employees"].sum()
    assert window.drawn.table["base"].sum() == pytest.approx(everybody)
    assert window.drawn.table["with"].sum() == pytest.approx(everybody)


def test_times_between_sites_are_drawn_too(window, session, wait):
    session.ask(next(one.id for one in session.questions() if one.figure.startswith("site_time")))
    for id_ in ("times", "cumulative", "changes"):
        chart(window, id_, wait)
        assert window.drawn is not None and len(window.drawn.table), window.sentence.text()


def test_where_there_are_no_minutes_a_sentence_says_so(window, session, wait):
    session.ask(next(one.id for one in session.questions() if one.measure.startswith("index15work")))
    chart(window, "cumulative", wait)
    assert window.drawn is None and "Choose a question on one kind of place" in window.sentence.text()
    assert not any(button.isEnabled() for button in window.findChildren(QPushButton) if button.text() != "")
    chart(window, "times", wait)
    assert window.drawn.table["high"].dropna().max() == 100.0


def test_the_table_is_copied_and_saved_in_full(window, wait, tmp_path):
    chart(window, "cumulative", wait)
    want = window.shown_table()
    window.copy_table()
    copied = pd.read_csv(io.StringIO(QApplication.clipboard().text()), sep="\t", float_precision="round_trip")
    pd.testing.assert_frame_equal(copied, want, check_exact=True, check_dtype=False)
    window.save_csv(tmp_path / "t.csv")
    saved = pd.read_csv(tmp_path / "t.csv", encoding="utf-8-sig", float_precision="round_trip")
    pd.testing.assert_frame_equal(saved, want, check_exact=True, check_dtype=False)
    assert window.table.rowCount() == len(want)
    assert [window.table.horizontalHeaderItem(i).text() for i in range(len(want.columns))] == list(want.columns)


def test_the_chart_is_saved_as_png_and_svg(window, wait, tmp_path):
    chart(window, "cumulative", wait)
    window.save_picture(tmp_path / "c.png")
    window.save_picture(tmp_path / "c.svg")
    picture = QImage(str(tmp_path / "c.png"))
    assert picture.width() > 1000
    text = (tmp_path / "c.svg").read_text(encoding="utf-8")
    assert "<text" in text and "With the scenario" in text
    assert np.isfinite(window.canvas.figure.axes[0].get_ylim()).all()


def test_the_window_follows_the_scores(window, session, wait):
    chart(window, "cumulative", wait)
    before = window.drawn
    session.set_scenario("all")
    wait(lambda: window.drawn is not before and not session.stale, "the chart did not follow")
    assert "All candidates" in window.drawn.source


# In German


def labels(axis: Any) -> list[str]:
    return [text.get_text() for text in axis.get_ticklabels()]


def test_a_german_reads_points_between_thousands_and_decimal_commas_in_charts(german, window, session, wait, tmp_path):
    chart(window, "cumulative", wait)
    window.canvas.draw()
    axes = window.canvas.figure.axes[0]
    assert any(re.fullmatch(r"\d{1,2}\.000", text) for text in labels(axes.yaxis)), labels(axes.yaxis)
    # The table behind it: two decimals at most, and what is saved stays for machines.
    table, shown = window.shown_table(), window.table
    column = list(table.columns).index("With the scenario")
    row = next(i for i, value in enumerate(table.iloc[:, column]) if value >= 1000.0)
    value = table.iloc[row, column]
    text = f"{value:,.2f}".rstrip("0").rstrip(".").translate(str.maketrans(",.", ".,"))
    assert shown.item(row, column).text() == text and "." in text
    window.save_csv(tmp_path / "t.csv")
    saved = pd.read_csv(tmp_path / "t.csv", encoding="utf-8-sig", float_precision="round_trip")
    pd.testing.assert_frame_equal(saved, table, check_exact=True, check_dtype=False)


def test_the_labels_of_bars_and_classes_are_german_too(german, window, session, wait):
    session.ask(next(one.id for one in session.questions() if one.figure.startswith("site_time")))
    chart(window, "changes", wait)
    change = window.drawn.table["change"].iloc[0]
    words = [text.get_text() for text in window.canvas.figure.axes[0].texts]
    # Under 100 with decimals: as Python writes them, with a comma.
    assert 1.0 <= abs(change) < 100.0 and change != round(change)
    assert f"{change:+.1f}".replace(".", ",").replace("-", "−") in words
    chart(window, "times", wait)
    drawn = window.drawn.table
    drawn.loc[0, "high"] = 2.5
    assert all_charts()["times"].read(drawn)["class"].iloc[0] == f"{drawn.loc[0, 'low']:g}–2,5"
    assert "," not in drawn["class"].iloc[0]
