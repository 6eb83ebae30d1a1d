"""What an edit does while it still hangs on the cursor: the exact figures, and whom it brings closer.

The numbers are made by the same session, indicators and figures as an evaluation; nothing here estimates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from district_planner.core.errors import RequestError
from district_planner.core.evaluation.attribution import newly, use_figures
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.reasons import why_same
from district_planner.core.indicators.base import FigureSpec, PairSpec
from district_planner.core.interventions.dependencies import Ids, dependencies
from district_planner.core.interventions.effects import AddedLine
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import Selection, opens_late
from district_planner.core.network.joins import Index
from district_planner.core.network.lines import Meeting
from district_planner.core.network.meetings import meetings
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, no_progress

if TYPE_CHECKING:
    from district_planner.core.evaluation.session import Session, State

_NOWHERE: Index = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Edit:
    """One intervention as it is being drawn or changed; ``intervention`` None: it is taken away."""

    id: str
    intervention: Intervention | None


@dataclass(frozen=True)
class FigureChange:
    """A figure of the district before and after an edit.

    Attributes:
        name, label, unit: of the figure; better: ``higher`` or ``lower``.
        base: no candidate built; before: the scenario without the edited intervention; after: the scenario with it.
            Where the edit takes it away: before with it, after without.
        total: people or employees that are counted, NaN for figures between sites or nodes and for use.
        newly, no_longer: people or employees that come to be within or to meet it and that cease to, from before to
            after; NaN for other figures.
    """

    name: str
    label: str
    unit: str
    better: str
    base: float
    before: float
    after: float
    total: float
    newly: float
    no_longer: float


@dataclass(frozen=True)
class Preview:
    """What an edit does, exactly.

    Attributes:
        edit, question: what was asked; headline: the question's figure; others: the further figures, in their order.
        xy: (n, 2) metres, origins whose measure of the question differs between before and after; gain: (n,) in the
            measure's unit, above 0 better, below 0 worse; ``inf`` newly reached, ``-inf`` no longer; origins: their
            numbers in ``session.scope.origins``, ascending.
        marks: joins of a drawn line, and what it passes and cannot cross.
        why_silent: why nothing changes, a sentence without full stop; empty where something does.
    """

    edit: Edit
    question: Question
    headline: FigureChange
    others: tuple[FigureChange, ...]
    xy: Floats
    gain: Floats
    origins: Index
    marks: tuple[Meeting, ...]
    why_silent: str


def preview(
    session: Session,
    edit: Edit,
    on: Ids,
    question: Question,
    others: Sequence[str] = (),
    progress: Progress = no_progress,
) -> Preview:
    """Return what an edit does to the scenario of the candidates ``on``; see :meth:`Session.preview`."""
    sides = _sides(session, edit, on, progress)
    headline, *further = (_change(sides, name) for name in (question.figure, *others))
    origins, gain = _gains(session, sides, question)
    moved = len(origins) or any(_moved(one) for one in (headline, *further))
    return Preview(
        edit, question, headline, tuple(further), session.scope.origins.centre[origins], gain, origins,
        _marks(sides, edit, question), "" if moved else _why(sides, edit, question),
    )  # fmt: skip


def _moved(change: FigureChange) -> bool:
    both_empty = math.isnan(change.before) and math.isnan(change.after)
    return change.before != change.after and not both_empty


@dataclass(frozen=True)
class _Sides:
    """The states that an edit is measured between; all of them belong to ``session``."""

    session: Session
    base: State
    before: State
    after: State


def _sides(session: Session, edit: Edit, on: Ids, progress: Progress) -> _Sides:
    edited = _edited(session, edit, progress)
    rules, id_ = edited.selection.dependencies, edit.id
    world, here = edited.externals, frozenset(one.id for one in edited.selection.candidates)
    others = on & here - {id_}
    without, with_it = others, (others - rules.excludes.get(id_, frozenset())) | ({id_} & here)
    if edit.intervention is None:
        without, with_it = others | ({id_} & here), others
    # An external is taken out of the world, or put into it, with the people counted that the edited world holds.
    out_before = {id_} if edit.intervention is not None else set()
    out_after = {id_} if edit.intervention is None else set()
    before = rules.effective_set(without) | (world - out_before)
    after = rules.effective_set(with_it) | (world - out_after)
    return _Sides(edited, edited.base, edited.built(before, progress), edited.built(after, progress))


def _edited(session: Session, edit: Edit, progress: Progress) -> Session:
    """Return the session in which an intervention is as the edit has it."""
    one = edit.intervention
    if one is None:
        return session
    everyone = [*(old for old in session.district.interventions if old.id != one.id), one]
    return session.with_interventions(everyone, edited_selection(session, edit), progress)


def edited_selection(session: Session, edit: Edit) -> Selection:
    """Return who takes part once an intervention is as an edit has it; one that is taken away still takes part.

    An external takes part only where the world already holds it, a candidate only where it is open in the year.

    Raises:
        SelectionError: what it requires or excludes does not exist, or runs in a circle.
    """
    selection, one = session.selection, edit.intervention
    if one is None:
        return selection
    externals = tuple(one if old.id == one.id else old for old in selection.externals)
    candidates = tuple(old for old in selection.candidates if old.id != one.id)
    if not one.external and not opens_late(one, selection.year):
        candidates = (*candidates, one)
    everyone = [*externals, *candidates]
    known = {old.id for old in (*session.district.interventions, one)}
    rules = dependencies(everyone, selection.dependencies.given, known)
    return replace(selection, externals=externals, candidates=candidates, dependencies=rules)


def _change(sides: _Sides, name: str) -> FigureChange:
    """Return a figure on the three states.

    Raises:
        RequestError: the session has no such figure.
    """
    session, base, before, after = sides.session, sides.base.figures, sides.before.figures, sides.after.figures
    spec = session.spec_of.get(name)
    if isinstance(spec, FigureSpec):
        who, gained, lost = session.weightings[spec.weight], math.nan, math.nan
        if spec.statistic in ("within", "meets"):
            gained, lost = newly(session, spec, sides.before, sides.after)
        return FigureChange(
            name, spec.label, spec.unit, spec.better, base[name], before[name], after[name], who.total, gained, lost
        )
    if isinstance(spec, PairSpec):
        m = spec.measure
        return FigureChange(name, m.label, m.unit, m.better, base[name], before[name], after[name], *[math.nan] * 3)
    return _use(sides, name)


def _use(sides: _Sides, name: str) -> FigureChange:
    """Return how much what differs between before and after is used."""
    session = sides.session
    measures = {} if session.linkuse is None else {
        m.name: m for mode in session.scope.modes for m in session.linkuse.use_measures(mode, session.scope)
    }  # fmt: skip
    if name not in measures:
        raise RequestError(f"there is no figure “{name}”", "Figures", "Choose one of the session's figures")
    m, amount = measures[name], use_figures(session, sides.before, sides.after)[name]
    return FigureChange(name, m.label, m.unit, m.better, 0.0, 0.0, amount, *[math.nan] * 3)


def _gains(session: Session, sides: _Sides, question: Question) -> tuple[Index, Floats]:
    """Return the origins whose measure of the question differs, and by how much it is better."""
    if not question.measure:
        return _NOWHERE, np.empty(0)
    measure = next(m for _, m in sides.session.measures if m.name == question.measure)
    places, mine = sides.session.scope.origins, session.scope.origins
    before, after = sides.before.values[measure.name], sides.after.values[measure.name]
    differs = np.flatnonzero((before != after) & places.owned(sides.before.on & sides.after.on))
    gain = after[differs] - before[differs] if measure.better == "higher" else before[differs] - after[differs]
    numbers = np.array([mine.number.get(str(id_), -1) for id_ in places.id[differs]], dtype=np.int64)
    return numbers[numbers >= 0], gain[numbers >= 0]


def _marks(sides: _Sides, edit: Edit, question: Question) -> tuple[Meeting, ...]:
    """Return what a drawn line joins and passes, by the mode of the question, else by the first that it serves."""
    session = sides.session
    drawn = _lines(session, frozenset({edit.id})) if edit.intervention is not None else []
    order = sorted(session.networks.values(), key=lambda net: net.mode.id != mode_of(session, question.figure))
    for network in order:
        mine = [line for _, line in drawn if network.mode.among(line.modes)]
        if mine and network.graph is not None:
            lines = _lines(session, sides.before.on - {edit.id})
            others = {label: line for label, line in lines if network.mode.among(line.modes)}
            barriers, settings = session.district.table("barriers"), session.district.settings
            return tuple(meetings(network.graph, mine[0], barriers, settings, others))
    return ()


def _lines(session: Session, ids: Ids) -> list[tuple[str, AddedLine]]:
    """Return label and effect of the lines that some interventions add."""
    everyone = (*session.selection.externals, *session.selection.candidates)
    return [
        (one.label, effect)
        for one in everyone
        if one.id in ids
        for effect in session.effects[one.id]
        if isinstance(effect, AddedLine)
    ]


def mode_of(session: Session, figure: str) -> str:
    """Return the mode of a figure, '' where it has none."""
    spec = session.spec_of.get(figure)
    return spec.measure.mode if spec is not None else ""


def _why(sides: _Sides, edit: Edit, question: Question) -> str:
    """Return why nothing changes, a sentence without full stop."""
    session, one = sides.session, edit.intervention
    if one is None:
        return "taking it away changes nothing that the question counts"
    late = opens_late(one, session.selection.year)
    if late:
        return late
    if one.id not in session.effects:
        return "it happens anyway in other worlds only: name it in this world, or make it a candidate"
    if one.id not in sides.after.on:
        needed = session.selection.dependencies.unmet(one.id, sides.after.on)
        return f"it needs {', '.join(sorted(needed))}, which is not on"
    return why_same(session, one, sides.before, sides.after, question.figure)
