"""Interventions from a table of drawn features, as any GIS layer holds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from district_planner.core.errors import LayerError
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.record import Reader, is_blank, single_parts
from district_planner.core.interventions.scheme import Transformation, known_names

Found = tuple[tuple[Intervention, ...], tuple[str, ...]]


def interventions_from_frame(
    frame: pd.DataFrame,
    default_kind: str = "",
    prefix: str = "drawn",
    taken: Iterable[str] = (),
    to_district: Transformation | None = None,
) -> Found:
    """Return the interventions of a table and notes on what was changed or left out.

    Fields are recognised by the name of the column, or by an alias: budget, cost, capex for the central cost,
    timescale_year for the opening year. The kind is ``dp_type`` or ``kind``, else what the fields of the UK scheme form
    mean. Other columns are kept as properties where a row fills them. Heights and measures are dropped, a geometry of
    several parts becomes several interventions, the first of which keeps the id.

    Args:
        frame: one row per feature, with a column ``geometry`` of shapely geometries in the district's CRS.
        default_kind: kind of rows that name none; empty: a line is taken for a walking link.
        prefix: start of the ids of rows that have none.
        taken: ids that are used already, for example by another layer; one of the same id gets a suffix.
        to_district: as of :func:`scheme.known_names`, for no_join and entrances that are longitude and latitude.

    Raises:
        LayerError: there is no column ``geometry``.
    """
    if "geometry" not in frame.columns:
        raise LayerError("the layer has no geometry", "Interventions", "Choose a layer of points, lines or areas")
    reader = Reader(default_kind, prefix, taken)
    found: list[Intervention] = []
    columns = [str(name) for name in frame.columns if name != "geometry"]
    rows = frame[columns].to_dict("records") if columns else [{} for _ in range(len(frame))]
    for number, (row, geometry) in enumerate(zip(rows, frame["geometry"].tolist()), start=1):
        found += _read(
            reader, {str(name): value for name, value in row.items()}, geometry, f"row {number}", to_district
        )
    return tuple(found), tuple(reader.notes)


def _read(
    reader: Reader, row: dict[str, Any], geometry: Any, place: str, to_district: Transformation | None
) -> list[Intervention]:
    parts = single_parts(geometry) if hasattr(geometry, "geom_type") else []
    if not parts:
        reader.notes.append(f"{place}: it has no geometry and is left out.")
        return []
    # A layer has every column in every row: an empty cell is no property of the row.
    filled = {name: value for name, value in row.items() if not is_blank(value)}
    kind, record = known_names(filled, parts[0], to_district)
    return reader.read(record, geometry, place, kind)
