"""The table of interventions: select, tick, sort; the menu of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QModelIndex, QPoint, QSortFilterProxyModel, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeView, QWidget

from district_planner.gui.widgets.intervention_model import (
    COST,
    FLAG,
    ID_ROLE,
    NAME,
    SCORE,
    SECOND_ROLE,
    SORT_ROLE,
    TERM,
    InterventionModel,
)
from district_planner.gui.widgets.look import ICON, action_icon, gain_colour, loss_colour, muted_colour, sized
from district_planner.gui.widgets.two_lines import TwoLines
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession

_ROWS_SHOWN = 6


class InterventionTable(QTreeView):
    """Shows and selects interventions."""

    chosen = pyqtSignal(str)
    """The planner selected another one; its id, empty for none."""
    asked = pyqtSignal(str, str)
    """The planner asks for ``zoom``, ``alternative``, ``copy`` or ``delete`` of an intervention: what, id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = InterventionModel(self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.table)
        self.sorted.setSortRole(SORT_ROLE)
        self.setModel(self.sorted)
        self.setRootIsDecorated(False)
        self.setFont(sized(self.font(), 0.95))
        self.header().setFont(sized(self.font(), 0.95))
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setIconSize(ICON)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(tr("Interventions"))
        self.setTabKeyNavigation(False)
        self._set_columns()
        self.table.set_colours(gain_colour(self), loss_colour(self), muted_colour(self))
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self.doubleClicked.connect(self._on_double_clicked)
        self._quiet = False

    def _set_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(20)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(SCORE, QHeaderView.ResizeMode.Fixed)
        # They stand in the second line and beside the score; they are here to be sorted by.
        for column in (TERM, COST, FLAG):
            self.setColumnHidden(column, True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu_requested)
        self.setItemDelegateForColumn(NAME, TwoLines(SECOND_ROLE, self))

    def show_session(self, session: DistrictSession | None) -> None:
        """Show the interventions of a district as they are."""
        self._quiet = True
        self.table.show_session(session)
        self._quiet = False
        if session is not None:
            self.mark(session.selected)
        self._fit_columns()
        self._fit_height()

    def mark(self, id: str) -> None:
        """Show which intervention is selected, without saying so again."""
        self._quiet = True
        row = self.table.row_of(id)
        if row < 0:
            self.selectionModel().clear()
        else:
            index = self.sorted.mapFromSource(self.table.index(row, NAME))
            if index.row() != self.currentIndex().row():
                self.setCurrentIndex(index)
            self.scrollTo(index)
        self._quiet = False

    def current(self) -> str:
        """Return the id of the selected intervention."""
        return str(self.currentIndex().data(ID_ROLE) or "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Delete deletes, Return brings into sight."""
        keys = {Qt.Key.Key_Delete: "delete", Qt.Key.Key_Return: "zoom", Qt.Key.Key_Enter: "zoom"}
        what = keys.get(event.key())
        index = self.currentIndex()
        if what and self.current():
            self.asked.emit(what, self.current())
        elif event.key() == Qt.Key.Key_Space and index.isValid():
            self._tick(index.sibling(index.row(), NAME))
        else:
            super().keyPressEvent(event)

    def _tick(self, index: QModelIndex) -> None:
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return
        on = index.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, 2)
        wanted = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        self.model().setData(index, wanted, Qt.ItemDataRole.CheckStateRole)

    def _fit_columns(self) -> None:
        """Give the scores what their texts need: the header's own hint keeps room for an arrow."""
        texts = [str(self.table.index(row, SCORE).data() or "") for row in range(self.table.rowCount())]
        texts.append(str(self.table.headerData(SCORE, Qt.Orientation.Horizontal)))
        flagged = ICON.width() + 4 if any(row.why for row in self.table.rows) else 0
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in texts)
        self.header().resizeSection(SCORE, widest + 18 + flagged)

    def _fit_height(self) -> None:
        """Take no more room than the rows need, and scroll beyond some."""
        row = max(self.sizeHintForRow(0), self.fontMetrics().height() + 6)
        shown = min(max(self.table.rowCount(), 2), _ROWS_SHOWN)
        self.setFixedHeight(self.header().sizeHint().height() + shown * row + 2 * self.frameWidth() + 2)

    def _on_current_row_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not self._quiet:
            self.chosen.emit(str(current.sibling(current.row(), NAME).data(ID_ROLE) or ""))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.asked.emit("zoom", str(index.data(ID_ROLE) or ""))

    def _on_header_menu_requested(self, at: QPoint) -> None:
        menu = QMenu(self)
        self._add_sorting(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.header().mapToGlobal(at))

    def _add_sorting(self, menu: QMenu) -> None:
        for column, text in (
            (NAME, tr("Sort by &name")),
            (TERM, tr("Sort by &term")),
            (COST, tr("Sort by c&ost")),
            (SCORE, tr("Sort by &score")),
            (FLAG, tr("Sort by &effect")),
        ):
            action = menu.addAction(text)
            action.triggered.connect(lambda *_, column=column: self.sortByColumn(column, Qt.SortOrder.AscendingOrder))

    def _on_menu_requested(self, at: QPoint) -> None:
        index = self.indexAt(at) if self.indexAt(at).isValid() else self.currentIndex()
        id_ = str(index.data(ID_ROLE) or "")
        if not id_:
            return
        menu = QMenu(self)
        for what, text, icon in (
            ("zoom", tr("&Zoom to it"), "zoom"),
            ("alternative", tr("Draw an &alternative"), "alternative"),
            ("copy", tr("&Copy to another district…"), "copy"),
            ("delete", tr("&Delete"), "delete"),
        ):
            menu.addAction(action_icon(icon), text, lambda what=what: self.asked.emit(what, id_))
        menu.addSeparator()
        self._add_sorting(menu)  # no key reaches the header
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(at))
