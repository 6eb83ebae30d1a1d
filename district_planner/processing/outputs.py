"""Layers that an algorithm writes: dressed when they are loaded, and in the GeoPackage for those who open it later."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingOutputLayerDefinition,
    QgsProperty,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt import sip

from district_planner.core.aside import aside
from district_planner.core.errors import Cancelled, DistrictFileError
from district_planner.core.progress import Progress, no_progress
from district_planner.gis.sinks import Parts, fields_of, file_of, gdal_words, lacking, layer_of, write_frame
from district_planner.gis.staging import check_whole
from district_planner.gis.styles import Look, dress, store
from district_planner.processing import parameters as asked
from district_planner.processing.base import DistrictAlgorithm

NO_GEOMETRY = QgsWkbTypes.Type.NoGeometry

_waiting: deque[Dresser] = deque(maxlen=64)
"""QGIS does not own post-processors: the last ones are kept alive until their layers are loaded."""


class Dresser(QgsProcessingLayerPostProcessorInterface):
    """Dresses a layer when QGIS has loaded it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look

    def postProcessLayer(
        self, layer: Any, context: QgsProcessingContext, feedback: QgsProcessingFeedback | None
    ) -> None:
        """Give the layer its style, aliases and metadata."""
        if isinstance(layer, QgsVectorLayer):
            dress(layer, self.look)


def _never(_share: float, _what: str) -> bool:
    return False


def _load_as(written: str, destination: str, context: QgsProcessingContext) -> None:
    """Let QGIS load from its place, in the end, what it has seen being written elsewhere."""
    layers = context.layersToLoadOnCompletion()
    if written in layers:
        layers[destination] = layers.pop(written)
        context.setLayersToLoadOnCompletion(layers)


class LayerAlgorithm(DistrictAlgorithm):
    """An algorithm that writes layers.

    QGIS makes a fresh instance for every run, so that what was written may wait here for the end of the run.
    """

    def __init__(self) -> None:
        super().__init__()
        self._written: list[tuple[str, Look]] = []

    def write_layer(
        self,
        key: str,
        table: pd.DataFrame | Parts,
        kind: Any,
        crs: str,
        look: Look,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        progress: Progress = no_progress,
    ) -> dict[str, str]:
        """Write a table to the output ``key`` where one is wanted; return the entry of the results.

        Raises:
            DistrictFileError: the output cannot be created, or does not take all rows.
            Cancelled: the planner cancelled.
        """
        if not parameters.get(key):
            return {}
        if isinstance(table, pd.DataFrame):
            table = Parts.of(table)
        fields = fields_of(table.head, look.aliases)
        reference = QgsCoordinateReferenceSystem() if kind == NO_GEOMETRY else QgsCoordinateReferenceSystem(crs)
        redirected = {**parameters, key: self._redirected(parameters[key], context)}
        sink, written = self._sink(key, lambda: self.parameterAsSink(redirected, key, context, fields, kind, reference))
        destination = self.staging.final(written)
        beside, still = destination != written, self.progress.still if progress is no_progress else progress
        with gdal_words() as told:
            try:
                write_frame(sink, fields, table, still, look.title, destination, told)
            except BaseException as error:
                with suppress(Cancelled):
                    self._close(sink, beside, _never if isinstance(error, Cancelled) else still)
                raise
            whole, said = self._close(sink, beside, lambda _share, what: still(1.0, what))
            told.extend(said)
            if not whole:
                raise lacking(0, table.rows, destination, told)
            if beside:
                check_whole(written, table.rows, destination, told, still)
                _load_as(written, destination, context)
        self._written.append((destination, look))
        if context.willLoadLayerOnCompletion(destination):
            dresser = Dresser(look)
            _waiting.append(dresser)
            context.layerToLoadOnCompletionDetails(destination).setPostProcessor(dresser)
        return {key: destination}

    def _close(self, sink: Any, beside: bool, progress: Progress) -> tuple[bool, list[str]]:
        """Close an output here and now: whatever holds a reference, such as the traceback of an error, may not keep it.

        A file writes its spatial index then, which takes seconds where it is large: that is done in a thread. Layers in
        memory and databases belong to this thread.

        Returns:
            Whether it took everything, and what was said of it.
        """

        def close(_: Progress) -> tuple[bool, list[str]]:
            with gdal_words() as told:
                whole, last = sink.flushBuffer(), sink.lastError()
                sip.delete(sink)
            return whole, told if whole else [*told, last]

        return aside(close, progress, self.staging.remover()) if beside else close(no_progress)

    def _sink(self, key: str, make: Callable[[], Any]) -> Any:
        """Return what ``make`` returns; where QGIS cannot create the output, say so with the cure."""
        try:
            sink, destination = make()
        except QgsProcessingException as error:
            said, cure = self.staging.final(str(error)), "Close it in other programs, or choose another file"
            if ".shp" in said:
                cure = "Choose a GeoPackage (.gpkg): a shapefile shortens names to 10 letters"
            raise DistrictFileError(f"the output cannot be created ({said})", key, cure) from error
        if sink is None:
            raise DistrictFileError("the output cannot be created", key, "Choose another file")
        return sink, destination

    def _redirected(self, given: Any, context: QgsProcessingContext) -> Any:
        """Return the value of an output that lets QGIS write beside the place that was given."""
        wanted = asked.destination_text(given, context)
        beside = self.staging.destination(wanted)
        if beside == wanted or not isinstance(given, QgsProcessingOutputLayerDefinition):
            return beside if beside != wanted else given
        redirected = QgsProcessingOutputLayerDefinition(given)
        redirected.sink = QgsProperty.fromValue(beside)
        return redirected

    def postProcessAlgorithm(
        self, context: QgsProcessingContext, feedback: QgsProcessingFeedback | None
    ) -> dict[str, Any]:
        """Store styles and metadata in the GeoPackages that were written; sinks are closed by now."""
        for destination, look in self._written:
            path = file_of(destination)
            if path is not None and path.suffix.lower() == ".gpkg" and path.exists():
                store(path, layer_of(destination), look)
        return {}
