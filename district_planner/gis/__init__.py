"""The border: the only place that sees both QGIS layers and DataFrames."""

import district_planner.core  # noqa: F401 - loads shapely apart before a module here imports it
