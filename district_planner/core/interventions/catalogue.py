"""The catalogue: every kind that a file in ``kinds`` declares, and what becomes of a kind that none declares."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry

from district_planner.core.interventions import kinds as kinds_package
from district_planner.core.interventions import vocabulary
from district_planner.core.interventions.attributes import COMMON
from district_planner.core.interventions.costs import NAN, Range, stated
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import GROUPS, Kind


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """Return id -> kind of every module in ``kinds`` that has a ``KIND``, in the order of a menu."""
    found: list[Kind] = []
    for module in pkgutil.iter_modules(kinds_package.__path__):
        declared: Any = importlib.import_module(f"{kinds_package.__name__}.{module.name}")
        found.append(declared.KIND)
    found.sort(key=lambda kind: (GROUPS.index(kind.group), kind.order, kind.id))
    return {kind.id: kind for kind in found}


def find(kind_id: str) -> Kind | None:
    """Return the kind of that id, None for one that the catalogue does not know."""
    return kinds().get(kind_id)


def icon(kind_id: str) -> str:
    """Return the file name in ``resources/icons/kinds`` of a kind, or of what the catalogue does not know."""
    kind = find(kind_id)
    return kind.icon if kind else "unknown.svg"


def effects(
    interventions: Iterable[Intervention], nodes: Mapping[str, BaseGeometry] | None = None
) -> dict[str, tuple[Effect, ...]]:
    """Return intervention id -> its effects; none for an unknown kind.

    Args:
        interventions: in any order.
        nodes: see :meth:`Kind.effects` and :func:`node_points`.

    Raises:
        InterventionError: see :meth:`Kind.effects`.
    """
    result: dict[str, tuple[Effect, ...]] = {}
    for intervention in interventions:
        kind = find(intervention.kind)
        result[intervention.id] = kind.effects(intervention, nodes) if kind else ()
    return result


def notes(intervention: Intervention) -> tuple[str, ...]:
    """Return sentences on what is unusual but works; raise InterventionError for what does not."""
    kind = find(intervention.kind)
    return kind.check(intervention) if kind else (f"{intervention.label}: {silence(intervention)}.",)


def silence(intervention: Intervention) -> str:
    """Say why the intervention has no effect whatever surrounds it, without a full stop; empty when it has one."""
    kind = find(intervention.kind)
    if kind:
        return kind.silence(intervention)
    if not intervention.kind:
        return "it has no kind: fill in the field kind"
    near = vocabulary.nearest(intervention.kind, kinds())
    hint = f" (did you mean {near!r}?)" if near else ""
    return f"{intervention.kind!r} is a later kind, kept as it is and without effect{hint}"


def estimate(intervention: Intervention) -> Range:
    """Return (low, central, high) in pounds: the planner's, else from unit costs, else NaN three times."""
    kind = find(intervention.kind)
    return kind.estimate(intervention) if kind else stated(intervention) or NAN


def columns() -> frozenset[str]:
    """Return the names of every attribute of every kind."""
    own = {attribute.name for kind in kinds().values() for attribute in kind.attributes}
    return frozenset(own) | {attribute.name for attribute in COMMON}


def node_points(nodes: pd.DataFrame) -> dict[str, BaseGeometry]:
    """Return name -> point and id -> point of a district's table ``nodes``; an id goes before a like name."""
    points: dict[str, BaseGeometry] = {}
    for key in ("name", "id"):
        filled = nodes[nodes[key].notna()]
        points.update(zip(map(str, filled[key].tolist()), filled["geometry"].tolist()))
    return points
