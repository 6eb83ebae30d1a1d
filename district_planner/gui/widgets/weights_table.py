"""The parts of the 15-minute index: how many are enough, and how much each weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from district_planner.core.errors import DistrictDataError
from district_planner.core.indicators.index15 import SETS, Part, parts
from district_planner.core.interventions.attributes import Attribute
from district_planner.gui.widgets.editors import NumberEditor
from district_planner.gui.widgets.kind_words import category_name
from district_planner.gui.widgets.look import GAP, Note
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession


class WeightsTable(QWidget):
    """Shows the parts of one index of a district, to be edited."""

    changed = pyqtSignal(str, object)
    """The planner changed the parts: key of the setting, and its value, None for the default."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = ""
        self.parts: tuple[Part, ...] = ()
        self.fields: list[tuple[NumberEditor, NumberEditor]] = []
        self._default: tuple[Part, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self._body = QWidget(self)
        column.addWidget(self._body)
        self._problem = Note(parent=self)
        self._problem.hide()
        column.addWidget(self._problem)
        foot = QHBoxLayout()
        self._source = Note(
            tr("Weight × share reached, out of what is enough within 15 minutes. [P] project convention"), self
        )
        self.reset = QPushButton(tr("Back to default"), self)
        self.reset.clicked.connect(lambda: self.changed.emit(self.index, None))
        foot.addWidget(self._source, 1)
        foot.addWidget(self.reset)
        column.addLayout(foot)

    def show_index(self, session: DistrictSession, index: str) -> None:
        """Show the parts that count in a district."""
        self._default = SETS[index]
        try:
            found = parts(index, {index: session.setting(index)})
        except DistrictDataError as error:
            found = self._default
            self._problem.setText(str(error))
            self._problem.show()
        else:
            self._problem.hide()
        if index != self.index or [p.categories for p in found] != [p.categories for p in self.parts]:
            self._build(found)
        self.index, self.parts = index, found
        for part, (target, weight) in zip(found, self.fields):
            target.set_value(part.target)
            weight.set_value(part.weight)
        self.reset.setEnabled(session.setting(index) is not None)

    def _build(self, found: tuple[Part, ...]) -> None:
        layout = self.layout()
        fresh = QWidget(self)
        layout.replaceWidget(self._body, fresh)
        self._body.setParent(None)
        self._body.deleteLater()
        self._body = fresh
        self.fields = []
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        for column, text in enumerate((tr("Places"), tr("Enough"), tr("Weight"))):
            grid.addWidget(Note(text, fresh) if column == 0 else QLabel(text, fresh), 0, column)
        for row, part in enumerate(found, start=1):
            name = ", ".join(category_name(item) for item in part.categories)
            label = QLabel(name, fresh)
            label.setWordWrap(True)
            grid.addWidget(label, row, 0)
            default = next((p for p in self._default if p.categories == part.categories), None)
            target = self._field(tr("Enough: {}").format(name), default.target if default else None, 0.01)
            weight = self._field(tr("Weight: {}").format(name), default.weight if default else None, 0.0)
            grid.addWidget(target, row, 1)
            grid.addWidget(weight, row, 2)
            self.fields.append((target, weight))
        if self.fields:
            self.setTabOrder(self.fields[-1][1].field, self.reset)

    def _field(self, name: str, default: float | None, lowest: float) -> NumberEditor:
        field = NumberEditor(
            Attribute("part", name, "number", default=default, minimum=lowest, maximum=1000.0), self._body
        )
        field.field.setFixedWidth(64)
        field.field.setAccessibleName(name)
        if default is not None:
            field.setToolTip(tr("Default: {} [P]").format(field.field.placeholderText()))
        field.given.connect(self._on_given)
        return field

    def _on_given(self, value: Any) -> None:
        rows = []
        for part, default, (target, weight) in zip(self.parts, self._defaults(), self.fields):
            enough = target.value if target.value is not None else default.target
            counts = weight.value if weight.value is not None else default.weight
            rows.append({"categories": list(part.categories), "target": enough, "weight": counts})
        if not sum(row["weight"] for row in rows):
            self._problem.setText(tr("At least one weight must be above 0."))
            self._problem.show()
            return
        self._problem.hide()
        self.changed.emit(self.index, rows)

    def _defaults(self) -> list[Part]:
        known = {part.categories: part for part in self._default}
        return [known.get(part.categories, Part(part.categories, 1.0, 1.0)) for part in self.parts]
