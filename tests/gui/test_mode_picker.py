"""The planner ticks a further way to travel: its questions can be asked, and the choice is in the district."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shapely

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.scorer import request_of
from district_planner.gui.session import DistrictSession
from district_planner.gui.widgets.mode_picker import ModePicker


def test_ticking_a_mode_brings_its_questions(session: DistrictSession, wait: Callable[..., Any], qtbot: Any) -> None:
    picker = ModePicker()
    qtbot.addWidget(picker)
    picker.show_session(session)
    assert picker.text().startswith("On foot")
    assert not any("_cycle_" in one.figure for one in session.questions())
    picker.actions_of["cycle"].trigger()
    wait(lambda: session.engine is not None and any("_cycle_" in one.figure for one in session.questions()), "no cycle")
    assert session.setting("modes") == ["walk", "cycle"]
    assert "By cycle" in picker.text()


def test_one_mode_always_stays(session: DistrictSession, qtbot: Any) -> None:
    picker = ModePicker()
    qtbot.addWidget(picker)
    picker.show_session(session)
    picker.actions_of["walk"].trigger()
    assert picker.actions_of["walk"].isChecked()
    assert session.setting("modes") is None


def test_public_transport_is_offered_only_where_there_is_some(session: DistrictSession, qtbot: Any) -> None:
    picker = ModePicker()
    qtbot.addWidget(picker)
    picker.show_session(session)
    assert not picker.actions_of["transit"].isEnabled()
    assert picker.actions_of["cycle"].isEnabled()


def test_the_timetable_model_is_chosen_with_a_percentile(session: DistrictSession, qtbot: Any) -> None:
    picker = ModePicker()
    qtbot.addWidget(picker)
    picker.show_session(session)
    ticked = [key for key, action in picker.services.items() if action.isChecked()]
    assert ticked == [("frequency", 50.0)]
    assert not any(action.isEnabled() for action in picker.services.values())  # the sample has no timetable
    session.set_setting("transit_model", ["timetable", 95.0])
    picker.show_session(session)
    assert [key for key, action in picker.services.items() if action.isChecked()] == [("timetable", 95.0)]
    asked = request_of(session.everything)
    assert (asked.transit_model, asked.percentile) == ("timetable", 95.0)
    session.set_setting("modes", ["walk", "transit"])
    picker.show_session(session)
    assert picker.text() == "On foot, Public transport, by timetable, 95 %"
    picker.services["timetable", 50.0].setEnabled(True)
    picker.services["timetable", 50.0].trigger()
    assert session.setting("transit_model") == ["timetable", 50.0]


def test_public_transport_is_measured_as_long_as_there_is_a_line(
    session: DistrictSession, wait: Callable[..., Any], qtbot: Any
) -> None:
    # The sample has no timetable: the drawn line is all that can be ridden, and links are on beside it or alone.
    told: list[str] = []
    session.failed.connect(told.append)
    picker = ModePicker()
    qtbot.addWidget(picker)

    def rides() -> bool:
        engine = session.engine
        return engine is not None and not session.stale and any(mode.rides for mode in engine.scope.modes)

    line = shapely.LineString([(440_800, 388_900), (441_850, 387_750)])
    given = {"stops": f"[0, 700, {line.length}]"}
    session.put(Intervention("lr", "light_rail", line, "Spur", attributes=given), "Draw a line")
    session.set_scenario("all")
    picker.show_session(session)
    picker.actions_of["transit"].trigger()
    wait(rides, "it was not scored by public transport", 60)
    session.remove(["lr"], "Delete a line")
    wait(lambda: session.intervention("lr") is None and session.engine is not None and not session.stale, "stuck", 60)
    assert not rides()
    picker.show_session(session)
    assert picker.actions_of["transit"].isEnabled()  # chosen, so that it can be taken back
    session.put(Intervention("lr", "light_rail", line, "Spur", attributes=given), "Draw a line")
    wait(rides, "it did not come back", 60)
    assert told == []
