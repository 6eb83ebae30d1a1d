"""What the tools share that hang something that is there on the cursor."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from qgis.PyQt.QtCore import QPoint

from district_planner.gui.map_tools.existing import ExistingTool

DRAG_PX = 6
"""A button let go farther than this from where it was pressed ends a drag, else it was a click."""


class CarryingTool(ExistingTool):
    """Carries an intervention, a vertex or a stop: by click, move and click, or by dragging."""

    def __init__(self, *collaborators: Any) -> None:
        super().__init__(*collaborators)
        self._pressed = QPoint()

    @property
    @abstractmethod
    def carrying(self) -> bool:
        """Return whether something is in hand that can be put back."""

    @abstractmethod
    def put_down(self) -> None:
        """Leave what is carried where the cursor is."""

    def released(self) -> None:
        """Put down what was dragged."""
        if self.carrying and (self.pixel - self._pressed).manhattanLength() > DRAG_PX:
            self.put_down()

    def finished(self) -> None:
        """Put down what is carried, else let go of what is held."""
        if self.carrying:
            self.put_down()
        else:
            self.cancelled()

    def takes_back(self) -> bool:
        """Put what is carried back, where anything is."""
        carrying = self.carrying
        if carrying:
            self.cancelled()
        return carrying
