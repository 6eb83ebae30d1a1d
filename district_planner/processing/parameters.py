"""What several algorithms ask for and how a wrong answer is worded."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsProject,
    QgsProperty,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from district_planner.core.access.modes import MODES, mode
from district_planner.core.aside import aside
from district_planner.core.district import District
from district_planner.core.errors import DistrictFileError, LayerError, RequestError
from district_planner.core.geopackage import open_district
from district_planner.core.geopackage_file import check_replaceable
from district_planner.core.progress import no_progress
from district_planner.core.transit.service import DEFAULT_PERIOD
from district_planner.gis.score_tables import about
from district_planner.gis.sinks import GEOPACKAGE, file_of, layer_of
from district_planner.processing.feedback import FeedbackProgress
from district_planner.translation import tr

UNSAVED = ("stop", "save", "ignore")
SHAPEFILE = (".shp", ".dbf")


class Choices(QgsProcessingParameterEnum):
    """Several ids to tick; wrong ones are refused by the algorithm, in a sentence, and not by QGIS."""

    def __init__(self, name: str, text: str, options: Sequence[str], chosen: Sequence[str] = ()) -> None:
        super().__init__(
            name, text, list(options), True, list(chosen) or None, optional=not chosen, usesStaticStrings=True
        )

    def checkValueIsAcceptable(self, value: Any, context: QgsProcessingContext | None = None) -> bool:
        """Accept everything; see the class."""
        return True


class Feeds(QgsProcessingParameterMultipleLayers):
    """Timetable feeds, zip files or folders; wrong ones are refused by the reader, in a sentence, and not by QGIS."""

    def checkValueIsAcceptable(self, value: Any, context: QgsProcessingContext | None = None) -> bool:
        """Accept everything that is there; see the class."""
        return bool(feeds(value)) or bool(self.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional)


def district_parameter() -> QgsProcessingParameterFile:
    """Return the parameter DISTRICT."""
    return QgsProcessingParameterFile("DISTRICT", tr("District file"), extension="gpkg")


def advanced(definition: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """Return a parameter that the dialog shows under "advanced"."""
    definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return definition


def unsaved_parameter() -> QgsProcessingParameterDefinition:
    """Return the parameter UNSAVED, see :func:`settle_unsaved`."""
    return advanced(QgsProcessingParameterEnum(
        "UNSAVED", tr("Unsaved edits of the district"), list(UNSAVED), defaultValue="stop",
        usesStaticStrings=True))  # fmt: skip


def feed_parameters(*, optional: bool) -> list[QgsProcessingParameterDefinition]:
    """Return the parameters GTFS, SERVICE_DATE and PERIOD."""
    return [
        Feeds("GTFS", tr("Public transport timetables (GTFS: zip files or folders)"),
              QgsProcessing.SourceType.TypeFile, optional=optional),
        QgsProcessingParameterString(
            "SERVICE_DATE", tr("Service date, one per timetable (empty: the Tuesday with most departures)"),
            optional=True),
        QgsProcessingParameterString("PERIOD", tr("Period"), DEFAULT_PERIOD, optional=True),
    ]  # fmt: skip


def feeds(value: Any) -> tuple[str, ...]:
    """Return the paths of feeds, each once, of a list or of a text divided by semicolons."""
    parts: Iterable[Any] = value if isinstance(value, (list, tuple)) else str(value or "").split(";")
    return tuple(dict.fromkeys(str(part).strip() for part in parts if part is not None and str(part).strip()))


def dates(value: str) -> tuple[str, ...]:
    """Return the dates of a text divided by commas or semicolons, an empty one where nothing stands between."""
    words = [word.strip() for word in value.replace(";", ",").split(",")]
    return tuple(words) if any(words) else ()


def read_district(path: str, feedback: QgsProcessingFeedback | None = None) -> District:
    """Open the district that was chosen; ``feedback`` is told where its data are invented.

    Raises:
        DistrictFileError: none was chosen, or it cannot be opened.
        Cancelled: the planner cancelled.
    """
    if not path:
        raise DistrictFileError("no district was chosen", "DISTRICT", "Choose a .gpkg file made by Create district")
    progress = no_progress if feedback is None else FeedbackProgress(feedback)
    district = aside(lambda _: open_district(path.partition("|")[0]), progress)
    if feedback is not None and about(district):
        feedback.pushInfo(about(district))
    return district


def texts(value: Any) -> tuple[str, ...]:
    """Return the words of a list, or of a text divided by commas or semicolons; each once, empty ones left out."""
    parts: Iterable[Any] = value if isinstance(value, (list, tuple)) else [value]
    words = [word.strip() for part in parts if part is not None for word in str(part).replace(";", ",").split(",")]
    return tuple(dict.fromkeys(word for word in words if word))


def modes(value: Any) -> tuple[str, ...]:
    """Return ids of modes; walk where none is named.

    Raises:
        RequestError: there is no such mode.
    """
    names = list(MODES)
    # A dialog or an old script may hand over the place in the list.
    words = [names[int(word)] if word.isdigit() and int(word) < len(names) else word for word in texts(value)]
    return tuple(dict.fromkeys(mode(word).id for word in words)) or ("walk",)


def minutes(value: Any, name: str) -> tuple[float, ...]:
    """Return times in minutes, ascending, each once.

    Raises:
        RequestError: one is no number above 0.
    """
    return tuple(sorted({_minutes(word, name) for word in texts(value)}))


def _minutes(word: str, name: str) -> float:
    try:
        found = float(word)
    except ValueError:
        found = -1.0
    if not 0.0 < found <= 24 * 60:
        raise RequestError(f"“{word}” is no time in minutes", name, "Write numbers above 0, for example 5, 10, 15")
    return found


def limits(value: Any) -> tuple[tuple[str, float], ...]:
    """Return (mode, minutes) from ``30`` (every mode, under an empty id) or ``walk:20, cycle:30``.

    Raises:
        RequestError: an unknown mode, or no number above 0.
    """
    found = {}
    for word in texts(value):
        name, colon, number = word.rpartition(":")
        found[mode(name).id if colon else ""] = _minutes(number.strip(), "LIMIT")
    return tuple(found.items())


def layer_source(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], key: str, context: QgsProcessingContext
) -> QgsProcessingFeatureSource | None:
    """Return the layer of a parameter; one that was asked for and cannot be opened stops the run.

    Raises:
        LayerError: the layer cannot be opened.
    """
    source = algorithm.parameterAsSource(parameters, key, context)
    if source is None and parameters.get(key):
        raise LayerError(f"the layer {parameters[key]!r} cannot be opened", key, "Check its path or choose another")
    return source


def destinations(parameters: Mapping[str, Any], keys: Iterable[str], context: QgsProcessingContext) -> dict[str, str]:
    """Return parameter -> where its output goes, of those that are wanted.

    ``parameterAsOutputLayer`` would also order QGIS to load the layer, a second time under another name.
    """
    return {key: destination_text(parameters[key], context) for key in keys if parameters.get(key)}


def destination_text(value: Any, context: QgsProcessingContext) -> str:
    """Return where an output goes, as text, of a path, a property or the choice of a dialog."""
    wanted = value.sink if isinstance(value, QgsProcessingOutputLayerDefinition) else value
    if isinstance(wanted, QgsProperty):
        return str(wanted.valueAsString(context.expressionContext(), "")[0])
    return str(wanted)


def check_destinations(wanted: Mapping[str, str], district: str, tables: Collection[str] = ()) -> None:
    """Raise where an output cannot be written, before the work is done and not after.

    Args:
        wanted: parameter -> where it goes; district: path of the district, which no output may replace;
            tables: the parameters whose output has no geometry.

    Raises:
        DistrictFileError: an output names the district itself, a folder that does not exist, or what is read-only; a
            table is to be a shapefile.
    """
    for key, destination in wanted.items():
        path = file_of(destination)
        if path is None:
            continue
        where = f"{key} {path}"
        if district and path.resolve() == Path(district).resolve():
            raise DistrictFileError("the output is the district itself", where, "Choose another file for the result")
        if path.is_dir():
            raise DistrictFileError("a folder has that name", where, "Choose another name")
        if not path.parent.is_dir():
            raise DistrictFileError("its folder does not exist", where, "Make the folder or choose another")
        if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise DistrictFileError("it is read-only", where, "Choose a folder where you may write")
        if key in tables and path.suffix.lower() in SHAPEFILE:
            raise DistrictFileError(
                "a shapefile holds no table without geometry", where, "Choose a GeoPackage (.gpkg) or a CSV file (.csv)"
            )
        if path.suffix.lower() == GEOPACKAGE and not layer_of(destination):
            check_replaceable(path)


def settle_unsaved(project: QgsProject | None, district: str, choice: str, feedback: QgsProcessingFeedback) -> None:
    """Stop, save or go on when the open project holds unsaved edits of the district (rules 7).

    Runs in the main thread: it may save layers.

    Raises:
        DistrictFileError: there are unsaved edits and ``choice`` is ``stop``, or they cannot be saved.
    """
    edited = _edited_layers(project, Path(district)) if project is not None else []
    count = sum(_edits(layer) for layer in edited)
    if not edited or not count:
        return
    names = ", ".join(layer.name() for layer in edited)
    if choice == "ignore":
        feedback.pushWarning(tr("%n unsaved edit(s) are left out: {}", None, count).format(names))
        return
    if choice == "stop":
        noun = "edit" if count == 1 else "edits"
        raise DistrictFileError(
            f"{count} unsaved {noun}", names, "Save or discard them in QGIS, or set UNSAVED to save or ignore"
        )
    for layer in edited:
        if not layer.commitChanges():
            raise DistrictFileError(
                f"the edits cannot be saved ({'; '.join(layer.commitErrors())})", layer.name(), "Mend them in QGIS"
            )
    feedback.pushInfo(tr("%n edit(s) saved: {}", None, count).format(names))


def _edited_layers(project: QgsProject, path: Path) -> list[QgsVectorLayer]:
    """Return the layers of a file that hold edits which are not saved."""
    found = []
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsVectorLayer) and layer.isEditable() and layer.isModified():
            parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
            if parts.get("path") and Path(parts["path"]).resolve() == path.resolve():
                found.append(layer)
    return found


def _edits(layer: QgsVectorLayer) -> int:
    """Return how many features of a layer are added, changed or deleted."""
    buffer = layer.editBuffer()
    if buffer is None:
        return 0
    changed = set(buffer.changedGeometries()) | set(buffer.changedAttributeValues())
    return len(changed | set(buffer.addedFeatures()) | set(buffer.deletedFeatureIds()))


ANY_VECTOR = QgsProcessing.SourceType.TypeVectorAnyGeometry
