"""What the tools for existing interventions share: finding the one under the cursor and showing it changed."""

from __future__ import annotations

from typing import Any

import numpy as np

from district_planner.core.evaluation.live import Edit
from district_planner.core.interventions import checks
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.transit_line import service_of
from district_planner.core.network.lines import at_grade_parts, part_of
from district_planner.gui.canvas.placed import Floats
from district_planner.gui.canvas.stage import Hanging
from district_planner.gui.canvas.strokes import Stroke
from district_planner.gui.map_tools import line_stops
from district_planner.gui.map_tools.base import DistrictTool
from district_planner.gui.map_tools.picking import picked, vertices
from district_planner.gui.map_tools.stop_marks import StopMarks

PICK_PX = 9.0
"""How far from an intervention a click still means it [P]."""
_NO_HANDLES: Floats = np.empty((0, 2))


class ExistingTool(DistrictTool):
    """A tool that takes hold of an intervention that is there."""

    def __init__(self, *collaborators: Any) -> None:
        super().__init__(*collaborators)
        self.stop_marks = StopMarks(self.session, self.frame)

    @property
    def tolerance_m(self) -> float:
        """Return the metres that a click may be off."""
        return PICK_PX * self.frame.metres_per_pixel(self.frame.at(self.pixel))

    def under_cursor(self) -> Intervention | None:
        """Return the intervention under the cursor, unsnapped."""
        return picked(self.session.interventions(), self.frame.at(self.pixel), self.tolerance_m, self.session.selected)

    def strokes_of(self, one: Intervention) -> tuple[Stroke, ...]:
        """Return an intervention as it is drawn, with its bridges."""
        geometry = one.geometry
        if geometry.geom_type != "LineString":
            return (Stroke(self.frame.map_outline(geometry), closed=geometry.geom_type == "Polygon"),)
        if line_stops.runs(one):
            return self._legs_of(one)
        raised = checks.bridges(one)
        pieces = [(part, False) for part in at_grade_parts(geometry, raised)] + [(part, True) for part in raised]
        return tuple(
            Stroke(self.frame.map_outline(part_of(geometry, low, high)), over) for (low, high), over in sorted(pieces)
        )

    def _legs_of(self, one: Intervention) -> tuple[Stroke, ...]:
        """Return the legs of a line in the look of their class, and what of it is before or after its stops."""
        at, usual = [stop["chainage_m"] for stop in line_stops.records(one)], service_of(one).legs
        ends = [0.0, *at, float(one.geometry.length)] if at else [0.0, float(one.geometry.length)]
        ways = [usual, *line_stops.classes(one), usual]
        return tuple(
            Stroke(self.frame.map_outline(part_of(one.geometry, low, high)), way=way)
            for low, high, way in zip(ends, ends[1:], ways)
            if high - low > 0.01
        )

    def show(self, one: Intervention, *, scored: bool, handles: bool = False, hint: str = "") -> None:
        """Show an intervention as it would be, scored or only pointed at."""
        edit, said, problem = self.judged(one)
        shown = self.frame.map_xy(vertices(one.geometry)) if handles else _NO_HANDLES
        strokes = self._outline(one) if problem else self.strokes_of(one)
        rides = line_stops.runs(one)
        self.hang(Hanging(
            edit if scored else None, strokes, shown, said, problem, hint,
            stops=self.stop_marks.dots(one) if rides else (),
            warnings=self.stop_marks.warnings() if rides and scored else (),
        ))  # fmt: skip

    def show_gone(self, one: Intervention, hint: str) -> None:
        """Show an intervention that is about to go, and what is lost with it."""
        self.hang(Hanging(Edit(one.id, None), self.strokes_of(one), hint=hint, going=True))

    def _outline(self, one: Intervention) -> tuple[Stroke, ...]:
        """Return an intervention that cannot be used as plain vertices."""
        return (Stroke(self.frame.map_xy(vertices(one.geometry)), closed=one.geometry.geom_type == "Polygon"),)
