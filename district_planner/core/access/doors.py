"""How places leave and enter the network, leg by leg: over their street, private or closed streets, drawn lines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from district_planner.core.access.ground import Ground
from district_planner.core.access.inner import InnerWays, Step
from district_planner.core.access.way import Leg
from district_planner.core.network.easing import easing_legs
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import AccessPoints, Index, Joined, Joints, Seeds, Spots
from district_planner.core.network.layout import OnLine, legs_of, places_on
from district_planner.core.network.overlay import Legs, join_legs


def some_of(joined: Joined, numbers: Index) -> Joined:
    """Return some places, renumbered in the order of ``numbers`` (ascending)."""
    seeds, spots, points = joined.seeds, joined.spots, joined.points
    a, b, c = (np.isin(place, numbers) for place in (seeds.place, spots.place, points.owner))

    def renumbered(place: Index) -> Index:
        return np.searchsorted(numbers, place).astype(np.int64)

    return Joined(
        Seeds(len(numbers), renumbered(seeds.place[a]), seeds.node[a], seeds.out[a], seeds.into[a]),
        Spots(renumbered(spots.place[b]), spots.edge[b], spots.along[b], spots.access[b]),
        AccessPoints(renumbered(points.owner[c]), points.xy[c], points.reach[c], len(numbers)),
        joined.distance[c],
    )


class Doors:
    """Places on the network of a ground, with their additional joins.

    Args:
        ground: the network with interventions built; joined: the places on the streets after closures.
    """

    def __init__(self, ground: Ground, joined: Joined) -> None:
        self.ground = ground
        self.joined = joined
        self.on: list[OnLine] = [places_on(ground.graph, laid, joined.points) for laid in ground.lines]
        parts = [legs_of(laid, on) for laid, on in zip(ground.lines, self.on)]
        if ground.easing is not None:
            parts.append(easing_legs(ground.easing, joined.spots, joined.count, ground.nodes))
        self.legs: Legs = join_legs(parts)
        self._door = joined.points.xy[np.isfinite(joined.distance)]
        self._inner: dict[tuple[bool, bool], InnerWays] = {}

    def way_out(self, place: int, node: int, ms: float, *, turned: bool) -> list[Leg]:
        """Return the legs between a place and a junction that take exactly ``ms``; ``turned``: into the place."""
        return self._found(self._over_streets(self.ground.graph, None, place, node, ms, turned=turned), turned=turned)

    def way_to_portal(self, place: int, portal: int, ms: float, *, turned: bool) -> list[Leg]:
        """Return the legs between a place and a portal that take exactly ``ms``; ``turned``: into the place."""
        found = self._over_line(place, portal, ms) or self._beside(place, portal, ms, turned=turned)
        easing = self.ground.easing
        if found is None and easing is not None and portal in self.ground.at_node:
            node = self.ground.at_node[portal]
            found = self._over_streets(easing.graph, easing.joints, place, node, ms, turned=turned)
        return self._found(found, turned=turned)

    def straight_on(self, place: int, other: Doors, goal: int, ms: float) -> list[Leg]:
        """Return the legs to a place of ``other`` on the same street or the same drawn line."""
        for number, (here, there) in enumerate(zip(self.on, other.on)):
            for i in np.flatnonzero(here.place == place):
                for j in np.flatnonzero((there.place == goal) & (there.piece == here.piece[i])):
                    between = abs(float(here.along[i] - there.along[j]))
                    if between + here.access[i] + there.access[j] == ms:
                        a, b = self._on_line(number, int(i)), other._on_line(number, int(j))
                        return [a[1], self.ground.on_line(number, a[0], b[0], between), b[1].turned()]
        for a_spot in np.flatnonzero(self.joined.spots.place == place):
            for b_spot in np.flatnonzero(other.joined.spots.place == goal):
                legs = self._along_street(int(a_spot), other, int(b_spot), ms)
                if legs:
                    return legs
        raise LookupError("a straight way that is in the table cannot be followed")

    def _along_street(self, a: int, other: Doors, b: int, ms: float) -> list[Leg]:
        mine, its, graph = self.joined.spots, other.joined.spots, self.ground.graph
        edge, here, there = int(mine.edge[a]), float(mine.along[a]), float(its.along[b])
        allowed = (there >= here and graph.forward[edge]) or (there <= here and graph.backward[edge])
        if edge != its.edge[b] or not allowed or abs(there - here) + mine.access[a] + its.access[b] != ms:
            return []
        return [self._access(a), self.ground.along(edge, here, there), other._access(b).turned()]

    @staticmethod
    def _found(legs: list[Leg] | None, *, turned: bool) -> list[Leg]:
        if legs is None:
            raise LookupError("a way that is in the table cannot be followed")
        return [leg.turned() for leg in reversed(legs)] if turned else legs

    def _access(self, spot: int) -> Leg:
        """Return the leg from the door of a spot to its street."""
        spots, (x, y) = self.joined.spots, self._door[spot]
        street = self.ground.edge_xy(int(spots.edge[spot]), float(spots.along[spot]))
        return self.ground.straight("access", (float(x), float(y)), street, float(spots.access[spot]))

    def _on_line(self, number: int, row: int) -> tuple[float, Leg]:
        """Return the chainage at which a place joins a line, and the leg from its nearest door."""
        on, laid = self.on[number], self.ground.lines[number]
        ms = float(laid.at_ms[on.piece[row]] + on.along[row])
        metres = float(laid.metres_at(ms))
        point = laid.effect.line.interpolate(metres)
        doors = self.joined.points.xy[self.joined.points.owner == on.place[row]]
        x, y = doors[np.argmin(np.hypot(doors[:, 0] - point.x, doors[:, 1] - point.y))]
        leg = self.ground.straight("access", (float(x), float(y)), (point.x, point.y), float(on.access[row]))
        return metres, leg

    def _over_line(self, place: int, portal: int, ms: float) -> list[Leg] | None:
        """Return the additional join of a place to a drawn line and the piece of line to a portal."""
        for number, (laid, on) in enumerate(zip(self.ground.lines, self.on)):
            at = {int(p): i for i, p in enumerate(laid.portal)}.get(portal)
            for row in np.flatnonzero(on.place == place) if at is not None else ():
                here = float(laid.at_ms[on.piece[row]] + on.along[row])
                between = abs(here - float(laid.at_ms[at]))
                if at in (on.piece[row], on.piece[row] + 1) and on.access[row] + between == ms:
                    metres, leg = self._on_line(number, int(row))
                    return [leg, self.ground.on_line(number, metres, self.ground.places[portal][1], between)]
        return None

    def _beside(self, place: int, portal: int, ms: float, *, turned: bool) -> list[Leg] | None:
        """Return the way along one street to a join of a line with it."""
        if portal not in self.ground.spots:
            return None
        edge, there, connector = self.ground.spots[portal]
        spots, graph = self.joined.spots, self.ground.graph
        for spot in np.flatnonzero((spots.place == place) & (spots.edge == edge)):
            here = float(spots.along[spot])
            ahead = (there <= here) if turned else (there >= here)
            back = (there >= here) if turned else (there <= here)
            allowed = (ahead and graph.forward[edge]) or (back and graph.backward[edge])
            if allowed and abs(there - here) + spots.access[spot] + connector == ms:
                onto = [leg.turned() for leg in connector_of(self.ground, portal)]
                return [self._access(int(spot)), self.ground.along(edge, here, there), *onto]
        return None

    def _over_streets(
        self, graph: ModeGraph, joints: Joints | None, place: int, node: int, ms: float, *, turned: bool
    ) -> list[Leg] | None:
        """Return the way from a place to a junction over its own street, and out of private and closed ones."""
        spots, key = self.joined.spots, (joints is not None, turned)
        if key not in self._inner:
            self._inner[key] = InnerWays(graph, joints, turned=turned)
        for spot in np.flatnonzero(spots.place == place).tolist():
            edge, along = int(spots.edge[spot]), float(spots.along[spot])
            for end, rest, at_start in _ends(graph, edge, along, turned=turned):
                steps = self._inner[key].find(edge, end, node, ms - rest - float(spots.access[spot]))
                if steps is not None:
                    legs = [self._access(spot), self.ground.to_end(graph, edge, along, at_start=at_start)]
                    return legs + [self._step(graph, one) for one in steps]
        return None

    def _step(self, graph: ModeGraph, step: Step) -> Leg:
        if step.edge < 0:
            return self.ground.wait(step.node, step.ms)
        return self.ground.whole(graph, step.edge, ahead=step.ahead)


def connector_of(ground: Ground, portal: int) -> list[Leg]:
    """Return the connector from a portal of a line to its street, none where they touch."""
    edge, along, ms = ground.spots[portal]
    owner = ground.owners[ground.places[portal][0]][0]
    return [ground.straight("connector", ground.xy(portal), ground.edge_xy(edge, along), ms, owner)] if ms else []


def _ends(graph: ModeGraph, edge: int, along: float, *, turned: bool) -> Iterator[tuple[int, float, bool]]:
    """Yield (node, milliseconds, at the start) of the ends of an edge that one may go to, or come from."""
    start, end = int(graph.streets.start[edge]), int(graph.streets.end[edge])
    if (graph.forward if turned else graph.backward)[edge]:
        yield start, float(graph.start_delay[edge]) + along, True
    if (graph.backward if turned else graph.forward)[edge]:
        yield end, float(graph.run[edge]) - along + float(graph.end_delay[edge]), False
