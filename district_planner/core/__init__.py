"""The library behind the plugin: ``from district_planner.core import open_district, evaluate``.

Importing any part of it loads shapely apart from the GEOS of QGIS.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from district_planner.core.geos import load_shapely_apart

if TYPE_CHECKING:
    from district_planner.core.evaluation.evaluate import evaluate
    from district_planner.core.geopackage import open_district

__all__ = ["evaluate", "open_district"]

load_shapely_apart()

_HOMES = {
    "evaluate": "district_planner.core.evaluation.evaluate",
    "open_district": "district_planner.core.geopackage",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that a part of the library loads without the whole."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
