"""Imports run one way: plugin -> gui, processing -> gis -> core; core knows no QGIS."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "district_planner"
# Room -> rooms it may import from, beside itself. Modules at the top of the package are the room of their own name.
ALLOWED = {
    "core": set(),
    "paths": set(),
    "requirements": set(),
    "translation": {"paths"},
    "settings": {"core"},
    "gis": {"core", "paths", "translation", "settings"},
    "processing": {"gis", "core", "paths", "translation", "settings", "requirements"},
    "gui": {"gis", "core", "paths", "translation", "settings", "requirements"},
    "plugin": {"gui", "processing", "gis", "core", "paths", "translation", "settings", "requirements"},
    "__init__": {"plugin", "core"},
}
QGIS = {"qgis", "osgeo", "PyQt5", "PyQt6", "PySide2", "PySide6", "processing", "sip"}


def imports(source: str, module: str) -> set[str]:
    """Return the dotted names that a module imports; ``from x import y`` gives ``x`` and ``x.y``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(module.split(".")[: -node.level]) if node.level else ""
            name = ".".join(part for part in (base, node.module) if part)
            found |= {name} | {f"{name}.{alias.name}" for alias in node.names}
    return found


def crossings(source: str, module: str) -> list[str]:
    """Return the imports of ``module`` (e.g. ``district_planner.core.access``) that go through a wall."""
    room = [*module.split("."), "__init__"][1]
    wrong = []
    for name in sorted(imports(source, module)):
        parts = name.split(".")
        if room == "core" and parts[0] in QGIS:
            wrong.append(f"{module} imports {name}: core knows no QGIS")
        if parts[0] == "district_planner" and len(parts) > 1 and parts[1] not in {room, *ALLOWED[room]}:
            wrong.append(f"{module} imports {name}: {room} may import {', '.join(sorted(ALLOWED[room])) or 'nothing'}")
        if parts[0] in {"PyQt5", "PyQt6"}:
            wrong.append(f"{module} imports {name}: use qgis.PyQt")
    return wrong


def modules() -> list[tuple[Path, str]]:
    """Return every file of the package and its dotted name; a package is named like its folder."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found.append((path, ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)))
    return found


def test_every_import_runs_one_way() -> None:
    wrong = [line for path, name in modules() for line in crossings(path.read_text(encoding="utf-8"), name)]
    assert not wrong, "\n".join(wrong)


def test_every_room_has_its_walls() -> None:
    rooms = {name.split(".")[1] for _, name in modules()}
    assert rooms <= set(ALLOWED), f"Say in ALLOWED and in docs/architecture.md what {rooms - set(ALLOWED)} may import."


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("from qgis.core import QgsPointXY", "district_planner.core.access.decay"),
        ("def f():\n    import osgeo.ogr", "district_planner.core.geopackage"),
        ("from district_planner.gis import layers", "district_planner.core.district"),
        ("from district_planner import processing", "district_planner.gis.layers"),
        ("from ..gui import dock", "district_planner.processing.provider"),
        ("from PyQt5.QtCore import Qt", "district_planner.gui.dock"),
    ],
)
def test_a_hole_in_a_wall_is_found(source: str, module: str) -> None:
    assert crossings(source, module)


def test_core_imports_where_no_qgis_is() -> None:
    names = [name for _, name in modules() if name.startswith("district_planner.core")]
    code = f"""
import importlib, sys
for name in {sorted(QGIS)!r}:
    sys.modules[name] = None
for name in {names!r}:
    importlib.import_module(name)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_iface_is_named_in_two_files_only() -> None:
    named = set()
    for path, _ in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "id", getattr(node, "attr", getattr(node, "arg", getattr(node, "name", ""))))
            if name in {"iface", "_iface"}:
                named.add(str(path.relative_to(PACKAGE)))
    assert named <= {"__init__.py", "plugin.py"}


def test_nothing_runs_text_as_code() -> None:
    # What the plugin site's scan blocks, and what reading somebody's file must never do.
    wrong = []
    for path, _ in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        names = {call.func.id for call in calls if isinstance(call.func, ast.Name)} & {"eval", "exec", "compile"}
        shells = [key for call in calls for key in call.keywords if key.arg == "shell"]
        pickles = {"pickle", "marshal", "shelve"} & {
            name.split(".")[0] for name in imports(path.read_text("utf-8"), "x")
        }
        wrong += [f"{path.name}: {thing}" for thing in [*names, *pickles, *(["shell="] if shells else [])]]
    assert not wrong


# What shapely 2.1 answers by asking GEOS for a fourth dimension: it fails where the older GEOS of QGIS answers.
ASKS_FOR_M = {"coords", "has_m", "get_m", "wkt", "wkb", "wkb_hex", "mapping", "__geo_interface__", "orient_polygons"}
WRITERS = {"to_wkt", "to_wkb"}


def asks_for_m(source: str) -> list[str]:
    """Return what in a source asks shapely for a fourth dimension."""
    wrong = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shapely"):
            wrong += [alias.name for alias in node.names if alias.name in ASKS_FOR_M | {"orient", "shape"}]
        if isinstance(node, ast.Attribute) and node.attr in ASKS_FOR_M:
            wrong.append(f"line {node.lineno}: .{node.attr}")
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in WRITERS:
            said = {key.arg for key in node.keywords}
            wrong += [] if "output_dimension" in said else [f"line {node.lineno}: a writer without output_dimension"]
    return wrong


def test_no_geometry_is_asked_for_a_fourth_dimension() -> None:
    wrong = [f"{name}, {what}" for path, name in modules() for what in asks_for_m(path.read_text(encoding="utf-8"))]
    assert not wrong, "use shapely.get_coordinates and output_dimension=2: " + "; ".join(wrong)


@pytest.mark.parametrize(
    "source",
    [
        "list(line.coords)",
        "shapely.to_wkt(point)",
        "point.wkt",
        "shapely.geometry.mapping(point)",
        "shapely.has_m(line)",
    ],
)
def test_a_question_for_a_fourth_dimension_is_found(source: str) -> None:
    assert asks_for_m(source)


def test_any_part_of_the_library_loads_shapely_first() -> None:
    # A module that imports shapely, by its own name: the loader sets the flags and sets them back.
    code = (
        "import sys; seen = []; real = sys.setdlopenflags; "
        "sys.setdlopenflags = lambda flags: (seen.append(flags), real(flags)); "
        "import district_planner.core.network.noding; sys.exit(0 if len(seen) == 2 else 1)"
    )
    if sys.platform.startswith("linux"):
        assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_after_a_reload_no_module_of_the_life_before_is_left() -> None:
    # As QGIS unloads a plugin: it forgets what import statements named, and keeps what was found by name.
    code = """
import sys
from district_planner.core.interventions import catalogue
catalogue.kinds()
found = "district_planner.core.interventions.kinds."
for name in [n for n in sys.modules if n.split(".")[0] == "district_planner" and not n.startswith(found)]:
    del sys.modules[name]
from district_planner.core.interventions import catalogue, effects
catalogue.kinds()
assert sys.modules[found + "light_rail"].TransitLine is effects.TransitLine
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
