"""The stops of the selected line: their names and places, and stops at equal distances."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QBrush, QColor
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from district_planner.core.errors import InterventionError
from district_planner.core.interventions.transit_line import MOST_KMH, NEAREST_STOPS_M, service_of
from district_planner.gui.map_tools.facts import marks_of
from district_planner.gui.map_tools.line_stops import (
    LegSpeed,
    classes,
    records,
    runs,
    speeds,
    with_speed,
    with_stop_named,
    with_stops_every,
)
from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.kind_words import leg_name
from district_planner.gui.widgets.look import GAP, Heading, Note, action_icon, coloured, loss_colour, muted_colour
from district_planner.gui.widgets.wheel import let_wheel_pass
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.core.interventions.intervention import Intervention

USUAL_M = 600
"""Distance of stops that is offered first [P]."""
MOST_ROWS = 8
_SPEED = 3
"""Column of the speed of the leg before a stop."""


class _SpeedItem(QTableWidgetItem):
    """The speed of the leg before a stop: that of its class in grey, until the planner types another."""

    def __init__(self, speed: LegSpeed | None, grey: QColor) -> None:
        self.typed = numbers.plain(speed.kmh) if speed is not None and speed.said else ""
        self._usual = numbers.plain(speed.kmh) if speed is not None else ""
        self._grey = grey
        super().__init__(self.typed)
        self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if speed is None:
            self.setFlags(self.flags() & ~Qt.ItemFlag.ItemIsEditable)

    def data(self, role: int) -> Any:
        """Return what is typed for editing; to read, the usual speed where nothing is."""
        if role == Qt.ItemDataRole.EditRole:
            return self.typed
        if role == Qt.ItemDataRole.DisplayRole:
            return self.typed or self._usual
        if role == Qt.ItemDataRole.ForegroundRole and not self.typed:
            return QBrush(self._grey)
        return super().data(role)

    def setData(self, role: int, value: Any) -> None:
        """Take what the planner types."""
        if role == Qt.ItemDataRole.EditRole:
            self.typed = str(value).strip()
        super().setData(role, value)


class StopsBox(QWidget):
    """A table of stops to name, a distance and a button; shown where the selected intervention has stops."""

    changed = pyqtSignal(object, str)
    """The line with other stops, and what the change is called."""
    file_asked = pyqtSignal()
    """The planner wants the line as a timetable."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._one: Intervention | None = None
        self._filling = False
        self.table = QTableWidget(0, 4, self)
        self.note = Note(parent=self)
        self.metres = QSpinBox(self)
        self.place = QPushButton(action_icon("stops"), tr("Pl&ace"), self)
        self.save = QPushButton(action_icon("save"), tr("Save as &GTFS…"), self)
        self._set_up_table()
        self._lay_out()
        self.table.itemChanged.connect(self._on_item_changed)
        self.place.clicked.connect(self._on_place_clicked)
        self.save.clicked.connect(lambda *_: self.file_asked.emit())

    def _set_up_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels([tr("Stop"), tr("At (m)"), tr("Leg before"), tr("km/h")])
        table.setAccessibleName(tr("Stops of the line"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        across = table.horizontalHeader()
        across.setHighlightSections(False)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, _SPEED):
            across.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def _lay_out(self) -> None:
        self.metres.setRange(int(NEAREST_STOPS_M), 20_000)
        self.metres.setSingleStep(50)
        self.metres.setValue(USUAL_M)
        self.metres.setSuffix(tr(" m"))
        self.metres.setAccessibleName(tr("Distance between stops"))
        let_wheel_pass(self.metres)
        self.place.setAccessibleName(tr("Place stops"))
        self.place.setToolTip(tr("A stop at both ends and at equal distances between; names stay where a stop stays"))
        self.place.setMinimumWidth(1)
        label = QLabel(tr("A stop every"), self)
        label.setBuddy(self.metres)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(label)
        row.addWidget(self.metres)
        row.addWidget(self.place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(Heading(tr("Stops"), self))
        column.addWidget(self.table)
        column.addWidget(self.note)
        column.addLayout(row)
        self.save.setToolTip(tr("The line as a timetable that other tools read: with headways, or every departure"))
        self.save.setMinimumWidth(1)
        column.addWidget(self.save)

    def show_intervention(self, one: Intervention | None) -> None:
        """Show a line with stops, else hide."""
        self._one = one if one is not None and runs(one) else None
        self.setVisible(self._one is not None)
        if self._one is None:
            return
        try:
            stops, legs = records(self._one), ["", *map(leg_name, classes(self._one))]
        except InterventionError:
            stops, legs = [], []
        limits = self._speeds(self._one)
        self._filling = True
        self.table.setRowCount(len(stops))
        for row, (stop, leg) in enumerate(zip(stops, legs)):
            at = numbers.written(stop["chainage_m"], 0)
            for column, text in enumerate((str(stop.get("name", "")), at, leg)):
                item = QTableWidgetItem(text)
                if column:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                if column == 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
            speed = _SpeedItem(limits[row - 1] if 0 < row <= len(limits) else None, muted_colour(self))
            self.table.setItem(row, _SPEED, speed)
        self._filling = False
        usual = any(not limit.said for limit in limits)
        self._say(tr("Grey speeds are usual for the service {}; type others into the table.").format(
            marks_of(service_of(self._one).run_sources)) if usual else "")  # fmt: skip
        rows = min(len(stops), MOST_ROWS)
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + rows * height + 4)
        self.table.setVisible(bool(stops))
        self.save.setEnabled(len(stops) > 1)

    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if self._filling or self._one is None:
            return
        if isinstance(item, _SpeedItem):
            self._on_speed_typed(self._one, item)
            return
        changed = with_stop_named(self._one, item.row(), item.text().strip())
        if changed != self._one:
            self.changed.emit(changed, tr("Name a stop of {}").format(self._one.label))

    def _on_speed_typed(self, one: Intervention, item: _SpeedItem) -> None:
        kmh = numbers.parsed(item.typed) if item.typed else None
        if item.typed and (kmh is None or not 1.0 <= kmh <= MOST_KMH):
            self.show_intervention(one)
            self._say(
                tr("“{}” is no speed: write 1 to {} km/h, or leave it empty.").format(
                    item.typed, numbers.plain(MOST_KMH)
                ),
                wrong=True,
            )
            return
        changed = with_speed(one, item.row() - 1, kmh)
        if changed != one:
            self.changed.emit(changed, tr("Change the speed of a leg of {}").format(one.label))
        else:
            self.show_intervention(one)

    def _speeds(self, one: Intervention) -> list[LegSpeed]:
        """Return the speed of every leg; none where the line cannot run as it is described."""
        try:
            return speeds(one)
        except InterventionError:
            return []

    def _say(self, text: str, wrong: bool = False) -> None:
        coloured(self.note, loss_colour(self) if wrong else muted_colour(self))
        self.note.setText(text)
        self.note.setVisible(bool(text))

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
