"""Stops of the selected line at equal distances."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from district_planner.core.errors import InterventionError
from district_planner.core.interventions.transit_line import NEAREST_STOPS_M
from district_planner.gui.map_tools.line_stops import runs, with_stops_every
from district_planner.gui.widgets.look import GAP, action_icon
from district_planner.gui.widgets.wheel import let_wheel_pass
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.core.interventions.intervention import Intervention

USUAL_M = 600
"""Distance of stops that is offered first [P]."""


class StopsRow(QWidget):
    """A distance and a button; shown where the selected intervention is a line with stops."""

    changed = pyqtSignal(object, str)
    """The line with other stops, and what the change is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._one: Intervention | None = None
        self.metres = QSpinBox(self)
        self.metres.setRange(int(NEAREST_STOPS_M), 20_000)
        self.metres.setSingleStep(50)
        self.metres.setValue(USUAL_M)
        self.metres.setSuffix(tr(" m"))
        self.metres.setAccessibleName(tr("Distance between stops"))
        let_wheel_pass(self.metres)
        self.place = QPushButton(action_icon("stops"), tr("&Place stops"), self)
        self.place.setToolTip(tr("A stop at both ends and at equal distances between; names stay where a stop stays"))
        label = QLabel(tr("A stop every"), self)
        label.setBuddy(self.metres)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(label)
        row.addWidget(self.metres)
        row.addWidget(self.place, 1)
        self.place.clicked.connect(self._on_place_clicked)

    def show_intervention(self, one: Intervention | None) -> None:
        """Show the row for a line with stops, else hide it."""
        self._one = one if one is not None and runs(one) else None
        self.setVisible(self._one is not None)

    def _on_place_clicked(self) -> None:
        if self._one is None:
            return
        try:
            changed = with_stops_every(self._one, float(self.metres.value()))
        except InterventionError:
            # What cannot be read is replaced as a whole.
            bare = {**self._one.attributes, "stops": None, "legs": None}
            changed = with_stops_every(replace(self._one, attributes=bare), float(self.metres.value()))
        self.changed.emit(changed, tr("Place stops on {}").format(self._one.label))
