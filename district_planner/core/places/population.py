"""The people of a zone, spread over its dwellings (rules 3.6)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.network.squares import OUTLINE_NOTE, SQUARE_NOTE

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

RESIDENTIAL = (
    "house", "residential", "apartments", "detached", "semidetached_house", "terrace", "bungalow", "flats",
    "dormitory", "maisonette", "static_caravan", "houseboat", "cabin", "farm",
)  # fmt: skip
"""Values of ``building`` that say that people live there [P]."""

NOT_LIVED_ON = ("industrial", "commercial", "retail")
"""Values of ``landuse`` on which an untyped building is no dwelling (rules 3.6) [P]."""

SITES_NOT_LIVED_ON = ("school", "hospital")
"""Values of ``amenity`` of areas on which an untyped building is no dwelling (rules 3.6) [P]."""

SMALLEST_M2, LARGEST_M2 = 30.0, 400.0
"""Footprint of an untyped building that is taken for a dwelling, square metres [P]."""

LEVELS, LEVELS_OF_APARTMENTS = 2.0, 4.0
"""Storeys where none are tagged [P]."""

FLOOR_PER_PERSON_M2 = 12.0
"""Less floor than this per person means that the zone's dwellings are not all mapped [P]."""

SPACING_M = 25.0
"""Distance between fall-back points along streets, metres [P]."""

CROWDED = 20.0
"""More people than this on a fall-back point mean that the street data end inside the zone [P]."""

LIVED_ALONG = ("residential", "unclassified", "living_street", "service")
"""Values of ``highway`` along which the fall-back points stand (rules 3.6) [P]."""

_TALLEST = 100.0
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_POLYGONS = (3, 6)
_HOME_COLUMNS = ("id", "people", "deprivation", "zone", "entrances", "source", "geometry")


@dataclass(frozen=True)
class Spread:
    """Homes made from zones.

    Attributes:
        homes: rows of the district's ``homes`` with ``geometry``; the people of a zone's homes add up to the zone's
            people exactly (``math.fsum``). ``source`` is ``dwelling``, ``street`` or ``zone``.
        incomplete: ids of the zones whose people stand on streets.
        notes: what was done where, one sentence each.
    """

    homes: pd.DataFrame
    incomplete: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def spread(zones: pd.DataFrame, features: pd.DataFrame, streets: pd.DataFrame) -> Spread:
    """Give the people of each zone to its dwellings, in proportion to footprint times levels.

    A zone with less than 12 m² of dwelling floor per person is mapped incompletely: its people are spread evenly over
    points every 25 m along its residential, unclassified, living and service streets, and the notes say so.

    Args:
        zones: ``id``, ``people``, ``deprivation`` (may be absent) and ``geometry`` (polygons, district CRS).
        features: tagged OSM features (``id``, ``geometry``, tag columns); may be empty.
        streets: the district's streets (``highway``, ``geometry``).
    """
    zones = zones.reset_index(drop=True)
    geometries = zones["geometry"].to_numpy()
    people = zones["people"].to_numpy(dtype=np.float64)
    dwellings = find_dwellings(features)
    homes, zone_of = _in_zones(dwellings, geometries)
    floor = np.bincount(zone_of, weights=homes["floor"].to_numpy(), minlength=len(zones))
    enough = (people > 0) & (floor > 0) & (people * FLOOR_PER_PERSON_M2 <= floor)
    incomplete = np.flatnonzero((people > 0) & ~enough)
    kept = enough[zone_of]
    built = _homes(homes["id"].to_numpy()[kept], homes["geometry"].to_numpy()[kept], zone_of[kept],
                   homes["floor"].to_numpy()[kept], "dwelling")  # fmt: skip
    along = _fall_back(geometries, zones["id"].astype(str).to_numpy(), incomplete, streets)
    rows = pd.concat([built, along], ignore_index=True)
    rows = rows.sort_values("zone_row", kind="stable", ignore_index=True)
    return Spread(_shared_out(rows, zones, people), tuple(str(name) for name in zones["id"].to_numpy()[incomplete]),
                  _notes(zones, people, incomplete, along))  # fmt: skip


def find_dwellings(features: pd.DataFrame) -> pd.DataFrame:
    """Return the buildings that people live in, with columns ``id``, ``geometry`` and ``floor`` in m² (rules 3.6)."""
    empty = pd.DataFrame({"id": [], "geometry": [], "floor": []})
    if not len(features) or "building" not in features:
        return empty
    geometries = features["geometry"].to_numpy()
    is_area = np.isin(shapely.get_type_id(geometries), _POLYGONS)
    kind = features["building"].fillna("")
    typed = kind.isin(RESIDENTIAL).to_numpy() & is_area
    untyped = np.flatnonzero((kind == "yes").to_numpy() & is_area)
    untyped = untyped[_lived_in(features, geometries, untyped)]
    rows = np.union1d(np.flatnonzero(typed), untyped)
    if not len(rows):
        return empty
    chosen = features.iloc[rows]
    floor = shapely.area(geometries[rows]) * storeys(chosen)
    return pd.DataFrame({"id": chosen["id"].astype(str).to_numpy(), "geometry": geometries[rows], "floor": floor})


def storeys(buildings: pd.DataFrame) -> Floats:
    """Return the levels of each building: tagged, else 2, apartments 4 [P]; nonsense counts as not tagged."""
    usual = np.where(buildings["building"].isin(("apartments", "flats")), LEVELS_OF_APARTMENTS, LEVELS)
    if "building_levels" not in buildings:
        return usual.astype(np.float64)
    numbers = [_NUMBER.search(str(text)) for text in buildings["building_levels"].fillna("")]
    tagged = np.array([float(number[0]) if number else math.nan for number in numbers], dtype=np.float64)
    sensible = (tagged > 0) & (tagged <= _TALLEST)
    return np.where(sensible, tagged, usual).astype(np.float64)


def _lived_in(features: pd.DataFrame, geometries: npt.NDArray[np.object_], rows: Ints) -> Mask:
    """Tell which of the untyped buildings are small enough, stand on other land and hold no shop or amenity."""
    size = shapely.area(geometries[rows])
    lived = (size >= SMALLEST_M2) & (size <= LARGEST_M2)
    holds = _tagged(features, "shop") | _tagged(features, "amenity")
    lived &= ~holds[rows]
    is_point = shapely.get_type_id(geometries) == 0
    is_area = np.isin(shapely.get_type_id(geometries), _POLYGONS)
    inside, _ = _pairs(geometries[rows], geometries[holds & is_point])
    lived[inside] = False
    land = features["landuse"].fillna("").isin(NOT_LIVED_ON).to_numpy() if "landuse" in features else ~is_area & is_area
    site = features["amenity"].fillna("").isin(SITES_NOT_LIVED_ON).to_numpy() if "amenity" in features else land
    _, on = _pairs(geometries[(land | site) & is_area], shapely.point_on_surface(geometries[rows]))
    lived[on] = False
    return np.asarray(lived, dtype=bool)


def _tagged(features: pd.DataFrame, key: str) -> Mask:
    if key not in features:
        return np.zeros(len(features), dtype=bool)
    return np.asarray(features[key].fillna("") != "", dtype=bool)


def _pairs(areas: npt.NDArray[np.object_], points: npt.NDArray[np.object_]) -> tuple[Ints, Ints]:
    """Return (row of area, row of point) of each point that lies in an area."""
    point, area = shapely.STRtree(areas).query(points, predicate="intersects")
    return area, point


def _in_zones(dwellings: pd.DataFrame, zones: npt.NDArray[np.object_]) -> tuple[pd.DataFrame, Ints]:
    """Return the dwellings that stand in a zone and the row of that zone; the first where zones overlap."""
    zone, dwelling = _pairs(zones, shapely.point_on_surface(dwellings["geometry"].to_numpy(dtype=object)))
    order = np.lexsort((zone, dwelling))
    _, first = np.unique(dwelling[order], return_index=True)
    chosen = order[first]
    return dwellings.iloc[dwelling[chosen]].reset_index(drop=True), zone[chosen]


def _homes(ids: npt.NDArray[np.object_], geometries: npt.NDArray[np.object_], zone_row: Ints, weight: Floats,
           source: str) -> pd.DataFrame:  # fmt: skip
    return pd.DataFrame({"id": ids, "geometry": geometries, "zone_row": zone_row, "weight": weight, "source": source})


def _fall_back(zones: npt.NDArray[np.object_], ids: npt.NDArray[np.object_], rows: Ints,
               streets: pd.DataFrame) -> pd.DataFrame:  # fmt: skip
    """Return points every 25 m along the streets of the given zones; one without any gets a point inside.

    Streets of a layer that does not say their class count as lived along.
    """
    highway = streets["highway"].fillna("")
    named = (highway.isin(LIVED_ALONG) | (highway == "")).to_numpy()
    if "note" in streets:
        named &= ~streets["note"].isin((SQUARE_NOTE, OUTLINE_NOTE)).to_numpy()
    lines = streets["geometry"].to_numpy()[named]
    tree = shapely.STRtree(lines)
    parts = [_homes(np.empty(0, dtype=object), np.empty(0, dtype=object), np.empty(0, dtype=np.intp),
                    np.empty(0), "street")]  # fmt: skip
    for row in rows:
        inside = shapely.intersection(lines[np.sort(tree.query(zones[row], predicate="intersects"))], zones[row])
        points = points_along(inside)
        source = "street" if len(points) else "zone"
        if not len(points):
            points = np.array([shapely.point_on_surface(zones[row])])
        names = np.array([f"{ids[row]}/{number}" for number in range(1, len(points) + 1)], dtype=object)
        parts.append(_homes(names, points, np.full(len(points), row, dtype=np.intp), np.ones(len(points)), source))
    return pd.concat(parts, ignore_index=True)


def points_along(lines: npt.NDArray[np.object_], spacing: float = SPACING_M) -> npt.NDArray[np.object_]:
    """Return points every ``spacing`` metres along lines laid end to end, the first half a spacing from the start.

    The distance runs on from line to line, so that short pieces between junctions get no more than their share. Lines
    shorter than half a spacing in all get one point in their middle.
    """
    parts = shapely.get_parts(lines)
    parts = parts[shapely.get_type_id(parts) == 1]
    parts = shapely.get_parts(parts) if len(parts) else parts
    if not len(parts):
        return np.empty(0, dtype=object)
    ends = np.cumsum(shapely.length(parts))
    total = float(ends[-1])
    count = max(1, round(total / spacing))
    at = (np.arange(count) + 0.5) * (spacing if count > 1 else total)
    at = np.minimum(at, total)
    line = np.minimum(np.searchsorted(ends, at), len(parts) - 1)
    starts = ends - shapely.length(parts)
    return np.asarray(shapely.line_interpolate_point(parts[line], at - starts[line]), dtype=object)


def _shared_out(rows: pd.DataFrame, zones: pd.DataFrame, people: Floats) -> pd.DataFrame:
    zone_row = rows["zone_row"].to_numpy(dtype=np.intp)
    shares = np.zeros(len(rows))
    first = np.flatnonzero(np.r_[True, zone_row[1:] != zone_row[:-1]]) if len(rows) else np.empty(0, dtype=np.intp)
    weights = rows["weight"].to_numpy(dtype=np.float64)
    for start, end in zip(first, np.r_[first[1:], len(rows)]):
        shares[start:end] = exact_shares(float(people[zone_row[start]]), weights[start:end])
    rows["people"] = shares
    rows["zone"] = zones["id"].astype(str).to_numpy()[zone_row]
    has = "deprivation" in zones
    rows["deprivation"] = zones["deprivation"].to_numpy(dtype=np.float64)[zone_row] if has else math.nan
    rows["entrances"] = ""
    return rows[list(_HOME_COLUMNS)]


def exact_shares(total: float, weights: Floats) -> Floats:
    """Return ``total`` divided in proportion to ``weights``; ``math.fsum`` of the shares equals ``total`` exactly."""
    shares = np.asarray(total * (weights / math.fsum(weights)), dtype=np.float64)
    shares[-1] = math.fsum([total, *(-shares[:-1])])
    # A large last share is rounded more coarsely than the total: the smallest one can take the rest up.
    fine = int(np.argmin(shares))
    while rest := math.fsum([total, *(-shares)]):
        before, shares[fine] = shares[fine], shares[fine] + rest
        if shares[fine] == before or math.fsum(shares) == total:
            break
    return shares


def _notes(zones: pd.DataFrame, people: Floats, incomplete: Ints, along: pd.DataFrame) -> tuple[str, ...]:
    if not len(incomplete):
        return ()
    names = zones["id"].astype(str).to_numpy()
    lost = np.unique(along.loc[along["source"] == "zone", "zone_row"].to_numpy(dtype=np.intp))
    on_streets = np.setdiff1d(incomplete, lost)
    notes = [
        f"In {len(incomplete)} of {len(zones)} zones the mapped dwellings have less than {FLOOR_PER_PERSON_M2:.0f} m² "
        f"of floor per person [P], so their mapping is incomplete ({_people(people, incomplete)} people)."
    ]
    if len(on_streets):
        notes.append(
            f"In {len(on_streets)} of them {_people(people, on_streets)} people stand on points every "
            f"{SPACING_M:.0f} m along the streets: {_listed(names, people, on_streets)}."
        )
    crowded = _crowded(people, along, on_streets)
    if len(crowded):
        notes.append(
            f"In {len(crowded)} of these, more than {CROWDED:.0f} people [P] stand on one point, probably because the "
            f"street data end inside the zone: {_listed(names, people, crowded)}."
        )
    if len(lost):
        notes.append(
            f"{len(lost)} of them have no residential, unclassified, living or service street in the street data, so "
            f"{_people(people, lost)} people stand on one point inside their zone and may be too far from any street: "
            f"{_listed(names, people, lost)}. Give streets that cover these zones, or leave the zones out."
        )
    return tuple(notes)


def _crowded(people: Floats, along: pd.DataFrame, rows: Ints) -> Ints:
    points = np.bincount(along["zone_row"].to_numpy(dtype=np.intp), minlength=len(people))
    return rows[people[rows] > CROWDED * points[rows]]


def _people(people: Floats, rows: Ints) -> str:
    return f"{math.fsum(people[rows]):,.0f}"


def _listed(names: npt.NDArray[np.object_], people: Floats, rows: Ints) -> str:
    return ", ".join(f"{names[row]} ({people[row]:,.0f})" for row in rows)
