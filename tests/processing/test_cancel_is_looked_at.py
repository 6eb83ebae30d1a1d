"""How long a planner's cancel may wait while a whole city is made, checked and scored."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from district_planner.core.aside import wait_for_those_left
from tests.processing.conftest import SAMPLE
from tests.processing.listening import Heard
from tests.processing.test_real_places import NEWPORT, layers
from tests.processing.two_streets import layer

# On a quiet machine a cancel is answered within 0.2 s. Counted are seconds of work of this process, not of the clock on
# the wall, so that a busy machine hardly decides; where it is shared, the thread that looks waits for its turn.
LONGEST_S = 0.3
MOMENTS = 6
"""At which each algorithm is cancelled."""

Steps = list[tuple[str, dict[str, Any]]]


class Watched(Heard):
    """A listener that keeps the longest silences before a look at cancel, in seconds of work, by text."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        self.silences: dict[str, float] = {}
        self._last, self._what = 0.0, ""

    def setProgressText(self, text: str) -> None:
        self._what = text

    def isCanceled(self) -> bool:
        now = time.process_time()
        if self.looks:
            self.silences[self._what] = max(self.silences.get(self._what, 0.0), now - self._last)
        self.looks, self._last = self.looks + 1, now
        return super().isCanceled()


class Pressed(Heard):
    """A listener that is cancelled from another thread some seconds after it was made."""

    def __init__(self, after_s: float) -> None:
        super().__init__()
        self.work_s = float("inf")
        self._timer = threading.Timer(after_s, self._press)
        self._timer.start()

    def _press(self) -> None:
        self.work_s = time.process_time()
        self.cancel()

    def answered(self) -> float:
        """Return the seconds of work since the cancel; below 0 where the run ended before it."""
        waited = time.process_time() - self.work_s
        self._timer.cancel()
        self._timer.join()
        return waited


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of what the algorithms write; the district of Newport is kept there."""
    return tmp_path_factory.mktemp("cancel")


@pytest.fixture
def steps(reference_data: Callable[..., Path], made: Path) -> Iterator[Steps]:
    """Return algorithms with what they are asked, on Newport with its timetable and on the sample."""
    osm = str(reference_data("newport", "newport-2023-06-13.osm.pbf"))
    zones = f"{reference_data('newport', 'zones.gpkg')}|layername=lsoa11"
    feed = str(reference_data("newport", "newport-20230613_gtfs.zip"))
    district, sample = str(made / "newport.gpkg"), str(SAMPLE)
    goals = layer(
        "Point", [(f"POINT ({x} 188000)", f"p{x}") for x in (330500, 331000, 331500, 332000)], ["name:string"]
    )
    yield [
        ("createdistrict", {"OSM": osm, "HOMES": zones, "DEPRIVATION_FIELD": "wimd2019_score",
                            "DEPRIVATION_IS": "score", "GTFS": [feed], "OUTPUT": district}),
        ("checkdistrict", {"DISTRICT": district, "MODES": ["walk", "cycle"], "OUTPUT": str(made / "findings.gpkg")}),
        ("scoreinterventions", {"DISTRICT": district, "INTERVENTIONS": layers(NEWPORT), "INDICATORS": ["nearest"],
                                "CATEGORIES": ["cafe"], "SCORES": "memory:", "ORIGINS": str(made / "origins.gpkg")}),
        ("traveltimes", {"DISTRICT": district, "DESTINATIONS": goals, "MODES": ["walk", "transit"],
                         "OUTPUT": str(made / "times.csv")}),
        ("ptal", {"DISTRICT": district, "LEVELS": str(made / "levels.gpkg")}),
        ("catchments", {"DISTRICT": district, "POINTS": goals, "MODES": ["walk"],
                        "BANDS": str(made / "bands.gpkg"), "STREETS": str(made / "streets.gpkg")}),
        ("importgtfs", {"DISTRICT": district, "GTFS": feed, "LINES": str(made / "lines.gpkg")}),
        ("scoreinterventions", {"DISTRICT": sample, "SCORES": "memory:", "ORIGINS": str(made / "gains.gpkg")}),
        ("catchments", {"DISTRICT": sample, "BANDS": str(made / "rings.gpkg"),
                        "STREETS": str(made / "ways.gpkg")}),
        ("linkages", {"DISTRICT": sample, "MODES": ["walk", "cycle"], "MATRIX": str(made / "matrix.gpkg"),
                      "FIGURE": str(made / "figure.png")}),
    ]  # fmt: skip
    wait_for_those_left(10.0)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_cancel_is_looked_at_often_and_answered_at_any_moment(run: Any, steps: Steps, made: Path):
    chosen, late = random.Random(1), []
    for name, asked in steps:
        heard, begun = Watched(), time.monotonic()
        run(name, heard, **asked)
        took = time.monotonic() - begun
        assert heard.looks > 5
        longest = max(heard.silences, key=lambda text: heard.silences[text])
        assert heard.silences[longest] < LONGEST_S, (name, longest, heard.silences[longest])
        before = sorted(path.name for path in made.iterdir())
        for _ in range(MOMENTS):
            pressed = Pressed(chosen.uniform(0.0, took))
            run(name, pressed, **asked)
            late.append((pressed.answered(), name))
            wait_for_those_left(10.0)
        assert sorted(path.name for path in made.iterdir()) == before
    assert sum(waited > 0.0 for waited, _ in late) > len(late) / 2
    assert max(late)[0] < LONGEST_S, max(late)
