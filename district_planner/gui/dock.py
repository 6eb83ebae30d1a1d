"""The one dock: head, pages, foot. It shows facts and passes wishes on; it holds nothing of a district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QShortcut, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from district_planner.gui.commands import Commands
from district_planner.gui.panels.registry import Page, all_panels
from district_planner.gui.widgets.busy_line import BusyLine
from district_planner.gui.widgets.empty import EmptyPage
from district_planner.gui.widgets.header import Header
from district_planner.gui.widgets.look import NARROWEST, WIDEST, Rule
from district_planner.gui.widgets.notice import Notice
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace

NAME = "DistrictPlannerDock"


class _Pages(QStackedWidget):
    def sizeHint(self) -> QSize:
        return QSize(WIDEST - 20, super().sizeHint().height())


class DistrictDock(QgsDockWidget):
    """Shows the active district of a workspace.

    Args:
        workspace: the open districts; commands: where wishes go.
    """

    def __init__(self, workspace: Workspace, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(tr("District Planner"), parent)
        self.setObjectName(NAME)
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.workspace = workspace
        self.commands = commands
        self.header = Header(workspace, commands, self)
        self.pages: dict[str, Page] = {}
        self.tabs = QTabWidget(self)
        self.notice = Notice(commands, self)
        self.empty = EmptyPage(commands, self)
        self.busy = BusyLine(self)
        self._build_tabs()
        self._lay_out()
        self._add_shortcuts()
        self.header.district_chosen.connect(workspace.activate)
        workspace.active_changed.connect(self._on_active_changed)
        workspace.opened.connect(self._on_districts_changed)
        workspace.closed.connect(self._on_districts_changed)
        self._on_active_changed(workspace.active)

    def _build_tabs(self) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.tabBar().setExpanding(True)
        self.tabs.tabBar().setAccessibleName(tr("Pages"))
        for number, panel in enumerate(all_panels(), start=1):
            page = panel.page(self.commands)
            page.setObjectName(panel.id)
            self.pages[panel.id] = page
            at = self.tabs.addTab(page, panel.title())
            self.tabs.setTabToolTip(at, tr("{} (Alt+{})").format(panel.tip(), number))

    def _lay_out(self) -> None:
        self.stack = _Pages(self)
        self.district = QWidget(self.stack)
        inside = QVBoxLayout(self.district)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for part in (self.header, self.notice, self.tabs, Rule(self.district), self.busy):
            inside.addWidget(part, 1 if part is self.tabs else 0)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.district)
        self.stack.setMinimumWidth(NARROWEST)
        self.stack.setMaximumWidth(WIDEST)
        self.setWidget(self.stack)

    def _add_shortcuts(self) -> None:
        for number in range(self.tabs.count()):
            keys = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(lambda number=number: self.tabs.setCurrentIndex(number))

    def show_page(self, id: str) -> None:
        """Bring a page to the front."""
        if id in self.pages:
            self.tabs.setCurrentWidget(self.pages[id])

    def take_focus(self) -> None:
        """Let the keyboard go on in the dock: with what to open, else with the pages."""
        first = self.empty.buttons["sample"] if self.workspace.active is None else self.tabs.tabBar()
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def page(self) -> str:
        """Return the id of the page in front."""
        return str(self.tabs.currentWidget().objectName())

    def let_go(self) -> None:
        """Listen no longer; called before the dock goes."""
        self.workspace.active_changed.disconnect(self._on_active_changed)
        self.workspace.opened.disconnect(self._on_districts_changed)
        self.workspace.closed.disconnect(self._on_districts_changed)
        self._on_active_changed(None)

    def _on_active_changed(self, session: DistrictSession | None) -> None:
        self.header.set_session(session)
        self.busy.set_session(session)
        self.notice.set_session(session)
        for page in self.pages.values():
            page.set_session(session)
        self.stack.setCurrentWidget(self.empty if session is None else self.district)

    def _on_districts_changed(self, *_: Any) -> None:
        self.header.show_districts()
