"""What a crash left, as JSON and back: interventions, ticks, scenarios, worlds, settings, and the drawing in hand."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Optional, cast

import shapely

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.contents import Scenario, World
from district_planner.gui.gestures import Contents, Gesture, between
from district_planner.translation import tr

FORMAT = 2
Point = tuple[float, float]
Row = tuple[str, Any]
"""What a row is known by in its table, and what JSON holds of it."""


@dataclass(frozen=True)
class Draft:
    """The drawing in hand.

    Attributes:
        one: what is drawn; its geometry is None while the points make none.
        shape: what it becomes: ``line`` or ``area``; points: the vertices that the planner placed, in order.
        scenario: id of the scenario that it will be on in.
    """

    one: Intervention
    shape: str
    points: tuple[Point, ...]
    scenario: str = ""

    @property
    def whole(self) -> bool:
        """Return whether it can be used as it is."""
        return cast(Optional[shapely.Geometry], self.one.geometry) is not None


@dataclass(frozen=True)
class Recovered:
    """What was not saved when QGIS ended.

    Attributes:
        step: from what the file holds to what the planner had; drafts: the drawings in hand, one for each crash.
        when: when it was kept last, local time.
    """

    step: Gesture
    drafts: tuple[Draft, ...]
    when: datetime

    @property
    def count(self) -> int:
        """Return how many interventions differ, the drawing in hand included."""
        return len(self.step.after) + len(self.drafts)

    @property
    def begun(self) -> Draft | None:
        """Return the drawing that is too short to be used, for a tool to go on with; None: there is none."""
        return next((one for one in reversed(self.drafts) if not one.whole), None)

    @property
    def empty(self) -> bool:
        """Return whether there is nothing to bring back."""
        return self.step.empty and not self.drafts

    def bringing_back(
        self, now: Contents, scenario: str, free_id: Callable[[str, Container[str]], str]
    ) -> tuple[Gesture, str]:
        """Return the step with the drawings in hand that can be used, and the scenario that they were drawn in.

        Args:
            now: what is there; scenario: the active one, where theirs is not known.
            free_id: gives an id with a beginning that is none of some.
        """
        there, last = self.step.applied_to(now), scenario
        known = {one.id for one in there.tables["scenarios"]}
        drawn: dict[str, Intervention] = {}
        ticked = set(self.step.ticked)
        for draft in self.drafts:
            last = draft.scenario if draft.scenario in known else scenario
            if draft.whole:
                one, used = draft.one, {**there.interventions, **drawn}
                one = replace(one, id=free_id(f"{one.kind}-", used)) if one.id in used else one
                drawn[one.id] = one
                ticked.add((last, one.id))
        before, after = {**self.step.before, **dict.fromkeys(drawn)}, {**self.step.after, **drawn}
        return replace(self.step, before=before, after=after, ticked=frozenset(ticked)), last

    def rows(self, table: str) -> int:
        """Return how many rows of a further table differ."""
        return len(_changed(table, *self.step.tables.get(table, ((), ()))))


# What a file holds


def content_of(step: Gesture, draft: Draft | None) -> dict[str, Any]:
    """Return what the file holds of a step and of the drawing in hand."""
    return {
        "format": FORMAT, "when": datetime.now().isoformat(timespec="seconds"),
        "interventions": {id_: None if one is None else as_json(one) for id_, one in step.after.items()},
        "ticked": sorted(step.ticked), "unticked": sorted(step.unticked),
        "tables": {name: _changed(name, before, after) for name, (before, after) in step.tables.items()},
        "draft": None if draft is None else {
            **as_json(draft.one), "shape": draft.shape, "points": draft.points, "scenario": draft.scenario,
        },
    }  # fmt: skip


def read(contents: Iterable[Mapping[str, Any]], saved: Contents) -> Recovered | None:
    """Return what files tell, the oldest first, as one step from what the district's file holds; None: nothing.

    Raises:
        KeyError, TypeError, ValueError, shapely.errors.ShapelyError: a file is not what this plugin writes.
    """
    now, drafts, when = saved, [], datetime.min
    for content in contents:
        wish = _wish(content, now)
        now, when = wish.applied_to(now), datetime.fromisoformat(content["when"])
        drafts += [_draft(content["draft"])] if content["draft"] else []
    step = between(saved, now, tr("Restore unsaved work"))
    # A crash between the click that finished a drawing and the note that nothing is in hand any more.
    left = tuple(one for one in drafts if not _is_drawn(one, now))
    found = Recovered(step, left, when)
    return None if found.empty else found


def ids_in(contents: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the ids of interventions, scenarios and worlds in files, so that nothing new is called the same."""
    found: set[str] = set()
    for content in contents:
        tables = content["tables"]
        found.update(content["interventions"], tables.get("scenarios", ()), tables.get("worlds", ()))
        found.update([content["draft"]["id"]] if content["draft"] else ())
    return frozenset(found)


def _wish(content: Mapping[str, Any], now: Contents) -> Gesture:
    if content["format"] != FORMAT:
        raise ValueError(content["format"])
    after = {id_: None if one is None else from_json(one) for id_, one in content["interventions"].items()}
    ticked = frozenset((str(a), str(b)) for a, b in content["ticked"])
    unticked = frozenset((str(a), str(b)) for a, b in content["unticked"])
    tables = {
        name: (now.tables.get(name), _with_rows(name, now.tables.get(name), rows))
        for name, rows in content["tables"].items()
    }
    return Gesture("", {}, after, ticked, unticked, tables)


def _draft(content: Mapping[str, Any]) -> Draft:
    points = tuple((float(x), float(y)) for x, y in content["points"])
    return Draft(from_json(content), str(content["shape"]), points, str(content["scenario"]))


def _is_drawn(draft: Draft, now: Contents) -> bool:
    one = now.interventions.get(draft.one.id)
    return one is not None and draft.whole and one.kind == draft.one.kind and one.geometry.equals(draft.one.geometry)


def as_json(one: Intervention) -> dict[str, Any]:
    """Return an intervention as JSON holds it, its geometry to the last bit."""
    shape = cast(Optional[shapely.Geometry], one.geometry)
    return {
        "id": one.id, "kind": one.kind, "name": one.name, "external": one.external,
        "attributes": dict(one.attributes),
        "geometry": None if shape is None else shapely.to_wkb(shape, hex=True, output_dimension=2),
    }  # fmt: skip


def from_json(content: Mapping[str, Any]) -> Intervention:
    """Return an intervention from JSON."""
    return Intervention(
        content["id"], content["kind"], shapely.from_wkb(content["geometry"]), content["name"],
        bool(content["external"]), dict(content["attributes"]),
    )  # fmt: skip


# Rows of the further tables


def _scenario_row(one: Scenario) -> Row:
    return one.id, {"name": one.name, "description": one.description}


def _world_row(one: World) -> Row:
    return one.id, {"name": one.name, "year": one.year, "externals": sorted(one.externals)}


def _worlds(rows: Mapping[str, Any]) -> tuple[World, ...]:
    return tuple(World(id_, row["name"], row["year"], frozenset(row["externals"])) for id_, row in rows.items())


def _scenarios(rows: Mapping[str, Any]) -> tuple[Scenario, ...]:
    return tuple(Scenario(id_, row["name"], description=row["description"]) for id_, row in rows.items())


_ROWS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "scenarios": lambda held: dict(map(_scenario_row, held)), "worlds": lambda held: dict(map(_world_row, held)),
    "settings": dict,
}  # fmt: skip
_HELD: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {"scenarios": _scenarios, "worlds": _worlds, "settings": dict}


def _changed(table: str, before: Any, after: Any) -> dict[str, Any]:
    """Return the rows that differ, None for those that are gone."""
    old, new = _ROWS[table](before or ()), _ROWS[table](after or ())
    return {id_: new.get(id_) for id_ in {**new, **old} if id_ not in old or id_ not in new or old[id_] != new[id_]}


def _with_rows(table: str, held: Any, rows: Mapping[str, Any]) -> Any:
    """Return what a table holds with some rows added, changed or (None) taken away."""
    found = {**_ROWS[table](held or ()), **rows}
    return _HELD[table]({id_: row for id_, row in found.items() if row is not None})
