"""What a planner asks: every question names the figure that answers it and the measure that colours the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from district_planner.core.indicators.base import FigureSpec, PairIndicator, PairSpec
from district_planner.core.indicators.green_standards import STANDARDS
from district_planner.core.places.categories import one_of, several_of

if TYPE_CHECKING:
    from district_planner.core.evaluation.session import Session

_RESIDENTS = {"people": "residents", "employees": "employees"}
_INDICES = {
    ("index15", "people"): "How well are residents served within 15 minutes {how} of home (15-minute index)?",
    ("index15", "employees"): "How well are employees served within 15 minutes {how} by what residents need?",
    ("index15work", "employees"): "How well are employees served within 15 minutes {how} of work (15-minute index)?",
    ("index15work", "people"): "How well are residents served within 15 minutes {how} by what employees need?",
}
_STANDARDS = {s.id: s for s in STANDARDS}
_GROUPS = (
    "sites", "index15work", "index15", "within", "jobs", "greenwalk", "greenstandard", "nodes", "gravity", "shared",
)  # fmt: skip
"""The order of the list; within a group the order of the session's figures."""


@dataclass(frozen=True)
class Question:
    """What a planner asks; it picks the headline figure.

    Attributes:
        id: stable as long as sites, nodes and cutoffs keep their names; text: plain English.
        figure: name of the figure that answers it; measure: measure per origin that colours the map, '' for figures
            between sites or nodes.
    """

    id: str
    text: str
    figure: str
    measure: str


def questions(session: Session) -> tuple[Question, ...]:
    """Return the questions that the district can answer; the first is a good one to begin with.

    It is the time between the two sites with most employees, else the 15-minute index of work or of homes.
    """
    found: dict[str, list[Question]] = {group: [] for group in _GROUPS}
    for indicator, pair in session.pair_specs:
        group = "sites" if indicator.places == "buildings" else "nodes"
        found[group].append(_between(session, indicator, pair))
    found["sites"] = _largest_first(session, found["sites"])
    for spec in session.specs:
        group, text = _asked(session, spec)
        if text:
            found[group].append(Question(spec.name, text, spec.name, spec.measure.name))
    # Who works there comes after who lives there, but for the index of a work district.
    for group, weight in (("index15", "people"), ("index15work", "employees")):
        found[group].sort(key=lambda one, weight=weight: f"_{weight}_" not in one.figure)  # type: ignore[misc]
    order = list(_GROUPS)
    if not session.weightings["employees"].total:
        order.sort(key=lambda group: (group != "sites", group == "index15work"))
    return tuple(one for group in order for one in found[group])


def _between(session: Session, indicator: PairIndicator, pair: PairSpec) -> Question:
    """Return the question of a time between two sites or nodes."""
    how, places = _how(session, pair.measure.mode), indicator.places
    if places == "buildings":
        ends = [str(session.scope.buildings.site[side[0]]) for side in (pair.origins, pair.targets)]
    else:
        nodes = session.scope.nodes
        ends = [str(nodes.name[side[0]] or nodes.id[side[0]]) for side in (pair.origins, pair.targets)]
    what = "buildings at " if places == "buildings" else ""
    text = f"How long does it take between {what}{ends[0]} and {ends[1]} {how}?"
    return Question(pair.measure.name, text, pair.measure.name, "")


def _largest_first(session: Session, asked: Sequence[Question]) -> list[Question]:
    """Put the two sites with most employees first, by the first mode; the others keep their order."""
    buildings = session.scope.buildings
    jobs: dict[str, float] = {}
    for site, employees in zip(buildings.site, buildings.employees):
        jobs[str(site)] = jobs.get(str(site), 0.0) + max(float(employees), 1.0)
    size = {
        pair.measure.name: sum(jobs[str(buildings.site[side[0]])] for side in (pair.origins, pair.targets))
        for indicator, pair in session.pair_specs
        if indicator.places == "buildings"
    }
    first = max(asked, key=lambda one: size[one.figure], default=None)
    return ([first] if first else []) + [one for one in asked if one is not first]


def _asked(session: Session, spec: FigureSpec) -> tuple[str, str]:
    """Return group and text of the question that a figure answers, an empty text for a figure that nobody asks for."""
    measure, how = spec.measure, _how(session, spec.measure.mode)
    words = _WORDS.get(measure.indicator)
    group, text = words(spec, how) if words else ("", "")
    perceived = bool(measure.mode) and session.scope.mode(measure.mode).perceived
    return group, text.replace(" minutes ", " perceived minutes ") if perceived else text


def _within(spec: FigureSpec, how: str) -> tuple[str, str]:
    if spec.statistic != "within" or spec.cutoff is None or not spec.name.startswith("within_"):
        return "", ""
    who = "Who has" if spec.weight == "people" else "Which employees have"
    of_work = "" if spec.weight == "people" else " of work"
    return "within", f"{who} a {one_of(spec.measure.category)} within {spec.cutoff:g} minutes {how}{of_work}?"


def _jobs(spec: FigureSpec, how: str) -> tuple[str, str]:
    if spec.measure.category != "jobs" or spec.measure.cutoff is None:
        return "", ""
    who = _RESIDENTS[spec.weight]
    return "jobs", f"How many jobs can {who} reach within {spec.measure.cutoff:g} minutes {how}?"


def _index(spec: FigureSpec, how: str) -> tuple[str, str]:
    if spec.statistic != "mean":
        return "", ""
    return spec.measure.indicator, _INDICES[spec.measure.indicator, spec.weight].format(how=how)


def _green(spec: FigureSpec, how: str) -> tuple[str, str]:
    standard = _STANDARDS.get(spec.measure.name.rsplit("_", 1)[1])
    if spec.measure.indicator == "greenstandard" and standard is None:
        who = "Who lives" if spec.weight == "people" else "Which employees work"
        return "greenstandard", f"{who} near a green space by the official standard (doorstep or local)?"
    if standard is None:
        return "", ""
    space = f"a green space of {standard.hectares:g} ha or more"
    if spec.measure.indicator == "greenwalk":
        who = "Who has" if spec.weight == "people" else "Which employees have"
        return "greenwalk", f"{who} {space} within {standard.metres:g} m {how}?"
    who = "Who lives" if spec.weight == "people" else "Which employees work"
    return "greenstandard", f"{who} within {standard.metres:g} m of {space}, straight line (official standard)?"


def _counted(category: str) -> str:
    return "hectares of green space" if category == "green_space" else several_of(category)


def _gravity(spec: FigureSpec, how: str) -> tuple[str, str]:
    what = _counted(spec.measure.category)
    who = _RESIDENTS[spec.weight]
    return "gravity", f"How many {what} do {who} have {how}, nearer ones counting more?"


def _shared(spec: FigureSpec, how: str) -> tuple[str, str]:
    if spec.statistic != "median":
        return "", ""
    measure = spec.measure
    what = _counted(measure.category)
    by = {"competition": "in bands of time", "availability": "nearer ones counting more"}.get(measure.indicator)
    by = by or f"within {measure.cutoff:g} minutes"
    who = f"1,000 {_RESIDENTS[spec.weight]}"
    return "shared", f"How many {what} are there for {who} {how}, shared with all who reach them, {by}?"


_WORDS: dict[str, Callable[[FigureSpec, str], tuple[str, str]]] = {
    "nearest": _within, "count": _jobs, "index15": _index, "index15work": _index, "greenwalk": _green,
    "greenstandard": _green, "gravity": _gravity, "competition": _shared, "competitionwithin": _shared,
    "availability": _shared,
}  # fmt: skip


def _how(session: Session, mode: str) -> str:
    return next((one.label for one in session.scope.modes if one.id == mode), "")
