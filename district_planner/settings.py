"""What the plugin remembers for one user, over all projects."""

from __future__ import annotations

from typing import TypeVar

from qgis.core import QgsSettings

GROUP = "district_planner"
Kept = TypeVar("Kept", bool, int, float, str)


def remembered(key: str, default: Kept) -> Kept:
    """Return what was remembered, in the type of the default."""
    value = QgsSettings().value(f"{GROUP}/{key}", default, type=type(default))
    return default if value is None else value


def remember(key: str, value: Kept) -> None:
    """Remember a value."""
    QgsSettings().setValue(f"{GROUP}/{key}", value)
