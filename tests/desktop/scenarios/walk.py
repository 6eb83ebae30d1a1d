"""What the walks have in common: the desktop with a district open, and what was read from it so far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QPoint, QTimer
from scenarios.draw_link import exact, pixel
from scenarios.open_sample import dock_of, show_page

from district_planner.gui.recovered import as_json

if TYPE_CHECKING:
    from desk import Desk

DRAW, SCORES, COMPARE = range(3)
SLOW_S = 120
"""Patience with scoring a whole city on a busy machine."""


class Walk:
    """The desktop with a district open, and what was read from it so far.

    Attributes:
        places: where things are drawn and what is asked, one district of ``walks.json``.
        steps: for the test: every figure that the screen showed, with what was built.
    """

    def __init__(self, desk: Desk, session: Any, places: dict[str, Any] | None = None) -> None:
        self.desk = desk
        self.session = session
        self.places = places or {}
        self.dock = dock_of(desk)
        self.view = desk.iface.mapCanvas().viewport()
        self.steps: list[dict[str, Any]] = []

    @property
    def tool(self) -> Any:
        """Return the tool in hand."""
        import qgis.utils

        return qgis.utils.plugins["district_planner"].desktop.hands.tools.tool

    # Doing

    def take(self, kind: str) -> None:
        """Press the button of a kind."""
        self.desk.click(self._button(kind))

    def take_as(self, kind: str, row: int, picture: str) -> None:
        """Take a kind with another geometry, by a row of its button's menu."""
        button = self._button(kind)
        # The menu runs a loop of its own, in which only a timer still speaks for the planner.
        QTimer.singleShot(1000, lambda: (self.desk.picture(picture), self.desk.key(*["Down"] * (row + 1), "Return")))
        self.desk.click(button, QPoint(button.width() - 6, button.height() // 2))
        self.desk.wait(lambda: self.dock.commands.tool == f"draw:{kind}", f"{kind} is not in hand")

    def _button(self, kind: str) -> Any:
        show_page(self.desk, self.dock, DRAW)
        self.dock.pages["draw"].area.verticalScrollBar().setValue(0)
        return self.dock.pages["draw"].kinds.buttons[kind]

    def at(self, point: Any) -> QPoint:
        """Return the pixel of a point of the district."""
        return pixel(self.desk, point)

    def click(self, point: Any, button: int = 1) -> None:
        """Click on the map."""
        self.desk.click(self.view, self.at(point), button)

    def choose(self, box: Any, wanted: str) -> None:
        """Choose an entry of a list by the arrow keys."""
        row = box.findData(wanted)
        assert row >= 0, f"{wanted} is not in the list"
        box.setFocus()
        self.desk.key("Home", *["Down"] * row)
        self.desk.wait(lambda: box.currentData() == wanted, f"{wanted} was not chosen")

    def ask(self, figure: str) -> None:
        """Choose the question that a figure answers, in the list."""
        question = next(one for one in self.session.questions() if one.figure == figure)
        if self.session.question.id == question.id:
            return
        show_page(self.desk, self.dock, SCORES)
        picker = self.dock.pages["scores"].question
        picker.setFocus()
        picker.lineEdit().selectAll()
        self.desk.write(question.text[:-1].replace("–", "") if question.text.isascii() else question.text[:12])
        self.desk.key("Return")
        if self.session.question.id != question.id:
            self.session.ask(question.id)

    # Reading

    def scored(self) -> None:
        """Wait until everything is computed."""
        self.desk.wait(lambda: self.session.results is not None and not self.session.stale, "it was not scored", SLOW_S)

    def preview(self, name: str) -> Any:
        """Wait for the exact preview of what hangs on the cursor, picture it, and return it."""
        found = exact(self.desk, self.tool)
        self.desk.picture(name)
        return found

    def chip(self) -> list[str]:
        """Return the lines of the chip."""
        return [row.text for row in self.tool.stage.chip.contents.rows()]

    def put(self, id_: str) -> None:
        """Wait until a drawing is there."""
        self.desk.wait(lambda: self.session.intervention(id_), f"{id_} was not put")

    def figure(self, name: str) -> tuple[float, float]:
        """Return base and with of a figure, once it is computed."""
        self.scored()
        row = self.session.results.figures.set_index("figure").loc[name]
        return float(row["base"]), float(row["with"])

    # Handing back

    def note(
        self, step: str, figure: str, values: dict[str, float], built: dict[str, Iterable[str]], **more: Any
    ) -> None:
        """Hand back values of a figure with what was built for each; nothing where it is not said."""
        everyone = {one.id: as_json(one) for one in self.session.interventions()}
        states = {name: [everyone[id_] for id_ in sorted(built.get(name, ())) if id_ in everyone] for name in values}
        self.steps.append({"step": step, "figure": figure, "values": values, "built": states, **more})

    def note_drawn(self, step: str, shown: Any, chip: list[str], id_: str) -> None:
        """Hand back what the chip said while something hung on the cursor, which is put by now."""
        head = shown.headline
        others = set(self.session.on()) - {id_}
        values = {"base": head.base, "before": head.before, "after": head.after}
        self.note(step, head.name, values, {"before": others, "after": others | {id_}}, chip=chip)

    def note_scored(self, step: str, **more: Any) -> None:
        """Hand back the headline of the dock, once it is computed."""
        name = self.session.question.figure
        base, after = self.figure(name)
        card = self.dock.pages["scores"].card
        texts = [card.base.text(), card.after.text()]
        self.note(step, name, {"base": base, "after": after}, {"after": self.session.on()}, card=texts, **more)
