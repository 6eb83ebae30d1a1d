"""The reference: every place, join and piece is a node or an arc of one graph, searched origin by origin."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from shapely.geometry import Point

from district_planner.core.interventions.effects import (
    AddedLine,
    AddedOpportunity,
    AddedOrigin,
    ClosedStreets,
    EasedCrossing,
    Effect,
)
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.surroundings import Surroundings

from .carriageways import Toll, Tolls, eased, read_roads
from .edits import closed_rows, ease, eased_corner, joined_sides
from .modes import Mode, Rules, mode_of
from .places import Place, district_opportunities, district_origins, points
from .streets import Corner, Street, nearest, read_streets
from .ways import StreetJoin, Way, closed_end_joins, own_joins, street_joins, way_joins

Node = Hashable
Times = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Change:
    """Effects under the id of the intervention that has them."""

    id: str
    effects: tuple[Effect, ...]


class Oracle:
    """Times between all places of a district with a set of changes in it; nothing is shared with the engine.

    Args:
        district: the district; only its tables are read.
        interventions: interventions (their kinds say the effects) or ready Changes; all of them are on.
        mode: walk, wheelchair, cycle or ecycle.
        limit_min: pairs above this many minutes are left out.
    """

    def __init__(
        self,
        district: Any,
        interventions: Iterable[Intervention | Change] = (),
        mode: str = "walk",
        limit_min: float = 30,
    ) -> None:
        self.rules = Rules.of(district.settings)
        self.mode: Mode = mode_of(mode, district.settings)
        self.limit = round(limit_min * 60000)
        self.changes = changes_of(interventions, district)
        self.drawn = read_streets(district.table("streets"), self.mode)
        self.roads = read_roads(district.table("streets"))
        self.streets, self.side_joints = self._edited_streets()
        self.ways = self._added_ways()
        self.origins = district_origins(district) + self._added_places(AddedOrigin)
        self.opportunities = district_opportunities(district) + self._added_places(AddedOpportunity)
        self.arcs: dict[Node, list[tuple[Node, int]]] = defaultdict(list)
        self._build()

    # What the changes add

    def _effects(self, kind: type) -> list[tuple[str, int, Any]]:
        return [
            (change.id, number, effect)
            for change in self.changes
            for number, effect in enumerate(change.effects)
            if isinstance(effect, kind) and self.mode.is_among(getattr(effect, "modes", [self.mode.id]))
        ]

    def _edited_streets(self) -> tuple[list[Street], list[tuple[Corner, Corner, int]]]:
        streets, joints = self.drawn, []
        closed = {
            row for _, _, effect in self._effects(ClosedStreets) for row in closed_rows(self.drawn, effect.geometry)
        }
        streets = [street.but(closed=street.row in closed) for street in streets]
        for _, _, effect in self._effects(EasedCrossing):
            xy = eased_corner(self.drawn, effect.geometry) if isinstance(effect.geometry, Point) else None
            if xy:
                streets = ease(streets, xy, effect.delay_s)
                joints += [(a, b, round(effect.delay_s * 1000)) for a, b in joined_sides(self.drawn, xy)]
        return streets, joints

    def _added_ways(self) -> list[Way]:
        ways = [
            Way((id, number), effect.line, effect.bridges, effect.no_join)
            for id, number, effect in self._effects(AddedLine)
        ]
        ways += [
            Way((id, number), effect.geometry, delay=round(effect.delay_s * 1000), crossing=True)
            for id, number, effect in self._effects(EasedCrossing)
            if not isinstance(effect.geometry, Point)
        ]
        return sorted((way for way in ways if way.length > 0), key=lambda way: (list(way.line.coords), way.key))

    def _added_places(self, kind: type) -> list[Place]:
        return [
            Place(f"{id}:{getattr(effect, 'category', 'people')}", effect.geometry, points(effect.entrances))
            for id, _, effect in self._effects(kind)
        ]

    # The graph

    def _build(self) -> None:
        self.drawn_corners = _corners_of_ways_through(self.drawn)
        self.open_corners = _corners_of_ways_through(self.streets)
        self.now = {street.row: street for street in self.streets}
        self.marks: dict[int, set[int]] = defaultdict(set)  # row -> positions at which the street is split
        self.tolls = Tolls(self.roads, self.drawn, self.mode, self.rules)
        self.paid: dict[Any, list[Toll]] = defaultdict(list)
        self.way_marks: dict[tuple[Any, int], set[int]] = defaultdict(set)
        joins = {way.key: self._street_joins(way) for way in self.ways}
        meetings = [(a, b, way_joins(a, b, self.rules)) for a, b in combinations(self.ways, 2)]
        meetings += [(way, way, own_joins(way, self.rules)) for way in self.ways]
        legs = [(place, "from", self._legs(place)) for place in self.origins]
        legs += [(place, "to", self._legs(place)) for place in self.opportunities]
        for key, found in joins.items():
            self._add_street_joins(key, found)
        for place, role, found in legs:
            self._add_place(place, role, found)
        for first, second, pairs in meetings:
            for a, b in pairs:
                self._both_ways(("way", first.key, a), ("way", second.key, b), 0)
        for a, b, cost in self.side_joints:
            self._stretch(a, b, cost, cost, self._stops_between_sides(a, b))
        for street in self.streets:
            self._add_street(street)
            for corner in {street.start, street.end} - self.open_corners:
                self.arcs[("leaving", *corner)].append((("arriving", *corner), 0))
        for way in self.ways:
            self._add_way(way)
            self._add_tolls(way)

    def _street_joins(self, way: Way) -> list[StreetJoin]:
        """Return the joins of a way and note what it pays at carriageways; a crossing pays nothing there."""
        joins = street_joins(way, self.streets, self.mode, self.rules)
        ends = closed_end_joins(way, self.streets, self.rules)
        joins += [join for join in ends if join.corner not in self.open_corners]
        if not way.crossing:
            points = [
                (e.geometry, e.delay_s) for _, _, e in self._effects(EasedCrossing) if isinstance(e.geometry, Point)
            ]
            joins, tolls = self.tolls.of(way, joins)
            joins = eased(tolls, joins, points)
            self.paid[way.key] = [toll for toll in tolls if toll.before + toll.after]
        way.cuts |= {join.chainage for join in joins}
        way.cuts |= {chainage for toll in self.paid[way.key] for chainage in (toll.low, toll.high)}
        return joins

    def _legs(self, place: Place) -> list[tuple[str, Any, Any, int]]:
        """Return (street or way, which, where on it, ms of the leg) for every join of every access point."""
        legs: list[tuple[str, Any, Any, int]] = []
        reach = min(place.reach, self.rules.access_limit_m)
        for point in place.access_points(self.drawn):
            street = nearest(self.drawn, point, reach)
            if street:
                leg = self.mode.access_milliseconds(street.line.distance(point))
                legs.append(("street", self.now[street.row], street.position(point), leg))
            for way in self.ways:
                found = way.nearest_at_grade(point)
                if found and found[0] <= reach:
                    legs.append(("way", way, found[1], self.mode.access_milliseconds(found[0])))
        return legs

    def _add_place(self, place: Place, role: str, legs: list[tuple[str, Any, Any, int]]) -> None:
        node = (role, place.id)
        for kind, which, where, leg in legs:
            layers = ("net",)
            if kind == "street":
                self.marks[which.row].add(where)
                if not which.is_way_through:
                    layers = ("leaving",) if role == "from" else ("leaving", "arriving")
                spots: list[Node] = [(layer, which.row, where) for layer in layers]
            else:
                spots = [self._spot_on_way(which, where)]
            for spot in spots:
                self.arcs[node if role == "from" else spot].append((spot if role == "from" else node, leg))

    def _spot_on_way(self, way: Way, chainage: float) -> Node:
        """Return the node of a place on a way: piece and running time from the piece's start."""
        pieces = way.pieces(self.mode)
        number = next((i for i, (_, b, _) in enumerate(pieces) if chainage <= b), len(pieces) - 1)
        a, _, run = pieces[number]
        position = min(max(way.clock(chainage, self.mode) - way.clock(a, self.mode), 0), run)
        self.way_marks[way.key, number].add(position)
        return ("way", way.key, number, position)

    def _add_street_joins(self, key: tuple[str, int], joins: list[StreetJoin]) -> None:
        for join in joins:
            spot: tuple[Any, ...] = join.corner or (join.street.row, join.street.position(join.point))
            if not join.corner:
                self.marks[join.street.row].add(spot[1])
            mark = ("way", key, join.chainage)
            if join.corner and join.corner not in self.open_corners:  # only closed streets end here
                self.arcs[("leaving", *spot)].append((mark, join.cost))
                self.arcs[mark].append((("arriving", *spot), join.cost))
            else:
                self._both_ways(mark, ("net", *spot), join.cost)

    def _beside(self, way: Way, chainage: float, side: str) -> Node:
        """Return where a piece of a way ends: in front of a carriageway or behind it, else at the mark itself."""
        for toll in self.paid[way.key]:
            if chainage == (toll.low if side == "in" else toll.high):
                return ("way", way.key, chainage, side)
        return ("way", way.key, chainage)

    def _add_tolls(self, way: Way) -> None:
        for toll in self.paid[way.key]:
            self._both_ways(("way", way.key, toll.low, "in"), ("way", way.key, toll.low), toll.before)
            self._both_ways(("way", way.key, toll.high), ("way", way.key, toll.high, "out"), toll.after)

    def _add_way(self, way: Way) -> None:
        for number, (a, b, run) in enumerate(way.pieces(self.mode)):
            stops: list[tuple[Node, int]] = [(self._beside(way, a, "out"), 0)]
            for position in sorted(self.way_marks[way.key, number]):
                stops.append((("way", way.key, number, position), position))
            stops.append((self._beside(way, b, "in"), run))
            for (node, start), (following, end) in zip(stops, stops[1:]):
                self._both_ways(node, following, end - start)

    def _add_street(self, street: Street) -> None:
        stops = self.drawn_corners if street.code == "destination" else self.open_corners if street.closed else None
        spots: list[tuple[Any, int]] = [(street.start, -street.start_delay)]
        spots += [((street.row, position), position) for position in sorted(self.marks[street.row])]
        spots.append((street.end, street.run + street.end_delay))
        for (spot, start), (following, end) in zip(spots, spots[1:]):
            forward = end - start if street.code in ("yes", "forward", "destination") else None
            backward = end - start if street.code in ("yes", "backward", "destination") else None
            self._stretch(spot, following, forward, backward, stops)

    def _stretch(self, a: Any, b: Any, forward: int | None, backward: int | None, stops: Any = None) -> None:
        """Add a stretch between two corners or spots.

        ``stops`` is None on a way through; else the corners at which leaving over it ends, or arriving over it starts.
        """
        for tail, head, cost in ((a, b, forward), (b, a, backward)):
            if cost is None:
                continue
            if stops is None:
                self.arcs[("net", *tail)].append((("net", *head), cost))
                continue
            if tail not in stops:
                self.arcs[("leaving", *tail)].append(((self._layer(head, "leaving"), *head), cost))
            if head not in stops:
                self.arcs[(self._layer(tail, "arriving"), *tail)].append((("arriving", *head), cost))

    def _stops_between_sides(self, a: Corner, b: Corner) -> set[Corner] | None:
        """Return the stops of a crossing between two sides: as a destination street where one side has no other."""
        if {a, b} <= self.open_corners:
            return None
        return self.open_corners if {a, b} <= self.drawn_corners else self.drawn_corners

    def _layer(self, corner: Any, otherwise: str) -> str:
        """Return 'net' for a corner with an open street, where leaving is over and arriving has not begun."""
        return "net" if corner in self.open_corners else otherwise

    def _both_ways(self, a: Node, b: Node, cost: int) -> None:
        self.arcs[a].append((b, cost))
        self.arcs[b].append((a, cost))

    # The answer

    def times(self) -> Times:
        """Return (origin id, opportunity id) -> whole ms, for every pair within the limit."""
        result: Times = {}
        for origin in sorted({place.id for place in self.origins}):
            for node, time in self._search(("from", origin)).items():
                if isinstance(node, tuple) and node[0] == "to":
                    result[origin, node[1]] = time
        own = {place.id for place in self.origins if place.building}
        for place in self.opportunities:
            if place.building and place.id in own:
                result[place.id, place.id] = 0
        return dict(sorted(result.items()))

    def _search(self, source: Node) -> dict[Node, int]:
        done: dict[Node, int] = {}
        queue: list[tuple[int, int, Node]] = [(0, 0, source)]
        pushed = 0
        while queue:
            time, _, node = heapq.heappop(queue)
            if node in done:
                continue
            done[node] = time
            for following, cost in self.arcs.get(node, ()):
                if following not in done and time + cost <= self.limit:
                    pushed += 1
                    heapq.heappush(queue, (time + cost, pushed, following))
        return done


def _corners_of_ways_through(streets: list[Street]) -> set[Corner]:
    return {corner for street in streets if street.is_way_through for corner in (street.start, street.end)}


def changes_of(items: Iterable[Intervention | Change], district: Any) -> list[Change]:
    """Return every item as a Change, in the order of ids; the kind of an intervention says its effects."""
    changes = []
    for item in items:
        if isinstance(item, Intervention):
            item = Change(item.id, Surroundings.of(district).effects([item])[item.id])  # noqa: PLW2901
        changes.append(item)
    return sorted(changes, key=lambda change: change.id)
