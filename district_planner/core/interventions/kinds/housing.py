"""New homes."""

from __future__ import annotations

from district_planner.core.interventions import attributes, values
from district_planner.core.interventions.attributes import DWELLINGS, PEOPLE, Attribute
from district_planner.core.interventions.costs import UnitCost
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import AREA, POINT, Kind
from district_planner.core.interventions.places import amount, origin

PEOPLE_PER_DWELLING = 2.36
"""Mean household size of England and Wales in the 2021 census [M]; a planner who knows better fills in ``people``."""

_PEOPLE = Attribute(
    "people", "People", "number", "people", minimum=0.0, mark="[M]", citation="Census 2021, mean household size",
    note=f"Empty: {PEOPLE_PER_DWELLING} people for each dwelling [M].",
)  # fmt: skip


def people(intervention: Intervention) -> float:
    """Return the people who move in: the field ``people``, else dwellings times the mean household."""
    given = values.number(intervention, PEOPLE)
    return amount(intervention, DWELLINGS) * PEOPLE_PER_DWELLING if given is None else given


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    return origin(intervention, people=people(intervention))


def _lacking(intervention: Intervention) -> str:
    return "" if people(intervention) else "it brings nobody: fill in the field dwellings or people"


KIND = Kind(
    id="housing",
    name="Housing",
    group="growth",
    geometries=(POINT, AREA),
    own=(DWELLINGS, _PEOPLE, attributes.ENTRANCES, attributes.BUILDINGS_BIAS),
    explain="New residents, reported in a row of their own; the figures of the people already there stay.",
    act=_effects,
    unit_cost=UnitCost(150_000.0, 200_000.0, 280_000.0, "dwelling", 2024, "[P]", "District Planner convention"),
    lacking=_lacking,
    order=20,
)
