"""What drawn places have in common: opportunities of categories, and the people and jobs that they bring."""

from __future__ import annotations

from collections.abc import Iterable

from district_planner.core.interventions import values
from district_planner.core.interventions.attributes import Attribute
from district_planner.core.interventions.effects import AddedOpportunity, AddedOrigin, Effect
from district_planner.core.interventions.intervention import Intervention


def amount(intervention: Intervention, attribute: Attribute) -> float:
    """Return the number of an attribute, 0 where it is unknown."""
    return values.number(intervention, attribute) or 0.0


def opportunities(intervention: Intervention, categories: Iterable[str], weight: float = 1.0) -> tuple[Effect, ...]:
    """Return one opportunity per category, each once, none for a weight of 0."""
    entrances = values.entrances(intervention)
    unique = dict.fromkeys(categories) if weight > 0 else ()
    return tuple(AddedOpportunity(category, weight, intervention.geometry, entrances) for category in unique)


def origin(intervention: Intervention, people: float = 0.0, employees: float = 0.0) -> tuple[Effect, ...]:
    """Return the people and employees that the intervention brings, nothing for none."""
    if people <= 0 and employees <= 0:
        return ()
    return (AddedOrigin(people, employees, intervention.geometry, values.entrances(intervention)),)
