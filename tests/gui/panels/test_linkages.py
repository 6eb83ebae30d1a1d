"""The window of times between nodes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from qgis.PyQt.QtWidgets import QApplication
from shapely.geometry import LineString

from district_planner.core import open_district
from district_planner.core.evaluation.linkages import linkages
from district_planner.core.evaluation.traveltimes import TravelRequest
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.settings import SETTINGS
from tests.gui.panels.conftest import Window

LIMIT_MIN = float(str(SETTINGS["node_limit_min"].default))


@pytest.fixture
def nodes(scored: Window, wait: Callable[..., Any]) -> Any:
    compare = scored.page("compare")
    scored.click(compare.linkages)
    window = scored.desktop.windows.open_ones["linkages"]
    wait(lambda: window.found is not None, "the nodes were not measured", 60)
    return window


def test_the_matrix_is_that_of_the_toolbox_and_shows_base_with_and_change(nodes: Any, scored: Window) -> None:
    district = open_district(scored.session.path)
    want = linkages(district, TravelRequest(scenario="all", limit_min=LIMIT_MIN))
    assert nodes.found.names == want.names
    apart = ~np.eye(len(want.names), dtype=bool)
    for mine, theirs in zip(nodes.found.matrices, want.matrices):
        assert np.array_equal(mine.base[apart], theirs.base[apart])
        assert np.array_equal(mine.with_all[apart], theirs.with_all[apart])
    base, after = want.matrices[0].base, want.matrices[0].with_all
    a, b = np.argwhere(np.isfinite(base) & (after < base - 1.0))[0]
    texts = {}
    for view, button in nodes.views.items():
        scored.click(button)
        texts[view] = nodes.matrix.item(a, b).text()
    change = f"−{base[a, b] - after[a, b]:.1f}"
    assert texts == {"base": f"{base[a, b]:.1f}", "with": f"{after[a, b]:.1f}\n{change}", "change": change}


def test_another_scenario_renews_it(nodes: Any, scored: Window, wait: Callable[..., Any]) -> None:
    scored.session.set_scenario("mine")
    assert nodes.state.text() == "Out of date: being recomputed"
    before = nodes.found
    wait(lambda: nodes.found is not before, "it was not renewed", 60)
    assert np.array_equal(nodes.found.matrices[0].with_all, nodes.found.matrices[0].base)


def test_copy_takes_what_is_shown_and_csv_everything(nodes: Any, scored: Window, tmp_path: Path) -> None:
    scored.click(nodes.views["base"])
    scored.click(nodes.copy)
    rows = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    count = len(nodes.found.names)
    assert [len(row) for row in rows] == [count + 1] * (count + 1)
    assert float(rows[1][2]) == pytest.approx(nodes.found.matrices[0].base[0, 1], abs=1e-6)
    nodes.save_csv(tmp_path / "nodes.csv")
    with (tmp_path / "nodes.csv").open(encoding="utf-8-sig") as file:
        table = list(csv.DictReader(file))
    assert len(table) == count * (count - 1)
    assert set(table[0]) == {"from_node", "to_node", "mode", "minutes_base", "minutes_with", "minutes_change"}


def test_the_picture_can_be_looked_at(nodes: Any, tmp_path: Path) -> None:
    nodes.resize(1000, 520)
    QApplication.processEvents()
    assert nodes.grab().save(str(tmp_path / "nodes.png"))


@pytest.mark.long
def test_it_follows_the_model_of_public_transport_of_the_dock(
    nodes: Any, scored: Window, wait: Callable[..., Any]
) -> None:
    # A tram from AMP to SBP is all that can be ridden in the sample.
    session = scored.session
    line = LineString([(440_800, 388_900), (441_850, 387_750)])
    tram = Intervention("lr", "light_rail", line, "Tram", attributes={"stops": f"[0, 700, {line.length}]"})
    session.put(tram, "Draw a line")
    session.set_scenario("all")
    session.set_setting("modes", ["transit"])
    session.set_setting("offsets", 3)
    seen = {}
    for model, percentile in (("frequency", 50.0), ("timetable", 95.0)):
        before = nodes.found
        session.set_setting("transit_model", [model, percentile])
        wait(lambda before=before: nodes.found is not None and nodes.found is not before and not session.stale
             and nodes._work is None, "the nodes were not measured", 120)  # fmt: skip
        seen[model] = nodes.found
    told = nodes.state.text()
    assert "timetable model, every minute of 07:00-09:00, time that 95 % of departures keep to" in told
    asked = TravelRequest(
        modes=("transit",), limit_min=LIMIT_MIN, scenario="all", transit_model="timetable", percentile=95.0
    )
    district = session.scorer.engine.district
    everyone = (*(one for one in district.interventions if one.id != "lr"), tram)
    want = linkages(replace(district, interventions=everyone), asked).matrices[0]
    apart = ~np.eye(len(nodes.found.names), dtype=bool)
    assert np.array_equal(nodes.found.matrices[0].with_all[apart], want.with_all[apart])
    assert not np.array_equal(seen["frequency"].matrices[0].with_all, want.with_all)
