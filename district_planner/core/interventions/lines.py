"""What drawn ways have in common: who may use them, where they are raised, how stressful they are to cycle."""

from __future__ import annotations

from collections.abc import Callable

from district_planner.core.interventions import attributes, checks, values
from district_planner.core.interventions.attributes import LTS_AFTER, STEP_FREE
from district_planner.core.interventions.effects import AddedLine, Effect
from district_planner.core.interventions.intervention import Intervention

LINE_ATTRIBUTES = (
    attributes.MODES, attributes.PARTS, attributes.NO_JOIN, STEP_FREE, LTS_AFTER, attributes.GRADIENT, attributes.WIDTH,
    attributes.SURFACE, attributes.LIT, attributes.ROADS_BIAS,
)  # fmt: skip


def users(intervention: Intervention, default: frozenset[str]) -> frozenset[str]:
    """Return the modes of the field ``modes`` or ``default``; ``step_free`` = 0 keeps wheelchairs out [P]."""
    modes = values.modes(intervention, default)
    return modes - {"wheelchair"} if values.number(intervention, STEP_FREE) == 0 else modes


def added_line(default: frozenset[str]) -> Callable[[Intervention], tuple[Effect, ...]]:
    """Return the effect of a kind of way that is open to ``default`` unless the planner says otherwise."""

    def act(intervention: Intervention) -> tuple[Effect, ...]:
        stress = int(values.number(intervention, LTS_AFTER) or 1)
        return (
            AddedLine(
                intervention.geometry,
                users(intervention, default),
                checks.bridges(intervention),
                values.coordinates(intervention, "no_join"),
                lts=stress,
                off_street=stress == 1,
            ),
        )

    return act


def nobody(default: frozenset[str]) -> Callable[[Intervention], str]:
    """Return what says that a way is closed to all, because only wheelchairs may use it and it has steps."""

    def lacking(intervention: Intervention) -> str:
        return "" if users(intervention, default) else "it has steps and no mode but wheelchair may use it"

    return lacking
