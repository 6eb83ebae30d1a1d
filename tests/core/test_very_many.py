"""A thousand interventions at once: progress that only grows, a cancel that is heard, and no pile of states."""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from district_planner.core import evaluate, open_district
from district_planner.core.district import District
from district_planner.core.errors import Cancelled
from district_planner.core.evaluation import attribution
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session, State
from district_planner.core.evaluation.window import window
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
REQUEST = Request(indicators=("nearest", "count"), categories=("cafe",), limits=(("", 5.0),), cutoffs=(5.0,))
LONGEST_S = 0.2


@pytest.fixture(scope="module")
def sample() -> District:
    return open_district(SAMPLE)


def very_many(district: District, count: int) -> list[Intervention]:
    """Return links of 50 to 300 m from ends of streets, and as many cafés beside such ends."""
    rng = np.random.default_rng(3)
    lines = np.asarray(district.table("streets")["geometry"], dtype=object)
    ends = shapely.get_coordinates(shapely.get_point(lines, 0))
    found = []
    for number in range(count):
        end = ends[rng.integers(len(ends))]
        if number % 2:
            angle, length = rng.uniform(0.0, 2.0 * np.pi), rng.uniform(50.0, 300.0)
            link = shapely.LineString([end, end + length * np.array([np.cos(angle), np.sin(angle)])])
            found.append(Intervention(f"i{number:04d}", "walking_link", link))
        else:
            spot = shapely.Point(end + rng.uniform(-20.0, 20.0, 2))
            found.append(Intervention(f"i{number:04d}", "amenity", spot, attributes={"categories": "cafe"}))
    return found


class Watch:
    """A progress that keeps what it was told: shares, the longest silence in seconds of work, and states alive.

    Seconds are those of this process, so that a busy machine does not decide about the test.
    """

    def __init__(self, cancel_at: float = 2.0) -> None:
        self.cancel_at = cancel_at
        self.shares: list[float] = []
        self.silence = 0.0
        self.states: list[int] = []
        self._last = time.process_time()

    def __call__(self, share: float, what: str) -> bool:
        self.silence = max(self.silence, time.process_time() - self._last)
        self.shares.append(share)
        if what.startswith("Scoring") and what[-1] == "0":
            gc.collect()
            self.states.append(sum(isinstance(one, State) for one in gc.get_objects()))
        self._last = time.process_time()
        return share < self.cancel_at


def test_a_window_gives_the_numbers_of_the_whole_set_to_the_last_digit(sample, monkeypatch):
    drawn = [*very_many(sample, 30), *(one for one in sample.interventions if not one.external)]
    asked = Request(
        indicators=("nearest", "count", "greenstandard", "site_time", "linkuse"), categories=("cafe", "green_space"),
        limits=(("", 6.0),), cutoffs=(5.0,), attribution=("last_in",),
    )  # fmt: skip
    monkeypatch.setattr(attribution, "MOST_AT_ONCE", 10)
    within = evaluate(sample, request=asked, interventions=drawn)
    monkeypatch.setattr(attribution, "MOST_AT_ONCE", 1000)
    whole = evaluate(sample, request=asked, interventions=drawn)
    assert within.scores.equals(whole.scores)
    changed = whole.scores[whole.scores["last_in_change"] != 0]
    assert len(changed) > 100
    for figure in ("_median", "_mean", "within_", "site_time_", "greenstandard_", "linkuse_"):
        assert changed["figure"].str.contains(figure).any(), figure


def test_what_hangs_on_it_goes_with_it_even_from_outside_the_window(sample, monkeypatch):
    first, far = (one for one in very_many(sample, 400)[0::2] if one.id in ("i0000", "i0100"))
    assert first.geometry.distance(far.geometry) > 2000.0
    far = replace(far, attributes={**far.attributes, "requires": '["i0000"]'})
    monkeypatch.setattr(attribution, "MOST_AT_ONCE", 1)
    found = evaluate(sample, request=REQUEST, interventions=[first, far]).scores.set_index(["intervention", "figure"])
    row = found.loc[("i0000", "within_walk_cafe_5_people")]
    assert row["last_in"] == row["base"]


def test_a_window_is_a_small_part_of_very_many(sample):
    district = District(sample.crs, sample.tables, tuple(very_many(sample, 1000)), sample.settings)
    session = Session(district, select(district), REQUEST)
    everybody = frozenset(one.id for one in district.interventions)
    sizes = [len(window(session, frozenset({name}), everybody)) for name in sorted(everybody)[::25]]
    # Twice 5 minutes at 4.8 km/h are 800 m: a disc of 2.0 km² in the 45 km² and more that the ends of streets cover.
    assert max(sizes) < 200


def test_states_are_let_go_and_progress_only_grows(sample):
    watch = Watch()
    evaluate(sample, request=REQUEST, interventions=very_many(sample, 80), progress=watch)
    growing = [share for share in watch.shares if share >= 0.2]
    assert growing[-1] <= 1.0
    assert all(later >= earlier - 1.0 / 80 for earlier, later in zip(growing, growing[1:]))
    assert watch.states and max(watch.states) < 10


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 0.96])
def test_a_cancel_is_heard_at_every_stage(sample, share):
    watch = Watch(cancel_at=share)
    with pytest.raises(Cancelled):
        evaluate(sample, request=REQUEST, interventions=very_many(sample, 80), progress=watch)
    assert watch.silence < LONGEST_S


@pytest.mark.long
def test_a_thousand_are_scored_without_a_silence_of_200_ms_and_without_a_pile_of_states(sample):
    watch = Watch()
    results = evaluate(sample, request=REQUEST, interventions=very_many(sample, 1000), progress=watch)
    assert len(results.summary) == 1000
    assert watch.silence < LONGEST_S
    assert max(watch.states) < 10
