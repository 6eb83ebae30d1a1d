"""Work in the task bar: a cancel waits for nothing, and what is left behind asks nothing of a task that has gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication

from district_planner.core.aside import wait_for_those_left
from district_planner.core.progress import Progress, check
from district_planner.gui.work import Work, start

SILENT_S = 1.0
"""How long the job looks at no cancel."""


def test_a_cancel_does_not_wait_for_a_silent_job(qgis_app: QgsApplication, wait: Callable[..., Any]) -> None:
    begun, ended, said = threading.Event(), list[float](), list[str]()

    def job(progress: Progress) -> None:
        begun.set()
        time.sleep(SILENT_S)
        ended.append(time.monotonic())
        check(progress, 0.5)
        said.append("went on")

    work = Work("silent", job, said.append, said.append, stopped=lambda: said.append("stopped"))
    start(work)
    wait(begun.is_set, "not begun")
    work.cancel()
    wait(lambda: said, "no answer")
    assert said == ["stopped"]
    assert not ended  # within less than the second that the job is silent
    del work
    wait_for_those_left(5.0)
    assert len(ended) == 1
    assert said == ["stopped"]


def test_a_job_that_waits_for_others_is_let_go_by_a_cancel(qgis_app: QgsApplication, wait: Callable[..., Any]) -> None:
    waits, said = threading.Event(), list[str]()

    def waiting(cancelled: Callable[[], bool]) -> None:
        waits.set()
        while not cancelled():
            time.sleep(0.005)

    def job(progress: Progress) -> None:
        check(progress, 0.5)
        said.append("went on")

    work = Work("waits", job, said.append, said.append, waiting, stopped=lambda: said.append("stopped"))
    start(work)
    wait(waits.is_set, "does not wait")
    work.cancel()
    wait(lambda: said, "no answer")
    wait_for_those_left(5.0)
    assert said == ["stopped"]


def test_a_job_that_reads_layers_is_done_in_the_thread_of_the_task(
    qgis_app: QgsApplication, wait: Callable[..., Any]
) -> None:
    names: list[str] = []
    for here in (True, False):
        done: list[str] = []
        start(Work("where", lambda _: threading.current_thread().name, done.append, done.append, here=here))
        wait(lambda done=done: done, "no answer")
        names += done
    assert names[0] != names[1] == "District Planner aside"
