"""Interventions of a GeoJSON file that is given as a layer, as the file says them.

A layer has every column in every row and one type for each: of its cells nobody can tell whether a property was null or
not there at all, and whole numbers beside fractions become fractions. The file is therefore read itself where the layer
shows all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from qgis.core import QgsFeatureSource, QgsVectorLayer

from district_planner.core.errors import LayerError
from district_planner.core.interventions.exchange import read_geojson
from district_planner.core.interventions.frames import Found, interventions_from_frame
from district_planner.core.places.columns import PlacesLayer
from district_planner.gis.crs import NO_SETTINGS, from_degrees
from district_planner.gis.tables import without_field_of_feature_ids

ENDINGS = (".geojson", ".json")


def interventions_of(
    file: Path | None,
    layer: PlacesLayer,
    crs: str,
    taken: Iterable[str],
    settings: Mapping[str, Any] = NO_SETTINGS,
) -> Found:
    """Return the interventions of a layer and notes on what was changed or left out.

    Args:
        file: :func:`whole_file` of the layer where all of it is wanted; layer: what was read of it.
        crs: of the district; taken: ids that are used already.
        settings: of a district that is there, how its data came.

    Raises:
        LayerError: a coordinate lies where the CRS does not reach.
    """
    used, to_district = list(taken), from_degrees(crs, settings)
    if file is not None:
        try:
            return read_geojson(file, to_district, used, prefix="drawn")
        except LayerError:
            # A file that is not all right is read as QGIS reads it, feature by feature.
            pass
    frame = without_field_of_feature_ids(layer).frame
    return interventions_from_frame(frame, taken=used, to_district=to_district)


def whole_file(source: QgsFeatureSource) -> Path | None:
    """Return the GeoJSON file that a layer shows as it is, all of it; None for every other layer."""
    if not isinstance(source, QgsVectorLayer) or source.providerType() != "ogr" or source.isModified():
        return None
    parts = source.source().split("|")
    path = Path(parts[0])
    chosen = source.subsetString() or any(not part.startswith("layername=") for part in parts[1:])
    return None if chosen or path.suffix.lower() not in ENDINGS or not path.is_file() else path
