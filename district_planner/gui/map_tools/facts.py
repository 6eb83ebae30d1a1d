"""What is measured of a thing in the making, apart from its score: length, time, size, cost."""

from __future__ import annotations

import math
from typing import Any

from district_planner.core.interventions import checks, costs
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import Kind
from district_planner.core.interventions.line_facts import LineFacts, line_facts
from district_planner.core.interventions.transit_line import drawn_line, service_of
from district_planner.core.network.graph import run_ms
from district_planner.core.settings import SETTINGS, number
from district_planner.gui.canvas import wording
from district_planner.gui.map_tools.line_stops import runs
from district_planner.translation import tr

MS_PER_MIN = 60_000.0


def facts(intervention: Intervention, kind: Kind, settings: Any) -> tuple[str, ...]:
    """Return lines for the chip.

    Args:
        intervention: one that has passed the kind's checks; settings: of the district, for its walking speed.
    """
    size = line_words(intervention) if runs(intervention) else (_size(intervention, settings),)
    return tuple(line for line in (*size, _cost(intervention, kind)) if line)


def line_words(intervention: Intervention) -> tuple[str, ...]:
    """Return what a line of public transport is, how it runs, what it needs and what it costs (docs/transit.md).

    Raises:
        InterventionError: it cannot run as it is described.
    """
    drawn, found = drawn_line(intervention), line_facts(intervention)
    stops, vehicles = tr("%n stop(s)", "", len(drawn.stops)), tr("%n vehicle(s)", "", found.vehicles)
    length = f"{metres(found.length_km * 1000.0)} · {stops}"
    run = tr("{} min one way · {} km/h with stops").format(
        wording.number(found.one_way_min, 1), wording.number(found.commercial_kmh, 1)
    )
    needs = tr("{} every {} min · {} · {} places an hour each way {}").format(
        drawn.service.label.capitalize(), _short(found.headway_min), vehicles,
        wording.number(found.places_per_hour), marks_of(drawn.service.run_sources),
    )  # fmt: skip
    return length, run, needs, _yearly(found)


def _yearly(found: LineFacts) -> str:
    """Return what running a line costs in a year, and the fare where one is said."""
    mark = marks_of(found.operating_source)
    cost = tr("Running costs about {} a year {}").format(pounds(found.operating_per_year), mark)
    return cost if found.fare is None else tr("{} · fare £{}").format(cost, wording.number(found.fare, 2))


def _short(minutes: float) -> str:
    return wording.number(minutes, 0 if minutes == round(minutes) else 1)


def metres(length: float) -> str:
    """Return a length in metres, in kilometres from two on."""
    if length < 2000.0:
        return tr("{} m").format(wording.number(length))
    return tr("{} km").format(wording.number(length / 1000.0, 2))


def minutes_on_foot(length: float, settings: Any) -> str:
    """Return the time over a length at the district's walking speed, with the mark of its source."""
    time = float(run_ms(length, number(settings, "walk_kmh"))) / MS_PER_MIN
    mark = "" if settings.get("walk_kmh") is not None else f" [{SETTINGS['walk_kmh'].mark}]"
    return tr("{} min on foot{}").format(wording.number(time, 1), mark)


def _size(intervention: Intervention, settings: Any) -> str:
    geometry = intervention.geometry
    if geometry.geom_type == "LineString":
        said = [metres(geometry.length), minutes_on_foot(geometry.length, settings)]
        raised = sum(high - low for low, high in checks.bridges(intervention))
        if raised > 0:
            said.append(tr("{} on a bridge").format(metres(raised)))
        return " · ".join(said)
    if geometry.geom_type == "Polygon":
        return tr("{} ha").format(wording.number(geometry.area / 10_000.0, 2))
    return ""


def _cost(intervention: Intervention, kind: Kind) -> str:
    low, central, high = kind.estimate(intervention)
    if not math.isfinite(central):
        return ""
    base = service_of(intervention).price_base if kind.price else kind.unit_cost.price_base if kind.unit_cost else 0
    if costs.stated(intervention) or not base:
        return tr("Cost {}, given by the planner").format(pounds(central))
    text = tr("About {} ({} to {}) {}, {} prices")
    return text.format(pounds(central), pounds(low), pounds(high), _marks(intervention, kind), base)


def _marks(intervention: Intervention, kind: Kind) -> str:
    """Return the source marks of an estimate: the kind's, and that of bridges where there are some."""
    return marks_of(service_of(intervention).cost_sources if kind.price else kind.estimate_source(intervention))


def marks_of(source: str) -> str:
    """Return the source marks that a text names."""
    return " ".join(mark for mark in ("[V]", "[S]", "[M]", "[P]") if mark in source)


def pounds(amount: float) -> str:
    """Return an estimate in pounds: three digits, the rest would pretend."""
    if amount >= 999_500:
        millions = amount / 1e6
        return tr("£{} million").format(wording.number(millions, 1 if millions < 99.95 else 0))
    step = 10 ** max(math.floor(math.log10(amount)) - 2, 0) if amount > 0 else 1
    return tr("£{}").format(wording.number(round(amount / step) * step))
