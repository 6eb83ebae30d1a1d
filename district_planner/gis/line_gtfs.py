"""Drawn lines as timetables and timetables as drawn lines, in the CRS of a district."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import numpy as np
from qgis.PyQt.QtCore import QTimeZone

from district_planner.core.district import District
from district_planner.core.errors import LayerError
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.line_from_feed import Offered, Taken, line_from_feed, route_id, routes_offered
from district_planner.core.transit.line_gtfs import FORMS, TIMEZONE, write_gtfs
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.read_shapes import Shapes, read_shapes
from district_planner.core.transit.service import on_date
from district_planner.core.transit.stored import FEEDS
from district_planner.gis.crs import (
    WGS84,
    Floats,
    choose_crs,
    to_degrees,
    transform_coordinates,
    transformation,
)
from district_planner.gis.service import date_of

_BRITAIN = "EPSG:27700"


def timezone_of(crs: str) -> str:
    """Return the time zone that departures of a district are meant in: London's in Great Britain, else this machine's.

    Args:
        crs: authority code of the district's CRS.
    """
    if crs == _BRITAIN:
        return TIMEZONE
    return bytes(QTimeZone.systemTimeZoneId()).decode("ascii", "replace") or TIMEZONE


def save_lines(
    lines: Sequence[Intervention], path: str | Path, crs: str, form: str = FORMS[0], timezone: str = ""
) -> None:
    """Write drawn lines as one timetable.

    Args:
        lines: with stops, in the CRS; form: of ``line_gtfs.FORMS``; timezone: empty: :func:`timezone_of` the CRS.

    Raises:
        InterventionError: a line cannot run.
        LayerError: there is none, or it cannot be written.
    """
    write_gtfs(lines, path, to_degrees(crs), form, timezone or timezone_of(crs))


@dataclass(frozen=True)
class Timetable:
    """One day of a timetable in the CRS of a district, and where its trips run on the ground."""

    feed: Feed
    shapes: Shapes
    crs: str

    @property
    def routes(self) -> tuple[Offered, ...]:
        """Return the routes that run that day, in order of mode and name."""
        return routes_offered(self.feed)

    def line(self, route: str, id_: str = "", replaced: Iterable[str] = ()) -> Taken:
        """Return a route as a line to be drawn on; see :func:`line_from_feed`."""
        how = transformation(WGS84, self.crs)

        def way(trip: str) -> Floats | None:
            found = self.shapes.way(trip)
            return None if found is None else transform_coordinates(found, how)

        return line_from_feed(self.feed, route, id_, way, replaced)


def read_timetable(path: str, day: str = "", crs: str = "", progress: Progress = no_progress) -> Timetable:
    """Return a day of a timetable; empty: the default date (rules 6.1), and the usual CRS where its stops are.

    Raises:
        FeedError: it cannot be used, or nothing runs on that day.
        LayerError: no exact transformation into the CRS is installed.
        Cancelled: the planner cancelled.
    """
    check(progress, 0.0)
    chosen = date_of(day)
    whole = read_feed(path)
    check(progress, 0.6)
    feed = on_date(whole, chosen)
    degrees = feed.stops[["lon", "lat"]].to_numpy(dtype=np.float64)
    there = crs or choose_crs(degrees[feed.served()])
    xy = transform_coordinates(degrees, transformation(WGS84, there))
    shapes = read_shapes(path)
    check(progress, 1.0)
    return Timetable(feed.placed(xy[:, 0], xy[:, 1]), shapes, there)


@dataclass(frozen=True)
class Own:
    """What the district holds already.

    Attributes:
        ids: of its interventions; routes: of its own timetables; replaced: whether a line takes the place of the
            route of the same id.
        files: names of the files that its own timetables were read from, in order of their numbers.
    """

    ids: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    replaced: bool = False
    files: tuple[str, ...] = ()

    def known(self, route: str, file: str = "") -> list[str]:
        """Return the ids by which the district knows a route; with several timetables they are numbered.

        Args:
            file: name of the file that the route comes from: where one of the district's timetables was read from a
                file of that name and holds the route, the routes of the others are not meant.
        """
        found = sorted(one for one in self.routes if one == route or one.partition(":")[2] == route)
        same = [f"{number}:{route}" for number, name in enumerate(self.files, start=1) if name == file]
        return [one for one in found if one in same] or found


def own_of(district: District, replaced: bool) -> Own:
    """Return what a district holds."""
    routes = frozenset(str(one) for one in district.table("transit_routes")["id"])
    feeds = district.settings.get(FEEDS) or ()
    files = tuple(str(one.get("file", "")) for one in feeds)
    return Own(frozenset(one.id for one in district.interventions), routes, replaced, files)


def lines_of(timetable: Timetable, routes: Sequence[str], own: Own) -> tuple[list[Intervention], list[str]]:
    """Return routes of a timetable as lines with ids of their own, and sentences: what runs twice, what is not held.

    Args:
        routes: ids or names; empty: all that run, and those that no line can be made of are left out with a sentence.

    Raises:
        LayerError: a route that was asked for is not there, or no line can be made of it, or of any.
    """
    used, found, notes, twice = set(own.ids), list[Intervention](), list[str](), list[str]()
    asked = [route_id(timetable.feed, one) for one in routes]
    file = timetable.feed.sources[0].file
    for route in asked or [one.route for one in timetable.routes]:
        known = own.known(route, file)
        try:
            made = timetable.line(route, _free(route, used), known if own.replaced else ())
        except LayerError as error:
            if asked:
                raise
            notes.append(str(error))
            continue
        used.add(made.line.id)
        found.append(made.line)
        notes += made.notes
        if known and not own.replaced:
            twice.append(f"{made.line.label}: the district's timetable holds a route {', '.join(known)} too, and both "
                         "run unless the line replaces it.")  # fmt: skip
        elif len(known) > 1:
            twice.append(f"{made.line.label}: the line replaces {' and '.join(known)}, routes of several timetables of "
                         f"the district, as {file or 'its file'} is the file of none or of more than one of them. Take "
                         "out of its field replaces what runs on.")  # fmt: skip
    if not found:
        raise LayerError("no line can be made of any of its routes", timetable.feed.name,
                         f"Choose another timetable. {' '.join(notes[:3])}".rstrip("."))  # fmt: skip
    return found, [*twice, *notes]


def _free(route: str, used: Iterable[str]) -> str:
    """Return an id that is not used."""
    taken, base = set(used), f"line-{route}"
    return next(id_ for id_ in chain([base], (f"{base}-{n}" for n in count(2))) if id_ not in taken)
