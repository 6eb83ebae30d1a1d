"""A layer of the project for one role, with the fields that were recognised in it."""

from __future__ import annotations

import pandas as pd
from qgis.core import QgsMapLayerProxyModel, QgsVectorLayer
from qgis.gui import QgsFieldComboBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from district_planner.core.errors import LayerError
from district_planner.core.places.deprivation import KINDS
from district_planner.core.places.fields import choose_deprivation
from district_planner.gui.dialogs.new_district_job import ROLES, recognised, sample_of, told_by_tags
from district_planner.gui.widgets.look import GAP, Note
from district_planner.gui.widgets.wheel import let_wheel_pass
from district_planner.translation import tr

FILTERS = {
    "streets": QgsMapLayerProxyModel.Filter.LineLayer,
    "greenspaces": QgsMapLayerProxyModel.Filter.PolygonLayer,
}

_DEPRIVATION = "DEPRIVATION_FIELD"


def role_words(role: str) -> tuple[str, str]:
    """Return what a role is called, and which layers fit."""
    return {
        "streets": (tr("Streets"), tr("Lines of streets and paths, in place of those of the OpenStreetMap file")),
        "homes": (tr("Homes"), tr("Points, buildings or zones with people")),
        "buildings": (tr("Workplaces"), tr("Buildings or points with employees")),
        "opportunities": (tr("Amenities"), tr("Places to reach, with a category")),
        "greenspaces": (tr("Green spaces"), tr("Areas of parks and woods")),
        "nodes": (tr("Nodes"), tr("Named anchors of the region: centres, universities, stations")),
        "origins": (tr("Measured from"), tr("Further places to measure from, for example a grid")),
    }[role]


def field_words(role: str) -> str:
    """Return what a field is for."""
    return {
        "people": tr("people"), "deprivation": tr("deprivation"), "employees": tr("employees"), "site": tr("site"),
        "category": tr("category"), "weight": tr("weight"), "role": tr("role"),
    }[role]  # fmt: skip


def _narrow(box: QComboBox, letters: int = 6) -> None:
    """Let a box shrink, whatever long names it offers."""
    box.setMinimumContentsLength(letters)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    let_wheel_pass(box)


class LayerRow(QWidget):
    """Layer, fields, and a line on how they were recognised."""

    changed = pyqtSignal()

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.role = role
        self.layer_box = QgsMapLayerComboBox(self)
        self.layer_box.setAllowEmptyLayer(True)
        self.layer_box.setFilters(FILTERS.get(role, QgsMapLayerProxyModel.Filter.HasGeometry))
        self.layer_box.setLayer(None)
        self.layer_box.setAccessibleName(role_words(role)[0])
        self.layer_box.setToolTip(role_words(role)[1])
        _narrow(self.layer_box)
        self.fields: dict[str, QgsFieldComboBox] = {}
        self.note = Note(parent=self)
        self.grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(3)
        grid.addWidget(self.layer_box, 0, 0, 1, 4)
        for i, (parameter, field_role) in enumerate(ROLES[role]):
            box = QgsFieldComboBox(self)
            box.setAllowEmptyFieldName(True)
            box.setAccessibleName(tr("Field of {}").format(field_words(field_role)))
            _narrow(box, 3)
            box.fieldChanged.connect(lambda *_: self.changed.emit())
            label = QLabel(field_words(field_role), self)
            label.setBuddy(box)
            grid.addWidget(label, 1, 2 * i)
            grid.addWidget(box, 1, 2 * i + 1)
            grid.setColumnStretch(2 * i + 1, 1)
            self.fields[parameter] = box
        grid.addWidget(self.note, 3, 0, 1, 4)
        self._frame: pd.DataFrame | None = None
        self._labels = [grid.itemAtPosition(1, 2 * i).widget() for i in range(len(ROLES[role]))]
        self.layer_box.layerChanged.connect(self._on_layer_changed)
        self._on_layer_changed(None)

    @property
    def deprivation_is(self) -> str:
        """Return what the field of deprivation holds; empty where there is none, or its name tells."""
        return ""

    @property
    def layer(self) -> QgsVectorLayer | None:
        """Return the layer chosen."""
        return self.layer_box.currentLayer()

    def chosen_fields(self) -> dict[str, str]:
        """Return parameter -> field, those that are chosen."""
        return {name: box.currentField() for name, box in self.fields.items() if box.currentField()}

    def _on_layer_changed(self, layer: QgsVectorLayer | None) -> None:
        for part in (*self.fields.values(), *self._labels):
            part.setVisible(layer is not None)
        found = []
        frame = self._frame = sample_of(layer) if layer is not None and self.fields else None
        for parameter, role in ROLES[self.role]:
            box = self.fields[parameter]
            box.setLayer(layer)
            try:
                field = recognised(frame, role).field if frame is not None else ""
            except LayerError:
                field = ""
            box.setField(field)
            if field:
                found.append(tr("{} recognised in the field {}").format(field_words(role), field))
        if frame is not None and self.role == "opportunities" and told_by_tags(frame):
            found.append(tr("categories told by its OpenStreetMap tags"))
        self.note.setText("; ".join(found))
        self.note.setVisible(bool(found))
        self.changed.emit()


class HomesRow(LayerRow):
    """Homes, with what the field of deprivation holds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("homes", parent)
        self.kind_box = QComboBox(self)
        self.kind_box.setAccessibleName(tr("Deprivation is"))
        self.kind_box.setToolTip(tr("What the field of deprivation holds"))
        self.kind_box.addItem("", "")
        for kind in KINDS:
            self.kind_box.addItem(_kind_words(kind), kind)
        _narrow(self.kind_box)
        self._kind_label = QLabel(tr("deprivation read as"), self)
        self._kind_label.setBuddy(self.kind_box)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._kind_label)
        row.addWidget(self.kind_box, 1)
        self.grid.addLayout(row, 2, 0, 1, 4)
        self.kind_box.currentIndexChanged.connect(lambda *_: self.changed.emit())
        self.changed.connect(self._show_kind)
        self._show_kind()

    @property
    def deprivation_is(self) -> str:
        """Return ``decile``, ``rank``, ``score``; empty to have it told by the field's name."""
        return str(self.kind_box.currentData() or "") if self.chosen_fields().get(_DEPRIVATION) else ""

    def _show_kind(self) -> None:
        field, frame = self.fields[_DEPRIVATION].currentField(), self._frame
        known = frame is not None and field in frame
        for part in (self._kind_label, self.kind_box):
            part.setVisible(known)
        if frame is not None and known:
            told = choose_deprivation(frame, field)[1]
            self.kind_box.setItemText(0, tr("by its name: {}").format(_kind_words(told).partition(",")[0]))


def _kind_words(kind: str) -> str:
    return {
        "decile": tr("decile, 1 is most deprived"), "rank": tr("rank, 1 is most deprived"),
        "score": tr("score, higher is worse"),
    }[kind]  # fmt: skip
