"""Rules 2.3: streets join where vertices coincide, never where lines cross; near misses under 1 m are joined."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
import shapely

from district_planner.core.network.near_misses import join_near_misses
from district_planner.core.network.noding import clean_lines, cut_at_shared_vertices, end_nodes


def frame(*wkts: str | None, **columns: list[object]) -> pd.DataFrame:
    """Return lines with ids a, b, c, …"""
    lines = np.array([None if wkt is None else shapely.from_wkt(wkt) for wkt in wkts], dtype=object)
    return pd.DataFrame({"id": [chr(ord("a") + k) for k in range(len(wkts))], **columns}).assign(geometry=lines)


def pieces(table: pd.DataFrame) -> dict[str, str]:
    return {row.id: shapely.to_wkt(row.geometry, trim=True) for row in table.itertuples()}


def test_lines_that_cross_without_a_vertex_are_not_cut() -> None:
    made = cut_at_shared_vertices(frame("LINESTRING (0 0, 10 0)", "LINESTRING (5 -5, 5 5)"))
    assert list(made["id"]) == ["a", "b"]


def test_lines_are_cut_where_they_share_a_vertex() -> None:
    made = cut_at_shared_vertices(frame("LINESTRING (0 0, 5 0, 10 0)", "LINESTRING (5 -5, 5 0, 5 5)"))
    assert pieces(made) == {
        "a.1": "LINESTRING (0 0, 5 0)", "a.2": "LINESTRING (5 0, 10 0)",
        "b.1": "LINESTRING (5 -5, 5 0)", "b.2": "LINESTRING (5 0, 5 5)",
    }  # fmt: skip
    assert list(made["source_id"]) == ["a", "a", "b", "b"]


def test_a_line_is_cut_where_another_ends() -> None:
    made = cut_at_shared_vertices(frame("LINESTRING (0 0, 5 0, 10 0)", "LINESTRING (5 0, 5 5)"))
    assert list(made["id"]) == ["a.1", "a.2", "b"]


def test_vertices_that_nobody_shares_stay_inside() -> None:
    made = cut_at_shared_vertices(frame("LINESTRING (0 0, 3 1, 7 1, 10 0)", "LINESTRING (10 0, 20 0)"))
    assert list(made["id"]) == ["a", "b"]


def test_pieces_keep_attributes_and_order() -> None:
    made = cut_at_shared_vertices(
        frame("LINESTRING (0 0, 5 0, 10 0)", "LINESTRING (5 0, 5 5)", name=["High Street", "Back Lane"])
    )
    assert list(made["name"]) == ["High Street", "High Street", "Back Lane"]
    assert list(made.index) == [0, 1, 2]


def test_vertices_coincide_to_the_millimetre() -> None:
    made = cut_at_shared_vertices(frame("LINESTRING (0 0, 5.0001 0, 10 0)", "LINESTRING (5.0004 5, 4.9998 0)"))
    assert list(made["id"]) == ["a.1", "a.2", "b"]
    made = cut_at_shared_vertices(frame("LINESTRING (0 0, 5.001 0, 10 0)", "LINESTRING (5 5, 5 0)"))
    assert list(made["id"]) == ["a", "b"]


def test_a_line_that_meets_itself_is_cut_there() -> None:
    # a lollipop: the stem 0-5, the loop 5-5 with three more vertices, which is halved at its middle one
    made = cut_at_shared_vertices(frame("LINESTRING (0 0, 5 0, 8 3, 11 0, 8 -3, 5 0)"))
    assert pieces(made) == {
        "a.1": "LINESTRING (0 0, 5 0)", "a.2": "LINESTRING (5 0, 8 3, 11 0)", "a.3": "LINESTRING (11 0, 8 -3, 5 0)",
    }  # fmt: skip


def test_a_closed_way_is_halved_so_that_no_edge_ends_where_it_starts() -> None:
    made = cut_at_shared_vertices(frame("LINESTRING (0 0, 1 0, 1 1, 0 1, 0 0)"))
    start, end, _ = end_nodes(np.asarray(made["geometry"], dtype=object))
    assert len(made) == 2
    assert (start != end).all()


def test_a_roundabout_is_cut_at_its_arms() -> None:
    made = cut_at_shared_vertices(
        frame("LINESTRING (0 0, 1 0, 1 1, 0 1, 0 0)", "LINESTRING (1 0, 5 0)", "LINESTRING (0 1, 0 5)")
    )
    # arms at the second and the fourth of four corners, and the way's own start
    assert list(made["id"]) == ["a.1", "a.2", "a.3", "b", "c"]


def test_lines_are_cut_where_told() -> None:
    made = cut_at_shared_vertices(frame("LINESTRING (0 0, 5 0, 10 0)"), np.array([[5.0, 0.0], [7.0, 7.0]]))
    assert list(made["id"]) == ["a.1", "a.2"]


def test_cutting_again_changes_nothing() -> None:
    once = cut_at_shared_vertices(frame("LINESTRING (0 0, 5 0, 8 3, 11 0, 8 -3, 5 0)", "LINESTRING (5 -5, 5 0, 5 5)"))
    again = cut_at_shared_vertices(once)
    assert pieces(again) == pieces(once)


def test_nothing_to_cut_is_an_empty_frame() -> None:
    made = cut_at_shared_vertices(frame())
    assert len(made) == 0
    assert "source_id" in made


def test_a_metropolis_is_cut_in_seconds() -> None:
    # 400 x 450 street lines of a grid with 2 segments each: 360,000 segments, as many as Porto has
    rows, columns = np.mgrid[0:400, 0:450].reshape(2, -1) * 50.0
    xy = np.stack([columns, rows, columns + 25, rows, columns + 50, rows], axis=1).reshape(-1, 2)
    lines = shapely.linestrings(xy, indices=np.repeat(np.arange(len(rows)), 3))
    table = pd.DataFrame({"id": np.arange(len(rows)).astype(str)}).assign(geometry=lines)
    began = time.perf_counter()
    assert len(cut_at_shared_vertices(table)) == 180_000
    assert time.perf_counter() - began < 10.0


def test_null_empty_and_zero_length_lines_are_dropped_and_counted() -> None:
    made, notes = clean_lines(
        frame("LINESTRING (0 0, 1 0)", None, "LINESTRING EMPTY", "LINESTRING (2 2, 2 2)", "POINT (1 1)")
    )
    assert list(made["id"]) == ["a"]
    assert notes == [
        "2 street(s) without geometry were left out.",
        "1 street(s) that are not lines were left out.",
        "1 street(s) without length or with broken coordinates were left out.",
    ]


def test_broken_coordinates_are_dropped() -> None:
    lines = np.array([shapely.linestrings([(0, 0), (1, 0)]), shapely.linestrings([(0, 0), (np.inf, 0)])], dtype=object)
    made, _ = clean_lines(pd.DataFrame({"id": ["a", "b"]}).assign(geometry=lines))
    assert list(made["id"]) == ["a"]


def test_heights_and_measures_are_dropped_and_parts_become_rows() -> None:
    made, notes = clean_lines(frame("LINESTRING Z (0 0 9, 1 0 9)", "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))"))
    assert list(made["id"]) == ["a", "b.1", "b.2"]
    assert not shapely.has_z(np.asarray(made["geometry"], dtype=object)).any()
    assert notes == ["1 street(s) of several parts were split into their parts."]


def test_repeated_vertices_are_taken_out() -> None:
    made, _ = clean_lines(frame("LINESTRING (0 0, 0 0, 1 0, 1.0001 0, 2 0)"))
    assert pieces(made) == {"a": "LINESTRING (0 0, 1 0, 2 0)"}


def test_double_ids_become_unique() -> None:
    table = frame("LINESTRING (0 0, 1 0)", "LINESTRING (5 5, 6 5)").assign(id=["x", "x"])
    assert list(clean_lines(table)[0]["id"]) == ["x", "x~2"]


def test_an_end_under_a_metre_from_a_line_is_joined_and_reported() -> None:
    made, report = join_near_misses(frame("LINESTRING (0 0, 20 0)", "LINESTRING (10 30, 10 0.6)"))
    assert pieces(made) == {"a": "LINESTRING (0 0, 10 0, 20 0)", "b": "LINESTRING (10 30, 10 0)"}
    assert report[["id", "joined_to", "x", "y", "gap_m"]].iloc[0].tolist() == ["b", "a", 10.0, 0.6, pytest.approx(0.6)]
    assert len(cut_at_shared_vertices(made)) == 3


def test_an_end_goes_to_a_vertex_where_one_is_near() -> None:
    made, _ = join_near_misses(frame("LINESTRING (0 0, 10.2 0, 20 0)", "LINESTRING (10 30, 10 0.6)"))
    assert pieces(made)["b"] == "LINESTRING (10 30, 10.2 0)"


def test_two_loose_ends_meet_instead_of_swapping() -> None:
    made, report = join_near_misses(frame("LINESTRING (0 0, 10 0)", "LINESTRING (10.5 0, 20 0)"))
    assert len(report) == 1
    start, end, _ = end_nodes(np.asarray(made["geometry"], dtype=object))
    assert end[0] == start[1]


def test_wider_gaps_other_layers_and_joined_ends_are_left_alone() -> None:
    wide = frame("LINESTRING (0 0, 20 0)", "LINESTRING (10 30, 10 1.1)")
    bridge = frame("LINESTRING (0 0, 20 0)", "LINESTRING (10 30, 10 0.6)", layer=[0, 1])
    flagged = [frame("LINESTRING (0 0, 20 0)", "LINESTRING (10 30, 10 0.6)", **{flag: [1, 0]})
               for flag in ("bridge", "tunnel")]  # fmt: skip
    joined = frame("LINESTRING (0 0, 20 0)", "LINESTRING (10 30, 10 0.6)", "LINESTRING (10 0.6, 30 30)")
    for table in (wide, bridge, *flagged, joined):
        made, report = join_near_misses(table)
        assert len(report) == 0
        assert pieces(made) == pieces(table)


def test_a_chain_of_near_misses_leaves_no_broken_line() -> None:
    table = frame(
        "LINESTRING (0 0, 5 0)",
        "LINESTRING (5.5 0.3, 9 4)",
        "LINESTRING (5.2 -0.6, 9 -4)",
        "LINESTRING (9.4 4.2, 15 4)",
    )
    made, _ = join_near_misses(table)
    lines = np.asarray(made["geometry"], dtype=object)
    assert np.isfinite(shapely.get_coordinates(lines)).all()
    assert shapely.is_valid(lines).all()


def test_an_end_that_another_was_joined_to_stays() -> None:
    # b starts 0.5 m from the end of c, which is as near to a; b has moved onto it before c could move onto a
    table = frame("LINESTRING (1 -50, 1 50)", "LINESTRING (0 0, -20 0)", "LINESTRING (0.5 20, 0.5 0)")
    made, _ = join_near_misses(table)
    start, end, _ = end_nodes(np.asarray(made["geometry"], dtype=object))
    assert start[1] == end[2]


def test_a_gap_that_has_grown_is_not_joined() -> None:
    # a's end goes up to (10, 0.5) on b; at x = 9.5 the line a is then at y = 0.475, 1.42 m from the end of c
    table = frame(
        "LINESTRING (0 0, 10 0)", "LINESTRING (5 20, 8 0.5, 12 0.5, 15 20)", "LINESTRING (9.5 -30, 9.5 -0.95)"
    )
    made, report = join_near_misses(table)
    assert report["id"].tolist() == ["a"]
    assert pieces(made)["c"] == "LINESTRING (9.5 -30, 9.5 -0.95)"
