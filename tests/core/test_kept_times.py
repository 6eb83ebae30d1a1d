"""Times that a district keeps are those that would be searched, and only for the very same network and places."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from district_planner.core import open_district
from district_planner.core.access import kept_times
from district_planner.core.evaluation import network as network_module
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.geopackage import replace_tables, write_district
from district_planner.core.interventions.selection import select
from tests.oracle.cases import random_district


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept_times, "LEAST_PAIRS", 1)
    file = tmp_path / "d.gpkg"
    write_district(replace(random_district(3), interventions=()), file)
    return file


def opened(path: Path, **settings: float) -> Session:
    district = open_district(path)
    district = replace(district, settings={**district.settings, **settings})
    return Session(district, select(district, "", "today", None, "best"), Request(modes=("walk", "cycle")))


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    search = network_module.search

    def counted(graph, *arguments, **named):  # type: ignore[no-untyped-def]
        made.append(graph.mode.id)
        return search(graph, *arguments, **named)

    monkeypatch.setattr(network_module, "search", counted)
    return made


def test_what_was_kept_is_read_and_equal(path: Path, searches: list[str]) -> None:
    first = opened(path)
    first.keep()
    assert searches == ["walk", "cycle"]
    second = opened(path)
    assert searches == ["walk", "cycle"]
    for mode in ("walk", "cycle"):
        a, b = first.networks[mode].base, second.networks[mode].base
        assert len(a.ms)
        for name in ("first", "opportunity", "ms"):
            assert np.array_equal(getattr(a, name), getattr(b, name))
            assert getattr(a, name).dtype == getattr(b, name).dtype
    assert first.base.figures == second.base.figures


def test_another_speed_limit_or_street_is_searched_anew(path: Path, searches: list[str]) -> None:
    opened(path).keep()
    del searches[:]
    opened(path, walk_limit_min=12.0)
    assert searches == ["walk"]
    opened(path, cycle_kmh=12.0)
    assert searches == ["walk", "cycle"]
    changed = open_district(path)
    streets = changed.table("streets").copy()
    streets.loc[streets.index[streets["walk"] == "yes"][0], "walk"] = "no"
    replace_tables(path, {"streets": streets}, changed.crs)
    opened(path)
    assert searches == ["walk", "cycle", "walk"]


def test_damage_and_deletion_cost_a_search_and_nothing_else(path: Path, searches: list[str]) -> None:
    whole = opened(path)
    whole.keep()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE compiled_arrays SET content = substr(content, 1, length(content) - 3)")
        connection.commit()
    assert opened(path).base.figures == whole.base.figures
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE compiled_arrays")
        connection.commit()
    assert opened(path).base.figures == whole.base.figures


def test_a_small_table_is_not_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_times, "LEAST_PAIRS", 10**9)
    opened(path).keep()
    with closing(sqlite3.connect(path)) as connection:
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'compiled_arrays'").fetchone()
