"""What a new district seldom needs: layers of interventions, a part of the data, a CRS, own tables."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsVectorLayer
from qgis.gui import QgsCheckableComboBox, QgsMapCanvas, QgsProjectionSelectionWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from district_planner.core.network.permissions import MODES_FILE
from district_planner.core.places.categories import TABLE_FILE
from district_planner.gui.dialogs.extent_row import ExtentRow
from district_planner.gui.dialogs.table_row import TableRow
from district_planner.gui.widgets.foldable import foldable
from district_planner.gui.widgets.look import GAP, SPACE
from district_planner.gui.widgets.wheel import let_wheel_pass
from district_planner.translation import tr


class Seldom(QWidget):
    """A group that is folded until somebody needs it."""

    changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = foldable(tr("More"), True, self)
        self.extent = ExtentRow(canvas, self.box)
        self.crs = QgsProjectionSelectionWidget(self.box)
        self.interventions = QgsCheckableComboBox(self.box)
        self.category_table = TableRow(TABLE_FILE, self.box)
        self.mode_table = TableRow(MODES_FILE, self.box)
        self.fast_roads = QCheckBox(tr("Let fast main roads be &walked"), self.box)
        self._set_fields()
        self._lay_out()
        self._list_layers()
        self._connect_widgets()

    def _set_fields(self) -> None:
        self.crs.setOptionVisible(QgsProjectionSelectionWidget.CrsOption.CrsNotSet, True)
        self.crs.setNotSetText(tr("By the place: National Grid or UTM"))
        self.crs.setCrs(QgsCoordinateReferenceSystem())
        self.crs.setToolTip(
            tr("Lengths are measured in it. By the place: National Grid in Great Britain, elsewhere the zone of UTM.")
        )
        self.interventions.setDefaultText(tr("None"))
        self.interventions.setSeparator(", ")
        self.interventions.setToolTip(tr("Interventions drawn in layers of the project, taken into the district"))
        for box in (self.interventions, *self.crs.findChildren(QComboBox)):
            box.setMinimumContentsLength(16)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            let_wheel_pass(box)
        self.category_table.setToolTip(
            tr("Which tags of OpenStreetMap are which amenities: a copy of the plugin's categories.csv, edited")
        )
        self.mode_table.setToolTip(tr("Who may use which street: a copy of the plugin's modes.csv, edited"))
        self.fast_roads.setToolTip(
            tr("Trunk and primary roads of 50 mph or more without a sidewalk are not walked unless this is on [P].")
        )

    def _lay_out(self) -> None:
        form = QFormLayout(self.box)
        form.setContentsMargins(GAP, GAP, 0, GAP)
        form.setHorizontalSpacing(SPACE)
        form.setVerticalSpacing(GAP + 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, field in (
            (tr("&Read only"), self.extent), (tr("Measured &in"), self.crs), (tr("Inter&ventions"), self.interventions),
            (tr("Cate&gory table"), self.category_table), (tr("Mo&de table"), self.mode_table),
        ):  # fmt: skip
            label = QLabel(text, self.box)
            label.setBuddy(field)
            for part in (field, field.focusProxy()):
                if part is not None:
                    part.setAccessibleName(text.replace("&", ""))
            form.addRow(label, field)
        form.addRow(self.fast_roads)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)

    def _connect_widgets(self) -> None:
        for signal in (
            self.extent.changed, self.crs.crsChanged, self.interventions.checkedItemsChanged,
            self.category_table.changed, self.mode_table.changed, self.fast_roads.toggled,
        ):  # fmt: skip
            signal.connect(lambda *_: self.changed.emit())
        project = QgsProject.instance()
        for signal in (project.layersAdded, project.layersRemoved):
            signal.connect(self._list_layers)

    def _list_layers(self, *_: Any) -> None:
        """List the layers that may hold interventions; what was ticked stays so."""
        ticked = set(self.interventions.checkedItemsData())
        layers = [one for one in QgsProject.instance().mapLayers().values() if isinstance(one, QgsVectorLayer)]
        self.interventions.blockSignals(True)
        self.interventions.clear()
        for layer in sorted((one for one in layers if one.isSpatial()), key=lambda one: str(one.name()).lower()):
            on = Qt.CheckState.Checked if layer.id() in ticked else Qt.CheckState.Unchecked
            self.interventions.addItemWithCheckState(layer.name(), on, layer.id())
        self.interventions.blockSignals(False)
        if ticked != set(self.interventions.checkedItemsData()):
            self.changed.emit()

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen, by the names of :class:`~district_planner.gis.sources.Sources`."""
        crs = self.crs.crs()
        layers = (QgsProject.instance().mapLayer(id_) for id_ in self.interventions.checkedItemsData())
        return {
            "extent": self.extent.extent,
            "crs": str(crs.authid() or crs.toWkt()) if crs.isValid() else "",
            "interventions": tuple(layer for layer in layers if isinstance(layer, QgsVectorLayer)),
            "category_table": self.category_table.path,
            "mode_table": self.mode_table.path,
            "allow_fast_roads": self.fast_roads.isChecked(),
        }

    def lacking(self) -> list[str]:
        """Return what must be mended before anything starts, one sentence each."""
        return [*self.category_table.lacking(), *self.mode_table.lacking()]
