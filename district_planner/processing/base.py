"""What all algorithms share: identity, help, errors in sentences, progress and cancel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtGui import QIcon

from district_planner.core.aside import aside
from district_planner.core.errors import Cancelled, DistrictFileError, PlannerError
from district_planner.gis.staging import Staging
from district_planner.paths import PACKAGE, icon_path
from district_planner.processing.feedback import FeedbackProgress
from district_planner.processing.parameters import settle_unsaved
from district_planner.translation import tr


class DistrictAlgorithm(QgsProcessingAlgorithm):
    """An algorithm of District Planner.

    A subclass gives ``name``, ``displayName``, ``initAlgorithm`` and ``run_algorithm``, keeps no state between calls,
    and has its help in ``processing/help/<name>.html``. QGIS makes a fresh instance for every run. What it writes goes
    through ``staging``: nothing takes its place before all is done.
    """

    staging: Staging
    progress: FeedbackProgress
    """Of this run; for the thread of the run only."""

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Do the work and return the outputs; may raise PlannerError and Cancelled."""
        raise NotImplementedError(f"{type(self).__name__}.run_algorithm")

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback | None
    ) -> bool:
        """Look for unsaved edits in the open project; runs in the main thread, so that it may save them."""
        if self.parameterDefinition("UNSAVED") is None:
            return True
        district = self.parameterAsFile(parameters, "DISTRICT", context)
        choice = self.parameterAsEnumString(parameters, "UNSAVED", context) or "stop"
        try:
            settle_unsaved(
                context.project() or QgsProject.instance(), district, choice, feedback or QgsProcessingFeedback()
            )
        except PlannerError as error:
            raise QgsProcessingException(str(error)) from error
        return True

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback | None
    ) -> dict[str, Any]:
        """Run, and turn a mistake in the input into a sentence and a cancel into an empty result."""
        feedback = feedback or QgsProcessingFeedback()
        self.staging = Staging()
        self.progress = FeedbackProgress(feedback)
        try:
            found = self.run_algorithm(parameters, context, feedback)
            self.staging.take_places(self.progress)
            return found
        except PlannerError as error:
            raise QgsProcessingException(str(error)) from error
        except Cancelled:
            context.setLayersToLoadOnCompletion({})
            feedback.pushInfo(tr("Cancelled. Nothing has been written."))
            return {}
        finally:
            self.staging.discard()

    def write_text(self, path: Path, text: str) -> None:
        """Write a text that takes its place with the other outputs.

        Raises:
            DistrictFileError: there is no room, or the folder may not be written.
        """
        self.write_file(path, lambda part: part.write_bytes(text.encode("utf-8")))

    def write_file(self, path: Path, write: Callable[[Path], Any]) -> None:
        """Let ``write`` make a file that takes its place with the other outputs, in a thread of its own.

        Raises:
            DistrictFileError: there is no room, or the folder may not be written.
            Cancelled: the planner cancelled.
        """
        part = self.staging.file(path)
        try:
            aside(lambda _: write(part), self.progress.still, self.staging.remover())
        except OSError as error:
            raise DistrictFileError(
                f"it cannot be written ({error.strerror})", str(path), "Free some space or choose another file"
            ) from error

    def createInstance(self) -> DistrictAlgorithm:
        """Return a fresh algorithm of the same class."""
        return type(self)()

    def group(self) -> str:
        """Return the heading in the toolbox; one group shows no heading."""
        return ""

    def groupId(self) -> str:
        """Return the id of the group; it never changes."""
        return ""

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return QIcon(icon_path("district_planner"))

    def svgIconPath(self) -> str:
        """Return the path of the plugin's icon."""
        return icon_path("district_planner")

    def shortHelpString(self) -> str:
        """Return the help text, empty where no file has been written."""
        return help_text(self.name())


def help_text(name: str) -> str:
    """Return the help of the algorithm ``name`` as HTML, from ``processing/help/<name>.html``."""
    path = PACKAGE / "processing" / "help" / f"{name}.html"
    return path.read_text(encoding="utf-8") if path.exists() else ""
