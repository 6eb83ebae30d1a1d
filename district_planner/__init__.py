"""District Planner: draw candidate interventions in a place and score what they change.

Importing the package never imports QGIS, so that ``district_planner.core`` works in plain Python.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from district_planner.plugin import DistrictPlannerPlugin

# QGIS forgets the modules of a plugin that it unloads, but not those that were found by name (kinds, indicators):
# left here, they would hold classes of the life before, which nothing of this one knows.
for _left in [name for name in sys.modules if name.startswith(f"{__name__}.")]:
    del sys.modules[_left]


def classFactory(iface: Any) -> DistrictPlannerPlugin:  # noqa: N802 - the name that QGIS calls
    """Return the plugin; ``iface`` is None in ``qgis_process``."""
    # First of all: it loads shapely in the way that QGIS needs.
    import district_planner.core  # noqa: F401
    from district_planner.plugin import DistrictPlannerPlugin

    return DistrictPlannerPlugin(iface)
