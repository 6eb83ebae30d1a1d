"""The comfort route counts perceived minutes, and every label says so in words that can be read (rules 1.5)."""

from __future__ import annotations

from shapely.geometry import Point

from district_planner.core import evaluate
from district_planner.core.evaluation.questions import questions
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.selection import select
from tests.oracle.cases import district_of, street

DISTRICT = district_of({
    "streets": [street("s", [(0, 0), (1000, 0)])],
    "homes": [{"id": "h", "people": 10.0, "geometry": Point(0, 0)}],
    "opportunities": [{"id": "c", "category": "cafe", "weight": 1.0, "geometry": Point(900, 0)}],
})  # fmt: skip
REQUEST = Request(
    modes=("cycle_comfort",), indicators=("nearest", "count", "gravity", "kinds", "linkuse"), cutoffs=(10.0,)
)


def test_labels_speak_of_perceived_minutes():
    results = evaluate(DISTRICT, request=REQUEST)
    labels = {measure.name: (measure.label, measure.unit) for measure in results.measures}
    assert labels["nearest_cycle_comfort_cafe"] == (
        "Perceived minutes by comfortable cycling to the nearest café (none within 30 perceived min is empty)",
        "perceived min",
    )
    assert labels["count_cycle_comfort_cafe_10"][0] == "Cafés within 10 perceived min by comfortable cycling"
    every = " | ".join([*(label for label, _ in labels.values()), *results.figures["label"]])
    assert "minutes to the" not in every and ", perceived minutes" not in every
    figures = results.figures.set_index("figure")["label"]
    assert figures["within_cycle_comfort_cafe_10_people"] == (
        "People within 10 perceived min by comfortable cycling of the nearest café"
    )


def test_questions_speak_of_perceived_minutes():
    texts = [one.text for one in questions(Session(DISTRICT, select(DISTRICT), REQUEST))]
    assert "Who has a café within 10 perceived minutes by comfortable cycling?" in texts
