"""What is compiled is kept in the district by content, and never believed where it is damaged or of other inputs."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from district_planner.core import compiled
from district_planner.core.geopackage import open_district, write_district
from district_planner.core.transit import kept
from district_planner.core.transit.departures import Asked, percentiles
from district_planner.core.transit.legs import legs_of
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.timetable import walks_of
from tests.core.feed_case import folder_feed
from tests.oracle.cases import district_of, street

ARRAYS = {
    "whole": np.array([[1, -2], [3, 2**31 - 1]]), "large": np.array([2**40, -1]), "empty": np.empty((0, 3)),
    "true": np.array([True, False]), "number": np.array([0.1, np.inf, np.nan]), "short": np.array([7], dtype=np.int16),
}  # fmt: skip


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "d.gpkg"
    write_district(district_of({"streets": [street("s", [(0, 0), (100, 0)])]}), file)
    return str(file)


def same(a, b):
    return a.keys() == b.keys() and all(
        a[name].dtype == b[name].dtype and np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f")
        for name in a
    )


def test_arrays_come_back_as_they_were():
    assert same(compiled.unpacked(compiled.packed(ARRAYS)), ARRAYS)
    with pytest.raises(TypeError):
        compiled.packed({"objects": np.array([{}], dtype=object)})


def test_a_damaged_content_is_none():
    content = compiled.packed(ARRAYS)
    for broken in (b"", b"x", content[:-40], content[:10], content.replace(b'"crc": ', b'"crc": 1'),
                   content.replace(b"<i4", b"|O8"), content.replace(b'"bytes": ', b'"bytes": 9999999999')):  # fmt: skip
        assert compiled.unpacked(broken) is None


def test_the_key_tells_inputs_apart():
    keys = {compiled.key_of(np.array([1, 2]), "a"), compiled.key_of(np.array([1, 3]), "a"),
            compiled.key_of(np.array([1, 2], dtype=np.int32), "a"), compiled.key_of(np.array([[1, 2]]), "a"),
            compiled.key_of(np.array([1, 2]), "b"), compiled.key_of(np.array([1, 2]), 1)}  # fmt: skip
    assert len(keys) == 6
    assert compiled.key_of(np.array([1, 2]), "a") in keys


def test_what_is_stored_is_loaded_under_its_key_only_and_the_district_stays_one(path):
    assert compiled.load(path, "x", "k") is None
    assert compiled.store(path, "x", "k", ARRAYS)
    assert same(compiled.load(path, "x", "k"), ARRAYS)
    assert compiled.load(path, "x", "other") is None
    assert compiled.store(path, "x", "k2", {"a": np.arange(3)})
    assert compiled.load(path, "x", "k") is None
    assert compiled.load(path, "x", "k2")["a"].tolist() == [0, 1, 2]
    assert "compiled_arrays" not in open_district(path).tables
    assert not compiled.store("", "x", "k", ARRAYS)
    assert not compiled.store(path + ".absent", "x", "k", ARRAYS)


def test_a_file_that_is_in_use_is_left_alone(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert not compiled.store(path, "x", "k", ARRAYS)
    other.rollback()
    other.close()
    assert compiled.store(path, "x", "k", ARRAYS)


def test_the_timetable_is_compiled_once_and_anew_when_an_input_changes(path, tmp_path, monkeypatch):
    feed = on_date(read_feed(folder_feed(tmp_path / "feed")))
    pairs = np.array([(0, 0), (1, 1), (2, 2), (0, 1), (1, 0)])
    legs = legs_of(pairs[:, 0], pairs[:, 1], np.array([0.0, 0.0, 0.0, 300000.0, 300000.0]), 3)
    made = []
    compile_now = kept.compile_timetable
    monkeypatch.setattr(kept, "compile_timetable", lambda *a: made.append(1) or compile_now(*a))
    asked = Asked(Period(25200, 28800), 5400)

    def answer(walks, end=40000):
        table = kept.timetable_of(feed, walks, 25200, end, path)
        return percentiles([table], legs, legs, asked, legs)

    first = answer(walks_of(legs))
    again = answer(walks_of(legs))
    assert len(made) == 1
    assert np.array_equal(first.seconds, again.seconds) and np.array_equal(first.rides, again.rides)
    assert np.isfinite(first.seconds[2, 0, 2])
    answer(walks_of(legs), 40060)
    answer(walks_of(legs_of(np.array([0]), np.array([1]), np.array([300000.0]), 3)))
    assert len(made) == 3
    connection = sqlite3.connect(path)
    connection.execute("UPDATE compiled_arrays SET content = x'00'")
    connection.commit()
    connection.close()
    answer(walks_of(legs))
    assert len(made) == 4
