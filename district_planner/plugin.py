"""The plugin's life: what starts, in which order, and how it goes away again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QMenu

from district_planner.core.aside import wait_for_those_left
from district_planner.paths import icon_path
from district_planner.processing.provider import DistrictPlannerProvider
from district_planner.requirements import install_command, missing_libraries
from district_planner.settings import remember, remembered
from district_planner.translation import install_translator, tr, user_locale

if TYPE_CHECKING:
    from district_planner.gui.desktop import Desktop

TITLE = "District Planner"
SHORTCUT = "Ctrl+Alt+D"
_LEFT_S = 10.0
"""How long QGIS waits at most, when it ends, for cancelled work that still cannot stop [P]."""


class DistrictPlannerPlugin:
    """Builds the parts, and takes them down in the opposite order."""

    def __init__(self, iface: Any = None) -> None:
        self._iface = iface
        self._translator: QTranslator | None = None
        self._warning: Any = None
        self._provider: DistrictPlannerProvider | None = None
        self._action: QAction | None = None
        self._desktop: Desktop | None = None

    def initProcessing(self) -> None:
        """Start what works without a window; all that ``qgis_process`` calls."""
        self._translator = install_translator(user_locale())
        self._tell_what_is_missing()
        provider = DistrictPlannerProvider()
        # The registry deletes a provider that it refuses.
        if QgsApplication.processingRegistry().addProvider(provider):
            self._provider = provider

    def initGui(self) -> None:
        """Start in the desktop."""
        self.initProcessing()
        if not missing_libraries():
            self._add_dock()
            self._add_action()

    def unload(self) -> None:
        """Leave nothing behind."""
        self._remove_action()
        self._remove_dock()
        wait_for_those_left(_LEFT_S)
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        if self._warning is not None:
            self._iface.messageBar().popWidget(self._warning)
            self._warning = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None

    @property
    def desktop(self) -> Desktop | None:
        """Return the parts of the desktop, None without a window or where a library is missing."""
        return self._desktop

    # The dock, and the way to it by menu, toolbar and shortcut

    def _add_dock(self) -> None:
        # The desktop stands on libraries that may be missing.
        from district_planner.gui.desktop import Desktop

        iface = self._iface
        self._desktop = Desktop(
            iface.mainWindow(), iface.mapCanvas(), self._say, QgsProject.instance(), iface.setActiveLayer
        )
        dock = self._desktop.dock
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.setUserVisible(remembered("dock_shown", True))

    def _remove_dock(self) -> None:
        if self._desktop is None:
            return
        dock = self._desktop.dock
        remember("dock_shown", dock.isVisible())
        self._desktop.let_go()
        self._iface.removeDockWidget(dock)
        dock.setParent(None)
        dock.deleteLater()
        self._desktop = None

    def _add_action(self) -> None:
        if self._desktop is None:
            return
        action = QAction(QIcon(icon_path("district_planner")), TITLE, self._iface.mainWindow())
        action.setObjectName("DistrictPlannerAction")
        action.setToolTip(tr("Show or hide District Planner"))
        dock = self._desktop.dock
        dock.setToggleVisibilityAction(action)
        action.triggered.connect(lambda shown: dock.take_focus() if shown else None)
        self._iface.addPluginToMenu(TITLE, action)
        self._iface.addToolBarIcon(action)
        self._iface.registerMainWindowAction(action, SHORTCUT)
        self._action = action

    def _remove_action(self) -> None:
        if self._action is None:
            return
        self._iface.unregisterMainWindowAction(self._action)
        self._iface.removeToolBarIcon(self._action)
        self._remove_menu()
        self._action.setParent(None)
        self._action.deleteLater()
        self._action = None

    def _remove_menu(self) -> None:
        """Take the action out of the menu of plugins; QGIS keeps the empty submenu alive unless it is deleted."""
        mine = [menu for menu in self._iface.mainWindow().findChildren(QMenu) if menu.title() == TITLE]
        self._iface.removePluginMenu(TITLE, self._action)
        for menu in mine:
            if menu.isEmpty():
                menu.deleteLater()

    def _say(self, sentence: str) -> None:
        self._iface.messageBar().pushMessage(TITLE, sentence, Qgis.MessageLevel.Warning)

    def _tell_what_is_missing(self) -> None:
        missing = missing_libraries()
        if not missing:
            return
        text = tr("Python lacks {}. Run this in a terminal (on Windows: the OSGeo4W Shell), then restart QGIS: {}")
        text = text.format(", ".join(missing), install_command(missing))
        QgsMessageLog.logMessage(text, TITLE, Qgis.MessageLevel.Warning)
        if self._iface is None:
            # qgis_process does not show the message log.
            sys.stderr.write(f"{TITLE}: {text}\n")
        else:
            bar = self._iface.messageBar()
            self._warning = bar.pushWidget(bar.createMessage(TITLE, text), Qgis.MessageLevel.Warning)
