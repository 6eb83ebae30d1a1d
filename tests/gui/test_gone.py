"""What is gone is named nowhere: scoring goes on, undo brings all of it back, and its id is not used again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core import evaluate, open_district
from district_planner.core.interventions import values
from district_planner.gui.contents import MINE, World
from district_planner.gui.session import DistrictSession
from district_planner.gui.widgets.alternatives import excluding_each_other
from district_planner.gui.workspace import Workspace

GROWTH = "growth-2035"
"""A world of the sample: it names the externals x01 and x02."""


@pytest.fixture
def agreed(
    session: DistrictSession, workspace: Workspace, sample: Path, wait: Callable[..., Any]
) -> Iterator[Callable[[], None]]:
    """Return a function that waits for the scores and finds them equal to those of the saved file.

    The active scenario is the one of the sample that holds the bridge c01 and nothing else.
    """
    session.set_scenario("link")

    def check() -> None:
        wait(lambda: workspace.told or (not session.stale and session.results), "no scores", 60)
        assert workspace.told == []
        assert session.save()
        stored = open_district(sample)
        plain = evaluate(stored, session.scenario, world=session.world).figures.set_index("figure")
        shown = session.results.figures.set_index("figure")
        assert plain["base"].equals(shown["base"])
        assert plain["with"].equals(shown["with"])

    yield check
    QApplication.processEvents()


def deleted_with_qgis(layer: QgsVectorLayer, id_: str) -> None:
    """Delete a feature as QGIS' own tools do."""
    fid = next(feature.id() for feature in layer.getFeatures() if feature["id"] == id_)
    layer.startEditing()
    layer.beginEditCommand("Deleted")
    layer.deleteFeature(fid)
    layer.endEditCommand()


def excludes(session: DistrictSession, id_: str) -> tuple[str, ...]:
    one = session.intervention(id_)
    assert one is not None
    return values.ids(one, "excludes")


def worlds(session: DistrictSession) -> dict[str, frozenset[str]]:
    return {one.id: one.externals for one in session.worlds()}


def alternative_to(session: DistrictSession, id_: str) -> str:
    """Draw an alternative as the dock does and return its id."""
    one = session.intervention(id_)
    assert one is not None
    copy = replace(one, id=session.new_id(one.kind))
    assert session.put_all(excluding_each_other(one, copy, values.ids(one, "excludes")), (), "Alternative")
    return copy.id


def test_who_excluded_what_is_deleted_does_so_no_longer_and_one_undo_brings_both_back(
    session: DistrictSession, agreed: Callable[[], None]
) -> None:
    before = session.everything.contents
    assert excludes(session, "c01") == ()
    copy = alternative_to(session, "c01")
    with_both = session.everything.contents
    assert session.remove([copy], "Delete")
    assert excludes(session, "c01") == ()
    agreed()
    session.undo()
    assert session.everything.contents == with_both
    session.undo()
    assert session.everything.contents == before


def test_an_id_that_an_undo_may_bring_back_is_not_given_again(session: DistrictSession) -> None:
    copy = alternative_to(session, "c01")
    assert session.remove([copy], "Delete")
    assert session.new_id("walking_link") != copy


def test_an_id_that_something_names_is_not_given_to_another(session: DistrictSession) -> None:
    free = session.new_id("walking_link")
    session.put_world(World("w9", "Nine", None, frozenset({free})))
    assert session.save()
    session.undo()
    assert session.new_id("walking_link") == free
    session.redo()
    assert session.new_id("walking_link") != free


def test_a_requirement_in_another_layer_goes_with_what_it_names(
    session: DistrictSession, agreed: Callable[[], None]
) -> None:
    place = next(one for one in session.interventions() if one.geometry.geom_type == "Point" and not one.external)
    needs = replace(place, attributes={**place.attributes, "requires": "c01, c02"})
    assert session.put(needs, "Require")
    before = session.everything.contents
    assert session.remove(["c01"], "Delete")
    assert values.ids(session.intervention(place.id), "requires") == ("c02",)
    agreed()
    session.undo()
    assert session.everything.contents == before


def test_an_external_that_is_deleted_leaves_its_worlds(session: DistrictSession, agreed: Callable[[], None]) -> None:
    before = session.everything.contents
    session.set_world(GROWTH)
    assert worlds(session)[GROWTH] == {"x01", "x02"}
    assert session.remove(["x01"], "Delete")
    assert worlds(session)[GROWTH] == {"x02"}
    agreed()
    session.undo()
    assert session.everything.contents == before


def test_an_external_that_becomes_a_candidate_leaves_its_worlds(
    session: DistrictSession, agreed: Callable[[], None]
) -> None:
    before = session.everything.contents
    session.set_world(GROWTH)
    one = session.intervention("x01")
    assert one is not None
    assert session.put(replace(one, external=False), "Change")
    assert worlds(session)[GROWTH] == {"x02"}
    assert session.stale
    agreed()
    session.undo()
    assert session.everything.contents == before


def test_an_undo_that_takes_the_active_scenario_away_makes_the_first_one_active(
    session: DistrictSession, agreed: Callable[[], None]
) -> None:
    told: list[str] = []
    session.set_scenario(session.add_scenario("New", "all"))
    session.scenario_changed.connect(lambda: told.append(session.scenario))
    session.undo()
    assert told[-1] == session.scenario == MINE
    bridge = session.intervention("c01")
    assert bridge is not None
    assert session.put(replace(bridge, id="drawn"), "Draw")
    assert session.on() == {"drawn"}
    agreed()


def test_an_undo_that_takes_the_active_world_away_leads_to_today(
    session: DistrictSession, agreed: Callable[[], None], wait: Callable[..., Any]
) -> None:
    told: list[str] = []
    session.put_world(World("w9", "Nine", 2030, frozenset({"x01"})))
    session.set_world("w9")
    wait(lambda: not session.stale and session.results, "no scores", 60)
    session.world_changed.connect(lambda: told.append(session.world))
    session.undo()
    assert told[-1] == session.world == "today"
    assert session.stale
    agreed()


def test_a_world_that_is_not_there_is_not_chosen(session: DistrictSession) -> None:
    session.set_world(GROWTH)
    session.set_world("discarded", 2030)
    assert (session.world, session.year) == (GROWTH, 2030)


def test_a_project_whose_world_was_discarded_opens_in_today(
    workspace: Workspace, session: DistrictSession, tmp_path: Path, wait: Callable[..., Any]
) -> None:
    session.put_world(World("w9", "Nine", 2030, frozenset({"x01"})))
    session.set_world("w9")
    project = QgsProject.instance()
    project.write(str(tmp_path / "p.qgz"))
    session.layers.discard()
    project.clear()
    project.read(str(tmp_path / "p.qgz"))
    again = wait(lambda: workspace.active, "nothing was opened")
    wait(lambda: workspace.told or (not again.stale and again.results), "no scores", 60)
    assert workspace.told == []
    assert again.world == "today"


def test_what_qgis_deletes_leaves_scenarios_ties_and_worlds_in_the_file_too(
    session: DistrictSession, sample: Path, wait: Callable[..., Any], agreed: Callable[[], None]
) -> None:
    lines = session.layers.layers["intervention_lines"]
    copy = alternative_to(session, "c01")
    session.put_world(World("w9", "Nine", None, frozenset({"x01", "x02"})))
    before = session.everything.contents
    deleted_with_qgis(lines, "c01")
    wait(lambda: session.intervention("c01") is None, "the session did not follow")
    assert excludes(session, copy) == ()
    agreed()
    links = open_district(sample).table("scenario_interventions")
    assert "c01" not in set(links["intervention_id"])
    session.undo()
    assert session.everything.contents == before


def test_what_qgis_deletes_and_the_undo_takes_back_in_qgis_comes_back_whole(
    session: DistrictSession, wait: Callable[..., Any]
) -> None:
    lines = session.layers.layers["intervention_lines"]
    before = session.everything.contents
    deleted_with_qgis(lines, "c01")
    wait(lambda: session.intervention("c01") is None, "the session did not follow")
    lines.undoStack().undo()
    wait(lambda: session.intervention("c01") is not None, "the session did not follow")
    assert session.everything.contents == before


def test_an_edit_that_the_engine_refuses_leaves_no_score_that_looks_fresh(
    session: DistrictSession, workspace: Workspace, wait: Callable[..., Any], agreed: Callable[[], None]
) -> None:
    wait(lambda: not session.stale and session.results, "no scores", 60)
    lines = session.layers.layers["intervention_lines"]
    fid = next(feature.id() for feature in lines.getFeatures() if feature["id"] == "c01")
    lines.startEditing()
    lines.beginEditCommand("Attribute changed")
    lines.changeAttributeValue(fid, lines.fields().indexFromName("requires"), '["c01"]')
    lines.endEditCommand()
    wait(lambda: workspace.told, "nothing was told")
    assert "it requires itself" in workspace.told[-1]
    assert session.stale
    workspace.told.clear()
    session.undo()
    agreed()
