"""Why a drawn line changes nothing: what it joins, whom it reaches, and what hangs together with nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.access.portals import Passage
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.session import Network, Session
from district_planner.core.evaluation.state import Ids
from district_planner.core.interventions.effects import AddedLine, EasedCrossing, Effect, way_of
from district_planner.core.network.diagnosis_streets import parts_of
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index
from district_planner.core.network.lines import TOUCH_M, meet
from district_planner.core.network.meetings import loose_end, other_lines, street_label
from district_planner.core.settings import number


@dataclass(frozen=True)
class Asked:
    """A network that some figure depends on.

    Attributes:
        network: the network; shorter: whether some time of it differs.
        between: ``nodes`` or ``buildings`` where times between those are meant, empty for origins and opportunities.
        closed: edges that are closed by what is built.
    """

    network: Network
    shorter: bool
    between: str = ""
    closed: Index = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def graph(self) -> ModeGraph | None:
        """Return the streets after the closures; None where the mode has none of its own."""
        if isinstance(self.network, ModeNetwork):
            return self.network.ground(self.closed).graph
        return self.network.graph


@dataclass(frozen=True)
class Beside:
    """The other drawn lines of a scenario, by label: those that are built, and those that are not."""

    built: Mapping[str, AddedLine]
    missing: Mapping[str, AddedLine]


def lines_of(session: Session, ids: Ids) -> list[tuple[str, AddedLine]]:
    """Return label and effect of the lines that some interventions add."""
    everyone = (*session.selection.externals, *session.selection.candidates)
    return [
        (one.label, way)
        for one in everyone
        if one.id in ids
        for effect in session.effects[one.id]
        if (way := way_of(effect)) is not None
    ]


def lines_beside(session: Session, id_: str, on: Ids) -> Beside:
    """Return the lines of all others that take part; ``on`` are those that are built."""
    others = frozenset(session.effects) - {id_}
    return Beside(dict(lines_of(session, others & on)), dict(lines_of(session, others - on)))


def why_line(session: Session, drawn: AddedLine | EasedCrossing, asked: Asked, graph: ModeGraph, beside: Beside) -> str:
    """Return why a line changes nothing by one mode: what it does not join or whom it misses; empty for neither.

    Args:
        drawn: a line, or a crossing that is drawn as one.
    """
    effect = drawn.way if isinstance(drawn, EasedCrossing) else drawn
    settings, how = session.district.settings, graph.mode.label
    limit, tolerance = number(settings, "end_join_m"), number(settings, "no_join_m")
    anchors = meet(graph, effect, limit, tolerance)
    spots = {round(anchor.chainage, 2) for anchor in anchors}
    allowed = {name: line for name, line in beside.built.items() if graph.mode.among(line.modes)}
    onto = [one for one in other_lines(effect, allowed, tolerance) if one.kind == "joins"]
    if len(spots | {round(one.chainage, 2) for one in onto}) < 2:
        gaps = _gaps(graph, effect, limit, tolerance, beside)
        return f"it joins the streets {how} at {'one point only' if anchors else 'no point'}: {gaps}"
    if asked.shorter:
        return ""
    edges = np.array([anchor.edge for anchor in anchors], dtype=np.int64)
    missed = who_is_missed(session, asked, [drawn, *(allowed.values() if len(spots) < 2 else ())])
    if missed:
        return missed + cut_off(graph, edges, effect.line, "connect them or draw on to")
    short = "quick" if isinstance(drawn, EasedCrossing) else "short"
    return f"no way {how} gets shorter: a way at least as {short} exists"


def _gaps(graph: ModeGraph, effect: AddedLine, limit_m: float, tolerance: float, beside: Beside) -> str:
    """Return which other lines a line hangs on, and how far its loose ends are from the nearest street."""
    allowed = {name: line for name, line in beside.missing.items() if graph.mode.among(line.modes)}
    drawn = {n: line for n, line in {**beside.built, **allowed}.items() if graph.mode.among(line.modes)}
    hanging = [
        (name, one.chainage)
        for name, line in allowed.items()
        for one in other_lines(effect, {name: line}, tolerance)
        if one.kind == "joins"
    ]
    gaps = []
    for at, chainage in ((0, 0.0), (-1, float(effect.line.length))):
        _, away = graph.ground_tree.query_nearest(
            shapely.get_point(effect.line, at), return_distance=True, all_matches=False
        )
        held = any(abs(spot - chainage) <= TOUCH_M for _, spot in hanging)
        if not held and (not len(away) or away[0] > limit_m):
            gaps.append(loose_end(graph, effect, chainage, limit_m, drawn).text)
    names = list(dict.fromkeys(name for name, _ in hanging))
    if names:
        are = "is" if len(names) == 1 else "are"
        gaps.append(f"it joins only with {', '.join(names)}, which {are} not built when it is scored alone")
    return "; ".join(sorted(gaps, reverse=True)) or "its ends join the same place"


def who_is_missed(session: Session, asked: Asked, effects: Sequence[Effect]) -> str:
    """Return who or what is too far from what was drawn for anybody's way over it; empty where a way leads there."""
    network = asked.network
    if not isinstance(network, ModeNetwork):
        return ""
    ground = network.ground(asked.closed)
    passage = Passage(ground.near, ground.overlay(effects), ground.origins, ground.opportunities, network.limit_ms)
    here, there = passage.from_origins[1].place, passage.to_opportunities[1].place
    if asked.between:
        return _missed_between(session, asked.between, np.union1d(here, there))
    if not len(here):
        return "nobody lives or works within the time limit of it"
    return "" if len(there) else "nothing that is scored lies within the time limit of it"


def _missed_between(session: Session, between: str, reached: Index) -> str:
    """Return which sites or nodes are within the limit of a line, where that are fewer than two."""
    places = session.scope.buildings if between == "buildings" else session.scope.nodes
    names = places.site if between == "buildings" else places.name
    found = sorted({str(names[place]) for place in reached.tolist()})
    what = "site" if between == "buildings" else "node"
    if len(found) > 1:
        return ""
    if found:
        return f"only the {what} {found[0]} lies within the time limit of it, and no other {what}"
    return f"no {what} lies within the time limit of it"


def cut_off(graph: ModeGraph, edges: Index, shape: BaseGeometry, cure: str) -> str:
    """Return that some streets are cut off from all others and where those begin, as the end of a sentence.

    Args:
        edges: all that something joins; shape: from where the way to the other streets is measured.
        cure: what to do, before the name of the nearest of the other streets.

    Returns:
        an empty text where one of the edges belongs to the longest part of the network, or there is none.
    """
    if "parts" not in graph.known:
        part = parts_of(graph)
        main = np.flatnonzero(part == 0)
        graph.known["parts"] = part, main, shapely.STRtree(graph.streets.lines[main])
    part, main, tree = graph.known["parts"]
    here = np.unique(part[edges])
    if not len(here) or here[0] <= 0:
        return ""
    metres = float(graph.streets.length[np.isin(part, here)].sum())
    (nearest,), (away,) = tree.query_nearest(shape, return_distance=True, all_matches=False)
    street = street_label(graph.streets, int(main[nearest]))
    return (
        f": the {metres:,.0f} m of street there are cut off from the other streets {graph.mode.label}; "
        f"{cure} {street}, {away:,.0f} m away"
    )
