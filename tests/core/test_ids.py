"""Ids over all tables of a district: one id means one place."""

from __future__ import annotations

import pandas as pd
from shapely.geometry import Point, box

from district_planner.core.places.columns import Log, schema_frame
from district_planner.core.places.ids import distinct_ids, same_building


def table(name: str, *rows: tuple[str, object]) -> pd.DataFrame:
    if not rows:
        return schema_frame(name)
    return schema_frame(name, pd.DataFrame({"id": [id_ for id_, _ in rows], "geometry": [shape for _, shape in rows]}))


HOMES = table("homes", ("1", Point(0, 0)), ("2", Point(500, 0)), ("3", Point(0, 30)))
BUILDINGS = table("buildings", ("1", box(-5, -5, 5, 5)), ("2", Point(0, 0)), ("9", Point(9, 9)))


def test_a_home_is_a_building_of_its_id_only_where_that_stands():
    # Home 2 is 500 m from building 2; there is no building 3.
    assert same_building(HOMES, BUILDINGS).tolist() == [True, False, False]


def test_ids_of_two_places_are_told_apart_and_said():
    tables = {
        "homes": HOMES, "buildings": BUILDINGS, "origins": table("origins", ("3", Point(1, 1)), ("7", Point(2, 2))),
        "nodes": table("nodes", ("7", Point(3, 3)), ("building-2", Point(4, 4))),
        "stops": table("stops", ("S", Point(5, 5))), "greenspaces": table("greenspaces", ("S", box(0, 0, 9, 9))),
        "opportunities": table("opportunities", ("1", Point(6, 6)), ("9", Point(6, 7)), ("green-S", Point(8, 8)),
                               ("x", Point(9, 9))),
    }  # fmt: skip
    log = Log()
    found = {name: list(frame["id"]) for name, frame in distinct_ids(tables, log).items()}
    assert found["homes"] == ["1", "2", "3"] and found["stops"] == ["S"]
    assert found["buildings"] == ["1", "building-2", "9"]
    assert found["origins"] == ["origin-3", "7"]
    assert found["nodes"] == ["node-7", "node-building-2"]
    assert found["greenspaces"] == ["green-S"]
    assert found["opportunities"] == ["place-1", "place-9", "place-green-S", "x"]
    assert len(log.warnings) == 5
    assert log.warnings[0].startswith("1 ids of buildings are those of other places too, the first is '2'")


def test_tables_without_a_clash_stay_as_they_are():
    tables = {name: table(name, (name, Point(0, 0))) for name in
              ("homes", "buildings", "origins", "nodes", "stops", "greenspaces", "opportunities")}  # fmt: skip
    log = Log()
    assert all(distinct_ids(tables, log)[name] is frame for name, frame in tables.items())
    assert log.warnings == []
