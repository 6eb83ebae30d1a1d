"""Every feasible set of interventions that exclude each other, scored together (rules 4.6)."""

from __future__ import annotations

import pandas as pd

from district_planner.core.evaluation.attribution import Attribution, gain
from district_planner.core.evaluation.figure_rows import figure_rows
from district_planner.core.evaluation.session import Session
from district_planner.core.progress import Progress, check, no_progress

JOINT = " + "
"""Between the ids, and between the names, of a set."""
NOTHING = "none of them"


def sets_of(
    session: Session, found: Attribution, headline: str, better: str, progress: Progress = no_progress
) -> pd.DataFrame:
    """Return one row per feasible set and district figure, as ``Results.sets``; empty unless each was asked for."""
    if session.request.alternatives != "each":
        return pd.DataFrame()
    gains = {one: gain(found.before[headline], found.whole[one][headline], better) for one in found.ranked}
    parts = []
    for one in found.ranked:
        check(progress, 0.0)
        rows = figure_rows(session, found.base, session.state(one), found.before, found.whole[one])
        names = [candidate.label for candidate in session.selection.only(one)]
        rows.insert(0, "rank", 1 + sum(other > gains[one] for other in gains.values()))
        rows.insert(1, "set", JOINT.join(sorted(one)) or NOTHING)
        rows.insert(2, "names", JOINT.join(names) or NOTHING)
        parts.append(rows)
    every = pd.concat(parts, ignore_index=True)
    order = {name: at for at, name in enumerate(dict.fromkeys([headline, *every["figure"]]))}
    # A stable sort keeps the best set first within each figure.
    return every.sort_values("figure", key=lambda names: names.map(order), kind="stable", ignore_index=True)
