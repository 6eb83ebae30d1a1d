"""What the canvas shows while something is in hand: line, dots, chip and gains, and how a preview gets there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, QPoint

from district_planner.core.evaluation.live import Edit, Preview
from district_planner.core.network.lines import Meeting
from district_planner.gui.canvas.chip import Chip, Contents
from district_planner.gui.canvas.marks import ALERTS, Mark, Marks
from district_planner.gui.canvas.overlay import GainOverlay
from district_planner.gui.canvas.placed import Floats
from district_planner.gui.canvas.stop_dots import StopDot, StopDots
from district_planner.gui.canvas.strokes import Stroke, Strokes
from district_planner.gui.canvas.wording import COUNTED, Said, said, unseen

Rivals = tuple[tuple[str, Said], ...]
MOST_ALERTS = 2
"""Sentences on what does not work that the chip has room for; all have their signs on the map."""
_LEVELS = {"gains": 20.0, "strokes": 30.0, "stops": 35.0, "marks": 40.0, "chip": 90.0}
_NO_HANDLES: Floats = np.empty((0, 2))


@dataclass(frozen=True)
class Hanging:
    """What hangs on the cursor.

    Attributes:
        edit: what is scored; None while there is nothing to score yet.
        strokes: what is drawn; handles: (n, 2) placed vertices; both in the CRS of the map.
        facts: length, time, cost; problem: why it cannot be scored; hint: what to do next.
        loose: chainage in metres up to which the line is placed: what does not join beyond it hangs on the cursor, so
            that the chip says why; before it the reason stands on the map.
        going: it is about to be deleted.
        stops: of a line of public transport; warnings: what the planner should know of what is scored.
    """

    edit: Edit | None
    strokes: tuple[Stroke, ...] = ()
    handles: Floats = field(default_factory=lambda: _NO_HANDLES)
    facts: tuple[str, ...] = ()
    problem: str = ""
    hint: str = ""
    loose: float = float("inf")
    going: bool = False
    stops: tuple[StopDot, ...] = ()
    warnings: tuple[str, ...] = ()


class Stage(QObject):
    """Shows what hangs on the cursor and the exact figures of it.

    A preview belongs to the edit that asked for it: while another edit hangs, its figures are greyed.

    Args:
        canvas: where to show it; session: gives ``previewed`` and ``preview_waiting``.
        to_map: (n, 2) coordinates of the district -> of the map.
        rivals: preview -> name and figure of the alternatives of what is in hand.
        standing: preview -> why what is in hand does not count in the scores of the scenario, empty where it does.
    """

    def __init__(
        self,
        canvas: QgsMapCanvas,
        session: Any,
        to_map: Callable[[Floats], Floats],
        rivals: Callable[[Preview], Rivals] = lambda preview: (),
        standing: Callable[[Preview], str] = lambda preview: "",
    ) -> None:
        super().__init__()
        self._find_rivals = rivals
        self._find_standing = standing
        self._rivals: Rivals = ()
        self._standing = ""
        self._session = session
        self._to_map = to_map
        self.gains = GainOverlay(canvas, _LEVELS["gains"])
        self.strokes = Strokes(canvas, _LEVELS["strokes"])
        self.stops = StopDots(canvas, _LEVELS["stops"])
        self.marks = Marks(canvas, _LEVELS["marks"])
        self.chip = Chip(canvas, _LEVELS["chip"])
        self.preview: Preview | None = None
        self._hanging: Hanging | None = None
        self._waiting = False
        self._chips = True
        session.previewed.connect(self._on_previewed)
        session.preview_waiting.connect(self._on_preview_waiting)

    def hang(self, hanging: Hanging, cursor: QPoint | None) -> None:
        """Show what hangs on the cursor; its figures follow with the preview. Without a cursor there is no chip."""
        self._hanging, self._chips = hanging, cursor is not None
        self.strokes.show_strokes(hanging.strokes, hanging.handles, going=hanging.going)
        self.stops.show_dots(hanging.stops)
        if hanging.edit is None:
            self._forget()
        self._say()
        if cursor is not None:
            # The chip stands where the line does not come from.
            self.chip.move_to(cursor, above=_goes_up(hanging.strokes))

    def clear(self) -> None:
        """Show nothing."""
        self._hanging = None
        self._forget()
        self.strokes.clear()
        self.stops.show_dots(())
        self.chip.say(Contents())

    def close(self) -> None:
        """Take everything off the canvas."""
        self._session.previewed.disconnect(self._on_previewed)
        self._session.preview_waiting.disconnect(self._on_preview_waiting)
        self.clear()
        for item in (self.gains, self.strokes, self.stops, self.marks, self.chip):
            item.remove()

    @property
    def exact(self) -> bool:
        """Return whether the figures shown are those of what hangs on the cursor."""
        edit = None if self._hanging is None else self._hanging.edit
        return not self._waiting and self.preview is not None and edit is not None and _same(self.preview.edit, edit)

    def _forget(self) -> None:
        self.preview, self._waiting = None, False
        self.gains.clear()
        self.gains.dim(stale=False)
        self.marks.clear()

    def _on_previewed(self, preview: Preview | None) -> None:
        if preview is None or self._hanging is None or self._hanging.edit is None:
            return
        self.preview, self._waiting = preview, False
        self._rivals, self._standing = self._find_rivals(preview), self._find_standing(preview)
        self._show_marks(preview.marks)
        unit = preview.headline.unit if not preview.question.measure else self._unit(preview)
        self.gains.show_gains(self._to_map(preview.xy), preview.gain, unit)
        self._say()

    def _unit(self, preview: Preview) -> str:
        """Return the unit of the measure that colours the map."""
        for _, measure in self._session.engine.measures:
            if measure.name == preview.question.measure:
                return str(measure.unit)
        return ""

    def _on_preview_waiting(self) -> None:
        if self._hanging is not None and self._hanging.edit is not None:
            self._waiting = True
            self._say()

    def _say(self) -> None:
        """Say what is known: figures of another edit than the one in hand are greyed."""
        hanging, preview = self._hanging, self.preview
        if hanging is None:
            return
        stale = hanging.edit is not None and not self.exact
        self.gains.dim(stale)
        if not self._chips:
            self.chip.say(Contents())
            return
        alerts = (hanging.problem,) if hanging.problem else (*_alerts(self.marks.marks), *hanging.warnings)
        self.chip.say(
            Contents(
                said(preview.headline) if preview else None,
                _silence(preview) if preview and not hanging.warnings else "",
                self._rivals if preview else (),
                hanging.facts,
                alerts,
                hanging.hint,
                stale,
                self._standing if preview else "",
            )
        )

    def _show_marks(self, marks: Sequence[Meeting]) -> None:
        """Show the marks; those that do not work and lie on the placed part have their reason beside them."""
        loose = float("inf") if self._hanging is None else self._hanging.loose
        if not marks:
            self.marks.clear()
            return
        xy = self._to_map(np.array([(mark.x, mark.y) for mark in marks]))
        placed = [mark.kind in ALERTS and mark.chainage <= loose for mark in marks]
        self.marks.show_marks([
            Mark(mark, (float(x), float(y)), labelled) for mark, (x, y), labelled in zip(marks, xy, placed)
        ])  # fmt: skip


def _alerts(marks: Sequence[Mark]) -> tuple[str, ...]:
    """Return what does not work where the line hangs on the cursor."""
    return tuple(mark.meeting.text for mark in marks if mark.meeting.kind in ALERTS and not mark.labelled)[:MOST_ALERTS]


def _silence(preview: Preview) -> str:
    """Say why the headline does not change, where it does not."""
    headline = preview.headline
    if preview.why_silent or headline.before != headline.after or headline.unit not in COUNTED:
        return preview.why_silent
    return unseen(preview.gain)


def _goes_up(strokes: Sequence[Stroke]) -> bool:
    """Return whether the last leg of a line leads upwards to the cursor."""
    xy = strokes[-1].xy if strokes and not strokes[-1].closed else _NO_HANDLES
    return len(xy) > 1 and bool(xy[-1, 1] > xy[-2, 1])


def _same(one: Edit, other: Edit) -> bool:
    return one is other or one == other
