"""The dock and its windows without a mouse: what Tab reaches, that it shows, and what menus and numbers need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QContextMenuEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from shapely.geometry import LineString

from district_planner.core.interventions.intervention import Intervention
from tests.gui.panels.conftest import Window

MOST_TABS = 120
TAB, BY_TAB = Qt.Key.Key_Tab, Qt.FocusReason.TabFocusReason
ALT = Qt.KeyboardModifier.AltModifier
THINGS = (QAbstractButton, QComboBox, QLineEdit, QAbstractItemView, QTabBar)


def words_of(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()} in {type(widget.parent()).__name__}"


def things(root: QWidget) -> list[QWidget]:
    """Return what a planner could use now, but for what Qt adds by itself, as the buttons of a dock's title."""
    found = []
    for one in root.findChildren(QWidget):
        of_qt = isinstance(one, QHeaderView) or isinstance(one.parent(), (QComboBox, QAbstractItemView, QLineEdit))
        if isinstance(one, THINGS) and not of_qt and not one.objectName().startswith("qt_"):
            found += [one] if one.isVisible() and one.isEnabled() else []
    return found


def shows_focus(at: QWidget) -> bool:
    """Return whether a widget, or what is about it, looks different without the focus."""
    QApplication.processEvents()
    window = at.window()
    place = at.rect().translated(at.mapTo(window, QPoint(0, 0))).adjusted(-3, -3, 3, 3)
    held = window.grab(place).toImage()
    at.clearFocus()
    QApplication.processEvents()
    free = window.grab(place).toImage()
    at.setFocus(BY_TAB)
    return held != free


def walk(root: QWidget, first: QWidget, each: Callable[[QWidget], None] = lambda at: None) -> list[QWidget]:
    """Press Tab until a widget has the focus again, and return what had it inside of a part of the window."""
    root.window().activateWindow()
    first.setFocus(BY_TAB)
    seen: list[QWidget] = []
    for _ in range(MOST_TABS):
        at = QApplication.focusWidget()
        if at is first and seen:
            return [one for one in seen if root is one or root.isAncestorOf(one)]
        assert not seen or at is not seen[-1], f"Tab does not leave {words_of(at)}"
        seen.append(at)
        each(at)
        QTest.keyClick(at, TAB)
    raise AssertionError(f"Tab does not come back to {words_of(first)}: {[words_of(one) for one in seen[-12:]]}")


def missed(root: QWidget, seen: list[QWidget]) -> list[str]:
    """Return what no Tab reached; of buttons of which one is down, arrows go on from the first."""
    found = []
    for one in things(root):
        group = one.group() if isinstance(one, QAbstractButton) else None
        friends = group.buttons() if group is not None and group.exclusive() else [one]
        if not any(friend is at or friend.isAncestorOf(at) for friend in friends for at in seen):
            found.append(words_of(one))
    return found


def test_tab_goes_down_every_page_to_everything_and_shows_where_it_is(scored: Window) -> None:
    first = scored.dock.header.district
    for page, id_ in (("draw", "c01"), ("draw", "c04"), ("scores", "c01"), ("compare", "c01")):
        scored.session.select(id_)
        inside = scored.page(page).area.inside
        pale: list[str] = []

        def each(at: QWidget, pale: list[str] = pale) -> None:
            if scored.dock.isAncestorOf(at) and at is not first and not shows_focus(at):
                pale.append(words_of(at))
            if at.objectName() == "collapseButton" and at.parent().isCollapsed():
                # What is folded is unfolded on the way, and what is in it comes next.
                QTest.keyClick(at, Qt.Key.Key_Space)
                QApplication.processEvents()
                assert not at.parent().isCollapsed()

        seen = walk(scored.dock, first, each)
        assert (missed(scored.dock, seen), pale) == ([], []), (page, id_)
        down = [(one.mapTo(inside, QPoint(0, 0)).y(), one) for one in seen if inside.isAncestorOf(one)]
        # Of one row the taller begins higher.
        back = [(words_of(a), words_of(b)) for (y, a), (below, b) in zip(down, down[1:]) if below < y - 12]
        assert back == [], (page, id_)


@pytest.mark.parametrize("name", ["scenarios", "worlds", "linkages", "layers", "from_gtfs"])
def test_tab_reaches_everything_in_a_window(opened: Window, name: str) -> None:
    opened.desktop.commands.window_asked.emit(name)
    QApplication.processEvents()
    window = opened.desktop.windows.open_ones[name]
    seen = walk(window, next(one for one in things(window) if one.focusPolicy() & Qt.FocusPolicy.TabFocus))
    assert missed(window, seen) == []


def test_tab_leaves_the_table_of_a_chart(scored: Window, wait: Callable[..., Any]) -> None:
    scored.desktop.commands.chart_asked.emit("changes")
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    window = next(one for one in shown if type(one).__name__ == "ChartWindow")
    wait(lambda: window.drawn is not None, "the chart was not drawn")
    window.tabs.setCurrentIndex(1)
    assert missed(window, walk(window, window.choice)) == []
    window.close()


def test_arrows_choose_what_the_map_shows(opened: Window) -> None:
    views = opened.page("compare").views
    views["change"].setFocus(BY_TAB)
    for name in ("with", "base"):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
        assert QApplication.focusWidget() is views[name]
        QTest.keyClick(views[name], Qt.Key.Key_Space)
        assert opened.session.view == name


def test_alt_and_down_offer_the_other_ways_to_draw_a_kind(opened: Window) -> None:
    button = opened.page("draw").kinds.buttons["green_space"]
    button.setFocus(BY_TAB)
    QTest.keyClick(button, Qt.Key.Key_Down, ALT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu) and menu.activeAction() is menu.actions()[0]
    texts = [action.text() for action in menu.actions()]
    for _ in range(texts.index("As a &point")):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert opened.desktop.hands.tools.name == "draw green_space"
    assert type(opened.desktop.hands.tools.tool).__name__ == "DrawPointTool"


def menu_of_row(window: Window) -> QMenu:
    """Return the menu of the current row of the table of interventions, open."""
    table = window.page("draw").table
    table.setFocus(BY_TAB)
    # What the key for menus sends.
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, table.visualRect(table.currentIndex()).center())
    QApplication.sendEvent(table, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_the_menu_of_a_row_sorts_too(opened: Window) -> None:
    menu, table = menu_of_row(opened), opened.page("draw").table
    QTest.keyClick(menu, Qt.Key.Key_N)
    names = [table.model().index(row, 0).data() for row in range(table.model().rowCount())]
    assert names == sorted(names, key=str.casefold) and len(names) > 3


@pytest.mark.usefixtures("german")
def test_numbers_are_typed_by_tab_as_germans_write_them(opened: Window) -> None:
    opened.session.select("c01")
    form = opened.page("draw").form
    form.editors["lts_after"].focusProxy().setFocus(BY_TAB)
    for text in ("2", "4,5", "2,75"):
        at = QApplication.focusWidget()
        QTest.keyClicks(at, text)
        QTest.keyClick(at, TAB)
    said = opened.session.intervention("c01").attributes
    assert (said["gradient"], said["width_m"]) == (4.5, 2.75), said


TEXTS = (QAbstractButton, QLabel)
MENUS = frozenset("CDEHJLMOPRSVW")
"""Letters of QGIS' own menus in English, which the dock's keys would be ambiguous with."""


def key_of(text: str) -> str:
    """Return the letter that a text is reached by with Alt, empty for none."""
    found = re.search(r"&([^&\s])", text.replace("&&", ""))
    return found.group(1).upper() if found else ""


def keys_in(root: QWidget) -> dict[str, list[str]]:
    """Return letter -> what it leads to, of all that can be seen in a part of the window, or be unfolded there."""
    found: dict[str, list[str]] = {}
    for one in root.findChildren(QWidget):
        text = one.title() if isinstance(one, QGroupBox) else one.text() if isinstance(one, TEXTS) else ""
        if isinstance(one, QLabel) and one.buddy() is None:
            continue
        hidden = one.isHidden() or any(up.isHidden() for up in parents(one) if root.isAncestorOf(up))
        if key_of(text) and not hidden:
            found.setdefault(key_of(text), []).append(text)
    return found


def parents(one: QWidget) -> Iterator[QWidget]:
    up = one.parentWidget()
    while up is not None:
        yield up
        up = up.parentWidget()


def doubled(keys: dict[str, list[str]]) -> dict[str, list[str]]:
    return {key: texts for key, texts in keys.items() if len(texts) > 1}


def test_every_letter_of_the_dock_leads_to_one_thing_and_to_no_menu_of_qgis(scored: Window) -> None:
    way = LineString([(441_000.0, 388_000.0), (442_000.0, 388_500.0)])
    scored.session.put(Intervention("line", "light_rail", way), "Draw")
    for id_ in ("c01", "c04", "line"):
        scored.session.select(id_)
        for page in scored.dock.pages:
            scored.page(page)
            head, inside = keys_in(scored.dock.header), keys_in(scored.dock.pages[page])
            assert len(head) == 3, "district, scenario and world have a letter each"
            every = {key: [*head.get(key, ()), *inside.get(key, ())] for key in (*head, *inside)}
            assert doubled(every) == {}, page
            assert MENUS.isdisjoint(every), (page, every)
    assert scored.page("draw").stops.isVisibleTo(scored.dock) is True


@pytest.mark.parametrize("name", ["scenarios", "worlds", "linkages", "layers", "osm", "sample", "copy", "from_gtfs"])
def test_every_letter_of_a_window_leads_to_one_thing(opened: Window, name: str) -> None:
    opened.desktop.commands.window_asked.emit(name)
    QApplication.processEvents()
    window = opened.desktop.windows.open_ones[name]
    for box in window.findChildren(QgsCollapsibleGroupBox):
        box.setCollapsed(False)
    keys = keys_in(window)
    assert keys and doubled(keys) == {}
    # Some desktops give Qt's own button a letter: C to cancel or to close.
    own = any(box.standardButton(one) for box in window.findChildren(QDialogButtonBox) for one in box.buttons())
    assert not own or "C" not in keys


def test_every_letter_of_a_menu_leads_to_one_thing(opened: Window) -> None:
    menus = [*opened.dock.findChildren(QMenu), menu_of_row(opened)]
    assert len(menus) > 3
    for menu in menus:
        keys = [key_of(action.text()) for action in menu.actions() if key_of(action.text())]
        assert len(keys) == len(set(keys)), [action.text() for action in menu.actions()]
