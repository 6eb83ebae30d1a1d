"""What drawn places have in common: opportunities of categories, and the people and jobs that they bring."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from district_planner.core.interventions import values
from district_planner.core.interventions.attributes import Attribute
from district_planner.core.interventions.costs import hectares
from district_planner.core.interventions.effects import AddedOpportunity, AddedOrigin, Effect
from district_planner.core.interventions.intervention import Intervention

GREEN = "green_space"


def amount(intervention: Intervention, attribute: Attribute) -> float:
    """Return the number of an attribute, 0 where it is unknown."""
    return values.number(intervention, attribute) or 0.0


def opportunities(intervention: Intervention, categories: Iterable[str], weight: float = 1.0) -> tuple[Effect, ...]:
    """Return one opportunity per category, each once, none for a weight of 0.

    A green space weighs its hectares, whatever else is in the same place; of unknown size none, so that no standard
    takes it for a park of one hectare.
    """
    entrances = values.entrances(intervention)
    weights = dict.fromkeys(categories, weight) if weight > 0 else {}
    if GREEN in weights:
        weights[GREEN] = float(np.nan_to_num(hectares(intervention)))
    return tuple(AddedOpportunity(name, size, intervention.geometry, entrances) for name, size in weights.items())


def origin(intervention: Intervention, people: float = 0.0, employees: float = 0.0) -> tuple[Effect, ...]:
    """Return the people and employees that the intervention brings, nothing for none."""
    if people <= 0 and employees <= 0:
        return ()
    return (AddedOrigin(people, employees, intervention.geometry, values.entrances(intervention)),)
