"""Growth at an anchor of the ecosystem: a city centre, a university, a new station."""

from __future__ import annotations

from district_planner.core.interventions import attributes, values
from district_planner.core.interventions.attributes import JOBS, PEOPLE, Attribute
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import POINT, Kind
from district_planner.core.interventions.places import amount, opportunities, origin

NODE = Attribute("node", "Node", note="Id or name of a node of the district; empty: the point that is drawn.")


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    jobs, people = amount(intervention, JOBS), amount(intervention, PEOPLE)
    named = opportunities(intervention, (item for item in values.categories(intervention) if item != "jobs"))
    return opportunities(intervention, ("jobs",), jobs) + named + origin(intervention, people, jobs)


def _lacking(intervention: Intervention) -> str:
    if amount(intervention, JOBS) or amount(intervention, PEOPLE) or values.categories(intervention):
        return ""
    return "it adds nothing: fill in the field jobs, people or categories"


KIND = Kind(
    id="growth_node",
    name="Growth node",
    group="growth",
    geometries=(POINT,),
    own=(JOBS, PEOPLE, attributes.CATEGORIES, NODE, attributes.ENTRANCES),
    explain="Adds jobs, people or places at a node from its opening year on. Usually an external that happens anyway.",
    act=_effects,
    lacking=_lacking,
    order=30,
)
