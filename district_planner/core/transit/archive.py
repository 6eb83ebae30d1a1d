"""The text tables of a feed, out of a zip or a folder, read without ever unpacking a file to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

import pandas as pd

from district_planner.core.errors import FeedError

MAX_TABLE_BYTES = 2_000_000_000
"""A table larger than this once unpacked is refused, bytes [P]; the timetable of a whole country is near 1 GB."""

MAX_RATIO = 200.0
"""A member packed tighter than this is refused where it is large [P]; tables of times reach about 30."""

RATIO_FROM_BYTES = 20_000_000
"""Below this size, unpacked, no ratio is looked at, bytes [P]."""

MAX_MEMBERS = 10_000
"""An archive with more members than this is refused [P]; a feed has about 25."""

TABLES: Mapping[str, Sequence[str]] = {
    "agency": ("agency_id", "agency_name"),
    "stops": ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station", "platform_code"),
    "routes": ("route_id", "agency_id", "route_short_name", "route_long_name", "route_type"),
    "trips": ("route_id", "service_id", "trip_id", "direction_id", "trip_headsign"),
    "stop_times": ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type",
                   "drop_off_type", "shape_dist_traveled"),
    "calendar": ("service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
                 "start_date", "end_date"),
    "calendar_dates": ("service_id", "date", "exception_type"),
    "transfers": ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time", "from_route_id", "to_route_id",
                  "from_trip_id", "to_trip_id"),
    "frequencies": ("trip_id", "start_time", "end_time", "headway_secs", "exact_times"),
    "feed_info": ("feed_publisher_name", "feed_version"),
    "attributions": ("organization_name",),
}  # fmt: skip
"""The files that are read and their columns; everything else in a feed is left alone."""

REQUIRED = ("stops", "routes", "trips", "stop_times")
_CURE = "Choose a GTFS feed: a .zip, or a folder, that holds stops.txt, routes.txt, trips.txt and stop_times.txt"


class _Files(Protocol):
    """Where the files of a feed lie."""

    def names(self) -> list[str]:
        """Return the paths of all files inside, with forward slashes."""

    def read(self, name: str) -> bytes:
        """Return a whole file."""


@dataclass(frozen=True)
class _Folder:
    path: Path

    def names(self) -> list[str]:
        found = [*self.path.glob("*.txt"), *self.path.glob("*/*.txt")]
        return sorted(file.relative_to(self.path).as_posix() for file in found if file.is_file())

    def read(self, name: str) -> bytes:
        file = self.path / name
        if file.stat().st_size > MAX_TABLE_BYTES:
            raise _too_large(str(self.path), name, file.stat().st_size)
        return file.read_bytes()


@dataclass(frozen=True)
class _Zip:
    archive: zipfile.ZipFile
    where: str

    def names(self) -> list[str]:
        members = self.archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise FeedError(f"the zip holds {len(members):,} files, more than {MAX_MEMBERS:,}", self.where, _CURE)
        for member in members:
            parts = PurePosixPath(member.filename.replace("\\", "/"))
            if ".." in parts.parts or parts.is_absolute() or ":" in parts.parts[:1]:
                raise FeedError(
                    f"the zip holds a file named '{member.filename}', which points outside of it",
                    self.where,
                    "Do not open it; fetch the feed again from its publisher",
                )
        return [member.filename for member in members if not member.is_dir()]

    def read(self, name: str) -> bytes:
        member = self.archive.getinfo(name)
        size, packed = member.file_size, max(member.compress_size, 1)
        if size > MAX_TABLE_BYTES:
            raise _too_large(self.where, name, size)
        if size > RATIO_FROM_BYTES and size / packed > MAX_RATIO:
            raise FeedError(
                f"{name} would unpack to {size / packed:,.0f} times its size ({size / 1e6:,.0f} MB); more than "
                f"{MAX_RATIO:g} times is not read",
                self.where,
                "Fetch the feed again from its publisher; if it is meant so, unpack it and choose the folder",
            )
        if member.flag_bits & 1:
            raise FeedError("the zip is locked with a password", self.where, "Unpack it and choose the folder")
        try:
            with self.archive.open(member) as stream:  # never more than the size that was declared and checked
                return stream.read(size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise FeedError(f"{name} in it cannot be unpacked ({error})", self.where, "Fetch the feed again") from error


def _too_large(where: str, name: str, size: int) -> FeedError:
    return FeedError(
        f"{name} holds {size / 1e9:.1f} GB, more than the {MAX_TABLE_BYTES / 1e9:g} GB that are read",
        where,
        "Cut the feed to your region with a GTFS tool and try again",
    )


def read_tables(path: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of ``TABLES`` that the feed has, every cell text, trimmed, empty where it says nothing.

    A byte-order mark, spaces after commas and quotes are taken away. A feed may lie in a folder inside the zip.

    Raises:
        FeedError: absent, not a zip, unsafe names or sizes (``MAX_…``), a required file or its column missing.
    """
    where = str(path)
    found = read_some(path, TABLES)
    missing = [f"{table}.txt" for table in REQUIRED if table not in found]
    if missing:
        raise FeedError(f"{' and '.join(missing)} is missing", where, _CURE)
    if "calendar" not in found and "calendar_dates" not in found:
        raise FeedError(
            "neither calendar.txt nor calendar_dates.txt is there, so no trip has a day", where,
            "Fetch the whole feed again",
        )  # fmt: skip
    return found


def read_some(path: Path, wanted: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
    """Return those of some tables that the feed has, with those of the wanted columns that they have.

    Raises:
        FeedError: as :func:`read_tables`, but no table is required.
    """
    if path.is_dir():
        return _tables(_Folder(path), str(path), wanted)
    if not path.is_file():
        raise FeedError("does not exist", str(path), "Check the name and the folder")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise FeedError("is not a zip file, or it is damaged", str(path), _CURE) from error
    with closing(archive):
        return _tables(_Zip(archive, str(path)), str(path), wanted)


def _tables(files: _Files, where: str, wanted: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
    names = files.names()
    base = _base(names, where)
    found = {}
    for table, columns in wanted.items():
        name = f"{base}{table}.txt"
        actual = next((one for one in names if one.lower() == name.lower()), None)
        if actual is not None:
            found[table] = _parsed(files.read(actual), columns, f"{where}, {table}.txt")
    return found


def _base(names: Sequence[str], where: str) -> str:
    """Return the folder inside, with its slash, that holds the feed; empty at the top."""
    known = {f"{table}.txt" for table in TABLES}
    homes: dict[str, int] = {}
    for name in names:
        folder, slash, file = name.rpartition("/")
        if file.lower() in known and "__MACOSX" not in folder:
            homes[folder + slash] = homes.get(folder + slash, 0) + 1
    if not homes:
        raise FeedError("holds no file of a feed, for example stops.txt", where, _CURE)
    if "" in homes:
        return ""
    if len(homes) > 1:
        raise FeedError(
            f"holds {len(homes)} feeds: {', '.join(sorted(homes)[:5])}", where, "Choose one of these folders at a time"
        )
    return next(iter(homes))


def _parsed(content: bytes, columns: Sequence[str], where: str) -> pd.DataFrame:
    """Return the wanted columns as text; those that are absent are not there."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # what spreadsheets on Windows write
    if not text.strip():
        return pd.DataFrame(columns=list(columns[:0]))
    try:
        frame = pd.read_csv(
            io.StringIO(text), dtype=str, keep_default_na=False, na_filter=False, skipinitialspace=True,
            usecols=lambda name: str(name).strip().lower() in columns, index_col=False,
        )  # fmt: skip
    except (pd.errors.ParserError, ValueError) as error:
        raise FeedError(
            f"it is no table of comma-separated values ({str(error).strip()})", where, "Correct the line or fetch again"
        ) from error
    frame.columns = [str(name).strip().lower() for name in frame.columns]
    for name in frame.columns:
        frame[name] = _trimmed(frame[name])
    return frame


def _trimmed(column: pd.Series[str]) -> pd.Series[str]:
    """Return the column without outer spaces; each different text is looked at once."""
    codes, texts = pd.factorize(column)
    clean = pd.Series([str(text).strip() for text in texts], dtype=object).to_numpy()
    return pd.Series(clean[codes] if len(texts) else column.to_numpy(), dtype=object)
