"""Who calls the engine: previews while something hangs on the cursor, and scoring in the background.

A preview is exact or it is not shown. What is quick is computed at once; what is not goes to a thread, and of several
that wait only the latest is computed. The headline comes first; the further figures follow once the cursor rests.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from district_planner.core.errors import Cancelled, PlannerError
from district_planner.core.evaluation.live import Edit, Preview
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.session import Session
from district_planner.core.progress import Progress
from district_planner.gui.collecting import Uncollected

QUICK_S = 0.012
"""What is computed between two frames; beyond, a thread does it [P]."""
FORGET = 0.3
"""Weight of the newest measurement in what a preview is expected to take [P]."""
PAUSE_S = 0.02
FURTHER_MS = 60
"""How long the cursor rests, the headline on the screen, before further figures are computed: some take longer than a
frame, and a thread that computes takes time from the frames of a moving cursor [P]."""
REST_MS = 300
"""How long the cursor rests, its answer on the screen, before scoring in the background goes on [P]."""


@dataclass(frozen=True)
class Asked:
    """One preview: the engine, what hangs on the cursor, what is on, and what is wanted of it.

    Attributes:
        others: further figures, which are wanted after the headline.
    """

    engine: Session
    edit: Edit
    on: frozenset[str]
    question: Question
    others: tuple[str, ...]

    @property
    def sort(self) -> tuple[str, str]:
        """Return what decides how long it takes: kind and question."""
        kind = self.edit.intervention.kind if self.edit.intervention is not None else ""
        return kind, self.question.id

    def answer(self, progress: Progress, *, whole: bool = False) -> Preview:
        """Return the exact preview of the headline, or with the further figures."""
        others = self.others if whole else ()
        return self.engine.preview(self.edit, self.on, self.question, others, progress)


@dataclass(frozen=True)
class _Job:
    """What waits for the thread: the headline, or the whole with the further figures."""

    asked: Asked
    whole: bool
    uncollected: Uncollected = field(default_factory=Uncollected)


class Previewer(QObject):
    """Answers the latest question about what hangs on the cursor."""

    answered = pyqtSignal(object)
    """A Preview that is exact for the latest edit: first without further figures, then with them."""
    late = pyqtSignal()
    """The answer takes longer than a frame."""
    refused = pyqtSignal(str)
    """What hangs on the cursor cannot be scored, and why."""
    _found = pyqtSignal(object, object, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._expected: dict[tuple[str, str], float] = {}
        self._latest: Asked | None = None
        self._waiting: _Job | None = None
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._found.connect(self._on_found)
        self.busy = threading.Event()
        """Set while what hangs on the cursor moves or waits for its answer: scoring in the background waits."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.busy.clear)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(FURTHER_MS)
        self._pause.timeout.connect(self._ask_further)

    def ask(self, asked: Asked) -> None:
        """Answer at once if that is quick, else in the thread; what was asked last is not asked again."""
        if asked == self._latest:
            return
        self._latest = asked
        self._rest.stop()
        self._pause.stop()
        self.busy.set()
        if self._waiting is not None and self._waiting.whole:
            self._put(None)
        if self._expected.get(asked.sort, QUICK_S) < QUICK_S and self._waiting is None:
            self._finish(asked, self._timed(asked, lambda share, what: True), whole=False)
            return
        self.late.emit()
        self._start(_Job(asked, whole=False))

    def _ask_further(self) -> None:
        if self._latest is not None:
            self._start(_Job(self._latest, whole=True))

    def _start(self, job: _Job) -> None:
        self._put(job)
        # A fault of ours has ended the thread, and Python has told it: the next question is answered all the same.
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="District Planner preview", daemon=True)
            self._thread.start()

    def _put(self, waiting: _Job | None) -> None:
        """Have this wait in place of what waits."""
        with self._wake:
            dropped, self._waiting = self._waiting, waiting
            self._wake.notify()
        if dropped is not None:
            dropped.uncollected.end()

    def nothing(self) -> None:
        """Nothing hangs on the cursor: forget what waits."""
        self._latest = None
        self._put(None)
        self._rest.stop()
        self._pause.stop()
        self.busy.clear()

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

    def _timed(self, asked: Asked, progress: Progress) -> Any:
        """Return the headline, or the sentence why there is none; remember how long it took."""
        begin = time.perf_counter()
        found = _answer(asked, progress, whole=False)
        took = time.perf_counter() - begin
        before = self._expected.get(asked.sort, took)
        self._expected[asked.sort] = (1.0 - FORGET) * before + FORGET * took
        return found

    def _run(self) -> None:
        """Answer what waits until told to stop; runs in the thread."""
        while True:
            with self._wake:
                while self._waiting is None and not self._stopping:
                    self._wake.wait()
                if self._stopping:
                    return
                waiting, self._waiting = self._waiting, None
            if waiting is None:
                continue
            with waiting.uncollected:
                try:
                    found = self._do(waiting)
                except Cancelled:
                    continue
                self._found.emit(waiting.asked, found, waiting.whole)

    def _do(self, job: _Job) -> Any:
        asked = job.asked
        if job.whole:
            return _answer(asked, lambda share, what: not self._stopping and self._latest is asked, whole=True)
        return self._timed(asked, lambda share, what: not self._stopping and self._latest is not None)

    def _on_found(self, asked: Asked, found: Any, whole: bool) -> None:
        if asked is self._latest:
            self._finish(asked, found, whole=whole)

    def _finish(self, asked: Asked, found: Any, *, whole: bool) -> None:
        if isinstance(found, str):
            self._rest.start()
            self.refused.emit(found)
            return
        (self._pause if asked.others and not whole else self._rest).start()
        self.answered.emit(found)


def _answer(asked: Asked, progress: Progress, *, whole: bool) -> Any:
    """Return a Preview, or the sentence why there is none."""
    try:
        return asked.answer(progress, whole=whole)
    except PlannerError as error:
        return str(error)


def wait_while(busy: threading.Event) -> Callable[[Callable[[], bool]], None]:
    """Return a function that blocks a thread of background work while what hangs on the cursor moves.

    It takes what tells whether the work was cancelled: then the thread is let go at once.
    """

    def wait(cancelled: Callable[[], bool]) -> None:
        while busy.is_set() and not cancelled():
            time.sleep(PAUSE_S)

    return wait
