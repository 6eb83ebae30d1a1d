"""Interventions drawn in ordinary layers, taken into a district for one evaluation; trips from a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from qgis.core import NULL, QgsFeatureSource, QgsWkbTypes

from district_planner.core.aside import aside
from district_planner.core.district import District
from district_planner.core.errors import LayerError
from district_planner.core.interventions.record import normalised
from district_planner.core.places.columns import Log
from district_planner.core.progress import Progress, no_progress
from district_planner.gis.scheme_file import interventions_of, whole_file
from district_planner.gis.sources import GivenLayer
from district_planner.gis.tables import (
    AREAS,
    LINES,
    POINTS,
    Wanted,
    in_district,
    read_layer,
)

_OD = {
    "from": ("from", "origin", "fromid", "originid", "o", "home", "areaofresidence"),
    "to": ("to", "destination", "toid", "destinationid", "d", "work", "areaofworkplace"),
    "trips": ("trips", "all", "total", "flow", "count", "value", "n"),
}  # fmt: skip
"""Column of a table of trips -> normalised headers that are understood, the first that is there counts."""


def with_drawn(
    district: District, sources: Sequence[QgsFeatureSource], scenario: str, log: Log, progress: Progress = no_progress
) -> District:
    """Return the district with the interventions of some layers beside its own.

    They are switched on in the scenario that is scored. An id that the district uses already gets a suffix.

    Raises:
        LayerError: a layer cannot be read.
        Cancelled: the planner cancelled.
    """
    wanted = Wanted((POINTS, LINES, AREAS), all_parts=True, as_given=True)
    layers = []
    for source in sources:
        said = Log()
        raw = read_layer(source, "INTERVENTIONS", wanted, said, progress)
        layers.append(GivenLayer(raw, said, whole_file(source)))
    return aside(lambda _: _beside(district, layers, scenario, log), progress)


def _beside(district: District, layers: Sequence[GivenLayer], scenario: str, log: Log) -> District:
    """Return the district with the interventions of layers that have been read."""
    found = list(district.interventions)
    for given in layers:
        log.add(given.said)
        layer = in_district(given.raw, district.crs, district.settings)
        taken = [one.id for one in found]
        more, notes = interventions_of(given.file, layer, district.crs, taken, district.settings)
        for note in notes:
            log.warn(f"{layer.where}: {note}")
        log.say(f"{layer.where}: {len(more)} interventions are scored beside those of the district.")
        found += more
    drawn = [one.id for one in found[len(district.interventions) :]]
    return replace(
        district,
        interventions=tuple(sorted(found, key=lambda one: one.id)),
        tables={**district.tables, "scenario_interventions": _switched_on(district, scenario, drawn)},
    )


def _switched_on(district: District, scenario: str, drawn: Sequence[str]) -> pd.DataFrame:
    """Return the table of scenarios with the drawn interventions in the one that is scored."""
    links = district.table("scenario_interventions")
    known = district.table("scenarios")
    rows = known[(known["id"] == scenario) | (known["name"] == scenario)]
    if not scenario or not len(rows) or not drawn:
        return links
    more = pd.DataFrame({"scenario_id": rows["id"].iloc[0], "intervention_id": list(drawn)})
    return pd.concat([links, more], ignore_index=True)


def trips(source: QgsFeatureSource | None) -> tuple[tuple[str, str, float], ...]:
    """Return (from, to, trips) of a table; rows without trips are left out.

    Raises:
        LayerError: a column is missing, or trips are no numbers of at least 0.
    """
    if source is None:
        return ()
    names = [field.name() for field in source.fields()]
    places = {column: _column(names, column, source.sourceName()) for column in _OD}
    found = []
    for number, feature in enumerate(source.getFeatures(), start=1):
        start, end, amount = (feature.attributes()[places[column]] for column in ("from", "to", "trips"))
        if amount is None or amount == NULL:
            continue
        try:
            count = float(amount)
        except (TypeError, ValueError):
            count = -1.0
        if not 0.0 <= count < float("inf"):
            raise LayerError(f"the trips {amount!r} in row {number} are no number of at least 0",
                             f"OD '{source.sourceName()}'", "Correct the row or delete it")  # fmt: skip
        found.append((str(start), str(end), count))
    return tuple(found)


def _column(names: Sequence[str], column: str, where: str) -> int:
    headers = [normalised(name) for name in names]
    for header in _OD[column]:
        if header in headers:
            return headers.index(header)
    raise LayerError(f"there is no column {column!r}; there are {', '.join(names) or 'none'}", f"OD '{where}'",
                     "Give the table columns from, to and trips")  # fmt: skip


WKB_TYPES = {
    "points": QgsWkbTypes.Type.Point, "lines": QgsWkbTypes.Type.LineString, "areas": QgsWkbTypes.Type.Polygon,
}  # fmt: skip
