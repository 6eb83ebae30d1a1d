"""Rules 2.1, one test per clause, on tag tables written by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import district_planner.core
from district_planner.core.errors import DistrictDataError
from district_planner.core.network.permissions import node_permissions, permissions, read_rules
from district_planner.core.network.speeds import incline_percent, limit_kmh, maxspeed_kmh


def code(mode: str, allow_fast_roads: bool = False, **tags: str) -> str:
    """Return one mode's permission on one way."""
    frame = pd.DataFrame([tags or {"highway": None}])
    return str(permissions(frame, allow_fast_roads=allow_fast_roads)[mode].iloc[0])


@pytest.mark.parametrize("highway", ["motorway", "motorway_link", "construction", "proposed", "raceway",
                                     "bus_guideway", "escape"])  # fmt: skip
def test_some_classes_are_never_walked(highway: str) -> None:
    assert code("walk", highway=highway) == "no"
    assert code("walk", highway=highway, foot="yes") == "no"


@pytest.mark.parametrize("highway", ["footway", "residential", "trunk", "primary", "track", "steps", "bridleway"])
def test_every_other_highway_is_walked(highway: str) -> None:
    assert code("walk", highway=highway) == "yes"


@pytest.mark.parametrize("foot", ["no", "private"])
def test_foot_no_and_private_close_to_walking(foot: str) -> None:
    assert code("walk", highway="residential", foot=foot) == "no"
    assert code("walk", highway="service", foot=foot, access="private") == "no"


@pytest.mark.parametrize("access", ["no", "private"])
def test_private_access_is_a_first_and_last_stretch_only(access: str) -> None:
    assert code("walk", highway="service", access=access) == "destination"
    assert code("cycle", highway="service", access=access) == "destination"


@pytest.mark.parametrize("foot", ["yes", "permissive", "designated", "destination"])
def test_a_right_on_foot_goes_before_private_access(foot: str) -> None:
    assert code("walk", highway="service", access="private", foot=foot) == "yes"
    assert code("cycle", highway="service", access="private", foot=foot) == "destination"


def test_other_access_values_close_nothing() -> None:
    assert code("walk", highway="service", access="destination") == "yes"
    assert code("walk", highway="service", access="customers") == "yes"


@pytest.mark.parametrize(("maxspeed", "walk"), [("50 mph", "no"), ("80", "no"), ("70 mph", "no"), ("40 mph", "yes"),
                                                ("79", "yes"), ("GB:nsl_single", "no"), ("", "yes")])  # fmt: skip
@pytest.mark.parametrize("highway", ["trunk", "primary"])
def test_fast_main_roads_are_not_walked(highway: str, maxspeed: str, walk: str) -> None:
    assert code("walk", highway=highway, maxspeed=maxspeed) == walk


@pytest.mark.parametrize("tags", [{"foot": "yes"}, {"foot": "designated"}, {"foot": "permissive"},
                                  {"sidewalk": "both"}, {"sidewalk": "left"}, {"sidewalk_right": "yes"}])  # fmt: skip
def test_fast_main_roads_with_a_right_on_foot_or_a_sidewalk_are_walked(tags: dict[str, str]) -> None:
    assert code("walk", highway="trunk", maxspeed="60 mph", **tags) == "yes"


def test_a_sidewalk_with_a_line_of_its_own_is_not_the_roads() -> None:
    assert code("walk", highway="trunk", maxspeed="60 mph", sidewalk="separate") == "no"
    assert code("walk", highway="trunk", maxspeed="60 mph", sidewalk="no") == "no"


def test_one_switch_allows_fast_main_roads_and_they_stay_counted() -> None:
    frame = pd.DataFrame([{"highway": "trunk", "maxspeed": "70 mph"}])
    made = permissions(frame, allow_fast_roads=True)
    assert made["walk"].iloc[0] == "yes"
    assert bool(made["fast_main_road"].iloc[0])


def test_lesser_roads_are_walked_at_any_speed() -> None:
    assert code("walk", highway="secondary", maxspeed="60 mph") == "yes"
    assert code("walk", highway="unclassified", maxspeed="60 mph") == "yes"


def test_steps_are_for_walking_only() -> None:
    assert (code("walk", highway="steps"), code("cycle", highway="steps"), code("wheelchair", highway="steps")) == (
        "yes", "no", "no")  # fmt: skip


@pytest.mark.parametrize("highway", ["footway", "pedestrian", "steps"])
def test_cycling_on_footways_needs_its_own_tag(highway: str) -> None:
    assert code("cycle", highway=highway) == "no"
    assert code("cycle", highway=highway, bicycle="destination") == "no"
    assert code("cycle", highway=highway, access="private") == "no"
    for bicycle in ("yes", "designated", "permissive"):
        assert code("cycle", highway=highway, bicycle=bicycle) == "yes"


@pytest.mark.parametrize("bicycle", ["no", "private", "dismount"])
def test_cycling_is_closed_by_its_own_tag_and_nobody_pushes(bicycle: str) -> None:
    assert code("cycle", highway="path", bicycle=bicycle) == "no"


def test_nobody_cycles_on_a_motorway() -> None:
    assert code("cycle", highway="motorway", bicycle="yes") == "no"


@pytest.mark.parametrize(("tags", "expected"), [
    ({"oneway": "yes"}, "forward"),
    ({"oneway": "1"}, "forward"),
    ({"oneway": "-1"}, "backward"),
    ({"oneway": "no"}, "yes"),
    ({"junction": "roundabout"}, "forward"),
    ({"junction": "roundabout", "oneway": "-1"}, "backward"),
    ({"oneway": "yes", "oneway_bicycle": "no"}, "yes"),
    ({"oneway": "yes", "cycleway": "opposite"}, "yes"),
    ({"oneway": "yes", "cycleway": "opposite_lane"}, "yes"),
    ({"oneway": "yes", "cycleway_left": "opposite_track"}, "yes"),
    ({"oneway": "-1", "oneway_bicycle": "no"}, "yes"),
    ({"oneway": "yes", "cycleway": "lane"}, "forward"),
    ({"oneway_bicycle": "yes"}, "forward"),
])  # fmt: skip
def test_one_way_streets_are_obeyed_by_cycles(tags: dict[str, str], expected: str) -> None:
    assert code("cycle", highway="residential", **tags) == expected
    assert code("walk", highway="residential", **tags) == "yes"


@pytest.mark.parametrize("tags", [
    {"wheelchair": "no"}, {"kerb": "raised"}, {"incline": "9%"}, {"incline": "-10 %"}, {"surface": "gravel"},
    {"surface": "sand"}, {"surface": "mud"}, {"surface": "grass"}, {"surface": "cobblestone"},
])  # fmt: skip
def test_wheelchairs_do_not_pass(tags: dict[str, str]) -> None:
    assert code("wheelchair", highway="footway", **tags) == "no"
    assert code("walk", highway="footway", **tags) == "yes"


@pytest.mark.parametrize("tags", [{}, {"incline": "8%"}, {"incline": "up"}, {"surface": "paved"}, {"kerb": "flush"}])
def test_wheelchairs_pass_where_walking_does(tags: dict[str, str]) -> None:
    assert code("wheelchair", highway="footway", **tags) == "yes"
    assert code("wheelchair", highway="footway", access="private", **tags) == "destination"
    assert code("wheelchair", highway="footway", foot="no", **tags) == "no"


@pytest.mark.parametrize(("tags", "cars"), [
    ({"highway": "residential"}, "1"), ({"highway": "footway"}, "0"), ({"highway": "cycleway"}, "0"),
    ({"highway": "residential", "motor_vehicle": "no"}, "0"), ({"highway": "pedestrian", "motor_vehicle": "yes"}, "1"),
    ({"highway": "service", "access": "private"}, "1"), ({"highway": "residential", "access": "no"}, "0"),
])  # fmt: skip
def test_cars_go_where_motor_traffic_is_allowed(tags: dict[str, str], cars: str) -> None:
    assert code("cars", **tags) == cars


@pytest.mark.parametrize(("tags", "expected"), [
    ({"barrier": "gate"}, ("yes", "yes", "yes")),
    ({"barrier": "bollard"}, ("yes", "yes", "yes")),
    ({"barrier": "gate", "access": "private"}, ("no", "no", "no")),
    ({"barrier": "gate", "access": "private", "foot": "yes"}, ("yes", "no", "yes")),
    ({"barrier": "gate", "bicycle": "no"}, ("yes", "no", "yes")),
    ({"barrier": "stile"}, ("yes", "no", "no")),
    ({"barrier": "kerb", "kerb": "raised"}, ("yes", "yes", "no")),
])  # fmt: skip
def test_gates_go_by_their_own_tag_else_open(tags: dict[str, str], expected: tuple[str, str, str]) -> None:
    made = node_permissions(pd.DataFrame([tags])).iloc[0]
    assert (made["walk"], made["cycle"], made["wheelchair"]) == expected


def test_every_row_of_the_mode_table_has_a_mark() -> None:
    table = pd.read_csv(Path(district_planner.core.__file__).with_name("modes.csv"))
    assert table["mark"].isin(["[V]", "[S]", "[M]", "[P]"]).all()
    assert table["why"].notna().all()


def test_a_wrong_row_of_the_mode_table_is_told(tmp_path: Path) -> None:
    path = tmp_path / "modes.csv"
    path.write_text("mode,on,key,values,permission,mark,why\nwalk,street,highway,*,maybe,[P],x\n")
    with pytest.raises(DistrictDataError, match=r"modes.csv, line 2: 'maybe' is no permission"):
        read_rules(path)


@pytest.mark.parametrize(("text", "kmh"), [
    ("30 mph", 48.28032), ("30mph", 48.28032), ("50", 50.0), ("50 km/h", 50.0), ("GB:nsl_single", 96.56064),
    ("GB:nsl_dual", 112.65408), ("walk", 5.0), ("GB:20 mph", 32.18688), ("DE:zone:30", 30.0),
    ("20 mph;30 mph", 48.28032),
])  # fmt: skip
def test_speed_limits_are_read(text: str, kmh: float) -> None:
    # 1 mile = 1.609344 km: 20 mph 32.18688, 30 mph 48.28032, 60 mph 96.56064, 70 mph 112.65408
    assert limit_kmh(text) == pytest.approx(kmh)


@pytest.mark.parametrize("text", ["signals", "none", "variable", "", "RO:urban", "fast"])
def test_no_speed_is_invented(text: str) -> None:
    assert np.isnan(limit_kmh(text))


def test_a_limit_by_direction_or_type_fills_in() -> None:
    tags = pd.DataFrame({
        "maxspeed": ["20 mph", None, None], "maxspeed_forward": ["40 mph", "50", None],
        "maxspeed_backward": [None, "70", None], "maxspeed_type": [None, None, "GB:nsl_single"],
    })  # fmt: skip
    assert maxspeed_kmh(tags) == pytest.approx([32.18688, 70.0, 96.56064])


def test_inclines_are_read_without_sign() -> None:
    # tan(5 degrees) = 0.087489
    assert [incline_percent(text) for text in ("-8%", "12.5 %", "5°")] == pytest.approx([8.0, 12.5, 8.7489], rel=1e-4)
    assert np.isnan(incline_percent("steep"))
