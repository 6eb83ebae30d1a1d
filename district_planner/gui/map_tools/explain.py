"""Why this score: click a home, a building or a node, and see what counts for it and the ways there, base and with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from district_planner.core.errors import PlannerError
from district_planner.core.evaluation.explain import explain
from district_planner.core.evaluation.explanation import Explanation, Reason, Way
from district_planner.core.network.streets import Floats
from district_planner.gui.canvas import wording
from district_planner.gui.canvas.stage import Hanging
from district_planner.gui.canvas.strokes import Stroke
from district_planner.gui.map_tools.base import DistrictTool
from district_planner.gui.map_tools.facts import MS_PER_MIN
from district_planner.translation import tr

REACH_PX = 14.0
"""How far from an origin a click still means it [P]."""
MOST_REASONS = 4


class ExplainTool(DistrictTool):
    """Pointing shows which origin is meant, a click explains it; Escape takes the explanation away."""

    snaps = False

    def __init__(self, *collaborators: Any) -> None:
        super().__init__(*collaborators)
        self.explanation: Explanation | None = None
        self._places: Any = None
        self._tree: cKDTree | None = None

    def moved(self) -> None:
        """Show which origin is under the cursor, unless one is being explained."""
        if self.explanation is not None:
            self.stage.chip.move_to(self.pixel)
            return
        found = self._under_cursor()
        if found is None:
            self.rest()
            return
        id_, xy = found
        hint = tr("Click to see why {} scores what it scores").format(self._label(id_))
        self.hang(Hanging(None, (Stroke(self.frame.map_xy(xy)),), hint=hint))

    def clicked(self) -> None:
        """Explain the origin under the cursor; beside every origin: take the explanation away."""
        found = self._under_cursor()
        question = self.session.question
        if found is None or question is None:
            self.cancelled()
            return
        try:
            self.explanation = explain(
                self.session.engine, found[0], question.measure or question.figure, self.session.on()
            )
        except PlannerError as error:
            self.message(str(error))
            return
        self._show(self.explanation)

    def finished(self) -> None:
        """Take the explanation away."""
        self.cancelled()

    def cancelled(self) -> None:
        """Take the explanation away."""
        self.explanation = None
        self.rest()

    def _show(self, found: Explanation) -> None:
        """Draw the ways of the reasons that count, and say the answer."""
        reasons = found.reasons[:MOST_REASONS]
        here = Stroke(self.frame.map_xy(np.array([(found.x, found.y)])))
        before = self._strokes((reason.base_way for reason in reasons if reason.counts_base), before=True)
        after = self._strokes((reason.with_way for reason in reasons if reason.counts_with), before=False)
        said = (found.text, *(_line(reason) for reason in reasons))
        hint = tr("Dashed: today. Solid: with what is on. Esc to close")
        self.hang(Hanging(None, (*before, *after, here), facts=said, hint=hint))

    def _strokes(self, ways: Iterable[Way | None], *, before: bool) -> list[Stroke]:
        lines = [leg.geometry for way in ways if way is not None for leg in way.legs if leg.geometry is not None]
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


def _line(reason: Reason) -> str:
    """Return an opportunity with its times."""
    name = reason.name or reason.category.replace("_", " ")
    before, after = (wording.value(ms / MS_PER_MIN, "min") for ms in (reason.base_ms, reason.with_ms))
    return f"{name}: {before} → {after}" if reason.changed else f"{name}: {after}"
