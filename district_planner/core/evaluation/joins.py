"""What the drawn lines of an evaluation join, pass over and cannot cross, as a table."""

from __future__ import annotations

import pandas as pd
import shapely

from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.effects import AddedLine
from district_planner.core.network.meetings import meetings
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.riding import Riding

COLUMNS = ["intervention", "mode", "x", "y", "chainage", "kind", "text"]


def joins_of(session: Session, progress: Progress = no_progress) -> pd.DataFrame:
    """Return one row per meeting of a line with streets, barriers and the other lines that are on, by mode."""
    lines = {
        one.id: (one.label, effect)
        for one in (*session.selection.externals, *session.selection.candidates)
        for effect in session.effects[one.id]
        if isinstance(effect, AddedLine) and shapely.get_dimensions(effect.line) == 1
    }
    rows = []
    for network in session.networks.values():
        if isinstance(network, Riding):
            continue
        allowed = {name: pair for name, pair in lines.items() if network.mode.among(pair[1].modes)}
        for name, (_, effect) in allowed.items():
            check(progress, 1.0)
            others = {label: other for key, (label, other) in allowed.items() if key != name}
            rows += [
                (name, network.mode.id, m.x, m.y, m.chainage, m.kind, m.text)
                for m in meetings(
                    network.graph, effect, session.district.table("barriers"), session.district.settings, others
                )
            ]
    return pd.DataFrame(rows, columns=COLUMNS)
