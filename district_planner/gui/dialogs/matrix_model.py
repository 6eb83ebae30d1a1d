"""Interventions by scenarios, on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QFont

from district_planner.gui.widgets.kind_words import kind_name
from district_planner.gui.widgets.look import kind_icon
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.core.interventions.intervention import Intervention
    from district_planner.gui.contents import Scenario
    from district_planner.gui.session import DistrictSession

NO_PARENT = QModelIndex()


class MatrixModel(QAbstractTableModel):
    """One row per candidate, one column per scenario; a tick goes to the session and comes back as a fact."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session: DistrictSession | None = None
        self.rows: list[Intervention] = []
        self.scenarios: list[Scenario] = []

    def show_session(self, session: DistrictSession | None) -> None:
        """Read everything afresh; keeps selection and scrolling where the shape stays."""
        rows = [one for one in session.interventions() if not one.external] if session else []
        scenarios = session.scenarios() if session else []
        same = session is self.session and self._shape() == ([r.id for r in rows], [s.id for s in scenarios])
        if same:
            self.rows, self.scenarios = rows, scenarios
            if rows and scenarios:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(scenarios) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(scenarios) - 1, 0))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, max(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self.session, self.rows, self.scenarios = session, rows, scenarios
        self.endResetModel()

    def _shape(self) -> tuple[list[str], list[str]]:
        return [row.id for row in self.rows], [one.id for one in self.scenarios]

    def rowCount(self, parent: QModelIndex = NO_PARENT) -> int:
        """Return the number of candidates."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = NO_PARENT) -> int:
        """Return the number of scenarios."""
        return 0 if parent.isValid() else len(self.scenarios)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Return that every cell can be ticked."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return interventions at the side, scenarios on top; the active one is bold."""
        if orientation == Qt.Orientation.Vertical:
            one = self.rows[section]
            if role == Qt.ItemDataRole.DecorationRole:
                return kind_icon(one.kind)
            if role == Qt.ItemDataRole.ToolTipRole:
                return tr("{} ({})").format(one.label, kind_name(one.kind))
            return one.label if role == Qt.ItemDataRole.DisplayRole else None
        scenario = self.scenarios[section]
        active = self.session is not None and scenario.id == self.session.scenario
        if role == Qt.ItemDataRole.DisplayRole:
            return scenario.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (scenario.name, scenario.description, tr("Active") if active else "")))
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(active)
            return font
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return whether an intervention is on in a scenario."""
        row, scenario = self.rows[index.row()], self.scenarios[index.column()]
        on = row.id in scenario.ids
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            words = tr("{} in {}: on") if on else tr("{} in {}: off")
            return words.format(row.label, scenario.name)
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Pass a tick on to the session."""
        if role != Qt.ItemDataRole.CheckStateRole or self.session is None:
            return False
        on = value in (Qt.CheckState.Checked, 2)
        self.session.set_ticked(self.scenarios[index.column()].id, self.rows[index.row()].id, on)
        return True
