"""A planner's first hour on the sample: draw, read, undo, trace, add places, compare, weigh, save.

Every figure that the screen shows is handed back with what was built at that moment, to be worked out again elsewhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QPoint
from scenarios.draw_link import BRIDGE, exact, look_at, pixel
from scenarios.open_sample import dock_of, open_sample, show_page

from district_planner.gui.recovered import as_json

if TYPE_CHECKING:
    from desk import Desk

DRAW, SCORES, COMPARE = range(3)


class Walk:
    """The desktop with a district open, and what was read from it so far."""

    def __init__(self, desk: Desk, session: Any) -> None:
        self.desk = desk
        self.session = session
        self.dock = dock_of(desk)
        self.view = desk.iface.mapCanvas().viewport()
        self.steps: list[dict[str, Any]] = []

    @property
    def tool(self) -> Any:
        """Return the tool in hand."""
        import qgis.utils

        return qgis.utils.plugins["district_planner"].desktop.hands.tools.tool

    def take(self, kind: str) -> None:
        """Press the button of a kind."""
        show_page(self.desk, self.dock, DRAW)
        self.dock.pages["draw"].area.verticalScrollBar().setValue(0)
        self.desk.click(self.dock.pages["draw"].kinds.buttons[kind])

    def at(self, point: Any) -> QPoint:
        """Return the pixel of a point of the district."""
        return pixel(self.desk, point)

    def click(self, point: Any, button: int = 1) -> None:
        """Click on the map."""
        self.desk.click(self.view, self.at(point), button)

    def ask(self, figure: str) -> None:
        """Choose the question that a figure answers, in the list."""
        question = next(one for one in self.session.questions() if one.figure == figure)
        if self.session.question.id != question.id:
            show_page(self.desk, self.dock, SCORES)
            picker = self.dock.pages["scores"].question
            picker.setFocus()
            picker.lineEdit().selectAll()
            self.desk.write(question.text[:-1].replace("–", "") if question.text.isascii() else question.text[:12])
            self.desk.key("Return")
            if self.session.question.id != question.id:
                self.session.ask(question.id)

    def scored(self) -> None:
        """Wait until everything is computed."""
        self.desk.wait(lambda: self.session.results is not None and not self.session.stale, "it was not scored", 90)

    def note(self, name: str, figure: str, shown: float, built: frozenset[str] | set[str], **more: Any) -> None:
        """Hand back a figure with what was built."""
        everyone = {one.id: one for one in self.session.interventions()}
        self.steps.append({
            "step": name, "figure": figure, "shown": shown,
            "built": [as_json(everyone[id_]) for id_ in sorted(built) if id_ in everyone], **more,
        })  # fmt: skip

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


def draw_the_link(walk: Walk) -> None:
    """Draw the link between the two sites across the Parkway, with its bridge, and read the chip."""
    line = walk.session.intervention("c01").geometry
    corners = [shapely.get_coordinates(line)[0], *(np.array(line.interpolate(at).coords[0]) for at in BRIDGE)]
    corners += list(shapely.get_coordinates(line)[3:])
    look_at(walk.desk, shapely.get_coordinates(line))
    walk.take("walking_link")
    walk.desk.picture("02-walking-link-in-hand")
    walk.click(corners[0])
    walk.desk.move(walk.view, walk.at(corners[1]))
    walk.preview("03-one-end-hangs")
    walk.click(corners[1])
    walk.desk.key("b")
    walk.click(corners[2])
    walk.desk.key("b")
    for corner in corners[3:-1]:
        walk.click(corner)
    walk.desk.move(walk.view, walk.at(corners[-1]))
    shown = walk.preview("04-across-the-parkway")
    walk.desk.found["chip"] = walk.chip()
    walk.click(corners[-1])
    walk.click(corners[-1], button=3)
    walk.put("walking_link-1")
    walk.note("link, while drawing", shown.headline.name, shown.headline.after, {"walking_link-1"})
    walk.note("nothing yet", shown.headline.name, shown.headline.before, set())
    base, after = walk.figure(shown.headline.name)
    walk.note("link, stored", shown.headline.name, after, {"walking_link-1"})
    show_page(walk.desk, walk.dock, SCORES)
    walk.desk.picture("05-link-scored")
    card = walk.dock.pages["scores"].card
    walk.desk.found["card"] = [card.base.text(), card.after.text()]
    walk.desk.found["base"] = base


def undo_and_redo(walk: Walk) -> None:
    """Take the link back with the keyboard's undo and bring it again with the dock's redo."""
    figure = walk.session.question.figure
    show_page(walk.desk, walk.dock, DRAW)
    bar = walk.dock.pages["draw"].bar
    walk.desk.click(bar.buttons["undo"])
    walk.desk.wait(lambda: walk.session.intervention("walking_link-1") is None, "undo did nothing")
    walk.note("undone", figure, walk.figure(figure)[1], set())
    walk.desk.picture("06-undone")
    walk.desk.click(bar.buttons["redo"])
    walk.put("walking_link-1")
    walk.note("redone", figure, walk.figure(figure)[1], {"walking_link-1"})


def trace_a_cycle_path(walk: Walk) -> None:
    """Trace a cycle path along streets from one junction to another."""
    streets = walk.session.engine.district.table("streets")
    line = walk.session.intervention("c02").geometry
    look_at(walk.desk, shapely.get_coordinates(line), 12000.0)
    open_ = streets[streets["cycle"].isin(["yes"]) & (streets["highway"] == "residential")]
    tree = shapely.STRtree(open_["geometry"].to_numpy())
    start = line.interpolate(0.2, normalized=True)
    corners = (start, shapely.Point(start.x + 420.0, start.y - 380.0))
    ends = [shapely.get_coordinates(open_["geometry"].iloc[tree.nearest(corner)])[0] for corner in corners]
    walk.take("cycle_path")
    walk.click(ends[0])
    walk.desk.move(walk.view, walk.at(ends[1]))
    walk.preview("07-tracing")
    walk.click(ends[1])
    walk.click(ends[1], button=3)
    walk.put("cycle_path-1")
    drawn = walk.session.intervention("cycle_path-1").geometry
    walk.desk.found["traced"] = [len(drawn.coords), drawn.length, float(np.hypot(*(ends[1] - ends[0])))]
    figure = walk.session.question.figure
    walk.note("cycle path", figure, walk.figure(figure)[1], walk.session.on())
    walk.desk.picture("08-traced")


def add_places(walk: Walk) -> None:
    """Add a meeting place and an employment site, reading who comes to be within reach."""
    figure = "within_walk_meeting_place_10_employees"
    walk.ask(figure)
    spot = shapely.get_coordinates(walk.session.intervention("c05").geometry)[0] + np.array([35.0, -25.0])
    look_at(walk.desk, np.array([spot]), 8000.0)
    walk.take("meeting_place")
    walk.desk.move(walk.view, walk.at(spot))
    shown = walk.preview("09-meeting-place")
    before = set(walk.session.on())
    walk.note("before the meeting place", figure, shown.headline.before, before)
    walk.click(spot)
    walk.put("meeting_place-1")
    walk.note("meeting place, while drawing", figure, shown.headline.after, before | {"meeting_place-1"}, close=True)
    walk.note("meeting place, stored", figure, walk.figure(figure)[1], walk.session.on())
    figure = "within_walk_jobs_10_people"
    walk.ask(figure)
    corner = spot + np.array([-420.0, 160.0])
    walk.take("employment_site")
    for dx, dy in ((0, 0), (90, 0), (90, 60)):
        walk.click(corner + np.array([dx, dy]))
    walk.desk.move(walk.view, walk.at(corner + np.array([0, 60])))
    walk.desk.picture("10-employment-site")
    walk.click(corner + np.array([0, 60]))
    walk.desk.key("Return")
    walk.desk.wait(lambda: walk.session.selected.startswith("employment_site"), "the site was not put")
    page = walk.dock.pages["draw"]
    show_page(walk.desk, walk.dock, DRAW)
    page.area.verticalScrollBar().setValue(100_000)
    walk.desk.wait(lambda: "jobs" in page.form.editors, "no form")
    field = page.form.editors["jobs"].field
    page.area.ensureWidgetVisible(field)
    walk.desk.settle()
    walk.desk.click(field)
    walk.desk.key("ctrl+a")
    walk.desk.write("450")
    walk.desk.key("Tab")
    walk.desk.wait(lambda: walk.session.intervention(walk.session.selected).attributes.get("jobs") == 450, "no jobs")
    walk.desk.picture("11-form-of-the-site")
    walk.note("employment site", figure, walk.figure(figure)[1], walk.session.on())


def close_the_subway(walk: Walk) -> None:
    """Draw a closure across the subway: the loss is as clear as a gain."""
    walk.ask("site_time_walk_amp_sbp")
    middle = walk.session.intervention("c08").geometry.interpolate(0.5, normalized=True)
    spot = shapely.get_coordinates(middle)[0]
    look_at(walk.desk, np.array([spot]), 4000.0)
    walk.take("closure")
    walk.desk.move(walk.view, walk.at(spot))
    walk.preview("12-closing-the-subway")
    walk.click(spot)
    walk.put("closure-1")
    figure = walk.session.question.figure
    walk.note("subway closed", figure, walk.figure(figure)[1], walk.session.on())
    show_page(walk.desk, walk.dock, SCORES)
    walk.desk.picture("13-closed")


def compare_scenarios(walk: Walk) -> None:
    """Compare two scenarios of the sample in the table."""
    show_page(walk.desk, walk.dock, COMPARE)
    compare = walk.dock.pages["compare"]
    compare.first.setCurrentIndex(compare.first.findData("link"))
    compare.second.setCurrentIndex(compare.second.findData("mine"))
    compare.refresh()
    walk.desk.click(compare.compute)
    walk.desk.wait(lambda: compare.table.isVisible(), "nothing was compared", 90)
    walk.desk.picture("14-compared")
    figure = walk.session.question.figure
    row = compare._found["link", "mine"].figures.set_index("figure").loc[figure]
    walk.note("compared, first", figure, float(row["first"]), walk.session.on_in("link"))
    walk.note("compared, second", figure, float(row["second"]), walk.session.on_in("mine"))


def weigh(walk: Walk) -> None:
    """Change a weight of the 15-minute index of the work district."""
    figure = "index15work_walk_employees_mean"
    walk.ask(figure)
    show_page(walk.desk, walk.dock, SCORES)
    page = walk.dock.pages["scores"]
    page.weights_box.setCollapsed(False)
    page.index.setCurrentIndex(page.index.findData("index15work"))
    page._on_index_chosen(0)
    walk.note("index before", figure, walk.figure(figure)[1], walk.session.on())
    place = next(i for i, part in enumerate(page.weights.parts) if "meeting_place" in part.categories)
    field = page.weights.fields[place][1].field
    page.area.ensureWidgetVisible(field)
    walk.desk.settle()
    walk.desk.click(field)
    walk.desk.key("ctrl+a")
    walk.desk.write("4")
    walk.desk.key("Tab")
    walk.desk.wait(lambda: walk.session.setting("index15work"), "the weight was not set")
    walk.desk.wait(lambda: walk.session.engine, "not compiled", 60)
    walk.note("index after", figure, walk.figure(figure)[1], walk.session.on(), weights={"meeting_place": 4.0})
    walk.desk.picture("15-weighed")


def save(walk: Walk) -> None:
    """Save the district with the dock's button and the project with QGIS."""
    show_page(walk.desk, walk.dock, DRAW)
    walk.dock.pages["draw"].area.verticalScrollBar().setValue(0)
    button = walk.dock.pages["draw"].bar.buttons["save"]
    walk.dock.pages["draw"].area.ensureWidgetVisible(button)
    walk.desk.click(button)
    walk.desk.wait(lambda: not walk.session.modified, "it was not saved")
    assert QgsProject.instance().write(walk.desk.given["project"])
    walk.desk.picture("16-saved")


def run(desk: Desk) -> None:
    folder = Path(desk.given["into"])
    folder.mkdir(exist_ok=True)
    desk.settle()
    desk.picture("00-first-start")
    session = open_sample(desk, str(folder))
    walk = Walk(desk, session)
    desk.iface.zoomFull()
    desk.settle()
    desk.picture("01-sample")
    desk.click(dock_of(desk).pages["draw"].hint.close_button)
    for step in (
        draw_the_link, undo_and_redo, trace_a_cycle_path, add_places, close_the_subway, compare_scenarios, weigh, save,
    ):  # fmt: skip
        step(walk)
        desk.found["steps"] = walk.steps
    desk.found["figures"] = {
        name: walk.figure(name)[1] for name in ("site_time_walk_amp_sbp", "index15work_walk_employees_mean")
    }
    desk.found["on"] = sorted(session.on())
