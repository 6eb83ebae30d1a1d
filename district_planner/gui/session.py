"""One open district: its state and the facts about it, without a widget.

Whoever shows something listens to the signals; whoever changes something calls a method.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsProject
from qgis.PyQt.QtCore import QObject, pyqtSignal

from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.results import Results
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.selection import TODAY
from district_planner.gui.contents import MINE, Everything, Scenario, World
from district_planner.gui.edited import EditedDistrict
from district_planner.gui.gestures import Gesture, Tick, between
from district_planner.gui.reading import Reading
from district_planner.gui.scorer import Alone, Scorer
from district_planner.translation import tr

__all__ = ["MINE", "DistrictSession", "Scenario", "World"]

BASE, WITH, CHANGE = "base", "with", "change"


class DistrictSession(EditedDistrict):
    """An open district: what is on, in which world, what is asked, and what the scores are."""

    question_changed = pyqtSignal()
    previewed = pyqtSignal(object)
    """A Preview that is exact for what hangs on the cursor, first of the headline alone, then with the further figures;
    None: nothing hangs there."""
    preview_waiting = pyqtSignal()
    """What was previewed last is out of date."""
    scores_changed = pyqtSignal()
    """Results were replaced, or became stale."""
    busy_changed = pyqtSignal(str, float)
    """What is being done and the share that is done; an empty text when idle."""
    view_changed = pyqtSignal()
    """Whether the map shows base, with or change."""
    closed = pyqtSignal()

    def __init__(self, path: Path, project: QgsProject, parent: QObject | None = None) -> None:
        reading = Reading(path)  # while the layers are loaded
        super().__init__(path, project, parent)
        self.year: int | None = None
        self.view = CHANGE
        self.scorer = Scorer(self, reading)
        self.layers.gone.connect(self.close)
        self.scorer.compile()

    # What it is

    @property
    def name(self) -> str:
        """Return what the district is called."""
        return str(self.setting("name") or self.path.stem)

    @property
    def illustrative(self) -> bool:
        """Return whether its data are invented for demonstration."""
        return bool(self.setting("illustrative"))

    @property
    def crs(self) -> QgsCoordinateReferenceSystem:
        """Return the CRS of its tables, projected, in metres."""
        return self.layers.layers["intervention_lines"].crs()

    @property
    def everything(self) -> Everything:
        """Return all that the planner made, unsaved edits included."""
        return self._everything

    # Scenarios

    def on(self) -> frozenset[str]:
        """Return the candidates that are on in the active scenario."""
        return self.on_in(self.scenario)

    def built(self) -> frozenset[str] | None:
        """Return what of them is built: of alternatives the best; None until that is known."""
        return self.scorer.built

    def on_in(self, scenario: str) -> frozenset[str]:
        """Return the candidates that are on in a scenario."""
        ids = next((one.ids for one in self.scenarios() if one.id == scenario), frozenset())
        return frozenset(id_ for id_ in ids if not self._contents.interventions[id_].external)

    def set_scenario(self, id_: str) -> None:
        """Make a scenario the active one."""
        if id_ != self.scenario and any(one.id == id_ for one in self.scenarios()):
            self.scenario = id_
            self.scenario_changed.emit()

    def set_ticked(self, scenario: str, id_: str, on: bool) -> None:
        """Switch an intervention on or off in a scenario: one gesture."""
        tick, none = frozenset({(scenario, id_)}), frozenset[Any]()
        text = tr("Switch on") if on else tr("Switch off")
        self._perform(Gesture(text, {}, {}, tick if on else none, none if on else tick))

    def add_scenario(self, name: str, copy_of: str = "") -> str:
        """Add a scenario, with what is on in another one, and return its id."""
        new = Scenario(self.free_id("s", {one.id for one in self.scenarios()}), name)
        ticks = self._contents.ticks | {(new.id, id_) for id_ in self.on_in(copy_of)}
        self._change(tr("Add a scenario"), ticks, scenarios=(*self._named(), new))
        return new.id

    def rename_scenario(self, id_: str, name: str) -> None:
        """Give a scenario another name."""
        named = tuple(replace(one, name=name) if one.id == id_ else one for one in self._named())
        self._change(tr("Rename a scenario"), scenarios=named)

    def remove_scenario(self, id_: str) -> None:
        """Remove a scenario; its interventions stay. Whoever was in it is in the first one."""
        ticks = frozenset(tick for tick in self._contents.ticks if tick[0] != id_)
        self._change(tr("Delete a scenario"), ticks, scenarios=tuple(one for one in self._named() if one.id != id_))

    def _named(self) -> tuple[Scenario, ...]:
        """Return the scenarios as their table holds them, without what is on."""
        return tuple(self._contents.tables["scenarios"])

    def _change(self, what: str, ticks: frozenset[Tick] | None = None, **tables: Any) -> None:
        """Change tables without geometry: one gesture."""
        old = self._contents
        new = replace(old, ticks=old.ticks if ticks is None else ticks, tables={**old.tables, **tables})
        step = between(old, new, what)
        if not step.empty:
            self._perform(step)

    # Worlds and settings

    def worlds(self) -> list[World]:
        """Return the worlds, today among them."""
        return list(self._everything.worlds)

    def set_world(self, id_: str, year: int | None = None) -> None:
        """Choose the world and the year that everything is scored in; an unknown world changes the year only."""
        id_ = id_ if any(one.id == id_ for one in self.worlds()) else self.world
        if (id_, year) != (self.world, self.year):
            self.world, self.year = id_, year
            self.world_changed.emit()

    def put_world(self, world: World) -> None:
        """Add or change a world."""
        worlds = self.worlds()
        known = [one.id for one in worlds]
        if world.id in known:
            worlds[known.index(world.id)] = world
        else:
            worlds.append(world)
        self._change(tr("Change a world"), worlds=tuple(worlds))

    def remove_world(self, id_: str) -> None:
        """Remove a world; its interventions stay. Whoever was in it is in today's."""
        if id_ != TODAY:
            self._change(tr("Delete a world"), worlds=tuple(one for one in self.worlds() if one.id != id_))

    def setting(self, key: str) -> Any:
        """Return what the planner set, None where the default counts."""
        return self._everything.settings.get(key)

    def set_setting(self, key: str, value: Any) -> None:
        """Set a number that decides scores; None returns to the default."""
        kept = {name: held for name, held in self._everything.settings.items() if name != key}
        self._change(tr("Change a setting"), settings=kept if value is None else {**kept, key: value})

    def set_view(self, view: str) -> None:
        """Choose whether the map shows ``base``, ``with`` or ``change``."""
        if view != self.view and view in (BASE, WITH, CHANGE):
            self.view = view
            self.view_changed.emit()

    # Questions and scores

    @property
    def engine(self) -> Session | None:
        """Return the engine with every candidate, None until it is compiled."""
        return self.scorer.engine

    @property
    def results(self) -> Results | None:
        """Return the results of the active scenario, None until they are there."""
        return self.scorer.results

    @property
    def alone(self) -> Mapping[str, Alone] | None:
        """Return id -> candidate scored alone, None until that is done."""
        return self.scorer.alone

    @property
    def stale(self) -> frozenset[str]:
        """Return the interventions whose scores are not recomputed yet; ``*`` stands for all."""
        return self.scorer.stale

    def questions(self) -> tuple[Question, ...]:
        """Return what can be asked of this district, none until it is compiled."""
        return self.scorer.questions

    @property
    def question(self) -> Question | None:
        """Return the question whose answer is the headline."""
        return self.scorer.question

    def ask(self, question_id: str) -> None:
        """Choose the question whose answer is the headline."""
        self.scorer.ask(question_id)

    def preview(self, edit: Edit | None) -> None:
        """Score what hangs on the cursor, the latest only; None: nothing hangs there."""
        self.scorer.preview(edit)

    def close(self) -> None:
        """Stop all work and listening; the layers stay in the project."""
        self.scorer.stop()
        unsaved = not self.layers.watching or self.layers.modified
        self.layers.unwatch()
        self._keeper.release(unsaved=unsaved)
        self.closed.emit()
