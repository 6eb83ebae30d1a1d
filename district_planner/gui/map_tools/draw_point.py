"""Drawing a point: an amenity, a meeting place, a crossing. It is scored wherever the cursor is, before any click."""

from __future__ import annotations

import numpy as np
import shapely

from district_planner.gui.canvas.stage import Hanging
from district_planner.gui.canvas.strokes import Stroke
from district_planner.gui.map_tools.draw import DrawTool
from district_planner.gui.widgets.kind_words import kind_noun
from district_planner.translation import tr


class DrawPointTool(DrawTool):
    """One click, one intervention."""

    def moved(self) -> None:
        """Show and score the point under the cursor."""
        if self.cursor is None:
            return
        edit, said, problem = self.judged(self.intervention(shapely.Point(self.cursor), {}))
        xy = self.frame.map_xy(np.array([self.cursor]))
        hint = tr("Click to place: {}").format(kind_noun(self.kind.id))
        self.hang(Hanging(edit, (Stroke(xy),), facts=said, problem=problem, hint=hint))

    def clicked(self) -> None:
        """Hand the point over."""
        if self.cursor is not None:
            self.put(self.intervention(shapely.Point(self.cursor), {}))
