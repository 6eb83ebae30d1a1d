"""Keeps a district's scores true: compiles the engine, follows edits, scores in the background, previews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import pandas as pd
from qgis.PyQt.QtCore import QObject, QTimer

from district_planner.core.access.modes import MODES
from district_planner.core.aside import wait_for_those_left
from district_planner.core.district import TABLES, District
from district_planner.core.errors import PlannerError
from district_planner.core.evaluation.attribution import attribute
from district_planner.core.evaluation.evaluate import results_of
from district_planner.core.evaluation.far_joins import far_joins
from district_planner.core.evaluation.live import Edit, Preview
from district_planner.core.evaluation.questions import Question, questions
from district_planner.core.evaluation.reasons import why_silent
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.evaluation.riding import has_service
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.catalogue import effects as effects_of
from district_planner.core.interventions.catalogue import node_points
from district_planner.core.interventions.selection import Selection, select
from district_planner.core.progress import Progress, check
from district_planner.gui.previewer import Asked, Previewer, wait_while
from district_planner.gui.reading import Reading
from district_planner.gui.work import Work, start
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.contents import Everything
    from district_planner.gui.session import DistrictSession

    _Scored = tuple[Results, dict[str, "Alone"], Mapping[str, float], frozenset[str]]

REST_MS = 200
"""Pause after an edit before scoring begins, so that several edits in a row are scored once [P]."""
GOODBYE_MS = 5000
"""How long a closing district waits for its work to end; it looks at a cancel far more often."""
EVERYTHING = frozenset({"*"})
MOST_OTHERS = 6


@dataclass(frozen=True)
class Alone:
    """One intervention with nothing else built: figures by name, why it changes none of them, and a note on it."""

    figures: Mapping[str, float]
    why_silent: str
    note: str = ""


class Scorer(QObject):
    """The scores of one open district.

    Attributes:
        engine: with every candidate, for previews; None until it is compiled.
        results: of the active scenario; alone: id -> scored alone; both None until they are there.
        base: figures of the world without a candidate.
        stale: interventions whose scores are not recomputed yet, ``*`` for all.
        questions, question: what can be asked, and what is; others: further figures that a preview gives.
    """

    def __init__(self, session: DistrictSession, reading: Reading) -> None:
        super().__init__(session)
        self._reading: Reading | None = reading
        self._session = session
        self._file: District | None = None
        self._work: Work | None = None
        self._hanging: Edit | None = None
        self._asked_id = ""
        self.engine: Session | None = None
        self.results: Results | None = None
        self.alone: Mapping[str, Alone] | None = None
        self._together: frozenset[str] = frozenset()
        self.base: Mapping[str, float] = {}
        self.stale: frozenset[str] = EVERYTHING
        self.questions: tuple[Question, ...] = ()
        self.question: Question | None = None
        self.others: tuple[str, ...] = ()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._score)
        self._previewer = Previewer(self)
        self._previewer.answered.connect(self._on_previewed)
        self._previewer.late.connect(session.preview_waiting)
        self._previewer.refused.connect(session.failed)
        session.interventions_changed.connect(self._on_interventions_changed)
        session.scenario_changed.connect(self._on_scenario_changed)
        session.world_changed.connect(self._on_interventions_changed)
        session.settings_changed.connect(self.compile)

    @property
    def has_transit(self) -> bool:
        """Return whether the district has public transport: a timetable in its file, or a drawn line."""
        stored = self._file is not None and any(
            len(frame) for name, frame in self._file.tables.items() if name.startswith("transit_")
        )
        return stored or any(one.kind == "light_rail" for one in self._session.interventions())

    # The engine

    def compile(self) -> None:
        """Make the engine from the file, in the background."""
        self._cancel()
        self._previewer.nothing()
        self.engine = None
        self._tell_stale(EVERYTHING)
        everything, file = self._session.everything, self._file
        reading = None if file is not None else self._reading or Reading(self._session.path)
        self._reading = None
        world, year = self._session.world, self._session.year

        def job(progress: Progress) -> tuple[District, Session]:
            stored = reading.district() if reading is not None else cast(District, file)
            district = with_edits(stored, everything)
            selection = _everybody(district, world, year)
            return stored, Session(district, selection, measured(everything, district, selection), progress)

        self._start(tr("Preparing {}").format(self._session.name), job, self._on_compiled)

    def reload(self) -> None:
        """Read the file again, after its streets or places were changed, and compile."""
        self._file = None
        self.compile()

    def _on_compiled(self, found: tuple[District, Session]) -> None:
        self._file, self.engine = found
        self.questions = ()
        self._ask_of(self.engine)
        if self._hanging is not None:
            self.preview(self._hanging)
        self._rest.start(0)

    def _follow(self) -> bool:
        """Give the engine the interventions as they are now; tell and return False where they cannot be used."""
        if self.engine is None or self._file is None:
            self.compile()
            return False
        session = self._session
        district = with_edits(self._file, session.everything)
        try:
            selection = _everybody(district, session.world, session.year)
            if measured(session.everything, district, selection) != self.engine.request:
                self.compile()
                return False
            self.engine = self.engine.with_interventions(district.interventions, selection)
            self._ask_of(self.engine)
        except PlannerError as error:
            session.failed.emit(str(error))
            return False
        return True

    # Facts that make scores stale

    def _on_interventions_changed(self, ids: list[str] | None = None) -> None:
        self._cancel()
        # What is shown is out of date from now on, also where the engine cannot follow; it is told once the engine has.
        self.stale = EVERYTHING
        followed = self._follow()
        if followed and self._hanging is not None:
            self._session.preview_waiting.emit()
        self._tell_stale(EVERYTHING)
        if followed:
            self._rest.start(REST_MS)

    def _on_scenario_changed(self) -> None:
        if self.engine is not None:
            self._cancel()
            self._tell_stale(EVERYTHING)
            self._rest.start(REST_MS)

    def _tell_stale(self, stale: frozenset[str]) -> None:
        self.stale = stale
        self._session.scores_changed.emit()

    # Scoring

    def _score(self) -> None:
        engine, file, session = self.engine, self._file, self._session
        if engine is None or file is None:
            return
        if self._hanging is not None:
            # It hangs on a district that has changed: what is the same as before is not asked again.
            self.preview(self._hanging)
        everything, scenario = session.everything, session.scenario
        world, year, headline = session.world, session.year, self.choosing()

        def job(progress: Progress) -> _Scored:
            district = with_edits(file, everything)
            chosen = select(district, scenario, world, year, "best")
            scored = engine.with_interventions(district.interventions, chosen, headline=headline)
            shares = attribute(scored, lambda share, what: progress(0.5 * share, what))
            found = results_of(scored, shares)
            every = engine.with_interventions(district.interventions, _everybody(district, world, year))
            alone = _alone(every, lambda share, what: progress(0.5 + 0.5 * share, what))
            engine.keep()
            return found, alone, every.base.figures, shares.together

        self._start(tr("Scoring {}").format(session.name), job, self._on_scored)

    def _on_scored(self, found: _Scored) -> None:
        self.results, self.alone, self.base, self._together = found
        self._tell_stale(frozenset())
        if self._hanging is not None and self._choice():
            self.preview(self._hanging)

    # Alternatives

    @property
    def built(self) -> frozenset[str] | None:
        """Return what is built of the candidates that are on: of alternatives the best; None until that is known."""
        if self._choice():
            return None if self.stale else self._together
        # An edit that the engine refused is not in it.
        known = self.engine.effects if self.engine is not None else {}
        return frozenset(one for one in self._session.on() if one in known)

    def choosing(self) -> str:
        """Return the figure that chooses among alternatives that are on together; empty where there are none."""
        return self.question.figure if self.question is not None and self._choice() else ""

    def _choice(self) -> bool:
        engine = self.engine
        return engine is not None and bool(engine.selection.dependencies.conflicts(self._session.on()))

    def _start(self, text: str, job: Any, done: Any) -> None:
        """Start the one piece of work at a time."""
        self._cancel()
        work = Work(text, job, lambda value: self._end(work, done, value), lambda why: self._fail(work, why),
                    wait_while(self._previewer.busy), lambda share: self._tell_share(work, text, share))  # fmt: skip
        self._work = work
        self._session.busy_changed.emit(text, 0.0)
        start(work)

    def _tell_share(self, work: Work, text: str, share: float) -> None:
        # Cancelled work may tell once more when its district is closed already.
        if work is self._work:
            self._session.busy_changed.emit(text, share)

    def _end(self, work: Work, done: Any, value: Any) -> None:
        if work is self._work:
            self._work = None
            self._session.busy_changed.emit("", 1.0)
            done(value)

    def _fail(self, work: Work, why: str) -> None:
        if work is self._work:
            self._work = None
            self._session.busy_changed.emit("", 1.0)
            self._session.failed.emit(why)

    def _cancel(self) -> None:
        self._rest.stop()
        if self._work is not None:
            work, self._work = self._work, None
            work.cancel()
            self._session.busy_changed.emit("", 1.0)

    def cancel(self) -> None:
        """Stop the work that the planner cancelled; scores stay stale."""
        self._cancel()

    # Questions and previews

    def ask(self, question_id: str) -> None:
        """Choose the question whose answer is the headline."""
        self._asked_id = question_id
        self._choose_question()
        self._session.question_changed.emit()
        if self._choice():  # the question decides which of them is built
            self._on_scenario_changed()
        if self._hanging is not None:
            self.preview(self._hanging)

    def ask_also(self, figures: tuple[str, ...]) -> None:
        """Choose up to six further figures, which every preview gives after its headline."""
        self.others = figures[:MOST_OTHERS]
        self._session.question_changed.emit()
        if self._hanging is not None:
            self.preview(self._hanging)

    def _ask_of(self, engine: Session) -> None:
        """Ask what the district can answer now: the first employment site makes workplaces a question."""
        known = questions(engine)
        if known != self.questions or not known:
            self.questions = known
            self.others = tuple(name for name in self.others if name in engine.spec_of)
            self._choose_question()
            self._session.question_changed.emit()

    def _choose_question(self) -> None:
        by_id = {one.id: one for one in self.questions}
        self.question = by_id.get(self._asked_id) or (self.questions[0] if self.questions else None)

    def preview(self, edit: Edit | None) -> None:
        """Score what hangs on the cursor; None: nothing hangs there."""
        self._hanging = edit
        if edit is None:
            self._previewer.nothing()
            self._session.previewed.emit(None)
        elif self.engine is None or self.question is None or (built := self.built) is None:
            self._session.preview_waiting.emit()
        else:
            self._previewer.ask(Asked(self.engine, edit, built, self.question, self.others))

    def _on_previewed(self, found: Preview) -> None:
        self._session.previewed.emit(found)

    def stop(self) -> None:
        """End all work, and wait until its thread has heard: nothing of a plugin that is unloaded may still run."""
        work = self._work
        self._cancel()
        self._previewer.stop()
        if work is not None:
            work.waitForFinished(GOODBYE_MS)
            wait_for_those_left(GOODBYE_MS / 1000.0)


def request_of(everything: Everything) -> Request:
    """Return what the dock measures: the chosen modes and model of public transport, every indicator."""
    modes, service = everything.settings.get("modes"), everything.settings.get("transit_model")
    chosen = tuple(map(str, modes)) if isinstance(modes, list) and modes else ("walk",)
    if not isinstance(service, list) or len(service) != 2 or not isinstance(service[1], (int, float)):
        return Request(modes=chosen)
    return Request(modes=chosen, transit_model=str(service[0]), percentile=float(service[1]))


def measured(everything: Everything, district: District, selection: Selection) -> Request:
    """Return what is measured of what the planner chose: what rides waits until there is something to ride.

    Raises:
        InterventionError: an intervention cannot be used.
    """
    asked = request_of(everything)
    if not any(MODES[one].rides for one in asked.modes if one in MODES):
        return asked
    found = effects_of((*selection.externals, *selection.candidates), node_points(district.table("nodes")))
    if has_service(district, (effect for effects in found.values() for effect in effects)):
        return asked
    return replace(asked, modes=tuple(one for one in asked.modes if not MODES[one].rides) or ("walk",))


def with_edits(stored: District, everything: Everything) -> District:
    """Return a stored district with what the edit buffers hold."""
    scenarios = pd.DataFrame(
        [{"id": one.id, "name": one.name, "description": one.description} for one in everything.scenarios],
        columns=list(TABLES["scenarios"].columns), dtype=object,
    )  # fmt: skip
    links = pd.DataFrame(sorted(everything.contents.ticks), columns=["scenario_id", "intervention_id"], dtype=object)
    worlds = pd.DataFrame(
        [{"id": w.id, "name": w.name, "year": w.year, "externals": sorted(w.externals)} for w in everything.worlds],
        columns=list(TABLES["worlds"].columns), dtype=object,
    )  # fmt: skip
    tables = {**stored.tables, "scenarios": scenarios, "scenario_interventions": links, "worlds": worlds}
    return replace(
        stored, tables=tables, interventions=tuple(everything.contents.interventions.values()),
        settings=dict(everything.settings),
    )  # fmt: skip


def _everybody(district: District, world: str, year: int | None) -> Selection:
    """Return the selection with every candidate, alternatives among them."""
    return select(district, "", world, year, "best")


def _alone(session: Session, progress: Progress) -> dict[str, Alone]:
    """Return every candidate scored alone."""
    base, found = session.base, {}
    candidates = session.selection.candidates
    for number, one in enumerate(candidates):
        check(progress, number / len(candidates), one.label)
        ids = session.selection.dependencies.effective_set({one.id})
        state = session.state(ids, progress)
        silent = all(value == base.figures[name] or value != value for name, value in state.figures.items())
        far = None if silent else far_joins(session, one.id, state, progress=progress)
        why, note = why_silent(session, one, state) if silent else "", far.sentence if far else ""
        found[one.id] = Alone(dict(state.figures), why, note)
        if ids:
            session.forget(ids)
    return {**found, **{id_: Alone({}, why) for id_, why in session.selection.off.items()}}
