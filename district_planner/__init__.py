"""District Planner: draw candidate interventions in a place and score what they change.

Importing the package never imports QGIS, so that ``district_planner.core`` works in plain Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from district_planner.plugin import DistrictPlannerPlugin


def classFactory(iface: Any) -> DistrictPlannerPlugin:  # noqa: N802 - the name that QGIS calls
    """Return the plugin; ``iface`` is None in ``qgis_process``."""
    # First of all: it loads shapely in the way that QGIS needs.
    import district_planner.core  # noqa: F401
    from district_planner.plugin import DistrictPlannerPlugin

    return DistrictPlannerPlugin(iface)
