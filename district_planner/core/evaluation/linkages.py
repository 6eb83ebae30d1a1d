"""Times between the nodes of the ecosystem, before and with interventions: matrix, lines and a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.named_service import lacking, service_notes
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.riding import told
from district_planner.core.evaluation.session import Session
from district_planner.core.evaluation.state import Ids
from district_planner.core.evaluation.traveltimes import Matrix, Travel, TravelRequest, as_places, minutes_of
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, no_progress

INK, PAPER = "#222222", "#ffffff"


@dataclass(frozen=True)
class Linkages:
    """What was found.

    Attributes:
        names: of the nodes, in order of their ids; matrices: minutes of each mode.
        lines: one row per pair of nodes and mode: ``from_node``, ``to_node``, ``mode``, ``there_base``,
            ``there_with``, ``back_base``, ``back_with``, ``change`` (mean of both ways, minutes, negative is quicker)
            and ``geometry`` (straight line).
        notes: what every result says.
    """

    names: tuple[str, ...]
    matrices: tuple[Matrix, ...]
    lines: pd.DataFrame
    notes: tuple[str, ...]

    def long(self) -> pd.DataFrame:
        """Return one row per ordered pair and mode."""
        rows = []
        for matrix in self.matrices:
            for a, one in enumerate(self.names):
                for b, other in enumerate(self.names):
                    if a != b:
                        base, after = matrix.base[a, b], matrix.with_all[a, b]
                        rows.append((one, other, matrix.mode, base, after, after - base))
        columns = ["from_node", "to_node", "mode", "minutes_base", "minutes_with", "minutes_change"]
        frame = pd.DataFrame(rows, columns=columns)
        numbers = columns[3:]
        return frame.assign(**{name: frame[name].where(np.isfinite(frame[name])) for name in numbers})


def linkages_of(session: Session, built: Ids, progress: Progress = no_progress) -> Linkages:
    """Return the times between all nodes by the modes that a session measures; its figures rest on the same times.

    Args:
        session: that measures times between nodes; built: ids of the candidates that are built.

    Raises:
        RequestError: the district has fewer than two nodes, or the session measures no times between them.
    """
    nodes = session.scope.nodes
    _enough(len(nodes))
    keys = [(mode.id, "nodes") for mode in session.scope.modes]
    if any(key not in session.pairs_measured for key in keys):
        raise RequestError("times between nodes are not measured", "Linkages", "Ask for the indicator node_time")
    base, after = session.built(session.externals), session.built(built | session.externals)
    shape, matrices = (len(nodes), len(nodes)), []
    for key in keys:
        for state in (base, after):
            session.ready(state, (), [key], progress)
        blocks = session.pair_network(*key).base.blocks
        before, now = (minutes_of(state.pairs[key], blocks, shape) for state in (base, after))
        matrices.append(Matrix(key[0], before, now))
    riding = [mode for mode in session.scope.modes if mode.rides]
    selection = session.selection
    here = [one for one in (*selection.externals, *selection.candidates) if one.id in after.on]
    missing = lacking(here)
    if not riding:
        return _found(nodes, matrices, tuple(missing))
    notes = service_notes(session.transit, here, session.effects)
    return _found(nodes, matrices, (*told(session.transit, riding), *missing, *notes))


def _enough(nodes: int) -> None:
    if nodes < 2:
        raise RequestError(
            f"the district has {nodes} node" + ("" if nodes == 1 else "s"), "Linkages",
            "Add nodes such as sites, centres and universities with Create district (NODES)",
        )  # fmt: skip


def linkages(district: District, asked: TravelRequest, progress: Progress = no_progress) -> Linkages:
    """Return the times between all nodes of a district.

    Raises:
        RequestError: the district has fewer than two nodes.
    """
    nodes = district.table("nodes")
    _enough(len(nodes))
    travel = Travel(district, asked, progress)
    places = as_places(district, nodes)
    return _found(places, list(travel.matrices(places, places)), travel.notes)


def _found(places: Places, matrices: Sequence[Matrix], notes: tuple[str, ...]) -> Linkages:
    names = tuple(str(name or id_) for name, id_ in zip(places.name, places.id))
    rows = [row for matrix in matrices for row in _lines(names, places.centre, matrix)]
    columns = ["from_node", "to_node", "mode", "there_base", "there_with", "back_base", "back_with", "change",
               "geometry"]  # fmt: skip
    return Linkages(names, tuple(matrices), pd.DataFrame(rows, columns=columns), notes)


def _lines(names: tuple[str, ...], xy: Floats, matrix: Matrix) -> list[tuple[Any, ...]]:
    found = []
    for a in range(len(names)):
        for b in range(a + 1, len(names)):
            four = [matrix.base[a, b], matrix.with_all[a, b], matrix.base[b, a], matrix.with_all[b, a]]
            shown = [float(value) if np.isfinite(value) else np.nan for value in four]
            change = (shown[1] - shown[0] + shown[3] - shown[2]) / 2
            line = shapely.LineString([xy[a], xy[b]])
            found.append((names[a], names[b], matrix.mode, *shown, change, line))
    return found


def draw(found: Linkages, path: Path, title: str) -> None:
    """Draw the matrices as a picture (png, svg or pdf): minutes with, and the change below where there is one."""
    # Drawing is loaded when it is asked for: it takes a second.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # type: ignore[import-untyped]
    from matplotlib.figure import Figure  # type: ignore[import-untyped]

    count, size = len(found.matrices), len(found.names)
    figure = Figure(figsize=(1.6 + max(0.62 * size, 3.2) * count + 1.2 * count, 2.2 + max(0.5 * size, 2.4)), dpi=160)
    FigureCanvasAgg(figure)
    for number, matrix in enumerate(found.matrices, start=1):
        axes = figure.add_subplot(1, count, number)
        _panel(axes, found.names, matrix)
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=12, fontweight="bold")
    figure.text(0.01, 0.005, "  ·  ".join(found.notes), fontsize=6, color="#666666", wrap=True)
    figure.tight_layout(rect=(0, 0.04, 1, 0.96))
    figure.savefig(path, facecolor=PAPER)


def _panel(axes: Any, names: tuple[str, ...], matrix: Matrix) -> None:
    """Draw one mode: darker is quicker, numbers are minutes from the row to the column."""
    own = np.eye(len(names), dtype=bool)
    shown = np.where(own | ~np.isfinite(matrix.with_all), np.nan, matrix.with_all)
    top = float(np.nanmax(shown)) if np.isfinite(shown).any() else 1.0
    axes.imshow(shown, cmap="YlGnBu_r", vmin=0, vmax=top * 1.15, aspect="auto")
    for a in range(len(names)):
        for b in range(len(names)):
            if a == b:
                continue
            value, change = matrix.with_all[a, b], matrix.with_all[a, b] - matrix.base[a, b]
            text = "–" if not np.isfinite(value) else f"{value:.0f}"
            if np.isfinite(change) and abs(change) >= 0.05:
                text += f"\n{change:+.1f}"
            elif np.isfinite(value) and not np.isfinite(matrix.base[a, b]):
                text += "\nnew"
            dark = np.isfinite(value) and value < 0.55 * top
            axes.text(b, a, text, ha="center", va="center", fontsize=7, color=PAPER if dark else INK)
    axes.set_xticks(range(len(names)), names, rotation=40, ha="right", fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_title(f"{matrix.mode.replace('_', ' ')}: minutes, and change", fontsize=8, loc="left", color=INK)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
