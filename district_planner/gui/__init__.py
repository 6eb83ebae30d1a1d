"""The desktop: what a planner sees and draws. It knows QGIS and the core, and nothing of Processing."""

import district_planner.core  # noqa: F401 - loads shapely apart before a module here imports it
