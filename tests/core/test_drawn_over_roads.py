"""A drawn line pays at carriageways what the very same line costs that is mapped as a footway (rules 2.2).

The oracle maps the line: it becomes a footway of the street data, with a vertex wherever it meets a street; delays are
those that the district stores for footways, and the search is scipy's on a graph that is put together here. The line
over an uncrossable road is mapped without a vertex there, since what is drawn is carried over.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import LineString, Point

from district_planner.core.access.modes import MODES
from district_planner.core.district import District
from district_planner.core.interventions.effects import AddedLine, EasedCrossing, Effect
from district_planner.core.network.graph import build_graph
from district_planner.core.network.meetings import meetings
from district_planner.core.network.streets import build_streets
from district_planner.core.network.tagged_streets import streets_from_tags
from tests.core.engine_case import engine_times
from tests.oracle import Change, Oracle
from tests.oracle.cases import district_of

EVERYBODY = frozenset({"walk", "wheelchair", "cycle"})
XY = tuple[float, float]
SPEED = 4.8
Tags = Mapping[str, str]


def way(id_: str, line: Sequence[XY], **tags: str) -> dict[str, Any]:
    return {"id": id_, "geometry": LineString(line), **tags}


def node(x: float, y: float, **tags: str) -> dict[str, Any]:
    return {"id": f"n{x:g},{y:g}", "geometry": Point(x, y), **tags}


def district(
    ways: Sequence[Mapping[str, Any]], nodes: Sequence[Mapping[str, Any]], spots: Mapping[str, XY]
) -> District:
    """Return a district of tagged ways with a home and a café at every spot; nothing joins over 5 m."""
    table, _ = streets_from_tags(pd.DataFrame(list(ways)), pd.DataFrame(list(nodes)) if nodes else None)
    homes = [{"id": name, "people": 1.0, "geometry": Point(xy)} for name, xy in spots.items()]
    cafes = [{"id": name, "category": "cafe", "weight": 1.0, "geometry": Point(xy)} for name, xy in spots.items()]
    rows = {"streets": table.to_dict("records"), "homes": homes, "opportunities": cafes}
    return district_of(rows, {"access_limit_m": 5.0, "end_join_m": 5.0})


# By hand: 900 m of street, 500 m of line, a main road, 500 m of line, 400 m of street; 750 ms a metre on foot


HOME, CAFE, BESIDE = (-900.0, 0.0), (1400.0, 0.0), (500.0, -1300.0)
LINK = [(0.0, 0.0), (1000.0, 0.0)]
ON_FOOT = 2300 * 750


def main_road(vertex: bool, **tags: str) -> list[dict[str, Any]]:
    road = [(500.0, -1500.0), *([(500.0, 0.0)] if vertex else []), (500.0, 1500.0)]
    return [
        way("west", [(-1000.0, 0.0), (0.0, 0.0)], highway="residential"),
        way("road", road, **tags),
        way("east", [(1000.0, 0.0), (1500.0, 0.0)], highway="residential"),
    ]


def times(
    ways: Sequence[Mapping[str, Any]], *drawn: Effect, nodes: Sequence[Mapping[str, Any]] = (), mode: str = "walk"
) -> tuple[float, float]:
    """Return the milliseconds from the home, and from beside the road, to the café; the reference gives the same."""
    made = district(ways, nodes, {"home": HOME, "cafe": CAFE, "beside": BESIDE})
    changes = [Change(f"i{n}", (effect,)) for n, effect in enumerate(drawn)]
    found = engine_times(made, [(c.id, e) for c in changes for e in c.effects], mode, 90.0)
    assert found == Oracle(made, changes, mode, 90.0).times()
    return found.get(("home", "cafe"), np.inf), found.get(("beside", "cafe"), np.inf)


LINE = AddedLine(LineString(LINK), EVERYBODY)


@pytest.mark.parametrize(("highway", "seconds"), [("residential", 0), ("tertiary", 10), ("secondary", 10),
                                                  ("primary", 30), ("trunk", 30)])  # fmt: skip
@pytest.mark.parametrize("vertex", [True, False])
def test_a_line_through_a_carriageway_pays_half_on_each_side(highway, seconds, vertex):
    # from beside the road: 1,300 m along it, half of the crossing, 500 m of line, 400 m of street
    through, onto = times(main_road(vertex, highway=highway), LINE)
    assert through == ON_FOOT + seconds * 1000
    assert onto == 2200 * 750 + seconds * 500


def test_a_line_that_ends_on_a_carriageway_pays_half():
    east = AddedLine(LineString([(500, 0), (1000, 0)]), EVERYBODY)
    assert times(main_road(True, highway="primary"), east) == (np.inf, 2200 * 750 + 15_000)
    # an end 4 m off it joins over a connector, which is walked and steps onto the carriageway as well
    short = AddedLine(LineString([(504, 0), (1000, 0)]), EVERYBODY)
    assert times(main_road(True, highway="primary"), short) == (np.inf, 2200 * 750 + 15_000)


def test_two_lines_that_meet_on_a_carriageway_are_as_one():
    halves = [AddedLine(LineString(part), EVERYBODY) for part in ([LINK[0], (500, 0)], [(500, 0), LINK[1]])]
    assert times(main_road(True, highway="primary"), *halves) == (ON_FOOT + 30_000, 2200 * 750 + 15_000)


@pytest.mark.parametrize(("tags", "seconds"), [({"highway": "crossing"}, 0),
                                               ({"highway": "crossing", "crossing": "unmarked"}, 30),
                                               ({"highway": "crossing", "crossing": "traffic_signals"}, 15),
                                               ({"highway": "traffic_signals"}, 15)])  # fmt: skip
def test_a_crossing_that_is_mapped_there_decides_also_between_junctions(tags, seconds):
    nodes = [node(500, 0, **tags)]
    assert times(main_road(True, highway="primary"), LINE, nodes=nodes)[0] == ON_FOOT + seconds * 1000
    # cycling (15 km/h, 240 ms a metre; the home is as far from its street by every mode) waits at signals only
    wait = seconds * 1000 if seconds == 15 else 0
    assert times(main_road(True, highway="primary"), LINE, nodes=nodes, mode="cycle")[0] == 2300 * 240 + wait


def test_a_crossing_counts_within_a_metre_of_where_the_line_meets_the_road():
    # as near misses are joined: a line that comes back from GeoJSON lies a centimetre or two beside its crossing
    for metres, seconds in ((0.02, 0), (0.9, 0), (1.1, 30)):
        nodes = [node(500, 0, highway="crossing")]
        aside = AddedLine(LineString([(0, 0), (500, metres), (1000, 0)]), EVERYBODY)
        assert round(times(main_road(True, highway="primary"), aside, nodes=nodes)[0], -1) == pytest.approx(
            ON_FOOT + seconds * 1000, abs=10
        )


def test_signals_count_on_a_road_that_nobody_walks_too():
    road = main_road(True, highway="secondary", foot="no")
    lights = [node(500, 0, highway="crossing", crossing="traffic_signals")]
    assert times(road, LINE, nodes=lights) == (ON_FOOT + 15_000, np.inf)
    assert times(road, LINE) == (ON_FOOT, np.inf)


def test_a_bridge_pays_nothing_and_joins_nothing():
    over = AddedLine(LineString(LINK), EVERYBODY, bridges=((450.0, 550.0),))
    assert times(main_road(True, highway="primary"), over) == (ON_FOOT, np.inf)


def test_a_crossing_point_takes_the_delay_away_alone_or_with_its_line():
    road = main_road(False, highway="primary")
    crossing = EasedCrossing(Point(503, 4), 0.0, EVERYBODY)
    signals = EasedCrossing(Point(498, -3), 15.0, EVERYBODY)
    assert times(road, crossing) == (np.inf, np.inf)
    for drawn in ([LINE, crossing], [crossing, LINE], [signals, LINE, crossing]):
        assert times(road, *drawn) == (ON_FOOT, 2200 * 750)
    assert times(road, LINE, signals) == (ON_FOOT + 15_000, 2200 * 750 + 7_500)
    assert times(road, LINE, EasedCrossing(Point(500, 26), 0.0, EVERYBODY))[0] == ON_FOOT + 30_000


def test_a_crossing_that_is_drawn_as_a_line_pays_what_it_says():
    kerbs = EasedCrossing(LineString(LINK), 7.0, EVERYBODY)
    assert times(main_road(False, highway="primary"), kerbs)[0] == ON_FOOT + 7_000


def test_a_line_along_a_carriageway_is_on_it():
    # along the residential street it crosses a primary at their junction, as the street does; along the primary nothing
    cross = [
        way("west", [(-1000.0, 0.0), (500.0, 0.0)], highway="residential"),
        way("road", [(500.0, -1500.0), (500.0, 0.0), (500.0, 1500.0)], highway="primary"),
        way("east", [(500.0, 0.0), (1500.0, 0.0)], highway="residential"),
    ]
    plain = times(cross)
    assert plain == (ON_FOOT + 30_000, 2200 * 750 + 15_000)
    assert times(cross, AddedLine(LineString([(0, 0), (500, 0), (1000, 0)]), EVERYBODY)) == plain
    traced = AddedLine(LineString([(500, -1000), (500, 0), (500, 1000)]), EVERYBODY)
    assert times(cross, traced) == plain
    # a line that leaves the primary at the junction pays its half there
    leaving = AddedLine(LineString([(500, -1000), (500, 0), (1000, 0)]), EVERYBODY)
    assert times(cross, leaving)[1] == plain[1]


WALLS: list[Tags] = [
    {"highway": "trunk", "maxspeed": "60 mph"}, {"highway": "trunk", "maxspeed": "40 mph", "dual_carriageway": "yes"},
    {"highway": "primary", "maxspeed": "40 mph", "oneway": "yes"},
]  # fmt: skip


@pytest.mark.parametrize("tags", WALLS)
@pytest.mark.parametrize("mode", ["walk", "cycle"])
def test_a_line_over_an_uncrossable_road_is_carried_over_and_flagged(tags, mode):
    ways = main_road(False, **tags)
    assert times(ways, LINE, mode=mode) == (2300 * (750 if mode == "walk" else 240), np.inf)
    (said,) = told(ways, LINE, mode, "needs_bridge")
    assert "at 500 m: needs a bridge (about £1 to 5 million" in said
    assert "or a crossing (about £50,000 to 240,000" in said
    (said,) = told(ways, LINE, mode, "passes_over", [EasedCrossing(Point(500, 9), 0.0, EVERYBODY)])
    assert said.endswith("at 500 m at a crossing that is drawn there")
    nodes = [node(500, 0, highway="crossing", crossing="traffic_signals")]
    wait = times(main_road(True, **tags), LINE, nodes=nodes, mode=mode)[0]
    assert wait == 2300 * (750 if mode == "walk" else 240) + 15_000


def test_a_line_that_stays_on_its_side_joins_an_uncrossable_road_that_is_walked():
    # a corner of the line touches the road at (500, 0): half of a trunk road's crossing, and nobody gets over it
    ways = main_road(True, highway="trunk", maxspeed="40 mph", dual_carriageway="yes")
    corner = AddedLine(LineString([(1000, 0), (500, 0), (600, 300)]), EVERYBODY)
    assert times(ways, corner) == (np.inf, 2200 * 750 + 15_000)


def test_an_end_at_an_uncrossable_road_joins_nothing_beyond_it():
    # a side street meets the fast road from the west: a line from the east that ends at the junction does not join it
    ways = main_road(True, highway="trunk", maxspeed="60 mph")
    ways[0] = way("west", [(-1000.0, 0.0), (500.0, 0.0)], highway="residential")
    east = AddedLine(LineString([(500, 0), (1000, 0)]), EVERYBODY)
    assert times(ways, east) == (np.inf, np.inf)
    (said,) = told(ways, east, "walk", "needs_bridge")
    assert said.startswith("the start stops at an unnamed trunk (motor road") and "joins nothing beyond" in said
    # from the west it joins: 15 s are half of its own crossing, 15 s those of the side street
    west = AddedLine(LineString([(500, 0), (200, 400)]), EVERYBODY)
    made = district(ways, (), {"home": (-900.0, 0.0), "off": (200.0, 400.0)})
    found = engine_times(made, [("i", west)], "walk", 90.0)
    assert found["home", "off"] == 1400 * 750 + 15_000 + 500 * 750 + 15_000


# What a planner is told


def told(
    ways: Sequence[Mapping[str, Any]],
    line: AddedLine,
    mode: str,
    kind: str,
    eased: Sequence[EasedCrossing] = (),
    nodes: Sequence[Mapping[str, Any]] = (),
) -> list[str]:
    made = district(ways, nodes, {})
    graph = build_graph(build_streets(made.table("streets")), MODES[mode], made.settings)
    found = meetings(graph, line, made.table("barriers"), made.settings, eased=eased)
    return [one.text for one in found if one.kind == kind]


def test_a_join_says_what_crossing_costs():
    ways = main_road(True, highway="primary", name="High Road")
    assert told(ways, LINE, "walk", "joins")[1] == "joins High Road at 500 m, crossing it costs 30 s [P]"
    back = AddedLine(LineString(LINK[::-1]), EVERYBODY)
    assert told(ways, back, "walk", "joins")[1] == "joins High Road at 500 m, crossing it costs 30 s [P]"
    assert told(ways, LINE, "cycle", "joins")[1] == "joins High Road at 500 m"
    east = AddedLine(LineString([(500, 0), (1000, 0)]), EVERYBODY)
    assert told(ways, east, "walk", "joins")[0] == "the start joins High Road, half of a crossing costs 15 s [P]"
    signals = [EasedCrossing(Point(500, 3), 12.0, EVERYBODY)]
    assert told(ways, LINE, "walk", "joins", signals)[1] == "joins High Road at 500 m, crossing it costs 12 s [P]"
    dark = main_road(True, highway="secondary", foot="no", name="Dark Road")
    lights = [node(500, 0, highway="traffic_signals")]
    assert told(dark, LINE, "walk", "passes_over", nodes=lights) == [
        "crosses Dark Road (motor road, no walking) at 500 m at a mapped crossing, which costs 15 s [P]"
    ]


# Random lines over random roads, against the same line mapped as a footway

ROADS: tuple[Tags, ...] = (
    {"highway": "residential"}, {"highway": "secondary"}, {"highway": "tertiary"}, {"highway": "primary"},
    {"highway": "trunk"}, {"highway": "primary", "foot": "no"}, *WALLS,
)  # fmt: skip


class Case:
    """A line along the x axis over upright roads, some of which have side streets, crossings or signals there."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.ways: list[dict[str, Any]] = []
        self.nodes: list[dict[str, Any]] = []
        self.spots: dict[str, XY] = {}
        self.eased: list[EasedCrossing] = []
        self.bridges: list[tuple[float, float]] = []
        self.vertices: list[XY] = []
        x, number, length = 0.0, chance.randint(3, 6), 0.0
        self.begin = chance.choice((0.0, 60.0))
        for k in range(number):
            length = x
            self._road(chance, k, x, inner=self.begin < x and k < number - 1)
            x += 4.0 * chance.randint(20, 50)
        self.end = length + chance.choice((0.0, 40.0)) if chance.random() < 0.7 else length
        self.line = [(self.begin, 0.0), (self.end, 0.0)]

    def _road(self, chance: random.Random, k: int, x: float, *, inner: bool) -> None:
        tags = chance.choice(ROADS if inner else ROADS[:5])
        marked = chance.random() < 0.4
        if marked:
            self.nodes.append(node(x, 0.0, **chance.choice(({"highway": "crossing"}, {"highway": "traffic_signals"}))))
        vertex = [(x, 0.0)] if marked or chance.random() < 0.5 else []
        course = [(x, -400.0), *vertex, (x, 300.0)]
        self.ways.append(way(f"r{k}", course if chance.random() < 0.5 else course[::-1], **tags))
        side = bool(vertex) and chance.random() < 0.4
        if side:
            self.ways.append(way(f"s{k}", [(x, 0.0), (x + 30.0, 40.0)], highway="residential"))
            self.spots[f"s{k}"] = (x + 30.0, 40.0)
        self.spots |= {f"n{k}": (x, 300.0), f"s{k}+": (x, -400.0)}
        forbidden = tags in WALLS or "foot" in tags
        bridge = inner and chance.random() < 0.2
        if bridge:
            self.bridges.append((x - 8.0 - self.begin, x + 8.0 - self.begin))
        elif not forbidden or marked or (side and "foot" in tags):  # it joins the side street
            self.vertices.append((x, 0.0))
            if not forbidden and chance.random() < 0.3:
                self.eased.append(EasedCrossing(Point(x + 1.0, 2.0), chance.choice((0.0, 4.0, 12.0)), EVERYBODY))

    def drawn(self) -> dict[tuple[str, str], int]:
        line = AddedLine(LineString(self.line), EVERYBODY, bridges=tuple(self.bridges))
        made = district(self.ways, self.nodes, self.spots)
        return engine_times(made, [("i", line), *(("x", one) for one in self.eased)], "walk", 60.0)

    def mapped(self) -> dict[tuple[str, str], int]:
        """Return the times with the line as a footway of the street data."""
        inside = [xy for xy in self.vertices if self.begin <= xy[0] <= self.end]
        foot = way("foot", sorted({*self.line, *inside}), highway="footway")
        ways = []
        for one in self.ways:
            xy = {tuple(c) for c in one["geometry"].coords}
            xy |= {v for v in inside if one["geometry"].distance(Point(v)) == 0.0}
            falls = one["geometry"].coords[0][1] > one["geometry"].coords[-1][1]
            ways.append({**one, "geometry": LineString(sorted(xy, key=lambda c: c[1], reverse=falls))})
        table, _ = streets_from_tags(pd.DataFrame([*ways, foot]), pd.DataFrame(self.nodes) if self.nodes else None)
        return self._searched(table[table["walk"] != "no"])

    def _searched(self, table: pd.DataFrame) -> dict[tuple[str, str], int]:
        numbers: dict[tuple[float, float, int], int] = {}
        tail, head, cost = [], [], []
        for row in table.to_dict("records"):
            coordinates = row["geometry"].coords
            ends, delays = [], []
            for name, xy in (("start", coordinates[0]), ("end", coordinates[-1])):
                key = (round(xy[0], 3), round(xy[1], 3), int(row[f"{name}_side"]))
                ends.append(numbers.setdefault(key, len(numbers)))
                half = round(row[f"walk_{name}_delay_s"] * 1000)
                for one in self.eased:
                    if np.hypot(one.geometry.x - xy[0], one.geometry.y - xy[1]) < 3.0:
                        half = min(half, round(one.delay_s * 500))
                delays.append(half)
            tail.append(ends[0])
            head.append(ends[1])
            cost.append(round(row["geometry"].length * 3600 / SPEED) + sum(delays))
        size = len(numbers)
        graph = coo_matrix((np.array(cost, float), (tail, head)), shape=(size, size)).tocsr()
        found = {name: numbers[(*xy, 0)] for name, xy in self.spots.items() if (*xy, 0) in numbers}
        spent = dijkstra(graph, directed=False)
        limit = 60 * 60_000
        return {
            (a, b): int(spent[found[a], found[b]]) for a in found for b in found if spent[found[a], found[b]] <= limit
        }


@pytest.mark.parametrize("block", range(6))
def test_random_lines_pay_what_they_would_pay_mapped(block):
    for seed in range(block * 25, block * 25 + 25):
        case = Case(seed)
        assert case.drawn() == case.mapped(), seed
