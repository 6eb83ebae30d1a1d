"""What a scenario can do in the desktop: wait, click with the real mouse, type, take pictures."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QWidget


class Desk:
    """The running desktop.

    Attributes:
        iface: QGIS' interface.
        given: values from the test.
        found: values for the test; anything that JSON can hold.
        errors: what went wrong so far, also inside slots; any fails the run.
    """

    def __init__(self, iface: Any, task: dict[str, Any]) -> None:
        self.iface = iface
        self.folder = Path(task["folder"])
        self.given: dict[str, Any] = task["given"]
        self.found: dict[str, Any] = {}
        self.errors: list[str] = []
        self._name: str = task["scenario"]
        self._pictures = Path(task["pictures"])
        QgsApplication.messageLog().messageReceived.connect(self._on_message)

    def wait(self, condition: Callable[[], Any], what: str, seconds: float = 20) -> Any:
        """Let QGIS work until the condition holds and return its value; raise TimeoutError with ``what``."""
        end = time.monotonic() + seconds
        while True:
            if value := condition():
                return value
            if time.monotonic() > end:
                raise TimeoutError(f"waited {seconds} s: {what}")
            QTest.qWait(50)

    def settle(self) -> None:
        """Wait until the canvas is quiet: it gets its size half a second late and then draws."""
        canvas = self.iface.mapCanvas()
        seen: list[Any] = []

        def quiet() -> bool:
            seen.append((canvas.size(), canvas.extent().toString(), canvas.isDrawing()))
            return len(seen) > 10 and not canvas.isDrawing() and all(item == seen[-1] for item in seen[-10:])

        self.wait(quiet, "the canvas did not come to rest", 120)

    def click(self, widget: QWidget, at: QPoint | None = None, button: int = 1) -> None:
        """Click with the real mouse, in the middle of the widget or at a point of it."""
        self._move(widget, at or widget.rect().center())
        self._xdotool("click", str(button))

    def move(self, widget: QWidget, point: QPoint) -> None:
        """Move the real mouse to a point of a widget."""
        self._move(widget, point)

    def drag(self, widget: QWidget, points: Sequence[QPoint]) -> None:
        """Press at the first point, move over the others, release at the last."""
        self._move(widget, points[0])
        self._xdotool("mousedown", "1")
        for point in points[1:]:
            self._move(widget, point)
        self._xdotool("mouseup", "1")

    def key(self, *names: str) -> None:
        """Press keys by their X names, e.g. ``Escape`` or ``ctrl+z``."""
        self._xdotool("key", *names)

    def write(self, text: str) -> None:
        """Type a text into what has the focus."""
        self._xdotool("type", "--delay", "20", text)

    def picture(self, name: str) -> Path:
        """Save what the screen shows as ``<scenario>-<name>.png``."""
        QTest.qWait(200)
        path = self._pictures / f"{self._name}-{name}.png"
        subprocess.run(["import", "-window", "root", str(path)], check=True)
        return path

    def _move(self, widget: QWidget, point: QPoint) -> None:
        place, scale = widget.mapToGlobal(point), widget.devicePixelRatioF()
        self._xdotool("mousemove", str(round(scale * place.x())), str(round(scale * place.y())))

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], check=True)
        QTest.qWait(150)

    def _on_message(self, text: str, tag: str, level: Any) -> None:
        if tag == "Python error" or (tag in {"District Planner", "Plugins"} and level != Qgis.MessageLevel.Info):
            self.errors.append(f"{tag}: {text}")
