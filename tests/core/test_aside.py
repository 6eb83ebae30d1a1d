"""Work in a thread of its own: its value, its faults, its cancel, and what cannot be taken back."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from district_planner.core import aside as module
from district_planner.core.aside import aside, settle, wait_for_those_left
from district_planner.core.errors import Cancelled, LayerError
from district_planner.core.geopackage import open_district, write_district
from district_planner.core.progress import Progress, check, no_progress
from tests.core.geopackage_case import district, streets

LONG_S = 0.6
"""How long a call lasts here that cannot be interrupted."""
AT_ONCE_S = 0.2


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    collects = gc.isenabled()
    yield
    wait_for_those_left(5.0)
    assert not module._left
    assert gc.isenabled() == collects


def silent(progress: Progress) -> str:
    """Stand for a call into a library: the interpreter lock is free, and nobody looks at cancel."""
    time.sleep(LONG_S)
    return "done"


class Button:
    """A cancel button that is pressed at a moment, or once a share has been told."""

    def __init__(self, after_s: float = 1e9, at: float = 1e9) -> None:
        self.pressed_at, self.at = time.monotonic() + after_s, at
        self.told: list[tuple[float, str]] = []
        self.threads: set[threading.Thread] = set()

    def __call__(self, share: float, what: str) -> bool:
        self.told.append((share, what))
        self.threads.add(threading.current_thread())
        if share >= self.at:
            self.pressed_at = min(self.pressed_at, time.monotonic())
        return time.monotonic() < self.pressed_at


def test_the_value_comes_out_and_the_work_is_done_elsewhere():
    frame = pd.DataFrame({"a": [1]})
    threads = []

    def work(progress: Progress) -> pd.DataFrame:
        threads.append(threading.current_thread())
        return frame

    assert aside(work) is frame  # the very object: nothing is copied
    assert threads != [threading.current_thread()]


def test_a_fault_comes_out_with_the_place_where_it_happened():
    def work(progress: Progress) -> None:
        raise LayerError("broken", "Layer", "Mend it")

    with pytest.raises(LayerError, match=r"Layer: broken\. Mend it\.") as caught:
        aside(work)
    assert caught.traceback[-1].name == "work"


def test_reports_are_heard_in_order_and_in_the_callers_thread():
    def work(progress: Progress) -> None:
        for number, what in enumerate(("reading", "joining", "writing")):
            check(progress, number / 3, what)
            check(progress, number / 3 + 0.1, what)

    button = Button()
    aside(work, button)
    assert button.threads == {threading.current_thread()}
    told = [one for one in button.told if one[1]]
    assert list(dict.fromkeys(what for _, what in told)) == ["reading", "joining", "writing"]
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert told[-1] == (2 / 3 + 0.1, "writing")


def test_the_caller_is_asked_often_while_the_work_is_silent():
    button = Button()
    assert aside(silent, button) == "done"
    assert len(button.told) >= LONG_S / 0.05


def test_a_cancel_is_heard_at_once_while_the_work_goes_on_and_is_tidied_when_it_ends(tmp_path: Path):
    part, ended = tmp_path / "part", []

    def work(progress: Progress) -> None:
        part.write_text("half")
        silent(progress)
        ended.append(True)

    button = Button(after_s=0.1)
    with pytest.raises(Cancelled):
        aside(work, button, part.unlink)
    assert time.monotonic() - button.pressed_at < AT_ONCE_S
    assert not ended
    assert part.exists()
    assert not gc.isenabled()  # no window may die in the thread that is left
    wait_for_those_left(5.0)
    assert ended
    assert not part.exists()


def test_work_that_looks_at_cancel_ends_at_its_next_look():
    looks = []

    def work(progress: Progress) -> None:
        for number in range(1000):
            looks.append(number)
            check(progress, number / 1000, "step")
            time.sleep(0.01)

    with pytest.raises(Cancelled):
        aside(work, Button(after_s=0.1))
    wait_for_those_left(5.0)
    assert 1 < len(looks) < 100


def test_a_fault_after_the_cancel_is_nobodys():
    def work(progress: Progress) -> None:
        silent(progress)
        raise OSError("the folder has gone")

    with pytest.raises(Cancelled):
        aside(work, Button(after_s=0.05))


def test_a_fault_of_the_progress_comes_out_and_ends_the_work():
    def broken(share: float, what: str) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        aside(silent, broken)


def test_work_inside_work_stays_in_its_thread():
    def outer(progress: Progress) -> bool:
        here = threading.current_thread()
        return aside(lambda progress: threading.current_thread() is here, progress)

    assert aside(outer)


def test_what_was_reported_before_it_is_settled_can_still_be_cancelled():
    # The work is over within far less than the caller's 20 ms: without the agreement it would be too late.
    moved = []

    def work(progress: Progress) -> None:
        check(progress, 0.9, "writing")
        settle()
        moved.append(True)

    with pytest.raises(Cancelled):
        aside(work, Button(at=0.9))
    wait_for_those_left(5.0)
    assert not moved
    assert aside(work, Button(at=0.95)) is None
    assert moved == [True]


def test_a_cancel_after_it_is_settled_waits_for_the_end():
    def work(progress: Progress) -> str:
        settle()
        return silent(progress)

    assert aside(work, Button(after_s=0.1)) == "done"


def test_to_settle_means_nothing_outside():
    settle()


def test_a_cancelled_file_takes_no_place_afterwards(tmp_path: Path):
    # All moments of a write of some 30 ms: the file is there where the caller was told so, and only there.
    cancelled = 0
    for number in range(25):
        path = tmp_path / f"{number}.gpkg"
        try:
            aside(
                lambda progress, path=path: write_district(district(streets=streets()), path, progress),
                Button(number * 0.003),
            )
        except Cancelled:
            cancelled += 1
            wait_for_those_left(5.0)
            assert not path.exists()
        else:
            assert len(open_district(path).table("streets"))
    assert cancelled
    assert [one.suffix for one in tmp_path.iterdir()] == [".gpkg"] * (25 - cancelled)


class Ring:
    """A cycle that notes the thread in which it dies."""

    died: list[threading.Thread] = []  # noqa: RUF012 - emptied by the test

    def __init__(self) -> None:
        self.myself = self

    def __del__(self) -> None:
        Ring.died.append(threading.current_thread())


@pytest.mark.parametrize("after_s", [1e9, 0.05])
def test_windows_never_die_in_the_thread(after_s: float):
    gc.collect()
    Ring.died.clear()

    def work(progress: Progress) -> None:
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            Ring()
            [[one] for one in range(5_000)]  # Python collects after 700

    try:
        aside(work, Button(after_s))
    except Cancelled:
        wait_for_those_left(5.0)
    gc.collect()
    assert set(Ring.died) == {threading.main_thread()}


def test_nothing_is_asked_of_nobody():
    assert aside(lambda progress: progress(0.5, "half"), no_progress) is True
