"""Colours of what is painted over the map; those of gain and loss are the ones of the results' styles."""

from __future__ import annotations

from functools import lru_cache

from qgis.PyQt.QtGui import QColor

from district_planner.gis.styles import diverging_colours

INK = QColor(27, 42, 65)
"""The line in the making and its dots: dark on a pale map, and with its white edge pale enough for a dark one."""
PAPER = QColor(255, 255, 255)
MUTED = QColor(104, 112, 124)
LINE = QColor(205, 210, 216)
ALERT = QColor(176, 16, 48)
"""What does not join or cannot be crossed; always beside a sign, never by colour alone."""


@lru_cache(maxsize=1)
def diverging() -> tuple[QColor, ...]:
    """Return seven colours from a large loss over no change to a large gain."""
    return tuple(QColor(*rgb) for rgb in diverging_colours())


def better() -> QColor:
    """Return the colour of a gain in text."""
    return diverging()[-1]


def worse() -> QColor:
    """Return the colour of a loss in text."""
    return diverging()[0]
