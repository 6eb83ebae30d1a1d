"""Why this score: click a home, a building or a node, and see what counts for it and the ways there, base and with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from district_planner.core.evaluation.explain import explain
from district_planner.core.evaluation.explanation import Explanation, Reason, Way
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress
from district_planner.gui.canvas import wording
from district_planner.gui.canvas.stage import Hanging
from district_planner.gui.canvas.strokes import Stroke
from district_planner.gui.latest import Latest
from district_planner.gui.map_tools.base import DistrictTool
from district_planner.gui.map_tools.facts import MS_PER_MIN
from district_planner.translation import tr

REACH_PX = 14.0
"""How far from an origin a click still means it [P]."""
MOST_REASONS = 4


@dataclass(frozen=True)
class _Explained:
    """An explanation with the lines of the ways that are drawn, found in the thread for a click by its number."""

    click: int
    explanation: Explanation
    before: tuple[Any, ...]
    after: tuple[Any, ...]


class ExplainTool(DistrictTool):
    """Pointing shows which origin is meant, a click explains it; Escape takes the explanation away.

    Explanations come from a thread: the first one after an edit varies the times of the whole district.
    """

    snaps = False

    def __init__(self, *collaborators: Any) -> None:
        super().__init__(*collaborators)
        self.explanation: Explanation | None = None
        self._places: Any = None
        self._tree: cKDTree | None = None
        self._clicks = 0
        self._asked = 0
        self._latest = Latest()
        self._latest.answered.connect(self._on_answered)
        self._latest.refused.connect(self._on_refused)

    def moved(self) -> None:
        """Show which origin is under the cursor, unless one is being explained."""
        if self.explanation is not None or self._asked:
            self.stage.chip.move_to(self.pixel)
            return
        found = self._under_cursor()
        if found is None:
            self.rest()
            return
        self._point_at(*found, tr("Click to see why {} scores what it scores").format(self._label(found[0])))

    def _point_at(self, id_: str, xy: Floats, hint: str) -> None:
        self.hang(Hanging(None, (Stroke(self.frame.map_xy(xy)),), hint=hint))

    def clicked(self) -> None:
        """Explain the origin under the cursor; beside every origin: take the explanation away."""
        found = self._under_cursor()
        question = self.session.question
        if found is None or question is None:
            self.cancelled()
            return
        click = self._clicks + 1
        engine, on, what = self.session.engine, self.session.on(), question.measure or question.figure

        def job(progress: Progress) -> _Explained:
            return _explained(click, explain(engine, found[0], what, on, progress))

        self._clicks = self._asked = click
        self.explanation = None
        self._point_at(*found, tr("Finding out why {} scores what it scores").format(self._label(found[0])))
        self._latest.ask(job)

    def finished(self) -> None:
        """Take the explanation away."""
        self.cancelled()

    def cancelled(self) -> None:
        """Take the explanation away."""
        self._latest.nothing()
        self.explanation, self._asked = None, 0
        self.rest()

    def close(self) -> None:
        """End the thread and take everything off the canvas."""
        self._latest.stop()
        super().close()

    def _on_answered(self, found: _Explained) -> None:
        # That of an earlier click comes, too, and may be of other interventions.
        if found.click == self._asked:
            self._asked, self.explanation = 0, found.explanation
            self._show(found)

    def _on_refused(self, why: str) -> None:
        self.cancelled()
        self.message(why)

    def _show(self, explained: _Explained) -> None:
        """Draw the ways of the reasons that count, and say the answer."""
        found = explained.explanation
        reasons = found.reasons[:MOST_REASONS]
        here = Stroke(self.frame.map_xy(np.array([(found.x, found.y)])))
        before = self._strokes(explained.before, before=True)
        after = self._strokes(explained.after, before=False)
        said = (found.text, *(_line(reason) for reason in reasons))
        hint = tr("Dashed: today. Solid: with what is on. Esc to close")
        self.hang(Hanging(None, (*before, *after, here), facts=said, hint=hint))

    def _strokes(self, lines: Iterable[Any], *, before: bool) -> list[Stroke]:
        return [Stroke(self.frame.map_xy(shapely.get_coordinates(line)), dashed=before, quiet=before) for line in lines]

    def _under_cursor(self) -> tuple[str, Floats] | None:
        """Return id and place of the nearest origin."""
        engine = self.session.engine
        if engine is None or not len(engine.scope.origins):
            return None
        if self._tree is None or self._places is not engine.scope.origins:
            self._places = engine.scope.origins
            self._tree = cKDTree(self._places.centre)
        here = self.frame.at(self.pixel)
        reach = REACH_PX * self.frame.metres_per_pixel(here)
        away, number = self._tree.query(here, distance_upper_bound=reach)
        if not np.isfinite(away):
            return None
        return str(self._places.id[number]), self._places.centre[[number]]

    def _label(self, id_: str) -> str:
        name = self._places.name[self._places.number[id_]]
        return str(name) if isinstance(name, str) and name else id_


def _explained(click: int, found: Explanation) -> _Explained:
    """Return an explanation with the ways of the reasons that are shown."""
    reasons = found.reasons[:MOST_REASONS]
    before = _lines(reason.base_way for reason in reasons if reason.counts_base)
    return _Explained(click, found, before, _lines(reason.with_way for reason in reasons if reason.counts_with))


def _lines(ways: Iterable[Way | None]) -> tuple[Any, ...]:
    return tuple(leg.geometry for way in ways if way is not None for leg in way.legs if leg.geometry is not None)


def _line(reason: Reason) -> str:
    """Return an opportunity with its times."""
    name = reason.name or reason.category.replace("_", " ")
    before, after = (wording.value(ms / MS_PER_MIN, "min") for ms in (reason.base_ms, reason.with_ms))
    return f"{name}: {before} → {after}" if reason.changed else f"{name}: {after}"
