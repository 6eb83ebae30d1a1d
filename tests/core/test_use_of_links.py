"""The use of links: alone, as the figure that ranks, by people and employees, and with a table of trips.

Pairs are those of the oracle (tests/oracle) that are quicker with an intervention than without it; people, employees
and trips are summed over them by plain loops.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import LineString, Point

from district_planner.core import evaluate, open_district
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.request import Request
from district_planner.core.interventions.intervention import Intervention
from tests.oracle import Oracle
from tests.oracle.cases import district_of, random_district, random_interventions, street

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
LIMIT_MIN = 6.0
Trips = Sequence[tuple[str, str, float]]
WAYS = ("walking_link", "crossing")


@pytest.fixture(scope="module")
def sample() -> District:
    return open_district(SAMPLE)


def asked(**more: object) -> Request:
    return Request(indicators=("linkuse",), limits=(("", LIMIT_MIN),), **more)  # type: ignore[arg-type]


def used(
    district: District,
    without: Sequence[Intervention],
    with_it: Sequence[Intervention],
    trips: Sequence[tuple[str, str, float]] = (),
) -> dict[str, float]:
    """Return what the figures must be between two states."""
    before, after = (Oracle(district, built, "walk", LIMIT_MIN).times() for built in (without, with_it))
    pairs = {pair for pair, ms in after.items() if ms < before.get(pair, math.inf)}
    starts = {start for start, _ in pairs}
    found = {"pairs": float(len(pairs))}
    for weight, tables in (("people", ("homes", "origins")), ("employees", ("buildings",))):
        rows = [row for table in tables for row in zip(district.table(table)["id"], district.table(table)[weight])]
        found[weight] = math.fsum(w for id_, w in rows if id_ in starts and w > 0)
    found["trips"] = math.fsum(amount for start, end, amount in trips if (start, end) in pairs)
    return {f"linkuse_walk_{name}": value for name, value in found.items()}


@pytest.mark.parametrize("seed", range(4))
def test_linkuse_alone_is_measured_ranked_and_counts_people_employees_and_trips(seed):
    district = random_district(seed)
    ways = [one for one in random_interventions(district, seed) if one.kind in WAYS]
    assert len(ways) > 1
    every = sorted(Oracle(district, ways, "walk", LIMIT_MIN).times())
    trips = tuple((start, end, 1.5) for start, end in every[::3])
    found = evaluate(district, request=asked(od=trips), interventions=ways)
    assert found.headline == "linkuse_walk_pairs"
    together = used(district, [], ways, trips)
    rows = found.figures.set_index("figure")
    assert rows["with"].to_dict() == pytest.approx(together)
    assert rows["change"].to_dict() == pytest.approx(together)
    assert set(rows["base"]) == {0.0}
    alone = {}
    for one in ways:
        scores = found.scores[found.scores["intervention"] == one.id].set_index("figure")
        mine = used(district, [], [one], trips)
        rest = [other for other in ways if other.id != one.id]
        assert scores["alone_change"].to_dict() == pytest.approx(mine)
        assert scores["last_in_change"].to_dict() == pytest.approx(used(district, rest, ways, trips))
        assert scores["together_change"].to_dict() == pytest.approx(together)
        alone[one.id] = mine["linkuse_walk_pairs"]
    assert max(alone.values()) > 0
    summary = found.summary.set_index("id")
    assert summary["alone_change"].to_dict() == alone
    assert summary["rank"].to_dict() == {id_: 1 + sum(v > alone[id_] for v in alone.values()) for id_ in alone}


def test_a_figure_of_use_can_rank_beside_other_indicators_and_decide_between_alternatives(sample):
    both = [one for one in sample.interventions if one.id in ("c01", "c02")]
    rivals = [replace(both[0], attributes={**both[0].attributes, "excludes": '["c02"]'}), both[1]]
    request = Request(
        indicators=("linkuse", "count"), categories=("cafe",), headline="linkuse_walk_people", alternatives="best"
    )
    found = evaluate(sample, request=request, interventions=rivals)
    scores = found.scores[found.scores["figure"] == "linkuse_walk_people"].set_index("intervention")
    best = scores["alone"].idxmax()
    assert scores["alone"].nunique() == 2
    assert found.headline == "linkuse_walk_people"
    assert found.summary.set_index("id")["rank"][best] == 1
    together = found.figures.set_index("figure")["with"]["linkuse_walk_people"]
    assert together == scores["alone"][best]


def test_what_adds_no_way_says_that_only_ways_are_counted(sample):
    cafe = next(one for one in sample.interventions if one.kind == "amenity")
    found = evaluate(sample, request=asked(), interventions=[cafe])
    assert found.summary[["effect", "why"]].values.tolist() == [
        ["no", "only the use of ways is scored, and it adds none"]
    ]


def test_an_unknown_headline_beside_linkuse_names_figures_that_there_are(sample):
    with pytest.raises(RequestError, match="linkuse_walk_pairs, linkuse_walk_people, linkuse_walk_employees"):
        evaluate(sample, request=asked(headline="beauty"), interventions=[])


def said(district: District, trips: Trips, indicator: str = "linkuse") -> list[str]:
    request = Request(indicators=(indicator,), categories=("cafe",), od=tuple(trips), attribution=())
    return [line for line in evaluate(district, request=request, interventions=[]).warnings if "table of trips" in line]


def test_rows_of_a_table_of_trips_that_are_of_no_place_are_counted_with_the_cure(sample):
    home, place = str(sample.table("homes")["id"].iloc[0]), str(sample.table("opportunities")["id"].iloc[0])
    trips = [(home, place, 4.0), (home, "nowhere", 5.0), ("nobody", place, 7.0), ("nobody", "nowhere", 11.0)]
    (line,) = said(sample, trips)
    assert line.startswith("3 of 4 rows of the table of trips, with 23 trips, are not counted: 2 start at an id that")
    assert "“nobody”" in line and "2 end at an id that is no opportunity" in line and "“nowhere”" in line
    assert line.endswith("Give from and to as ids of the district's places")


def test_a_table_of_trips_that_is_of_places_only_says_nothing(sample):
    home, place = str(sample.table("homes")["id"].iloc[0]), str(sample.table("opportunities")["id"].iloc[0])
    assert said(sample, [(home, place, 4.0)]) == []
    assert said(sample, []) == []


def test_a_table_of_trips_without_linkuse_says_that_it_plays_no_part(sample):
    assert said(sample, [("a", "b", 4.0)], "count") == [
        "The table of trips plays no part: only linkuse counts trips. Add linkuse to the indicators"
    ]


def test_a_link_to_a_place_of_the_scenario_is_used_last_in_and_all_together_alike():
    # The café stands 600 m up a way that only the link makes, 700 m long; the home is at its foot.
    district = district_of({
        "streets": [street("s", [(-500, 0), (500, 0)])],
        "homes": [{"id": "h", "people": 10.0, "geometry": Point(0, 0)}],
    })  # fmt: skip
    drawn = (
        Intervention("cafe", "amenity", Point(0, 600), attributes={"categories": "cafe"}),
        Intervention("link", "walking_link", LineString([(0, 0), (0, 700)])),
    )
    request = Request(indicators=("linkuse",), categories=("cafe",), headline="linkuse_walk_pairs")
    found = evaluate(replace(district, interventions=drawn), request=request)
    rows = found.scores.set_index(["intervention", "figure"])
    link, cafe = (rows.loc[(name, "linkuse_walk_pairs")] for name in ("link", "cafe"))
    assert (link["alone"], link["last_in_change"], link["together"]) == (0.0, 1.0, 1.0)
    assert (cafe["alone"], cafe["last_in_change"], cafe["together"]) == (0.0, 0.0, 1.0)
    figures = found.figures.set_index("figure")["with"]
    assert (figures["linkuse_walk_pairs"], figures["linkuse_walk_people"]) == (1.0, 10.0)
