"""Where the street data end, and who lives so near that what lies beyond would count (rules 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from scipy import ndimage

from district_planner.core.access.modes import Mode
from district_planner.core.network.streets import Bools, Floats, Streets
from district_planner.core.settings import number

CELL_M = 250.0
"""Side of the squares that the footprint of the streets is made of, metres [P]."""
GAP_M = 1000.0
"""Widest open country or water between streets that still belongs to the footprint, metres [P]."""


@dataclass(frozen=True)
class Footprint:
    """Where streets are known: squares of 250 m that hold some, gaps up to 1 km closed, holes inside filled.

    Attributes:
        origin: lower left corner of square (0, 0); distance: metres from the middle of each square to the middle of the
            nearest square outside, 0 outside; indexed (row, column).
    """

    origin: tuple[float, float]
    distance: Floats

    def inside(self, xy: Floats) -> Floats:
        """Return how many metres each point lies from the end of the data, 0 beyond it; right to about 250 m."""
        cell = np.floor((xy - np.asarray(self.origin)) / CELL_M).astype(np.int64)
        column, row = cell[:, 0], cell[:, 1]
        known = (row >= 0) & (column >= 0) & (row < self.distance.shape[0]) & (column < self.distance.shape[1])
        found = np.zeros(len(xy))
        found[known] = self.distance[row[known], column[known]]
        return found


def footprint(streets: Streets) -> Footprint:
    """Return where streets are known.

    It follows the streets themselves, since ways of an extract may reach far out of it. The sea and open country at the
    rim look like the end of the data.
    """
    middle = np.concatenate([
        shapely.get_coordinates(shapely.segmentize(streets.lines, CELL_M / 2)), streets.xy
    ])  # fmt: skip
    margin = int(np.ceil(GAP_M / CELL_M)) + 1
    origin = np.floor(middle.min(axis=0) / CELL_M) * CELL_M - margin * CELL_M
    cell = np.floor((middle - origin) / CELL_M).astype(np.int64)
    shape = cell.max(axis=0)[::-1] + margin + 1
    filled: Bools = np.zeros(shape, dtype=bool)
    filled[cell[:, 1], cell[:, 0]] = True
    closed = ndimage.binary_closing(filled, iterations=int(GAP_M / CELL_M / 2))
    solid = ndimage.binary_fill_holes(closed)
    distance = ndimage.distance_transform_edt(solid) * CELL_M
    return Footprint((float(origin[0]), float(origin[1])), np.asarray(distance, dtype=np.float64))


def reach_m(mode: Mode, minutes: float, settings: Mapping[str, Any]) -> float:
    """Return how far a mode comes in some minutes at its speed, metres."""
    return minutes / 60.0 * number(settings, mode.speed) * 1000.0


def at_the_edge(streets: Streets, xy: Floats, reach_m: float) -> Bools:
    """Return which points have the end of the street data within ``reach_m`` metres as the crow flies."""
    return footprint(streets).inside(xy) < reach_m
