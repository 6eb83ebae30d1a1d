"""Lines from a timetable: choose the file, tick the routes, and they are drawn in one step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QHideEvent
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from district_planner.core.errors import PlannerError
from district_planner.core.progress import Progress
from district_planner.core.transit.line_from_feed import Offered
from district_planner.gis.line_gtfs import Own, Timetable, lines_of, own_of, read_timetable
from district_planner.gui.dialogs.gtfs_files import FOLDER
from district_planner.gui.dialogs.in_short import in_short
from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.look import GAP, SPACE, Note, coloured, loss_colour, muted_colour
from district_planner.gui.work import Work, start
from district_planner.settings import remember, remembered
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace

_ROUTE = Qt.ItemDataRole.UserRole


class LineFromGtfs(QDialog):
    """Reads a timetable in the background and draws those of its routes that are ticked."""

    drawn = pyqtSignal(str)
    """Id of the first line that was drawn."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Lines from a timetable (GTFS)"))
        self.workspace = workspace
        self.timetable: Timetable | None = None
        self._work: Work | None = None
        self._asked = ("", "", "")
        self.file = QgsFileWidget(self)
        self.day = QLineEdit(self)
        self.routes = QTreeWidget(self)
        self.instead = QCheckBox(tr("They &replace the district's own routes of the same id"), self)
        self.state = Note(parent=self)
        self.buttons = QDialogButtonBox(self)
        self.draw = self.buttons.addButton(tr("&Draw"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._set_up()
        self._lay_out()
        self.file.fileChanged.connect(self._on_given)
        self.day.editingFinished.connect(self._on_given)
        self.routes.itemChanged.connect(self._show_buttons)
        workspace.active_changed.connect(self._on_given)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._show_buttons()

    def _set_up(self) -> None:
        self.file.setFilter(tr("GTFS (*.zip)"))
        self.file.setDialogTitle(tr("Timetable (GTFS)"))
        self.file.setDefaultRoot(remembered(FOLDER, ""))
        self.day.setPlaceholderText(tr("The Tuesday with most departures [P]"))
        table = self.routes
        table.setHeaderLabels([tr("Route"), tr("From – to"), tr("Departures")])
        table.setRootIsDecorated(False)
        table.setAlternatingRowColors(True)
        table.setUniformRowHeights(True)
        across = table.header()
        across.setStretchLastSection(False)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        table.headerItem().setTextAlignment(2, Qt.AlignmentFlag.AlignRight)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE)
        form.setVerticalSpacing(GAP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields = ((tr("&Timetable"), self.file), (tr("&Service date"), self.day), (tr("R&outes"), self.routes))
        for text, field in fields:
            label = QLabel(text, self)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            form.addRow(label, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(GAP)
        column.addLayout(form, 1)
        for part in (self.state, self.instead, self.buttons):
            column.addWidget(part)
        self.resize(680, 440)

    # Reading

    def _on_given(self, *_: Any) -> None:
        """Read what is given, unless it has been read already."""
        session = self.workspace.active
        crs = str(session.crs.authid() or session.crs.toWkt()) if session is not None else ""
        asked = (self.file.filePath().strip(), self.day.text().strip(), crs)
        if asked == self._asked or not crs:
            return
        self._stop()
        self._asked = asked
        self.timetable = None
        self._list(())
        path, day = asked[0], asked[1]
        if not path:
            self._say("")
            return
        remember(FOLDER, str(Path(path).parent))

        def read(progress: Progress) -> tuple[Timetable, tuple[Offered, ...]]:
            found = read_timetable(path, day, crs, progress)
            return found, found.routes

        self._say(tr("Reading {}…").format(Path(path).name))
        self._work = start(Work(tr("Reading a timetable"), read, self._on_read, self._on_failed))

    def _on_read(self, found: tuple[Timetable, tuple[Offered, ...]]) -> None:
        self._work, self.timetable = None, found[0]
        self._list(found[1])
        self._say(self.timetable.feed.name)

    def _on_failed(self, sentence: str) -> None:
        self._work = None
        self._say(sentence, wrong=True)

    def _list(self, offered: tuple[Offered, ...]) -> None:
        self.routes.blockSignals(True)
        self.routes.clear()
        for one in offered:
            ends = tr("{} – {}").format(one.first, one.last)
            item = QTreeWidgetItem(self.routes, [one.name, ends, numbers.written(one.departures, 0)])
            item.setData(0, _ROUTE, one.route)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(1, ends)
            item.setCheckState(0, Qt.CheckState.Checked if len(offered) == 1 else Qt.CheckState.Unchecked)
        self.routes.blockSignals(False)
        self._show_buttons()

    def _say(self, text: str, wrong: bool = False) -> None:
        self.state.setText(text)
        coloured(self.state, loss_colour(self) if wrong else muted_colour(self))

    # Drawing

    def chosen(self) -> list[str]:
        """Return the ids of the routes that are ticked."""
        items = [self.routes.topLevelItem(row) for row in range(self.routes.topLevelItemCount())]
        return [str(item.data(0, _ROUTE)) for item in items if item.checkState(0) == Qt.CheckState.Checked]

    def _own(self, session: DistrictSession) -> Own:
        engine, on = session.engine, self.instead.isChecked()
        own = Own(replaced=on) if engine is None else own_of(engine.district, on)
        return replace(own, ids=frozenset(one.id for one in session.interventions()))

    def _show_buttons(self, *_: Any) -> None:
        session, chosen = self.workspace.active, self.chosen()
        self.draw.setEnabled(bool(chosen))
        own = self._own(session) if session is not None else Own()
        self.instead.setVisible(any(own.known(route) for route in chosen))

    def accept(self) -> None:
        """Draw what is ticked, as one gesture of the active district."""
        session, chosen = self.workspace.active, self.chosen()
        if session is None or self.timetable is None or not chosen:
            return
        try:
            lines, notes = lines_of(self.timetable, chosen, self._own(session))
        except PlannerError as error:
            self._say(str(error), wrong=True)
            return
        if not session.put_all(lines, (), tr("Lines from {}").format(Path(self.file.filePath()).name)):
            return
        session.select(lines[0].id)
        if notes:
            session.failed.emit(in_short(notes))
        self.drawn.emit(lines[0].id)
        super().accept()

    # Going

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop reading."""
        self._stop()
        super().hideEvent(event)
