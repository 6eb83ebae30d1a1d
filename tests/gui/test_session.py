"""A district that is open: what is drawn is in the layers, scores follow, undo goes back across saves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer
from shapely.geometry import Point

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.live import Edit
from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.contents import MINE, World, write_ticks
from district_planner.gui.session import DistrictSession
from district_planner.gui.workspace import Workspace

CAFE = Intervention("new-cafe", "amenity", Point(442300, 387900), "Café", attributes={"categories": "cafe"})


def line_like(session: DistrictSession, id_: str) -> Intervention:
    """Return the bridge of the sample under another id."""
    bridge = session.intervention("c01")
    assert bridge is not None
    return replace(bridge, id=id_, name="A second bridge")


def test_a_drawing_is_in_the_layer_and_on_in_the_active_scenario(session: DistrictSession) -> None:
    facts: list[list[str]] = []
    session.interventions_changed.connect(facts.append)
    session.put(CAFE, "Draw a café")
    assert facts == [["new-cafe"]]
    assert session.intervention("new-cafe") == CAFE
    assert session.on() == {"new-cafe"}
    assert session.layers.layers["intervention_points"].isModified()
    assert session.undo_text == "Draw a café"


def test_the_first_place_of_a_category_makes_it_a_question_and_its_undo_takes_the_question_back(
    workspace: Workspace, sample: Path, wait: Callable[..., Any]
) -> None:
    places = QgsVectorLayer(f"{sample}|layername=opportunities", "places", "ogr")
    column = places.fields().indexOf("category")
    hotels = [place.id() for place in places.getFeatures() if place["category"] == "hotel"]
    assert places.dataProvider().changeAttributeValues({id_: {column: "shop"} for id_ in hotels})
    del places
    session = workspace.open(sample)
    assert session is not None, workspace.told
    wait(lambda: session.engine, "the engine was not compiled")
    figure = "within_walk_hotel_10_people"
    assert figure not in {one.figure for one in session.questions()}
    session.put(replace(CAFE, attributes={"categories": "hotel"}), "Draw a hotel")
    asked = next(one for one in session.questions() if one.figure == figure)
    session.ask(asked.id)
    session.scorer.ask_also((figure, "within_walk_cafe_10_employees"))
    session.undo()
    assert figure not in {one.figure for one in session.questions()}
    assert session.question.figure != figure
    assert session.scorer.others == ("within_walk_cafe_10_employees",)


def test_the_other_part_of_a_cut_is_on_where_the_line_was(session: DistrictSession) -> None:
    line = session.intervention("c01")
    on_before = {one.id for one in session.scenarios() if "c01" in one.ids}
    assert on_before and MINE not in on_before
    parts = [line, replace(line, id="c01-b")]
    assert session.put_all(parts, (), "Split", like="c01")
    assert {one.id for one in session.scenarios() if "c01-b" in one.ids} == on_before
    session.undo()
    assert not any("c01-b" in one.ids for one in session.scenarios())


def test_undo_and_redo_bring_geometry_attributes_and_ticks_back(session: DistrictSession) -> None:
    before = session.interventions()
    session.put(CAFE, "Draw")
    moved = replace(CAFE, geometry=Point(442400, 387900), attributes={"categories": "shop"})
    session.put(moved, "Move")
    session.undo()
    assert session.intervention("new-cafe") == CAFE
    session.undo()
    assert session.interventions() == before
    assert session.on() == frozenset()
    session.redo()
    session.redo()
    assert session.intervention("new-cafe") == moved
    assert session.on() == {"new-cafe"}


def test_undo_reaches_across_a_save(session: DistrictSession, sample: Path) -> None:
    before = session.interventions()
    session.put(CAFE, "Draw")
    assert session.save()
    assert CAFE.id in {one.id for one in open_district(sample).interventions}
    assert not session.modified
    session.undo()
    assert session.interventions() == before
    assert session.save()
    assert open_district(sample).interventions == before
    session.redo()
    assert session.intervention("new-cafe") == CAFE


def test_what_qgis_draws_is_followed_and_its_undo_is_the_sessions_undo(
    session: DistrictSession, wait: Callable[..., Any]
) -> None:
    layer = session.layers.layers["intervention_points"]
    before = session.interventions()
    layer.startEditing()
    feature = QgsFeature(layer.fields())
    feature.setAttribute("id", "by-hand")
    feature.setAttribute("kind", "amenity")
    feature.setAttribute("categories", "cafe")
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(442300, 387900)))
    layer.beginEditCommand("Feature added")
    layer.addFeature(feature)
    layer.endEditCommand()
    wait(lambda: session.intervention("by-hand"), "the session did not follow the layer")
    assert session.undo_text == "Feature added"
    layer.undoStack().undo()
    wait(lambda: session.interventions() == before, "the session did not follow QGIS' undo")
    assert (session.undo_text, session.redo_text) == ("", "Feature added")
    session.redo()
    assert session.intervention("by-hand") is not None
    assert layer.undoStack().undoText() == "Feature added"


def test_dock_preview_and_evaluate_agree_to_the_last_digit(
    session: DistrictSession, sample: Path, wait: Callable[..., Any]
) -> None:
    seen: list[Any] = []
    session.previewed.connect(seen.append)
    one = line_like(session, "bridge-2")
    session.preview(Edit(one.id, one))
    wait(lambda: seen, "no preview")
    headline = seen[-1].headline
    session.preview(None)
    session.put(one, "Draw")
    wait(lambda: not session.stale and session.results, "no scores")
    figures = session.results.figures.set_index("figure")
    assert figures.loc[headline.name, "with"] == headline.after
    assert figures.loc[headline.name, "base"] == headline.base
    assert session.save()
    plain = evaluate(open_district(sample), MINE).figures.set_index("figure")
    assert plain["with"].equals(figures["with"])
    assert plain["base"].equals(figures["base"])
    assert headline.after < headline.before


def test_every_candidate_is_scored_alone_and_a_silent_one_says_why(
    session: DistrictSession, wait: Callable[..., Any]
) -> None:
    lost = replace(CAFE, id="lost", geometry=Point(447000, 383000))
    session.put(lost, "Draw")
    wait(lambda: not session.stale and session.alone, "no scores")
    plain = evaluate(open_district(session.path)).scores
    question = session.question
    for row in plain[plain["figure"] == question.figure].itertuples():
        assert session.alone[row.intervention].figures[question.figure] == row.alone
    assert "m from the nearest street" in session.alone["lost"].why_silent or session.alone["lost"].why_silent


def test_worlds_switch_what_happens_anyway(session: DistrictSession, wait: Callable[..., Any]) -> None:
    wait(lambda: not session.stale and session.results, "no scores")
    today = dict(session.scorer.base)
    session.set_world("growth-2035")
    wait(lambda: not session.stale, "no scores")
    assert dict(session.scorer.base) != today
    session.put_world(World("empty", "Nothing happens", 2040))
    session.set_world("empty")
    wait(lambda: not session.stale, "no scores")
    assert dict(session.scorer.base) == today


def test_scenarios_are_copied_renamed_and_deleted(session: DistrictSession) -> None:
    new = session.add_scenario("Branch", "all")
    assert session.on_in(new) == session.on_in("all") != frozenset()
    session.set_ticked(new, "c01", False)
    assert session.on_in("all") - session.on_in(new) == {"c01"}
    session.rename_scenario(new, "Without the bridge")
    assert "Without the bridge" in [one.name for one in session.scenarios()]
    session.set_scenario(new)
    session.remove_scenario(new)
    assert session.scenario != new
    assert all(one.id != new for one in session.scenarios())


def test_scenarios_and_worlds_keep_the_order_in_which_they_were_made_before_and_after_saving(
    session: DistrictSession, workspace: Workspace
) -> None:
    def names() -> list[str]:
        return [one.name for one in session.scenarios()]

    stored, worlds = names(), [one.id for one in session.worlds()]
    assert stored[0] == "My scenario"
    for name in ("Zoo", "Aqueduct", "Mill"):
        session.add_scenario(name)
        session.put_world(World(name, name))
    wanted = [*stored, "Zoo", "Aqueduct", "Mill"]
    assert names() == wanted
    assert session.save()
    assert names() == wanted
    session.add_scenario("Barn")
    session.rename_scenario(session.scenarios()[1].id, "Renamed")
    wanted = [wanted[0], "Renamed", *wanted[2:], "Barn"]
    assert names() == wanted
    assert session.save()
    assert [one.id for one in session.worlds()] == [*worlds, "Zoo", "Aqueduct", "Mill"]
    path = session.path
    workspace.close(session)
    session = workspace.open(path)
    assert names() == wanted


def test_a_scenario_added_after_a_tick_of_the_first_one_stays(session: DistrictSession) -> None:
    session.set_ticked(MINE, "c01", True)
    new = session.add_scenario("Branch", MINE)
    assert {one.id: one.name for one in session.scenarios()}[new] == "Branch"
    assert session.on_in(new) == {"c01"}
    assert session.save()
    assert "Branch" in set(open_district(session.path).table("scenarios")["name"])


def test_a_deleted_scenario_comes_back_whole_after_a_save_and_its_id_brings_no_ticks_to_another(
    session: DistrictSession,
) -> None:
    first = session.add_scenario("Ten", "all")
    on = session.on_in(first)
    assert len(on) == 10 and session.undo_text == "Add a scenario"
    assert session.save()
    session.remove_scenario(first)
    assert session.save()
    session.undo()
    assert {one.id: one.name for one in session.scenarios()}[first] == "Ten"
    assert session.on_in(first) == on
    session.redo()
    assert all(one.id != first for one in session.scenarios())
    second = session.add_scenario("Fresh, empty")
    assert session.on_in(second) == frozenset()


def test_ticks_of_a_scenario_that_is_gone_do_not_count_and_go_with_the_next_scenario(
    session: DistrictSession,
) -> None:
    layer = session.layers.layers["scenario_interventions"]
    with session.layers.gesture("by another hand", ["scenario_interventions"]):
        write_ticks(layer, [*session._contents.ticks, ("s1", "c01")])
    session._refresh("")
    assert all(scenario != "s1" for scenario, _ in session._contents.ticks)
    assert session.add_scenario("Fresh, empty") == "s1"
    assert session.on_in("s1") == frozenset()


def test_settings_scenarios_names_and_worlds_are_steps_of_their_own(session: DistrictSession) -> None:
    session.put(line_like(session, "new"), "Draw")
    empty = session.add_scenario("Empty")
    session.rename_scenario(empty, "Bare")
    session.put_world(World("w1", "Later", 2040, frozenset({"x01"})))
    session.set_setting("walk_kmh", 3.0)
    done = []
    while session.undo_text:
        done.append(session.undo_text)
        session.undo()
    assert done == ["Change a setting", "Change a world", "Rename a scenario", "Add a scenario", "Draw"]
    assert session.setting("walk_kmh") is None
    assert all(one.id != "w1" for one in session.worlds())
    assert all(one.id != empty for one in session.scenarios())
    for _ in done:
        session.redo()
    assert session.intervention("new") is not None
    assert {one.id: one.name for one in session.scenarios()}[empty] == "Bare"
    assert next(one for one in session.worlds() if one.id == "w1").year == 2040
    assert session.setting("walk_kmh") == 3.0


def test_a_setting_changes_the_scores_and_goes_back(session: DistrictSession, wait: Callable[..., Any]) -> None:
    wait(lambda: not session.stale and session.results, "no scores")
    before = dict(session.scorer.base)
    session.set_setting("walk_kmh", 3.0)
    wait(lambda: session.engine and not session.stale, "no scores")
    assert dict(session.scorer.base) != before
    session.set_setting("walk_kmh", None)
    wait(lambda: session.engine and not session.stale, "no scores")
    assert dict(session.scorer.base) == before


def test_the_second_who_opens_a_district_is_told(session: DistrictSession) -> None:
    from district_planner.gui.recovery import Keeper

    assert session.held_by == ""
    second = Keeper(session.path)
    assert "process" in second.who_holds()


def test_a_district_inside_the_plugin_is_not_edited(workspace: Workspace) -> None:
    from district_planner.paths import example_path

    assert workspace.open(example_path("amp_sbp.gpkg")) is None
    assert "inside the plugin" in workspace.told[-1]


def test_a_project_finds_its_districts_again(
    workspace: Workspace, session: DistrictSession, tmp_path: Path, wait: Callable[..., Any]
) -> None:
    from qgis.core import QgsProject

    session.set_scenario("link")
    session.ask(session.questions()[2].id)
    wanted = session.question.id
    project = QgsProject.instance()
    project.write(str(tmp_path / "p.qgz"))
    count = len(project.mapLayers())
    project.clear()
    assert workspace.sessions == []
    project.read(str(tmp_path / "p.qgz"))
    again = wait(lambda: workspace.active, "nothing was opened")
    wait(lambda: again.engine, "not compiled")
    assert (again.scenario, again.question.id) == ("link", wanted)
    assert len(project.mapLayers()) == count


def test_automatic_transaction_groups_keep_gestures_undo_and_save(
    workspace: Workspace, sample: Path, wait: Callable[..., Any]
) -> None:
    from qgis.core import QgsProject

    QgsProject.instance().setAutoTransaction(True)
    try:
        session = workspace.open(sample)
        assert session is not None
        wait(lambda: session.engine, "not compiled")
        before = session.interventions()
        session.put(CAFE, "Draw")
        assert session.intervention(CAFE.id) == CAFE
        session.undo()
        assert session.interventions() == before
        session.redo()
        assert session.intervention(CAFE.id) == CAFE
        assert session.on() == {CAFE.id}
        assert session.save(), workspace.told
        assert CAFE.id in {one.id for one in open_district(sample).interventions}
        session.undo()
        assert session.interventions() == before
        assert session.save(), workspace.told
        assert open_district(sample).interventions == before
    finally:
        session.layers.discard()
        QgsProject.instance().setAutoTransaction(False)
