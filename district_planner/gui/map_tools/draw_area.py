"""Drawing an area: a green space, a square, a site."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from district_planner.core.interventions.kind import AREA
from district_planner.gui.canvas.strokes import Stroke
from district_planner.gui.map_tools.draw import DrawPathTool, State
from district_planner.gui.map_tools.frame import Point
from district_planner.gui.widgets.kind_words import kind_noun
from district_planner.translation import tr


class DrawAreaTool(DrawPathTool):
    """Corners one by one; the outline closes itself."""

    geometry, least = AREA, 3

    def shape(self, hanging: tuple[Point, ...]) -> BaseGeometry | None:
        """Return the area."""
        return self.sketch.outline(hanging)

    def strokes(self, hanging: tuple[Point, ...]) -> tuple[Stroke, ...]:
        """Return the outline."""
        xy = self.frame.map_xy(self.sketch.xy(hanging))
        return (Stroke(xy, closed=len(xy) > 2),)

    def hint(self) -> str:
        """Say how to begin and how to end."""
        if self.state is State.READY:
            return tr("Click the first corner: {}").format(kind_noun(self.kind.id))
        return tr("Right click to finish") if len(self.sketch.vertices) == self.least else ""

    def too_few(self) -> str:
        """Say that an area needs three corners."""
        return tr("An area needs three corners: click where they are, then finish.")
