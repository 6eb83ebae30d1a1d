"""Loads shapely so that it keeps to the GEOS that it brings along."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec


def load_shapely_apart() -> None:
    """Load shapely so that it keeps to the GEOS that it brings along.

    In the QGIS desktop and in ``qgis_process`` the GEOS of the system is in the global scope of the process. A shapely
    from the Python index brings another GEOS whose C++ names are the same, so that calls land in the wrong one: the
    first prepared geometry (``contains_xy``, a tree asked with ``intersects``) ends the process. Loaded with
    ``RTLD_DEEPBIND`` it finds its own first. Without effect where there is no such flag (Windows, macOS), where
    shapely is loaded already and where it is missing.
    """
    apart = getattr(os, "RTLD_DEEPBIND", 0)
    if not apart or "shapely.lib" in sys.modules or find_spec("shapely") is None:
        return
    flags = sys.getdlopenflags()
    sys.setdlopenflags(flags | apart)
    try:
        import_module("shapely")
    finally:
        sys.setdlopenflags(flags)
