"""A planner's first hour on a district: draw, read, undo, trace, add places, compare, weigh, save.

Every figure that the screen shows is handed back with what was built at that moment, to be worked out again elsewhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from qgis.core import QgsProject
from scenarios.draw_link import look_at
from scenarios.open_sample import dock_of, open_sample, show_page, window_of
from scenarios.walk import COMPARE, DRAW, SCORES, SLOW_S, Walk

if TYPE_CHECKING:
    from desk import Desk

AS_AREA = 1
"""Row of the menu of the employment site."""


def draw_the_link(walk: Walk) -> None:
    """Draw the link, with its bridge where it has one, and read the chip."""
    link = walk.places["link"]
    corners, bridge = np.array(link["corners"]), link["bridge"]
    look_at(walk.desk, corners, link["scale"])
    walk.take("walking_link")
    walk.desk.picture("02-walking-link-in-hand")
    walk.click(corners[0])
    walk.desk.move(walk.view, walk.at(corners[1]))
    walk.preview("03-one-end-hangs")
    for number, corner in enumerate(corners[1:-1], start=1):
        walk.click(corner)
        if number in bridge:
            walk.desk.key("b")
    walk.desk.move(walk.view, walk.at(corners[-1]))
    shown = walk.preview("04-link-hangs")
    chip = walk.chip()
    walk.click(corners[-1])
    walk.click(corners[-1], button=3)
    walk.put("walking_link-1")
    walk.note_drawn("link, while drawing", shown, chip, "walking_link-1")
    walk.note_scored("link, stored")
    show_page(walk.desk, walk.dock, SCORES)
    walk.desk.picture("05-link-scored")


def undo_and_redo(walk: Walk) -> None:
    """Take the link back with the dock's undo and bring it again with its redo."""
    show_page(walk.desk, walk.dock, DRAW)
    bar = walk.dock.pages["draw"].bar
    walk.desk.click(bar.buttons["undo"])
    walk.desk.wait(lambda: walk.session.intervention("walking_link-1") is None, "undo did nothing")
    walk.note_scored("undone")
    walk.desk.picture("06-undone")
    walk.desk.click(bar.buttons["redo"])
    walk.put("walking_link-1")
    walk.note_scored("redone")


def trace_a_cycle_path(walk: Walk) -> None:
    """Trace a cycle path along streets from one junction to another."""
    path = walk.places["cycle_path"]
    ends = np.array(path["ends"])
    look_at(walk.desk, ends, path["scale"])
    walk.take("cycle_path")
    walk.click(ends[0])
    walk.desk.move(walk.view, walk.at(ends[1]))
    shown = walk.preview("07-tracing")
    chip = walk.chip()
    walk.click(ends[1])
    walk.click(ends[1], button=3)
    walk.put("cycle_path-1")
    walk.note_drawn("cycle path, while drawing", shown, chip, "cycle_path-1")
    drawn = walk.session.intervention("cycle_path-1").geometry
    walk.desk.found["traced"] = [len(drawn.coords), drawn.length, float(np.hypot(*(ends[1] - ends[0])))]
    walk.note_scored("cycle path, stored")
    walk.desk.picture("08-traced")


def add_a_meeting_place(walk: Walk) -> None:
    """Add a meeting place, reading who comes to be within reach."""
    place = walk.places["meeting_place"]
    spot = np.array(place["at"])
    walk.ask(place["question"])
    look_at(walk.desk, np.array([spot]), place["scale"])
    walk.take("meeting_place")
    walk.desk.move(walk.view, walk.at(spot))
    shown = walk.preview("09-meeting-place")
    chip = walk.chip()
    walk.click(spot)
    walk.put("meeting_place-1")
    walk.note_drawn("meeting place, while drawing", shown, chip, "meeting_place-1")
    walk.note_scored("meeting place, stored")


def add_an_employment_site(walk: Walk) -> None:
    """Draw an employment site as an area and fill its jobs in."""
    site = walk.places["employment_site"]
    corners = np.array(site["corners"])
    walk.take_as("employment_site", AS_AREA, "10-as-an-area")
    for corner in corners[:-1]:
        walk.click(corner)
    walk.desk.move(walk.view, walk.at(corners[-1]))
    walk.desk.picture("11-employment-site")
    walk.click(corners[-1])
    walk.desk.key("Return")
    walk.put("employment_site-1")
    page = walk.dock.pages["draw"]
    show_page(walk.desk, walk.dock, DRAW)
    page.area.verticalScrollBar().setValue(100_000)
    walk.desk.wait(lambda: "jobs" in page.form.editors, "no form")
    field = page.form.editors["jobs"].field
    page.area.ensureWidgetVisible(field)
    walk.desk.settle()
    walk.desk.click(field)
    walk.desk.key("ctrl+a")
    walk.desk.write(str(site["jobs"]))
    walk.desk.key("Tab")
    jobs = site["jobs"]
    walk.desk.wait(lambda: walk.session.intervention("employment_site-1").attributes.get("jobs") == jobs, "no jobs")
    walk.scored()
    walk.desk.picture("12-form-of-the-site")
    walk.ask(site["question"])
    walk.note_scored("employment site")


def close_a_street(walk: Walk) -> None:
    """Draw a closure: the loss is as clear as a gain."""
    closure = walk.places["closure"]
    spot = np.array(closure["at"])
    walk.ask(closure["question"])
    look_at(walk.desk, np.array([spot]), closure["scale"])
    walk.take("closure")
    walk.desk.move(walk.view, walk.at(spot))
    shown = walk.preview("13-closing")
    chip = walk.chip()
    walk.click(spot)
    walk.put("closure-1")
    walk.note_drawn("closure, while drawing", shown, chip, "closure-1")
    walk.note_scored("closure, stored")
    show_page(walk.desk, walk.dock, SCORES)
    walk.desk.picture("14-closed")


def branch(walk: Walk, name: str) -> str:
    """Keep what is on as a scenario of its own and return its id."""
    known = {one.id for one in walk.session.scenarios()}
    walk.desk.click(walk.dock.header.scenarios_button)
    window = window_of(walk.desk, "scenarios")
    window.move(60, 60)
    walk.desk.click(window.new_name)
    walk.desk.write(name)
    walk.desk.click(window.branch)
    walk.desk.wait(lambda: len(walk.session.scenarios()) > len(known), "there is no new scenario")
    walk.desk.picture("12-branched")
    window.close()
    return next(one.id for one in walk.session.scenarios() if one.id not in known)


def compare_scenarios(walk: Walk, first: str) -> None:
    """Compare a scenario with the one that was drawn in."""
    second = walk.session.scenario
    show_page(walk.desk, walk.dock, COMPARE)
    compare = walk.dock.pages["compare"]
    walk.choose(compare.first, first)
    walk.choose(compare.second, second)
    walk.desk.click(compare.compute)
    walk.desk.wait(lambda: compare.table.isVisible(), "nothing was compared", SLOW_S)
    walk.desk.picture("15-compared")
    figure = walk.session.question.figure
    row = compare._found[first, second].figures.set_index("figure").loc[figure]
    values = {
        "base": float(walk.session.scorer.base[figure]),
        "before": float(row["first"]),
        "after": float(row["second"]),
    }
    built = {"before": walk.session.on_in(first), "after": walk.session.on_in(second)}
    walk.note("compared", figure, values, built)


def weigh(walk: Walk) -> None:
    """Change a weight of the 15-minute index."""
    index = walk.places["index"]
    walk.ask(index["figure"])
    show_page(walk.desk, walk.dock, SCORES)
    page = walk.dock.pages["scores"]
    page.weights_box.setCollapsed(False)
    walk.choose(page.index, index["id"])
    walk.note_scored("index before")
    place = next(i for i, part in enumerate(page.weights.parts) if index["part"] in part.categories)
    field = page.weights.fields[place][1].field
    page.area.ensureWidgetVisible(field)
    walk.desk.settle()
    walk.desk.click(field)
    walk.desk.key("ctrl+a")
    walk.desk.write(str(index["weight"]))
    walk.desk.key("Tab")
    walk.desk.wait(lambda: walk.session.setting(index["id"]), "the weight was not set")
    walk.desk.wait(lambda: walk.session.engine, "not compiled", SLOW_S)
    walk.note_scored("index after", weights={index["part"]: float(index["weight"])})
    walk.desk.picture("16-weighed")


def save(walk: Walk) -> None:
    """Save the district with the dock's button and the project with QGIS."""
    show_page(walk.desk, walk.dock, DRAW)
    walk.dock.pages["draw"].area.verticalScrollBar().setValue(0)
    button = walk.dock.pages["draw"].bar.buttons["save"]
    walk.dock.pages["draw"].area.ensureWidgetVisible(button)
    walk.desk.click(button)
    walk.desk.wait(lambda: not walk.session.modified, "it was not saved")
    assert QgsProject.instance().write(walk.desk.given["project"])
    walk.desk.picture("17-saved")


def play(desk: Desk, walk: Walk) -> None:
    """Play every step from the link to the saved project."""
    compared = walk.places["compare"]
    walk.ask(walk.places["question"])
    for step in (draw_the_link, undo_and_redo, trace_a_cycle_path, add_a_meeting_place, add_an_employment_site):
        step(walk)
        desk.found["steps"] = walk.steps
    first = compared["first"] or branch(walk, compared["branch"])
    close_a_street(walk)
    compare_scenarios(walk, first)
    weigh(walk)
    save(walk)
    names = {one["figure"] for one in walk.steps}
    desk.found["figures"] = {name: walk.figure(name)[1] for name in sorted(names)}
    desk.found["on"] = sorted(walk.session.on())


def run(desk: Desk) -> None:
    folder = Path(desk.given["into"])
    folder.mkdir(exist_ok=True)
    desk.settle()
    desk.picture("00-first-start")
    session = open_sample(desk, str(folder))
    desk.iface.zoomFull()
    desk.settle()
    desk.picture("01-sample")
    # QGIS tells once what grids of coordinates the machine lacks; a planner reads it and closes it.
    desk.iface.messageBar().clearWidgets()
    desk.click(dock_of(desk).pages["draw"].hint.close_button)
    play(desk, Walk(desk, session, desk.given["places"]))
