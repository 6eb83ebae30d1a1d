"""Python's cyclic garbage is collected in the main thread only.

Python collects in whichever thread happens to allocate. Windows and their slots form cycles: collected in a thread of
ours, Qt objects would die in the wrong thread, perhaps while the main thread calls them, and QGIS with them. While
a thread works, automatic collection therefore rests, and a timer of the main thread collects instead.
"""

from __future__ import annotations

import threading
from types import TracebackType

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, QTimer

from district_planner.core import garbage

EVERY_MS = 500
"""How often the main thread collects while threads work [P]."""


class _Keeper(QObject):
    """Counts who works; lives in the main thread."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._working = 0
        self._resting = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._on_tick)
        self.moveToThread(QgsApplication.instance().thread())

    def begin(self) -> None:
        """Let automatic collection rest; called in the main thread."""
        with self._lock:
            self._working += 1
        if not self._resting:
            self._resting = True
            garbage.rest()
            self._timer.start()

    def end(self) -> None:
        """Note that a thread has ended its work; called in any thread."""
        with self._lock:
            self._working -= 1

    def _on_tick(self) -> None:
        if self._working:
            garbage.collect()
        else:
            # Here and not in ``end``: the thread that ended would be the next to collect.
            self.wake()

    def wake(self) -> None:
        """Collect automatically again."""
        self._timer.stop()
        if self._resting:
            self._resting = False
            garbage.resume()


_keeper: list[_Keeper] = []


def let_go() -> None:
    """Leave Python's collection as it was; called when the plugin goes."""
    while _keeper:
        _keeper.pop().wake()


class Uncollected:
    """Work of a thread, from being made in the main thread until it is left, once, in whichever thread."""

    def __init__(self) -> None:
        if not _keeper:
            _keeper.append(_Keeper())
        self._of: _Keeper | None = _keeper[0]
        self._of.begin()

    def end(self) -> None:
        """Say that the work has ended; a second time says nothing."""
        of, self._of = self._of, None
        if of is not None:
            of.end()

    def __enter__(self) -> Uncollected:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
