"""What a drawn line does along its way, told to the planner (rules 4.2, 4.3).

The joins are those of :func:`district_planner.core.network.lines.meet_as_drawn`, what that scores use, so that what is
shown and what is scored never disagree; here they get words, and what does not join gets a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely

from district_planner.core.interventions.catalogue import find
from district_planner.core.interventions.costs import BRIDGE, UnitCost
from district_planner.core.interventions.effects import AddedLine, EasedCrossing
from district_planner.core.network.easing import REACH_M, eased_anchors
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.lines import (
    TOUCH_M,
    Anchor,
    Meeting,
    kept_apart,
    mapped_crossings,
    meet_as_drawn,
    on_bridge,
    touches,
)
from district_planner.core.network.streets import Streets
from district_planner.core.settings import number

MEETINGS = ("joins", "connector", "passes_over", "kept_apart", "needs_bridge", "end_not_joined")
ONE_BRIDGE_M = 60.0
"""What lies within 60 m along the line of the first obstacle is spanned by the same bridge [P]."""
_DOING = {"walk": "walking", "wheelchair": "wheelchairs", "cycle": "cycling", "ecycle": "cycling",
          "cycle_comfort": "cycling"}  # fmt: skip
_ENDS = (("start", 0), ("end", -1))
_MOTORWAYS = ("motorway", "motorway_link")
_MOTOR_ROAD = "(motor road"
"""Stands in the text of what a crossing can take the place of a bridge over."""
_WALL = "motor road, 50 mph or more or a dual carriageway"
_ORDER = {kind: i for i, kind in enumerate(MEETINGS)}


@dataclass(frozen=True)
class Barriers:
    """The district's table ``barriers``, ready to be asked for many lines."""

    table: pd.DataFrame

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Return the spatial index of the rows."""
        return shapely.STRtree(self.table["geometry"].to_numpy(dtype=object))


def meetings(
    graph: ModeGraph,
    effect: AddedLine,
    barriers: pd.DataFrame | Barriers,
    settings: Mapping[str, Any],
    others: Mapping[str, AddedLine] | None = None,
    *,
    crossing: bool = False,
    eased: Sequence[EasedCrossing] = (),
) -> list[Meeting]:
    """Return what a line joins, passes over and cannot cross for one mode, in order of chainage.

    Args:
        graph: the mode's network; effect: the line.
        barriers: the district's table ``barriers`` (railways and water).
        settings: the district's settings.
        others: name -> further added lines that are on.
        crossing: the line is itself a crossing, so that a motor road (not a motorway) needs no bridge.
        eased: crossing points that are on for the mode.

    Returns:
        One entry per spot and kind of ``MEETINGS``; texts have no full stop, chainages are in metres.
    """
    limit, tolerance = number(settings, "end_join_m"), number(settings, "no_join_m")
    anchors = meet_as_drawn(graph, effect, limit, tolerance)
    anchors, over = eased_anchors(anchors, mapped_crossings(graph, effect, anchors, tolerance), eased)
    found = [_joined(graph, effect, anchor, _dearest(graph, anchor, anchors)) for anchor in anchors]
    found += other_lines(effect, others or {}, tolerance)
    without = [_at_mapped(m, over) for m in _streets_without_join(graph, effect, anchors, tolerance)]
    found += [replace(m, kind="passes_over") if crossing and _MOTOR_ROAD in m.text else m for m in without]
    found = [_at_drawn(m, eased) for m in found]
    found += _barriers(effect, barriers if isinstance(barriers, Barriers) else Barriers(barriers))
    joined = [one.chainage for one in found if one.kind in ("joins", "connector", "needs_bridge")]
    for chainage in (0.0, float(effect.line.length)):
        if not any(abs(at - chainage) <= TOUCH_M for at in joined):
            found.append(loose_end(graph, effect, chainage, limit, others or {}))
    return _with_costs(_once_each(found))


def street_label(streets: Streets, edge: int) -> str:
    """Return what to call a street: its name, else what it is."""
    name, what = streets.names[edge], streets.highways[edge]
    kind = str(what).replace("_", " ") if isinstance(what, str) and what else "street"
    return name.strip() if isinstance(name, str) and name.strip() else f"an unnamed {kind}"


def _spot(effect: AddedLine, kind: str, chainage: float, text: str) -> Meeting:
    """Return a meeting at a chainage of the line."""
    point = effect.line.interpolate(chainage)
    return Meeting(kind, float(chainage), float(point.x), float(point.y), text)


def _end_name(effect: AddedLine, chainage: float) -> str:
    """Return "start", "end" or an empty text."""
    if chainage <= TOUCH_M:
        return "start"
    return "end" if chainage >= effect.line.length - TOUCH_M else ""


def _joined(graph: ModeGraph, effect: AddedLine, anchor: Anchor, dearest: bool) -> Meeting:
    """Return a join; ``dearest``: the carriageway of this street is what is paid for there."""
    label, end = street_label(graph.streets, anchor.edge), _end_name(effect, anchor.chainage)
    cost = _cost(anchor, graph) if dearest else ""
    if anchor.connector > TOUCH_M:
        text = f"the {end} joins {label} over a connector of {anchor.connector:.0f} m{cost}"
        return _spot(effect, "connector", anchor.chainage, text)
    where = f"the {end} joins {label}{cost}" if end else f"joins {label} at {anchor.chainage:.0f} m{cost}"
    return _spot(effect, "joins", anchor.chainage, where)


def _dearest(graph: ModeGraph, anchor: Anchor, anchors: list[Anchor]) -> bool:
    """Return whether no other street at the same place of the line costs more to cross."""
    seconds = graph.streets.carriageways.seconds
    return bool(seconds[anchor.edge] >= max(seconds[a.edge] for a in anchors if a.spot == anchor.spot))


def _cost(anchor: Anchor, graph: ModeGraph) -> str:
    """Return what the line pays at a carriageway, as the end of a sentence; empty for nothing."""
    if not anchor.before + anchor.after:
        return ""
    seconds = f"{(anchor.before + anchor.after) / 1000.0:g} s [P]"
    road = "it" if graph.streets.carriageways.seconds[anchor.edge] else "the carriageway"
    if anchor.before and anchor.after:
        return f", crossing {road} costs {seconds}"
    return f", half of a crossing costs {seconds}"


def _at_mapped(one: Meeting, over: list[Anchor]) -> Meeting:
    """Return an obstacle, or that it is crossed at a crossing that is mapped."""
    here = [a for a in over if abs(a.chainage - one.chainage) <= TOUCH_M]
    if one.kind != "needs_bridge" or _MOTOR_ROAD not in one.text or not here:
        return one
    seconds = (here[0].before + here[0].after) / 1000.0
    cost = f", which costs {seconds:g} s [P]" if seconds else ""
    return replace(one, kind="passes_over", text=f"{one.text} at a mapped crossing{cost}")


def _at_drawn(one: Meeting, eased: Sequence[EasedCrossing]) -> Meeting:
    """Return an obstacle, or that it is crossed at a crossing point that is on."""
    if one.kind != "needs_bridge" or _MOTOR_ROAD not in one.text:
        return one
    near = any(np.hypot(e.geometry.x - one.x, e.geometry.y - one.y) <= REACH_M for e in eased)
    return replace(one, kind="passes_over", text=f"{one.text} at a crossing that is drawn there") if near else one


def other_lines(effect: AddedLine, others: Mapping[str, AddedLine], tolerance: float) -> list[Meeting]:
    """Return where the line joins further added lines at grade, or passes them."""
    found = []
    for name, other in others.items():
        if not shapely.dwithin(effect.line, other.line, TOUCH_M):
            continue
        crossing = shapely.intersection(effect.line, other.line)
        if shapely.is_empty(crossing):
            crossing = shapely.get_point(shapely.shortest_line(effect.line, other.line), 0)
        for part in shapely.get_parts(crossing):
            xy = shapely.get_coordinates(part)
            found += [_other_line(effect, name, other, point, tolerance) for point in xy[[0, -1]][: len(xy)]]
    return found


def _other_line(effect: AddedLine, name: str, other: AddedLine, xy: np.ndarray[Any, Any], tolerance: float) -> Meeting:
    point = shapely.points(xy)
    chainage = effect.line.project(point)
    raised = on_bridge(np.array([chainage]), effect.bridges)[0]
    raised |= on_bridge(np.array([other.line.project(point)]), other.bridges)[0]
    if raised:
        return _spot(effect, "passes_over", chainage, f"passes {name} at {chainage:.0f} m without joining")
    if kept_apart(xy[None, :], effect.no_join + other.no_join, tolerance)[0]:
        return _spot(effect, "kept_apart", chainage, f"is kept apart from {name} at {chainage:.0f} m")
    end = _end_name(effect, chainage)
    return _spot(effect, "joins", chainage, f"the {end} joins {name}" if end else f"joins {name} at {chainage:.0f} m")


def _streets_without_join(
    graph: ModeGraph, effect: AddedLine, anchors: list[Anchor], tolerance: float
) -> list[Meeting]:
    """Return the streets that the line crosses or touches without joining them, each with the reason."""
    streets = graph.streets
    if effect.bridges or effect.no_join:
        found = touches(effect.line, streets.lines, np.arange(len(streets.lines)), streets.tree)
    else:  # it joins every street that it can
        others = graph.other_edges
        found = touches(effect.line, streets.lines[others], others, graph.other_tree)
    raised = on_bridge(found.chainage, effect.bridges)
    apart = kept_apart(found.xy, effect.no_join, tolerance)
    result = []
    for edge, chainage, over, kept in zip(found.edge, found.chainage, raised, apart):
        if any(a.edge == edge and abs(a.chainage - chainage) <= TOUCH_M for a in anchors):
            continue
        end = _end_name(effect, float(chainage))
        said = _reason(graph, int(edge), bool(over), bool(kept), not end, float(chainage))
        if said is None and end and graph.streets.carriageways.uncrossable[edge]:
            said = _beyond(graph, effect, anchors, int(edge), float(chainage))
        if said:
            result.append(_spot(effect, said[0], float(chainage), said[1]))
    return result


def _reason(
    graph: ModeGraph, edge: int, over: bool, kept: bool, inner: bool, chainage: float
) -> tuple[str, str] | None:
    """Return kind and text of a street that is met without a join; None where there is nothing to say."""
    streets, label = graph.streets, street_label(graph.streets, edge)
    at = f"at {chainage:.0f} m"
    if over:
        return ("passes_over", f"passes {label} {at} on a bridge or in a tunnel")
    if streets.column("bridge", 0.0)[edge]:
        return ("passes_over", f"passes under the bridge of {label} {at}")
    if streets.column("tunnel", 0.0)[edge]:
        return ("passes_over", f"passes over the tunnel of {label} {at}")
    if not streets.at_grade[edge]:
        return ("passes_over", f"passes {label} {at}, which is on another level")
    if kept and graph.usable[edge]:
        return ("kept_apart", f"is kept apart from {label} {at}")
    if not inner:
        return None
    return _obstacle(graph, edge, at)


def _obstacle(graph: ModeGraph, edge: int, at: str) -> tuple[str, str] | None:
    """Return kind and text of a street at grade that is crossed without a join; None where the place is joined."""
    streets, label = graph.streets, street_label(graph.streets, edge)
    if graph.closed[edge]:
        return ("passes_over", f"crosses {label} {at}, which is closed, without joining")
    if graph.usable[edge]:
        return ("needs_bridge", f"crosses {label} ({_WALL}) {at}") if streets.carriageways.uncrossable[edge] else None
    if graph.joinable[edge]:
        return ("passes_over", f"crosses {label} {at}, a private street, without joining")
    doing = _DOING.get(graph.mode.id, graph.mode.id)
    if not streets.column("cars", 1.0)[edge]:
        # A way without motor traffic that forbids the mode needs no bridge: a cycle path may cross a footway.
        return ("passes_over", f"crosses {label} {at}, where {doing} is not allowed, without joining")
    what = "motorway" if streets.highways[edge] in _MOTORWAYS else "motor road"
    no = f"no {doing}"
    return ("needs_bridge", f"crosses {label} ({what}, {no}) {at}")


def _beyond(
    graph: ModeGraph, effect: AddedLine, anchors: list[Anchor], edge: int, chainage: float
) -> tuple[str, str] | None:
    """Return that an end stops at an uncrossable road; None where it joins something, or no street could be joined."""
    end = _end_name(effect, chainage)
    near = graph.ground_tree.query(effect.line.interpolate(chainage), predicate="dwithin", distance=TOUCH_M)
    if not len(near) or any(abs(a.chainage - chainage) <= TOUCH_M for a in anchors):
        return None
    return (
        "needs_bridge",
        f"the {end} stops at {street_label(graph.streets, edge)} ({_WALL}) and joins nothing beyond",
    )


def _barriers(effect: AddedLine, barriers: Barriers) -> list[Meeting]:
    """Return the railways and waters that the line crosses."""
    shapes = barriers.tree.geometries
    near = np.sort(barriers.tree.query(effect.line, predicate="intersects"))
    found = []
    for row in near:
        parts = shapely.get_parts(shapely.intersection(shapes[row], effect.line))
        for point in shapely.point_on_surface(parts):
            found.append(_barrier(effect, barriers.table.iloc[int(row)], float(effect.line.project(point))))
    return found


def _barrier(effect: AddedLine, row: pd.Series[Any], chainage: float) -> Meeting:
    noun = "the railway" if row["kind"] == "rail" else "water"
    name = row["name"]
    label = f"{noun} {name.strip()}" if isinstance(name, str) and name.strip() else noun
    at = f"at {chainage:.0f} m"
    if on_bridge(np.array([chainage]), effect.bridges)[0]:
        return _spot(effect, "passes_over", chainage, f"passes {label} {at} on a bridge or in a tunnel")
    if row["tunnel"] == 1:
        return _spot(effect, "passes_over", chainage, f"passes over {label} {at}, which is in a tunnel")
    if row["bridge"] == 1:
        return _spot(effect, "passes_over", chainage, f"passes under the bridge of {label} {at}")
    return _spot(effect, "needs_bridge", chainage, f"crosses {label} {at}")


def loose_end(
    graph: ModeGraph, effect: AddedLine, chainage: float, limit: float, others: Mapping[str, AddedLine]
) -> Meeting:
    """Return why an end does not join; another drawn line within ``limit`` metres of it is named with what to do."""
    end, doing = _end_name(effect, chainage), _DOING.get(graph.mode.id, graph.mode.id)
    if not len(graph.ground_edges):
        return _spot(effect, "end_not_joined", chainage, f"the {end} does not join: no street allows {doing}")
    point = effect.line.interpolate(chainage)
    _, away = graph.ground_tree.query_nearest(point, return_distance=True, all_matches=False)
    if away[0] <= limit:
        return _spot(effect, "kept_apart", chainage, f"the {end} is kept apart from the street {away[0]:.0f} m away")
    metres = np.ceil(away[0]) if away[0] < limit + 1 else away[0]
    text = f"the {end} is {metres:,.0f} m from the nearest street that allows {doing}; the limit is {limit:g} m"
    beside = _drawn_beside(point, limit, others)
    return _spot(effect, "end_not_joined", chainage, f"{text}; {beside}" if beside else text)


def _drawn_beside(point: shapely.Point, limit: float, others: Mapping[str, AddedLine]) -> str:
    """Return that another drawn line is near a loose end but does not touch it; empty where none is."""
    away = {name: float(shapely.distance(point, other.line)) for name, other in others.items()}
    near = {name: metres for name, metres in away.items() if TOUCH_M < metres <= limit}
    if not near:
        return ""
    name = min(near, key=lambda one: (near[one], one))
    line, metres = others[name].line, near[name]
    ends = {word: float(shapely.distance(point, shapely.get_point(line, at))) for word, at in _ENDS}
    word = min(ends, key=lambda one: ends[one])
    # The nearest point of the line is one of its ends, or lies along it.
    what = f"the {word} of {name}" if ends[word] <= metres + TOUCH_M else name
    return f"{what} is {metres:,.0f} m away, and drawn lines join where they touch: snap it to that"


def _once_each(found: list[Meeting]) -> list[Meeting]:
    """Return one meeting per spot and kind: several streets at one junction are named together."""
    found = sorted(found, key=lambda one: (one.chainage, _ORDER[one.kind], one.text))
    result: list[Meeting] = []
    for one in found:
        here = [k for k, m in enumerate(result) if m.kind == one.kind and one.chainage - m.chainage <= TOUCH_M]
        if not here:
            result.append(one)
        elif one.text not in result[here[-1]].text:
            result[here[-1]] = replace(result[here[-1]], text=f"{result[here[-1]].text}; {one.text}")
    return result


def _with_costs(found: list[Meeting]) -> list[Meeting]:
    """Add to obstacles what a bridge, or a crossing where one can be made, is likely to cost; once for neighbours."""
    result, spanned = [], -np.inf
    for one in found:
        if one.kind != "needs_bridge":
            result.append(one)
        elif one.chainage <= spanned:
            result.append(replace(one, text=f"{one.text}: the same bridge can span it"))
        else:
            spanned = one.chainage + ONE_BRIDGE_M
            result.append(replace(one, text=f"{one.text}: {_cure(one.text)}"))
    return result


def _cure(text: str) -> str:
    bridge = f"a bridge (about {_pounds(BRIDGE)} {BRIDGE.mark})"
    crossing = find("crossing")
    if _MOTOR_ROAD not in text or crossing is None or crossing.unit_cost is None:
        return f"needs {bridge}"
    unit = crossing.unit_cost
    return f"needs {bridge} or a crossing (about {_pounds(unit)} {unit.mark})"


def _pounds(unit: UnitCost) -> str:
    """Return the range of a unit cost, e.g. "£1 to 5 million" or "£50,000 to 240,000", in its prices."""
    if unit.low >= 1e6:
        said = f"£{unit.low / 1e6:g} to {unit.high / 1e6:g} million"
    else:
        said = f"£{unit.low:,.0f} to {unit.high:,.0f}"
    return f"{said}, prices of {unit.price_base}"
