"""The days of a feed, from calendar.txt and calendar_dates.txt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from district_planner.core.errors import FeedError
from district_planner.core.transit.columns import column, rows_of
from district_planner.core.transit.feed import Services
from district_planner.core.transit.report import DROPPED, Report

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NO_DAY = -1


def read_services(tables: Mapping[str, pd.DataFrame], report: Report, where: str) -> Services:
    """Return the days of every service.

    Raises:
        FeedError: not a single day is given.
    """
    weekly = _with_columns(tables.get("calendar"), ("service_id", "start_date", "end_date"))
    single = _with_columns(tables.get("calendar_dates"), ("service_id", "date"))
    start, end = _days(weekly["start_date"]), _days(weekly["end_date"])
    wrong = (start == _NO_DAY) | (end == _NO_DAY) | weekly["service_id"].duplicated().to_numpy()
    report.add(DROPPED, "calendar", "dates", weekly.loc[wrong, "service_id"],
               "services have dates that cannot be read, or an id that was used before")  # fmt: skip
    weekly, start, end = weekly[~wrong], start[~wrong], end[~wrong]
    day = _days(single["date"])
    report.add(DROPPED, "calendar_dates", "dates", single.loc[day == _NO_DAY, "service_id"],
               "single days cannot be read")  # fmt: skip
    single, day = single[day != _NO_DAY], day[day != _NO_DAY]
    ids = np.array(list(dict.fromkeys([*weekly["service_id"], *single["service_id"]])), dtype=object)
    if not len(ids):
        raise FeedError(
            "calendar.txt and calendar_dates.txt give no service a day", where, "Fetch the whole feed again"
        )
    masks = np.zeros((len(ids), 7), dtype=bool)
    spans = np.zeros((2, len(ids)), dtype=np.int64)
    masks[: len(weekly)] = np.column_stack([(column(weekly, name) == "1").to_numpy() for name in _WEEKDAYS])
    spans[0, : len(weekly)], spans[1, : len(weekly)] = start, end
    service = rows_of(single["service_id"], ids).astype(np.int32)
    runs = (column(single, "exception_type", "1") != "2").to_numpy()
    return Services(ids, masks, spans[0], spans[1], service, day, runs)


def _with_columns(frame: pd.DataFrame | None, names: tuple[str, ...]) -> pd.DataFrame:
    if frame is None or not set(names) <= {*frame}:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in names})
    return frame.drop_duplicates().reset_index(drop=True)


def _days(texts: pd.Series[str]) -> npt.NDArray[np.int64]:
    """Return ``YYYYMMDD`` as proleptic ordinals, -1 where it is no day."""
    codes, different = pd.factorize(texts)
    days = np.array([_day(str(text)) for text in different], dtype=np.int64)
    return days[codes] if len(different) else np.empty(0, dtype=np.int64)


def _day(text: str) -> int:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal() if len(text) == 8 else _NO_DAY
    except ValueError:
        return _NO_DAY
