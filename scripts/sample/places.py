"""Homes, opportunities, business buildings, green spaces, stops and nodes of the sample."""

from __future__ import annotations

from itertools import count

import numpy as np
import pandas as pd
import shapely
from shapely.affinity import rotate, translate
from shapely.geometry import Point, Polygon, box

from scripts.sample.anchors import BUSINESS_STREETS, CENTRES, FIRMS, NODES, SECTORS, STATIONS, WORKSHOPS
from scripts.sample.land import GREENS, NEIGHBOURHOODS
from scripts.sample.national_grid import national_grid
from scripts.sample.roads import ROADS
from scripts.sample.ways import MOTOR_ONLY, NO_FOOTWAY, ORIGIN, Way, barriers, line, polygon

BUILDINGS_PER_SITE = 30
STOP_SPACING_M = 430.0
GOLDEN = 0.618
BUS_ROADS = ("primary", "secondary", "tertiary")
ON_STREET = (*BUS_ROADS, "residential", "living_street", "unclassified", "service")


def homes(ways: list[Way]) -> pd.DataFrame:
    """Return points along the local streets that share the people of their neighbourhood."""
    rows, serial = [], count(1)
    for number, place in enumerate(NEIGHBOURHOODS):
        rng = np.random.default_rng(2000 + number)
        streets = [way for way in ways if way.area == place.name and way.highway in ON_STREET]
        ends = np.cumsum([way.line.length for way in streets])
        spots = (np.arange(place.homes) + 0.5) * ends[-1] / place.homes
        shares = rng.uniform(0.5, 1.5, place.homes)
        people = np.maximum(1, np.round(shares / shares.sum() * place.people))
        tilt = rng.uniform(-1, 1, 2) / 600
        middle = polygon(place.outline).centroid
        for turn, (spot, residents) in enumerate(zip(spots, people)):
            which = int(np.searchsorted(ends, spot))
            point = _beside(streets[which].line, spot - (ends[which] - streets[which].line.length), 12, turn % 2)
            slope = tilt[0] * (point.x - middle.x) + tilt[1] * (point.y - middle.y)
            rows.append({
                "id": f"h{next(serial):04d}", "people": residents, "zone": place.name,
                "deprivation": float(np.clip(round(place.decile + slope), 1, 10)),
                "source": "invented for demonstration", "geometry": point,
            })  # fmt: skip
    return pd.DataFrame(rows)


def _beside(course: shapely.LineString, chainage: float, offset: float, left: int) -> Point:
    """Return the point at a chainage, so many metres to the left (1) or right (0)."""
    chainage = min(max(chainage, 2.0), course.length - 2.0)
    here, ahead = course.interpolate(chainage - 1), course.interpolate(chainage + 1)
    dx, dy = ahead.x - here.x, ahead.y - here.y
    size = offset * (1 if left else -1) / float(np.hypot(dx, dy))
    return Point(round((here.x + ahead.x) / 2 - dy * size, 1), round((here.y + ahead.y) / 2 + dx * size, 1))


def opportunities(ways: list[Way]) -> pd.DataFrame:
    """Return the places of each centre beside its streets; green spaces, stops and jobs have tables of their own."""
    streets = [way for way in ways if way.highway in ON_STREET and way.name not in NO_FOOTWAY and not way.layer]
    middles = np.array([way.line.interpolate(0.5, normalized=True).coords[0] for way in streets])
    rows, serial = [], count(1)
    for number, (centre, east, north, radius, content) in enumerate(CENTRES):
        rng = np.random.default_rng(3000 + number)
        gaps = np.hypot(middles[:, 0] - ORIGIN[0] - east, middles[:, 1] - ORIGIN[1] - north)
        order = np.argsort(gaps, kind="stable")
        near = order[: max(4, int((gaps < radius).sum()))]
        wanted = [(name, int(many)) for name, many in (item.split(":") for item in content.split())]
        total = sum(many for _, many in wanted)
        chosen = iter(rng.permutation(np.resize(near, max(total, min(len(near), 3 * total)))))
        for category, many in wanted:
            for turn in range(many):
                way = streets[int(next(chosen))]
                label = category.replace("_", " ") + (f" {turn + 1}" if many > 1 else "")
                rows.append({
                    "id": f"o{next(serial):03d}", "name": f"{centre} {label}", "category": category, "weight": 1.0,
                    "source": "invented for demonstration",
                    "geometry": _beside(way.line, rng.uniform(0.3, 0.7) * way.line.length, 11, turn % 2),
                })  # fmt: skip
    return pd.DataFrame(rows)


def buildings(ways: list[Way], reserved: list[shapely.Geometry]) -> pd.DataFrame:
    """Return the outlines of sixty firms, thirty on each business park, set back from its streets.

    Args:
        reserved: lines that stay free, for the ways that are proposed.
    """
    roads = shapely.union_all([way.line.buffer(9) for way in ways] + [course.buffer(20) for _, _, course in barriers()])
    roads = roads.union(shapely.union_all(reserved).buffer(12))
    rows: list[dict[str, object]] = []
    for site, names in BUSINESS_STREETS.items():
        courses = [line(course) for name in names for road, _, _, course in ROADS if road == name]
        taken = [roads]
        firms = list(FIRMS[site])
        firms += [
            (f"{site} workshop {turn + 1}", WORKSHOPS[turn % len(WORKSHOPS)], SECTORS[turn % len(SECTORS)])
            for turn in range(BUILDINGS_PER_SITE - len(firms))
        ]
        for turn, (name, employees, sector) in enumerate(firms):
            first = turn % len(courses)
            outline = _plot(courses[first:] + courses[:first], employees, taken, GOLDEN * turn % 1)
            taken.append(outline.buffer(7))
            rows.append({
                "id": f"{site.lower()}-{len(rows) % BUILDINGS_PER_SITE + 1:02d}", "name": name,
                "employees": float(employees), "site": site, "sector": sector, "geometry": outline,
            })  # fmt: skip
    return pd.DataFrame(rows)


def _plot(courses: list[shapely.LineString], employees: int, taken: list[shapely.Geometry], share: float) -> Polygon:
    """Return a free rectangle along the courses, as large as the firm; looked for from a share of the course on."""
    width = min(95.0, 24 + 3.4 * employees**0.5)
    depth = 0.62 * width
    for course in courses:
        chainages = np.arange(width / 2 + 6, course.length - width / 2, 9.0)
        for chainage in np.roll(chainages, -int(share * len(chainages))):
            for left in (0, 1):
                outline = _rectangle(course, float(chainage), left, width, depth)
                if not any(outline.intersects(other) for other in taken):
                    return outline
    raise ValueError(f"no plot is left for a firm of {employees}")


def _rectangle(course: shapely.LineString, chainage: float, left: int, width: float, depth: float) -> Polygon:
    here, ahead = course.interpolate(chainage - 5), course.interpolate(chainage + 5)
    bearing = float(np.degrees(np.arctan2(ahead.y - here.y, ahead.x - here.x)))
    middle = _beside(course, chainage, 14 + depth / 2, left)
    shape = rotate(box(-width / 2, -depth / 2, width / 2, depth / 2), bearing, origin=(0, 0))
    return shapely.set_precision(translate(shape, middle.x, middle.y), 0.1)


def greenspaces(ways: list[Way]) -> pd.DataFrame:
    """Return the green spaces; a fenced one is entered where its outline comes nearest to a walkable street."""
    walkable = shapely.union_all([
        way.line for way in ways if way.highway not in MOTOR_ONLY and way.name not in NO_FOOTWAY and not way.layer
    ])  # fmt: skip
    rows = []
    for number, (name, kind, fenced, outline) in enumerate(GREENS):
        shape = polygon(outline)
        rows.append({
            "id": f"g{number + 1:02d}", "name": name, "kind": kind, "hectares": round(shape.area / 1e4, 2),
            "fenced": fenced, "entrances": _gates(shape, walkable) if fenced else None, "geometry": shape,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _gates(shape: Polygon, walkable: shapely.Geometry) -> str:
    spots = [shape.exterior.interpolate(share, normalized=True) for share in (0.1, 0.35, 0.6, 0.85)]
    spots.sort(key=lambda spot: spot.distance(walkable))
    return shapely.MultiPoint([(round(spot.x, 1), round(spot.y, 1)) for spot in spots[:2]]).wkt


def stops() -> pd.DataFrame:
    """Return stations and tram stops where they stand, and bus stops every few hundred metres along main roads."""
    rows = [(name, mode, Point(ORIGIN[0] + east, ORIGIN[1] + north)) for name, mode, east, north in STATIONS]
    for name, highway, _, course in ROADS:
        if highway in BUS_ROADS and name not in NO_FOOTWAY:
            road = line(course)
            chainages = np.arange(STOP_SPACING_M / 2, road.length, STOP_SPACING_M)
            spots = [_beside(road, float(chainage), 8, turn % 2) for turn, chainage in enumerate(chainages)]
            rows += [(f"{name} stop {turn + 1}", "bus", spot) for turn, spot in enumerate(spots)]
    return pd.DataFrame([
        {"id": f"t{number + 1:03d}", "name": name, "mode": mode, "geometry": spot}
        for number, (name, mode, spot) in enumerate(rows)
    ])  # fmt: skip


def nodes() -> pd.DataFrame:
    """Return the ecosystem's nodes, from their longitude and latitude."""
    rows = []
    for key, name, role, longitude, latitude, people, jobs in NODES:
        east, north = national_grid(longitude, latitude)
        rows.append({
            "id": key, "name": name, "role": role, "people": float(people), "jobs": float(jobs),
            "geometry": Point(round(east), round(north)),
        })  # fmt: skip
    return pd.DataFrame(rows)


def barrier_table() -> pd.DataFrame:
    """Return railways and water."""
    return pd.DataFrame([
        {"id": f"b{number + 1}", "kind": kind, "name": name, "layer": 0, "bridge": 0, "tunnel": 0,
         "geometry": shapely.set_precision(course, 0.1)}
        for number, (name, kind, course) in enumerate(barriers())
    ])  # fmt: skip
