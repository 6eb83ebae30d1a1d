"""The rows of the speed table: their definitions, their form, and the data they are measured on. Nothing is timed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from benchmarks.__main__ import MEASURED_BY
from benchmarks.agreement import DisagreementError, agreement, check_links
from benchmarks.engine import CATEGORY, MINUTES, Engine, link
from benchmarks.measure import MEASURES
from benchmarks.porto import Porto, data_folder, read_porto, tiled
from benchmarks.rows import ROWS, Row, measured, table, write
from district_planner.core.network.lines import meet


@pytest.fixture(scope="module")
def porto() -> Porto:
    path = data_folder() / "porto" / "porto_portugal.osm.pbf"
    if not path.exists():
        pytest.skip(f"The rows of Porto are not checked: there is no reference data in {data_folder()} (set DP_DATA).")
    pytest.importorskip("osgeo", reason="The rows of Porto are not checked: GDAL for Python is missing.")
    return read_porto(path)


def grid(side: int, step: float) -> Porto:
    """A square grid of streets with side x side junctions."""
    at = np.arange(side) * step
    rows = [((x, y), (x + step, y)) for y in at for x in at[:-1]] + [
        ((x, y), (x, y + step)) for x in at for y in at[:-1]
    ]
    return Porto(pd.DataFrame({"geometry": shapely.linestrings(rows), "walk": "yes"}), len(rows))


# The rows


def test_the_rows_and_targets_are_those_that_were_agreed() -> None:
    # The table "It is fast": name, bound and on which side of it the value must be.
    agreed = {
        "cold_vs_pandana": (5, "higher"),
        "cold_vs_qgis": (50, "higher"),
        "edit_vs_pandana": (1000, "higher"),
        "edit_p95_over_median": (6, "lower"),
        "growth_cold_slope": (1.1, "lower"),
        "growth_edit": (1.5, "lower"),
        "memory_nine_tiles": (1.5, "lower"),
        "createdistrict_vs_ogr2ogr": (10, "lower"),
        "timetable_vs_python": (20, "higher"),
        "timetable_memory": (1, "lower"),
        # The table "Speed" of drawing.
        "frame_link_median_ms": (8, "lower"),
        "frame_link_p95_ms": (16, "lower"),
        "frame_place_p95_ms": (16, "lower"),
        "frame_line_p95_ms": (150, "lower"),
        "open_vs_qgis": (5, "lower"),
        "lsoa_matrix_vs_dijkstra": (10, "higher"),
        "line_edit_vs_cold": (10, "higher"),
        "edit_cycle_vs_full": (10, "lower"),
        "edit_closure_vs_full": (20, "lower"),
    }
    assert {name: (row.target, row.better) for name, row in ROWS.items() if row.target is not None} == agreed


def test_every_row_has_a_function_that_measures_it() -> None:
    assert set(MEASURED_BY) == set(ROWS)
    assert set(MEASURED_BY.values()) == {measure.__name__ for measure in MEASURES}


@pytest.mark.parametrize(("name", "value", "met"), [
    ("cold_vs_pandana", 4.99, False), ("cold_vs_pandana", 5.0, True),
    ("growth_edit", 1.5, True), ("growth_edit", 1.501, False),
])  # fmt: skip
def test_a_target_is_met_on_its_own_side(name: str, value: float, met: bool) -> None:
    assert measured(name, value, "how").met is met


def test_only_defined_rows_with_finite_values_are_kept() -> None:
    with pytest.raises(KeyError):
        measured("cold_vs_nobody", 1.0, "how")
    with pytest.raises(ValueError, match="growth_edit is inf"):
        measured("growth_edit", float("inf"), "how")


def test_the_file_is_a_list_of_name_value_target_unit_how_and_keeps_other_rows(tmp_path: Path) -> None:
    path = tmp_path / "build" / "bench.json"
    write([measured("growth_edit", 1.23456, "first"), measured("cold_vs_qgis", 99.0, "q")], path)
    write([measured("growth_edit", 1.3, "second")], path)
    rows = json.loads(path.read_text())
    assert [set(row) for row in rows] == [{"name", "value", "target", "unit", "how"}] * 2
    assert {row["name"]: (row["value"], row["target"], row["how"]) for row in rows} == {
        "growth_edit": (1.3, 1.5, "second"), "cold_vs_qgis": (99.0, 50.0, "q")}  # fmt: skip
    assert list(tmp_path.glob("build/*")) == [path]


def test_the_table_tells_a_missed_target() -> None:
    said = table([Row("growth_edit", 2.0, 1.5, "times", "so"), measured("cold_vs_qgis", 60.0, "and so")])
    assert "| growth_edit  | 2     | ≤ 1.5  | NO  |" in said
    assert "| cold_vs_qgis | 60    | ≥ 50   | yes |" in said


# Both sides answer one question


def test_counts_that_differ_on_more_than_a_node_in_a_thousand_stop_the_comparison() -> None:
    ours = np.zeros(10_000)
    theirs = ours.copy()
    theirs[:10] = 1.0
    assert agreement(ours, theirs, "peer").startswith("counts agree on 99.900% of 10,000 nodes")
    theirs[10] = 1.0
    with pytest.raises(DisagreementError, match=r"peer agrees on 99\.89%"):
        agreement(ours, theirs, "peer")


class Small(Porto):
    """A grid in place of Porto, with opportunities and links of its own."""

    opportunities = np.array([0, 7, 100, 399])
    links = ((0, 41), (5, 250), (399, 11), (20, 20 + 7))


@pytest.fixture(scope="module")
def small() -> Engine:
    made = grid(20, 93.7)
    return Engine(Small(made.table, made.ways))


def test_the_engine_counts_what_lies_within_1200_metres(small: Engine) -> None:
    # On a grid the walk between two junctions is the sum of both offsets; a metre is 750 ms, 1,200 m are 15 minutes.
    xy = small.porto.streets.xy
    walk = np.abs(xy[:, None] - xy[None, small.porto.opportunities]).sum(axis=2)
    assert MINUTES == 15.0
    assert np.array_equal(small.cold().counts, (walk <= 1200.0).sum(axis=1))


def test_a_link_shortens_the_pairs_that_one_more_edge_shortens(small: Engine) -> None:
    answer = small.cold()
    assert check_links(small, answer, 4) > 0


def test_a_wrong_time_is_found(small: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = small.cold()
    edit = small.edit
    monkeypatch.setattr(Engine, "edit", lambda self, a, drawn: edit(a, link(self.porto.streets, (0, 1))))
    with pytest.raises(DisagreementError, match="pairs get shorter"):
        check_links(small, answer, 4)


def test_a_link_joins_its_two_nodes_and_nothing_that_it_passes(small: Engine) -> None:
    # A bridge is as long as the line, whose length is no whole number of micrometres: both ends must still join.
    graph = small.cold().network.graph
    for ends in [(0, 41), (5, 250), (399, 11), *((3, n) for n in range(60, 380, 7))]:
        joined = {anchor.node for anchor in meet(graph, link(small.porto.streets, ends), 25.0, 1.0)}
        assert joined == set(ends)


def test_tiles_repeat_the_network_without_touching() -> None:
    one = grid(5, 100.0)
    four = tiled(one, 4)
    assert four.tiles == 4
    assert len(four.table) == 4 * len(one.table)
    assert four.streets.nodes == 4 * one.streets.nodes


# The data of the Porto rows


def test_porto_is_cut_into_the_edges_that_its_readme_counts(porto: Porto) -> None:
    # README: 47,670 ways, 95,228 edges, 71,737 nodes, told by the numbers of OSM's nodes. Here junctions are told by
    # coordinates, so that two nodes of one place are one junction: 3 edges and 2 nodes more.
    assert porto.ways == 47_670
    assert abs(len(porto.table) - 95_228) <= 3
    assert abs(porto.streets.nodes - 71_737) <= 2
    assert porto.streets.length.sum() / 1000 == pytest.approx(9_869, rel=0.002)  # README: 9,869 km


def test_opportunities_are_5000_different_nodes_drawn_by_seed_1(porto: Porto) -> None:
    drawn = np.random.default_rng(1).choice(porto.streets.nodes, 5_000, replace=False)
    assert np.array_equal(porto.opportunities, np.sort(drawn))
    assert len(np.unique(porto.opportunities)) == 5_000


def test_links_are_300_between_50_and_600_m_half_of_them_at_an_opportunity(porto: Porto) -> None:
    ends = np.array(porto.links)
    xy = porto.streets.xy
    away = np.hypot(*(xy[ends[:, 0]] - xy[ends[:, 1]]).T)
    assert len(ends) == 300
    assert away.min() >= 50.0
    assert away.max() <= 600.0
    assert np.isin(ends[1::2, 0], porto.opportunities).all()
    assert not np.isin(ends[::2, 0], porto.opportunities).all()


def test_every_node_is_an_origin_and_every_opportunity_weighs_one(porto: Porto) -> None:
    engine = Engine(porto)
    assert len(engine.origins) == porto.streets.nodes
    assert np.array_equal(shapely.get_coordinates(engine.origins.geometry), porto.streets.xy)
    assert set(engine.opportunities.category) == {CATEGORY}
    assert (engine.opportunities.weight == 1.0).all()
