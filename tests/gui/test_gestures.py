"""The stack of gestures moves by what changed, not by who changed it."""

from __future__ import annotations

from shapely.geometry import LineString, Point

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.gestures import Contents, Gestures, between

A = Intervention("a", "amenity", Point(0, 0), attributes={"categories": "cafe"})
MOVED = Intervention("a", "amenity", Point(5, 0), attributes={"categories": "cafe"})
B = Intervention("b", "walking_link", LineString([(0, 0), (9, 0)]))


def contents(*interventions: Intervention, ticks: tuple[tuple[str, str], ...] = ()) -> Contents:
    return Contents({one.id: one for one in interventions}, frozenset(ticks))


def test_a_step_names_only_what_differs_and_leads_back() -> None:
    old, new = contents(A, B), contents(MOVED, B, ticks=(("mine", "a"),))
    step = between(old, new, "Move")
    assert dict(step.before) == {"a": A}
    assert dict(step.after) == {"a": MOVED}
    assert step.ticked == {("mine", "a")}
    assert step.applied_to(old) == new
    assert step.reversed().applied_to(new) == old


def test_an_undo_by_another_hand_moves_along_the_stack() -> None:
    stack = Gestures()
    stack.record(between(contents(), contents(A), "Draw"))
    stack.record(between(contents(A), contents(MOVED), "Move"))
    stack.record(between(contents(MOVED), contents(A), "whatever QGIS calls it"))
    assert (stack.last.text, stack.next.text) == ("Draw", "Move")
    stack.record(between(contents(A), contents(MOVED), "redo in QGIS"))
    assert (stack.last.text, stack.next) == ("Move", None)


def test_a_new_step_forgets_what_was_undone() -> None:
    stack = Gestures()
    stack.record(between(contents(), contents(A), "Draw"))
    stack.went_back()
    stack.record(between(contents(), contents(B), "Draw another"))
    assert (stack.last.text, stack.next) == ("Draw another", None)


def test_nothing_is_no_step() -> None:
    stack = Gestures()
    stack.record(between(contents(A), contents(A), "Edit"))
    assert stack.last is None
