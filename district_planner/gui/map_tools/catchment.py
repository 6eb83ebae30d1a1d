"""A catchment at the pointer: whom and what one reaches on foot or by cycle from there, and how far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from qgis.PyQt.QtCore import Qt

from district_planner.core.access.catchment_area import WIDTH_M
from district_planner.core.access.moving import Band, MovingCatchment, Reach
from district_planner.core.progress import Progress
from district_planner.gis.numerals import trimmed
from district_planner.gui.canvas import wording
from district_planner.gui.canvas.bands import Bands
from district_planner.gui.canvas.chip import Contents
from district_planner.gui.canvas.wording import Said
from district_planner.gui.latest import Latest
from district_planner.gui.map_tools.base import DistrictTool
from district_planner.gui.map_tools.frame import Point
from district_planner.gui.widgets.kind_words import category_name
from district_planner.translation import tr

MODES = ("walk", "cycle")
LEVEL = 15.0
MOST_CATEGORIES = 5
"""Kinds of places that the chip has room for, the most frequent ones."""


class CatchmentTool(DistrictTool):
    """The catchment follows the pointer; a click pins it, another lets it go. M changes between foot and cycle.

    Answers come from a thread; what the pointer has left behind is dropped.
    """

    snaps = False

    def __init__(self, *collaborators: Any) -> None:
        super().__init__(*collaborators)
        self.mode = MODES[0]
        self.pinned = False
        self.reach: Reach | None = None
        self.bands = Bands(self.map, LEVEL)
        self._made: tuple[Any, frozenset[str], str, MovingCatchment] | None = None
        self._latest = Latest()
        self._latest.answered.connect(self._on_answered)
        self._latest.refused.connect(self.message)

    def moved(self) -> None:
        """Ask for the catchment of the pointer."""
        self.stage.chip.move_to(self.pixel)
        if not self.pinned and self.cursor is not None:
            self._ask(self.cursor)

    def left(self) -> None:
        """Take the catchment away, unless it is pinned."""
        if not self.pinned:
            self.cancelled()

    def clicked(self) -> None:
        """Pin the catchment where the pointer is, or let it follow again."""
        self.pinned = not self.pinned
        if self.cursor is not None:
            self._ask(self.cursor)

    def finished(self) -> None:
        """Let the catchment follow again."""
        self.cancelled()

    def cancelled(self) -> None:
        """Take the catchment away."""
        self.pinned, self.reach = False, None
        self._latest.nothing()
        self.bands.clear()
        self.rest()

    def pressed(self, key: int) -> bool:
        """Change between foot and cycle with M."""
        if key != Qt.Key.Key_M:
            return False
        self.mode = MODES[(MODES.index(self.mode) + 1) % len(MODES)]
        here = (self.reach.x, self.reach.y) if self.pinned and self.reach is not None else self.cursor
        if here is not None:
            self._ask(here)
        return True

    def close(self) -> None:
        """End the thread and take everything off the canvas."""
        self._latest.stop()
        self.bands.remove()
        super().close()

    def _ask(self, here: Point) -> None:
        engine, built = self.session.engine, self.session.built()
        if engine is None or built is None:
            self.stage.chip.say(Contents(hint=tr("The district is being prepared")))
            return
        on, mode = built | engine.externals, self.mode

        def job(progress: Progress) -> Reach:
            made = self._made
            if made is None or made[0] is not engine or made[1:3] != (on, mode):
                self._made = made = (engine, on, mode, MovingCatchment(engine, on, mode, progress=progress))
            return made[3].at(*here, progress)

        self._latest.ask(job)
        if self.reach is None or self.reach.mode != mode:
            self.stage.chip.change(stale=True)

    def _on_answered(self, reach: Reach) -> None:
        self.reach = reach
        here = self.frame.map_xy(np.array([(reach.x, reach.y)]))
        to_map = self.frame.to_map
        lines = [
            band.lines if to_map.isShortCircuited() else shapely.transform(band.lines, self.frame.map_xy)
            for band in reach.bands
        ]
        scale = self.map.mapUnitsPerPixel() / self.frame.metres_per_pixel((reach.x, reach.y))
        self.bands.show_bands(lines, here, 2.0 * WIDTH_M * scale)
        self.stage.chip.say(contents(reach, pinned=self.pinned))


def contents(reach: Reach, *, pinned: bool) -> Contents:
    """Return what the chip says of a catchment."""
    keys = tr("M: by cycle") if reach.mode == MODES[0] else tr("M: on foot")
    hint = tr("Click to let it follow · {}").format(keys) if pinned else tr("Click to pin it · {}").format(keys)
    if not reach.joined:
        return Contents(hint=tr("No street near enough to set out · {}").format(keys))
    last = reach.bands[-1]
    how = tr("within {} min on foot") if reach.mode == MODES[0] else tr("within {} min by cycle")
    headline = tr("{} people").format(wording.number(last.people))
    about = how.format(trimmed(last.minutes))
    facts = [_line(band) for band in reach.bands]
    return Contents(Said(headline, about, 0), facts=(*facts, *_places(last.counts)), hint=hint)


def _line(band: Band) -> str:
    text = tr("{} min: {} people · {} jobs")
    return text.format(trimmed(band.minutes), wording.number(band.people), wording.number(band.jobs))


def _places(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the most frequent kinds of places and their numbers."""
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_CATEGORIES]
    words = [f"{category_name(name)} {wording.number(count)}" for name, count in most]
    return (" · ".join(words),) if words else ()
