"""The page Compare: two scenarios in figures and as a layer, views of the map."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtGui import QGuiApplication, QKeySequence
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core import evaluate, open_district
from tests.gui.panels.conftest import Window


def choose(page: Any, first: str, second: str, operation: str = "difference") -> None:
    for box, value in ((page.first, first), (page.second, second), (page.operation, operation)):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())


def cells(page: Any) -> list[list[str]]:
    return [
        [page.table.topLevelItem(row).text(column) for column in range(4)]
        for row in range(page.table.topLevelItemCount())
    ]


def test_two_scenarios_differ_as_plain_python_says(scored: Window, wait: Callable[..., Any]) -> None:
    page = scored.page("compare")
    choose(page, "link", "places")
    scored.click(page.compute)
    assert page.state.text() == "Being compared…"
    wait(lambda: page.table.isVisible(), "not compared", 60)
    # Oracle: each scenario evaluated on its own from the file.
    district = open_district(scored.session.path)
    one, two = (evaluate(district, name).figures.set_index("figure") for name in ("link", "places"))
    shown = {row[0]: row[1:] for row in cells(page)}
    name = scored.session.question.figure
    first, second = one.loc[name, "with"], two.loc[name, "with"]
    label = one.loc[name, "label"]
    assert shown[label] == [f"{first:.1f}", f"{second:.1f}", f"+{second - first:.1f}"]
    choose(page, "link", "places", "ratio")
    assert {row[0]: row[3] for row in cells(page)}[label] == f"{second / first:.2f}"
    choose(page, "link", "places", "relative")
    assert {row[0]: row[3] for row in cells(page)}[label] == f"+{100 * (second - first) / first:.1f} %"
    page.every.click()
    assert page.table.topLevelItemCount() == len({one.figure for one in scored.session.questions()})
    assert any("compared with" in layer.name() for layer in QgsProject.instance().mapLayers().values())


def test_the_table_is_copied_with_tabs(scored: Window, wait: Callable[..., Any]) -> None:
    page = scored.page("compare")
    choose(page, "mine", "all")
    scored.click(page.compute)
    wait(lambda: page.table.isVisible(), "not compared", 60)
    page.table.setFocus()
    QTest.keySequence(page.table, QKeySequence(QKeySequence.StandardKey.Copy))
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["Figure", "First", "Second", "Change"]
    assert len(lines) == page.table.topLevelItemCount() + 1


def test_the_name_of_a_figure_stands_above_its_numbers(scored: Window, wait: Callable[..., Any]) -> None:
    page = scored.page("compare")
    choose(page, "mine", "all")
    scored.click(page.compute)
    wait(lambda: page.table.isVisible(), "not compared", 60)
    table = page.table
    QApplication.processEvents()
    row = table.visualRect(table.model().index(0, 0)).united(table.visualRect(table.model().index(0, 3)))
    picture = table.viewport().grab(row).toImage()
    ground = picture.pixelColor(1, 1)

    def inked(top: int, bottom: int) -> list[int]:
        """Return the columns in which something is written."""
        return [
            x for x in range(picture.width()) if any(picture.pixelColor(x, y) != ground for y in range(top, bottom))
        ]

    half = picture.height() // 2
    name, numbers = inked(2, half), inked(half + 2, picture.height() - 2)
    # The name runs on over the columns of the numbers; below it, the first column is empty.
    assert name[0] < 12 and name[-1] > table.columnWidth(0)
    assert numbers[0] > table.columnWidth(0)


def test_one_scenario_is_not_compared_with_itself(opened: Window) -> None:
    page = opened.page("compare")
    choose(page, "all", "all")
    assert not page.compute.isEnabled()
    assert page.state.text() == "Choose two different scenarios."


def test_what_nobody_does_is_not_offered(scored: Window) -> None:
    page = scored.page("compare")
    heard = scored.desktop.commands.receivers(scored.desktop.commands.chart_asked)
    assert all(button.isVisible() == (heard > 0) for button in page.charts.values())
    assert math.isfinite(heard)
