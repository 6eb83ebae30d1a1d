"""Who is on: scenarios, worlds, years, requirements and alternatives (rules 4.5 and 4.6)."""

from __future__ import annotations

import json
from itertools import chain, combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from district_planner.core.district import TABLES, District
from district_planner.core.errors import InterventionError, SelectionError
from district_planner.core.interventions.dependencies import Dependencies
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select


def place(id_: str, external: bool = False, **attributes: object) -> Intervention:
    return Intervention(id_, "amenity", Point(0, 0), id_.upper(), external, {"categories": "cafe", **attributes})


def a_district(*interventions: Intervention, **rows: list[dict[str, object]]) -> District:
    tables = {
        name: pd.DataFrame(rows.get(name, []), columns=list(TABLES[name].columns))
        for name in ("scenarios", "scenario_interventions", "worlds")
    }
    return District("EPSG:27700", tables, interventions)


def ids(interventions: tuple[Intervention, ...]) -> list[str]:
    return [one.id for one in interventions]


def test_without_a_scenario_every_candidate_is_on_and_no_external():
    selection = select(a_district(place("a"), place("b"), place("hs2", external=True)))

    assert ids(selection.candidates) == ["a", "b"]
    assert selection.externals == ()
    assert selection.groups == (frozenset("ab"),)
    assert selection.off == {}


@pytest.mark.parametrize("wanted", ["s1", "Early wins"])
def test_a_scenario_is_found_by_id_and_by_name(wanted):
    district = a_district(
        place("a"), place("b"),
        scenarios=[{"id": "s1", "name": "Early wins"}],
        scenario_interventions=[{"scenario_id": "s1", "intervention_id": "b"}],
    )  # fmt: skip

    assert ids(select(district, wanted).candidates) == ["b"]


def test_an_unknown_scenario_names_the_nearest():
    district = a_district(place("a"), scenarios=[{"id": "s1", "name": "Early wins"}])

    with pytest.raises(SelectionError, match=r"there is no scenario 'Early win'.*Did you mean 'Early wins'"):
        select(district, "Early win")


def test_two_scenarios_of_one_name_are_told_apart_by_id():
    district = a_district(place("a"), scenarios=[{"id": "s1", "name": "X"}, {"id": "s2", "name": "X"}])

    with pytest.raises(SelectionError, match=r"2 scenarios have the name 'X'.*s1, s2"):
        select(district, "X")


def test_what_a_scenario_lists_and_is_not_there_is_left_out_with_a_note():
    district = a_district(
        place("bridge"),
        scenarios=[{"id": "s"}],
        scenario_interventions=[
            {"scenario_id": "s", "intervention_id": "gone"}, {"scenario_id": "s", "intervention_id": "bridge"}
        ],
    )  # fmt: skip

    selection = select(district, "s")

    assert ids(selection.candidates) == ["bridge"]
    assert selection.notes == ("Scenario 's' lists 'gone', which is not in the district; it is left out.",)


def test_an_external_in_a_scenario_is_off_and_says_where_it_belongs():
    district = a_district(
        place("hs2", external=True),
        scenarios=[{"id": "s"}],
        scenario_interventions=[{"scenario_id": "s", "intervention_id": "hs2"}],
    )

    selection = select(district, "s")

    assert selection.candidates == ()
    assert "world" in selection.off["hs2"]


def test_a_world_brings_its_externals_and_leaves_every_candidate_open():
    district = a_district(
        place("a"), place("late", open_year=2041), place("hs2", external=True), place("oem", external=True),
        worlds=[{"id": "w", "name": "With HS2", "year": 2040, "externals": '["hs2"]'}],
    )  # fmt: skip

    selection = select(district, world="With HS2")

    assert ids(selection.externals) == ["hs2"]
    assert ids(selection.candidates) == ["a", "late"]  # rules 4.5: YEAR defaults to all candidates open
    assert selection.year is None
    assert selection.off == {}


def test_the_year_asked_for_goes_before_the_worlds():
    district = a_district(place("b", open_year=2034), worlds=[{"id": "w", "year": 2040, "externals": "[]"}])

    assert select(district, world="w", year=2030).off == {"b": "opens in 2034, after 2030"}
    assert select(district, world="w", year=2034).off == {}


def test_an_external_that_opens_later_is_not_there_yet():
    district = a_district(
        place("hs2", external=True, open_year=2041), worlds=[{"id": "w", "year": 2040, "externals": '["hs2"]'}]
    )

    selection = select(district, world="w")

    assert selection.externals == ()
    assert selection.notes == ("HS2 is not there yet: it opens in 2041, after 2040.",)


def test_today_may_have_a_row():
    district = a_district(place("x", external=True), worlds=[{"id": "today", "year": None, "externals": '["x"]'}])

    assert ids(select(district).externals) == ["x"]


def test_what_a_world_names_in_vain_is_left_out_with_a_note():
    district = a_district(
        place("a"), place("hs2", external=True), worlds=[{"id": "w", "externals": '["gone", "hs2", "a"]'}]
    )

    selection = select(district, world="w")

    assert (ids(selection.externals), ids(selection.candidates)) == (["hs2"], ["a"])
    assert selection.notes == (
        "World 'w' lists 'gone', which is not in the district; it is left out.",
        "World 'w' lists A (a), which is a candidate, not an external; it is left out there.",
    )


def test_ties_to_what_is_not_there_count_as_if_they_were_not_made():
    district = a_district(
        place("bridge"), place("a", requires='["brigde", "bridge"]'), place("b", excludes='["zzz", "bridge"]')
    )

    selection = select(district, alternatives="best")

    # What is there still binds: a needs the bridge, b and the bridge are alternatives.
    assert selection.dependencies.requires["a"] == {"bridge"}
    assert selection.dependencies.conflicts({"a", "b", "bridge"}) == (("b", "bridge"),)
    assert selection.notes[0] == (
        "A requires 'brigde', which is not in the district; it is scored without that. Did you mean 'bridge'?"
    )
    assert selection.notes[1:] == ("B excludes 'zzz', which is not in the district; it is scored without that.",)


@pytest.mark.parametrize(("externals", "message"), [
    ("[oops", "cannot read"),
    ('{"a": 1}', "cannot read"),
])  # fmt: skip
def test_a_world_that_cannot_be_used_says_why(externals, message):
    district = a_district(place("a"), worlds=[{"id": "w", "externals": externals}])

    with pytest.raises(SelectionError, match=message):
        select(district, world="w")


def test_an_unmet_requirement_switches_off_and_so_do_those_behind_it():
    district = a_district(
        place("c", requires='["b"]'), place("b", requires='["a"]'), place("a", open_year=2050), place("d")
    )

    selection = select(district, year=2030)

    assert ids(selection.candidates) == ["d"]
    assert selection.off["b"] == "requires A, not on (A: opens in 2050, after 2030)"
    assert selection.off["c"].startswith("requires B, not on (B: requires A, not on")


def test_an_external_meets_a_requirement():
    district = a_district(
        place("a", requires='["hs2"]'), place("hs2", external=True), worlds=[{"id": "w", "externals": '["hs2"]'}]
    )

    assert ids(select(district, world="w").candidates) == ["a"]
    assert select(district).off == {"a": "requires HS2, not on"}


def test_a_candidate_that_an_external_rules_out_is_off():
    district = a_district(
        place("a"), place("x", external=True, excludes='["a"]'), worlds=[{"id": "w", "externals": '["x"]'}]
    )

    assert select(district, world="w").off == {"a": "excludes X, which happens anyway in this world"}


def test_two_that_exclude_each_other_stop_and_are_named():
    district = a_district(place("a", excludes='["b"]'), place("b"))

    with pytest.raises(SelectionError, match=r"exclude each other and are both on: A \(a\) and B \(b\).*best or each"):
        select(district)


@pytest.mark.parametrize("alternatives", ["best", "each"])
def test_alternatives_make_feasible_groups(alternatives):
    # c hangs on a, d is free: with a also c, with b neither a nor c.
    district = a_district(place("a", excludes='["b"]'), place("b"), place("c", requires='["a"]'), place("d"))

    selection = select(district, alternatives=alternatives)

    assert selection.groups == (frozenset("acd"), frozenset("bd"))
    assert selection.feasible_sets({"a", "b"}) == [frozenset("a"), frozenset("b")]
    assert ids(selection.only(selection.groups[1])) == ["b", "d"]


def test_what_no_group_can_hold_is_off():
    district = a_district(place("a", excludes='["b"]'), place("b"), place("c", requires='["a", "b"]'))

    selection = select(district, alternatives="best")

    assert "exclude each other" in selection.off["c"]
    assert ids(selection.candidates) == ["a", "b"]


def test_a_wrong_choice_of_alternatives_names_the_nearest():
    with pytest.raises(SelectionError, match="Did you mean 'best'"):
        select(a_district(), alternatives="bset")


@pytest.mark.parametrize(("district", "message"), [
    (a_district(place("a", requires='["b"]'), place("b", requires='["c"]'), place("c", requires='["a"]')),
     "circle: a requires b requires c requires a"),
    (a_district(place("a", requires='["a"]')), "requires itself"),
    (a_district(place("a", excludes='["a"]')), "excludes itself"),
])  # fmt: skip
def test_requirements_that_make_no_sense_are_named(district, message):
    with pytest.raises(SelectionError, match=message):
        select(district)


def test_an_open_year_in_words_is_a_sentence():
    with pytest.raises(InterventionError, match="Opening year is 'soon', which is not a number"):
        select(a_district(place("a", open_year="soon")), year=2030)


def test_a_thousand_in_a_chain_of_requirements_are_selected():
    chained = [place(f"i{n:04}", requires=json.dumps([f"i{n - 1:04}"] if n else [])) for n in range(1000)]

    assert len(select(a_district(*chained)).candidates) == 1000


def test_too_many_alternatives_stop():
    # Twenty independent pairs are 2^20 ways to choose.
    pairs = [place(f"{side}{n}", excludes=f'["b{n}"]' if side == "a" else "[]") for n in range(20) for side in "ab"]

    with pytest.raises(SelectionError, match="more than 256 ways"):
        select(a_district(*pairs), alternatives="each")


def test_last_in_leaves_out_all_that_hang_on_it():
    rules = Dependencies(requires={"b": frozenset("a"), "c": frozenset("b"), "d": frozenset()})

    assert rules.last_in_without("a", "abcd") == frozenset("d")
    assert rules.last_in_without("b", "abcd") == frozenset("ad")
    assert rules.dependants("c", "abcd") == frozenset()


NAMES = "abcdef"
subsets = st.frozensets(st.sampled_from(NAMES))


@st.composite
def rule_books(draw: st.DrawFn) -> Dependencies:
    """Requirements run down the alphabet, so that there is no circle; exclusions go both ways."""
    requires = {name: draw(st.frozensets(st.sampled_from(NAMES[:n]), max_size=2)) for n, name in enumerate(NAMES) if n}
    pairs = draw(st.sets(st.sampled_from(list(combinations(NAMES, 2))), max_size=6))
    excludes = {name: frozenset(b if a == name else a for a, b in pairs if name in (a, b)) for name in NAMES}
    return Dependencies(requires, excludes, draw(subsets) - frozenset(NAMES[2:]))


def feasible(rules: Dependencies, chosen: frozenset[str]) -> bool:
    """Straight from the definition: every requirement is met and no pair excludes each other."""
    met = all(rules.requires.get(one, frozenset()) <= chosen | rules.given for one in chosen)
    return met and not any(rules.excludes[one] & chosen for one in chosen)


def powerset(chosen: frozenset[str]) -> list[frozenset[str]]:
    return [frozenset(one) for one in chain.from_iterable(combinations(chosen, n) for n in range(len(chosen) + 1))]


@given(rule_books(), subsets)
def test_largest_feasible_sets_are_those_of_a_search_through_all_subsets(rules, chosen):
    all_feasible = [one for one in powerset(chosen) if feasible(rules, one)]
    largest = [one for one in all_feasible if not any(one < other for other in all_feasible)]

    assert set(rules.feasible_maximal_subsets(chosen)) == set(largest)


@given(rule_books(), subsets)
def test_the_effective_set_is_the_largest_with_all_requirements_met(rules, chosen):
    met = [
        one for one in powerset(chosen)
        if all(rules.requires.get(each, frozenset()) <= one | rules.given for each in one)
    ]  # fmt: skip

    assert rules.effective_set(chosen) == frozenset().union(*met)


@given(rule_books(), subsets)
def test_feasibility_follows_the_definition(rules, chosen):
    assert rules.is_feasible(chosen) == feasible(rules, chosen)
