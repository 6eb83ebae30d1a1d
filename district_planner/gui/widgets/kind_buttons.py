"""A draw button for every kind of intervention, in the groups of the catalogue."""

from __future__ import annotations

from itertools import groupby

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QGridLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from district_planner.core.interventions.catalogue import kinds
from district_planner.core.interventions.kind import AREA, LINE, POINT, Kind
from district_planner.core.interventions.transit_line import STOPS
from district_planner.gui.widgets.kind_words import group_name, kind_name
from district_planner.gui.widgets.look import GAP, Heading, kind_icon
from district_planner.translation import tr

COLUMNS = 2


class KindButton(QToolButton):
    """A button whose menu a key can open."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the menu with Alt+Down, as that of a list of choices."""
        down = event.key() == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        menu = self.menu()
        if not down or menu is None:
            super().keyPressEvent(event)
            return
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))


class KindButtons(QWidget):
    """Buttons to draw with; the one whose tool is in hand is pressed."""

    asked = pyqtSignal(str, str)
    """The planner wants to draw a kind: its id, empty for no longer, and the geometry, empty for the usual one."""
    timetable_asked = pyqtSignal()
    """The planner wants a line out of a timetable."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for group, members in groupby(kinds().values(), key=lambda kind: kind.group):
            column.addWidget(Heading(group_name(group), self))
            column.addLayout(self._grid(list(members)))

    def _grid(self, members: list[Kind]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(3)
        for i, kind in enumerate(members):
            grid.addWidget(self._button(kind), i // COLUMNS, i % COLUMNS)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 1)
        return grid

    def _button(self, kind: Kind) -> QToolButton:
        button = KindButton(self)
        button.setIcon(kind_icon(kind.id))
        button.setIconSize(QSize(20, 20))
        button.setText(kind_name(kind.id))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumHeight(28)
        button.setMinimumWidth(1)
        button.setToolTip(kind.explain)
        button.setAccessibleName(tr("Draw: {}").format(kind_name(kind.id)))
        button.clicked.connect(lambda on, id=kind.id: self.asked.emit(id if on else "", ""))
        if len(kind.geometries) > 1 or STOPS in kind.own:
            button.setMenu(self._menu(kind))
            button.setToolTip(tr("{} Alt+Down: other ways to draw it.").format(kind.explain))
            button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.buttons[kind.id] = button
        return button

    def _menu(self, kind: Kind) -> QMenu:
        words = {POINT: tr("As a &point"), LINE: tr("As a &line"), AREA: tr("As an &area")}
        menu = QMenu(self)
        if STOPS in kind.own:
            menu.addAction(tr("On the &map")).triggered.connect(lambda *_: self.asked.emit(kind.id, ""))
            menu.addAction(tr("From a &timetable (GTFS)…")).triggered.connect(lambda *_: self.timetable_asked.emit())
            return menu
        for geometry in kind.geometries:
            action = menu.addAction(words[geometry])
            action.triggered.connect(lambda *_, geometry=geometry: self.asked.emit(kind.id, geometry))
        return menu

    def mark(self, tool: str) -> None:
        """Press the button whose tool is in hand, and no other."""
        for id_, button in self.buttons.items():
            button.setChecked(tool == f"draw:{id_}")
