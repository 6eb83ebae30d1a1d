"""Layers that an algorithm writes: dressed when they are loaded, and in the GeoPackage for those who open it later."""

from __future__ import annotations

from collections import deque
from typing import Any

import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsVectorLayer,
    QgsWkbTypes,
)

from district_planner.core.progress import Progress, no_progress
from district_planner.gis.sinks import fields_of, file_of, layer_of, write_frame
from district_planner.gis.styles import Look, dress, store
from district_planner.processing.base import DistrictAlgorithm
from district_planner.processing.parameters import worded_sink

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
        frame: pd.DataFrame,
        kind: Any,
        crs: str,
        look: Look,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        progress: Progress = no_progress,
    ) -> dict[str, str]:
        """Write a table to the output ``key`` where one is wanted; return the entry of the results.

        Raises:
            DistrictFileError: the output cannot be created.
            Cancelled: the planner cancelled.
        """
        if not parameters.get(key):
            return {}
        fields = fields_of(frame, look.aliases)
        reference = QgsCoordinateReferenceSystem() if kind == NO_GEOMETRY else QgsCoordinateReferenceSystem(crs)
        sink, destination = worded_sink(
            self, key, lambda: self.parameterAsSink(parameters, key, context, fields, kind, reference)
        )
        write_frame(sink, fields, frame, progress, look.title)
        self._written.append((destination, look))
        if context.willLoadLayerOnCompletion(destination):
            dresser = Dresser(look)
            _waiting.append(dresser)
            context.layerToLoadOnCompletionDetails(destination).setPostProcessor(dresser)
        return {key: destination}

    def postProcessAlgorithm(
        self, context: QgsProcessingContext, feedback: QgsProcessingFeedback | None
    ) -> dict[str, Any]:
        """Store styles and metadata in the GeoPackages that were written; sinks are closed by now."""
        for destination, look in self._written:
            path = file_of(destination)
            if path is not None and path.suffix.lower() == ".gpkg" and path.exists():
                store(path, layer_of(destination), look)
        return {}
