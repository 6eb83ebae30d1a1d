"""The Processing toolbox: the provider, what its algorithms share, and the algorithms."""

import district_planner.core  # noqa: F401 - loads shapely apart before a module here imports it
