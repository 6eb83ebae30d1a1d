"""Places that are there twice: at one spot, or once in the planner's layer and once in the OpenStreetMap file."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.district import District
from district_planner.core.network.diagnosis_findings import findings
from district_planner.core.network.streets import Bools, Floats, Objects
from district_planner.core.places.assembly import SAME_SPOT_M

SAME_M = 1.0
"""Two places of one kind and name that are nearer than this are taken for one [P]."""

_NOUNS = {"opportunities": "Opportunity", "stops": "Stop", "buildings": "Building"}
_OF_OSM = re.compile(r"[nwr][0-9]+")
_Rows = npt.NDArray[np.intp]


def same_places(district: District) -> list[pd.DataFrame]:
    """Return opportunities, stops and buildings of which another one of the same kind is there already.

    Of one kind and name within :data:`SAME_M`: medium. Opportunities of one category within ``SAME_SPOT_M`` of which
    one is of the OpenStreetMap file and the other is not: medium, low where both have names and these differ.
    """
    found = [_at_one_spot(district, name, like) for name, like in (("stops", "mode"), ("buildings", ""))]
    return [*_opportunities(district), *found]


def _spots(table: pd.DataFrame) -> Objects:
    return np.asarray(shapely.point_on_surface(table["geometry"].to_numpy(dtype=object)), dtype=object)


def _words(table: pd.DataFrame, column: str) -> Objects:
    return np.array([str(text).strip().casefold() for text in table[column].fillna("")], dtype=object)


def _pairs(shapes: Objects, metres: float) -> tuple[_Rows, _Rows]:
    """Return the rows that lie within some metres of an earlier one, and that one."""
    later, earlier = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=metres)
    once = earlier < later
    return later[once], earlier[once]


def _at_one_spot(district: District, name: str, like: str) -> pd.DataFrame:
    table = district.table(name)
    shapes = _spots(table)
    later, earlier = _pairs(shapes, SAME_M)
    same = np.ones(len(later), dtype=bool)
    for column in filter(None, (like, "name")):
        words = _words(table, column)
        same &= words[later] == words[earlier]
    rows = np.unique(later[same])
    ids = table["id"].to_numpy(dtype=object)[rows]
    texts = [f"{_NOUNS[name]} {id_} stands where another one of the same kind stands" for id_ in ids]
    return findings("same_place", "medium", texts, name, ids, shapes[rows])


def _opportunities(district: District) -> list[pd.DataFrame]:
    """Return one finding per opportunity and severity, with the nearest of those that it may be the same as."""
    table = district.table("opportunities")
    shapes = np.asarray(table["geometry"], dtype=object)
    later, earlier = _pairs(shapes, SAME_SPOT_M)
    category = _words(table, "category")
    alike = category[later] == category[earlier]
    later, earlier = later[alike], earlier[alike]
    names, osm = _words(table, "name"), _of_osm(table)
    metres = np.asarray(shapely.distance(shapes[later], shapes[earlier]), dtype=np.float64)
    equal = names[later] == names[earlier]
    lacking = (names[later] == "") | (names[earlier] == "")
    mixed = osm[later] != osm[earlier]
    spot = np.asarray(shapely.distance(_spots(table)[later], _spots(table)[earlier]) <= SAME_M, dtype=bool)
    medium = (equal & spot) | (mixed & (equal | lacking))
    low = mixed & ~equal & ~lacking
    return [_of_pairs(table, "medium", later, earlier, metres, medium),
            _of_pairs(table, "low", later, earlier, metres, low)]  # fmt: skip


def _of_osm(table: pd.DataFrame) -> Bools:
    """Return which rows were made from a feature of an OpenStreetMap file: n1/cafe of the source n1."""
    return np.array([
        bool(_OF_OSM.fullmatch(str(source))) and str(id_).startswith(f"{source}/")
        for id_, source in zip(table["id"], table["source"].fillna(""))
    ], dtype=bool)  # fmt: skip


def _of_pairs(
    table: pd.DataFrame, severity: str, later: _Rows, earlier: _Rows, metres: Floats, chosen: Bools
) -> pd.DataFrame:
    later, earlier, metres = later[chosen], earlier[chosen], metres[chosen]
    order = np.lexsort((earlier, metres, later))
    _, first = np.unique(later[order], return_index=True)
    best = order[first]
    texts = [_sentence(table, int(later[k]), int(earlier[k]), float(metres[k])) for k in best]
    rows = later[best]
    ids = table["id"].to_numpy(dtype=object)[rows]
    return findings("same_place", severity, texts, "opportunities", ids, _spots(table.iloc[rows]))


def _sentence(table: pd.DataFrame, row: int, other: int, metres: float) -> str:
    category = str(table["category"].iloc[row])
    if metres <= SAME_M:
        return f"{_called(table, row)} stands where {_called(table, other)}, also {category}, stands"
    return f"{_called(table, row)} stands {metres:.0f} m from {_called(table, other)}, also {category}"


def _called(table: pd.DataFrame, row: int) -> str:
    name, id_ = table["name"].iloc[row], table["id"].iloc[row]
    return (
        f"Opportunity {id_} ({str(name).strip()})" if isinstance(name, str) and name.strip() else f"Opportunity {id_}"
    )
