"""The results layer of an open district: same layer, new data; three views; a line that is swiped over the map."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsProject
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QColor, QImage
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.request import Request
from district_planner.gui.results import ResultsLayer, ResultsLayers
from district_planner.gui.session import DistrictSession
from district_planner.gui.swipe import SwipeTool
from district_planner.gui.workspace import Workspace

WALKED = "nearest_walk_meeting_place"


@pytest.fixture
def results(workspace: Workspace, session: DistrictSession, wait: Callable[..., Any]) -> Iterator[ResultsLayer]:
    """Return the results of the sample with everything that is drawn there switched on."""
    every = ResultsLayers(workspace, QgsProject.instance())
    found = every.of(session)
    for id_ in ("c01", *(one.id for one in session.interventions() if one.kind == "meeting_place")):
        session.set_ticked(session.scenario, id_, True)
    ask(session, WALKED)
    wait(lambda: found.layer is not None and not session.stale and found.stored, "no results were stored")
    settle(session, found, wait)
    yield found
    every.stop()


def ask(session: DistrictSession, measure: str) -> None:
    session.ask(next(one.id for one in session.questions() if one.measure == measure))


def settle(session: DistrictSession, results: ResultsLayer, wait: Callable[..., Any]) -> None:
    wait(lambda: not session.stale and results._work is None and results._written is session.results, "not stored")


def column(results: ResultsLayer, field: str) -> dict[str, Any]:
    return {row["origin"]: row[field] for row in results.layer.getFeatures()}


def test_the_layer_holds_the_scores_and_lies_under_the_interventions(results, session):
    layer, values = results.layer, session.results.values[WALKED]
    assert results.path.name == "sample.results.gpkg"
    stored = column(results, f"{WALKED}_with")
    assert {name: stored[name] for name in values.index[:50]} == values["with"].iloc[:50].to_dict()
    names = [node.name() for node in session.layers.group().children()]
    assert names[3] == layer.name() == "Results" and all("Interventions" in name for name in names[:3])
    assert "_change" not in layer.renderer().ranges()[0].label()
    assert "meeting place" in layer.renderer().ranges()[0].label()


def test_an_edit_renews_the_data_of_the_same_layer(results, session, wait):
    layer, before = results.layer, column(results, f"{WALKED}_with")
    place = next(one for one in session.interventions() if one.kind == "meeting_place")
    session.remove([place.id], "Delete")
    assert layer.name() == "Results (being recomputed)"
    settle(session, results, wait)
    assert results.layer is layer and layer.isValid() and layer.name() == "Results"
    after = column(results, f"{WALKED}_with")
    assert after != before
    values = session.results.values[WALKED]["with"]
    assert {name: after[name] for name in values.index[:50]} == values.iloc[:50].to_dict()


def test_views_and_questions_swap_the_renderer_of_the_same_layer(results, session):
    layer, seen = results.layer, {}
    for view in ("base", "with", "change"):
        results.show(view)
        seen[view] = layer.renderer().classAttribute()
        assert layer.styleManager().currentStyle() == {"base": "Base", "with": "With the scenario"}.get(view, "Change")
    assert f'"{WALKED}_base"' in seen["base"] and f'"{WALKED}_with"' in seen["with"]
    index = next(one for one in session.questions() if one.measure.startswith("index15work"))
    session.ask(index.id)
    assert results.layer is layer and results.measure.name == index.measure
    assert index.measure in layer.renderer().classAttribute()


def test_the_edited_file_is_not_needed_for_results(results, session, wait):
    with closing(sqlite3.connect(session.path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")  # somebody else holds the district
        path = Path(results.path)
        stamp = path.stat().st_mtime_ns
        place = next(one for one in session.interventions() if one.kind == "meeting_place")
        session.set_ticked(session.scenario, place.id, False)
        wait(lambda: path.stat().st_mtime_ns != stamp, "results were not written")
        holder.execute("ROLLBACK")


def test_a_question_between_sites_keeps_the_measure_that_is_shown(results, session):
    session.ask(next(one.id for one in session.questions() if not one.measure))
    assert results.measure.name == WALKED


def test_two_scenarios_are_a_layer_beside_the_results(results, session, wait):
    # "Link only" holds c01; the active scenario the meeting place too
    alone = evaluate(open_district(session.path), "link", request=Request(indicators=("nearest",))).values[WALKED]
    told = []
    results.compared.connect(told.append)
    results.compare("link", session.scenario)
    wait(lambda: told, "no comparison")
    layer = results.comparison
    assert layer.name() == "My scenario compared with Link only"
    want = (session.results.values[WALKED]["with"] - alone["with"]).dropna()
    assert (want < 0).any()
    difference = {row["origin"]: row[f"{WALKED}_difference"] for row in layer.getFeatures()}
    assert {name: difference[name] for name in want.index} == want.to_dict()
    assert sorted(layer.styleManager().styles()) == ["Difference", "Ratio", "Relative difference"]


def test_closing_the_district_leaves_its_results_in_the_project(results, session, workspace):
    layer = results.layer
    workspace.close(session)
    assert layer.isValid() and layer.id() in QgsProject.instance().mapLayers()
    session.scores_changed.emit()  # nobody listens any more


def test_a_project_that_is_read_again_shows_its_results(results, session, workspace, tmp_path, wait):
    results.show("with")
    project, crs = QgsProject.instance(), results.layer.crs()
    assert project.write(str(tmp_path / "p.qgz"))
    workspace.close_all()
    assert project.read(str(tmp_path / "p.qgz"))
    (layer,) = [one for one in project.mapLayers().values() if one.name().startswith("Results")]
    assert layer.isValid() and layer.crs() == crs
    assert layer.styleManager().currentStyle() == "With the scenario"
    assert sorted(layer.styleManager().styles()) == ["Base", "Change", "With the scenario"]


@pytest.mark.parametrize("meanwhile", ["", "UPDATE intervention_lines SET parts = NULL WHERE id = 'c01'"])
def test_layers_of_a_project_are_out_of_date_unless_they_are_known_to_fit(
    results, session, workspace, tmp_path, wait, meanwhile
):
    every, told = results.parent(), []
    results.compared.connect(told.append)
    settle(session, results, wait)
    results.compare("link", session.scenario)
    wait(lambda: told, "no comparison")
    assert session.save()
    settle(session, results, wait)
    project, path = QgsProject.instance(), session.path
    assert project.write(str(tmp_path / "p.qgz"))
    project.clear()
    if meanwhile:
        # As another program changes the file: triggers of GeoPackage's index need functions that sqlite3 has not.
        with closing(sqlite3.connect(path)) as other, other:
            for (trigger,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                other.execute(f'DROP TRIGGER "{trigger}"')
            assert other.execute(meanwhile).rowcount == 1
    assert project.read(str(tmp_path / "p.qgz"))
    (again,) = workspace.sessions
    found = every.of(again)
    assert again.stale
    compared = "My scenario compared with Link only"
    late = " (being recomputed)", " (out of date)"
    assert found.layer.name() == "Results" + (late[0] if meanwhile else "")
    assert found.comparison.name() == compared + (late[1] if meanwhile else "")
    settle(again, found, wait)
    assert found.layer.name() == "Results"
    # Nothing compares again by itself.
    assert found.comparison.name() == compared + (late[1] if meanwhile else "")
    found.compared.connect(told.append)
    found.compare("link", again.scenario)
    wait(lambda: len(told) == 2, "no comparison")
    assert found.comparison.name() == compared


def test_a_comparison_of_which_nothing_is_known_is_out_of_date(results, session, workspace, wait):
    told = []
    results.compared.connect(told.append)
    results.compare("link", session.scenario)
    wait(lambda: told, "no comparison")
    results._inputs["comparison"] = None  # as in a file that was written before this was kept
    session.scores_changed.emit()
    assert results.comparison.name() == "My scenario compared with Link only (out of date)"
    session.scores_changed.emit()
    assert results.comparison.name() == "My scenario compared with Link only (out of date)"


# The canvas


@pytest.fixture
def canvas(results: ResultsLayer, wait: Callable[..., Any]) -> Iterator[QgsMapCanvas]:
    found = QgsMapCanvas()
    found.resize(600, 400)
    found.setCanvasColor(QColor(Qt.GlobalColor.white))
    found.setDestinationCrs(results.layer.crs())
    found.setLayers([results.layer])
    found.show()
    QApplication.processEvents()
    found.setExtent(results.layer.extent())
    found.refresh()
    wait(lambda: not found.isDrawing() and ink(picture(found)) > 500, "nothing was drawn")
    yield found
    if found.mapTool() is not None:
        found.unsetMapTool(found.mapTool())
    found.setLayers([])
    found.close()
    found.deleteLater()


def picture(canvas: QgsMapCanvas) -> QImage:
    return canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def ink(image: QImage) -> int:
    """Return how many pixels of every fourth row are not white."""
    white = QColor(Qt.GlobalColor.white).rgb()
    return sum(image.pixel(x, y) != white for y in range(0, image.height(), 4) for x in range(image.width()))


def test_the_map_never_goes_blank_between_views(results, canvas, wait):
    for view in ("base", "with", "change", "base"):
        results.show(view)
        for _ in range(40):
            QApplication.processEvents()
            assert ink(picture(canvas)) > 200, view
        wait(lambda: not canvas.isDrawing())


def rendered(canvas: QgsMapCanvas, results: ResultsLayer, view: str) -> QImage:
    """Draw a view by itself, with the layer's own current style."""
    results.show(view)
    settings = QgsMapSettings(canvas.mapSettings())
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage().convertToFormat(QImage.Format.Format_RGB32)


def column_of(image: QImage, x: int) -> list[int]:
    return [image.pixel(x, y) for y in range(60, image.height())]


def test_base_is_left_and_with_is_right_of_the_line(results, canvas, wait):
    base, after = rendered(canvas, results, "base"), rendered(canvas, results, "with")
    different = [x for x in range(20, 580) if column_of(base, x) != column_of(after, x)]
    assert different
    tool = SwipeTool(canvas, results)
    canvas.setMapTool(tool)
    wait(lambda: len(tool.item.pictures) == 2, "the sides were not drawn")
    for share in (0.9, 0.1):
        place = QPoint(int(600 * share), 200)
        QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 200))
        QTest.mouseMove(canvas.viewport(), place)
        QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        tool.move_to(share)
        shown = picture(canvas)
        want = base if share == 0.9 else after
        for x in [x for x in different if 90 < x < 510]:
            assert column_of(shown, x) == column_of(want, x), x
    left = tool.item.share
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert tool.item.share == pytest.approx(left + 0.02)
    canvas.unsetMapTool(tool)
    assert tool.item is None


def test_the_last_pictures_stay_while_the_map_moves(results, canvas, wait):
    tool = SwipeTool(canvas, results)
    canvas.setMapTool(tool)
    wait(lambda: len(tool.item.pictures) == 2, "the sides were not drawn")
    kept = dict(tool.item.pictures)
    canvas.zoomByFactor(1.4)
    assert tool.item.pictures == kept
    assert ink(picture(canvas)) > 200
    wait(lambda: all(tool.item.pictures[side] is not kept[side] for side in kept), "the sides were not drawn again")
    assert (tool.item.pictures["base"].image.size()) == canvas.viewport().size()
    canvas.unsetMapTool(tool)


def test_a_copy_of_an_intervention_is_scored_too(results, session, wait):
    place = next(one for one in session.interventions() if one.kind == "meeting_place")
    session.put(replace(place, id="second"), "Copy")
    settle(session, results, wait)
    assert "second" in set(session.results.summary["id"])
