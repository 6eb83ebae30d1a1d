"""Why this score: the opportunities, times and ways of an origin, checked by hand and against networkx."""

from __future__ import annotations

import math
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point

from district_planner.core import open_district
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.explain import explain
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.oracle.cases import district_of, street

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"


def session_of(district: District, **request: object) -> Session:
    return Session(district, select(district, "", "today", None, "best"), Request(**request))  # type: ignore[arg-type]


def u_shaped() -> District:
    """A home and a café at the ends of a U: 100 m up, 200 m across, 100 m down; a link would join them directly."""
    rows = {
        "streets": [street("west", [(0, 0), (0, 100)], name="West Street"),
                    street("top", [(0, 100), (200, 100)], name="Top Road"),
                    street("east", [(200, 100), (200, 0)], name="East Street")],
        "homes": [{"id": "h", "people": 2.0, "geometry": Point(-4, 20)}],
        "opportunities": [{"id": "near", "name": "Near café", "category": "cafe", "weight": 1.0,
                           "geometry": Point(100, 108)},
                          {"id": "far", "name": "Far café", "category": "cafe", "weight": 1.0,
                           "geometry": Point(204, 20)}],
    }  # fmt: skip
    made = district_of(rows)
    link = Intervention("link", "walking_link", LineString([(0, 20), (200, 20)]), name="The link")
    return District(made.crs, made.tables, (link,), made.settings, "case")


def test_an_explanation_measures_nothing_but_its_origin():
    session = session_of(open_district(SAMPLE))
    on = frozenset({"c01", "c04"})
    places, asked = session.scope.origins, [m.name for _, m in session.measures if m.indicator != "linkuse"][::9]
    found = {name: explain(session, str(places.id[7]), name, on) for name in asked}
    assert not session.built(on | session.externals).values and not session.built(session.externals).values
    # Oracle: the measures of every origin, as an evaluation makes them.
    base, after = session.base, session.state(on)
    for name, one in found.items():
        expected = [base.values[name][7], after.values[name][7]]
        np.testing.assert_array_equal([one.base, one.with_all], expected, name)


def test_times_and_ways_of_a_hand_made_district():
    # 4.8 km/h is 750 ms a metre. Base: far = (4 + 80 + 200 + 80 + 4) m = 368 m, near = (4 + 80 + 100 + 8) m = 192 m.
    # With: far = 4 + 200 + 4 = 208 m.
    session = session_of(u_shaped(), indicators=("count", "nearest"), cutoffs=(5.0,))
    found = explain(session, "h", "count_walk_cafe_5", frozenset({"link"}))
    assert (found.base, found.with_all) == (2.0, 2.0)
    far, near = found.reasons
    assert (far.id, far.base_ms, far.with_ms, far.changed) == ("far", 276_000.0, 156_000.0, True)
    assert (near.id, near.base_ms, near.with_ms, near.changed) == ("near", 144_000.0, 144_000.0, False)
    legs = [(leg.kind, leg.name, leg.ms) for leg in far.base_way.legs]
    assert legs == [("access", "", 3000.0), ("street", "West Street", 60_000.0), ("street", "Top Road", 150_000.0),
                    ("street", "East Street", 60_000.0), ("access", "", 3000.0)]  # fmt: skip
    drawn = LineString([(-4, 20), (0, 20), (0, 100), (200, 100), (200, 20), (204, 20)])
    assert far.base_way.geometry.equals(drawn)
    legs = [(leg.kind, leg.intervention, leg.ms) for leg in far.with_way.legs]
    assert legs == [("access", "", 3000.0), ("line", "link", 150_000.0), ("access", "", 3000.0)]
    assert far.with_way.geometry.equals(LineString([(-4, 20), (204, 20)]))


def test_what_is_lost_and_what_is_won_count_on_their_own_side():
    # Within 3 min = 180,000 ms only the near café is reached in the base, both with the link.
    session = session_of(u_shaped(), indicators=("count", "nearest"), cutoffs=(3.0,))
    far, near = explain(session, "h", "count_walk_cafe_3", frozenset({"link"})).reasons
    assert (far.counts_base, far.counts_with) == (False, True)
    assert (near.counts_base, near.counts_with) == (True, True)


def test_the_nearest_is_the_one_that_counts():
    session = session_of(u_shaped(), indicators=("nearest",), kth=(1, 2))
    one = explain(session, "h", "nearest_walk_cafe", frozenset())
    assert [reason.id for reason in one.reasons] == ["near"]
    assert one.base == one.reasons[0].base_ms / 60_000
    two = explain(session, "h", "nearest2_walk_cafe", frozenset())
    assert two.base == max(reason.base_ms for reason in two.reasons) / 60_000


def test_a_comfort_route_shows_real_minutes_too():
    # 15 km/h is 240 ms a metre; a quiet way (LTS 1) feels 0.892 as long, a busy one (LTS 4) 2.4 times.
    district = u_shaped()
    streets = district.table("streets").assign(lts=[1, 4, 1])
    district = District(district.crs, {**district.tables, "streets": streets}, (), {}, "case")
    session = session_of(district, modes=("cycle_comfort",), indicators=("nearest",), kth=(2,))
    (near, far) = explain(session, "h", "nearest2_cycle_comfort_cafe", frozenset()).reasons
    assert (near.id, far.id) == ("near", "far")
    access = 2 * 3000  # on foot
    assert far.base_way.real_ms == access + (80 + 200 + 80) * 240
    # West Street and East Street 80 m each: round(0.8 · round(100 · 240 · 0.892)) = round(0.8 · 21,408) = 17,126
    assert far.base_ms == far.base_way.ms == access + 2 * 17_126 + 200 * 240 * 2.4


def test_a_straight_line_measure_names_no_ways_and_an_unknown_one_is_refused():
    session = session_of(u_shaped())
    assert explain(session, "h", "greenstandard_doorstep", frozenset()).reasons == ()
    with pytest.raises(RequestError, match="no measure"):
        explain(session, "h", "nothing", frozenset())
    with pytest.raises(RequestError, match="not measured"):
        explain(session, "nobody", "nearest_walk_cafe", frozenset())


@pytest.fixture(scope="module")
def sample() -> Session:
    district = open_district(SAMPLE)
    return session_of(district, indicators=("nearest", "index15work", "site_time"), categories=("meeting_place",))


def test_every_way_of_the_sample_adds_up_to_the_table(sample):
    on = sample.selection.dependencies.effective_set({one.id for one in sample.selection.candidates[:6]})
    origins = sample.scope.origins
    chosen = [str(name) for name in origins.id[:: max(1, len(origins) // 40)]]
    followed = 0
    for origin in chosen:
        for reason in explain(sample, origin, "index15work_walk", on).reasons:
            for way, ms in ((reason.base_way, reason.base_ms), (reason.with_way, reason.with_ms)):
                assert (way is None) == math.isinf(ms)
                if way is not None:
                    assert way.ms == ms
                    followed += 1
    assert followed > 300


class Walk:
    """The walkable streets of the sample for networkx: whole milliseconds at 4.8 km/h, made from coordinates alone."""

    def __init__(self, district: District) -> None:
        self.graph = nx.DiGraph()
        streets = district.table("streets")
        self.rows = [row for row in streets.itertuples() if row.walk == "yes"]
        self.tree = shapely.STRtree([row.geometry for row in self.rows])
        for row in self.rows:
            (a, before), (b, after) = self.ends(row)
            for tail, head in ((a, b), (b, a)):
                self.arc(tail, head, round(row.geometry.length * 750) + before + after)

    def ends(self, row):
        """Return (junction, delay in ms) of both ends of a street; a junction is a spot and a side."""
        sides, delays = (row.start_side, row.end_side), (row.walk_start_delay_s, row.walk_end_delay_s)
        return [
            ((round(x, 3), round(y, 3), int(side or 0)), 0 if math.isnan(delay) else round(delay * 1000))
            for (x, y), side, delay in zip((row.geometry.coords[0], row.geometry.coords[-1]), sides, delays)
        ]

    def arc(self, tail, head, ms):
        if ms < self.graph.get_edge_data(tail, head, {"ms": math.inf})["ms"]:
            self.graph.add_edge(tail, head, ms=ms)

    def join(self, name, point):
        """Give a point arcs to and from both ends of its nearest street; return that street."""
        at = int(self.tree.nearest(point))
        row = self.rows[at]
        run = round(row.geometry.length * 750)
        along = round(row.geometry.project(point) / row.geometry.length * run)
        for (node, delay), rest in zip(self.ends(row), (along, run - along)):
            ms = round(row.geometry.distance(point) * 750) + rest + delay
            self.arc(name, node, ms)
            self.arc(node, (name, "in"), ms)
        return at


def test_ways_of_the_sample_are_the_shortest_of_networkx(sample):
    walk, origins = Walk(sample.district), sample.scope.origins
    checked = 0
    for number in range(0, len(origins), max(1, len(origins) // 60)):
        origin = str(origins.id[number])
        if origins.geometry[number].geom_type != "Point" or origins.entrances[number] is not None:
            continue
        mine = walk.join(origin, origins.geometry[number])
        for reason in explain(sample, origin, "nearest_walk_meeting_place", frozenset()).reasons:
            place = sample.scope.opportunities.geometry[sample.scope.opportunities.number[reason.id]]
            if place.geom_type == "Point" and walk.join(reason.id, place) != mine:
                want = nx.dijkstra_path_length(walk.graph, origin, (reason.id, "in"), weight="ms")
                assert reason.base_way.ms == reason.base_ms == want
                checked += 1
    assert checked > 20


def test_a_figure_between_sites_is_explained_from_a_building(sample):
    link = next(one.id for one in sample.selection.candidates if one.kind == "walking_link")
    figure = next(pair.measure.name for _, pair in sample.pair_specs if pair.measure.indicator == "site_time")
    places = sample.scope.buildings
    here = next(i for i in range(len(places)) if places.site[i] == "AMP")
    found = explain(sample, str(places.id[here]), figure, frozenset({link}))
    assert {places.site[places.number[reason.id]] for reason in found.reasons} == {"SBP"}
    rows = sample.base.pairs["walk", "buildings"].rows(np.array([here]), 0)
    table = dict(zip(rows.opportunity.tolist(), rows.ms.tolist()))
    for reason in found.reasons:
        assert reason.base_ms == table[places.number[reason.id]] == reason.base_way.ms
        assert reason.with_way.ms == reason.with_ms <= reason.base_ms
    assert any(leg.intervention == link for reason in found.reasons for leg in reason.with_way.legs)
