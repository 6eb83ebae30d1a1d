"""How often vehicles leave a stop, and run from one stop to another, within a period of one day's service."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from district_planner.core.errors import FeedError
from district_planner.core.transit.clock import clock
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.service import Period, expanded

_HOUR = 3600


def leaving(feed: Feed, period: Period) -> npt.NDArray[np.int64]:
    """Return the rows of ``feed.calls`` at which passengers may board in the period; a trip's last call is none.

    Args:
        feed: the service of one day without frequencies (``service.expanded``).
    """
    calls = feed.calls
    last = np.zeros(len(calls), dtype=bool)
    last[calls.first[1:] - 1] = True
    fits = (period.start_s <= calls.departure) & (calls.departure < period.end_s) & calls.board & ~last
    return np.flatnonzero(fits)


def check_period(feed: Feed, period: Period) -> None:
    """Raise where nothing leaves in the period.

    Raises:
        FeedError: no departure; the periods that have some are named.
    """
    day = expanded(feed)
    if len(leaving(day, period)):
        return
    every = day.calls.departure[leaving(day, Period(0, 48 * _HOUR))]
    hours = np.unique(every // _HOUR)
    if not len(hours):
        raise FeedError("nothing leaves on that day after midnight", feed.name, "Choose another SERVICE_DATE")
    breaks = np.flatnonzero(np.diff(hours) > 1)
    runs = zip(hours[np.r_[0, breaks + 1]], hours[np.r_[breaks, len(hours) - 1]] + 1)
    told = ", ".join(f"{clock(int(a) * _HOUR)}-{clock(int(b) * _HOUR)}" for a, b in runs)
    raise FeedError(f"nothing leaves between {clock(period.start_s)} and {clock(period.end_s)}", feed.name,
                    f"Choose a period within {told}")  # fmt: skip


def stop_departures(feed: Feed, period: Period) -> pd.DataFrame:
    """Return departures per stop, route and direction in the period, by those three.

    Columns: ``stop``, ``route`` (rows), ``direction``, ``departures``, ``per_hour``.
    """
    day = expanded(feed)
    rows = leaving(day, period)
    trip = day.calls.trip[rows]
    frame = pd.DataFrame({
        "stop": day.calls.stop[rows].astype(np.int64),
        "route": day.trips["route"].to_numpy(dtype=np.int64)[trip],
        "direction": day.trips["direction"].to_numpy(dtype=np.int64)[trip],
    })  # fmt: skip
    counted = frame.groupby(["stop", "route", "direction"], as_index=False).size()
    counted = counted.rename(columns={"size": "departures"})
    return counted.assign(per_hour=counted["departures"] / period.hours)


def pair_services(feed: Feed, period: Period) -> pd.DataFrame:
    """Return how often and how fast each route runs from a stop to each later stop, by ``from_stop``, ``to_stop``.

    A run counts where passengers may board it at the first stop in the period and leave it at the second. A trip that
    calls twice at a stop counts once, with its shortest ride.

    Columns: ``from_stop``, ``to_stop``, ``route`` (rows), ``departures``, ``per_hour``, ``ride_s`` (mean from
    departure to arrival, whole seconds), ``fastest_s``.
    """
    day = expanded(feed)
    calls = day.calls
    start = leaving(day, period)
    ahead = calls.first[calls.trip[start] + 1] - 1 - start
    origin = np.repeat(start, ahead)
    target = origin + 1 + np.arange(ahead.sum()) - np.repeat(np.cumsum(ahead) - ahead, ahead)
    kept = calls.alight[target] & (calls.stop[origin] != calls.stop[target])
    origin, target = origin[kept], target[kept]
    trip = calls.trip[origin].astype(np.int64)
    frame = pd.DataFrame({
        "from_stop": calls.stop[origin].astype(np.int64), "to_stop": calls.stop[target].astype(np.int64),
        "route": day.trips["route"].to_numpy(dtype=np.int64)[trip], "trip": trip,
        "ride_s": calls.arrival[target].astype(np.int64) - calls.departure[origin],
    })  # fmt: skip
    keys = ["from_stop", "to_stop", "route"]
    single = frame.groupby([*keys, "trip"], as_index=False)["ride_s"].min()
    found = single.groupby(keys)["ride_s"].agg(["size", "mean", "min"]).reset_index()
    return pd.DataFrame({
        **{key: found[key] for key in keys}, "departures": found["size"], "per_hour": found["size"] / period.hours,
        "ride_s": np.rint(found["mean"]).astype(np.int64), "fastest_s": found["min"],
    })  # fmt: skip
