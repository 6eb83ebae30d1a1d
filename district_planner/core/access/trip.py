"""A trip by public transport, part by part: ways on the ground, waits and rides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

WAIT, RIDE, INTERCHANGE = "wait", "ride", "interchange"
PLACE = -1
"""Stands for the origin or the destination in place of a stop."""


@dataclass(frozen=True)
class Part:
    """One part of a trip.

    Attributes:
        what: ``wait``, ``ride``, ``interchange`` (what it weighs beyond its walk and wait, in generalised minutes), or
            the mode of a way on the ground: ``walk``, ``cycle``.
        start, end: rows of stops, or ``PLACE``; one and the same where one waits.
        ms: whole milliseconds as the score counts them; real_ms: by the clock, equal to ``ms`` in clock minutes.
        begins_s: seconds after midnight; None where the model knows no departures.
        routes: names of the routes, of which the first to come is taken; service: what runs, e.g. ``tram``.
        intervention: id of the drawn line that is ridden.
        path: LineString of a ride in the district's CRS, in the direction of travel.
        to: name of the stop at which it ends; empty at the destination.
    """

    what: str
    start: int
    end: int
    ms: float
    real_ms: float
    begins_s: int | None = None
    routes: tuple[str, ...] = ()
    service: str = ""
    intervention: str = ""
    path: BaseGeometry | None = None
    to: str = ""


Trip = tuple[Part, ...]
"""Parts in order of travel; their ``ms`` add up to the time in the table."""


def told(parts: Iterable[Part], names: npt.NDArray[np.object_]) -> Trip:
    """Return a trip without what takes no time, its stops by name; of one that takes none, its first part."""
    every = [part if part.end == PLACE else replace(part, to=str(names[part.end])) for part in parts]
    return tuple(part for part in every if part.ms or part.real_ms) or tuple(every[:1])
