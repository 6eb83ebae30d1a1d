"""A district's file read in a thread of its own, so that other work can go on meanwhile."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from district_planner.core.district import District
from district_planner.core.geopackage import open_district
from district_planner.gui.collecting import Uncollected


class Reading:
    """Begins to read when it is made.

    Args:
        path: the district's file.
    """

    def __init__(self, path: Path) -> None:
        uncollected = Uncollected()
        pool = ThreadPoolExecutor(1, "District Planner reading")
        self._found: Future[District] = pool.submit(open_district, path)
        self._found.add_done_callback(lambda _: uncollected.end())
        pool.shutdown(wait=False)

    def district(self) -> District:
        """Return the district, once it is read.

        Raises:
            PlannerError: it cannot be read.
        """
        return self._found.result()
