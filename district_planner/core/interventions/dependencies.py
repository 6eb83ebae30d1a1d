"""Which interventions can be on together: requirements, alternatives, and what every coalition is worth (rules 4.6).

Pure functions of ids; nothing here knows a district.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from district_planner.core.errors import SelectionError
from district_planner.core.interventions import values, vocabulary
from district_planner.core.interventions.intervention import Intervention

Ids = frozenset[str]
NONE: Ids = frozenset()

MOST_SETS = 256
"""Ways of choosing among alternatives that an evaluation still tries [P]."""


@dataclass(frozen=True)
class Dependencies:
    """Requirements and exclusions over a set of interventions.

    Attributes:
        requires: id -> ids that must be on with it.
        excludes: id -> ids that cannot be on with it; holds both directions.
        given: ids that are always on (externals); they meet requirements and are in no set.
    """

    requires: Mapping[str, Ids] = field(default_factory=dict)
    excludes: Mapping[str, Ids] = field(default_factory=dict)
    given: Ids = NONE

    def unmet(self, id_: str, chosen: Ids) -> Ids:
        """Return the requirements of ``id_`` that neither ``chosen`` nor the given ones meet."""
        return self.requires.get(id_, NONE) - chosen - self.given

    def effective_set(self, chosen: Iterable[str]) -> Ids:
        """Return ``chosen`` without those whose requirements are unmet, transitively."""
        left = frozenset(chosen)
        while dropped := {id_ for id_ in left if self.unmet(id_, left)}:
            left -= dropped
        return left

    def conflicts(self, chosen: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return the pairs in ``chosen`` that exclude each other, each once, in order of id."""
        wanted = frozenset(chosen)
        return tuple(
            (first, second)
            for first in sorted(wanted)
            for second in sorted(self.excludes.get(first, NONE) & wanted)
            if first < second
        )

    def is_feasible(self, chosen: Iterable[str]) -> bool:
        """Whether all of ``chosen`` can be on: no pair excludes each other and every requirement is met."""
        wanted = frozenset(chosen)
        return not self.conflicts(wanted) and self.effective_set(wanted) == wanted

    def feasible_maximal_subsets(self, chosen: Iterable[str]) -> list[Ids]:
        """Return the feasible subsets of ``chosen`` that no other feasible subset contains, in order of their ids.

        Every one of them is what is effective of a largest subset without conflicts, so only those are looked at.

        Raises:
            SelectionError: more than ``MOST_SETS`` ways of choosing among the alternatives.
        """
        ordered = sorted(set(chosen))
        contested = {id_ for pair in self.conflicts(ordered) for id_ in pair}
        free = frozenset(ordered) - contested
        sets: list[Ids] = [free]
        for id_ in sorted(contested):
            sets = self._with(sets, id_)
            if len(sets) > MOST_SETS:
                raise SelectionError(
                    f"the alternatives can be chosen in more than {MOST_SETS} ways", "Scenario",
                    "Switch some of the alternatives off",
                )  # fmt: skip
        return sorted(_maximal([self.effective_set(one) for one in sets]), key=sorted)

    def _with(self, sets: Sequence[Ids], id_: str) -> list[Ids]:
        """Return the largest conflict-free sets once ``id_`` may join too."""
        grown: list[Ids] = []
        for one in sets:
            rest = one - self.excludes.get(id_, NONE)
            grown += [rest | {id_}] if rest == one else [one, rest | {id_}]
        return _maximal(grown)

    def dependants(self, id_: str, chosen: Iterable[str]) -> Ids:
        """Return those of ``chosen`` that require ``id_``, directly or through others; without ``id_`` itself."""
        pool, found = frozenset(chosen), {id_}
        while more := {one for one in pool - found if self.requires.get(one, NONE) & found}:
            found |= more
        return frozenset(found - {id_})

    def last_in_without(self, id_: str, chosen: Iterable[str]) -> Ids:
        """Return ``chosen`` without ``id_`` and all that require it: what last in is measured against."""
        everything = frozenset(chosen)
        return everything - {id_} - self.dependants(id_, everything)


def _maximal(sets: Iterable[Ids]) -> list[Ids]:
    unique = sorted(set(sets), key=len, reverse=True)
    kept: list[Ids] = []
    for one in unique:
        if not any(one < other for other in kept):
            kept.append(one)
    return kept


def dependencies(interventions: Sequence[Intervention], given: Iterable[str], known: Iterable[str]) -> Dependencies:
    """Read requirements and exclusions of interventions.

    Args:
        interventions: those that are on, externals among them.
        given: ids of the externals.
        known: every id of the district; what names another counts as if it did not, see :func:`unknown_ties`.

    Raises:
        SelectionError: one that requires or excludes itself, or a circle of requirements.
    """
    ids = frozenset(known)
    requires = {one.id: _named(one, "requires", ids) for one in interventions}
    excludes: dict[str, Ids] = {one.id: _named(one, "excludes", ids) for one in interventions}
    for id_, others in list(excludes.items()):
        for other in others:
            excludes[other] = excludes.get(other, NONE) | {id_}
    _check_circles(requires)
    return Dependencies(requires, excludes, frozenset(given))


def _named(intervention: Intervention, name: str, known: Ids) -> Ids:
    found = frozenset(values.ids(intervention, name))
    if intervention.id in found:
        raise SelectionError(f"it {name} itself", values.where(intervention, name), "Take its own id out of the field")
    return found & known


def unknown_ties(interventions: Iterable[Intervention], known: Iterable[str]) -> tuple[str, ...]:
    """Return a sentence for every id that requirements and exclusions name and that is not in the district.

    Other programs that delete an intervention leave its id where others name it.
    """
    ids = frozenset(known)
    return tuple(
        f"{one.label} {name} {id_!r}, which is not in the district; it is scored without that." + _meant(id_, ids)
        for one in interventions
        for name in ("requires", "excludes")
        for id_ in values.ids(one, name)
        if id_ not in ids
    )


def _meant(id_: str, known: Ids) -> str:
    near = vocabulary.nearest(id_, sorted(known))
    return f" Did you mean {near!r}?" if near else ""


def _check_circles(requires: Mapping[str, Ids]) -> None:
    clear: set[str] = set()
    for start in sorted(requires):
        circle = _circle_from(start, requires, clear)
        if circle:
            chain = " requires ".join(circle)
            raise SelectionError(
                f"the requirements run in a circle: {chain}", f"Field requires of {circle[0]}",
                "Take one of them out, or draw them as one intervention",
            )  # fmt: skip


def _circle_from(start: str, requires: Mapping[str, Ids], clear: set[str]) -> list[str]:
    """Return the ids of a circle that can be reached from ``start``; without recursion, chains may be long."""
    path: list[str] = [start]
    pending = [sorted(requires.get(start, NONE))]
    while path:
        if not pending[-1]:
            clear.add(path.pop())
            pending.pop()
            continue
        following = pending[-1].pop()
        if following in path:
            return [*path[path.index(following) :], following]
        if following not in clear:
            path.append(following)
            pending.append(sorted(requires.get(following, NONE)))
    return []
