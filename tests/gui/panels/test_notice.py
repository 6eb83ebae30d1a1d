"""The notice about what a crash left: what it says, and that a drawing goes on where it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qgis.core import QgsPointXY
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from tests.gui.panels.conftest import Window

A, B, C = (442_250.0, 387_850.0), (442_330.0, 387_860.0), (442_320.0, 387_930.0)


def crash(window: Window, sample: Path) -> None:
    """Open the district again as it is after the process was killed with all that was in hand."""
    kept = sample.with_name(f".{sample.name}.unsaved")
    shutil.copy(kept, sample.with_name("kept"))
    session = window.session
    session.close()
    session.layers.discard()
    session.layers.remove()
    sample.with_name("kept").replace(kept)
    assert window.desktop.workspace.open(sample) is not None


def begin(window: Window, kind: str, *points: tuple[float, float]) -> None:
    window.look_at(A)
    window.page("draw")
    window.desktop.commands.drawing_asked.emit(kind, "")
    for point in points:
        window.click_map(point)


@pytest.mark.parametrize(
    ("kind", "placed", "rest"),
    [
        ("walking_link", (A,), (B,)),
        ("green_space", (A,), (B, C)),
        ("green_space", (A, B), (C,)),
        ("light_rail", (A,), (B,)),
    ],
)
def test_a_drawing_too_short_to_be_used_goes_on_where_it_was(
    opened: Window,
    sample: Path,
    kind: str,
    placed: tuple[tuple[float, float], ...],
    rest: tuple[tuple[float, float], ...],
) -> None:
    begin(opened, kind, *placed)
    crash(opened, sample)
    notice, tools = opened.dock.notice, opened.desktop.hands
    assert notice.isVisible() and "1 drawing" in notice.words.text(), notice.words.text()
    assert tools.tools.tool is None
    opened.look_at((442_900.0, 388_500.0))  # elsewhere: what goes on is brought into sight
    opened.click(notice.restore)
    assert not notice.isVisible()
    tool = tools.tools.tool
    assert len(tool.sketch.vertices) == len(placed)
    assert opened.canvas.extent().contains(QgsPointXY(*placed[-1]))
    opened.look_at(A)
    for point in rest:
        opened.click_map(point)
    QTest.keyClick(opened.canvas, Qt.Key.Key_Return)
    one = opened.session.intervention(f"{kind}-1")
    assert one is not None, opened.told
    xy = list(one.geometry.exterior.coords)[:-1] if one.geometry.geom_type == "Polygon" else list(one.geometry.coords)
    assert xy == [pytest.approx(point, abs=2.0) for point in (*placed, *rest)]
    assert f"{kind}-1" in opened.session.on()
    assert opened.session.unsaved_before() is None


def test_the_notice_says_what_there_is_to_bring_back(opened: Window, sample: Path) -> None:
    session = opened.session
    fresh = session.add_scenario("Bridges first")
    session.set_ticked(fresh, "c01", True)
    session.set_setting("walk_kmh", 4.0)
    crash(opened, sample)
    # The plurals come with the translation, which no test loads.
    words = opened.dock.notice.words.text()
    assert words.endswith("in this district: 1 scenario(s), 1 tick(s) in scenarios, 1 setting(s)."), words
    opened.click(opened.dock.notice.restore)
    assert "Bridges first" in {one.name for one in opened.session.scenarios()}
    assert opened.desktop.hands.tools.tool is None
