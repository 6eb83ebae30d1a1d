"""Preview, dock and Processing give the same numbers to the last digit, for every figure of every indicator."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, box

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
