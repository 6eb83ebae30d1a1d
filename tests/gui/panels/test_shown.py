"""The buttons of the page Compare show results: views of the map, a line to swipe, two scenarios, charts."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from district_planner.core.evaluation.compare import compare
from district_planner.gui.swipe import SwipeTool


@pytest.fixture
def page(scored: Any, wait: Any) -> Any:
    """Return the page Compare with results on the map."""
    found = scored.page("compare")
    asked = next(one for one in scored.session.questions() if one.measure.startswith("nearest"))
    scored.session.ask(asked.id)
    shown = scored.desktop.shown
    wait(lambda: shown.active and shown.active.layer and shown.active.measure, "no results on the map")
    return found


def test_base_with_and_change_are_views_of_one_layer(scored, page):
    layer = scored.desktop.shown.active.layer
    for view, style in (("base", "Base"), ("with", "With the scenario"), ("change", "Change")):
        scored.click(page.views[view])
        assert layer.styleManager().currentStyle() == style
        assert scored.desktop.shown.active.layer is layer


def test_swipe_takes_the_map_and_another_view_gives_it_back(scored, page, wait):
    scored.click(page.views["swipe"])
    tool = scored.canvas.mapTool()
    assert isinstance(tool, SwipeTool)
    scored.click(page.views["with"])
    assert scored.canvas.mapTool() is not tool
    assert scored.desktop.shown.active.layer.styleManager().currentStyle() == "With the scenario"


def test_two_scenarios_become_a_layer(scored, page, wait):
    shown, session = scored.desktop.shown, scored.session
    told: list[Any] = []
    shown.active.compared.connect(told.append)
    page.first.setCurrentIndex(page.first.findData("link"))
    page.second.setCurrentIndex(page.second.findData("places"))
    wait(lambda: shown.active._work is None and not session.stale)
    page.first.activated.emit(page.first.currentIndex())
    scored.click(page.compute)
    wait(lambda: told, "no comparison")
    sets = [frozenset(one.ids) for one in session.scenarios() if one.id in ("link", "places")]
    want = compare(session.engine, *sets).figures.set_index("figure")["difference"]
    assert told[0].figures.set_index("figure")["difference"].equals(want)
    assert shown.active.comparison.name() == "Places only compared with Link only"


def test_the_layer_of_two_scenarios_follows_the_operation_and_says_when_it_is_out_of_date(scored, page, wait):
    shown, session = scored.desktop.shown, scored.session
    told: list[Any] = []
    shown.active.compared.connect(told.append)
    wait(lambda: shown.active._work is None and not session.stale)
    for box, id_ in ((page.first, "link"), (page.second, "places")):
        box.setCurrentIndex(box.findData(id_))
        box.activated.emit(box.currentIndex())
    scored.click(page.compute)
    wait(lambda: told, "no comparison")
    layer = shown.active.comparison
    assert "_first" in layer.renderer().classAttribute() or "_second" in layer.renderer().classAttribute()
    # By keys, as a planner without a mouse does: Difference, Ratio, Relative.
    page.operation.setFocus()
    for operation, part in (("ratio", "_ratio"), ("relative", "_relative")):
        QTest.keyClick(page.operation, Qt.Key.Key_Down)
        assert page.operation.currentData() == operation
        assert part in layer.renderer().classAttribute()
    name = layer.name()
    assert name == "Places only compared with Link only"
    session.set_scenario("link")
    wait(lambda: not session.stale, "not scored", 60)
    assert layer.name() == name
    session.set_ticked("places", "c01", True)
    assert layer.name() == f"{name} (out of date)"
    wait(lambda: not session.stale, "not scored", 60)
    assert layer.name() == f"{name} (out of date)"
    session.undo()
    assert layer.name() == name
    session.set_ticked("places", "c01", True)
    told.clear()
    wait(lambda: shown.active._work is None and not session.stale)
    scored.click(page.compute)
    wait(lambda: told, "no second comparison")
    assert layer.name() == name
    assert "_relative" in layer.renderer().classAttribute()


def test_the_view_and_the_other_figures_come_back_with_the_project(scored, page, wait, tmp_path):
    session, project = scored.session, QgsProject.instance()
    scored.click(page.views["base"])
    for name in session.scorer.others[2:]:
        session.scorer.ask_also(tuple(one for one in session.scorer.others if one != name))
    kept = session.scorer.others
    assert len(kept) == 2
    assert project.write(str(tmp_path / "kept.qgs"))
    project.clear()
    assert project.read(str(tmp_path / "kept.qgs"))
    wait(lambda: scored.session.results is not None and not scored.session.stale, "not scored", 60)
    assert scored.session.scorer.others == kept
    page = scored.page("compare")
    assert [name for name, button in page.views.items() if button.isChecked()] == ["base"]
    shown = scored.desktop.shown.active
    wait(lambda: shown.layer and shown.measure, "no results on the map")
    assert shown.layer.styleManager().currentStyle() == "Base"


@pytest.mark.parametrize("name", ["changes", "times", "cumulative"])
def test_every_chart_button_opens_its_chart(scored, page, wait, name):
    session = scored.session
    session.set_scenario("all")
    wait(lambda: not session.stale, "not scored")
    scored.click(page.charts[name])
    window = scored.desktop.shown.charts
    wait(lambda: window._work is None and (window.drawn or window.sentence.text()), "no chart")
    assert window.isVisible() and window.choice.currentData() == name
    assert window.drawn is not None, window.sentence.text()
