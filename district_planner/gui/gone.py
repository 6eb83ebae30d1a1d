"""What names an intervention that is gone: requirements, exclusions, ticks and worlds let go of it in the same step."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from district_planner.core.errors import PlannerError
from district_planner.core.interventions import values
from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.contents import World
from district_planner.gui.gestures import Contents

TIES = ("requires", "excludes")


def without_names_of_gone(old: Contents, new: Contents) -> Contents:
    """Return new contents in which nothing names what the step from the old ones took away.

    A world also lets go of an external that became a candidate: it may name externals only.
    """
    gone = frozenset(old.interventions) - frozenset(new.interventions)
    chosen = {
        id_ for id_, one in new.interventions.items()
        if not one.external and id_ in old.interventions and old.interventions[id_].external
    }  # fmt: skip
    if not gone and not chosen:
        return new
    worlds: tuple[World, ...] = new.tables["worlds"]
    kept = tuple(replace(world, externals=world.externals - gone - chosen) for world in worlds)
    return Contents(
        {id_: _untied(one, gone) for id_, one in new.interventions.items()},
        frozenset(tick for tick in new.ticks if tick[1] not in gone),
        {**new.tables, "worlds": kept},
    )


def _untied(one: Intervention, gone: frozenset[str]) -> Intervention:
    """Return an intervention that neither requires nor excludes what is gone."""
    ties = {name: found for name in TIES if gone.intersection(found := _ids(one, name))}
    if not ties:
        return one
    left = {name: [id_ for id_ in ids if id_ not in gone] for name, ids in ties.items()}
    written = {name: json.dumps(ids) for name, ids in left.items() if ids}
    kept = {name: value for name, value in one.attributes.items() if name not in ties}
    return replace(one, attributes={**kept, **written})


def _ids(one: Intervention, name: str) -> tuple[str, ...]:
    try:
        return values.ids(one, name)
    except PlannerError:
        return ()  # what cannot be read is told where it is scored


def named_in(contents: Contents) -> frozenset[str]:
    """Return every id of an intervention that something names, whether or not it is there."""
    tied = (id_ for one in contents.interventions.values() for name in TIES for id_ in _ids(one, name))
    return frozenset([*tied, *(id_ for _, id_ in contents.ticks), *_in_worlds(contents.tables.get("worlds", ()))])


def _in_worlds(worlds: Iterable[World]) -> Iterable[str]:
    return (id_ for world in worlds for id_ in world.externals)
