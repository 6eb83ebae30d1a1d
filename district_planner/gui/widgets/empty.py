"""What the dock says while no district is open: how to get one."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtWidgets import QPushButton, QWidget

from district_planner.gui.commands import Commands
from district_planner.gui.widgets.hint import Picture
from district_planner.gui.widgets.look import GAP, Note, Words, action_icon, sized
from district_planner.gui.widgets.scrolled import Scrolled
from district_planner.translation import tr


class EmptyPage(Scrolled):
    """One sentence, one picture, and the ways to begin."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        inside, column = self.inside, self.column()
        column.setSpacing(GAP + 2)
        column.addWidget(Picture("first_start", QSize(320, 150), inside))
        title = Words(tr("Draw a link, and see whom it brings closer to what"), inside)
        title.setFont(sized(title.font(), 1.25, bold=True))
        column.addWidget(title)
        column.addWidget(Words(tr("Open the sample district, click Walking link and draw across the Parkway."), inside))
        column.addSpacing(GAP)
        for window, icon, text in (
            ("sample", "open", tr("Open the sample district…")),
            ("layers", "new", tr("New district from layers…")),
            ("osm", "new", tr("New from an OpenStreetMap file…")),
            ("open", "open", tr("Open a district…")),
        ):
            button = QPushButton(action_icon(icon), text, inside)
            button.setIconSize(QSize(18, 18))
            button.setMinimumHeight(32)
            button.setStyleSheet("text-align: left; padding-left: 10px;")
            button.clicked.connect(lambda *_, window=window: commands.window_asked.emit(window))
            self.buttons[window] = button
            column.addWidget(button)
        column.addSpacing(GAP)
        column.addWidget(Note(file_words(), inside))
        column.addStretch(1)


def file_words() -> str:
    """Return where an OpenStreetMap file comes from."""
    return tr(
        "An OpenStreetMap file (.osm.pbf) of every region is free at download.geofabrik.de. "
        "For a small area, export an .osm file from openstreetmap.org."
    )
