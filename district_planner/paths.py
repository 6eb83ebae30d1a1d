"""Where the plugin's own files lie: beside the package in the repository, inside it in the zip."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def shipped(*parts: str) -> Path:
    """Return the path of a shipped file or folder, e.g. ``shipped("resources", "icons", "district_planner.svg")``.

    The path of the zip is returned where neither place has the file, so that messages name the usual place.
    """
    inside = PACKAGE.joinpath(*parts)
    beside = PACKAGE.parent.joinpath(*parts)
    return beside if beside.exists() and not inside.exists() else inside


def icon_path(name: str) -> str:
    """Return the path of an icon of ``resources/icons`` by its name without ending."""
    return str(shipped("resources", "icons", f"{name}.svg"))


def style_path(name: str) -> str:
    """Return the path of a layer style of ``resources/styles`` by its name without ending."""
    return str(shipped("resources", "styles", f"{name}.qml"))


def example_path(name: str) -> str:
    """Return the path of a file of ``resources/examples`` by its name with ending."""
    return str(shipped("resources", "examples", name))
