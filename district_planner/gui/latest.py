"""Answers to the latest of many questions, in a thread: what is asked meanwhile takes the place of what waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtCore import QObject, pyqtSignal

from district_planner.core.errors import Cancelled, PlannerError
from district_planner.core.progress import Progress
from district_planner.gui.collecting import Uncollected

Job = Callable[[Progress], Any]


class Latest(QObject):
    """Runs one job at a time; of those that wait only the latest is done, the others are dropped."""

    answered = pyqtSignal(object)
    """The value of a job."""
    refused = pyqtSignal(str)
    """Why a job has no value."""
    _done = pyqtSignal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: Job | None = None
        self._waiting: tuple[Job, Uncollected] | None = None
        self._stopping = False
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._done.connect(self._on_done)

    def ask(self, job: Job) -> None:
        """Have a job done after the one at work: were that one stopped, a moving pointer would never see an answer."""
        self._put(job, (job, Uncollected()))
        # A fault of ours has ended the thread, and Python has told it: the next question is answered all the same.
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="District Planner latest", daemon=True)
            self._thread.start()

    def _put(self, asked: Job | None, waiting: tuple[Job, Uncollected] | None) -> None:
        """Have this wait in place of what waits."""
        with self._wake:
            self._asked = asked
            dropped, self._waiting = self._waiting, waiting
            self._wake.notify()
        if dropped is not None:
            dropped[1].end()

    def nothing(self) -> None:
        """Forget what was asked; no answer comes any more."""
        self._put(None, None)

    def stop(self) -> None:
        """End the thread and wait for it."""
        self.nothing()
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._stopping = False

    def _run(self) -> None:
        while True:
            with self._wake:
                while self._waiting is None and not self._stopping:
                    self._wake.wait()
                if self._stopping:
                    return
                waiting, self._waiting = self._waiting, None
            if waiting is None:
                continue
            job, uncollected = waiting
            with uncollected:
                try:
                    found = job(lambda share, what: self._asked is not None)
                except Cancelled:
                    continue
                except PlannerError as error:
                    found = error
                self._done.emit(job, found)

    def _on_done(self, job: Job, found: Any) -> None:
        # An answer on the way is shown though the pointer went on: it is exact for the place that it names.
        if self._asked is None:
            return
        if isinstance(found, PlannerError):
            self.refused.emit(str(found))
        else:
            self.answered.emit(found)
