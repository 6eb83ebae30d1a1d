"""shapely keeps to its own GEOS where the GEOS of the system is in the global scope, as in the QGIS desktop."""

from __future__ import annotations

import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PREPARED = """
import ctypes
ctypes.CDLL({library!r}, mode=ctypes.RTLD_GLOBAL)
{first}
import shapely
square = shapely.box(0, 0, 1, 1)
assert shapely.contains_xy(square, 0.5, 0.5)
assert len(shapely.STRtree([square]).query([square], predicate="intersects")[0]) == 1
"""


def test_a_second_geos_in_the_process_does_no_harm():
    library = find_library("geos_c")
    if not sys.platform.startswith("linux") or library is None:
        pytest.skip("There is no GEOS of the system here that could get in the way.")
    code = PREPARED.format(library=library, first="import district_planner.gis")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_flags_of_the_loader_are_as_before():
    code = "import sys; f = sys.getdlopenflags(); import district_planner.core; assert sys.getdlopenflags() == f"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
