"""What the drawn lines of an evaluation join, pass over and cannot cross, as a table."""

from __future__ import annotations

import pandas as pd
import shapely

from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.effects import EasedCrossing, way_of
from district_planner.core.network.meetings import meetings
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.riding import Riding

_TROUBLES = ("end_not_joined", "needs_bridge")
MOST_TOLD = 20
"""How many of them are told one by one [P]."""
COLUMNS = ["intervention", "mode", "x", "y", "chainage", "kind", "text"]


def joins_of(session: Session, progress: Progress = no_progress) -> pd.DataFrame:
    """Return one row per meeting of a line with streets, barriers and the other lines that are on, by mode."""
    lines = {
        one.id: (one.label, way, isinstance(effect, EasedCrossing))
        for one in (*session.selection.externals, *session.selection.candidates)
        for effect in session.effects[one.id]
        if (way := way_of(effect)) is not None and shapely.get_dimensions(way.line) == 1
    }
    eased = [
        effect
        for one in (*session.selection.externals, *session.selection.candidates)
        for effect in session.effects[one.id]
        if isinstance(effect, EasedCrossing) and effect.is_point
    ]
    rows = []
    for network in session.networks.values():
        if isinstance(network, Riding):
            continue
        allowed = {name: line for name, line in lines.items() if network.mode.among(line[1].modes)}
        for name, (_, way, crossing) in allowed.items():
            check(progress, 1.0)
            others = {label: other for key, (label, other, _) in allowed.items() if key != name}
            rows += [
                (name, network.mode.id, m.x, m.y, m.chainage, m.kind, m.text)
                for m in meetings(
                    network.graph,
                    way,
                    session.district.table("barriers"),
                    session.district.settings,
                    others,
                    crossing=crossing,
                    eased=[effect for effect in eased if network.mode.among(effect.modes)],
                )
            ]
    return pd.DataFrame(rows, columns=COLUMNS)


def told_troubles(session: Session, joins: pd.DataFrame) -> tuple[str, ...]:
    """Return a sentence for every end that does not join and everything that needs a bridge or a crossing.

    Args:
        session: what was measured; joins: as :func:`joins_of` returns it.
    """
    labels = {one.id: one.label for one in (*session.selection.externals, *session.selection.candidates)}
    rows = joins[joins["kind"].isin(_TROUBLES)]
    # Modes that share a way share the sentence.
    told = list(dict.fromkeys(f"{labels[id_]}: {text}" for id_, text in zip(rows["intervention"], rows["text"])))
    rest = len(told) - MOST_TOLD
    more = [f"{rest:,} more ends that do not join or places that need a bridge or a crossing"] if rest > 0 else []
    return (*told[:MOST_TOLD], *more)
