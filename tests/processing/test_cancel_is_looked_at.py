"""How long a planner's cancel may wait while a whole city is made, checked and scored."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.processing.listening import Heard
from tests.processing.test_real_places import NEWPORT, layers

# On a quiet machine no silence is longer than 0.2 s. The machines of continuous integration are shared, where caches
# and clock rates of others count as work of one's own: hence the generous limit.
LONGEST_S = 0.5
# GDAL reads the file in one call, and gathers areas at its end without asking.
READING, LONGEST_OF_GDAL_S = "Reading OpenStreetMap", 1.5


class Watched(Heard):
    """A listener that keeps the longest silences before a look at cancel, in seconds of work of this thread, by text.

    Seconds are not those of the clock on the wall, so that a busy machine does not decide about the test.
    """

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        self.silences: dict[str, float] = {}
        self._last, self._what = 0.0, ""

    def setProgressText(self, text: str) -> None:
        self._what = text

    def isCanceled(self) -> bool:
        now = time.thread_time()
        if self.looks:
            self.silences[self._what] = max(self.silences.get(self._what, 0.0), now - self._last)
        self.looks, self._last = self.looks + 1, now
        return super().isCanceled()


@pytest.mark.long
def test_cancel_is_looked_at_often_while_newport_is_made_checked_and_scored(
    run: Any, reference_data: Callable[..., Path], tmp_path: Path
):
    osm = str(reference_data("newport", "newport-2023-06-13.osm.pbf"))
    zones = f"{reference_data('newport', 'zones.gpkg')}|layername=lsoa11"
    district = str(tmp_path / "newport.gpkg")
    steps: list[tuple[str, dict[str, Any]]] = [
        ("createdistrict", {"OSM": osm, "HOMES": zones, "DEPRIVATION_FIELD": "wimd2019_score",
                            "DEPRIVATION_IS": "score", "OUTPUT": district}),
        ("checkdistrict", {"DISTRICT": district, "OUTPUT": str(tmp_path / "findings.gpkg")}),
        ("scoreinterventions", {"DISTRICT": district, "INTERVENTIONS": layers(NEWPORT), "INDICATORS": ["nearest"],
                                "CATEGORIES": ["cafe"], "SCORES": "memory:", "ORIGINS": "memory:"}),
    ]  # fmt: skip
    for name, asked in steps:
        heard = Watched()
        run(name, heard, **asked)
        assert heard.looks > 20
        longest = {text: seconds for text, seconds in heard.silences.items() if text != READING}
        assert max(longest.values()) < LONGEST_S, (name, max(longest, key=lambda text: longest[text]))
        assert heard.silences.get(READING, 0.0) < LONGEST_OF_GDAL_S
