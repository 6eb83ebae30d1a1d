"""The dialog that makes a district from layers of the project and an OpenStreetMap file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProject, QgsVectorLayer
from qgis.gui import QgsFileWidget, QgsMapCanvas
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from district_planner.core.transit.service import DEFAULT_PERIOD
from district_planner.gui.dialogs.feeds_row import FeedsRow
from district_planner.gui.dialogs.layer_row import HomesRow, LayerRow, role_words
from district_planner.gui.dialogs.new_district_job import ROLES, Given, Prepared, preparing, writing
from district_planner.gui.dialogs.seldom import Seldom
from district_planner.gui.widgets.empty import file_words
from district_planner.gui.widgets.look import GAP, SPACE, Heading, Note, Words, action_icon, sized
from district_planner.gui.widgets.scrolled import Scrolled
from district_planner.gui.work import Work, start
from district_planner.translation import tr

_HIGHEST = 190


class NewDistrictDialog(QDialog):
    """What it is made from; what was found; then the file is written."""

    written = pyqtSignal(str)
    """The district is written; its path."""

    def __init__(self, from_osm: bool, canvas: QgsMapCanvas | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New district"))
        self.osm = QgsFileWidget(self)
        self.rows = {role: HomesRow(self) if role == "homes" else LayerRow(role, self) for role in ROLES}
        self.gtfs = FeedsRow(self)
        self.service_dates = QLineEdit(self)
        self.period = QLineEdit(self)
        self.district_name = QLineEdit(self)
        self.output = QgsFileWidget(self)
        self.more = Seldom(canvas, self)
        self.area = Scrolled(self)
        self.findings = QListWidget(self)
        self.state = Note(parent=self)
        self.progress = QProgressBar(self)
        self.buttons = QDialogButtonBox(self)
        self.check_button = self.buttons.addButton(tr("C&heck"), QDialogButtonBox.ButtonRole.ActionRole)
        self.create_button = self.buttons.addButton(tr("Create di&strict"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._work: Work | None = None
        self._prepared: Prepared | None = None
        self._serious = 0
        """How many serious findings the planner has before their eyes."""
        self._given: Given | None = None
        self._set_files()
        self._lay_out()
        self._guess_streets()
        self._connect_widgets()
        (self.osm if from_osm else self.rows["streets"].layer_box).setFocus()
        self._on_given_changed()

    def _set_files(self) -> None:
        self.osm.setFilter(tr("OpenStreetMap (*.osm.pbf *.pbf *.osm)"))
        self.osm.setDialogTitle(tr("OpenStreetMap file"))
        self.service_dates.setPlaceholderText(tr("The Tuesday with most departures [P]"))
        self.service_dates.setToolTip(
            tr("Such as 2025-09-16: one date for all timetables, or one for each with commas")
        )
        self.period.setPlaceholderText(f"{DEFAULT_PERIOD} [P]")
        self.period.setToolTip(tr("When departures are counted, such as 07:00-09:00"))
        self.output.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.output.setFilter(tr("GeoPackage (*.gpkg)"))
        self.output.setDialogTitle(tr("District file"))
        self.output.setConfirmOverwrite(False)
        self.district_name.setPlaceholderText(tr("As the file is called"))

    def _lay_out(self) -> None:
        area = self.area
        inside = area.inside
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, GAP, 0)
        form.setHorizontalSpacing(SPACE)
        form.setVerticalSpacing(GAP + 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(Heading(tr("Streets, places and people"), inside))
        self._row(form, tr("&OpenStreetMap file"), self.osm)
        form.addRow(Note(file_words(), inside))
        for role, row in self.rows.items():
            self._row(form, role_words(role)[0], row, row.layer_box)
        form.addRow(Heading(tr("Public transport"), inside))
        self._row(form, tr("&Timetables (GTFS)"), self.gtfs)
        self._row(form, tr("D&ate"), self.service_dates)
        self._row(form, tr("&Period"), self.period)
        form.addRow(Heading(tr("The district"), inside))
        self._row(form, tr("&File"), self.output)
        self._row(form, tr("&Name"), self.district_name)
        form.addRow(self.more)
        title = Words(tr("A district from what you have"), self)
        title.setFont(sized(title.font(), 1.2, bold=True))
        self.findings.setAccessibleName(tr("What was found"))
        self.findings.setWordWrap(True)
        self.findings.setAlternatingRowColors(True)
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.progress.setFixedHeight(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + 4, SPACE + 4, SPACE + 4, SPACE)
        column.setSpacing(GAP + 2)
        column.addWidget(title)
        column.addWidget(area, 1)
        for part in (self.state, self.findings, self.progress, self.buttons):
            column.addWidget(part)
        self.findings.hide()
        self.progress.hide()
        self.resize(620, 720)

    def _row(self, form: QFormLayout, text: str, field: QWidget, buddy: QWidget | None = None) -> None:
        label = QLabel(text, self)
        label.setBuddy(buddy or field)
        field.setAccessibleName(text.replace("&", ""))
        form.addRow(label, field)

    def _connect_widgets(self) -> None:
        typed = (self.service_dates.textChanged, self.period.textChanged)
        for signal in (
            self.osm.fileChanged,
            self.output.fileChanged,
            self.gtfs.changed,
            self.more.changed,
            *typed,
            *(row.changed for row in self.rows.values()),
        ):
            signal.connect(self._on_given_changed)
        self.check_button.clicked.connect(lambda *_: self._prepare(then_write=False))
        self.buttons.accepted.connect(self._on_create_clicked)
        self.buttons.rejected.connect(self.reject)

    def _guess_streets(self) -> None:
        """Take the one layer of the project that holds streets as OpenStreetMap tags them."""
        layers = QgsProject.instance().mapLayers().values()
        names = {layer: layer.fields().names() for layer in layers if isinstance(layer, QgsVectorLayer)}
        # A district's own streets have sides; they are no source of another district.
        tagged = [layer for layer, fields in names.items() if "highway" in fields and "start_side" not in fields]
        if len(tagged) == 1:
            self.rows["streets"].layer_box.setLayer(tagged[0])

    def given(self) -> Given:
        """Return what the planner gave so far."""
        layers = {role: row.layer for role, row in self.rows.items() if row.layer is not None}
        fields: dict[str, str] = {}
        for role in layers:
            fields.update(self.rows[role].chosen_fields())
        output = self.output.filePath().strip()
        if output and Path(output).suffix.lower() != ".gpkg":
            output += ".gpkg"
        name = self.district_name.text().strip() or Path(output).stem
        days = [text.strip() for text in self.service_dates.text().split(",")]
        dates = tuple(days) if any(days) else ()
        return Given(
            self.osm.filePath().strip(), layers, fields, output, name, self.gtfs.paths(), dates,
            self.period.text().strip(), self.rows["homes"].deprivation_is, **self.more.chosen(),
        )  # fmt: skip

    # What lacks

    def lacking(self) -> list[str]:
        """Return what must be there before anything starts, one sentence each."""
        given = self.given()
        found = []
        if not given.osm and "streets" not in given.layers:
            found.append(tr("Streets are missing: choose an OpenStreetMap file or a layer of street lines."))
        if given.osm and not Path(given.osm).is_file():
            found.append(tr("The OpenStreetMap file does not exist: choose another."))
        for path in given.gtfs:
            if not Path(path).exists():
                found.append(tr("The timetable {} does not exist: choose another.").format(Path(path).name))
        found += self.more.lacking()
        if given.output and Path(given.output).exists():
            found.append(tr("{} exists already: choose another name.").format(Path(given.output).name))
        if given.output and not Path(given.output).parent.is_dir():
            found.append(tr("The folder of the district file does not exist: choose another."))
        return found

    def unwise(self) -> list[str]:
        """Return what will leave scores empty, one sentence each."""
        layers = self.given().layers
        if "homes" not in layers and "buildings" not in layers and "origins" not in layers:
            return [tr("Without homes or workplaces nobody is counted: add a layer of either if you have one.")]
        fields = self.given().fields
        if "homes" in layers and "PEOPLE_FIELD" not in fields:
            return [tr("No field of people is chosen for the homes: every home would count nobody.")]
        return []

    def _on_given_changed(self, *_: Any) -> None:
        self._prepared, self._serious = None, 0
        lacking = self.lacking()
        self._list([*(("high", text) for text in lacking), *(("medium", text) for text in self.unwise())])
        self.state.setText("")
        self._show_buttons()

    def _show_buttons(self) -> None:
        idle = self._work is None
        ready = idle and not self.lacking()
        self.check_button.setEnabled(ready)
        self.create_button.setEnabled(ready and bool(self.given().output))
        seen = self._prepared is not None and self._serious
        self.create_button.setText(tr("Create an&yway") if seen else tr("Create di&strict"))
        self.progress.setVisible(not idle)
        typed = (self.gtfs, self.service_dates, self.period, self.more)
        for field in (self.osm, self.output, self.district_name, *typed, *self.rows.values()):
            field.setEnabled(idle)

    def _list(self, said: list[tuple[str, str]]) -> None:
        self.findings.clear()
        icons = {"high": "flag", "medium": "flag"}
        for severity, text in said:
            item = QListWidgetItem(text, self.findings)
            if severity in icons:
                item.setIcon(action_icon(icons[severity]))
            item.setToolTip(text)
        self.findings.setFixedHeight(min(_HIGHEST, 12 + len(said) * 2 * self.fontMetrics().lineSpacing()))
        self.findings.setVisible(bool(said))

    # Work

    def _prepare(self, then_write: bool) -> None:
        self._given = self.given()
        done = self._on_prepared_to_write if then_write else self._on_prepared
        self._start(tr("Making the district {}").format(self._given.name), preparing(self._given), done)

    def _start(self, text: str, job: Any, done: Any) -> None:
        # The job reads layers; what takes long in it is done beside.
        work = Work(text, job, done, self._on_failed, None, self._on_told, lambda: self._on_ended(work), here=True)
        self._work = work
        self.state.setText(tr("{}. You can go on working; the task bar shows how far it is.").format(text))
        self._show_buttons()
        start(work)

    def _on_told(self, share: float) -> None:
        self.progress.setValue(round(1000 * share))

    def _on_prepared(self, prepared: Prepared) -> None:
        self._work, self._prepared = None, prepared
        said = [("medium", text) for text in prepared.built.log.warnings]
        lines = prepared.diagnosis.text.splitlines()
        said += [_severity(line) for line in lines]
        said += [("", text) for text in prepared.built.log.said]
        said.sort(key=lambda item: ("high", "medium", "low", "").index(item[0]))
        self._list(said)
        self._serious = sum(1 for severity, _ in said if severity == "high")
        self.state.setText(
            tr("Checked: %n serious finding(s). Mend them first, or create the district as it is.", None, self._serious)
        )
        self._show_buttons()

    def _on_prepared_to_write(self, prepared: Prepared) -> None:
        """Write, unless there is something serious that the planner has not seen yet."""
        self._on_prepared(prepared)
        if not self._serious:
            self._write()

    def _on_create_clicked(self) -> None:
        if self._prepared is None:
            self._prepare(then_write=True)
        else:
            self._given = self.given()
            self._write()

    def _write(self) -> None:
        if self._prepared is not None and self._given is not None:
            job = writing(self._prepared, self._given.output, self._given.name)
            self._start(tr("Writing {}").format(Path(self._given.output).name), job, self._on_written)

    def _on_written(self, path: str) -> None:
        self._work = None
        self.written.emit(path)
        self.accept()

    def _on_failed(self, why: str) -> None:
        self._work = None
        self._list([("high", why)])
        self.state.setText("")
        self._show_buttons()

    def _on_ended(self, work: Work) -> None:
        if work is self._work:
            self._work = None
            self.state.setText(tr("Stopped. Nothing was written."))
            self._show_buttons()

    def reject(self) -> None:
        """Stop what runs, then close; a second cancel closes at once."""
        work, self._work = self._work, None
        if work is not None:
            work.cancel()
            self.state.setText(tr("Stopped. Nothing was written."))
            self._show_buttons()
            return
        super().reject()


def _severity(line: str) -> tuple[str, str]:
    """Return the severity and the text of a line of a diagnosis."""
    for severity in ("high", "medium", "low"):
        if line.startswith(f"[{severity}] "):
            return severity, line[len(severity) + 3 :]
    return "", line
