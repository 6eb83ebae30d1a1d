"""Times from stop to stop that a district keeps are those that would be computed, and of the same service only."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import frequency_of
from district_planner.core.geopackage import open_district, write_district
from district_planner.core.transit import kept_stop_times
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import on_date
from district_planner.core.transit.stop_graph import StopGraph
from district_planner.core.transit.whole import ENDLESS, Wholes
from tests.core.feed_case import folder_feed, times
from tests.core.frequency_case import along, with_feed

NOBODY = 65534
AT = {"A": (0.0, 0.0), "B": (3000.0, 0.0), "C": (9000.0, 0.0)}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that every user may enter."""
    made = Path(tempfile.mkdtemp(prefix="district-planner-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def written(folder: Path) -> Callable[..., Path]:
    """Return a function that writes a district with a bus from A to C at some minutes after seven, in its place."""

    def write(minutes: tuple[int, ...] = (0, 20, 40), ride: int = 8, **settings: object) -> Path:
        trips = "route_id,service_id,trip_id,direction_id\n" + "".join(f"R,WD,T{m},0\n" for m in minutes)
        calls = [
            f"T{m},07:{m:02}:00,07:{m:02}:00,A,1\nT{m},07:{m + ride:02}:00,07:{m + ride:02}:00,C,2" for m in minutes
        ]
        source = Path(tempfile.mkdtemp(dir=folder)) / "feed"
        feed = on_date(read_feed(folder_feed(source, trips=trips, stop_times=times(*calls))))
        at = np.array([AT[name] for name in feed.stops["id"]])
        path = folder / "d.gpkg"
        kept = _kept(path) if path.exists() else []
        write_district(with_feed(feed.placed(at[:, 0], at[:, 1]), along({}), **settings), path)
        _put_back(path, kept)
        return path

    return write


def _kept(path: Path) -> list[tuple[str, str, bytes]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, key, content FROM compiled_arrays").fetchall()


def _put_back(path: Path, rows: list[tuple[str, str, bytes]]) -> None:
    """Keep what was kept before the district was written anew, as an edit of its tables would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE IF NOT EXISTS compiled_arrays "
                           "(name TEXT NOT NULL PRIMARY KEY, key TEXT NOT NULL, content BLOB NOT NULL)")  # fmt: skip
        connection.executemany("INSERT OR REPLACE INTO compiled_arrays VALUES (?, ?, ?)", rows)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Keep the times of the smallest service too, and list the sizes of those that are computed."""
    monkeypatch.setattr(kept_stop_times, "LEAST_STOPS", 1)
    made: list[int] = []
    compute = StopGraph.computed
    monkeypatch.setattr(StopGraph, "computed", lambda graph: made.append(graph.size) or compute(graph))
    return made


def stop_times(path: Path, minutes: str = "clock") -> Wholes:
    return frequency_of(open_district(path), Request(minutes=minutes), None, ()).today.whole


def test_the_second_opening_computes_nothing(written, computed):
    path = written()

    first, second = stop_times(path), stop_times(path)

    assert computed == [2]
    # From A to C: three buses in two hours, half of 40 min counted as 15; 8 min ride. C to A: no bus.
    assert first[0, 1] == (15 + 8) * 60000
    assert first[1, 0] >= ENDLESS
    assert np.array_equal(first, second)
    assert first.dtype == second.dtype == np.int32


@pytest.mark.parametrize(("change", "minutes", "want"), [
    # Before: three buses in one hour, 10 min of wait. Five: 6 min. In two hours: half of 40 min, counted as 15.
    ({"minutes": (0, 10, 20, 30, 40)}, "clock", 6 + 8),
    ({"ride": 9}, "clock", 10 + 9),
    ({"transit_period": "07:00-09:00"}, "clock", 15 + 8),
    ({"weight_wait": 3.0}, "generalised", 30 + 8),
])  # fmt: skip
def test_another_headway_ride_period_or_weight_is_computed_anew(written, computed, change, minutes, want):
    before = {"transit_period": "07:00-08:00"}
    stop_times(written(**before), minutes)
    assert stop_times(written(**before), minutes)[0, 1] == (10 + 8 if minutes == "clock" else 20 + 8) * 60000
    assert len(computed) == 1

    assert stop_times(written(**{**before, **change}), minutes)[0, 1] == want * 60000
    assert len(computed) == 2


def test_clock_and_generalised_minutes_are_kept_side_by_side(written, computed):
    path = written()

    for minutes in ("clock", "generalised", "clock", "generalised"):
        stop_times(path, minutes)

    assert len(computed) == 2
    assert {name for name, _, _ in _kept(path)} == {"stop_times.clock", "stop_times.generalised"}


@pytest.mark.parametrize("spoilt", [
    "UPDATE compiled_arrays SET content = x'00'", "UPDATE compiled_arrays SET content = substr(content, 1, 60)",
    "DELETE FROM compiled_arrays", "DROP TABLE compiled_arrays",
])  # fmt: skip
def test_damage_and_deletion_cost_a_computation_and_nothing_else(written, computed, spoilt):
    path = written()
    first = stop_times(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(spoilt)

    assert np.array_equal(stop_times(path), first)
    assert len(computed) == 2
    stop_times(path)
    assert len(computed) == 2


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Let nobody write a file and its folder, not even who may everything."""
    path.chmod(0o444)
    path.parent.chmod(0o555)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        path.parent.chmod(0o755)
        path.chmod(0o644)


def test_a_file_that_cannot_be_written_is_read_and_computed(written, computed):
    path = written()
    # Everything that the way needs is imported before the user changes.
    want = stop_times(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM compiled_arrays")

    with read_only(path):
        assert np.array_equal(stop_times(path), want)
        assert np.array_equal(stop_times(path), want)

    assert len(computed) == 3
    assert _kept(path) == []


def test_a_small_service_is_not_kept(written):
    path = written()

    stop_times(path)

    assert _kept(path) == []
