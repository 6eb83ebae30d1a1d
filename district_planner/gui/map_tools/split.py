"""Cutting a line in two, so that each part can be judged, timed and built on its own."""

from __future__ import annotations

import numpy as np
import shapely

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
    """One click, one cut; the cut is a vertex of both parts, so that they join."""

    snaps = False

    def moved(self) -> None:
        """Show where the line would be cut and how long its parts would be."""
        found = self._cut()
        if found is None:
            self.rest()
            return
        one, chainage = found
        point = shapely.get_coordinates(one.geometry.interpolate(chainage))
        said = (f"{metres(chainage)} + {metres(one.geometry.length - chainage)}",)
        strokes = (*self.strokes_of(one), Stroke(self.frame.map_xy(point)))
        hint = tr("Click to cut {} in two").format(one.label)
        self.hang(Hanging(None, strokes, facts=said, hint=hint))

    def clicked(self) -> None:
        """Cut: one step that can be undone."""
        found = self._cut()
        if found is None:
            self.message(tr("Split works on lines: click on the line where it is to be cut."))
            return
        one, chainage = found
        parts = split(one, chainage, self.session.new_id(one.kind))
        self.rest()
        if self.session.put_all(parts, [], tr("Split {}").format(one.label)):
            self.session.select(parts[0].id)

    def cancelled(self) -> None:
        """Show nothing."""
        self.rest()

    def _cut(self) -> tuple[Intervention, float] | None:
        """Return the line under the cursor and the chainage at it; a vertex nearby is taken instead."""
        lines = [one for one in self.session.interventions() if one.geometry.geom_type == "LineString"]
        here = self.frame.at(self.pixel)
        one = picked(lines, here, self.tolerance_m)
        if one is None:
            return None
        chainage = float(one.geometry.project(shapely.Point(here)))
        corners = shapely.line_locate_point(one.geometry, shapely.points(shapely.get_coordinates(one.geometry)))
        nearest = float(corners[np.abs(corners - chainage).argmin()])
        chainage = nearest if abs(nearest - chainage) <= self.tolerance_m / 2 else chainage
        return (one, chainage) if SHORTEST_M <= chainage <= one.geometry.length - SHORTEST_M else None
