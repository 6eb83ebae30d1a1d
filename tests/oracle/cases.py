"""Random districts and interventions, small enough to search by hand and awkward on purpose."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box

from district_planner.core.district import TABLES, District
from district_planner.core.interventions.intervention import Intervention

from .oracle import Change, changes_of

Row = dict[str, Any]
_NOT_TABLES = ("intervention_points", "intervention_lines", "intervention_areas")


def district_of(rows: Mapping[str, Sequence[Row]], settings: Mapping[str, Any] | None = None) -> District:
    """Return a district in memory from rows by table name; columns that a row leaves out are empty."""
    tables = {}
    for name, table in TABLES.items():
        if name not in _NOT_TABLES:
            columns = [*table.columns, *(["geometry"] if table.geometry else [])]
            tables[name] = pd.DataFrame(list(rows.get(name, ())), columns=columns)
    return District("EPSG:27700", tables, settings=settings or {}, name="case")


def street(id: str, coordinates: Sequence[tuple[float, float]], **columns: Any) -> Row:
    """Return a row of streets that every mode may use both ways unless ``columns`` say otherwise."""
    row = {"id": id, "source_id": id, "highway": "residential", "walk": "yes", "cycle": "yes", "wheelchair": "yes"}
    row |= {"cars": 1, "layer": 0, "bridge": 0, "tunnel": 0, "start_side": 0, "end_side": 0}
    return {**row, **columns, "geometry": LineString(coordinates)}


def random_district(seed: int) -> District:
    """Return an irregular grid with one-ways, destination streets, delays, sides and places of every kind."""
    chance = random.Random(seed)
    size = chance.choice((3, 4, 5))
    corners = _corners(chance, size)
    streets = _grid(chance, corners, size) + _spurs(chance, corners)
    _divide(chance, streets, corners)
    _delay(chance, streets)
    return district_of({"streets": streets, **_places(chance, streets, size * 120.0)})


def _corners(chance: random.Random, size: int) -> dict[tuple[int, int], tuple[float, float]]:
    def shifted(step: int) -> float:
        return round(1000 + step * 120 + chance.uniform(-35, 35), 3)

    return {(i, j): (shifted(i), shifted(j)) for i in range(size) for j in range(size)}


def _grid(chance: random.Random, corners: dict[tuple[int, int], tuple[float, float]], size: int) -> list[Row]:
    streets = []
    for (i, j), a in corners.items():
        for neighbour in ((i + 1, j), (i, j + 1)):
            if neighbour in corners and chance.random() < 0.9:
                middle = [_bend(chance, a, corners[neighbour])] if chance.random() < 0.3 else []
                line = [a, *middle, corners[neighbour]]
                streets.append(street(f"s{len(streets):03}", line, **_character(chance)))
    return streets


def _bend(chance: random.Random, a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return tuple(round((p + q) / 2 + chance.uniform(-15, 15), 3) for p, q in zip(a, b))  # type: ignore[return-value]


def _character(chance: random.Random) -> Row:
    row: Row = {
        "walk": chance.choices(("yes", "destination", "no", "forward"), (80, 10, 7, 3))[0],
        "cycle": chance.choices(("yes", "forward", "backward", "destination", "no"), (55, 15, 15, 8, 7))[0],
        "wheelchair": chance.choices(("yes", "no", "destination"), (80, 12, 8))[0],
    }
    if chance.random() < 0.06:
        row |= {"layer": 1, "bridge": 1}
    if chance.random() < 0.1:
        row |= {"layer": None, "bridge": None, "tunnel": None}
    return row


def _spurs(chance: random.Random, corners: dict[tuple[int, int], tuple[float, float]]) -> list[Row]:
    streets = []
    for number in range(3):  # two private drives, one after the other, off some junction
        x, y = chance.choice(list(corners.values()))
        first = round(x + chance.uniform(15, 40), 3), round(y + chance.uniform(15, 40), 3)
        second = round(first[0] + chance.uniform(-30, 30), 3), round(first[1] + chance.uniform(10, 40), 3)
        codes = dict.fromkeys(("walk", "cycle", "wheelchair"), "destination")
        streets.append(street(f"d{number}a", [(x, y), first], **codes))
        streets.append(street(f"d{number}b", [second, first], **codes))
    return streets


def _divide(chance: random.Random, streets: list[Row], corners: dict[tuple[int, int], tuple[float, float]]) -> None:
    """Give some junctions two sides: what leaves them upwards is on side 1."""
    for x, y in chance.sample(list(corners.values()), 2):
        for row in streets:
            first, last = row["geometry"].coords[0], row["geometry"].coords[-1]
            if first == (x, y) and last[1] > y + 40:
                row["start_side"] = 1
            if last == (x, y) and first[1] > y + 40:
                row["end_side"] = 1


def _delay(chance: random.Random, streets: list[Row]) -> None:
    for row in streets:
        for name in ("walk_start_delay_s", "walk_end_delay_s", "cycle_start_delay_s", "cycle_end_delay_s"):
            row[name] = chance.choices((None, 0.0, 5.0, 7.5, 15.0), (50, 20, 10, 10, 10))[0]


def _places(chance: random.Random, streets: list[Row], extent: float) -> dict[str, list[Row]]:
    def spot() -> Point:
        if chance.random() < 0.4:  # right on a street, often together with another place
            line = chance.choice(streets[:4])["geometry"]
            return line.interpolate(round(chance.random(), 2), normalized=True)
        return Point(*(round(1000 + chance.uniform(-60, extent), 3) for _ in "xy"))

    def block() -> Polygon:
        at = spot()
        return box(at.x, at.y, at.x + chance.uniform(5, 60), at.y + chance.uniform(5, 60))

    def doors() -> str | None:
        return MultiPoint([spot() for _ in range(chance.randint(2, 3))]).wkt if chance.random() < 0.3 else None

    def rows(prefix: str, number: int, **columns: Any) -> list[Row]:
        made = []
        for index in range(number):
            shape = block() if chance.random() < 0.3 else spot()
            made.append({"id": f"{prefix}{index:02}", "entrances": doors(), **columns, "geometry": shape})
        return made

    far = {"id": "h98", "people": 1.0, "geometry": Point(1000 - chance.uniform(300, 500), 1000)}
    both = {"id": "b00", "people": 4.0, "geometry": spot()}  # lives where somebody works: moved there below
    tables: dict[str, list[Row]] = {
        "homes": [*rows("h", 8, people=2.5), far, both],
        "buildings": rows("b", 3, employees=12.0) + rows("c", 1),
        "origins": [{"id": "o00", "people": 1.0, "geometry": spot()}],
        "nodes": [{"id": "n00", "name": "Centre", "role": "anchor", "geometry": spot()}],
        "opportunities": rows("p", 7, category="cafe", weight=1.0),
        "greenspaces": [{"id": "g00", "hectares": 0.5, "entrances": doors(), "geometry": block()}],
        "stops": [{"id": "t00", "geometry": spot()}],
    }
    both["geometry"] = tables["buildings"][0]["geometry"]
    return tables


def random_interventions(district: District, seed: int) -> tuple[Intervention, ...]:
    """Return interventions of every effect, lines that cross each other among them, in random order."""
    chance = random.Random(seed)
    made = [*_lines(chance, district), *_street_works(chance, district)]
    made += _added_places(chance, made[0].geometry, district)
    chance.shuffle(made)
    return tuple(made)


def random_changes(district: District, seed: int) -> tuple[Change, ...]:
    """Return the same as effects under their interventions' ids."""
    return tuple(changes_of(random_interventions(district, seed), district))


def _spot_in(chance: random.Random, district: District) -> tuple[float, float]:
    x0, y0, x1, y1 = district.table("streets")["geometry"].iloc[0].buffer(400).bounds
    for geometry in district.table("streets")["geometry"]:
        a, b, c, d = geometry.bounds
        x0, y0, x1, y1 = min(x0, a), min(y0, b), max(x1, c), max(y1, d)
    return round(chance.uniform(1000, x1 - 380), 3), round(chance.uniform(1000, y1 - 380), 3)


def _lines(chance: random.Random, district: District) -> list[Intervention]:
    def line() -> LineString:
        while True:
            drawn = LineString([_spot_in(chance, district) for _ in range(chance.randint(2, 3))])
            if drawn.length > 30:
                return drawn

    first, second, third = line(), line(), line()
    a = round(chance.uniform(0, second.length * 0.5), 2)
    bridge = json.dumps([[a, round(a + second.length * 0.3, 2)]])
    crossed = [g for g in district.table("streets")["geometry"] if g.crosses(third)]
    avoided = chance.choice(crossed).intersection(third).representative_point() if crossed else Point(third.coords[0])
    foot = district.table("streets")["geometry"].iloc[0].interpolate(0.4, normalized=True)
    touching = LineString([foot, _spot_in(chance, district)])
    return [
        Intervention("i-link", "walking_link", first),
        Intervention("i-path", "cycle_path", second, attributes={"parts": bridge}),
        Intervention("i-kept", "cycle_path", third, attributes={"no_join": json.dumps([[avoided.x, avoided.y]])}),
        Intervention("i-touch", "walking_link", touching),
    ]


def _street_works(chance: random.Random, district: District) -> list[Intervention]:
    streets = district.table("streets")["geometry"]
    along, across, ended = (chance.choice(list(streets)) for _ in range(3))
    middle = across.interpolate(0.5, normalized=True)
    cut = LineString([(middle.x - 20, middle.y - 18), (middle.x + 20, middle.y + 17)])
    corner = Point(ended.coords[0])
    kerb = LineString([(corner.x - 9, corner.y - 11), (corner.x + 10, corner.y + 8)])
    area = middle.buffer(chance.uniform(5, 25), quad_segs=2)
    anywhere = Point(_spot_in(chance, district))
    closures = [along.parallel_offset(2), Point(corner.x + 3, corner.y + 8), area, cut]
    return [
        Intervention("i-close", "closure", chance.choice(closures)),
        Intervention("i-close-cycles", "closure", chance.choice(closures), attributes={"modes": "cycle"}),
        Intervention("i-cross", "crossing", Point(corner.x + 4, corner.y - 3), attributes={"delay_s": 5.0}),
        Intervention("i-cross-too", "crossing", anywhere, attributes={"modes": "walk,cycle"}),
        Intervention("i-kerbs", "crossing", kerb, attributes={"delay_s": 7.25}),
    ]


def _added_places(chance: random.Random, link: LineString, district: District) -> list[Intervention]:
    beside = link.interpolate(chance.random(), normalized=True)
    site = box(beside.x, beside.y, beside.x + 30, beside.y + 20)
    doors = MultiPoint([_spot_in(chance, district), (beside.x + 30, beside.y)]).wkt
    return [
        Intervention("i-cafe", "amenity", beside, attributes={"categories": "cafe,shop"}),
        Intervention("i-homes", "housing", Point(_spot_in(chance, district)), attributes={"people": 30.0}),
        Intervention("i-jobs", "employment_site", site, attributes={"jobs": 50.0, "entrances": doors}),
        Intervention("i-park", "green_space", box(beside.x - 60, beside.y - 60, beside.x - 20, beside.y - 10)),
    ]


def u_of_streets(homes: Mapping[str, tuple[float, Point]] | None = None) -> District:
    """Return two arms of 100 m and the street of 200 m between their tops; a café on the second arm at (200, 20).

    Args:
        homes: id -> (people, place); default 3 people at (0, 20) and 5 at (0, 100), both on the first arm.
    """
    lived = homes or {"a": (3.0, Point(0, 20)), "b": (5.0, Point(0, 100))}
    return district_of({
        "streets": [street("west", [(0, 0), (0, 100)]), street("top", [(0, 100), (200, 100)]),
                    street("east", [(200, 100), (200, 0)])],
        "homes": [{"id": name, "people": people, "geometry": at} for name, (people, at) in lived.items()],
        "opportunities": [{"id": "p", "category": "cafe", "weight": 1.0, "geometry": Point(200, 20)}],
    })  # fmt: skip
