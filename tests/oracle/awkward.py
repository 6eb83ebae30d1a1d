"""Changes that are drawn on what is there: along streets, through junctions, over themselves, all around a corner."""

from __future__ import annotations

import random

from shapely.geometry import LineString, Point, Polygon

from district_planner.core.district import District
from district_planner.core.interventions.effects import (
    AddedLine,
    AddedOpportunity,
    AddedOrigin,
    ClosedStreets,
    EasedCrossing,
    Effect,
)

from .oracle import Change

EVERYBODY = frozenset({"walk", "wheelchair", "cycle"})


def awkward_changes(district: District, seed: int) -> tuple[Change, ...]:
    """Return changes that meet streets, junctions, private drives and each other in the places where it is delicate."""
    chance = random.Random(1000 + seed)
    streets = list(district.table("streets")["geometry"])
    corners = [line.coords[0] for line in streets]
    drives = [g for g, code in zip(streets, district.table("streets")["walk"]) if code == "destination"]
    effects = _lines(chance, streets, corners) | _works(chance, streets, corners, drives)
    return tuple(Change(name, tuple(found)) for name, found in sorted(effects.items()))


def _lines(
    chance: random.Random, streets: list[LineString], corners: list[tuple[float, ...]]
) -> dict[str, list[Effect]]:
    a, b, c, d = chance.sample(sorted(set(corners)), 4)
    along = chance.choice(streets)
    overlap = LineString([a, *along.coords])
    middle = (round((a[0] + c[0]) / 2, 3), round((a[1] + c[1]) / 2, 3))
    loop = LineString([b, middle, (middle[0] + 40, middle[1] + 9), (middle[0] + 11, middle[1] + 37), middle, d])
    joined = [AddedLine(LineString([a, c]), EVERYBODY), AddedLine(LineString([middle, d]), EVERYBODY)]
    ramp = LineString([b, a, c])
    length = round(ramp.length / 3, 1)
    bridge = AddedLine(ramp, EVERYBODY, bridges=((length, 2 * length),), no_join=((c[0] + 0.5, c[1]),))
    home, cafe = (Point(along.interpolate(share, normalized=True)) for share in (0.31, 0.62))
    beside = along.parallel_offset(3.0)
    link = AddedLine(beside, EVERYBODY) if not beside.is_empty else joined[0]
    both = [AddedOrigin(10.0, 0.0, home), AddedOpportunity("cafe", 1.0, cafe), link]
    return {
        "a-between-corners": [joined[0]],
        "a-branch": [*joined],
        "a-overlap": [AddedLine(overlap, EVERYBODY)],
        "a-loop": [AddedLine(loop, EVERYBODY)],
        "a-bridge": [bridge],
        "a-both-on-the-link": both,
        "a-way-nowhere": [AddedLine(LineString([(a[0] - 900, a[1]), (a[0] - 960, a[1])]), EVERYBODY), both[1]],
    }


def _works(
    chance: random.Random, streets: list[LineString], corners: list[tuple[float, ...]], drives: list[LineString]
) -> dict[str, list[Effect]]:
    def around(xy: tuple[float, ...]) -> ClosedStreets:
        spread = chance.uniform(1, 30)
        return ClosedStreets(Polygon(Point(xy[:2]).buffer(spread, quad_segs=1)), EVERYBODY)

    def crossing(xy: tuple[float, ...], delay_s: float) -> EasedCrossing:
        return EasedCrossing(Point(xy[0] + 1, xy[1] + 0.5), delay_s, EVERYBODY)

    gate = chance.choice(drives).coords[0] if drives else chance.choice(corners)
    here, there = chance.sample(corners, 2)
    street = chance.choice(streets)
    over = street.interpolate(0.5, normalized=True)
    short = LineString([(over.x - 6, over.y - 6), (over.x, over.y), (over.x + 6, over.y + 6)])
    eased = [crossing(xy, chance.choice((0.0, 3.0, 4.5))) for xy in chance.sample(corners, 4)]
    return {
        "w-closed-gate": [around(gate)],
        "w-closed-corners": [around(here), around(there)],
        "w-eased-gate": [crossing(gate, 2.0)],
        "w-eased-everywhere": list(eased),
        "w-eased-and-closed": [around(gate), crossing(gate, 1.0)],
        "w-short-crossing": [EasedCrossing(short, 4.25, EVERYBODY)],
    }
