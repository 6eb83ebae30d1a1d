"""What a crash must not take: unsaved gestures and the drawing in hand, kept in a file beside the district.

The file is written whole and moved into place after every gesture and every vertex, and goes when everything is saved.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import shapely
from qgis.PyQt.QtCore import QLockFile

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.gestures import Contents, Gesture, between
from district_planner.translation import tr

FORMAT = 1


@dataclass(frozen=True)
class Recovered:
    """What was not saved when QGIS ended.

    Attributes:
        step: from what the file holds to what the planner had; draft: the drawing in hand, None where there was none.
        when: when it was kept, local time.
    """

    step: Gesture
    draft: Intervention | None
    when: datetime

    @property
    def count(self) -> int:
        """Return how many interventions differ, the drawing in hand included."""
        return len(self.step.after) + (self.draft is not None)


class Keeper:
    """Keeps the unsaved work of one district in a file, and the lock that tells a second QGIS.

    Args:
        district: the district's file.
    """

    def __init__(self, district: Path) -> None:
        self.path = district.with_name(f".{district.name}.unsaved")
        self._before = district.with_name(f".{district.name}.unsaved-before")
        self._lock = QLockFile(str(district.with_name(f".{district.name}.lock")))
        self._lock.setStaleLockTime(0)
        self._saved = Contents()
        self._step = Gesture("", {}, {})
        self._draft: Intervention | None = None
        self.held = self._lock.tryLock(0)
        if self.held and self.path.exists():
            # What is drawn before the planner has decided must not take the place of what was left.
            with suppress(OSError):
                self.path.replace(self._before)

    def who_holds(self) -> str:
        """Return who has the district open, empty where it is this QGIS or nobody."""
        if self.held:
            return ""
        known, pid, host, application = _lock_info(self._lock)
        return tr("{} on {} (process {})").format(application, host, pid) if known else tr("another program")

    def note(self, contents: Contents) -> None:
        """Take note of what the file holds when it is opened."""
        self._saved = contents

    def saved(self, contents: Contents) -> None:
        """Take note that everything is saved."""
        self._saved = contents
        self.keep(contents)

    def keep(self, contents: Contents) -> None:
        """Keep what differs from the file."""
        self._step = between(self._saved, contents, "")
        self._write()

    def keep_draft(self, draft: Intervention | None) -> None:
        """Keep the drawing in hand; None: there is none."""
        if draft != self._draft:
            self._draft = draft
            self._write()

    def release(self) -> None:
        """Let go of the lock, and of the file where nothing is unsaved."""
        self._draft = None
        if self.held:
            self._write()
            self._lock.unlock()
            self.held = False

    def found(self) -> Recovered | None:
        """Return what an earlier QGIS left, None where there is nothing or another QGIS still works on it."""
        if not self.held:
            return None
        try:
            content = json.loads(self._before.read_text(encoding="utf-8"))
            return _recovered(content, self._saved)
        except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError):
            return None

    def discard(self) -> None:
        """Let go of what an earlier QGIS left, because it was restored or is not wanted."""
        with suppress(OSError):
            self._before.unlink(missing_ok=True)

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
                json.dump(_content(self._step, self._draft), file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)


def _lock_info(lock: QLockFile) -> tuple[bool, int, str, str]:
    """Return whether a lock's owner is known, its process, host and program."""
    known, pid, host, application = lock.getLockInfo()
    return bool(known), int(pid), str(host), str(application)


def _content(step: Gesture, draft: Intervention | None) -> dict[str, Any]:
    return {
        "format": FORMAT, "when": datetime.now().isoformat(timespec="seconds"),
        "interventions": {id_: None if one is None else as_json(one) for id_, one in step.after.items()},
        "ticked": sorted(step.ticked), "unticked": sorted(step.unticked),
        "draft": None if draft is None else as_json(draft),
    }  # fmt: skip


def _recovered(content: Mapping[str, Any], saved: Contents) -> Recovered | None:
    """Return what a file tells, as a step from what the district's file holds."""
    if content["format"] != FORMAT:
        return None
    after = {id_: None if one is None else from_json(one) for id_, one in content["interventions"].items()}
    ticked = frozenset((str(a), str(b)) for a, b in content["ticked"])
    unticked = frozenset((str(a), str(b)) for a, b in content["unticked"])
    wish = Gesture(tr("Restore unsaved work"), {}, after, ticked, unticked)
    step = replace(between(saved, wish.applied_to(saved), wish.text), text=wish.text)
    draft = content["draft"]
    found = Recovered(step, None if draft is None else from_json(draft), datetime.fromisoformat(content["when"]))
    return found if not step.empty or found.draft is not None else None


def as_json(one: Intervention) -> dict[str, Any]:
    """Return an intervention as JSON holds it, its geometry to the last bit."""
    return {
        "id": one.id, "kind": one.kind, "name": one.name, "external": one.external,
        "attributes": dict(one.attributes), "geometry": shapely.to_wkb(one.geometry, hex=True, output_dimension=2),
    }  # fmt: skip


def from_json(content: Mapping[str, Any]) -> Intervention:
    """Return an intervention from JSON."""
    return Intervention(
        content["id"], content["kind"], shapely.from_wkb(content["geometry"]), content["name"],
        bool(content["external"]), dict(content["attributes"]),
    )  # fmt: skip
