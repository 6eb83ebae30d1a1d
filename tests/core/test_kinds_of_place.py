"""Kinds of place within a cutoff, counted by hand; and that a preview gives what is evaluated.

On foot 80 m are a minute: a place at x = 80 t is t minutes from the home at 0.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely.affinity import translate
from shapely.geometry import Point

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.oracle.cases import district_of, street

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
NAME, SUM = "kinds_walk_15", "kinds_walk_15_everyone_sum"
REQUEST = Request(indicators=("kinds",), cutoffs=(15.0,), headline=SUM)


def at(minutes: float, **row: object) -> dict[str, object]:
    return {**row, "geometry": Point(80.0 * minutes, 0)}


def scored(*drawn: Intervention, request: Request = REQUEST) -> Results:
    """Two homes of 10 people at 0 and 4 people at 20 min, and an office of 3 at 0, so that jobs are a kind too."""
    places = {"cafe": (5, 6), "grocery": (15,), "school_primary": (16,)}
    made = district_of({
        "streets": [street("long", [(0, 0), (3200, 0)])],
        "homes": [at(0, id="h", people=10.0), at(20, id="k", people=4.0)],
        "buildings": [at(0, id="b", employees=3.0)],
        "opportunities": [
            at(t, id=f"{category}{t}", category=category, weight=1.0) for category, ts in places.items() for t in ts
        ],
    })  # fmt: skip
    return evaluate(replace(made, interventions=drawn), request=request)


def test_a_kind_counts_once_and_up_to_the_very_cutoff():
    base = scored().values[NAME]["base"].to_dict()
    # At 0: jobs, two cafés that are one kind, the grocery that is exactly 15 min away, not the school at 16.
    # At 20: cafés 14 and 15 min back, grocery 5, school 4; the jobs are 20 away.
    assert base == {"h": 3.0, "b": 3.0, "k": 3.0}


def test_people_and_employees_are_counted_once_for_every_kind():
    gym = Intervention("gym", "amenity", Point(80.0 * 14, 0), attributes={"categories": "sport"})
    figures = scored(gym).figures.set_index("figure")
    # Before (10 + 4 + 3) · 3 = 51; the gym is 14 min from 0 and 6 from 20: one more for each of the 17.
    row = figures.loc[SUM]
    assert (row["base"], row["with"], row["change"], row["total"]) == (51.0, 68.0, 17.0, 17.0)
    assert "each counted once for every one of the 5 kinds of place within 15 min on foot" in row["label"]
    assert figures.loc[f"{NAME}_people_mean", "with"] == 4.0
    assert figures.loc[f"{NAME}_employees_mean", "base"] == 3.0


def test_those_whom_a_scenario_brings_have_a_row_of_their_own():
    homes = Intervention("homes", "housing", Point(0, 0).buffer(1), attributes={"people": 6.0})
    row = scored(homes).figures.set_index("figure")
    assert row.loc[SUM, "change"] == 0.0
    assert row.loc[f"{SUM}_new", "with"] == 6 * 3.0


def test_it_is_measured_only_where_it_is_asked_for():
    names = [measure.indicator for measure in scored(request=Request(attribution=())).measures]
    assert "kinds" not in names and "count" in names


@pytest.mark.parametrize("kind", ["walking_link", "closure", "amenity", "green_space", "employment_site"])
def test_a_preview_gives_what_is_evaluated(kind):
    sample = open_district(SAMPLE)
    session = Session(sample, select(sample, "", "today", None, "best"), REQUEST)
    one = next(one for one in sample.interventions if one.kind == kind)
    moved = replace(one, geometry=translate(one.geometry, 7.0, -4.0))
    after = evaluate(sample, request=replace(REQUEST, attribution=()), interventions=[moved])
    asked = Question("kinds", "", SUM, NAME)
    preview = session.preview(Edit(one.id, moved), frozenset(), asked, tuple(session.spec_of))
    figures = after.figures.set_index("figure")
    shown = (preview.headline, *preview.others)
    assert {one.name: (one.base, one.after) for one in shown} == {
        one.name: (figures.loc[one.name, "base"], figures.loc[one.name, "with"]) for one in shown
    }
    changed = after.values[NAME]
    gains = (changed["with"] - changed["base"])[lambda gain: gain.notna() & (gain != 0)]
    ids = session.scope.origins.id
    assert {str(ids[at]): gain for at, gain in zip(preview.origins, preview.gain)} == gains.to_dict()
