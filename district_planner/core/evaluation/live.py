"""What an edit does while it still hangs on the cursor: the exact figures, and whom it brings closer.

The numbers are made by the same session, indicators and figures as an evaluation; nothing here estimates.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from district_planner.core.errors import RequestError
from district_planner.core.evaluation.by_edit import ByEdit, on_streets, quick
from district_planner.core.evaluation.difference import BetweenStates, Difference
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.reasons import why_same
from district_planner.core.evaluation.reasons_of_lines import lines_of
from district_planner.core.evaluation.use import use_amounts
from district_planner.core.indicators.base import COUNTING, FigureSpec, PairSpec
from district_planner.core.interventions.dependencies import Ids, dependencies
from district_planner.core.interventions.effects import (
    AddedLine,
    AddedOpportunity,
    AddedOrigin,
    EasedCrossing,
    Effect,
    way_of,
)
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import Selection, opens_late
from district_planner.core.network.joins import Index
from district_planner.core.network.lines import Meeting
from district_planner.core.network.meetings import meetings
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, check, no_progress

if TYPE_CHECKING:
    from district_planner.core.evaluation.session import Session, State

_NOWHERE: Index = np.empty(0, dtype=np.int64)
_OTHER_PART = "the other part"


@dataclass(frozen=True)
class Edit:
    """One intervention as it is being drawn or changed, or the two that it is being cut into.

    Attributes:
        id: of the one that is drawn or changed; intervention: what it becomes, None: it is taken away.
        more: what comes with it, under ids of their own: the second part of a line that is cut.
    """

    id: str
    intervention: Intervention | None
    more: tuple[Intervention, ...] = ()

    @property
    def drawn(self) -> tuple[Intervention, ...]:
        """Return all that there is after it."""
        return () if self.intervention is None else (self.intervention, *self.more)

    @property
    def ids(self) -> Ids:
        """Return the ids of all that it is about."""
        return frozenset({self.id, *(one.id for one in self.more)})


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
    sides = _sides(session, edit, on, (question.figure, *others), question.measure, progress)
    headline, *further = _changes(sides, (question.figure, *others), progress)
    origins, gain = _gains(session, sides, question)
    moved = len(origins) or any(_moved(one) for one in (headline, *further))
    return Preview(
        edit, question, headline, tuple(further), session.scope.origins.centre[origins], gain, origins,
        _marks(sides, edit, question), "" if moved else _why(sides, edit, question),
    )  # fmt: skip


def _changes(sides: _Sides, names: Sequence[str], progress: Progress) -> Iterator[FigureChange]:
    """Return figures one by one: who goes on drawing can stop the rest."""
    for done, name in enumerate(names):
        check(progress, done / len(names))
        yield _change(sides, name)


def _moved(change: FigureChange) -> bool:
    both_empty = math.isnan(change.before) and math.isnan(change.after)
    return change.before != change.after and not both_empty


@dataclass(frozen=True)
class _Sides:
    """What an edit is measured between.

    Attributes:
        session: the one that all states belong to; base, before: states; difference: between before and after.
        after: ids of what is built after; effects: of the edited intervention.
    """

    session: Session
    base: State
    before: State
    difference: Difference
    after: Ids
    effects: tuple[Effect, ...]


def _sides(session: Session, edit: Edit, on: Ids, figures: Sequence[str], measure: str, progress: Progress) -> _Sides:
    selection, effects = edited_selection(session, edit), _effects(session, edit)
    before_on, after_on = _ids(session, selection, edit, on)
    drawn = edit.intervention is not None and edit.ids <= after_on
    needed = _needed(session, figures, measure)
    alone = drawn and after_on - edit.ids == before_on and edit.id not in session.externals
    known = quick(effects) and not (edit.more and any(isinstance(e, AddedOpportunity) for e in effects))
    shared = any(session.measure_of[name][0].shared for name in needed.measures if name in session.measure_of)
    fast = alone and known and not shared and on_streets(session, needed.modes, needed.pairs)
    places = _adds_places(session, effects, figures, needed.measures)
    if edit.id in session.externals or (drawn and not fast and places):
        session = _edited(session, edit, selection, progress)
    base, before = session.built(session.externals), session.built(before_on)
    for state in (base, before):
        session.ready(state, needed.modes, needed.pairs, progress)
    if fast:
        difference: Difference = ByEdit(session, before, edit.id, effects, needed.measures, progress)
    else:
        if drawn and not places and edit.id not in session.externals:
            after = session.beside(session.built(after_on - edit.ids), edit.ids, effects)
        else:
            after = session.built(after_on)
        session.ready(after, needed.modes, needed.pairs, progress)
        difference = BetweenStates(session, before, after)
    return _Sides(session, base, before, difference, after_on, effects)


def _adds_places(
    session: Session, effects: Sequence[Effect], figures: Sequence[str], measures: Sequence[str]
) -> bool:  # fmt: skip
    """Return whether effects add places, or people who compete, that a figure or measure counts."""
    indicators = [session.measure_of[name][0] for name in measures if name in session.measure_of]
    if any(one.shared for one in indicators) and any(isinstance(effect, AddedOrigin) for effect in effects):
        return True
    added = {effect.category for effect in effects if isinstance(effect, AddedOpportunity)}
    if any(name not in session.spec_of for name in figures):
        return bool(added)
    return any(added.intersection(session.categories_of(name)) for name in measures if name in session.measure_of)


def _effects(session: Session, edit: Edit) -> tuple[Effect, ...]:
    """Return what the edited intervention does, with all that comes with it; that of the session where it goes.

    Raises:
        InterventionError: an attribute or the geometry cannot be used.
    """
    if edit.intervention is None:
        return session.effects.get(edit.id, ())
    found = session.surroundings.effects(edit.drawn)
    return tuple(effect for one in edit.drawn for effect in found[one.id])


def _ids(session: Session, selection: Selection, edit: Edit, on: Ids) -> tuple[Ids, Ids]:
    """Return what is built before and after, externals included; see :class:`FigureChange`."""
    rules, mine, world = selection.dependencies, edit.ids, session.externals
    here = frozenset(one.id for one in selection.candidates)
    others = (on & here) - mine
    excluded = frozenset[str]().union(*(rules.excludes.get(id_, frozenset()) for id_ in mine))
    without, with_it = others, (others - excluded) | (mine & here)
    # An external is put into the world or taken out of it; the people counted are those of the world that holds it.
    world_before, world_after = world - mine, world
    if edit.intervention is None:
        without, with_it = others | (mine & here), others
        world_before, world_after = world, world - mine
    return rules.effective_set(without) | world_before, rules.effective_set(with_it) | world_after


@dataclass(frozen=True)
class _Needed:
    """What must be measured: modes, pairs of mode and places, measures per origin."""

    modes: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]


def _needed(session: Session, figures: Sequence[str], measure: str) -> _Needed:
    specs = [session.spec_of.get(name) for name in figures]
    measures = [measure] if measure else []
    measures += [spec.measure.name for spec in specs if isinstance(spec, FigureSpec)]
    pairs = [(s.measure.mode, session.pair_indicator(s).places) for s in specs if isinstance(s, PairSpec)]
    modes = [session.measure_of[name][1].mode for name in measures if name in session.measure_of]
    modes += [name for name in session.networks if None in specs]
    named = tuple(name for name in dict.fromkeys(modes) if name)
    return _Needed(named, tuple(dict.fromkeys(pairs)), tuple(dict.fromkeys(measures)))


def _edited(session: Session, edit: Edit, selection: Selection, progress: Progress) -> Session:
    """Return a session that holds the intervention as the edit has it."""
    if not edit.drawn:
        return session
    everyone = [*(old for old in session.district.interventions if old.id not in edit.ids), *edit.drawn]
    return session.with_interventions(everyone, selection, progress)


def edited_selection(session: Session, edit: Edit) -> Selection:
    """Return who takes part once an intervention is as an edit has it; one that is taken away still takes part.

    An external takes part only where the world already holds it, a candidate only where it is open in the year.

    Raises:
        SelectionError: what it requires or excludes does not exist, or runs in a circle.
    """
    selection, by_id = session.selection, {one.id: one for one in edit.drawn}
    if not by_id:
        return selection
    externals = tuple(by_id.get(old.id, old) for old in selection.externals)
    candidates = tuple(old for old in selection.candidates if old.id not in by_id)
    candidates += tuple(one for one in edit.drawn if not one.external and not opens_late(one, selection.year))
    everyone = [*externals, *candidates]
    known = {old.id for old in (*session.district.interventions, *edit.drawn)}
    rules = dependencies(everyone, selection.dependencies.given, known)
    return replace(selection, externals=externals, candidates=candidates, dependencies=rules)


def _change(sides: _Sides, name: str) -> FigureChange:
    """Return a figure on the three states.

    Raises:
        RequestError: the session has no such figure.
    """
    session, difference = sides.session, sides.difference
    spec = session.spec_of.get(name)
    if spec is None:
        return _use(sides, name)
    base, (before, after) = sides.base.figures[name], difference.figure(name)
    if isinstance(spec, FigureSpec):
        who, gained, lost = session.weightings[spec.weight], math.nan, math.nan
        if spec.statistic in COUNTING:
            gained, lost = difference.crossed(spec)
        return FigureChange(name, spec.label, spec.unit, spec.better, base, before, after, who.total, gained, lost)
    m = spec.measure
    return FigureChange(name, m.label, m.unit, m.better, base, before, after, *[math.nan] * 3)


def _use(sides: _Sides, name: str) -> FigureChange:
    """Return how much of what differs between before and after is used."""
    session = sides.session
    for mode in session.scope.modes if session.linkuse else ():
        for m in session.linkuse.use_measures(mode, session.scope) if session.linkuse else ():
            if m.name == name:
                amount = use_amounts(session, mode, sides.difference.use(mode.id))[name]
                return FigureChange(name, m.label, m.unit, m.better, 0.0, 0.0, amount, *[math.nan] * 3)
    raise RequestError(f"there is no figure “{name}”", "Figures", "Choose one of the session's figures")


def _gains(session: Session, sides: _Sides, question: Question) -> tuple[Index, Floats]:
    """Return the origins whose measure of the question differs, and by how much it is better."""
    if not question.measure:
        return _NOWHERE, np.empty(0)
    if question.measure not in sides.session.measure_of:
        raise RequestError(f"there is no measure “{question.measure}”", "Question", "Ask one of the questions offered")
    _, measure = sides.session.measure_of[question.measure]
    places, moved = sides.session.scope.origins, sides.difference.moved(measure.name)
    here = places.owned(sides.before.on & sides.after)[moved.origins]
    before, after, numbers = moved.before[here], moved.after[here], moved.origins[here]
    gain = after - before if measure.better == "higher" else before - after
    if sides.session is not session:
        mine = session.scope.origins.number
        numbers = np.array([mine.get(str(id_), -1) for id_ in places.id[numbers]], dtype=np.int64)
    return numbers[numbers >= 0], gain[numbers >= 0]


def _marks(sides: _Sides, edit: Edit, question: Question) -> tuple[Meeting, ...]:
    """Return what a drawn line joins and passes, by the mode of the question, else by the first that it serves."""
    session = sides.session
    drawn = _ways(sides.effects) if edit.intervention is not None else ()
    order = sorted(session.networks.values(), key=lambda net: net.mode.id != mode_of(session, question.figure))
    for network in order:
        mine = [(way, crossing) for way, crossing in drawn if network.mode.among(way.modes)]
        if mine and network.graph is not None:
            lines = lines_of(session, sides.before.on - edit.ids)
            others = {label: line for label, line in lines if network.mode.among(line.modes)}
            eased = [
                effect
                for one in sorted(sides.before.on - edit.ids)
                for effect in session.effects[one]
                if isinstance(effect, EasedCrossing) and effect.is_point and network.mode.among(effect.modes)
            ]
            settings, parts = session.district.settings, mine if edit.more else mine[:1]
            graph, ways = network.graph, [way for way, _ in parts]
            return tuple(
                mark
                for way, crossing in parts
                for mark in meetings(
                    graph, way, session.barriers, settings, _beside(way, ways, others), crossing=crossing, eased=eased
                )
            )
    return ()


def _ways(effects: Sequence[Effect]) -> tuple[tuple[AddedLine, bool], ...]:
    """Return the ways that effects lay over the ground, each with whether it is a crossing that is drawn as a line."""
    ways = ((way_of(effect), isinstance(effect, EasedCrossing)) for effect in effects)
    return tuple((way, crossing) for way, crossing in ways if way is not None)


def _beside(way: AddedLine, parts: Sequence[AddedLine], others: Mapping[str, AddedLine]) -> Mapping[str, AddedLine]:
    """Return name -> what else a part of a line that is cut may join."""
    return dict([*others.items(), *((_OTHER_PART, part) for part in parts if part is not way)])


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
    if one.external and one.id not in session.externals:
        return "it happens anyway in other worlds only: name it in this world, or make it a candidate"
    if one.id not in sides.after:
        needed = edited_selection(session, edit).dependencies.unmet(one.id, sides.after)
        labels = {known.id: known.label for known in session.district.interventions}
        return f"it needs {', '.join(labels.get(id_, id_) for id_ in sorted(needed))}, which is not on"
    return why_same(session, one, sides.effects, question.figure, sides.difference)
