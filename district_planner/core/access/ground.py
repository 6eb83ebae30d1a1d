"""A mode's network with interventions built, and every piece of it as a leg of a way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from district_planner.core.access.way import TINY_M, Leg
from district_planner.core.interventions.effects import AddedLine, EasedCrossing, Effect
from district_planner.core.network.compile import lines_of
from district_planner.core.network.easing import Easing, NodePortals, ease, lay_easing
from district_planner.core.network.graph import ModeGraph, run_ms
from district_planner.core.network.layout import LaidLine, join_lines
from district_planner.core.network.lines import in_one_direction, part_of
from district_planner.core.network.overlay import OverlayDraft

XY = tuple[float, float]


@dataclass
class Ground:
    """A mode's network with interventions built.

    Attributes:
        graph: the streets after closures; draft: the portals and added edges laid over them.
        lines: drawn lines with their portals; owners: (intervention, kind of leg) of each.
        easing: what crossings make easier, None for nothing; nodes: portals at junctions; crossings: id -> (x, y).
        places: portal -> (number of its line, metres along it); a portal at a junction is not among them.
    """

    graph: ModeGraph
    draft: OverlayDraft
    lines: list[LaidLine]
    owners: list[tuple[str, str]]
    easing: Easing | None
    nodes: NodePortals
    crossings: Mapping[str, XY]
    places: dict[int, tuple[int, float]] = field(default_factory=dict)

    @property
    def eased(self) -> ModeGraph:
        """Return the streets with the delays that crossings leave."""
        return self.graph if self.easing is None else self.easing.graph

    @cached_property
    def spots(self) -> dict[int, tuple[int, float, float]]:
        """Return portal -> edge, milliseconds along it, connector."""
        return {portal: (edge, along, access) for portal, edge, along, access in self.draft.spot_rows}

    @cached_property
    def at_node(self) -> dict[int, int]:
        """Return portal -> junction, of those that stand on one."""
        return {portal: node for portal, node, _ in self.draft.node_rows}

    def xy(self, portal: int) -> XY:
        """Return where a portal is."""
        if portal in self.places:
            number, metres = self.places[portal]
            point = self.lines[number].effect.line.interpolate(metres)
            return point.x, point.y
        return self.node_xy(self.at_node[portal])

    def node_xy(self, node: int) -> XY:
        """Return where a junction is."""
        x, y = self.graph.streets.xy[node]
        return float(x), float(y)

    def edge_xy(self, edge: int, along: float) -> XY:
        """Return the point of an edge after some milliseconds of its run."""
        run = max(float(self.graph.run[edge]), 1.0)
        point = self.graph.streets.lines[edge].interpolate(min(along / run, 1.0), normalized=True)
        return point.x, point.y

    # Legs

    def whole(self, graph: ModeGraph, edge: int, *, ahead: bool, intervention: str = "") -> Leg:
        """Return a street from end to end, its delays counted."""
        delays = float(graph.start_delay[edge] + graph.end_delay[edge])
        low, high = (0.0, float(graph.run[edge])) if ahead else (float(graph.run[edge]), 0.0)
        return self.along(edge, low, high, delays, intervention)

    def to_end(self, graph: ModeGraph, edge: int, along: float, *, at_start: bool) -> Leg:
        """Return a street from a point on it to one of its ends, the delay there counted."""
        if at_start:
            return self.along(edge, along, 0.0, float(graph.start_delay[edge]))
        return self.along(edge, along, float(graph.run[edge]), float(graph.end_delay[edge]))

    def along(self, edge: int, here: float, there: float, delay: float = 0.0, intervention: str = "") -> Leg:
        """Return a piece of a street between two positions in milliseconds of its run."""
        streets, run = self.graph.streets, float(self.graph.run[edge])
        length = float(streets.length[edge])
        low, high = sorted((here / run * length, there / run * length)) if run else (0.0, length)
        line = _piece(streets.lines[edge], low, high, turned=there < here)
        ms = abs(there - here)
        name = streets.table["name"].iloc[edge] if "name" in streets.table else ""
        name = name if isinstance(name, str) else ""
        return Leg("street", name, intervention, line, high - low, ms + delay, self._real(ms, high - low) + delay)

    def on_line(self, number: int, here: float, there: float, ms: float) -> Leg:
        """Return a piece of a drawn line between two chainages in metres."""
        laid, (owner, kind) = self.lines[number], self.owners[number]
        low, high = sorted((here, there))
        runs = run_ms(np.array([low, high]), laid.pace)
        waited = ms - float(runs[1] - runs[0])
        waited = waited if waited > 2.0 else 0.0  # below it is what rounding leaves
        line = _piece(laid.effect.line, low, high, turned=there < here)
        return Leg(kind, "", owner, line, high - low, ms, self._real(ms - waited, high - low) + waited)

    def straight(self, kind: str, here: XY, there: XY, ms: float, intervention: str = "") -> Leg:
        """Return a straight leg: an access leg or a connector."""
        line = shapely.LineString([here, there])
        return Leg(kind, "", intervention, line if line.length >= TINY_M else None, float(line.length), ms, ms)

    def wait(self, node: int, ms: float) -> Leg:
        """Return the crossing of a carriageway between the two sides of a junction."""
        return Leg("crossing", "", self.eased_by(node), None, 0.0, ms, ms)

    def eased_by(self, node: int) -> str:
        """Return the crossing point that is nearest to a junction."""
        x, y = self.node_xy(node)
        return min(self.crossings, key=lambda one: np.hypot(self.crossings[one][0] - x, self.crossings[one][1] - y))

    def _real(self, ms: float, metres: float) -> float:
        return float(run_ms(metres, self.graph.kmh)) if self.graph.mode.perceived else ms


def _piece(line: Any, low: float, high: float, *, turned: bool) -> Any:
    """Return a part of a line in the direction of travel, None where it has no length."""
    if high - low < TINY_M:
        return None
    part = line if low <= 0.0 and high >= line.length else part_of(line, low, high)
    return shapely.reverse(part) if turned else part


def lay_ground(graph: ModeGraph, built: Sequence[tuple[str, Effect]], settings: Mapping[str, Any]) -> Ground:
    """Return the network with interventions built.

    Args:
        graph: the mode's streets, after closures; built: (intervention id, effect) of everything that is on.
    """
    mine = [
        (owner, effect)
        for owner, effect in built
        if isinstance(effect, (AddedLine, EasedCrossing)) and graph.mode.among(effect.modes)
    ]
    draft = OverlayDraft(graph)
    lines = lines_of(graph, [effect for _, effect in mine], settings)
    join_lines(draft, lines, settings)
    crossings = [(owner, e) for owner, e in mine if isinstance(e, EasedCrossing) and e.is_point]
    easing = ease(graph, [effect for _, effect in crossings])
    nodes = NodePortals(draft)
    where = {owner: (effect.geometry.x, effect.geometry.y) for owner, effect in crossings}
    ground = Ground(graph, draft, lines, _owners(lines, mine), easing, nodes, where)
    _find_places(ground)
    if easing is not None:
        lay_easing(draft, easing, nodes)
    return ground


def _owners(lines: list[LaidLine], mine: Sequence[tuple[str, AddedLine | EasedCrossing]]) -> list[tuple[str, str]]:
    """Return the intervention of each line; lines are recognised by their coordinates."""
    known: dict[tuple[str, bytes], tuple[str, str]] = {}
    for owner, effect in mine:
        if isinstance(effect, AddedLine):
            known["line", _course(in_one_direction(effect))] = (owner, "line")
        elif not effect.is_point:
            drawn = in_one_direction(effect.way)
            known["crossing", _course(drawn)] = (owner, "crossing")
    drawn_as = [_course(laid.effect) for laid in lines]
    return [known.get(("line", course)) or known["crossing", course] for course in drawn_as]


def _course(effect: AddedLine) -> bytes:
    return bytes(shapely.to_wkb(effect.line, output_dimension=2))


def _find_places(ground: Ground) -> None:
    """Note where the portals of lines are; a further portal of a join is where the one is that it is linked with."""
    for number, laid in enumerate(ground.lines):
        for portal, metres in zip(laid.portal.tolist(), laid.at_m.tolist()):
            ground.places[portal] = (number, metres)
    for a, b, ms in ground.draft.edge_rows:
        if ms == 0.0 and a in ground.places:
            ground.places.setdefault(b, ground.places[a])
