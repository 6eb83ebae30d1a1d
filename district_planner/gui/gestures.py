"""What a planner did, step by step: a stack of gestures that outlives saving.

A gesture is told by what it changed, not by how: an undo of QGIS' own is recognised because it leads back to the state
before the last gesture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from district_planner.core.interventions.intervention import Intervention

Tick = tuple[str, str]
"""Scenario id and intervention id: the intervention is on in the scenario."""
Versions = Mapping[str, Optional[Intervention]]

MOST_GESTURES = 200


@dataclass(frozen=True)
class Contents:
    """What gestures change: interventions by id, which is on in which scenario, and what each further table holds."""

    interventions: Mapping[str, Intervention] = field(default_factory=dict)
    ticks: frozenset[Tick] = frozenset()
    tables: Mapping[str, Any] = field(default_factory=dict)

    def having(self, several: Iterable[Intervention], removed: Iterable[str], where: Iterable[str]) -> Contents:
        """Return contents with interventions added, changed and removed; new candidates are on in some scenarios."""
        put = {one.id: one for one in several}
        kept = {id_: one for id_, one in {**self.interventions, **put}.items() if id_ not in set(removed)}
        added = [id_ for id_, one in put.items() if id_ not in self.interventions and not one.external]
        ticks = frozenset((scenario, id_) for scenario in where for id_ in added)
        return Contents(dict(sorted(kept.items())), self.ticks | ticks, self.tables)


@dataclass(frozen=True)
class Gesture:
    """One step: what it is called, and every intervention, tick and further table that differs, before and after."""

    text: str
    before: Versions
    after: Versions
    ticked: frozenset[Tick] = frozenset()
    unticked: frozenset[Tick] = frozenset()
    tables: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Return whether nothing changed."""
        return not self.after and not self.ticked and not self.unticked and not self.tables

    def reversed(self) -> Gesture:
        """Return the step back."""
        tables = {name: (after, before) for name, (before, after) in self.tables.items()}
        return Gesture(self.text, self.after, self.before, self.unticked, self.ticked, tables)

    def applied_to(self, contents: Contents) -> Contents:
        """Return what contents are after the step."""
        found = {**contents.interventions, **self.after}
        kept = {id_: one for id_, one in sorted(found.items()) if one is not None}
        tables = {**contents.tables, **{name: after for name, (_, after) in self.tables.items()}}
        return Contents(kept, (contents.ticks | self.ticked) - self.unticked, tables)

    def holds(self, part: Gesture) -> bool:
        """Return whether all that another step makes of interventions is some of what this one does."""
        mine = [(id_, self.before[id_], after) for id_, after in self.after.items()]
        return all((id_, part.before[id_], after) in mine for id_, after in part.after.items())

    def leads_to(self, other: Gesture) -> bool:
        """Return whether another step makes the same of every intervention."""
        return dict(self.after) == dict(other.after) and dict(self.before) == dict(other.before)


def between(old: Contents, new: Contents, text: str) -> Gesture:
    """Return the step from one state to another."""
    ids = [
        id_
        for id_ in sorted(set(old.interventions) | set(new.interventions))
        if old.interventions.get(id_) != new.interventions.get(id_)
    ]
    return Gesture(
        text,
        {id_: old.interventions.get(id_) for id_ in ids},
        {id_: new.interventions.get(id_) for id_ in ids},
        new.ticks - old.ticks,
        old.ticks - new.ticks,
        {name: (old.tables.get(name), held) for name, held in new.tables.items() if old.tables.get(name) != held},
    )


class Gestures:
    """The steps done, and those that were undone and can come back."""

    def __init__(self) -> None:
        self._done: list[Gesture] = []
        self._undone: list[Gesture] = []

    @property
    def last(self) -> Gesture | None:
        """Return the step that an undo takes back."""
        return self._done[-1] if self._done else None

    @property
    def next(self) -> Gesture | None:
        """Return the step that a redo does again."""
        return self._undone[-1] if self._undone else None

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of interventions, scenarios and worlds that an undo may bring back."""
        rows = (row for step in self._done for name in ("scenarios", "worlds") for row in _rows(step, name))
        return frozenset([*(id_ for step in self._done for id_ in step.before), *(row.id for row in rows)])

    def record(self, step: Gesture, *, own: bool = False) -> None:
        """Take note of a step; one of QGIS' that leads back or forth along the stack moves along it.

        Args:
            own: the planner did it in the dock or with its tools: deleting what was just drawn is no undo.
        """
        if step.empty:
            return
        if not own and self.goes_back(step):
            self.went_back()
        elif not own and self.goes_on(step):
            self.went_on()
        else:
            self._done.append(step)
            self._undone.clear()
            del self._done[:-MOST_GESTURES]

    def goes_back(self, step: Gesture) -> bool:
        """Return whether a step takes the last one back, as an undo of QGIS' own does."""
        return bool(self._done and step.after and self._done[-1].reversed().leads_to(step))

    def goes_on(self, step: Gesture) -> bool:
        """Return whether a step does again what was taken back last."""
        return bool(self._undone and step.after and self._undone[-1].leads_to(step))

    def went_back(self) -> None:
        """Move the last step to those that can come back."""
        self._undone.append(self._done.pop())

    def went_on(self) -> None:
        """Move the next step to those that are done."""
        self._done.append(self._undone.pop())


def _rows(step: Gesture, table: str) -> list[Any]:
    """Return what a step found in a further table that it changed."""
    before, _ = step.tables.get(table, ((), ()))
    return list(before or ())
