"""Whether an intervention can be used: its geometry, its numbers and its parts, each mistake as a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import shapely

from district_planner.core.errors import InterventionError
from district_planner.core.interventions import values
from district_planner.core.interventions.attributes import COST_CENTRAL, COST_HIGH, COST_LOW, Attribute
from district_planner.core.interventions.intervention import Intervention

SHORTEST_M = 0.01
"""A line shorter than a centimetre is a slip of the hand [P]."""

END_TOLERANCE_M = 1.0
END_TOLERANCE_SHARE = 0.002
"""How far a bridge part may reach beyond the line's end: coordinates with seven decimals move a vertex by 1 cm, and
another CRS scales a length by up to 0.2 % (rules 2.4) [P]."""

_NOUNS = {"Point": "a point", "LineString": "a line", "Polygon": "an area"}


def check(intervention: Intervention, geometries: Iterable[str], attributes: Iterable[Attribute]) -> tuple[str, ...]:
    """Return notes on what is unusual but works.

    Args:
        intervention: what to judge.
        geometries: geometry types that its kind allows.
        attributes: what its kind declares.

    Raises:
        InterventionError: the first thing that cannot be used.
    """
    check_geometry(intervention, tuple(geometries))
    notes = list(geometry_notes(intervention))
    for attribute in attributes:
        notes += _check_attribute(intervention, attribute)
    check_costs(intervention)
    return tuple(notes)


def check_geometry(intervention: Intervention, geometries: tuple[str, ...]) -> None:
    """Raise when the geometry is missing, of a type that the kind does not take, or degenerate."""
    geometry, place = intervention.geometry, values.where(intervention)
    if geometry is None or geometry.is_empty:
        raise InterventionError("it has no geometry", place, "Draw it again or delete it")
    if geometry.geom_type not in geometries:
        drawn = _NOUNS.get(geometry.geom_type, f"a {geometry.geom_type}")
        wanted = " or ".join(_NOUNS[name] for name in geometries)
        raise InterventionError(
            f"it is {drawn}, but the kind {intervention.kind} is {wanted}", place, "Draw it again or change its kind"
        )
    if not all(math.isfinite(entry) for entry in shapely.get_coordinates(geometry).ravel()):
        raise InterventionError("a coordinate is not a number", place, "Draw it again or delete it")
    _check_shape(geometry, place)


def _check_shape(geometry: Any, place: str) -> None:
    if geometry.geom_type == "LineString" and geometry.length < SHORTEST_M:
        raise InterventionError("the line has no length", place, "Draw its two ends apart, or delete it")
    if geometry.geom_type == "Polygon" and not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        raise InterventionError(
            f"the outline is not valid ({reason})", place, "Redraw it so that it never crosses itself"
        )
    if geometry.geom_type == "Polygon" and geometry.area < SHORTEST_M**2:
        raise InterventionError("the area is empty", place, "Draw it again, or draw a point")


def geometry_notes(intervention: Intervention) -> tuple[str, ...]:
    """Say when a line crosses itself: it may, and stays apart unless vertices coincide."""
    geometry = intervention.geometry
    if geometry.geom_type != "LineString" or geometry.is_simple:
        return ()
    return (
        f"{values.where(intervention)}: the line crosses itself; the crossing is no junction unless both passes have a "
        "vertex there.",
    )


def _check_attribute(intervention: Intervention, attribute: Attribute) -> list[str]:
    name = attribute.name
    if attribute.numeric:
        values.number(intervention, attribute)
    elif attribute.type == "modes":
        values.modes(intervention, ())
    elif attribute.type == "categories":
        values.categories(intervention)
    elif attribute.type in ("ids", "route_ids", "stop_ids"):
        values.ids(intervention, name)
    elif attribute.type == "chainages":
        bridges(intervention)
    elif attribute.type == "coordinates":
        values.coordinates(intervention, name)
    elif attribute.type == "entrances":
        values.entrances(intervention)
    return _text_notes(intervention, attribute)


def _text_notes(intervention: Intervention, attribute: Attribute) -> list[str]:
    value = values.raw(intervention, attribute.name)
    if value is None or not attribute.choices or str(value) in attribute.choices:
        return []
    listed = ", ".join(attribute.choices)
    return [f"{values.where(intervention, attribute.name)}: {value!r} is kept as it is; usual values are {listed}."]


def check_costs(intervention: Intervention) -> None:
    """Raise when the costs that are given do not rise from low over central to high."""
    given = [
        (attribute, found)
        for attribute in (COST_LOW, COST_CENTRAL, COST_HIGH)
        if (found := values.number(intervention, attribute)) is not None
    ]
    for (lower, small), (upper, large) in combinations(given, 2):
        if small > large:
            raise InterventionError(
                f"{lower.label.lower()} (£{small:,.0f}) is more than {upper.label.lower()} (£{large:,.0f})",
                values.where(intervention, lower.name), "Give costs that rise from low over central to high",
            )  # fmt: skip


def bridges(intervention: Intervention) -> tuple[values.Span, ...]:
    """Return the parts on bridges or in tunnels, metres along the line, ascending; touching ones are one.

    Raises:
        InterventionError: a part without length, outside the line, or overlapping another.
    """
    length = float(intervention.geometry.length)
    found: list[values.Span] = []
    for start, end in sorted(values.spans(intervention)):
        part = _inside(intervention, start, end, length)
        if found and part[0] < found[-1][1] - 1e-6:
            raise _part_error(intervention, f"the parts {_text(found[-1])} and {_text(part)} overlap")
        if found and part[0] <= found[-1][1] + 1e-6:
            found[-1] = (found[-1][0], part[1])
        else:
            found.append(part)
    return tuple(found)


def _inside(intervention: Intervention, start: float, end: float, length: float) -> values.Span:
    slack = max(END_TOLERANCE_M, END_TOLERANCE_SHARE * length)
    if start >= end:
        raise _part_error(intervention, f"the part {_text((start, end))} does not run forward")
    if start < 0 or end > length + slack or start >= length:
        raise _part_error(
            intervention, f"the part {_text((start, end))} is not on the line, which is {length:.1f} m long"
        )
    return start, min(end, length)


def _text(span: values.Span) -> str:
    return json.dumps([round(span[0], 2), round(span[1], 2)])


def _part_error(intervention: Intervention, what: str) -> InterventionError:
    return InterventionError(
        what, values.where(intervention, "parts"), "Give chainages in metres from the line's start to its end"
    )
