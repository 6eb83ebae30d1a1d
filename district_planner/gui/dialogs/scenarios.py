"""The window of scenarios: which intervention is on in which; add, branch, rename, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QModelIndex, QRect, Qt
from qgis.PyQt.QtGui import QKeyEvent, QPainter
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from district_planner.gui.dialogs.floating import FloatingWindow
from district_planner.gui.dialogs.matrix_model import MatrixModel
from district_planner.gui.widgets.look import GAP, ICON, SPACE, Note, action_icon
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace


class _Tick(QStyledItemDelegate):
    """A tick box in the middle of its cell; a click anywhere in the cell ticks."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        style = QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)
        box = QStyleOptionButton()
        size = style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth)
        box.rect = QRect(0, 0, size, size)
        box.rect.moveCenter(option.rect.center())
        on = index.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, 2)
        box.state = QStyle.StateFlag.State_Enabled | (QStyle.StateFlag.State_On if on else QStyle.StateFlag.State_Off)
        style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, box, painter, ground.widget)

    def editorEvent(self, event: object, model: object, option: object, index: QModelIndex) -> bool:
        return False


class _Matrix(QTableView):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.tick(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def tick(self, index: QModelIndex) -> None:
        """Turn a tick."""
        on = index.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, 2)
        wanted = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        self.model().setData(index, wanted, Qt.ItemDataRole.CheckStateRole)


class ScenariosWindow(FloatingWindow):
    """The matrix and what can be done with the scenario of the current column."""

    name = "scenarios"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.setWindowTitle(tr("Scenarios"))
        self.model = MatrixModel(self)
        self.matrix = _Matrix(self)
        self.new_name = QLineEdit(self)
        self.add = QPushButton(action_icon("add"), tr("&Add"), self)
        self.branch = QPushButton(action_icon("copy"), tr("&Branch"), self)
        self.rename = QPushButton(action_icon("rename"), tr("Re&name"), self)
        self.remove = QPushButton(action_icon("delete"), tr("&Delete"), self)
        self.activate = QPushButton(tr("Make a&ctive"), self)
        self._lay_out()
        self.matrix.clicked.connect(self.matrix.tick)
        self.matrix.horizontalHeader().sectionClicked.connect(self._on_section_clicked)
        self.matrix.selectionModel().currentColumnChanged.connect(self._on_current_changed)
        self.add.clicked.connect(lambda *_: self._add(""))
        self.branch.clicked.connect(lambda *_: self._add(self.current))
        self.rename.clicked.connect(self._on_rename_clicked)
        self.remove.clicked.connect(self._on_remove_clicked)
        self.activate.clicked.connect(self._on_activate_clicked)
        self.new_name.textChanged.connect(self._on_current_changed)
        self.resize(820, 460)
        self.begin()

    def _lay_out(self) -> None:
        self.matrix.setModel(self.model)
        self.matrix.setItemDelegate(_Tick(self.matrix))
        self.matrix.setAlternatingRowColors(True)
        self.matrix.setIconSize(ICON)
        self.matrix.setShowGrid(False)
        self.matrix.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.matrix.setAccessibleName(tr("Interventions by scenarios"))
        self.matrix.setTabKeyNavigation(False)
        across, down = self.matrix.horizontalHeader(), self.matrix.verticalHeader()
        across.setMinimumSectionSize(96)
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionsClickable(True)
        down.setHighlightSections(False)
        across.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(self.fontMetrics().height() + 12)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.new_name.setPlaceholderText(tr("Name of the scenario"))
        self.new_name.setAccessibleName(tr("Name of the scenario"))
        self.branch.setToolTip(tr("Add a scenario with what is on in the current one"))
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.new_name, 1)
        for button in (self.add, self.branch, self.rename, self.remove):
            button.setAutoDefault(False)
            row.addWidget(button)
        foot = QHBoxLayout()
        self.hint = Note(parent=self)
        self.activate.setAutoDefault(False)
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.activate)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(GAP + 2)
        column.addWidget(self.matrix, 1)
        column.addLayout(row)
        column.addLayout(foot)

    def connect_session(self, session: DistrictSession) -> None:
        """Follow scenarios and interventions."""
        self.wires.connect(session.scenario_changed, self._on_scenario_changed)
        self.wires.connect(session.interventions_changed, self._on_interventions_changed)

    def refresh(self) -> None:
        """Show the district as it is."""
        self.model.show_session(self.session)
        if self.session is not None and not self.matrix.currentIndex().isValid() and self.model.rowCount():
            ids = [one.id for one in self.model.scenarios]
            at = ids.index(self.session.scenario) if self.session.scenario in ids else 0
            self.matrix.setCurrentIndex(self.model.index(0, at))
        self._on_current_changed()

    @property
    def current(self) -> str:
        """Return the id of the scenario of the current column, else of the active one."""
        index = self.matrix.currentIndex()
        if index.isValid() and index.column() < len(self.model.scenarios):
            return str(self.model.scenarios[index.column()].id)
        return self.session.scenario if self.session is not None else ""

    def _current_name(self) -> str:
        return next((one.name for one in self.model.scenarios if one.id == self.current), "")

    def _add(self, copy_of: str) -> None:
        if self.session is None:
            return
        usual = (
            tr("{}, copy").format(self._current_name())
            if copy_of
            else tr("Scenario {}").format(len(self.model.scenarios) + 1)
        )
        id_ = self.session.add_scenario(self.new_name.text().strip() or usual, copy_of)
        self.new_name.clear()
        ids = [one.id for one in self.model.scenarios]
        if id_ in ids and self.model.rowCount():
            self.matrix.setCurrentIndex(self.model.index(max(self.matrix.currentIndex().row(), 0), ids.index(id_)))

    # Facts and wishes

    def _on_scenario_changed(self) -> None:
        self.refresh()

    def _on_interventions_changed(self, ids: list[str]) -> None:
        self.refresh()

    def _on_section_clicked(self, column: int) -> None:
        self.matrix.setCurrentIndex(self.model.index(max(self.matrix.currentIndex().row(), 0), column))

    def _on_current_changed(self, *_: object) -> None:
        named = bool(self.new_name.text().strip())
        self.rename.setEnabled(named and bool(self.current))
        self.remove.setEnabled(len(self.model.scenarios) > 1)
        active = self.session is not None and self.current == self.session.scenario
        self.activate.setEnabled(bool(self.current) and not active)
        words = tr("Current: {} (active)") if active else tr("Current: {}")
        self.hint.setText(words.format(self._current_name()))

    def _on_activate_clicked(self) -> None:
        if self.session is not None and self.current:
            self.session.set_scenario(self.current)

    def _on_rename_clicked(self) -> None:
        name = self.new_name.text().strip()
        if self.session is not None and name:
            self.session.rename_scenario(self.current, name)
            self.new_name.clear()

    def _on_remove_clicked(self) -> None:
        if self.session is not None and self.current:
            self.session.remove_scenario(self.current)
