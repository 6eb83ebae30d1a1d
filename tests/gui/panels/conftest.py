"""A dock in a window of its own, with the sample open and scored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsPointXY, QgsProject, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QWidget,
)

from district_planner.gui.desktop import Desktop
from district_planner.gui.session import DistrictSession

LEFT = Qt.MouseButton.LeftButton


class Window:
    """The main window with the canvas, the dock and a mouse."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.main = QMainWindow()
        self.main.resize(1280, 800)
        self.canvas = QgsMapCanvas()
        self.main.setCentralWidget(self.canvas)
        self.desktop = Desktop(self.main, self.canvas, self.told.append, QgsProject.instance())
        self.dock = self.desktop.dock
        self.main.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.main.show()
        QApplication.processEvents()

    @property
    def session(self) -> DistrictSession:
        found = self.desktop.workspace.active
        assert found is not None, self.told
        return found

    def page(self, name: str) -> Any:
        """Bring a page to the front and return it."""
        self.dock.show_page(name)
        QApplication.processEvents()
        return self.dock.pages[name]

    def click(self, widget: QWidget, at: QPoint | None = None, button: Qt.MouseButton = LEFT) -> None:
        QTest.mouseClick(widget, button, Qt.KeyboardModifier.NoModifier, at or widget.rect().center())
        QApplication.processEvents()

    def click_cell(self, view: QAbstractItemView, row: int, column: int, shift: QPoint | None = None) -> None:
        """Click in the middle of a cell, or so far from its left middle."""
        rectangle = view.visualRect(view.model().index(row, column))
        at = rectangle.center() if shift is None else QPoint(rectangle.left(), rectangle.center().y()) + shift
        self.click(view.viewport(), at)

    def type(self, widget: QWidget, text: str, *keys: Qt.Key) -> None:
        """Type into a widget, after all that it holds is selected, and press keys."""
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_Delete) if not text else QTest.keyClicks(widget, text)
        for key in keys:
            QTest.keyClick(widget, key)
        QApplication.processEvents()

    # The map

    def look_at(self, point: tuple[float, float], metres: float = 700.0) -> None:
        """Centre the map on a point of the district."""
        self.canvas.setDestinationCrs(self.session.crs)
        (x, y), half = point, metres / 2
        self.canvas.setExtent(QgsRectangle(x - half, y - half, x + half, y + half))
        QApplication.processEvents()

    def pixel(self, point: tuple[float, float]) -> QPoint:
        """Return the pixel of a point of the district."""
        at = self.canvas.getCoordinateTransform().transform(QgsPointXY(*point))
        return QPoint(round(at.x()), round(at.y()))

    def move_on_map(self, point: tuple[float, float], down: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
        """Move the mouse over the map, with a button held down or none."""
        keys, none = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(self.pixel(point)), none, down, keys)
        QApplication.sendEvent(self.canvas.viewport(), event)
        QApplication.processEvents()

    def click_map(self, point: tuple[float, float], button: Qt.MouseButton = LEFT) -> None:
        """Move to a point of the district and click there."""
        self.move_on_map(point)
        self.click(self.canvas.viewport(), self.pixel(point), button)

    def drag_on_map(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press at one point of the district, move, and let go at another."""
        view, keys = self.canvas.viewport(), Qt.KeyboardModifier.NoModifier
        self.move_on_map(start)
        QTest.mousePress(view, LEFT, keys, self.pixel(start))
        for share in (0.25, 0.5, 0.75, 1.0):
            self.move_on_map(tuple(a + share * (b - a) for a, b in zip(start, end)), LEFT)
        QTest.mouseRelease(view, LEFT, keys, self.pixel(end))
        QApplication.processEvents()

    # Dialogs of files

    def choose_file(self, opens: Callable[[], Any], path: Path | None, form: int | None = None) -> None:
        """Fill in a path in the dialog of files that a call opens and press Return; None: press Escape.

        A file that is there already is replaced. form: the entry of the list of file types to take.
        """
        answered: list[QFileDialog] = []
        over: list[bool] = []

        def look() -> None:
            if over:
                return
            # A shot of its own each time: a timer does not fire again while the key that it pressed opens a question.
            QTimer.singleShot(50, look)
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QMessageBox):
                self.click(dialog.button(QMessageBox.StandardButton.Yes))
            elif isinstance(dialog, QFileDialog) and not answered:
                answered.append(dialog)
                if form is not None:
                    dialog.findChild(QComboBox, "fileTypeCombo").setCurrentIndex(form)
                field = dialog.findChild(QLineEdit)
                field.setText(str(path or ""))  # typed letters would wait for the list of suggestions
                QTest.keyClick(field, Qt.Key.Key_Escape if path is None else Qt.Key.Key_Return)

        QTimer.singleShot(50, look)
        opens()
        over.append(True)
        assert answered, "no dialog of files opened"

    def close(self) -> None:
        self.desktop.let_go()
        self.main.close()
        self.main.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(qgis_app: Any) -> Iterator[Window]:
    """Return a window with an empty dock."""
    QgsProject.instance().clear()
    found = Window()
    yield found
    found.close()
    QgsProject.instance().clear()


@pytest.fixture
def opened(window: Window, sample: Any) -> Window:
    """Return a window with the sample open, every candidate on, not scored yet."""
    session = window.desktop.workspace.open(sample)
    assert session is not None, window.told
    session.set_scenario("all")
    return window


@pytest.fixture
def scored(opened: Window, wait: Callable[..., Any]) -> Window:
    """Return the same once it is scored."""
    wait(lambda: not opened.session.stale and opened.session.results is not None, "the sample was not scored", 60)
    return opened
