"""What a crash left comes back: drawings, ticks, scenarios, worlds, settings, and what was in hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QLockFile
from shapely.geometry import LineString, Point

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.commands import Commands
from district_planner.gui.contents import World
from district_planner.gui.recovered import Draft
from district_planner.gui.session import DistrictSession
from district_planner.gui.widgets.notice import Notice
from district_planner.gui.workspace import Workspace

CAFE = Intervention("new-cafe", "amenity", Point(442300, 387900), "Café", attributes={"categories": "cafe"})
WAY = ((442300.0, 387900.0), (442350.0, 387950.0))
LINK = Intervention("in-hand", "walking_link", LineString(WAY))

Again = Callable[[DistrictSession], DistrictSession]


@pytest.fixture
def again(workspace: Workspace, sample: Path) -> Again:
    """Return a function that ends a QGIS as a crash does, and opens the district in the next one."""

    def crash(session: DistrictSession) -> DistrictSession:
        # The process is gone with its lock, the files stay.
        session._keeper._lock.unlock()
        session._keeper.held = False
        session.layers.discard()
        session.layers.remove()
        session.close()
        found = workspace.open(sample)
        assert found is not None, workspace.told
        return found

    return crash


def names(session: DistrictSession) -> dict[str, str]:
    return {one.id: one.name for one in session.scenarios()}


def test_drawings_come_back_in_one_step(session: DistrictSession, again: Again) -> None:
    session.put(CAFE, "Draw")
    session.remove(["c04"], "Delete")
    session.keep_draft(Draft(LINK, "LineString", WAY))
    next_one = again(session)
    assert next_one.intervention("new-cafe") is None
    found = next_one.unsaved_before()
    assert found is not None and found.count == 3
    assert next_one.restore(found)
    assert next_one.intervention("new-cafe") == CAFE
    assert next_one.intervention("c04") is None
    assert next_one.intervention("in-hand") == LINK
    assert next_one.on() == {"new-cafe", "in-hand"}
    assert next_one.unsaved_before() is None
    next_one.undo()
    assert next_one.intervention("c04") is not None and next_one.intervention("in-hand") is None


def test_a_scenario_comes_back_with_its_name_and_what_is_on_in_it(session: DistrictSession, again: Again) -> None:
    fresh = session.add_scenario("Bridges first")
    session.set_ticked(fresh, "c01", True)
    session.rename_scenario("all", "All of them")
    before, on = names(session), session.on_in("all")
    next_one = again(session)
    assert "Bridges first" not in names(next_one).values()
    found = next_one.unsaved_before()
    # One is new, one has another name; the tick is of what the file holds already.
    assert found is not None and (found.count, found.rows("scenarios"), len(found.step.ticked)) == (0, 2, 1)
    assert next_one.restore(found)
    assert names(next_one) == before
    assert next_one.on_in(fresh) == {"c01"}
    assert next_one.on_in("all") == on
    assert next_one.save()


def test_worlds_and_settings_come_back_and_what_was_deleted_stays_deleted(
    session: DistrictSession, again: Again
) -> None:
    assert session.setting("name") is not None
    world = World("w9", "Later", 2040, frozenset({"x01"}))
    session.put_world(world)
    session.remove_scenario("all")
    session.set_setting("walk_kmh", 4.0)
    session.set_setting("name", None)
    next_one = again(session)
    found = next_one.unsaved_before()
    assert found is not None
    assert [found.rows(table) for table in ("scenarios", "worlds", "settings")] == [1, 1, 2]
    assert next_one.restore(found)
    assert world in next_one.worlds()
    assert (next_one.setting("walk_kmh"), next_one.setting("name")) == (4.0, None)
    assert "all" not in names(next_one)


def test_a_drawing_in_hand_is_on_where_it_would_have_been(session: DistrictSession, again: Again) -> None:
    fresh = session.add_scenario("Bridges first")
    session.set_scenario(fresh)
    session.keep_draft(Draft(LINK, "LineString", WAY))
    next_one = again(session)
    assert next_one.restore(next_one.unsaved_before())
    assert next_one.scenario == fresh
    assert next_one.on() == {"in-hand"}


def test_a_drawing_that_was_finished_at_the_very_end_does_not_come_back_twice(
    session: DistrictSession, again: Again
) -> None:
    session.keep_draft(Draft(LINK, "LineString", WAY))
    session.put(LINK, "Draw")  # and no time to say that nothing is in hand any more
    next_one = again(session)
    found = next_one.unsaved_before()
    assert found is not None and found.drafts == ()
    before = len(next_one.interventions())
    assert next_one.restore(found)
    assert len(next_one.interventions()) == before + 1


def test_a_second_crash_before_the_planner_has_decided_takes_nothing_of_the_first(
    session: DistrictSession, again: Again
) -> None:
    mine = session.new_id("amenity")
    session.put(replace(CAFE, id=mine), "Draw")
    first = session.add_scenario("First")
    second = again(session)
    # What is waiting keeps its ids.
    other = second.new_id("amenity")
    assert other != mine
    second.put(replace(CAFE, id=other, geometry=Point(442400, 387900)), "Draw")
    assert second.add_scenario("Second") != first
    third = again(second)
    found = third.unsaved_before()
    assert found is not None and (found.count, found.rows("scenarios")) == (2, 2)
    before = len(third.interventions())
    assert third.restore(found)
    assert len(third.interventions()) == before + 2
    assert {"First", "Second"} <= set(names(third).values())


def test_what_is_thrown_away_does_not_come_back(session: DistrictSession, again: Again) -> None:
    session.put(CAFE, "Draw")
    second = again(session)
    assert second.unsaved_before() is not None
    second.forget_unsaved()
    assert second.unsaved_before() is None
    assert again(second).unsaved_before() is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', json.dumps({"format": 2, "when": "x"})])
def test_a_file_that_nobody_can_read_is_no_reason_not_to_open_the_district(
    workspace: Workspace, sample: Path, text: str, wait: Callable[..., Any]
) -> None:
    sample.with_name(f".{sample.name}.unsaved").write_text(text, encoding="utf-8")
    session = workspace.open(sample)
    assert session is not None
    assert session.unsaved_before() is None


def test_what_was_discarded_as_the_project_closed_is_not_offered_again(
    session: DistrictSession, workspace: Workspace, sample: Path
) -> None:
    session.put(CAFE, "Draw")
    kept = sample.with_name(f".{sample.name}.unsaved")
    assert kept.exists()
    # QGIS discards and removes without a turn of its event loop in between.
    for layer in session.layers.layers.values():
        layer.rollBack()
    QgsProject.instance().clear()
    assert not kept.exists()
    again = workspace.open(sample)
    assert again is not None and again.unsaved_before() is None


def test_a_district_closed_and_opened_again_takes_its_buffers_as_they_are(
    session: DistrictSession, workspace: Workspace, sample: Path, again: Again
) -> None:
    session.put(CAFE, "Draw")
    session.remove(["c04"], "Delete")
    fresh = session.add_scenario("Bridges first")
    workspace.close(session)
    kept = sample.with_name(f".{sample.name}.unsaved")
    # QGIS may still crash.
    assert kept.exists()
    second = workspace.open(sample)
    assert second is not None and second.unsaved_before() is None
    assert second.intervention("new-cafe") == CAFE and second.intervention("c04") is None
    assert fresh in names(second) and second.modified
    # A crash now takes nothing of what was drawn before and after: of c04, that it is deleted.
    second.put(replace(CAFE, name="Corner café"), "Rename")
    third = again(second)
    found = third.unsaved_before()
    assert found is not None and found.step.after == {"new-cafe": replace(CAFE, name="Corner café"), "c04": None}
    assert found.rows("scenarios") == 1


def test_what_qgis_saved_or_discarded_while_the_district_was_closed_is_not_offered(
    session: DistrictSession, workspace: Workspace, sample: Path
) -> None:
    session.put(CAFE, "Draw")
    layers = dict(session.layers.layers)
    workspace.close(session)
    for layer in layers.values():
        layer.rollBack()
    second = workspace.open(sample)
    assert second is not None and second.unsaved_before() is None and not second.modified
    assert second.intervention("new-cafe") is None
    assert not list(sample.parent.glob(f".{sample.name}.unsaved*"))


def test_a_folder_that_may_not_be_written_is_no_other_program(session: DistrictSession) -> None:
    class Refused:
        """A lock as QLockFile leaves it in such a folder, which nobody but root is kept from writing."""

        def error(self) -> QLockFile.LockError:
            return QLockFile.LockError.PermissionError

        def unlock(self) -> None:
            """Do nothing."""

    session._keeper._lock.unlock()
    session._keeper._lock, session._keeper.held = Refused(), False
    assert session.forbidden and not session.held_by
    notice = Notice(Commands())
    notice.set_session(session)
    assert "you may not write there" in notice.words.text()
    assert not notice.restore.isVisibleTo(notice)
