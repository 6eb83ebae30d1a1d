"""Python's cyclic garbage collection, while threads work.

Python collects in whichever thread happens to allocate. The windows of a program that Python is part of form cycles:
collected by a thread of ours they would die in the wrong thread, and the program with them. Who starts a thread
therefore lets automatic collection rest until the thread has ended, and collects at times in a thread that may.
"""

from __future__ import annotations

import gc
import threading

YOUNG = 1
"""The generation up to which garbage is collected meanwhile: what lives long can wait for the end of the work [P]."""


class _Collection:
    """Whether Python collects, and how many let it rest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._resting = 0
        self._was_on = False

    def rest(self) -> None:
        with self._lock:
            if not self._resting:
                self._was_on = gc.isenabled()
                gc.disable()
            self._resting += 1

    def resume(self) -> None:
        with self._lock:
            self._resting -= 1
            if self._resting or not self._was_on:
                return
            if threading.current_thread() is not threading.main_thread() and not gc.get_freeze_count():
                # What was made meanwhile would be collected here, at the next allocation. This pair of calls collects
                # nothing, and sets back the count of what was made.
                gc.freeze()
                gc.unfreeze()
            gc.enable()

    def collect(self) -> None:
        if self._was_on:
            gc.collect(YOUNG)


_collection = _Collection()


def rest() -> None:
    """Switch automatic collection off until :func:`resume` has been called as often as this."""
    _collection.rest()


def resume() -> None:
    """Let automatic collection go on where nobody else lets it rest; called in any thread."""
    _collection.resume()


def collect() -> None:
    """Collect what is young, where Python would have done so; called in the main thread."""
    _collection.collect()
