"""What is switched on: a scenario in a world and a year (rules 4.5), and how alternatives are chosen (rules 4.6)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from district_planner.core.district import District
from district_planner.core.errors import SelectionError
from district_planner.core.interventions import values, vocabulary
from district_planner.core.interventions.attributes import OPEN_YEAR
from district_planner.core.interventions.dependencies import Dependencies, Ids, dependencies, unknown_ties
from district_planner.core.interventions.intervention import Intervention

TODAY = "today"
ALTERNATIVES = ("stop", "best", "each")


@dataclass(frozen=True)
class Selection:
    """Who takes part in an evaluation.

    Attributes:
        externals: in base and with alike, never ranked; in order of the district.
        candidates: those that are on, in order of the district; alternatives among them are never on together.
        off: id of a candidate that was asked for -> why it is off, a sentence without full stop.
        groups: feasible sets of candidate ids; the only one holds all of them where there are no alternatives.
        dependencies: requirements and exclusions among those that are on.
        year: year that decided which candidates are open; None: all of them.
        notes: sentences about externals that are not there yet, and about what scenario, world and ties name in vain.
    """

    externals: tuple[Intervention, ...]
    candidates: tuple[Intervention, ...]
    off: Mapping[str, str]
    groups: tuple[Ids, ...]
    dependencies: Dependencies
    year: int | None = None
    notes: tuple[str, ...] = ()

    def feasible_sets(self, ids: Iterable[str]) -> list[Ids]:
        """Return the largest feasible subsets of ``ids``."""
        return self.dependencies.feasible_maximal_subsets(ids)

    def only(self, ids: Iterable[str]) -> tuple[Intervention, ...]:
        """Return the candidates of ``ids`` in order of the district."""
        wanted = frozenset(ids)
        return tuple(one for one in self.candidates if one.id in wanted)


def select(
    district: District,
    scenario: str = "",
    world: str = TODAY,
    year: int | None = None,
    alternatives: str = "stop",
    offered: bool = True,
) -> Selection:
    """Return who is on.

    Args:
        district: interventions, scenarios and worlds are read.
        scenario: id or name; empty: every candidate.
        world: id or name; ``today`` needs no row and holds no external unless one says so.
        year: candidates that open later are off; None: all candidates are open, and the world's own year decides which
            externals have opened.
        alternatives: ``stop`` when two that are on exclude each other, or ``best`` or ``each`` for the feasible sets.
        offered: whether the planner may choose that, which the sentence of an exclusion then names.

    Raises:
        SelectionError: an unknown scenario or world; externals that cannot be read; exclusions under ``stop``; a
            circle of requirements.
    """
    if alternatives not in ALTERNATIVES:
        raise SelectionError(
            f"there is no choice {alternatives!r}", "Alternatives", vocabulary.did_you_mean(alternatives, ALTERNATIVES)
        )
    by_id = {one.id: one for one in district.interventions}
    named, world_year, vain = _world(district, world, by_id)
    chosen, off, lost = _chosen(district, scenario, by_id)
    externals, late = _present(named, world_year if year is None else year)
    candidates = _switch_off(chosen, off, year)
    given = frozenset(one.id for one in externals)
    everyone = [*externals, *candidates.values()]
    rules, loose = dependencies(everyone, given, by_id), unknown_ties(everyone, by_id)
    _drop_excluded(candidates, off, rules, by_id)
    _drop_unmet(candidates, off, rules, by_id)
    groups = _groups(candidates, rules, alternatives, offered)
    _drop_impossible(candidates, off, groups)
    notes = (*lost, *vain, *loose, *late)
    return Selection(externals, tuple(candidates.values()), off, groups, rules, year, notes)


def _row(table: pd.DataFrame, wanted: str, noun: str) -> Mapping[str, Any]:
    """Return the row whose id, else whose name is ``wanted``."""
    for key in ("id", "name"):
        rows = table[table[key] == wanted].to_dict("records")
        if len(rows) > 1:
            listed = ", ".join(str(row["id"]) for row in rows)
            raise SelectionError(
                f"{len(rows)} {noun}s have the {key} {wanted!r}", f"{noun}s", f"Name one by id: {listed}"
            )
        if rows:
            return {str(column): value for column, value in rows[0].items()}
    names = [str(name) for name in [*table["id"], *table["name"]] if name]
    raise SelectionError(f"there is no {noun} {wanted!r}", f"{noun}s", vocabulary.did_you_mean(wanted, names))


def _world(
    district: District, world: str, by_id: Mapping[str, Intervention]
) -> tuple[tuple[Intervention, ...], int | None, list[str]]:
    """Return the externals that a world names, its year, and sentences on what it names in vain."""
    table = district.table("worlds")
    wanted = world or TODAY
    if wanted == TODAY and not (table[["id", "name"]] == TODAY).to_numpy().any():
        return (), None, []
    row = _row(table, wanted, "world")
    ids = frozenset(_externals(row))
    vain = [
        f"World {wanted!r} lists {id_!r}, which is not in the district; it is left out."
        for id_ in sorted(ids - by_id.keys())
    ]
    listed = [one for one in by_id.values() if one.id in ids]
    vain += [
        f"World {wanted!r} lists {one.label} ({one.id}), which is a candidate, not an external; it is left out there."
        for one in listed
        if not one.external
    ]
    externals = tuple(one for one in listed if one.external)
    return externals, None if pd.isna(row["year"]) else int(row["year"]), vain


def _externals(row: Mapping[str, Any]) -> list[str]:
    text = row["externals"]
    if text is None or (isinstance(text, float) and pd.isna(text)) or text == "":
        return []
    try:
        found = json.loads(text) if isinstance(text, str) else list(text)
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise SelectionError(
            f"cannot read {text!r}", f"world {row['id']!r}, field externals", 'Write a JSON list such as ["a", "b"]'
        )
    return [str(item) for item in found]


def in_scenario(district: District, scenario: str) -> tuple[Intervention, ...]:
    """Return the candidates that a scenario names, by its id or name, whether or not they can be on together.

    Raises:
        SelectionError: there is no such scenario.
    """
    return tuple(_chosen(district, scenario, {one.id: one for one in district.interventions})[0])


def _chosen(
    district: District, scenario: str, by_id: Mapping[str, Intervention]
) -> tuple[list[Intervention], dict[str, str], list[str]]:
    """Return the candidates of a scenario, why externals that it lists are off, and sentences on what is not there."""
    if not scenario:
        return [one for one in by_id.values() if not one.external], {}, []
    row = _row(district.table("scenarios"), scenario, "scenario")
    links = district.table("scenario_interventions")
    ids = {str(id_) for id_ in links.loc[links["scenario_id"] == row["id"], "intervention_id"]}
    # Other programs that delete an intervention leave its row in this table.
    lost = [
        f"Scenario {scenario!r} lists {id_!r}, which is not in the district; it is left out."
        for id_ in sorted(ids - by_id.keys())
    ]
    listed = [one for one in by_id.values() if one.id in ids]
    off = {one.id: "it is an external: name it in a world instead" for one in listed if one.external}
    return [one for one in listed if not one.external], off, lost


def opens_late(intervention: Intervention, year: int | None) -> str:
    """Return why an intervention is not open in a year; empty where it is."""
    opens = values.number(intervention, OPEN_YEAR)
    return "" if year is None or opens is None or opens <= year else f"opens in {opens:.0f}, after {year}"


def _present(named: Iterable[Intervention], year: int | None) -> tuple[tuple[Intervention, ...], tuple[str, ...]]:
    late = {one.id: reason for one in named if (reason := opens_late(one, year))}
    notes = tuple(f"{one.label} is not there yet: it {late[one.id]}." for one in named if one.id in late)
    return tuple(one for one in named if one.id not in late), notes


def _switch_off(chosen: Iterable[Intervention], off: dict[str, str], year: int | None) -> dict[str, Intervention]:
    """Return those that are open, by id; write into ``off`` why the others are not."""
    is_open: dict[str, Intervention] = {}
    for one in chosen:
        late = opens_late(one, year)
        if late:
            off[one.id] = late
        else:
            is_open[one.id] = one
    return is_open


def _labels(ids: Iterable[str], by_id: Mapping[str, Intervention]) -> str:
    return ", ".join(by_id[id_].label if id_ in by_id else id_ for id_ in sorted(ids))


def _drop_excluded(
    candidates: dict[str, Intervention], off: dict[str, str], rules: Dependencies, by_id: Mapping[str, Intervention]
) -> None:
    for id_ in list(candidates):
        against = rules.excludes.get(id_, frozenset()) & rules.given
        if against:
            off[id_] = f"excludes {_labels(against, by_id)}, which happens anyway in this world"
            del candidates[id_]


def _drop_unmet(
    candidates: dict[str, Intervention], off: dict[str, str], rules: Dependencies, by_id: Mapping[str, Intervention]
) -> None:
    """Switch off what lacks a requirement, round by round, so that each reason can tell the reason behind it."""
    while unmet := {id_: gone for id_ in candidates if (gone := rules.unmet(id_, frozenset(candidates)))}:
        for id_, missing in unmet.items():
            why = "; ".join(f"{by_id[one].label}: {off[one]}" for one in sorted(missing) if one in off)
            off[id_] = f"requires {_labels(missing, by_id)}, not on" + (f" ({why})" if why else "")
        for id_ in unmet:
            del candidates[id_]


def _drop_impossible(candidates: dict[str, Intervention], off: dict[str, str], groups: tuple[Ids, ...]) -> None:
    possible = frozenset().union(*groups)
    for id_ in [id_ for id_ in candidates if id_ not in possible]:
        off[id_] = "requires interventions that exclude each other, or that exclude it"
        del candidates[id_]


def _groups(
    candidates: Mapping[str, Intervention], rules: Dependencies, alternatives: str, offered: bool
) -> tuple[Ids, ...]:
    conflicts = rules.conflicts(candidates)
    if conflicts and alternatives == "stop":
        pairs = "; ".join(f"{candidates[a].label} ({a}) and {candidates[b].label} ({b})" for a, b in conflicts)
        raise SelectionError(
            f"these exclude each other and are both on: {pairs}", "Scenario",
            "Switch one of each pair off, or choose "
            + ("ALTERNATIVES = best or each" if offered else "a scenario that holds one of them only"),
        )  # fmt: skip
    return tuple(rules.feasible_maximal_subsets(candidates))
