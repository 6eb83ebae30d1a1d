"""Work in a thread of its own, so that a cancel is heard at any moment.

A call into GDAL, SQLite or GEOS, a sort or a large copy cannot be interrupted, and core looks at cancel between such
calls only. :func:`aside` therefore does the work in a thread and keeps its caller free to look every 20 ms. A cancelled
caller goes on at once; the thread it leaves behind hears of it at its own next look, takes away its temporary files and
ends. Nothing is copied, and the numbers are those of the work itself.

It is worth what the interpreter lock allows: who holds it for long (scipy's Dijkstra, say) is to work in pieces.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar, cast

from district_planner.core import garbage
from district_planner.core.errors import Cancelled
from district_planner.core.progress import Progress, no_progress

Value = TypeVar("Value")

LOOK_S = 0.02
"""How often the caller looks at cancel [P]."""
GRACE_S = 0.05
"""How long a cancelled caller waits for the work to end, so that most of it has tidied up before anybody looks [P]."""
COLLECT_S = 0.5
"""How often the main thread collects cyclic garbage while it waits [P]."""

_here = threading.local()
_left: set[threading.Thread] = set()


def aside(
    work: Callable[[Progress], Value], progress: Progress = no_progress, left: Callable[[], object] | None = None
) -> Value:
    """Return what ``work`` returns, done in a thread of its own while this one looks at cancel.

    Args:
        work: gets a progress function to report to. It must own what it changes, since it may still run after a
            cancel, and must not touch layers, windows or other objects of QGIS that belong to a thread.
        progress: called in this thread only, with what the work reports, and with its last report again while it is
            silent.
        left: called in the thread when the work of a cancelled caller has ended, for example to take away files.

    Raises:
        Cancelled: ``progress`` said so.
        Whatever ``work`` or ``progress`` raises.
    """
    if getattr(_here, "errand", None) is not None:
        return work(progress)  # Whoever began this looks at cancel already.
    errand = _Errand(work, left)
    garbage.rest()
    thread = threading.Thread(target=errand.run, name="District Planner aside")
    started = attended = False
    try:
        thread.start()
        started = True
        _attend(errand, progress)
        attended = True
    finally:
        # The collection of garbage goes on once the thread has ended, which one that is left behind sees to itself.
        if attended or not started:
            garbage.resume()
        else:
            errand.leave(thread)
    return errand.result()


def settle() -> None:
    """Say that what follows cannot be taken back: work calls it right before a file takes its place.

    The caller has then heard every report until here, and a later cancel waits for the end of the work. Does nothing
    outside of :func:`aside`.

    Raises:
        Cancelled: the caller has been cancelled, and nothing may follow.
    """
    errand: _Errand[object] | None = getattr(_here, "errand", None)
    if errand is not None:
        errand.settle()


def wait_for_those_left(seconds: float) -> None:
    """Wait for the threads that cancelled callers have left behind, so that a program does not end under them."""
    end = time.monotonic() + seconds
    for thread in tuple(_left):
        thread.join(max(0.0, end - time.monotonic()))


class _Errand(Generic[Value]):
    """The work, and what its two threads tell each other."""

    def __init__(self, work: Callable[[Progress], Value], left: Callable[[], object] | None) -> None:
        self._work = work
        self._cleanup = left
        self._value: Value | None = None
        self._error: BaseException | None = None
        self._news = threading.Condition()
        self._told: deque[tuple[float, str]] = deque()
        self._asks = self._settled = self._cancelled = self._was_left = False
        self.ended = False

    # In the thread of the work

    def run(self) -> None:
        """Do the work."""
        _here.errand = self
        try:
            value = self._work(self._report)
            with self._news:
                self._value = value
        except BaseException as error:  # noqa: BLE001 - the border of the thread; raised again in the caller
            with self._news:
                self._error = error
        with self._news:
            self.ended = True
            self._news.notify_all()
            was_left = self._was_left
        if was_left:
            try:
                self._tidy()
            finally:
                _left.discard(threading.current_thread())

    def _report(self, share: float, what: str) -> bool:
        with self._news:
            # Of one text the latest share is enough.
            if self._told and self._told[-1][1] == what:
                self._told[-1] = share, what
            else:
                self._told.append((share, what))
            return not self._cancelled

    def settle(self) -> None:
        """Wait until the caller has heard everything and agrees."""
        with self._news:
            self._asks = True
            self._news.notify_all()
            self._news.wait_for(lambda: self._settled or self._cancelled)
            if not self._settled:
                raise Cancelled

    # In either

    def _tidy(self) -> None:
        """Let go of what nobody wants any more."""
        try:
            self._value = self._error = None
            if self._cleanup is not None:
                self._cleanup()
        finally:
            garbage.resume()

    # In the thread of the caller

    def news(self) -> tuple[list[tuple[float, str]], bool]:
        """Return what was reported since the last call, and whether the work waits to settle; wait for it a little."""
        with self._news:
            self._news.wait_for(lambda: self.ended or (self._asks and not self._settled), LOOK_S)
            told = list(self._told)
            self._told.clear()
            return told, self._asks

    def cancel(self) -> bool:
        """Tell the work to end; return whether the caller may go on without it."""
        with self._news:
            self._cancelled = True
            self._news.notify_all()
            return not self._settled

    def allow(self) -> bool:
        """Let the work settle; return whether there is nothing more to hear before."""
        with self._news:
            if self._told:
                return False
            self._settled = True
            self._news.notify_all()
            return True

    def leave(self, thread: threading.Thread) -> None:
        """Go on without the work."""
        with self._news:
            self._cancelled = True
            self._news.notify_all()
            self._news.wait_for(lambda: self.ended, GRACE_S)
            if not self.ended:
                self._was_left = True
                _left.add(thread)
                return
        self._tidy()

    def result(self) -> Value:
        """Return or raise what the work did."""
        error, self._error = self._error, None
        if error is not None:
            try:
                raise error
            finally:
                del error  # which would hold the frames that hold it
        return cast(Value, self._value)


def _attend(errand: _Errand[Value], progress: Progress) -> None:
    """Pass on reports and look at cancel until the work has ended.

    Raises:
        Cancelled: ``progress`` said so, and nothing that cannot be taken back has begun.
    """
    last, collected, settled = (0.0, ""), time.monotonic(), False
    collects = threading.current_thread() is threading.main_thread()
    while True:
        ended = errand.ended
        told, asks = errand.news()
        # The last report again, where there is none: a cancel must be looked at all the same.
        for report in told or ([] if ended else [last]):
            last = report
            if not progress(*report) and errand.cancel():
                raise Cancelled
        if ended:
            return
        if asks and not settled:
            settled = errand.allow()
        if collects and time.monotonic() - collected > COLLECT_S:
            garbage.collect()
            collected = time.monotonic()
