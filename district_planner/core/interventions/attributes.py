"""What a planner may say about an intervention: one declaration per column, shown by forms and checked by numbers.

Source marks as in docs/interventions.md: [V] official text, [S] secondary source, [M] from memory and unverified,
[P] our convention.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional, Union

Value = Optional[Union[str, int, float]]

TYPES = (
    "text", "number", "integer", "switch", "ids", "modes", "categories", "chainages", "coordinates", "entrances",
    "stops", "legs", "headways", "clock", "route_ids", "stop_ids",
)  # fmt: skip
"""How the column is written: ``switch`` is 0 or 1; ``ids`` (of interventions), ``route_ids``, ``stop_ids``,
``chainages``, ``coordinates``, ``stops``, ``legs`` and ``headways`` are JSON lists;
``clock`` is a time of day such as 05:30, past midnight 24:30; ``modes`` and ``categories`` are comma-separated ids;
``entrances`` is WKT MULTIPOINT."""


@dataclass(frozen=True)
class Attribute:
    """One column of an intervention table.

    Attributes:
        name: column name in ``TABLES``.
        label: what a form calls it, plain English.
        type: one of ``TYPES``.
        unit: e.g. ``"s"``, ``"£"``; empty for none.
        default: what an absent value means; None: unknown, or worked out as ``note`` says.
        minimum, maximum: inclusive range of a number.
        choices: suggested values of a text.
        mark: source mark of the default, range or choices.
        citation: where they come from.
        note: one sentence that a form shows as a tooltip.
    """

    name: str
    label: str
    type: str = "text"
    unit: str = ""
    default: Value = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    mark: str = "[P]"
    citation: str = ""
    note: str = ""

    @property
    def numeric(self) -> bool:
        """Whether the column holds one number."""
        return self.type in ("number", "integer", "switch")

    def with_default(self, default: Value, mark: str, citation: str) -> Attribute:
        """Return the same attribute with the default of one kind."""
        return replace(self, default=default, mark=mark, citation=citation)


_ATE = "Active Travel England scheme form"
_GREEN_BOOK = "HM Treasury Green Book supplementary guidance, optimism bias"


def _money(name: str, label: str, note: str = "") -> Attribute:
    return Attribute(name, label, "number", "£", minimum=0.0, note=note)


DESCRIPTION = Attribute("description", "Description")
STATUS = Attribute(
    "status", "Status", default="aspiration", mark="[V]", citation=_ATE,
    choices=("aspiration", "planned", "in development", "in construction", "completed"),
)  # fmt: skip
TIMESCALE = Attribute(
    "timescale", "Timescale", choices=("short", "medium", "long"), mark="[V]", citation=_ATE,
    note="Short is 1 to 3 years, medium 3 to 6, long 6 to 10.",
)  # fmt: skip
OPEN_YEAR = Attribute(
    "open_year", "Opening year", "integer", "year", minimum=1900, maximum=2200,
    note="Empty: open in every year.",
)  # fmt: skip
COST_LOW = _money("cost_low", "Cost, low", "Empty: from unit costs.")
COST_CENTRAL = _money("cost_central", "Cost, central", "Empty: from unit costs.")
COST_HIGH = _money("cost_high", "Cost, high", "Empty: from unit costs.")
PRICE_BASE = Attribute("price_base", "Price base", "integer", "year", minimum=1900, maximum=2200)
UPKEEP = _money("upkeep_per_year", "Upkeep per year")
OPTIMISM_BIAS = Attribute(
    "optimism_bias", "Optimism bias", "number", "%", minimum=0.0, maximum=200.0,
    note="Percent added to the capital cost in an appraisal; the costs here are without it.",
)  # fmt: skip
REQUIRES = Attribute("requires", "Requires", "ids", note="Has no effect unless all of these are on.")
EXCLUDES = Attribute("excludes", "Excludes", "ids", note="Cannot be on together with any of these.")
OWNER = Attribute("owner", "Owner")
SITES = Attribute("sites", "Sites joined", note="For example AMP|SBP.")
EVIDENCE = Attribute("evidence", "Evidence", "ids")
KATZ_WAGNER = Attribute(
    "katz_wagner", "Five principles", note="JSON list of five values, 0 to 3: collaborative leadership; vision for "
    "growth; talent and technology; access to capital; inclusive growth.", citation="Katz and Wagner 2014", mark="[V]",
)  # fmt: skip

COMMON = (
    DESCRIPTION, STATUS, TIMESCALE, OPEN_YEAR, COST_LOW, COST_CENTRAL, COST_HIGH, PRICE_BASE, UPKEEP, OPTIMISM_BIAS,
    REQUIRES, EXCLUDES, OWNER, SITES, EVIDENCE, KATZ_WAGNER,
)  # fmt: skip
"""Attributes of every kind."""

MODES = Attribute("modes", "Modes", "modes", note="Comma-separated; empty: the kind's default. A cycle mode opens all.")
PARTS = Attribute(
    "parts", "On a bridge or in a tunnel", "chainages", "m",
    note="JSON [[from, to], …], metres along the line; such a part joins streets at its ends only.",
)  # fmt: skip
NO_JOIN = Attribute(
    "no_join", "Does not join at", "coordinates", "m", note="JSON [[x, y], …] in the district's coordinates, 1 m about."
)
LTS_AFTER = Attribute(
    "lts_after", "Traffic stress once built", "integer", "", 1, 1, 4,
    note="Level of traffic stress for cycling: 1 is free of motor traffic, 4 is beside fast traffic.",
    citation="No motor traffic: level 1, as coded in Conveyal R5", mark="[V]",
)  # fmt: skip
PROTECTION = Attribute(
    "protection", "Kept apart from traffic by", choices=("nothing", "lane", "light", "kerb", "off_street"), mark="[V]",
    citation="LTN 1/20, figure 4.1", note="Nothing: mixed traffic. Lane: a cycle lane. Light: a track with light "
    "protection. Kerb: a track behind a kerb. Off street: away from motor traffic.",
)  # fmt: skip
VEHICLES_DAY = Attribute(
    "vehicles_day", "Motor traffic beside it", "number", "vehicles a day", minimum=0.0, maximum=500_000.0,
    note="Both directions, as counted; with the speed limit it says which protection suits most people.",
)  # fmt: skip
LIMIT_MPH = Attribute("limit_mph", "Speed limit beside it", "number", "mph", minimum=1.0, maximum=70.0)
SPEED85_MPH = Attribute(
    "speed85_mph", "85 % drive at most", "number", "mph", minimum=1.0, maximum=150.0,
    note="Observed 85th percentile; more than a tenth above the limit counts as the next limit up.",
)  # fmt: skip
LOS_SCORE = Attribute(
    "los_score", "Level of service, points", "integer", "of 50", minimum=0, maximum=50, mark="[S]",
    citation="LTN 1/20, appendix A: 25 indicators of 0 to 2", note="Sum of the 25 indicators of an audit; 35 pass.",
)  # fmt: skip
CRITICAL_FAILS = Attribute(
    "critical_fails", "Critical fails", "integer", "", minimum=0, maximum=25, mark="[S]",
    citation="LTN 1/20, appendix A", note="Of the same audit; one is enough to fail.",
)  # fmt: skip
GRADIENT = Attribute(
    "gradient", "Gradient", "number", "%", minimum=-40.0, maximum=40.0,
    note="Uphill positive in the direction of drawing; says what the slope costs. Scores count the speed on the flat.",
)  # fmt: skip
WIDTH = Attribute("width_m", "Width", "number", "m", minimum=0.0, maximum=100.0)
SURFACE = Attribute("surface", "Surface")
LIT = Attribute("lit", "Lit", choices=("yes", "no"))
STEP_FREE = Attribute("step_free", "Step-free", "switch", "", 1, 0, 1, note="0 keeps wheelchairs out.")
CATEGORIES = Attribute("categories", "Categories", "categories", note="Comma-separated; one opportunity for each.")
WEIGHT = Attribute("weight", "Weight of each opportunity", "number", "", 1.0, 0.0)
ENTRANCES = Attribute(
    "entrances",
    "Entrances",
    "entrances",
    note="WKT MULTIPOINT; empty: where streets cross the outline or come within 25 m; a green space also every 50 m "
    "along streets beside it; buildings at the nearest point of the outline.",
)
JOBS = Attribute("jobs", "Jobs", "number", "jobs", minimum=0.0)
PEOPLE = Attribute("people", "People", "number", "people", minimum=0.0)
HECTARES = Attribute("hectares", "Size", "number", "ha", minimum=0.0, note="Empty: the area that is drawn.")
FLOORSPACE = Attribute("floorspace_m2", "Floorspace", "number", "m²", minimum=0.0)
DWELLINGS = Attribute("dwellings", "Dwellings", "number", "dwellings", minimum=0.0)
CAPACITY = Attribute("capacity", "Capacity", "number", "people", minimum=0.0)

ROADS_BIAS = OPTIMISM_BIAS.with_default(44.0, "[V]", "Scottish Transport Appraisal Guidance, table 13.4: roads, early")
BUILDINGS_BIAS = OPTIMISM_BIAS.with_default(24.0, "[S]", f"{_GREEN_BOOK}: standard buildings, upper bound")
WORKS_BIAS = OPTIMISM_BIAS.with_default(44.0, "[S]", f"{_GREEN_BOOK}: standard civil works, upper bound")
