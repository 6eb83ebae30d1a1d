"""Why this score: click a home, a building or a node, and see what counts for it and the ways there, base and with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from qgis.PyQt.QtCore import QPoint
from scipy.spatial import cKDTree

from district_planner.core.access.trip import RIDE
from district_planner.core.evaluation.explain import explain
from district_planner.core.evaluation.explanation import Explanation, Leg, Reason, Way
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress
from district_planner.gui.canvas import wording
from district_planner.gui.canvas.stage import Hanging
from district_planner.gui.canvas.stop_dots import StopDot
from district_planner.gui.canvas.strokes import Stroke
from district_planner.gui.latest import Latest
from district_planner.gui.map_tools.base import DistrictTool
from district_planner.gui.map_tools.facts import MS_PER_MIN
from district_planner.gui.map_tools.trip_words import trip_words
from district_planner.gui.widgets.kind_words import category_name
from district_planner.translation import tr

REACH_PX = 14.0
"""How far from an origin a click still means it [P]."""
MOST_REASONS = 4


_Asked = tuple[Any, frozenset[str], str]
"""Engine, candidates that are on, measure or figure: what an explanation is of, beside the origin."""


@dataclass(frozen=True)
class _Explained:
    """An explanation with the legs of the ways that are drawn, found in the thread for a click by its number."""

    click: int
    explanation: Explanation
    before: tuple[Leg, ...]
    after: tuple[Leg, ...]


class ExplainTool(DistrictTool):
    """Pointing shows which origin is meant, a click explains it; Escape takes the explanation away.

    Explanations come from a thread: the first one after an edit varies the times of the whole district. One on the map
    is made anew when what it is of changes.
    """

    snaps = False

    def __init__(self, *collaborators: Any) -> None:
        super().__init__(*collaborators)
        self.explanation: Explanation | None = None
        self._places: Any = None
        self._tree: cKDTree | None = None
        self._clicks = 0
        self._asked = 0
        self._origin = ""
        self._of: _Asked | None = None
        self._latest = Latest()
        self._latest.answered.connect(self._on_answered)
        self._latest.refused.connect(self._on_refused)
        self.session.scores_changed.connect(self._on_changed)
        self.session.question_changed.connect(self._on_changed)

    def moved(self) -> None:
        """Show which origin is under the cursor, unless one is being explained."""
        if self.explanation is not None or self._asked:
            self.stage.chip.move_to(self.pixel)
            return
        found = self._under_cursor()
        if found is None:
            self.rest()
            return
        self._point_at(*found, tr("Click to see why {} scores what it scores").format(self._label(found[0])))

    def left(self) -> None:
        """Point at nothing; what is explained stays."""
        if self.explanation is None and not self._asked:
            self.rest()

    def chip_at(self) -> QPoint | None:
        """Return where the chip stands; an explanation stays where it was asked for."""
        return self.pixel if self._of is not None else super().chip_at()

    def _point_at(self, id_: str, xy: Floats, hint: str) -> None:
        self.hang(Hanging(None, (Stroke(self.frame.map_xy(xy)),), hint=hint))

    def clicked(self) -> None:
        """Explain the origin under the cursor; beside every origin: take the explanation away."""
        found = self._under_cursor()
        if found is None or self._now() is None:
            self.cancelled()
            return
        self._explain(found[0])

    def _now(self) -> _Asked | None:
        """Return what would be explained; None while the district is being prepared."""
        engine, question, built = self.session.engine, self.session.question, self.session.built()
        if engine is None or question is None or built is None:
            return None
        return engine, built, question.measure or question.figure

    def _explain(self, origin: str) -> None:
        """Have an origin explained; until then it is pointed at."""
        now, click = self._now(), self._clicks + 1
        if now is None:
            return
        engine, on, what = now

        def job(progress: Progress) -> _Explained:
            return _explained(click, explain(engine, origin, what, on, progress))

        self._clicks = self._asked = click
        self.explanation, self._origin, self._of = None, origin, now
        places = engine.scope.origins
        here = places.centre[[places.number[origin]]]
        self._point_at(origin, here, tr("Finding out why {} scores what it scores").format(self._label(origin)))
        self._latest.ask(job)

    def _on_changed(self) -> None:
        """Make what is on the map anew where an edit, a tick or another question changes it."""
        now = self._now()
        if self._of is None or (now is not None and _same(now, self._of)):
            return
        if now is None or self._origin not in now[0].scope.origins.number:
            self.cancelled()
        else:
            self._explain(self._origin)

    def finished(self) -> None:
        """Take the explanation away."""
        self.cancelled()

    def cancelled(self) -> None:
        """Take the explanation away."""
        self._latest.nothing()
        self.explanation, self._asked, self._of = None, 0, None
        self.rest()

    def close(self) -> None:
        """End the thread and take everything off the canvas."""
        self.session.scores_changed.disconnect(self._on_changed)
        self.session.question_changed.disconnect(self._on_changed)
        self._latest.stop()
        super().close()

    def _on_answered(self, found: _Explained) -> None:
        # That of an earlier click comes, too, and may be of other interventions.
        if found.click == self._asked:
            self._asked, self.explanation = 0, found.explanation
            self._show(found)

    def _on_refused(self, why: str) -> None:
        self.cancelled()
        self.message(why)

    def _show(self, explained: _Explained) -> None:
        """Draw the ways of the reasons that count, and say the answer."""
        found = explained.explanation
        reasons = found.reasons[:MOST_REASONS]
        here = Stroke(self.frame.map_xy(np.array([(found.x, found.y)])))
        before = self._strokes(explained.before, before=True)
        after = self._strokes(explained.after, before=False)
        said = [found.text]
        for number, reason in enumerate(reasons):
            said.append(_line(reason))
            said += _trips(reason) if number == 0 else ()
        hint = tr("Dashed: today. Solid: with what is on. Esc to close")
        first = reasons[0].with_way or reasons[0].base_way if reasons else None
        self.hang(Hanging(
            None, (*before, *after, here), facts=tuple(said), hint=hint, stops=self._stops(first)))  # fmt: skip

    def _strokes(self, legs: Iterable[Leg], *, before: bool) -> list[Stroke]:
        """Return the strokes of legs; rides with what is on look as maps draw railways."""
        return [
            Stroke(
                self.frame.map_xy(shapely.get_coordinates(leg.geometry)), dashed=before, quiet=before,
                way="rail" if leg.kind == RIDE and not before else "",
            )
            for leg in legs
        ]  # fmt: skip

    def _stops(self, way: Way | None) -> tuple[StopDot, ...]:
        """Return the stops at which one gets on and off, with their names."""
        dots = []
        for part, last in zip(way.trip, (None, *way.trip)) if way is not None else ():
            if part.path is not None:
                ends = self.frame.map_xy(shapely.get_coordinates(part.path)[[0, -1]]).tolist()
                names = (last.to if last is not None else "", part.to)
                dots += [StopDot((x, y), name) for (x, y), name in zip(ends, names)]
        return tuple(dots)

    def _under_cursor(self) -> tuple[str, Floats] | None:
        """Return id and place of the nearest origin."""
        engine = self.session.engine
        if engine is None or not len(engine.scope.origins):
            return None
        if self._tree is None or self._places is not engine.scope.origins:
            self._places = engine.scope.origins
            self._tree = cKDTree(self._places.centre)
        here = self.frame.at(self.pixel)
        reach = REACH_PX * self.frame.metres_per_pixel(here)
        away, number = self._tree.query(here, distance_upper_bound=reach)
        if not np.isfinite(away):
            return None
        return str(self._places.id[number]), self._places.centre[[number]]

    def _label(self, id_: str) -> str:
        name = self._places.name[self._places.number[id_]]
        return str(name) if isinstance(name, str) and name else id_


def _same(one: _Asked, other: _Asked) -> bool:
    return one[0] is other[0] and one[1:] == other[1:]


def _explained(click: int, found: Explanation) -> _Explained:
    """Return an explanation with the ways of the reasons that are shown, and both of the first, which is told."""
    reasons = found.reasons[:MOST_REASONS]
    for reason in reasons[:1]:
        _ = reason.base_way, reason.with_way
    before = _legs(reason.base_way for reason in reasons if reason.counts_base)
    return _Explained(click, found, before, _legs(reason.with_way for reason in reasons if reason.counts_with))


def _legs(ways: Iterable[Way | None]) -> tuple[Leg, ...]:
    """Return the legs that can be drawn."""
    return tuple(leg for way in ways if way is not None for leg in way.legs if leg.geometry is not None)


def _line(reason: Reason) -> str:
    """Return an opportunity with its times."""
    name = reason.name or category_name(reason.category)
    before, after = (wording.value(ms / MS_PER_MIN, "min") for ms in (reason.base_ms, reason.with_ms))
    return f"{name}: {before} → {after}" if reason.changed else f"{name}: {after}"


def _trips(reason: Reason) -> tuple[str, ...]:
    """Return how one rides there, today and with what is on; nothing where no public transport is asked about."""
    ways = (reason.base_way, reason.with_way) if reason.changed else (None, reason.with_way)
    texts = (tr("Today: {}"), tr("With: {}") if reason.changed else tr("How: {}"))
    return tuple(
        text.format(trip_words(way.trip)) for text, way in zip(texts, ways) if way is not None and way.trip
    )  # fmt: skip
