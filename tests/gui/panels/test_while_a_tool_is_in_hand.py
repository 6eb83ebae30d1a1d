"""What goes on in the background and in the dock while a tool is in the planner's hand, by mouse and keys."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from district_planner.core.evaluation.live import FigureChange
from district_planner.gui.previewer import wait_while
from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.look import muted_colour
from tests.gui.panels.conftest import Window

SPOT = (442_300.0, 387_900.0)


def assert_same(one: FigureChange, other: FigureChange) -> None:
    """Compare figures to the last digit; what is not known of both (NaN) is alike."""
    np.testing.assert_equal(asdict(one), asdict(other))


@pytest.fixture
def placing(scored: Window) -> Window:
    """Return a scored window that looks at a spot without interventions, the tool for meeting places in hand."""
    scored.look_at(SPOT)
    scored.click(scored.page("draw").kinds.buttons["meeting_place"])
    return scored


def test_what_was_placed_is_scored_while_the_next_one_hangs_on_the_resting_cursor(
    placing: Window, wait: Callable[..., Any]
) -> None:
    session, tool = placing.session, placing.desktop.hands.tools.tool
    placing.click_map(SPOT)
    assert session.intervention("meeting_place-1") is not None
    # The mouse goes on a little and then leaves the map: the next point hangs where it left.
    for step in range(1, 6):
        placing.move_on_map((SPOT[0] + 8.0 * step, SPOT[1]))
    assert session.stale
    wait(lambda: not session.stale, "nothing was scored while a point hung on the cursor", 30)
    assert placing.desktop.hands.tools.tool is tool
    placing.click(placing.page("draw").bar.buttons["undo"])
    assert session.stale
    wait(lambda: not session.stale, "nothing was scored after an undo with the tool in hand", 30)


def test_the_same_thing_on_the_cursor_is_asked_once(placing: Window, wait: Callable[..., Any]) -> None:
    previews: list[Any] = []
    placing.session.previewed.connect(previews.append)
    session = placing.session
    session.select("c01")
    line = session.intervention("c01").geometry.interpolate(0.5, normalized=True)
    placing.look_at((line.x, line.y))
    placing.click(placing.page("draw").bar.buttons["reshape"])
    placing.move_on_map((line.x + 200.0, line.y + 150.0))
    tool = placing.desktop.hands.tools.tool
    tool.hold(session.intervention("c01"))
    wait(lambda: tool.stage.exact and previews[-1].others, "the held line was not scored")
    previews.clear()
    for step in range(6):
        placing.move_on_map((line.x + 200.0 + 8.0 * step, line.y + 150.0))
    assert previews == []
    assert tool.stage.exact


def test_the_headline_comes_first_and_the_other_figures_follow_when_the_cursor_rests(
    placing: Window, wait: Callable[..., Any]
) -> None:
    session, page = placing.session, placing.dock.pages["scores"]
    others = session.scorer.others
    assert len(others) == 6
    last = page.rows.texts()
    seen: list[tuple[Any, list[tuple[str, str, str]], bool]] = []

    latest: list[Any] = []

    def note() -> None:
        if latest and latest[-1] is not None and (not seen or seen[-1][0] is not latest[-1]):
            muted = page.rows.tones()[0] == muted_colour(page.rows)
            seen.append((latest[-1], page.rows.texts(), muted))

    session.previewed.connect(latest.append)
    page.followed.connect(note)
    for step in range(10):
        placing.move_on_map((SPOT[0] + 8.0 * step, SPOT[1]))
    wait(lambda: seen and seen[-1][0].others, "the other figures did not follow")
    first, whole = seen[-2], seen[-1]
    assert first[0].edit == whole[0].edit and first[0].others == ()
    # As long as the others are not known, what was shown last stands there in grey: no number of another edit in black.
    assert all(texts == last and muted for preview, texts, muted in seen if not preview.others)
    # Oracle: the engine asked for everything at once.
    exact = session.engine.preview(whole[0].edit, session.on(), session.question, others)
    assert len(whole[0].others) == 6
    assert_same(first[0].headline, exact.headline)
    for got, wanted in zip((whole[0].headline, *whole[0].others), (exact.headline, *exact.others)):
        assert_same(got, wanted)
    assert not whole[2]
    for row, change in zip(whole[1], exact.others):
        assert row[0] == change.label and numbers.figure(change.after, change.unit) in row[1]


def test_other_figures_do_not_keep_a_moving_cursor_waiting(placing: Window, wait: Callable[..., Any]) -> None:
    session = placing.session
    seen: list[Any] = []
    session.previewed.connect(seen.append)
    placing.move_on_map(SPOT)
    wait(lambda: seen and seen[-1] is not None and seen[-1].others, "no preview")
    # The next place hangs on the cursor before the others of the last one were asked for: they are never computed.
    session.scorer._previewer._pause.setInterval(60_000)
    seen.clear()
    for step in range(1, 6):
        placing.move_on_map((SPOT[0] + 8.0 * step, SPOT[1]))
        wait(lambda step=step: len(seen) >= step, "no headline")
    assert [preview.others for preview in seen] == [()] * 5
    placing.click_map((SPOT[0] + 40.0, SPOT[1]))
    wait(lambda: not session.stale, "nothing was scored", 30)


def test_work_that_is_cancelled_waits_no_longer_for_the_cursor() -> None:
    busy, cancelled = threading.Event(), threading.Event()
    busy.set()
    thread = threading.Thread(target=wait_while(busy), args=(cancelled.is_set,), daemon=True)
    thread.start()
    thread.join(0.2)
    assert thread.is_alive()
    cancelled.set()
    thread.join(2.0)
    assert not thread.is_alive()
