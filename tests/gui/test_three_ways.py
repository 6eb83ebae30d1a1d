"""Preview, dock and Processing give the same numbers to the last digit, for every figure of every indicator."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shapely.affinity import translate
from shapely.geometry import Point, box

from district_planner.core import evaluate
from district_planner.core.evaluation.live import Edit
from district_planner.core.indicators.registry import default_indicators
from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.contents import MINE
from district_planner.gui.session import DistrictSession


def drawn(session: DistrictSession, kind: str) -> Intervention:
    """Return something of a kind that changes the sample."""
    if kind == "walking_link":
        return replace(session.intervention("c01"), id="new")  # type: ignore[type-var]
    if kind == "closure":
        return replace(session.intervention("c08"), id="new")  # type: ignore[type-var]
    if kind == "green_space":
        return Intervention("new", kind, box(442000, 387700, 442200, 387900))
    return Intervention("new", kind, Point(442300, 387900), attributes={"categories": "cafe,meeting_place"})


def same(a: float | None, b: float | None) -> bool:
    """Return whether two figures are equal; what is empty, not a number or without end is alike."""
    ends = [value if value is not None and math.isfinite(value) else None for value in (a, b)]
    return ends[0] == ends[1]


@pytest.mark.parametrize("kind", ["walking_link", "closure", "green_space", "amenity"])
def test_every_figure_is_the_same_three_ways(
    kind: str, session: DistrictSession, toolbox: Any, tmp_path: Path, wait: Callable[..., Any]
) -> None:
    one = drawn(session, kind)
    question = session.question
    engine = session.engine
    use = [m.name for mode in engine.scope.modes for m in engine.linkuse.use_measures(mode, engine.scope)]
    figures = [name for name in [*engine.spec_of, *use] if name != question.figure]
    asked = {engine.spec_of[name].measure.indicator for name in engine.spec_of} | {"linkuse"}
    assert asked == set(default_indicators())
    preview = engine.preview(Edit(one.id, one), session.on(), question, figures)
    shown = {change.name: change for change in (preview.headline, *preview.others)}
    session.put(one, "Draw")
    wait(lambda: not session.stale and session.results, "no scores", 60)
    stored = session.results.figures.set_index("figure")
    last_in = session.results.scores.query("intervention == 'new'").set_index("figure")
    assert session.save()
    out = tmp_path / "summary.json"
    toolbox.run(
        "districtplanner:scoreinterventions",
        {"DISTRICT": str(session.path), "SCENARIO": MINE, "SUMMARY_JSON": str(out)},
    )
    summary = json.loads(out.read_text(encoding="utf-8"))
    processed = {row["figure"]: row for row in summary["figures"]}
    scores = {row["figure"]: row for row in summary["scores"] if row["intervention"] == "new"}
    moved = 0
    for name in [question.figure, *(name for name in figures if name not in use)]:
        change = shown[name]
        assert same(change.after, stored.loc[name, "with"]), name
        assert same(change.before, stored.loc[name, "base"]), name
        assert same(change.after, processed[name]["with"]), name
        assert same(change.base, processed[name]["base"]), name
        moved += not same(change.before, change.after)
    for name in use:
        assert shown[name].after == last_in.loc[name, "last_in_change"] == scores[name]["last_in_change"], name
    assert moved, "nothing changed: the comparison says nothing"


@pytest.mark.parametrize("figure", ["site_time_walk_amp_sbp", "index15work_walk_employees_mean"])
def test_of_alternatives_the_better_by_the_question_counts_in_previews_too(
    figure: str, session: DistrictSession, wait: Callable[..., Any]
) -> None:
    # Two ways across the Parkway that exclude each other, both on, and something else on the cursor.
    bridge = session.intervention("c01")
    there = translate(bridge.geometry, 160.0, 60.0)
    ways = [replace(bridge, id="a", attributes={**bridge.attributes, "excludes": '["b"]'}),
            replace(bridge, id="b", geometry=there, attributes={**bridge.attributes, "excludes": '["a"]'})]  # fmt: skip
    for way in ways:
        session.put(way, "Draw")
    session.ask(next(one.id for one in session.questions() if one.figure == figure))
    cafe = Intervention("new", "amenity", Point(442300, 387900), attributes={"categories": "cafe,meeting_place"})
    seen: list[Any] = []
    session.previewed.connect(seen.append)
    waiting: list[bool] = []
    session.preview_waiting.connect(lambda: waiting.append(True))
    session.preview(Edit("new", cafe))
    # What counts is not known yet: no number is shown until it is.
    assert waiting and not seen
    wait(lambda: not session.stale and seen, "no scores", 60)

    def built(*some: Intervention) -> float:
        district = replace(session.engine.district, interventions=())
        free = [replace(one, attributes={**one.attributes, "excludes": ""}) for one in some]
        found = evaluate(district, interventions=free).figures.set_index("figure")
        return float(found.loc[figure, "with"])

    alone = {way.id: built(way) for way in ways}
    assert alone["a"] != alone["b"]
    best = (max if figure.startswith("index") else min)(alone, key=lambda id_: alone[id_])
    chosen = next(way for way in ways if way.id == best)
    assert same(seen[-1].headline.before, alone[best])
    assert same(seen[-1].headline.after, built(chosen, cafe))
    assert same(float(session.results.figures.set_index("figure").loc[figure, "with"]), alone[best])
    assert session.built() == {best}
