"""Stops of a feed: those with a place on Earth, stations kept apart from where people board."""

from __future__ import annotations

import numpy as np
import pandas as pd

from district_planner.core.transit.columns import column, rows_of
from district_planner.core.transit.feed import STOP_COLUMNS
from district_planner.core.transit.report import DROPPED, MENDED, Report

_NULL_ISLAND = 0.01
"""Degrees around 0, 0 that count as "no position": a kilometre of open sea [P]."""


def read_stops(given: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Return ``Feed.stops`` (``x``, ``y`` NaN); a platform without a position takes that of its station."""
    twice = given["stop_id"].duplicated()
    report.add(DROPPED, "stops", "repeated", given.loc[twice, "stop_id"], "stops have an id that was used before")
    given = given[~twice].reset_index(drop=True)
    lon, lat = (pd.to_numeric(column(given, f"stop_{axis}"), errors="coerce") for axis in ("lon", "lat"))
    lost = _nowhere(lon, lat)
    parent = rows_of(column(given, "parent_station"), given["stop_id"])
    can = lost.to_numpy() & (parent >= 0) & ~lost.to_numpy()[parent]
    lon, lat = (axis.mask(pd.Series(can), axis.to_numpy()[parent]) for axis in (lon, lat))
    report.add(MENDED, "stops", "station's place", given.loc[can, "stop_id"],
               "stops have no position and take that of their station")  # fmt: skip
    lost = _nowhere(lon, lat)
    zero = lost & (lon.abs() < _NULL_ISLAND) & (lat.abs() < _NULL_ISLAND)
    report.add(DROPPED, "stops", "at 0, 0", given.loc[zero, "stop_id"], "stops lie at 0, 0 in the open sea")
    report.add(DROPPED, "stops", "no position", given.loc[lost & ~zero, "stop_id"],
               "stops have no position, or one that is not on Earth")  # fmt: skip
    parents = column(given, "parent_station").where(parent >= 0, "")
    made = pd.DataFrame({
        "id": given["stop_id"], "name": column(given, "stop_name"), "lon": lon.astype(float), "lat": lat.astype(float),
        "x": np.nan, "y": np.nan, "parent": parents, "platform": column(given, "platform_code"),
        "station": column(given, "location_type").isin(["1", "2", "3"]),
    }, columns=list(STOP_COLUMNS))  # fmt: skip
    return made[~lost.to_numpy()].reset_index(drop=True)


def _nowhere(lon: pd.Series[float], lat: pd.Series[float]) -> pd.Series[bool]:
    outside = ~((lon.abs() <= 180.0) & (lat.abs() <= 90.0))
    return outside | ((lon.abs() < _NULL_ISLAND) & (lat.abs() < _NULL_ISLAND))
