"""The one list of charts: every module of this folder that holds a ``CHART``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from district_planner.gui import charts
from district_planner.gui.charts.chart import Chart


@lru_cache(maxsize=1)
def all_charts() -> dict[str, Chart]:
    """Return id -> chart, in alphabetical order of their modules."""
    found: dict[str, Chart] = {}
    for module in sorted(one.name for one in pkgutil.iter_modules(charts.__path__)):
        chart = getattr(importlib.import_module(f"{charts.__name__}.{module}"), "CHART", None)
        if isinstance(chart, Chart):
            found[chart.id] = chart
    return found
