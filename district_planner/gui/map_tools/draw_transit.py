"""Drawing a line of public transport: its way, its stops, and the class of each leg."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from qgis.PyQt.QtCore import Qt
from shapely.geometry.base import BaseGeometry

from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.transit_line import MOST_STOPS, service_of
from district_planner.core.network.streets import Floats
from district_planner.gui.canvas.stage import Hanging
from district_planner.gui.canvas.stop_dots import StopDot
from district_planner.gui.canvas.strokes import Stroke
from district_planner.gui.map_tools.draw import DrawPathTool, State
from district_planner.gui.map_tools.frame import Point
from district_planner.gui.map_tools.leg_words import way_name
from district_planner.gui.map_tools.stop_marks import StopMarks
from district_planner.gui.map_tools.stop_sketch import StopSketch
from district_planner.gui.widgets.kind_words import kind_noun
from district_planner.translation import tr


class DrawTransitTool(DrawPathTool):
    """Vertices one by one, each a stop; Shift held makes it a vertex without one.

    ``L`` changes the class of the leg in hand: street, segregated, rail. A vertex nearer than 50 m to the last stop is
    none.
    """

    sketch: StopSketch

    def __init__(self, *collaborators: Any, **named: Any) -> None:
        super().__init__(*collaborators, **named)
        self.sketch = StopSketch()
        self.marks = StopMarks(self.session, self.frame)

    def shape(self, hanging: tuple[Point, ...]) -> BaseGeometry | None:
        """Return the line."""
        return self.sketch.line(hanging)

    def derived(self, hanging: tuple[Point, ...]) -> Mapping[str, Any]:
        """Return the stops and the classes of legs."""
        return self.sketch.stop_attributes(hanging, self.usual)

    @property
    def usual(self) -> str:
        """Return the class of a leg of the service."""
        return service_of(Intervention("", self.kind.id, None, attributes=self.attributes)).legs

    def strokes(self, hanging: tuple[Point, ...]) -> tuple[Stroke, ...]:
        """Return every piece in the look of its class."""
        found, here = [], self.sketch.start
        for leg, way in zip(self.sketch.legs, self.sketch.ways[1:]):
            found.append(Stroke(self.frame.map_xy(np.array([here, *leg.points])), way=way or self.usual))
            here = leg.points[-1]
        if hanging and here is not None:
            found.append(Stroke(self.frame.map_xy(np.array([here, *hanging])), way=self.sketch.way or self.usual))
        return tuple(found)

    def handles(self) -> Floats:
        """Return the placed vertices that are no stops; stops are drawn as such."""
        plain = [v for v, stop in zip(self.sketch.vertices, self.sketch.is_stop) if not stop]
        return self.frame.map_xy(np.array(plain).reshape(-1, 2))

    def hint(self) -> str:
        """Say how to begin, then what the keys do, then only what is out of the ordinary."""
        if self.state is State.READY:
            return tr("Click the first stop: {}").format(kind_noun(self.kind.id))
        count = len(self.sketch.vertices)
        if count == 1:
            return tr("Every click is a stop; with Shift it is none. L: leg in the street, segregated or on rail")
        way = way_name(self.sketch.way or self.usual)
        if not self.sketch.stop:
            return tr("A point without a stop · leg {}").format(way)
        if count == 2:
            return tr("Leg {} (L) · right click to finish").format(way)
        return tr("Leg {} (L)").format(way) if self.sketch.way else ""

    def moved(self) -> None:
        """Show and score the line as it would be with the cursor as its next vertex."""
        self._follow_keys()
        super().moved()

    def clicked(self) -> None:
        """Place a vertex, with a stop unless Shift is held."""
        self._follow_keys()
        super().clicked()

    def hang(self, hanging: Hanging) -> None:
        """Show what hangs on the cursor with its stops."""
        edit = hanging.edit
        if self.state is State.READY or edit is None or edit.intervention is None:
            super().hang(replace(hanging, stops=self._lone_stops()) if self.state is State.DRAWING else hanging)
            return
        at_cursor = bool(self.cursor) and self.sketch.stops_at(self.leg())
        stops = self.marks.dots(edit.intervention)
        stops = (*stops[:-1], replace(stops[-1], held=True)) if at_cursor and stops else stops
        super().hang(replace(hanging, stops=stops, warnings=self.marks.warnings()))

    def finished(self) -> None:
        """Hand the line over; one whose last vertices hold too few stops stays in hand."""
        if self.state is State.DRAWING and len(self.sketch.chainages()) < 2:
            self.message(tr("A line of public transport needs two stops: click where they are, then finish."))
            return
        super().finished()

    def reset(self) -> None:
        """Go back to nothing placed; the class of legs stays as it was chosen."""
        way = self.sketch.way
        super().reset()
        self.sketch = StopSketch(way=way)

    def change_way(self) -> None:
        """Give the leg in hand the next class."""
        self.sketch = self.sketch.with_next_way(self.usual)
        self.moved()

    def pressed(self, key: int) -> bool:
        """Change the class of the leg in hand with L."""
        if key == Qt.Key.Key_L:
            self.change_way()
            return True
        return super().pressed(key)

    def _follow_keys(self) -> None:
        plain = bool(self.keys & Qt.KeyboardModifier.ShiftModifier)
        full = len(self.sketch.chainages()) >= MOST_STOPS
        self.sketch = replace(self.sketch, stop=not plain and not full)

    def _lone_stops(self) -> tuple[StopDot, ...]:
        """Return the stops of a line that has too few to run."""
        placed = [v for v, stop in zip(self.sketch.vertices, self.sketch.is_stop) if stop]
        return tuple(StopDot((float(x), float(y))) for x, y in self.frame.map_xy(np.array(placed).reshape(-1, 2)))
