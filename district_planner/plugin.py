"""The plugin's life: what starts, in which order, and how it goes away again."""

from __future__ import annotations

import sys
from typing import Any

from qgis.core import Qgis, QgsApplication, QgsMessageLog
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from district_planner.processing.provider import DistrictPlannerProvider
from district_planner.requirements import install_command, missing_libraries
from district_planner.translation import install_translator, tr, user_locale

TITLE = "District Planner"


class DistrictPlannerPlugin:
    """Builds the parts, and takes them down in the opposite order."""

    def __init__(self, iface: Any = None) -> None:
        self._iface = iface
        self._translator: QTranslator | None = None
        self._warning: Any = None
        self._provider: DistrictPlannerProvider | None = None

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

    def unload(self) -> None:
        """Leave nothing behind."""
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        if self._warning is not None:
            self._iface.messageBar().popWidget(self._warning)
            self._warning = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None

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
