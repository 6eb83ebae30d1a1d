"""What is painted over the map: words, chip, dots."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from qgis.core import QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QLocale, QPoint, QPointF, QSize
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core.evaluation.live import FigureChange
from district_planner.gui.canvas import palette
from district_planner.gui.canvas.chip import Chip, Contents, beside
from district_planner.gui.canvas.overlay import GainOverlay, classes
from district_planner.gui.canvas.wording import said
from tests.gui.drawing.board import Board

NAN = math.nan


def change(label: str, unit: str, better: str, before: float, after: float, **more: float) -> FigureChange:
    given = {"total": NAN, "newly": NAN, "no_longer": NAN, **more}
    return FigureChange("x", label, unit, better, before, before, after, **given)


WITHIN = "Employees within 10 min on foot of the nearest meeting place"


@pytest.mark.parametrize(
    ("figure", "headline", "about", "tone"),
    [
        (
            change(WITHIN, "employees", "higher", 4310, 5550, total=12400, newly=1240, no_longer=0),
            "+1,240 employees", "within 10 min on foot of the nearest meeting place: 5,550 of 12,400", 1,
        ),
        (
            change(WITHIN, "employees", "higher", 5550, 5240, total=12400, newly=100, no_longer=410),
            "−310 employees",
            "within 10 min on foot of the nearest meeting place: 5,240 of 12,400 (100 gain it, 410 lose it)", -1,
        ),
        (
            change(WITHIN, "employees", "higher", 5550, 5550, total=12400, newly=0, no_longer=0),
            "No change", f"{WITHIN}: 5,550 of 12,400", 0,
        ),
        (
            change("AMP–SBP, typical time on foot between buildings", "min", "lower", 18.8, 6.2),
            "AMP–SBP 18.8\u00a0→\u00a06.2\u00a0min", "typical time on foot between buildings", 1,
        ),
        (
            change("AMP–SBP, typical time on foot between buildings", "min", "lower", math.inf, 6.2),
            "AMP–SBP not\u00a0reached\u00a0→\u00a06.2\u00a0min", "typical time on foot between buildings", 1,
        ),
        (
            change("15-minute index: average over people", "0-100", "higher", 50.21, 50.24),
            "50.21\u00a0→\u00a050.24", "15-minute index: average over people", 1,
        ),
        (
            change("Share of people with a shop", "share", "higher", 0.5, 0.4),
            "50.0\u00a0%\u00a0→\u00a040.0\u00a0%", "Share of people with a shop", -1,
        ),
    ],
)  # fmt: skip
def test_a_change_is_said_with_sign_unit_and_denominator(
    figure: FigureChange, headline: str, about: str, tone: int
) -> None:
    found = said(figure)
    assert (found.headline, found.about, found.tone) == (headline, about, tone)


def test_who_gains_without_crossing_the_limit_is_said_beside_no_change(board: Board) -> None:
    board.session.ask("within_walk_meeting_place_10_employees")
    tool = board.tools.draw("walking_link")
    board.click((441_230.0, 387_940.0))
    seen = []
    for step in range(1, 13):
        board.move((441_230.0 - 14.0 * step, 387_940.0 + 53.0 * step))
        preview, contents = tool.stage.preview, tool.stage.chip.contents
        if preview.headline.before == preview.headline.after and len(preview.gain):
            seen.append(contents.why_silent)
            assert contents.why_silent.startswith(f"{(preview.gain > 0).sum()} places gain")
    assert seen


def test_numbers_follow_the_planners_format() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        found = said(change(WITHIN, "employees", "higher", 4310, 5550, total=12400, newly=1240, no_longer=0))
        time_ = said(change("AMP–SBP, typical time", "min", "lower", 18.8, 6.2))
    finally:
        QLocale.setDefault(before)
    assert found.headline == "+1.240 employees"
    assert time_.headline == "AMP–SBP 18,8\u00a0→\u00a06,2\u00a0min"


@pytest.mark.parametrize("x", [0, 450, 899])
@pytest.mark.parametrize("y", [0, 350, 699])
@pytest.mark.parametrize("above", [True, False])
def test_the_chip_stays_inside_the_canvas_and_off_the_cursor(x: int, y: int, above: bool) -> None:
    size = QSize(300, 160)
    corner = beside(QPointF(x, y), size, QSize(900, 700), above=above)
    assert 0 <= corner.x() <= 900 - 300
    assert 0 <= corner.y() <= 700 - 160
    covers = corner.x() <= x <= corner.x() + 300 and corner.y() <= y <= corner.y() + 160
    assert not covers


@pytest.fixture
def canvas(qgis_app: Any) -> Iterator[QgsMapCanvas]:
    made = QgsMapCanvas()
    made.resize(900, 700)
    made.setExtent(QgsRectangle(0, 0, 900, 700))
    made.show()
    QApplication.processEvents()
    yield made
    made.deleteLater()


def test_every_class_of_gain_has_the_colour_of_the_styles_at_its_place(canvas: QgsMapCanvas) -> None:
    overlay = GainOverlay(canvas, 20)
    # Limits of minutes are 1 and 5: two of a kind, infinite ones with the largest.
    gain = np.array([-np.inf, -6.0, -3.0, -0.5, 0.5, 3.0, 6.0, np.inf])
    assert classes(gain, "min").tolist() == [0, 0, 1, 2, 4, 5, 6, 6]
    xy = np.column_stack([100.0 + 80.0 * np.arange(8), np.full(8, 300.0)])
    overlay.show_gains(xy, gain, "min")
    picture = canvas.grab().toImage()
    for (x, y), number in zip(xy, classes(gain, "min")):
        at = canvas.getCoordinateTransform().transform(x, y)
        shown = picture.pixelColor(canvas.viewport().pos() + QPoint(round(at.x()), round(at.y())))
        assert shown == palette.diverging()[number]
    overlay.clear()
    assert overlay.count == 0
    overlay.remove()


def test_the_largest_change_lies_on_top_whatever_the_order(canvas: QgsMapCanvas) -> None:
    overlay = GainOverlay(canvas, 20)
    here = np.array([[450.0, 350.0]] * 3)
    for gain in ([6.0, 3.0, 0.5], [0.5, 6.0, 3.0]):
        overlay.show_gains(here, np.array(gain), "min")
        at = canvas.getCoordinateTransform().transform(450.0, 350.0)
        shown = canvas.grab().toImage().pixelColor(canvas.viewport().pos() + QPoint(round(at.x()), round(at.y())))
        assert shown == palette.diverging()[6]
    overlay.remove()


def test_thousands_of_origins_are_light(canvas: QgsMapCanvas) -> None:
    overlay = GainOverlay(canvas, 20)
    draw = np.random.default_rng(3)
    xy, gain = draw.uniform(0, 700, (5000, 2)), draw.normal(0, 5, 5000)
    seconds = []
    for _ in range(9):
        begun = time.perf_counter()
        overlay.show_gains(xy, gain, "min")
        seconds.append(time.perf_counter() - begun)
    # 2 ms on a quiet machine; this only says that no loop over origins has crept in.
    assert min(seconds) < 0.015
    overlay.remove()


def test_a_chip_whose_figures_are_out_of_date_is_grey_and_spins(canvas: QgsMapCanvas) -> None:
    chip = Chip(canvas, 90)
    fresh = Contents(said(change("AMP–SBP, typical time", "min", "lower", 18.8, 6.2)))
    chip.move_to(QPoint(300, 300))
    chip.say(fresh)
    colours = [row.colour for row in fresh.rows()]
    assert palette.better() in colours
    chip.change(stale=True)
    assert palette.better() not in [row.colour for row in chip.contents.rows()]
    assert chip.spinning
    chip.say(fresh)
    assert not chip.spinning
    chip.remove()


def test_figures_of_another_edit_are_never_shown_as_those_in_hand(board: Board) -> None:
    tool = board.tools.draw("walking_link")
    board.click((441_230.0, 387_940.0))
    board.move((441_060.0, 388_570.0))
    assert tool.stage.exact
    assert not tool.stage.chip.contents.stale
    board.session.late = True
    board.move((441_060.0, 388_500.0))
    assert tool.stage.chip.contents.stale
    assert tool.stage.gains.opacity() < 1.0
    board.session.late = False
    board.session.preview(board.session.edits[-1])
    assert not tool.stage.chip.contents.stale
    assert tool.stage.gains.opacity() == 1.0
