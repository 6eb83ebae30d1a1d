"""What a crash must not take: unsaved gestures and the drawing in hand, kept in a file beside the district.

The file is written whole and moved into place after every gesture and every vertex, and goes when everything is saved.
"""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import shapely
from qgis.PyQt.QtCore import QLockFile

from district_planner.gui.gestures import Contents, Gesture, between
from district_planner.gui.recovered import Draft, Recovered, content_of, ids_in, read
from district_planner.translation import tr

_CLOSED: dict[Path, frozenset[str]] = {}
"""Where this QGIS closed a district with unsaved work, and the layers whose edit buffers went on holding it."""


class Keeper:
    """Keeps the unsaved work of one district in a file, and the lock that tells a second QGIS.

    Args:
        district: the district's file; buffers: ids of the layers whose edit buffers hold the unsaved work.
    """

    def __init__(self, district: Path, buffers: frozenset[str] = frozenset()) -> None:
        self.path = district.with_name(f".{district.name}.unsaved")
        self._lock = QLockFile(str(district.with_name(f".{district.name}.lock")))
        self._lock.setStaleLockTime(0)
        self._saved = Contents()
        self._step = Gesture("", {}, {})
        self._draft: Draft | None = None
        self._buffers = buffers
        self.held = self._lock.tryLock(0)
        self._left: list[Mapping[str, Any]] = []
        if self.held:
            # What this QGIS kept while these very buffers went on holding it is no crash: they say what is so now.
            if _CLOSED.pop(self.path, None) != buffers:
                self._put_aside()
            self._left = [content for content in map(_content, self._before()) if content is not None]

    def _before(self) -> list[Path]:
        """Return the files that crashes left and nobody has decided about, the oldest first."""
        found = self.path.parent.glob(f"{glob.escape(self.path.name)}-before*")
        return sorted(found, key=lambda path: (len(path.name), path.name))

    def _put_aside(self) -> None:
        """Let what is drawn before the planner has decided not take the place of what crashes left."""
        number = 1
        while self.path.with_name(f"{self.path.name}-before{number}").exists():
            number += 1
        with suppress(OSError):
            self.path.replace(self.path.with_name(f"{self.path.name}-before{number}"))

    def who_holds(self) -> str:
        """Return who has the district open, empty where it is this QGIS or nobody."""
        if self.held or self.forbidden:
            return ""
        known, pid, host, application = _lock_info(self._lock)
        return tr("{} on {} (process {})").format(application, host, pid) if known else tr("another program")

    @property
    def forbidden(self) -> bool:
        """Return whether nothing may be written beside the district."""
        return not self.held and self._lock.error() == QLockFile.LockError.PermissionError

    def note(self, saved: Contents, now: Contents) -> None:
        """Take note of what the file holds when it is opened, and keep what the edit buffers hold beyond it."""
        self._saved = saved
        self.keep(now)

    def saved(self, contents: Contents) -> None:
        """Take note that everything is saved."""
        self._saved = contents
        self.keep(contents)

    def keep(self, contents: Contents) -> None:
        """Keep what differs from the file."""
        self._step = between(self._saved, contents, "")
        self._write()

    def keep_draft(self, draft: Draft | None) -> None:
        """Keep the drawing in hand; None: there is none."""
        if draft != self._draft:
            self._draft = draft
            self._write()

    def release(self, *, unsaved: bool = True) -> None:
        """Let go of the lock, and of the file where nothing is unsaved: edits may have been discarded just now."""
        self._draft = None
        if not unsaved:
            self._step = Gesture("", {}, {})
        if self.held:
            self._write()
            if unsaved:
                _CLOSED[self.path] = self._buffers
            self._lock.unlock()
            self.held = False

    @property
    def taken(self) -> frozenset[str]:
        """Return the ids in what crashes left, until the planner has decided about it."""
        return ids_in(self._left)

    def found(self) -> Recovered | None:
        """Return what earlier QGIS left, None where there is nothing or another QGIS still works on it."""
        return read(self._left, self._saved) if self._left else None

    def discard(self) -> None:
        """Let go of what earlier QGIS left, because it was restored or is not wanted."""
        self._left = []
        for path in self._before():
            with suppress(OSError):
                path.unlink()

    def _write(self) -> None:
        """Write the file whole and move it into place; a folder that cannot be written is no reason to stop drawing."""
        if not self.held:
            return
        with suppress(OSError):
            if self._step.empty and self._draft is None:
                self.path.unlink(missing_ok=True)
                return
            part = self.path.with_name(f"{self.path.name}.part")
            with part.open("w", encoding="utf-8") as file:
                json.dump(content_of(self._step, self._draft), file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)


def _lock_info(lock: QLockFile) -> tuple[bool, int, str, str]:
    """Return whether a lock's owner is known, its process, host and program."""
    known, pid, host, application = lock.getLockInfo()
    return bool(known), int(pid), str(host), str(application)


def _content(path: Path) -> Mapping[str, Any] | None:
    """Return what a file holds, None where that cannot be read."""
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        read([content], Contents())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError):
        return None
    return content
