"""Calls of a feed: which trip is where and when, in order, with blanks filled in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from district_planner.core.transit.clock import BLANK, WRONG, interpolated, seconds
from district_planner.core.transit.columns import column, rows_of
from district_planner.core.transit.feed import Calls, made_calls, starts
from district_planner.core.transit.report import DROPPED, MENDED, Report

_EARTH_M = 6_371_000.0


def read_calls(
    given: pd.DataFrame, trips: pd.Series[str], stops: pd.DataFrame, report: Report
) -> tuple[Calls, npt.NDArray[np.int64]]:
    """Return the calls in order of trip and sequence, and the rows of the trips that were dropped here.

    Dropped, each with a reason: calls of unknown trips and at unknown or dropped stops; trips with a time that cannot
    be read, without a time at their first or last call, or whose times run backwards.

    Args:
        trips: ids of the usable trips, in the order of ``Feed.trips``; stops: ``Feed.stops``.
    """
    frame = _placed(given, trips, stops, report)
    frame = _ordered(frame, report)
    frame, dropped = _timed(frame, trips, report)
    arrival, departure = _filled(frame, stops, report, trips)
    trip = frame["trip"].to_numpy(dtype=np.int64)
    back = _backwards(trip, arrival, departure)
    report.add(DROPPED, "stop_times", "backwards", trips.to_numpy()[back],
               "trips have times that run backwards (after midnight, write 24:05 and not 00:05)")  # fmt: skip
    kept = ~np.isin(trip, back)
    calls = made_calls(
        trip[kept], frame["stop"].to_numpy()[kept], (arrival[kept], departure[kept]),
        (frame["board"].to_numpy()[kept], frame["alight"].to_numpy()[kept]), len(trips),
    )  # fmt: skip
    return calls, np.union1d(dropped, back)


def _placed(given: pd.DataFrame, trips: pd.Series[str], stops: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Return the calls of known trips at known stops, ids as rows."""
    trip, stop = rows_of(given["trip_id"], trips), rows_of(given["stop_id"], stops["id"])
    at = given["stop_id"]
    report.add(DROPPED, "stop_times", "no trip", given.loc[trip < 0, "trip_id"],
               "calls belong to a trip that is not there or was dropped")  # fmt: skip
    report.add(DROPPED, "stop_times", "no stop", at[(trip >= 0) & (stop < 0)],
               "calls are at a stop that is not there or was dropped")  # fmt: skip
    made = pd.DataFrame({
        "trip": trip, "stop": stop,
        "sequence": pd.to_numeric(column(given, "stop_sequence"), errors="coerce").fillna(-1.0).to_numpy(),
        "arrival": seconds(column(given, "arrival_time")), "departure": seconds(column(given, "departure_time")),
        "along": pd.to_numeric(column(given, "shape_dist_traveled"), errors="coerce").to_numpy(dtype=float),
        "board": (column(given, "pickup_type") != "1").to_numpy(),
        "alight": (column(given, "drop_off_type") != "1").to_numpy(),
    })  # fmt: skip
    return made[(trip >= 0) & (stop >= 0)]


def _ordered(frame: pd.DataFrame, report: Report) -> pd.DataFrame:
    frame = frame.sort_values(["trip", "sequence"], kind="stable").reset_index(drop=True)
    twice = frame.duplicated(["trip", "sequence"]) & (frame["sequence"] >= 0)
    report.add(DROPPED, "stop_times", "repeated", frame.loc[twice, "sequence"],
               "calls have a sequence number that their trip has used before")  # fmt: skip
    return frame[~twice].reset_index(drop=True)


def _timed(frame: pd.DataFrame, trips: pd.Series[str], report: Report) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Return the calls with one of the two times standing for both, and the trips without a beginning or an end."""
    arrival, departure = frame["arrival"].to_numpy(), frame["departure"].to_numpy()
    trip = frame["trip"].to_numpy(dtype=np.int64)
    names = trips.to_numpy()
    unreadable = np.unique(trip[(arrival == WRONG) | (departure == WRONG)])
    report.add(DROPPED, "stop_times", "unreadable", names[unreadable], "trips have a time that is not HH:MM:SS")
    frame = frame.assign(
        arrival=np.where(arrival == BLANK, departure, arrival),
        departure=np.where(departure == BLANK, arrival, departure),
    )
    first = starts(trip, len(trips))
    used = np.flatnonzero(np.diff(first))
    blank = frame["arrival"].to_numpy() == BLANK
    open_ended = used[blank[first[used]] | blank[first[used + 1] - 1]]
    open_ended = np.setdiff1d(open_ended, unreadable)
    report.add(DROPPED, "stop_times", "no time", names[open_ended],
               "trips have no time at their first or last usable call")  # fmt: skip
    dropped = np.union1d(unreadable, open_ended)
    return frame[~np.isin(trip, dropped)].reset_index(drop=True), dropped


def _filled(
    frame: pd.DataFrame, stops: pd.DataFrame, report: Report, trips: pd.Series[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return arrival and departure with blanks interpolated along the way between the given times."""
    arrival, departure = frame["arrival"].to_numpy(dtype=np.int64), frame["departure"].to_numpy(dtype=np.int64)
    blank = arrival == BLANK
    if not blank.any():
        return arrival, departure
    trip = frame["trip"].to_numpy(dtype=np.int64)
    ids = trips.to_numpy()[np.unique(trip[blank])]
    report.add(MENDED, "stop_times", "blank", ids,
               f"trips have blank times ({int(blank.sum()):,} calls); they were interpolated by distance")  # fmt: skip
    along = _along(frame, stops, trip)
    # A vehicle leaves a timed stop at its departure and reaches the next at its arrival.
    rows = np.concatenate([np.arange(len(frame)), np.flatnonzero(~blank)])
    times = np.concatenate([arrival, departure[~blank]])
    order = np.argsort(rows, kind="stable")
    made = interpolated(times[order], along[rows[order]], trip[rows[order]])
    lead = np.r_[True, np.diff(rows[order]) != 0]
    at = made[lead]
    return np.where(blank, at, arrival), np.where(blank, at, departure)


def _along(frame: pd.DataFrame, stops: pd.DataFrame, trip: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the distance from the trip's first call: the feed's where every call of the trip has it, else straight."""
    stop = frame["stop"].to_numpy(dtype=np.int64)
    lon, lat = (np.radians(stops[axis].to_numpy()[stop]) for axis in ("lon", "lat"))
    east = np.diff(lon, prepend=lon[:1]) * np.cos(lat)
    step = _EARTH_M * np.hypot(east, np.diff(lat, prepend=lat[:1]))
    step[np.diff(trip, prepend=-1) != 0] = 0.0
    given = frame["along"].to_numpy(dtype=float)
    told = np.diff(given, prepend=np.nan)
    told[np.diff(trip, prepend=-1) != 0] = 0.0
    lacking = np.unique(trip[np.isnan(given) | ~(told >= 0.0)])
    return np.asarray(np.cumsum(np.where(np.isin(trip, lacking), step, told)), dtype=np.float64)


def _backwards(
    trip: npt.NDArray[np.int64], arrival: npt.NDArray[np.int64], departure: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the trips that leave before they arrive, or arrive before they left the call before."""
    wrong = departure < arrival
    wrong[1:] |= (trip[1:] == trip[:-1]) & (arrival[1:] < departure[:-1])
    return np.asarray(np.unique(trip[wrong]), dtype=np.int64)
