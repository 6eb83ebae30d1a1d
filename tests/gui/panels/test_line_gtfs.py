"""A line goes out of the dock as a timetable, and routes of a timetable come in as lines, with the mouse."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from qgis.PyQt.QtCore import QPoint, QRect, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QToolButton

from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.transit_line import drawn_line
from tests.core.feed_case import times, zip_feed
from tests.gui.panels.conftest import LEFT, Window

LINE = shapely.LineString([(440_900.0, 388_200.0), (442_100.0, 388_200.0)])
ROUTES = "route_id,route_short_name,route_type\nR,1,0\nQ,2,3\n"
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon\n"
    "A,Park Gate,53.3890,-1.3840\nB,Square,53.3890,-1.3750\nC,Works,53.3890,-1.3660\n"
)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """A tram every 15 min past three stops of the sample, and a bus that goes there and back on one way."""
    trips = "route_id,service_id,trip_id\n" + "".join(f"R,WD,T{n},\n"[:-2] + "\n" for n in range(4)) + "Q,WD,U\n"
    return zip_feed(
        tmp_path / "trams.zip", routes=ROUTES, stops=STOPS, trips=trips,
        stop_times=times(
            *(f"T{n},07:{n * 15:02}:00,07:{n * 15:02}:00,A,1\nT{n},07:{n * 15 + 2:02}:00,07:{n * 15 + 2:02}:00,B,2\n"
              f"T{n},07:{n * 15 + 4:02}:00,07:{n * 15 + 4:02}:00,C,3" for n in range(4)),
            "U,08:00:00,08:00:00,A,1", "U,08:05:00,08:05:00,C,2", "U,08:10:00,08:10:00,A,3",
        ),
    )  # fmt: skip


@pytest.fixture
def line(opened: Window) -> Window:
    given = {"stops": "[0, 600, 1200]", "headway_min": 10}
    opened.session.put(Intervention("lr", "light_rail", LINE, "Spur", attributes=given), "Draw")
    opened.page("draw")
    opened.session.select("lr")
    QApplication.processEvents()
    return opened


def rows(path: Path, table: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{table}.txt").decode())))


# Out


def save(window: Window, path: Path | None, form: int = 0) -> None:
    """Press the button and choose a file and its form in the dialog that opens; None: think better of it."""
    button = window.page("draw").stops.save
    window.choose_file(lambda: window.click(button), path, form)


def test_the_selected_line_is_saved_as_it_is_now(line: Window, tmp_path: Path) -> None:
    save(line, tmp_path / "spur.zip")
    assert [row["route_short_name"] for row in rows(tmp_path / "spur.zip", "routes")] == ["Spur"]
    assert {row["headway_secs"] for row in rows(tmp_path / "spur.zip", "frequencies")} == {"600"}
    save(line, tmp_path / "each", form=1)  # the ending is added
    # From 05:30 to 23:30 every 10 min, the last one too, both ways.
    assert len(rows(tmp_path / "each.zip", "trips")) == 2 * 109
    save(line, None)
    assert sorted(one.name for one in tmp_path.glob("*.zip")) == ["each.zip", "spur.zip"]
    assert line.told == []


def test_what_cannot_be_written_is_a_sentence(line: Window, tmp_path: Path) -> None:
    line.session.put(
        Intervention("lr", "light_rail", LINE, "Spur", attributes={"stops": "[0, 1200]", "headway_min": 0.1}), "Change"
    )
    line.told.clear()
    save(line, tmp_path / "spur.zip")
    assert "the headway is 0.1 min" in line.told[0]
    assert not (tmp_path / "spur.zip").exists()


def test_other_kinds_have_no_timetable(line: Window) -> None:
    line.session.select("c01")
    assert not line.page("draw").stops.save.isVisible()
    line.desktop.windows.show("to_gtfs")  # nothing to be saved: no dialog, which would block
    assert line.told == []


# In


def ask(window: Window) -> Any:
    """Click on the arrow of the draw button, then on its second entry, and return the dialog."""
    button: QToolButton = window.page("draw").kinds.buttons["light_rail"]
    menu = button.menu()
    entry = menu.actions()[1]

    def choose() -> None:
        assert menu.isVisible()
        if os.environ.get("PICTURES"):
            menu.grab().save(f"{os.environ['PICTURES']}/menu.png")
        QTest.mouseClick(menu, LEFT, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(entry).center())

    QTimer.singleShot(200, choose)
    window.click(button, QPoint(button.width() - 6, button.height() // 2))
    return window.desktop.windows.open_ones["from_gtfs"]


def give(window: Window, dialog: Any, path: Path, wait: Callable[..., Any]) -> None:
    dialog.file.setFilePath(str(path))
    wait(lambda: dialog._work is None, "the timetable was not read")
    QApplication.processEvents()


def tick(window: Window, dialog: Any, row: int) -> None:
    """Click on the box of a route."""
    inside: QRect = dialog.routes.visualItemRect(dialog.routes.topLevelItem(row))
    window.click(dialog.routes.viewport(), QPoint(inside.left() + 10, inside.center().y()))


def listed(dialog: Any) -> list[list[str]]:
    items = [dialog.routes.topLevelItem(row) for row in range(dialog.routes.topLevelItemCount())]
    return [[item.text(column) for column in range(3)] for item in items]


def test_a_route_is_drawn_as_a_line_in_one_step(opened: Window, feed: Path, wait: Callable[..., Any]) -> None:
    session, before = opened.session, opened.session.interventions()
    dialog = ask(opened)
    assert not dialog.draw.isEnabled()
    give(opened, dialog, feed, wait)
    assert listed(dialog) == [["2", "Park Gate – Park Gate", "1"], ["1", "Park Gate – Works", "4"]]
    assert "Example Buses, 2025-02-04" in dialog.state.text()
    tick(opened, dialog, 1)
    assert dialog.chosen() == ["R"]
    if os.environ.get("PICTURES"):
        dialog.grab().save(f"{os.environ['PICTURES']}/from_gtfs.png")
    opened.click(dialog.draw)

    (made,) = (one for one in session.interventions() if one not in before)
    assert (made.id, made.kind, made.name) == ("line-R", "light_rail", "1")
    drawn = drawn_line(made)
    assert [stop.name for stop in drawn.stops] == ["Park Gate", "Square", "Works"]
    assert drawn.headways == ((7 * 3600, 8 * 3600, 15.0),)
    # 0.018° of longitude at 53.389° north are 1,197 m.
    assert made.geometry.length == pytest.approx(1197, abs=5)
    assert session.selected == "line-R" and "line-R" in session.on()
    assert session.undo_text == "Lines from trams.zip"
    assert "straight from stop to stop" in opened.told[-1]
    # It is brought into sight.
    assert opened.canvas.extent().width() > 0
    wait(lambda: "from_gtfs" not in opened.desktop.windows.open_ones, "the dialog stayed")
    assert opened.page("draw").stops.isVisible()
    if os.environ.get("PICTURES"):
        page = opened.page("draw")
        page.area.ensureWidgetVisible(page.stops.save)
        QApplication.processEvents()
        opened.dock.grab().save(f"{os.environ['PICTURES']}/stops.png")
    session.undo()
    assert session.interventions() == before


def test_what_no_line_can_be_made_of_is_said_in_the_dialog(
    opened: Window, feed: Path, wait: Callable[..., Any]
) -> None:
    before = opened.session.interventions()
    dialog = ask(opened)
    give(opened, dialog, feed, wait)
    tick(opened, dialog, 0)
    opened.click(dialog.draw)
    assert "the line runs on top of itself" in dialog.state.text()
    assert dialog.isVisible()
    assert opened.session.interventions() == before


def test_a_file_that_is_no_timetable_and_a_date_outside_are_sentences(
    opened: Window, feed: Path, tmp_path: Path, wait: Callable[..., Any]
) -> None:
    dialog = ask(opened)
    bad = tmp_path / "bad.zip"
    bad.write_text("no zip")
    give(opened, dialog, bad, wait)
    assert "is not a zip file" in dialog.state.text()
    assert listed(dialog) == []
    give(opened, dialog, feed, wait)
    opened.type(dialog.day, "2026-01-01", Qt.Key.Key_Return)
    wait(lambda: dialog._work is None)
    assert "the feed covers 2025-02-03 to 2025-02-14" in dialog.state.text()
    assert not dialog.draw.isEnabled()
    opened.type(dialog.day, "2025-02-12", Qt.Key.Key_Tab)
    wait(lambda: listed(dialog), "the day was not read")
    assert "2025-02-12" in dialog.state.text()


def test_a_line_replaces_the_districts_own_route_when_it_is_said(
    opened: Window, reference_data: Callable[..., Path], tmp_path: Path, wait: Callable[..., Any]
) -> None:
    from scripts.sample import south_yorkshire

    path = tmp_path / "corridor.gpkg"
    south_yorkshire.write(reference_data("sheffield-rotherham"), path)
    session = opened.desktop.workspace.open(path)
    wait(lambda: session.engine, "it was not compiled", 60)
    dialog = ask(opened)
    give(opened, dialog, reference_data("sheffield-rotherham", "gtfs_supertram_winter2024.zip"), wait)
    names = [row[0] for row in listed(dialog)]
    assert names == ["TT", "BLUE", "PURP", "YELL"]
    assert not dialog.instead.isVisible()
    tick(opened, dialog, 0)
    assert dialog.instead.isVisible()
    opened.click(dialog.instead, QPoint(8, dialog.instead.height() // 2))
    opened.click(dialog.draw)
    made = session.intervention(session.selected)
    (replaced,) = json.loads(made.attributes["replaces"])
    routes = session.engine.district.table("transit_routes").set_index("id")
    assert routes.loc[replaced, "name"] == "TT"
    assert not any("both run" in one for one in opened.told)
    session.undo()
    dialog = ask(opened)
    give(opened, dialog, reference_data("sheffield-rotherham", "gtfs_supertram_winter2024.zip"), wait)
    tick(opened, dialog, 0)
    opened.click(dialog.draw)
    # What doubles the service is said first.
    assert opened.told[-1].startswith("TT: the district's timetable holds a route 1:SYT_TT too, and both run")


def test_closing_while_it_reads_leaves_nothing_behind(opened: Window, feed: Path, wait: Callable[..., Any]) -> None:
    dialog = ask(opened)
    dialog.file.setFilePath(str(feed))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait(lambda: "from_gtfs" not in opened.desktop.windows.open_ones, "the dialog stayed")
    for _ in range(50):
        QApplication.processEvents()
    assert opened.told == []
