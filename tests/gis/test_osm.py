"""An OpenStreetMap file becomes streets, barriers and features; a broken one becomes a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from district_planner.core.district import TABLES
from district_planner.core.errors import Cancelled, LayerError
from district_planner.core.network.noding import end_nodes
from district_planner.core.network.squares import OUTLINE_NOTE, SQUARE_NOTE
from district_planner.core.progress import no_progress
from district_planner.gis.osm import OsmSource, read_osm
from district_planner.gis.osm_file import read_tables

pytestmark = pytest.mark.usefixtures("qgis_app")

NODES = {
    1: (-1.400, 53.400), 2: (-1.399, 53.400), 3: (-1.398, 53.400), 4: (-1.399, 53.401), 5: (-1.399, 53.399),
    6: (-1.396, 53.400), 10: (-1.3990, 53.4020), 11: (-1.3985, 53.4020), 12: (-1.3985, 53.4023), 13: (-1.3990, 53.4023),
    20: (-1.3970, 53.4000), 21: (-1.401, 53.400), 30: (-1.39, 53.39), 31: (-1.385, 53.39), 32: (-1.385, 53.393),
    33: (-1.39, 53.393),
}  # fmt: skip
NODE_TAGS = {
    2: {"highway": "crossing", "crossing": "traffic_signals"}, 20: {"amenity": "cafe", "name": "Kiosk & Co"},
    10: {"entrance": "main"},
}  # fmt: skip
WAYS: dict[int, tuple[list[int], dict[str, str]]] = {
    100: ([1, 2, 3], {"highway": "primary", "name": "High Street", "maxspeed": "30 mph"}),
    101: ([5, 2, 4], {"highway": "footway", "bicycle": "designated"}),
    102: ([3, 6], {"railway": "rail", "name": "Main Line"}),
    103: ([1, 5], {"waterway": "canal", "tunnel": "culvert"}),
    104: ([10, 11, 12, 13, 10], {"building": "school", "amenity": "school", "building:levels": "3"}),
    105: ([1, 21], {"railway": "tram"}),
    106: ([30, 31, 32, 33, 30], {"natural": "water", "water": "lake"}),
    107: ([30, 31, 32, 33, 30], {"highway": "footway", "leisure": "track"}),
    108: ([10, 11, 12, 13, 10], {"highway": "pedestrian", "area": "yes"}),
}


def tags(of: dict[str, str]) -> str:
    escaped = ((key, value.replace("&", "&amp;")) for key, value in of.items())
    return "".join(f"<tag k='{key}' v='{value}'/>" for key, value in escaped)


@pytest.fixture
def village(tmp_path: Path) -> Path:
    """Write the nodes and ways above as an .osm file."""
    nodes = "".join(
        f"<node id='{number}' version='1' lon='{x}' lat='{y}'>{tags(NODE_TAGS.get(number, {}))}</node>"
        for number, (x, y) in NODES.items()
    )
    ways = "".join(
        f"<way id='{number}' version='1'>{''.join(f'<nd ref={chr(39)}{n}{chr(39)}/>' for n in line)}{tags(of)}</way>"
        for number, (line, of) in WAYS.items()
    )
    path = tmp_path / "village.osm"
    path.write_text(f"<?xml version='1.0' encoding='UTF-8'?><osm version='0.6'>{nodes}{ways}</osm>", encoding="utf-8")
    return path


@pytest.fixture
def source(village: Path) -> OsmSource:
    return read_osm(str(village))


def test_streets_have_the_columns_of_the_schema_and_are_cut(source: OsmSource) -> None:
    assert source.crs == "EPSG:27700"
    assert list(source.streets.columns) == [*TABLES["streets"].columns, "geometry"]
    assert list(source.streets["id"])[:4] == ["w100.1", "w100.2", "w101.1", "w101.2"]
    assert list(source.streets["source_id"])[:4] == ["w100", "w100", "w101", "w101"]


def test_tags_become_permissions_and_speeds(source: OsmSource) -> None:
    streets = source.streets.set_index("id")
    assert streets.loc["w100.1", ["name", "maxspeed_kmh", "walk", "cycle", "cars"]].tolist() == [
        "High Street", 48.3, "yes", "yes", 1]  # fmt: skip
    assert streets.loc["w101.1", ["cycle", "cars", "lts"]].tolist() == ["yes", 0, 1]


def test_crossings_of_the_points_layer_reach_the_streets(source: OsmSource) -> None:
    streets = source.streets.set_index("id")
    assert streets.loc["w101.1", "walk_end_delay_s"] == 7.5  # half of 15 s at the signalled crossing


@pytest.mark.parametrize("decimals", [7, 8, 11])
def test_what_stands_on_a_street_is_found_whatever_the_decimals(tmp_path: Path, decimals: int) -> None:
    # A signalled crossing in the middle of a footway over a primary road, and a closed gate further on.
    spots = {
        1: (-1.40012345678, 53.4001234567),
        2: (-1.39912345674, 53.4001234561),
        3: (-1.39812345671, 53.4001234569),
        4: (-1.39912345674, 53.4011234562),
        5: (-1.39912345674, 53.3991234566),
        6: (-1.39712345678, 53.400123458),
    }
    at = {2: {"highway": "crossing", "crossing": "traffic_signals"}, 3: {"barrier": "gate", "access": "private"}}
    nodes = "".join(f"<node id='{n}' version='1' lon='{x:.{decimals}f}' lat='{y:.{decimals}f}'>"
                    f"{tags(at.get(n, {}))}</node>" for n, (x, y) in spots.items())  # fmt: skip
    lines = {1: ([1, 2, 3, 6], {"highway": "footway"}), 2: ([4, 2, 5], {"highway": "primary"})}
    ways = "".join(f"<way id='{number}' version='1'>{''.join(f'<nd ref={chr(39)}{n}{chr(39)}/>' for n in line)}"
                   f"{tags(of)}</way>" for number, (line, of) in lines.items())  # fmt: skip
    path = tmp_path / "decimals.osm"
    path.write_text(f"<osm version='0.6'>{nodes}{ways}</osm>", encoding="utf-8")
    found = read_osm(str(path)).streets.set_index("id")
    assert found.loc["w1.1", "walk_end_delay_s"] == 7.5  # half of 15 s
    assert found.loc[["w1.1", "w1.2", "w1.3"], "walk"].tolist() == ["yes", "destination", "destination"]


def test_a_closed_street_that_another_tag_makes_an_area_stays_a_street(source: OsmSource) -> None:
    assert {"w107.1", "w107.2"} <= set(source.streets["id"])


def test_a_pedestrian_area_that_meets_no_street_is_left_out_and_said(source: OsmSource) -> None:
    assert "w108" not in set(source.streets["source_id"])
    assert "1 pedestrian area(s) (area=yes) share no point with a street and are left out." in source.notes


def test_a_square_with_a_hole_is_walked_around_it(tmp_path: Path) -> None:
    # A multipolygon 0.002 by 0.001 degrees with a hole in its middle; streets end at the middles of its short sides.
    spots = {1: (0, 0), 2: (10, 0), 3: (20, 0), 4: (20, 5), 5: (20, 10), 6: (0, 10), 7: (0, 5), 8: (-20, 5), 9: (40, 5),
             21: (8, 3), 22: (12, 3), 23: (12, 7), 24: (8, 7)}  # fmt: skip
    nodes = "".join(f"<node id='{number}' version='1' lon='{-1.4 + x / 1e4:.7f}' lat='{53.4 + y / 1e4:.7f}'/>"
                    for number, (x, y) in spots.items())  # fmt: skip
    lines = {1: ([8, 7], {"highway": "residential"}), 2: ([4, 9], {"highway": "residential"}),
             3: ([1, 2, 3, 4, 5, 6, 7, 1], {}), 4: ([21, 22, 23, 24, 21], {})}  # fmt: skip
    ways = "".join(f"<way id='{number}' version='1'>{''.join(f'<nd ref={chr(39)}{n}{chr(39)}/>' for n in line)}"
                   f"{tags(of)}</way>" for number, (line, of) in lines.items())  # fmt: skip
    members = "<member type='way' ref='3' role='outer'/><member type='way' ref='4' role='inner'/>"
    relation = (
        f"<relation id='5' version='1'>{members}{tags({'type': 'multipolygon', 'highway': 'pedestrian'})}</relation>"
    )
    path = tmp_path / "square.osm"
    path.write_text(f"<osm version='0.6'>{nodes}{ways}{relation}</osm>", encoding="utf-8")
    found = read_osm(str(path))
    # The straight line would cross the hole: only the outline is walked; both rings are there, the hole unreached.
    assert set(found.streets.loc[found.streets["source_id"] == "r5", "note"]) == {OUTLINE_NOTE}
    said = (
        "1 pedestrian area(s) (area=yes) are walked along their outline, and straight across between places where"
        " streets meet them (0 lines)."
    )
    assert said in found.notes


def test_barriers_are_railways_waterways_and_lakes_but_no_trams(source: OsmSource) -> None:
    assert list(source.barriers.columns) == [*TABLES["barriers"].columns, "geometry"]
    found = source.barriers.set_index("id")[["kind", "tunnel"]].to_dict("index")
    # the lake is 333 m by 334 m, over a hectare
    assert found == {"w102": {"kind": "rail", "tunnel": 0}, "w103": {"kind": "water", "tunnel": 1},
                     "w106": {"kind": "water", "tunnel": 0}}  # fmt: skip
    assert set(shapely.get_type_id(np.asarray(source.barriers["geometry"], dtype=object))) == {1}


def test_features_hold_points_and_polygons_with_their_tags(source: OsmSource) -> None:
    features = source.features.set_index("id")
    assert features.loc["n20", ["amenity", "name"]].tolist() == ["cafe", "Kiosk & Co"]
    assert features.loc["n10", "entrance"] == "main"
    assert features.loc["w104", ["amenity", "building", "building_levels"]].tolist() == ["school", "school", "3"]
    assert features.loc["w104", "geometry"].geom_type == "Polygon"
    assert features.loc["n20", "shop"] is None


def test_features_are_in_the_districts_crs(source: OsmSource) -> None:
    # 1 degree of longitude at 53.4 N is 66.5 km, of latitude 111.3 km: 0.0005 x 0.0003 degrees = 33.2 m x 33.4 m
    school = source.features.set_index("id").loc["w104", "geometry"]
    assert school.area == pytest.approx(33.2 * 33.4, rel=0.01)
    assert source.operation.startswith("+proj=pipeline")


def test_a_crs_may_be_given_and_is_checked(village: Path) -> None:
    assert read_osm(str(village), crs="EPSG:32630").crs == "EPSG:32630"
    with pytest.raises(LayerError, match="degrees"):
        read_osm(str(village), crs="EPSG:4326")


def test_what_touches_an_extent_is_read_whole(reference_data: Callable[..., Path]) -> None:
    # A window in the middle of Newport: what is kept of the lines and areas is what the whole file has of them.
    path = str(reference_data("newport", "newport-2023-06-13.osm.pbf"))
    window = (-3.0200, 51.5720, -2.9770, 51.5990)
    everything, part = (read_tables(path, extent, no_progress) for extent in (None, window))
    for whole, kept in ((everything.lines, part.lines), (everything.polygons, part.polygons)):
        touching = whole[shapely.intersects(whole["geometry"].to_numpy(dtype=object), shapely.box(*window))]
        assert 1000 < len(touching) < len(whole)
        assert list(kept["id"]) == list(touching["id"])
        assert shapely.equals_exact(
            kept["geometry"].to_numpy(dtype=object), touching["geometry"].to_numpy(dtype=object)
        ).all()


def test_an_extent_limits_what_is_read(village: Path) -> None:
    made = read_osm(str(village), extent=(-1.3915, 53.389, -1.384, 53.394))
    assert set(made.streets["source_id"]) == {"w107"}


def test_cancel_stops_the_reading(village: Path) -> None:
    with pytest.raises(Cancelled):
        read_osm(str(village), progress=lambda share, what: False)


def test_progress_only_grows(village: Path) -> None:
    shares: list[float] = []
    read_osm(str(village), progress=lambda share, what: shares.append(share) is None)
    assert shares == sorted(shares)
    assert shares[-1] <= 1.0


@pytest.mark.parametrize(("name", "content"), [
    ("page.osm", b"<html>Not found</html>"), ("noise.osm.pbf", b"not a map" * 99), ("empty.osm.pbf", b""),
    ("cut.osm", b"<?xml version='1.0'?><osm version='0.6'><node id='1' lat='53.4' lon='-1.4'/><way id='1'"),
])  # fmt: skip
def test_a_file_that_is_no_map_or_breaks_off_is_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LayerError, match=r"cannot be read to its end.*Download the file again"):
        read_osm(str(path))


def test_a_missing_file_and_one_without_streets_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="does not exist"):
        read_osm(str(tmp_path / "nowhere.osm.pbf"))
    path = tmp_path / "bare.osm"
    path.write_text("<?xml version='1.0'?><osm version='0.6'><node id='1' version='1' lat='53.4' lon='-1.4'/></osm>")
    with pytest.raises(LayerError, match="no street"):
        read_osm(str(path))


def test_a_cut_off_extract_is_not_read_by_half(reference_data: Callable[..., Path], tmp_path: Path) -> None:
    whole = reference_data("leeds-west", "leeds_west.osm.pbf").read_bytes()
    path = tmp_path / "half.osm.pbf"
    for size in (len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:size])
        with pytest.raises(LayerError, match="cannot be read to its end"):
            read_osm(str(path))


def test_leeds_has_the_edges_that_its_readme_counts(reference_data: Callable[..., Path]) -> None:
    # README: 5,743 edges, 4,407 nodes, 181 km without motorways. Ours has more: 28 motorway links, closed ways halved
    # (one edge and one node more each), cuts at closed gates and joined near misses; less than 4 % in all.
    # The squares, which the README leaves out, cut the streets that pass along them once more at some vertices.
    made = read_osm(str(reference_data("leeds-west", "leeds_west.osm.pbf")))
    streets = made.streets[~made.streets["highway"].isin(["motorway", "motorway_link"])]
    streets = streets[~streets["note"].isin([SQUARE_NOTE, OUTLINE_NOTE])]
    lines = np.asarray(streets["geometry"], dtype=object)
    start, end, xy = end_nodes(lines)
    assert 5743 <= len(streets) <= 5743 * 1.04
    assert 4407 <= len(xy) <= 4407 * 1.04
    assert shapely.length(lines).sum() / 1000 == pytest.approx(181, rel=0.015)
    assert (start != end).all()
    assert made.streets["id"].is_unique
    assert set(made.streets["walk"]) <= {"yes", "no", "forward", "backward", "destination"}


def test_newport_keeps_its_severance(reference_data: Callable[..., Path]) -> None:
    # rules 2.1: about 23 km of fast main road are not walkable on Newport
    made = read_osm(str(reference_data("newport", "newport-2023-06-13.osm.pbf")))
    fast = made.streets[(made.streets["note"] == "fast main road") & (made.streets["walk"] == "no")]
    assert 18 <= shapely.length(np.asarray(fast["geometry"], dtype=object)).sum() / 1000 <= 28
    squares = made.streets["note"].isin([SQUARE_NOTE, OUTLINE_NOTE])
    assert (~squares).sum() == pytest.approx(18025, rel=0.015)
    assert (made.features["building"].notna()).sum() == pytest.approx(34056, rel=0.005)
    assert (made.features["amenity"].notna()).sum() == pytest.approx(1634, rel=0.005)
    assert (made.features["shop"].notna()).sum() == pytest.approx(846, rel=0.005)
