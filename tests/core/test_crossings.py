"""Rules 2.2: what crossing costs, where it is impossible, on streets drawn and tagged by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from district_planner.core.network.noding import end_nodes
from district_planner.core.network.tagged_streets import GATE_NOTE, streets_from_tags

ROAD = ("LINESTRING (-100 0, 0 0, 100 0)", {"id": "road"})
ACROSS = ("LINESTRING (0 -100, 0 0, 0 100)", {"id": "path", "highway": "footway"})


def way(wkt: str, base: dict[str, str] | None = None, **tags: str) -> dict[str, object]:
    return {"geometry": shapely.from_wkt(wkt), **(base or {}), **tags}


def road(**tags: str) -> dict[str, object]:
    """Return a carriageway from west to east through (0, 0)."""
    return way(*ROAD, **tags)


def path(**tags: str) -> dict[str, object]:
    """Return a footway from south to north through (0, 0)."""
    return way(*ACROSS, **tags)


def node(x: float = 0.0, y: float = 0.0, **tags: str) -> dict[str, object]:
    return {"id": tags.pop("id", "n1"), "geometry": shapely.Point(x, y), **tags}


def streets(*ways: dict[str, object], nodes: list[dict[str, object]] | None = None, left: bool = True) -> pd.DataFrame:
    points = pd.DataFrame(nodes) if nodes else None
    made, _ = streets_from_tags(pd.DataFrame(list(ways)), points, left_driving=left)
    return made.set_index("id", drop=False)


def crossed(table: pd.DataFrame, mode: str = "walk") -> float:
    """Return the seconds that the junction costs to somebody who follows the footway from south to north."""
    return float(table.loc["path.1", f"{mode}_end_delay_s"] + table.loc["path.2", f"{mode}_start_delay_s"])


def joined(table: pd.DataFrame, a: str, b: str) -> bool:
    """Return whether the end of one piece meets the start of another: same place, same side."""
    return bool(table.loc[a, "end_side"] == table.loc[b, "start_side"])


@pytest.mark.parametrize(("highway", "seconds"), [
    ("residential", 0), ("service", 0), ("unclassified", 0), ("living_street", 0), ("secondary", 10), ("tertiary", 10),
    ("primary", 30), ("trunk", 30), ("primary_link", 30),
])  # fmt: skip
def test_crossing_where_none_is_mapped_costs_by_class(highway: str, seconds: float) -> None:
    assert crossed(streets(road(highway=highway), path())) == seconds


def test_ending_on_the_carriageway_costs_half() -> None:
    table = streets(road(highway="primary"), way("LINESTRING (0 -100, 0 0)", {"id": "path", "highway": "footway"}))
    assert table.loc["path", "walk_end_delay_s"] == 15
    assert table.loc["path", "walk_start_delay_s"] == 0


def test_walking_along_the_carriageway_costs_nothing() -> None:
    table = streets(road(highway="primary"), path())
    assert (table.loc[["road.1", "road.2"], ["walk_start_delay_s", "walk_end_delay_s"]] == 0).all(axis=None)


def test_a_side_street_pays_the_larger_road_and_the_larger_road_nothing() -> None:
    side = way("LINESTRING (0 -100, 0 0, 0 100)", {"id": "path", "highway": "residential"})
    assert crossed(streets(road(highway="secondary"), side)) == 10
    equal = way("LINESTRING (0 -100, 0 0, 0 100)", {"id": "path", "highway": "tertiary"})
    assert crossed(streets(road(highway="secondary"), equal)) == 0
    assert crossed(streets(road(highway="primary"), equal)) == 30


def test_the_largest_delay_counts_where_several_roads_meet() -> None:
    other = way("LINESTRING (0 0, 100 100)", {"id": "other", "highway": "trunk"})
    assert crossed(streets(road(highway="tertiary"), other, path())) == 30


@pytest.mark.parametrize(("tags", "seconds"), [
    ({"highway": "crossing"}, 0), ({"highway": "crossing", "crossing": "zebra"}, 0), ({"crossing": "marked"}, 0),
    ({"highway": "crossing", "crossing": "unmarked"}, 30), ({"highway": "crossing", "crossing": "no"}, 30),
    ({"highway": "crossing", "crossing": "traffic_signals"}, 15), ({"highway": "traffic_signals"}, 15),
    ({"highway": "bus_stop"}, 30),
])  # fmt: skip
def test_a_mapped_crossing_takes_the_delay_away(tags: dict[str, str], seconds: float) -> None:
    assert crossed(streets(road(highway="primary"), path(), nodes=[node(**tags)])) == seconds


def test_a_crossing_elsewhere_changes_nothing() -> None:
    assert crossed(streets(road(highway="primary"), path(), nodes=[node(100, 0, highway="crossing")])) == 30


def test_a_way_that_is_a_crossing_is_one() -> None:
    assert crossed(streets(road(highway="primary"), path(footway="crossing"))) == 0
    assert crossed(streets(road(highway="primary"), path(footway="crossing", crossing="traffic_signals"))) == 15
    assert crossed(streets(road(highway="primary"), path(footway="crossing", crossing="unmarked"))) == 30


def test_signals_cost_the_walk_across_even_a_small_street() -> None:
    assert crossed(streets(road(highway="residential"), path(), nodes=[node(highway="traffic_signals")])) == 15


def test_cycling_waits_at_signals_only() -> None:
    assert crossed(streets(road(highway="primary"), path(bicycle="yes")), "cycle") == 0
    table = streets(road(highway="primary"), path(bicycle="yes"), nodes=[node(highway="traffic_signals")])
    assert crossed(table, "cycle") == 15
    assert table.loc["road.1", "cycle_end_delay_s"] + table.loc["road.2", "cycle_start_delay_s"] == 15
    toucan = streets(road(highway="primary"), path(bicycle="yes"), nodes=[node(crossing="traffic_signals")])
    assert crossed(toucan, "cycle") == 15
    assert toucan.loc["road.1", "cycle_end_delay_s"] == 0


def test_signals_before_a_junction_cost_half_on_two_way_streets() -> None:
    # the stop line at (-10, 0) is passed by those who arrive and by those who leave: 7.5 s each
    line = "LINESTRING (-100 0, -10 0, 0 0)"
    light = [node(-10, 0, highway="traffic_signals")]
    two_way = streets(way(line, {"id": "a", "highway": "tertiary"}), nodes=light).loc["a"]
    assert two_way["cycle_start_delay_s"] + two_way["cycle_end_delay_s"] == 7.5
    one_way = streets(way(line, {"id": "a", "highway": "tertiary", "oneway": "yes"}), nodes=light).loc["a"]
    assert one_way["cycle_start_delay_s"] + one_way["cycle_end_delay_s"] == 15
    assert one_way["walk_start_delay_s"] + one_way["walk_end_delay_s"] == 0


def test_modes_that_may_not_use_a_street_carry_no_delay() -> None:
    table = streets(road(highway="primary"), path(foot="no"))
    assert crossed(table) == 0


UNCROSSABLE = [
    {"highway": "primary", "maxspeed": "50 mph"},
    {"highway": "trunk", "maxspeed": "70 mph"},
    {"highway": "trunk", "maxspeed": "40 mph", "oneway": "yes"},
    {"highway": "primary", "maxspeed": "40 mph", "oneway": "yes", "sidewalk": "both"},
    {"highway": "secondary", "dual_carriageway": "yes"},
    {"highway": "secondary", "maxspeed": "60 mph"},
    {"highway": "unclassified", "maxspeed": "50 mph"},
    {"highway": "primary", "maxspeed": "50 mph", "sidewalk": "both"},
    {"highway": "service", "maxspeed": "80"},
    {"highway": "motorway"},
]


@pytest.mark.parametrize("tags", UNCROSSABLE)
def test_paths_on_two_sides_of_an_uncrossable_road_do_not_join(tags: dict[str, str]) -> None:
    assert not joined(streets(road(**tags), path()), "path.1", "path.2")


@pytest.mark.parametrize("tags", UNCROSSABLE)
@pytest.mark.parametrize("point", [{"highway": "crossing"}, {"crossing": "traffic_signals"},
                                   {"highway": "traffic_signals"}])  # fmt: skip
def test_a_mapped_crossing_joins_them(tags: dict[str, str], point: dict[str, str]) -> None:
    assert joined(streets(road(**tags), path(), nodes=[node(**point)]), "path.1", "path.2")


@pytest.mark.parametrize("tags", [
    {"highway": "primary", "maxspeed": "40 mph"},
    {"highway": "secondary", "maxspeed": "40 mph"},
    {"highway": "unclassified", "maxspeed": "79"},
    {"highway": "unclassified", "maxspeed": "60 mph", "motor_vehicle": "no"},
    {"highway": "primary", "maxspeed": "30 mph", "oneway": "yes"},
    {"highway": "primary", "oneway": "yes"},
    {"highway": "primary_link", "maxspeed": "40 mph", "oneway": "yes"},
    {"highway": "primary", "maxspeed": "40 mph", "junction": "roundabout"},
])  # fmt: skip
def test_other_roads_can_be_crossed(tags: dict[str, str]) -> None:
    assert joined(streets(road(**tags), path()), "path.1", "path.2")


@pytest.mark.parametrize("tags", [
    {"highway": "track"}, {"highway": "bridleway"}, {"highway": "path"}, {"highway": "cycleway"},
    {"highway": "residential", "motor_vehicle": "no"},
])  # fmt: skip
def test_every_way_without_motor_traffic_is_kept_apart(tags: dict[str, str]) -> None:
    across = way("LINESTRING (0 -100, 0 0, 0 100)", {"id": "path"}, **tags)
    assert not joined(streets(road(highway="trunk", maxspeed="70 mph"), across), "path.1", "path.2")


def test_one_side_of_a_fast_road_that_is_walked_joins_it() -> None:
    table = streets(road(highway="unclassified", maxspeed="60 mph"), path())
    assert [table.loc["path.1", "end_side"], table.loc["path.2", "start_side"]].count(0) == 1
    assert joined(table, "road.1", "road.2")


def test_a_bridge_over_the_road_shares_no_vertex_and_joins_nothing() -> None:
    over = way("LINESTRING (0 -100, 0 100)", {"id": "path", "highway": "footway", "bridge": "yes", "layer": "1"})
    table = streets(road(highway="trunk", maxspeed="70 mph"), over)
    assert list(table["id"]) == ["road", "path"]
    assert (table["bridge"]["path"], table["layer"]["path"]) == (1, 1)


def test_the_uncrossable_road_itself_stays_whole() -> None:
    table = streets(road(highway="trunk", maxspeed="70 mph"), path())
    assert joined(table, "road.1", "road.2")


def test_ways_on_the_same_side_join() -> None:
    other = way("LINESTRING (0 0, 50 100)", {"id": "other", "highway": "path"})
    table = streets(road(highway="trunk", maxspeed="70 mph"), path(), other)
    assert joined(table, "path.1", "path.2") is False
    assert table.loc["path.2", "start_side"] == table.loc["other", "start_side"]


def test_side_roads_stay_joined_for_cycling() -> None:
    side = way("LINESTRING (0 -100, 0 0, 0 100)", {"id": "path", "highway": "residential"})
    table = streets(road(highway="primary", maxspeed="40 mph", oneway="yes"), side)
    assert (table[["start_side", "end_side"]] == 0).all(axis=None)


def test_a_path_that_only_ends_at_the_road_keeps_its_join() -> None:
    dead = way("LINESTRING (0 -100, 0 0)", {"id": "path", "highway": "footway"})
    table = streets(road(highway="primary", maxspeed="40 mph", oneway="yes"), dead)
    assert (table[["start_side", "end_side"]] == 0).all(axis=None)


@pytest.mark.parametrize(("left", "oneway", "nearside"), [
    (True, "yes", "path.2"), (False, "yes", "path.1"), (True, "-1", "path.1"), (False, "-1", "path.2"),
])  # fmt: skip
def test_the_path_at_the_nearside_joins_the_walkable_carriageway(left: bool, oneway: str, nearside: str) -> None:
    # traffic runs east (or west with -1); its left is north, where path.2 starts
    table = streets(road(highway="primary", maxspeed="40 mph", oneway=oneway), path(), left=left)
    near = {"path.1": table.loc["path.1", "end_side"], "path.2": table.loc["path.2", "start_side"]}
    assert [name for name, side in near.items() if side == 0] == [nearside]


def test_a_closed_gate_ends_every_way_through() -> None:
    line = "LINESTRING (-100 0, 0 0, 100 0)"
    gate = node(id="n7", barrier="gate", access="private")
    made, notes = streets_from_tags(pd.DataFrame([way(line, {"id": "a", "highway": "path"})]), pd.DataFrame([gate]))
    assert list(made["id"]) == ["a.1", "a.2"]
    assert (made[["walk", "cycle"]] == "destination").all(axis=None)
    assert (made["note"] == GATE_NOTE).all()
    assert "1 gate(s) are closed to walking: n7." in notes


def test_an_open_gate_cuts_nothing_and_is_listed() -> None:
    line = "LINESTRING (-100 0, 0 0, 100 0)"
    made, notes = streets_from_tags(
        pd.DataFrame([way(line, {"id": "a", "highway": "path"})]), pd.DataFrame([node(barrier="gate")])
    )
    assert list(made["walk"]) == ["yes"]
    assert "Gates and bollards that nothing closes to walking are open: gate 1." in notes


def test_a_gate_for_one_mode_leaves_the_others_through() -> None:
    line = way("LINESTRING (-100 0, 0 0, 100 0)", {"id": "a", "highway": "path"})
    table = streets(line, nodes=[node(barrier="stile")])
    assert list(table["walk"]) == ["yes", "yes"]
    assert list(table["cycle"]) == ["destination", "destination"]
    assert list(table["wheelchair"]) == ["destination", "destination"]


def test_a_closed_gate_on_a_junction_is_left_open_and_listed() -> None:
    made, notes = streets_from_tags(
        pd.DataFrame([road(highway="service"), path()]), pd.DataFrame([node(id="n9", barrier="gate", access="no")])
    )
    assert (made["walk"] == "yes").all()
    assert "1 gate(s) stand on a junction and are taken as open: n9." in notes


def test_every_highway_is_kept_also_those_that_nobody_may_use() -> None:
    table = streets(road(highway="construction"))
    assert table.loc["road", ["walk", "cycle", "wheelchair"]].tolist() == ["no", "no", "no"]


def test_stress_is_empty_where_nobody_cycles_and_passes_the_junction() -> None:
    side = way("LINESTRING (0 0, 0 100)", {"id": "side", "highway": "residential"})
    foot = way("LINESTRING (0 0, 0 -100)", {"id": "foot", "highway": "footway"})
    table = streets(road(highway="primary"), side, foot)
    assert table.loc["side", "lts"] == 4
    assert np.isnan(table.loc["foot", "lts"])


def test_a_near_miss_is_joined_and_named() -> None:
    stub = way("LINESTRING (0 0.5, 0 100)", {"id": "stub", "highway": "footway"})
    made, notes = streets_from_tags(pd.DataFrame([road(highway="residential"), stub]))
    start, end, _ = end_nodes(np.asarray(made["geometry"], dtype=object))
    assert end[0] == start[1] == start[2]
    assert "1 end(s) less than 1 m from a street were joined: stub to road (0.50 m)." in notes
