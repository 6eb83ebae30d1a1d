"""A site with jobs: workshops, laboratories, an equipment manufacturer."""

from __future__ import annotations

from district_planner.core.interventions import attributes, values
from district_planner.core.interventions.attributes import FLOORSPACE, JOBS
from district_planner.core.interventions.costs import UnitCost
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import AREA, POINT, Kind
from district_planner.core.interventions.places import amount, opportunities, origin


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    jobs = amount(intervention, JOBS)
    named = opportunities(intervention, (item for item in values.categories(intervention) if item != "jobs"))
    return opportunities(intervention, ("jobs",), jobs) + named + origin(intervention, employees=jobs)


def _lacking(intervention: Intervention) -> str:
    if amount(intervention, JOBS) or values.categories(intervention):
        return ""
    return "it brings no jobs: fill in the field jobs"


KIND = Kind(
    id="employment_site",
    name="Employment site",
    group="growth",
    geometries=(POINT, AREA),
    own=(JOBS, FLOORSPACE, attributes.CATEGORIES, attributes.ENTRANCES, attributes.BUILDINGS_BIAS),
    explain="New jobs to reach, and new employees who reach the rest. Jobs that it takes from elsewhere are not "
    "subtracted.",
    act=_effects,
    unit_cost=UnitCost(1_200.0, 1_800.0, 2_500.0, "m2", 2024, "[P]", "District Planner convention"),
    lacking=_lacking,
    order=10,
)
