"""The head of the dock: which district, which scenario, which world and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QPainter, QPaintEvent
from qgis.PyQt.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from district_planner.gui.commands import Commands
from district_planner.gui.told_apart import told_apart
from district_planner.gui.widgets.look import GAP, SPACE, action_icon, muted_colour, sized, tool_button
from district_planner.gui.widgets.wheel import let_wheel_pass
from district_planner.gui.widgets.wires import Wires
from district_planner.gui.widgets.world_words import world_words
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace


class Tag(QLabel):
    """A word in a rounded frame."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(sized(self.font(), 0.85))
        self.setContentsMargins(7, 2, 7, 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, then the word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(muted_colour(self))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 7, 7)
        painter.end()
        super().paintEvent(event)


class Header(QWidget):
    """Chooses district, scenario and world."""

    district_chosen = pyqtSignal(object)
    """The planner chose another open district."""

    def __init__(self, workspace: Workspace, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.commands = commands
        self.session: DistrictSession | None = None
        self._wires = Wires()
        self.district = self._box(tr("District"))
        self.scenario = self._box(tr("Scenario"))
        self.world = self._box(tr("World"))
        self.tag = Tag(tr("illustrative"), self)
        self.tag.setToolTip(tr("The data of this district are invented for demonstration"))
        self.menu_button = tool_button("menu", tr("Open, new, close"), self)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setMenu(self._menu())
        self.scenarios_button = tool_button("scenarios", tr("Scenarios: what is on in which"), self)
        self.worlds_button = tool_button("worlds", tr("Worlds: what happens anyway, and from when"), self)
        self._lay_out()
        self.district.activated.connect(self._on_district_activated)
        self.scenario.activated.connect(self._on_scenario_activated)
        self.world.activated.connect(self._on_world_activated)
        self.scenarios_button.clicked.connect(lambda *_: commands.window_asked.emit("scenarios"))
        self.worlds_button.clicked.connect(lambda *_: commands.window_asked.emit("worlds"))

    def _box(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setMinimumContentsLength(8)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        let_wheel_pass(box)
        return box

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for window, icon, text in (
            ("open", "open", tr("&Open a district…")), ("sample", "open", tr("Open the &sample district…")),
            ("", "", ""),
            ("layers", "new", tr("&New district from layers…")),
            ("osm", "new", tr("New from an OpenStreetMap &file…")), ("", "", ""),
            ("copy", "copy", tr("&Copy interventions from another district…")),
            ("from_geojson", "open", tr("Interventions f&rom GeoJSON…")),
            ("to_geojson", "save", tr("Interventions as &GeoJSON…")),
            ("from_gtfs", "stops", tr("Lines from a &timetable (GTFS)…")), ("", "", ""),
            ("close", "delete", tr("C&lose this district")),
        ):  # fmt: skip
            if not window:
                menu.addSeparator()
                continue
            action = menu.addAction(action_icon(icon), text)
            action.triggered.connect(lambda *_, window=window: self.commands.window_asked.emit(window))
            action.setObjectName(window)
        return menu

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE, GAP + 2, SPACE, GAP)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(self.district, 1)
        top.addWidget(self.tag)
        rows = (
            (tr("D&istrict"), top, self.district, self.menu_button),
            (tr("Sce&nario"), self.scenario, self.scenario, self.scenarios_button),
            (tr("World, &year"), self.world, self.world, self.worlds_button),
        )
        for row, (text, field, buddy, button) in enumerate(rows):
            label = QLabel(text, self)
            label.setBuddy(buddy)
            grid.addWidget(label, row, 0)
            if isinstance(field, QHBoxLayout):
                grid.addLayout(field, row, 1)
            else:
                grid.addWidget(field, row, 1)
            grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignVCenter)
        order = (self.district, self.menu_button, self.scenario, self.scenarios_button, self.world, self.worlds_button)
        for before, after in zip(order, order[1:]):
            self.setTabOrder(before, after)

    def set_session(self, session: DistrictSession | None) -> None:
        """Show another district, or none."""
        self._wires.cut()
        self.session = session
        if session is not None:
            self._wires.connect(session.scenario_changed, self._on_scenario_changed)
            self._wires.connect(session.world_changed, self._on_world_changed)
        self.show_districts()
        self._on_scenario_changed()
        self._on_world_changed()

    def show_districts(self) -> None:
        """Show which districts are open."""
        sessions = self.workspace.sessions
        self.district.clear()
        # The tag says it, and a name that is cut off says less.
        said = f" ({self.tag.text()})"
        own = [one.name.removesuffix(said) if one.illustrative else one.name for one in sessions]
        for name, session in zip(told_apart([(own[i], one.path) for i, one in enumerate(sessions)]), sessions):
            self.district.addItem(name, session)
            self.district.setItemData(self.district.count() - 1, str(session.path), Qt.ItemDataRole.ToolTipRole)
        if self.session in sessions:
            self.district.setCurrentIndex(sessions.index(self.session))
            self.district.setToolTip(str(self.session.path))
        self.tag.setVisible(self.session is not None and self.session.illustrative)
        for action in self.menu_button.menu().actions():
            if action.objectName() in ("copy", "close", "from_geojson", "to_geojson", "from_gtfs"):
                enough = len(sessions) > 1 if action.objectName() == "copy" else bool(sessions)
                action.setEnabled(enough)

    def _on_scenario_changed(self) -> None:
        session = self.session
        self.scenario.clear()
        for one in session.scenarios() if session else ():
            self.scenario.addItem(one.name, one.id)
        if session is not None:
            self.scenario.setCurrentIndex(self.scenario.findData(session.scenario))

    def _on_world_changed(self) -> None:
        session = self.session
        self.world.clear()
        for one in session.worlds() if session else ():
            self.world.addItem(world_words(one), one.id)
        if session is not None:
            self.world.setCurrentIndex(self.world.findData(session.world))

    def _on_district_activated(self, row: int) -> None:
        self.district_chosen.emit(self.district.itemData(row))

    def _on_scenario_activated(self, row: int) -> None:
        if self.session is not None:
            self.session.set_scenario(str(self.scenario.itemData(row)))

    def _on_world_activated(self, row: int) -> None:
        if self.session is not None:
            self.session.set_world(str(self.world.itemData(row)), self.session.year)
