"""Long work in a thread, shown in QGIS' task bar: values in, a value out, words for what went wrong."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsMessageLog, QgsTask

from district_planner.core.aside import aside
from district_planner.core.errors import Cancelled, PlannerError
from district_planner.core.progress import Progress
from district_planner.gui.collecting import Uncollected
from district_planner.translation import tr

Job = Callable[[Progress], Any]


# Scoring follows every edit: its end is no news. QGIS before 3.26 knows no silent task.
_FLAGS = QgsTask.Flag.CanCancel | getattr(QgsTask.Flag, "Silent", QgsTask.Flag.CanCancel)


class Work(QgsTask):
    """Runs a job in a thread and hands its value over in the main thread.

    Args:
        text: what the task bar says; job: takes a progress function, which raises Cancelled through ``check``.
        done: called with the value; failed: called with a sentence; neither is called after a cancel.
        waiting: blocks the job while it must wait, but no longer than until it is cancelled, which its argument tells.
        told: called with the share that is done, 0 to 1; stopped: called after a cancel.
        here: the job reads layers, which belong to the thread of the task; any other job is done beside it, and a
            cancel does not wait for it.
        All but ``job`` and ``waiting`` are called in the main thread.
    """

    def __init__(
        self,
        text: str,
        job: Job,
        done: Callable[[Any], None],
        failed: Callable[[str], None],
        waiting: Callable[[Callable[[], bool]], None] | None = None,
        told: Callable[[float], None] | None = None,
        stopped: Callable[[], None] | None = None,
        *,
        here: bool = False,
    ) -> None:
        super().__init__(text, _FLAGS)
        self._job = job
        self._done = done
        self._failed = failed
        self._waiting = waiting
        self._told = told
        self._stopped = stopped
        self._here = here
        self._uncollected = Uncollected()
        # A method of its own: queued into the main thread, and gone with the task, which a closure would survive.
        self.progressChanged.connect(self._on_progress)
        self._value: Any = None
        self._sentence = ""

    def run(self) -> bool:
        """Do the job; runs in the thread."""
        try:
            self._value = self._done_here() if self._here else self._done_beside()
        except Cancelled:
            # QGIS before 3.26 tells of what returns False that it failed: what goes on by itself in the background and
            # gave way to its successor did not.
            return self._stopped is None
        except PlannerError as error:
            self._sentence = str(error)
            return False
        except Exception:  # noqa: BLE001 - the border of the thread, which would swallow it
            trace = traceback.format_exc()
            QgsMessageLog.logMessage(trace, "District Planner")
            last = trace.strip().splitlines()[-1]
            self._sentence = tr(
                "An error in the plugin stopped the work ({}); the message log holds the details"
            ).format(last)
            return False
        return True

    def finished(self, result: bool) -> None:
        """Hand over; runs in the main thread."""
        self._uncollected.end()
        _running.discard(self)
        if self.isCanceled():
            if self._stopped is not None:
                self._stopped()
        elif result:
            self._done(self._value)
        elif self._sentence:
            self._failed(self._sentence)

    def _on_progress(self, percent: float) -> None:
        if self._told is not None:
            self._told(percent / 100.0)

    def _done_here(self) -> Any:
        return self._job(_waits(self._waiting, self.isCanceled, self._progress))

    def _done_beside(self) -> Any:
        # A job that is left behind may outlive the task, and must not ask it anything.
        job, waiting, left = self._job, self._waiting, threading.Event()
        try:
            return aside(lambda heard: job(_waits(waiting, left.is_set, heard)), self._progress)
        finally:
            left.set()

    def _progress(self, share: float, what: str) -> bool:
        if not self.isCanceled():
            self.setProgress(100.0 * min(max(share, 0.0), 1.0))
        return not self.isCanceled()


def _waits(
    waiting: Callable[[Callable[[], bool]], None] | None, cancelled: Callable[[], bool], progress: Progress
) -> Progress:
    """Return a progress that waits before it reports, in the thread of the job."""

    def report(share: float, what: str) -> bool:
        if waiting is not None:
            waiting(cancelled)
        return not cancelled() and progress(share, what)

    return report


# QGIS calls back a Python task only as long as Python holds it, which who cancels it does not.
_running: set[Work] = set()


def start(work: Work) -> Work:
    """Hand work to QGIS' task manager, and hold it until it has ended."""
    _running.add(work)
    QgsApplication.taskManager().addTask(work)
    return work
