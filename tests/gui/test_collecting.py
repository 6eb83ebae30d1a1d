"""Where Python's cyclic garbage is collected while threads of the plugin work."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from qgis.core import QgsApplication

from district_planner.core.errors import Cancelled
from district_planner.core.progress import Progress
from district_planner.gui import collecting
from district_planner.gui.latest import Latest
from district_planner.gui.work import Work, start


class Ring:
    """A cycle that notes the thread in which it dies."""

    died: ClassVar[list[threading.Thread]] = []

    def __init__(self) -> None:
        self.myself = self

    def __del__(self) -> None:
        Ring.died.append(threading.current_thread())


@pytest.fixture(autouse=True)
def rings(qgis_app: QgsApplication) -> Iterator[None]:
    collecting.let_go()  # of what tests before have left resting
    gc.collect()
    Ring.died = []
    yield
    collecting.let_go()
    assert gc.isenabled()


def allocate(progress: Progress) -> int:
    """Allocate containers enough for Python to collect many times (it does after 700), and make garbage of rings."""
    Ring()
    return len([[one] for one in range(50_000)])


def test_without_care_a_thread_collects() -> None:
    # What the others guard against: were this to fail, they would show nothing.
    thread = threading.Thread(target=allocate, args=(None,))
    thread.start()
    thread.join()
    assert thread in Ring.died


def test_work_in_the_task_bar_never_collects_in_its_thread(wait: Callable[..., Any]) -> None:
    found: list[int] = []
    start(Work("allocating", allocate, found.append, found.append))
    wait(lambda: found, "no answer")
    assert found == [50_000]
    wait(gc.isenabled, "collection rests for good")
    gc.collect()
    assert Ring.died == [threading.main_thread()]


def test_cancelled_work_lets_collection_go_on(wait: Callable[..., Any]) -> None:
    def job(progress: Progress) -> None:
        while progress(0.5, ""):
            time.sleep(0.001)
        raise Cancelled

    ended: list[str] = []
    for _ in range(3):
        start(
            Work("until cancelled", job, ended.append, ended.append, stopped=lambda: ended.append("stopped"))
        ).cancel()
    wait(lambda: len(ended) == 3, "no end")
    assert ended == ["stopped"] * 3
    wait(gc.isenabled, "collection rests for good")


def test_of_answers_that_are_dropped_none_keeps_collection_resting(wait: Callable[..., Any]) -> None:
    found: list[int] = []
    latest = Latest()
    latest.answered.connect(found.append)
    for _ in range(20):
        latest.ask(allocate)
    wait(lambda: found, "no answer")
    wait(gc.isenabled, "collection rests for good")
    latest.stop()
    gc.collect()
    assert set(Ring.died) == {threading.main_thread()}


def test_while_work_goes_on_the_main_thread_collects(wait: Callable[..., Any]) -> None:
    go_on, found = threading.Event(), []

    def job(progress: Progress) -> bool:
        Ring()
        return go_on.wait(20)

    start(Work("waiting", job, found.append, found.append))
    wait(lambda: Ring.died, "nothing was collected")
    assert not gc.isenabled()
    assert Ring.died == [threading.main_thread()]
    go_on.set()
    wait(lambda: found, "no answer")
