"""A district whose layers are edited: gestures, undo across saves, and facts about what changed, whoever edits."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from district_planner.core.errors import PlannerError
from district_planner.core.geopackage import INTERVENTION_TABLES
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import TODAY
from district_planner.gis import district_layers as border
from district_planner.gui.contents import (
    MINE,
    TICK_TABLES,
    WRITERS,
    Everything,
    Scenario,
    read_everything,
    write_scenarios,
    write_ticks,
)
from district_planner.gui.gestures import Contents, Gesture, Gestures, Tick, between
from district_planner.gui.gone import named_in, without_names_of_gone
from district_planner.gui.layers import DistrictLayers
from district_planner.gui.recovered import Draft, Recovered
from district_planner.gui.recovery import Keeper
from district_planner.translation import tr


class EditedDistrict(QObject):
    """Follows the edit buffers of a district's layers and writes gestures to them.

    Args:
        path: the district's file; project: where its layers are or go.

    Raises:
        DistrictFileError: the file cannot be opened.
        DistrictDataError: what it holds cannot be read.
    """

    interventions_changed = pyqtSignal(list)
    """Ids that were added, changed or removed, whoever edited."""
    selection_changed = pyqtSignal(str)
    scenario_changed = pyqtSignal()
    """The active scenario, its ticks, or the list of scenarios."""
    world_changed = pyqtSignal()
    settings_changed = pyqtSignal()
    saved_changed = pyqtSignal()
    """Whether there are unsaved edits, or what undo and redo would do, may have changed."""
    failed = pyqtSignal(str)
    """A sentence for the planner."""

    def __init__(self, path: Path, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path.resolve()
        self.layers = DistrictLayers(project, self.path, self.path.stem, self)
        self.scenario = MINE
        self.world = TODAY
        self.selected = ""
        self._gestures = Gestures()
        self._everything: Everything = read_everything(self.layers.layers)
        self._keeper = Keeper(self.path, self.layers.buffers)
        in_file = read_everything(self.layers.stored()) if self.layers.modified else self._everything
        self._keeper.note(in_file.contents, self._contents)
        self.layers.edited.connect(self._on_edited)

    @property
    def _contents(self) -> Contents:
        return self._everything.contents

    # Interventions

    def interventions(self) -> tuple[Intervention, ...]:
        """Return all, unsaved edits included, in order of id."""
        return tuple(self._contents.interventions.values())

    def intervention(self, id_: str) -> Intervention | None:
        """Return one, None where there is none of that id."""
        return self._contents.interventions.get(id_)

    def new_id(self, kind: str) -> str:
        """Return an id that is not used yet, nor in what a crash left, made of the kind and a number."""
        return self.free_id(f"{kind}-", self._contents.interventions)

    def free_id(self, start: str, used: Container[str]) -> str:
        """Return a start with the first number that nothing is called by: nothing names it, no undo brings it back.

        What a crash left counts too.
        """
        taken = self._keeper.taken | named_in(self._contents) | self._gestures.ids
        return next(id_ for id_ in (f"{start}{number}" for number in count(1)) if id_ not in used and id_ not in taken)

    def put(self, one: Intervention, what: str) -> bool:
        """Add or change one intervention: one gesture."""
        return self.put_all([one], (), what)

    def put_all(self, several: Sequence[Intervention], removed: Sequence[str], what: str, like: str = "") -> bool:
        """Add, change and remove interventions in one gesture; nothing names any longer what it removes.

        Args:
            like: new candidates are on in the scenarios that this one is on in; empty: in the active scenario.

        Returns:
            whether it was written; where not, ``failed`` has told why.
        """
        held = self._contents
        where = [scenario for scenario, id_ in held.ticks if id_ == like] if like else [self.scenario]
        wanted = held.having(several, removed, where)
        return self._perform(between(held, without_names_of_gone(held, wanted), what))

    def remove(self, ids: Sequence[str], what: str) -> bool:
        """Remove interventions: one gesture."""
        return self.put_all((), ids, what)

    def select(self, id_: str) -> None:
        """Select an intervention; empty: none."""
        if id_ != self.selected:
            self.selected = id_
            self.selection_changed.emit(id_)

    def _perform(self, step: Gesture, *, along: bool = False) -> bool:
        """Write a step to the edit buffers; tell and return False where that fails."""
        with self._telling() as fine:
            with self.layers.gesture(step.text, self._tables(step)):
                self._write(step)
            self._refresh(step.text, along=along, own=True)
        return not fine.failed

    @contextmanager
    def _telling(self) -> Iterator[_Outcome]:
        """Put what goes wrong in the block into words for the planner."""
        outcome = _Outcome()
        try:
            yield outcome
        except PlannerError as error:
            outcome.failed = True
            self.failed.emit(str(error))

    def _shapes(self, step: Gesture) -> list[str]:
        """Return the tables of interventions that a step changes."""
        shapes = [one for versions in (step.before, step.after) for one in versions.values() if one is not None]
        return list(dict.fromkeys(border.home_of(one) for one in shapes))

    def _tables(self, step: Gesture) -> list[str]:
        tables = self._shapes(step)
        if step.ticked or step.unticked:
            tables += TICK_TABLES
        for name in step.tables:
            # With a scenario go ticks that nobody sees: an id that is used again must find none.
            tables += TICK_TABLES if name == "scenarios" else (name,)
        return list(dict.fromkeys(tables))

    def _write(self, step: Gesture) -> None:
        layers = self.layers.layers
        for id_, after in step.after.items():
            before, place = self.intervention(id_), self._everything.where.get(id_)
            if before is not None and place is not None and (after is None or border.home_of(after) != place[0]):
                layers[place[0]].deleteFeature(place[1])
                before = None
            if after is not None and before is None:
                border.insert(layers[border.home_of(after)], after)
            elif after is not None and before is not None and place is not None:
                border.update(layers[place[0]], place[1], before, after)
        if step.ticked or step.unticked or "scenarios" in step.tables:
            self._write_ticks((self._contents.ticks | step.ticked) - step.unticked)
        # After the ticks, which may write the scenarios that are known so far.
        for name, (_, after) in step.tables.items():
            WRITERS[name](layers[name], after)

    def _write_ticks(self, ticks: Iterable[Tick]) -> None:
        """Write what is on where, and the scenario for drawings, which was only in memory so far."""
        wanted = frozenset(ticks)
        write_ticks(self.layers.layers["scenario_interventions"], wanted)
        if any(scenario == MINE for scenario, _ in wanted):
            write_scenarios(self.layers.layers["scenarios"], self._everything.scenarios)

    # Undo and save

    @property
    def undo_text(self) -> str:
        """Return what an undo takes back, empty where there is nothing."""
        return self._gestures.last.text if self._gestures.last else ""

    @property
    def redo_text(self) -> str:
        """Return what a redo does again, empty where there is nothing."""
        return self._gestures.next.text if self._gestures.next else ""

    @property
    def last_step(self) -> object:
        """Return what stands for where the planner is in the stack of steps."""
        return self._gestures.last

    @property
    def touched(self) -> QgsVectorLayer | None:
        """Return the layer of interventions that the last step changed, None where there is none.

        While nothing is left to take back, that of the step that can be done again.
        """
        step = self._gestures.last or self._gestures.next
        return next((self.layers.layers[table] for table in (self._shapes(step) if step is not None else ())), None)

    def undo(self) -> None:
        """Take the last gesture back, also one that is saved."""
        if self._gestures.last is not None and self._step(self._gestures.last.reversed(), back=True):
            self._gestures.went_back()
            self.saved_changed.emit()

    def redo(self) -> None:
        """Do the gesture again that was taken back last."""
        if self._gestures.next is not None and self._step(self._gestures.next, back=False):
            self._gestures.went_on()
            self.saved_changed.emit()

    def _step(self, step: Gesture, *, back: bool) -> bool:
        """Move along the stack; QGIS' own undo stacks move with it where they hold the same step."""
        stacks = [self.layers.layers[table].undoStack() for table in self._tables(step)]
        goal = step.applied_to(self._contents)
        if stacks and all((stack.undoText() if back else stack.redoText()) == step.text for stack in stacks):
            with self.layers.silence():
                for stack in stacks:
                    stack.undo() if back else stack.redo()
            with self._telling():
                self._refresh(step.text, along=True)
        rest = between(self._contents, goal, step.text)
        return rest.empty or self._perform(rest, along=True)

    @property
    def modified(self) -> bool:
        """Return whether some edit is not saved."""
        return self.layers.modified

    def save(self) -> bool:
        """Write all edits to the district's file; tell and return False where that fails."""
        with self._telling() as outcome:
            with self.layers.silence():
                self.layers.save()
            self._refresh(tr("Save"), along=True)
        return not outcome.failed

    # After a crash

    @property
    def held_by(self) -> str:
        """Return who else has the district open, empty where nobody has."""
        return self._keeper.who_holds()

    @property
    def forbidden(self) -> bool:
        """Return whether nothing may be written beside the district's file."""
        return self._keeper.forbidden

    def unsaved_before(self) -> Recovered | None:
        """Return what was not saved when QGIS ended the last time, None where there is nothing."""
        return self._keeper.found()

    def restore(self, found: Recovered) -> bool:
        """Bring unsaved work back into the edit buffers: one gesture, what was in hand and can be used included.

        What was in hand and is too short to be used, ``found.begun``, is for a tool to go on with.
        """
        step, last = found.bringing_back(self._contents, self.scenario, self.free_id)
        done = step.empty or self._perform(step)
        if done:
            self._keeper.keep_draft(found.begun)
            self._keeper.discard()
            if last != self.scenario:
                self.scenario = last
                self.scenario_changed.emit()
        return done

    def forget_unsaved(self) -> None:
        """Throw away what was not saved when QGIS ended the last time."""
        self._keeper.discard()

    def keep_draft(self, draft: Draft | None) -> None:
        """Keep the drawing in hand so that a crash does not take it; None: nothing is in hand."""
        self._keeper.keep_draft(None if draft is None else replace(draft, scenario=self.scenario))

    # Following the layers

    def _on_edited(self) -> None:
        with self._telling():
            found = read_everything(self.layers.layers)
            step = between(self._contents, found.contents, "")
            text = self._text_of_qgis(step)
            back = self._is_part(step, back=True)
            if back or self._is_part(step, back=False):
                self._follow(step, back=back)
            else:
                self._complete(step, found, text)
                self._refresh(text)

    def _is_part(self, step: Gesture, *, back: bool) -> bool:
        """Return whether a step is QGIS' own undo (or redo) of the planner's last one: QGIS moves one layer only."""
        last = self._gestures.last if back else self._gestures.next
        if last is None or not step.after:
            return False
        whole = last.reversed() if back else last
        if whole.leads_to(step):
            return True
        stacks = [self.layers.layers[table].undoStack() for table in self._shapes(step)]
        moved = all((stack.redoText() if back else stack.undoText()) == last.text for stack in stacks)
        return moved and whole.holds(step)

    def _follow(self, step: Gesture, *, back: bool) -> None:
        """Let all other layers of the planner's step follow an undo or redo of QGIS' own."""
        last = self._gestures.last if back else self._gestures.next
        if last is None:
            return
        goal = (last.reversed() if back else last).applied_to(self._contents)
        with self.layers.silence():
            for table in self._tables(last):
                stack = self.layers.layers[table].undoStack()
                if table not in self._shapes(step) and (stack.undoText() if back else stack.redoText()) == last.text:
                    stack.undo() if back else stack.redo()
        self._refresh(last.text, along=True)
        rest = between(self._contents, goal, last.text)
        if rest.empty or self._perform(rest, along=True):
            self._gestures.went_back() if back else self._gestures.went_on()
            self.saved_changed.emit()

    def _text_of_qgis(self, step: Gesture) -> str:
        """Return what QGIS calls the last edit of the layers that it touched."""
        for table in self._shapes(step) or INTERVENTION_TABLES:
            text = str(self.layers.layers[table].undoStack().undoText())
            if text:
                return text
        return tr("Edit")

    def _complete(self, step: Gesture, found: Everything, text: str) -> None:
        """Switch on what QGIS' own tools drew, and let nothing name what they took away, in the step that did it."""
        drawn = [one for id_, one in step.after.items() if one is not None and step.before[id_] is None]
        new = {(self.scenario, one.id) for one in drawn if not one.external and self._is_edited(one)}
        wanted = without_names_of_gone(self._contents, found.contents)
        rest = between(found.contents, replace(wanted, ticks=wanted.ticks | new), text)
        gone = {id_ for id_, one in step.after.items() if one is None}
        rest = replace(rest, unticked=frozenset(tick for tick in found.listed if tick[1] in gone))
        if not rest.empty:
            known, self._everything = self._everything, found
            try:
                with self.layers.gesture(text, self._tables(rest)):
                    self._write(rest)
            finally:
                self._everything = known

    def _is_edited(self, one: Intervention) -> bool:
        """Return whether it is in an edit buffer: what a rollback brings back is not new."""
        return bool(self.layers.layers[border.home_of(one)].isEditable())

    def _refresh(self, text: str, *, along: bool = False, own: bool = False) -> None:
        """Read the edit buffers again and tell what differs.

        Args:
            text: what the step is called; along: it moves along the stack; own: the planner did it, not QGIS' tools.
        """
        old, self._everything = self._everything, read_everything(self.layers.layers)
        step = between(old.contents, self._contents, text)
        if not along:
            self._gestures.record(step, own=own)
        if self.layers.modified:
            self._keeper.keep(self._contents)
        else:
            self._keeper.saved(self._contents)
        self._let_go()
        if step.after:
            self.interventions_changed.emit(list(step.after))
        if step.ticked or step.unticked or old.scenarios != self._everything.scenarios:
            self.scenario_changed.emit()
        if old.worlds != self._everything.worlds:
            self.world_changed.emit()
        if old.settings != self._everything.settings:
            self.settings_changed.emit()
        self.saved_changed.emit()

    def _let_go(self) -> None:
        """Be in no scenario, in no world and at no intervention that is gone; whoever was is in the first, in today."""
        if all(one.id != self.scenario for one in self._everything.scenarios):
            self.scenario = self._everything.scenarios[0].id
        if all(one.id != self.world for one in self._everything.worlds):
            self.world = TODAY
        if self.selected not in self._contents.interventions:
            self.select("")

    def scenarios(self) -> list[Scenario]:
        """Return the scenarios, the one for new drawings first."""
        return list(self._everything.scenarios)


class _Outcome:
    """Whether a block failed."""

    failed = False
