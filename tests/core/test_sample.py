"""The embedded sample: it is what its page says, it is whole, and it can be made again."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from district_planner.core import open_district
from district_planner.core.district import TABLES, District

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "examples" / "amp_sbp.gpkg"
METRES_PER_MINUTE = 80.0  # 4.8 km/h

# Rules 3.8; jobs, green spaces and stops come from the tables of buildings, greenspaces and stops.
CATEGORIES = {
    "grocery", "cafe", "restaurant", "shop", "health", "gp", "pharmacy", "school_primary", "school_secondary",
    "further_education", "university", "childcare", "public_space", "play", "sport", "culture", "community",
    "meeting_place", "bank", "post", "hotel",
}  # fmt: skip
KINDS = {
    "walking_link", "cycle_path", "crossing", "closure", "amenity", "meeting_place", "public_space", "green_space",
    "employment_site", "housing",
}  # fmt: skip


@pytest.fixture(scope="module")
def district() -> District:
    return open_district(SAMPLE)


class Walk:
    """The walkable streets as a graph of minutes, made from nothing but equal ends."""

    def __init__(self, district: District, extra: tuple[shapely.LineString, ...] = ()) -> None:
        streets = district.table("streets")
        lines = streets.loc[streets["walk"] == "yes", "geometry"].tolist()
        self.index: dict[tuple[float, float], int] = {}
        self.edges = [(self.node(line.coords[0]), self.node(line.coords[-1]), line.length) for line in lines]
        self.spots = np.array(list(self.index))
        for line in extra:
            self.edges.append((self.tied(line.coords[0], lines), self.tied(line.coords[-1], lines), line.length))

    def tied(self, spot: tuple[float, ...], lines: list[shapely.LineString]) -> int:
        """Return a new node at a spot on a street, tied to both ends of that street."""
        street = min(lines, key=shapely.Point(spot).distance)
        here, along = self.node(spot), street.project(shapely.Point(spot))
        self.edges.append((here, self.node(street.coords[0]), along))
        self.edges.append((here, self.node(street.coords[-1]), street.length - along))
        return here

    def node(self, spot: tuple[float, ...]) -> int:
        return self.index.setdefault((spot[0], spot[1]), len(self.index))

    def nearest(self, spot: shapely.Point) -> tuple[int, float]:
        gaps = np.hypot(*(self.spots - (spot.x, spot.y)).T)
        return int(np.argmin(gaps)), float(gaps.min())

    def graph(self) -> coo_matrix:
        ends = np.array([(a, b) for a, b, _ in self.edges])
        minutes = np.array([length for _, _, length in self.edges]) / METRES_PER_MINUTE
        shape = (len(self.index), len(self.index))
        return coo_matrix(
            (np.r_[minutes, minutes], (np.r_[ends[:, 0], ends[:, 1]], np.r_[ends[:, 1], ends[:, 0]])), shape=shape
        ).tocsr()


def typical_minutes(district: District, walk: Walk) -> float:
    """Return the median over AMP–SBP building pairs, weighted by the product of employees."""
    firms = district.table("buildings")
    nodes, gaps = zip(*(walk.nearest(shape.centroid) for shape in firms["geometry"]))
    times = dijkstra(walk.graph(), indices=nodes)[:, nodes] + np.add.outer(gaps, gaps) / METRES_PER_MINUTE
    amp, weight = (firms["site"] == "AMP").to_numpy(), firms["employees"].to_numpy()
    minutes, pairs = times[amp][:, ~amp].ravel(), np.outer(weight[amp], weight[~amp]).ravel()
    order = np.argsort(minutes)
    share = np.cumsum(pairs[order]) / pairs.sum()
    return float(minutes[order][np.searchsorted(share, 0.5)])


def test_it_has_the_size_that_its_page_says(district: District) -> None:
    assert SAMPLE.stat().st_size < 3e6
    assert 2700 <= len(district.table("streets")) <= 3400
    assert 140 <= len(district.table("opportunities")) <= 190
    assert 1500 <= len(district.table("homes")) <= 2500
    assert district.table("buildings")["site"].value_counts().to_dict() == {"AMP": 30, "SBP": 30}
    assert district.crs == "EPSG:27700"


def test_it_says_everywhere_that_it_is_illustrative(district: District) -> None:
    assert district.settings["illustrative"] is True
    assert "Illustrative" in district.settings["attribution"]
    assert "illustrative" in district.settings["name"]
    assert district.settings["deprivation_is"] == "decile"
    assert all("Illustrative" in item.attributes["description"] for item in district.interventions)
    for name in ("homes", "opportunities"):
        assert set(district.table(name)["source"]) == {"invented for demonstration"}


def test_every_category_and_every_role_occurs(district: District) -> None:
    assert set(district.table("opportunities")["category"]) == CATEGORIES
    assert {"site", "anchor", "town_centre", "station", "university"} <= set(district.table("nodes")["role"])
    assert {"rail", "tram", "bus"} == set(district.table("stops")["mode"])
    assert district.table("homes")["deprivation"].between(1, 10).all()
    tinsley, waverley = (
        district.table("homes").groupby("zone")["deprivation"].mean()[name] for name in ("Tinsley", "Waverley")
    )
    assert tinsley < 2 < 7 < waverley


def test_ids_are_unique_and_geometries_are_valid_and_of_their_type(district: District) -> None:
    for name, frame in district.tables.items():
        if "id" in frame and len(frame):
            assert frame["id"].is_unique, name
        if TABLES[name].geometry and len(frame):
            shapes = frame["geometry"].to_numpy()
            assert shapely.is_valid(shapes).all(), name
            kinds = {shape.geom_type.upper() for shape in shapes}
            assert kinds <= {TABLES[name].geometry} or TABLES[name].geometry == "GEOMETRY", name
    assert all(item.geometry.is_valid for item in district.interventions)


def test_the_candidates_are_of_ten_kinds_and_the_externals_belong_to_a_world(district: District) -> None:
    candidates = [item for item in district.interventions if not item.external]
    assert {item.kind for item in candidates} == KINDS
    assert len(candidates) == 10
    externals = {item.id for item in district.interventions if item.external}
    worlds = district.table("worlds").set_index("id")["externals"].map(json.loads).to_dict()
    assert worlds == {"today": [], "growth-2035": sorted(externals)}
    named = district.table("scenario_interventions")
    assert set(named["intervention_id"]) == {item.id for item in candidates}
    assert set(named["scenario_id"]) == set(district.table("scenarios")["id"]) == {"all", "link", "places"}
    for item in candidates:
        low, central, high = (item.attributes[f"cost_{word}"] for word in ("low", "central", "high"))
        assert 0 < low < central < high
        assert item.attributes["price_base"] in (2017, 2024)


def test_people_on_foot_reach_every_street(district: District) -> None:
    parts = np.bincount(connected_components(Walk(district).graph())[1])
    assert parts.max() > 0.99 * parts.sum()


def test_every_place_stands_within_a_hundred_metres_of_a_walkable_street(district: District) -> None:
    streets = district.table("streets")
    walkable = shapely.STRtree(streets.loc[streets["walk"] == "yes", "geometry"].to_numpy())
    for name in ("homes", "opportunities", "buildings", "stops", "greenspaces"):
        gaps = walkable.query_nearest(district.table(name)["geometry"].to_numpy(), return_distance=True)[1]
        assert gaps.max() < 100, name


def test_the_parkway_severs_and_few_ways_cross_it(district: District) -> None:
    streets = district.table("streets")
    parkway = streets[(streets["name"] == "Sheffield Parkway")]
    assert set(parkway["walk"]) == set(parkway["cycle"]) == {"no"}
    box = shapely.box(440000, 387000, 442700, 389000)
    heart = shapely.union_all(parkway["geometry"].to_numpy()).intersection(box)
    crossing = streets[(streets["walk"] == "yes") & streets["geometry"].map(heart.crosses)]
    assert 3 <= len(crossing) <= 6
    assert ((crossing["bridge"] == 1) | (crossing["tunnel"] == 1)).all()
    lines = [line for line in parkway["geometry"] if line.within(box)]
    ends = {end for line in lines for end in (line.coords[0], line.coords[-1])}
    assert ends
    walked = streets.loc[streets["walk"] == "yes", "geometry"]
    assert not ends & {end for line in walked for end in (line.coords[0], line.coords[-1])}


def test_the_bridge_shortens_the_walk_between_amp_and_sbp_clearly(district: District) -> None:
    bridge = next(item for item in district.interventions if item.id == "c01").geometry
    today, then = typical_minutes(district, Walk(district)), typical_minutes(district, Walk(district, (bridge,)))
    assert 20 < today < 37
    assert then < 0.75 * today


def test_bridge_parts_cover_the_parkway_and_its_ends_touch_streets(district: District) -> None:
    bridge = next(item for item in district.interventions if item.id == "c01")
    streets = district.table("streets")
    parkway = shapely.union_all(streets.loc[streets["name"] == "Sheffield Parkway", "geometry"].to_numpy())
    ((start, end),) = json.loads(bridge.attributes["parts"])
    assert start < bridge.geometry.project(bridge.geometry.intersection(parkway)) < end
    walkable = shapely.union_all(streets.loc[streets["walk"] == "yes", "geometry"].to_numpy())
    assert max(walkable.distance(shapely.Point(bridge.geometry.coords[end])) for end in (0, -1)) < 5


def test_crossing_delays_stand_at_the_ends_of_lesser_streets_only(district: District) -> None:
    streets = district.table("streets")
    busy = streets["highway"].isin(["primary", "trunk"])
    assert (streets.loc[busy, ["walk_start_delay_s", "walk_end_delay_s"]] == 0).all().all()
    local = streets.loc[streets["highway"] == "residential", ["walk_start_delay_s", "walk_end_delay_s"]]
    assert set(np.unique(local)) == {0.0, 5.0, 15.0}


def test_buildings_do_not_overlap_each_other_or_a_street(district: District) -> None:
    shapes = district.table("buildings")["geometry"].to_numpy()
    for others in (shapes, district.table("streets")["geometry"].to_numpy()):
        a, b = shapely.STRtree(others).query(shapes, predicate="intersects")
        assert others is not shapes or (a == b).all()
        assert others is shapes or not len(a)


def test_the_national_grid_of_the_script_agrees_with_proj() -> None:
    # gdaltransform -s_srs EPSG:4326 -t_srs EPSG:27700 (PROJ 9.1), to the nearest metre.
    from scripts.sample.national_grid import national_grid

    for place, grid in {(-1.3660, 53.3836): (442268, 387604), (-1.4880, 53.3810): (434156, 387250)}.items():
        assert national_grid(*place) == pytest.approx(grid, abs=5)


@pytest.mark.long
def test_the_script_makes_the_same_district_again(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_sample", ROOT / "scripts" / "make_sample.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    again = tmp_path / "again.gpkg"
    assert script.main([str(again)]) == 0
    # Pages may be laid out differently by another SQLite: rows are compared, not bytes.
    assert dump(again) == dump(SAMPLE)


def dump(path: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    names = ["gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", *TABLES]
    found = [(name, connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names]
    connection.close()
    return found
