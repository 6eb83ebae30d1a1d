"""Cutting a line in two, so that each part can be judged, timed and built on its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from district_planner.core.evaluation.live import Edit
from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.canvas.stage import Hanging
from district_planner.gui.canvas.strokes import Stroke
from district_planner.gui.map_tools.changes import split
from district_planner.gui.map_tools.existing import ExistingTool
from district_planner.gui.map_tools.facts import metres
from district_planner.gui.map_tools.picking import picked
from district_planner.translation import tr

SHORTEST_M = 1.0
"""Of a part that a cut leaves [P]."""


class SplitTool(ExistingTool):
    """One click, one cut; the cut is a vertex of both parts, so that they join.

    While a cut hangs on the cursor, both parts are scored together, as they are once it is made: a place may join each
    of them, so that two parts can do a little more than the whole.
    """

    snaps = False

    def moved(self) -> None:
        """Show where the line would be cut, how long its parts would be and what they would do."""
        found = self._cut()
        if found is None:
            self.rest()
            return
        one, chainage = found
        (first, second), problem = self._parts(one, chainage)
        point = shapely.get_coordinates(second.geometry)[:1]
        said = (f"{metres(chainage)} + {metres(one.geometry.length - chainage)}",)
        strokes = (*self.strokes_of(one), Stroke(self.frame.map_xy(point)))
        hint = "" if problem else tr("Click to cut {} in two").format(one.label)
        edit = None if problem else Edit(one.id, first, (second,))
        self.hang(Hanging(edit, strokes, facts=said, problem=problem, hint=hint))

    def clicked(self) -> None:
        """Cut: one step that can be undone."""
        found = self._cut()
        if found is None:
            self.message(tr("Split works on lines: click on the line where it is to be cut."))
            return
        one, chainage = found
        parts, problem = self._parts(one, chainage)
        if problem:
            self.message(problem)
            return
        self.rest()
        if self.session.put_all(parts, [], tr("Split {}").format(one.label), like=one.id):
            self.session.select(parts[0].id)

    def cancelled(self) -> None:
        """Show nothing."""
        self.rest()

    def _parts(self, one: Intervention, chainage: float) -> tuple[tuple[Intervention, Intervention], str]:
        """Return both parts of a cut, and why it cannot be made; empty where it can."""
        first, second = split(one, chainage, self.session.new_id(one.kind))
        parts = first, replace(second, name=tr("{}, second part").format(one.label))
        if one.external:
            return parts, tr("Worlds name {} as a whole: make it a candidate before you split it").format(one.label)
        return parts, next((problem for _, _, problem in map(self.judged, parts) if problem), "")

    def _cut(self) -> tuple[Intervention, float] | None:
        """Return the line under the cursor and the chainage at it; a vertex nearby is taken instead."""
        lines = [one for one in self.session.interventions() if one.geometry.geom_type == "LineString"]
        here = self.frame.at(self.pixel)
        one = picked(lines, here, self.tolerance_m, self.session.selected)
        if one is None:
            return None
        chainage = float(one.geometry.project(shapely.Point(here)))
        corners = shapely.line_locate_point(one.geometry, shapely.points(shapely.get_coordinates(one.geometry)))
        nearest = float(corners[np.abs(corners - chainage).argmin()])
        chainage = nearest if abs(nearest - chainage) <= self.tolerance_m / 2 else chainage
        return (one, chainage) if SHORTEST_M <= chainage <= one.geometry.length - SHORTEST_M else None
