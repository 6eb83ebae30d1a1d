"""``evaluate(district, scenario)``: the door of the engine for Processing, Python and the report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from district_planner.core.district import District
from district_planner.core.evaluation.attribution import Attribution, attribute, gain, headline_of, let_go
from district_planner.core.evaluation.cautions import cautions
from district_planner.core.evaluation.figure_rows import change_of, figure_rows, finite, newly_reached
from district_planner.core.evaluation.joins import MOST_TOLD, joins_of, told_troubles
from district_planner.core.evaluation.reasons import NOT_BUILT_ALONE, why_silent
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import NEWLY_REACHED, Results
from district_planner.core.evaluation.riding import settings_of_model
from district_planner.core.evaluation.session import Session
from district_planner.core.evaluation.sets import sets_of
from district_planner.core.evaluation.together import silent_alone, why_together
from district_planner.core.evaluation.use import no_way
from district_planner.core.interventions.catalogue import estimate
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import TODAY, select
from district_planner.core.progress import Progress, check, no_progress, part
from district_planner.core.settings import used

_OPENED, _ATTRIBUTED = 0.2, 0.95
"""Share of the work when the district's own times are known, and when every candidate is measured."""
_JOINED = 0.4
"""Share of what is left then when the joins are listed; after them come the reasons."""


def evaluate(
    district: District,
    scenario: str = "",
    *,
    world: str = TODAY,
    year: int | None = None,
    request: Request | None = None,
    interventions: Sequence[Intervention] | None = None,
    progress: Progress = no_progress,
) -> Results:
    """Score the interventions of a scenario: base, with all of them, each alone and each last in.

    Args:
        district: from ``open_district`` or made of tables; scenario: its id or name, default every candidate.
        world: which externals happen, default ``today``; year: what opens later is off.
        request: what to measure, default :class:`Request`.
        interventions: score these instead of the district's own.
        progress: called with the share done; returning False cancels.

    Raises:
        PlannerError: the input cannot be scored; the message says what to do.
        Cancelled: the planner pressed cancel.
    """
    wanted = request or Request()
    if interventions is not None:
        district = replace(district, interventions=tuple(interventions))
    selection = select(district, scenario, world, year, wanted.alternatives)
    session = Session(district, selection, wanted, part(progress, 0.0, _OPENED))
    found = attribute(session, part(progress, _OPENED, _ATTRIBUTED))
    return results_of(session, found, part(progress, _ATTRIBUTED, 1.0))


def results_of(session: Session, found: Attribution, progress: Progress = no_progress) -> Results:
    """Return the results of a session's attribution as tables."""
    headline, better = headline_of(session)
    measures = tuple(measure for _, measure in session.measures)
    index = pd.Index(session.scope.origins.id.astype(str), name="origin")
    shown = session.scope.origins.owned(found.with_all.on)
    new = index[shown & ~session.in_world]
    values = {}
    for m in measures:
        check(progress, 0.0)
        both = {"base": found.base.values[m.name], "with": found.with_all.values[m.name]}
        values[m.name] = pd.DataFrame({name: _empty_inf(cells) for name, cells in both.items()}, index=index)[shown]
        if len(new):
            values[m.name].loc[new, "base"] = np.nan
    scores, joins = _scores(session, found, progress), joins_of(session, part(progress, 0.0, _JOINED))
    return Results(
        origins=_origins(session)[shown],
        measures=measures,
        values=values,
        figures=figure_rows(session, found.base, found.with_all, found.before, found.after),
        scores=scores,
        summary=_summary(session, found, scores, headline, better, part(progress, _JOINED, 1.0)),
        headline=headline,
        sets=sets_of(session, found, headline, better, progress),
        warnings=(*cautions(session), *told_troubles(session, joins), *_told_far(session, found)),
        joins=joins,
        settings=_settings(session),
    )


def _empty_inf(values: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    return np.where(np.isinf(values), np.nan, values)


def _origins(session: Session) -> pd.DataFrame:
    places = session.scope.origins
    return pd.DataFrame(
        {
            "kind": places.kind, "name": places.name, "people": places.people, "employees": places.employees,
            "deprivation": places.deprivation, "deprivation_decile": session.deciles,
            "edge": session.at_edge, "new": ~session.in_world, "site": places.site,
            "geometry": shapely.points(places.centre) if len(places) else places.geometry,
        },
        index=pd.Index(places.id.astype(str), name="origin"),
    )  # fmt: skip


def _scores(session: Session, found: Attribution, progress: Progress) -> pd.DataFrame:
    """Return one row per candidate and figure: base, alone, last in, together, with their changes."""
    rows = []
    for one in session.selection.candidates:
        check(progress, 0.0)
        figures, crossings = found.figures[one.id], found.crossings[one.id]
        for name, base in found.before.items():
            together = found.after[name]
            alone = figures.get("alone", {}).get(name, math.nan)
            without = figures.get("last_in", {}).get(name, math.nan)
            beside = figures.get("last_in_with", {}).get(name, math.nan)
            gained, lost = crossings.get("alone", {}).get(name, _UNCOUNTED)
            last_gained, last_lost = crossings.get("last_in", {}).get(name, _UNCOUNTED)
            rows.append({
                "intervention": one.id, "name": one.label, "kind": one.kind, "figure": name, "base": finite(base),
                "alone": finite(alone), "alone_change": change_of(base, alone),
                "alone_newly": gained, "alone_no_longer": lost, "last_in": finite(without),
                "last_in_change": change_of(without, beside), "last_in_newly": last_gained,
                "last_in_no_longer": last_lost, "together": finite(together),
                "together_change": change_of(base, together), NEWLY_REACHED: newly_reached(base, together),
            })  # fmt: skip
    columns = ["intervention", "name", "kind", "figure", "base", "alone", "alone_change", "alone_newly",
               "alone_no_longer", "last_in", "last_in_change", "last_in_newly", "last_in_no_longer", "together",
               "together_change", NEWLY_REACHED]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _summary(
    session: Session, found: Attribution, scores: pd.DataFrame, headline: str, better: str, progress: Progress
) -> pd.DataFrame:
    """Return one row per intervention, ranked by what it changes alone; then those that are off."""
    rows = []
    of_headline = scores[scores["figure"] == headline].set_index("intervention")
    total = max(len(session.selection.candidates), 1)
    for done, one in enumerate(session.selection.candidates):
        check(progress, done / total, "Looking for the reasons")
        score = of_headline.loc[one.id]
        alone = found.figures[one.id].get("alone", {})
        low, central, high = estimate(one)
        base = found.before[headline]
        amount = gain(base, alone.get(headline, math.nan), better)
        silent = silent_alone(found, one.id)
        rows.append({
            "id": one.id, "name": one.label, "kind": one.kind, "figure": headline, "base": finite(base),
            "alone": score["alone"], "alone_change": score["alone_change"], "last_in_change": score["last_in_change"],
            "cost_low": low, "cost_central": central, "cost_high": high, "gain": amount,
            "effect": "no" if silent else "yes",
            "why": _why(session, found, one, progress) if silent else _beside(session, found, one),
            "note": found.far[one.id].sentence if one.id in found.far else "",
        })  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*_SUMMARY, "gain"])
    frame["rank"] = frame["gain"].rank(ascending=False, method="min") if len(frame) else pd.Series(dtype=float)
    frame = frame.sort_values(["rank", "id"], kind="stable").drop(columns="gain")
    by_id = {one.id: one for one in session.district.interventions}
    known = {*frame["id"], *session.selection.off}
    absent = {one.id: NOT_IN_SCENARIO for one in by_id.values() if not one.external and one.id not in known}
    off = [
        {
            "id": name,
            "name": by_id[name].label,
            "kind": by_id[name].kind,
            "figure": headline,
            "effect": "off",
            "why": why,
            "note": "",
        }
        for name, why in {**session.selection.off, **absent}.items()
    ]
    return (
        pd.concat([frame, pd.DataFrame(off, columns=_SUMMARY)], ignore_index=True)
        if off
        else frame.reset_index(drop=True)
    )


def _told_far(session: Session, found: Attribution) -> list[str]:
    """Return the sentences on what lines bring over long joins only."""
    told = [f"{one.label}: {found.far[one.id].sentence}" for one in session.selection.candidates if one.id in found.far]
    rest = len(told) - MOST_TOLD
    return told if rest <= 0 else [*told[:MOST_TOLD], f"{rest:,} more lines bring people closer over long joins only"]


NOT_IN_SCENARIO = "it is switched off in the scenario that is scored"
_UNCOUNTED = (math.nan, math.nan)
_SUMMARY = ["rank", "id", "name", "kind", "figure", "base", "alone", "alone_change", "last_in_change", "cost_low",
            "cost_central", "cost_high", "effect", "why", "note"]  # fmt: skip


def _why(session: Session, found: Attribution, one: Intervention, progress: Progress) -> str:
    """Return why an intervention changes nothing; the state that tells it is let go."""
    if not session.spec_of and no_way(session, one.id):
        return "only the use of ways is scored, and it adds none"
    state = session.state(session.selection.dependencies.effective_set({one.id}))
    why = why_silent(session, one, state)
    let_go(session, state)
    # Whom it hangs on may be told already, with where they meet.
    return why if NOT_BUILT_ALONE in why else why_together(session, found, one, part(progress, 1.0, 1.0)) or why


def _beside(session: Session, found: Attribution, one: Intervention) -> str:
    if one.id in found.together:
        return ""
    best = " + ".join(other.label for other in session.selection.only(found.together))
    return f"an alternative to it is in the set that scores best, {best}; all together and last in are of that set"


def _settings(session: Session) -> dict[str, object]:
    request = session.request
    return {
        "modes": [mode.id for mode in session.scope.modes], "limits_min": dict(session.scope.limits),
        "cutoffs_min": {mode.id: list(session.scope.cutoffs(mode)) for mode in session.scope.modes},
        "categories": list(session.scope.categories), "indicators": [one.id for one in session.indicators],
        "decay": request.decay or "exponential, half-life by mode [P]", "year": session.selection.year,
        "externals": sorted(session.externals),
        "deprivation_is": str(session.district.settings.get("deprivation_is") or "decile"),
        "numbers": used(session.district.settings), **_transit(session),
    }  # fmt: skip


def _transit(session: Session) -> dict[str, object]:
    """Return the model, period and dates of the feeds, where a mode rides."""
    rides = any(mode.rides for mode in session.scope.modes)
    return {"public_transport": settings_of_model(session.transit)} if rides else {}
