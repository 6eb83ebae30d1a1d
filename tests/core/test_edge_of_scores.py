"""Who is flagged at the edge of the data: whose limit reaches beyond it, as ``checkdistrict`` says it (rules 2.5).

By hand on streets every 250 m in a square of 10 km: on foot 30 minutes are 2,400 m and 15 minutes 1,200 m. The middles
of the squares of 250 m that hold the homes lie 500 to 750, 1,500 to 1,750 and 5,000 m from the end of the data.
"""

from __future__ import annotations

import pytest
from shapely.geometry import Point

from district_planner.core import evaluate
from district_planner.core.district import District
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.network.diagnosis import diagnose
from tests.oracle.cases import district_of, street

FAR = range(-5000, 5001, 250)


@pytest.fixture(scope="module")
def square() -> District:
    across = [street(f"a{y}", [(x, y) for x in FAR]) for y in FAR]
    along = [street(f"u{x}", [(x, y) for y in FAR]) for x in FAR]
    homes = [("e500", 4500, 1.0), ("e1500", 3500, 10.0), ("mid", 0, 100.0)]
    return district_of({
        "streets": [*across, *along],
        "homes": [{"id": name, "people": people, "geometry": Point(x, 0)} for name, x, people in homes],
        "opportunities": [{"id": "cafe", "category": "cafe", "weight": 1.0, "geometry": Point(-4000, 0)}],
    })  # fmt: skip


def flagged(results: Results) -> set[str]:
    return set(results.origins.index[results.origins["edge"]])


def said(results: Results) -> list[str]:
    return [text for text in results.warnings if text.startswith("Edge of the data")]


@pytest.mark.parametrize(("asked", "who", "numbers"), [
    ({"indicators": ("nearest",), "cutoffs": (5.0,)}, {"e500", "e1500"},
     "2 origins with 11 people and 0 employees are within 30 min on foot"),
    ({"indicators": ("gravity",), "cutoffs": (5.0,)}, {"e500", "e1500"}, "are within 30 min on foot"),
    ({"indicators": ("gravity",), "decay": "step:15"}, {"e500"}, "is within 15 min on foot"),
    ({"indicators": ("count",), "cutoffs": (15.0,)}, {"e500"},
     "1 origin with 1 people and 0 employees is within 15 min on foot"),
    ({"indicators": ("count",), "cutoffs": (5.0,)}, set(), ""),
    ({"indicators": ("count", "linkuse"), "cutoffs": (5.0,)}, {"e500", "e1500"}, "are within 30 min on foot"),
    ({"indicators": ("nearest",), "limits": (("walk", 120.0),)}, {"e500", "e1500", "mid"},
     "3 origins with 111 people and 0 employees are within 120 min on foot"),
    # The farthest mode decides and is the one that is named: 30 minutes at 15 km/h are 7.5 km.
    ({"indicators": ("nearest",), "modes": ("walk", "cycle")}, {"e500", "e1500", "mid"}, "within 30 min by cycle of"),
])  # fmt: skip
def test_the_limit_of_what_is_measured_decides(square: District, asked: dict[str, object], who: set[str], numbers: str):
    results = evaluate(square, request=Request(**asked))  # type: ignore[arg-type]
    assert flagged(results) == who
    assert len(said(results)) == bool(who)
    assert all(numbers in text for text in said(results))


@pytest.mark.parametrize("minutes", [30.0, 120.0])
def test_checkdistrict_finds_the_same(square: District, minutes: float):
    found = diagnose(square, ("walk",), minutes).findings
    results = evaluate(square, request=Request(indicators=("nearest",), limits=(("walk", minutes),)))
    assert set(found.loc[(found["kind"] == "edge") & (found["table"] == "homes"), "id"]) == flagged(results)
