"""Copies interventions from another open district into the active one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import shapely
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from district_planner.core.errors import PlannerError
from district_planner.core.interventions import values
from district_planner.core.interventions.intervention import Intervention
from district_planner.gis.crs import transform_geometries
from district_planner.gui.told_apart import told_apart
from district_planner.gui.widgets.look import GAP, SPACE, Note, kind_icon
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace

_ID = Qt.ItemDataRole.UserRole
TIES = ("requires", "excludes", "evidence")
"""Attributes that name things of the district that an intervention is copied from."""


def copies(chosen: Sequence[Intervention], source: str, target: DistrictSession) -> list[Intervention]:
    """Return interventions as the target district takes them: its CRS, ids of its own, no ties to what stays behind.

    Args:
        chosen: from another district; source: authority code or WKT of its CRS.

    Raises:
        LayerError: they cannot be brought into the target's CRS.
    """
    there = target.crs.authid() or target.crs.toWkt()
    geometries = transform_geometries(np.array([one.geometry for one in chosen], dtype=object), source, there)
    taken: set[str] = set()
    found = []
    for one, geometry in zip(chosen, geometries):
        id_ = next(new for new in _names(one.id) if target.intervention(new) is None and new not in taken)
        taken.add(id_)
        kept = {name: value for name, value in one.attributes.items() if name not in TIES}
        found.append(replace(one, id=id_, geometry=geometry, attributes={**kept, **_places(one, source, there)}))
    return found


def _names(id_: str) -> Iterator[str]:
    yield id_
    for number in count(2):
        yield f"{id_}-{number}"


def _places(one: Intervention, source: str, target: str) -> dict[str, str]:
    """Return the attributes that hold coordinates, in the target's CRS."""
    found = {}
    entrances, passed = values.raw(one, "entrances"), values.raw(one, "no_join")
    if entrances:
        points = np.array([shapely.from_wkt(str(entrances))], dtype=object)
        found["entrances"] = str(
            shapely.to_wkt(transform_geometries(points, source, target)[0], rounding_precision=3, output_dimension=2)
        )
    if passed:
        marks = np.array([shapely.Point(xy) for xy in values.coordinates(one, "no_join")], dtype=object)
        moved = transform_geometries(marks, source, target)
        found["no_join"] = json.dumps([[round(point.x, 3), round(point.y, 3)] for point in moved])
    return found


class CopyDialog(QDialog):
    """Chooses another open district and some of its interventions."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Copy interventions"))
        self.workspace = workspace
        self.others = [session for session in workspace.sessions if session is not workspace.active]
        self.source = QComboBox(self)
        known = workspace.sessions
        names = dict(zip(known, told_apart([(one.name, one.path) for one in known])))
        for session in self.others:
            self.source.addItem(names[session], session)
        self.target = QLabel(names[workspace.active] if workspace.active else "", self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Interventions"))
        self.buttons = QDialogButtonBox(self)
        self.copy_button = self.buttons.addButton(tr("C&opy"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        self.source.currentIndexChanged.connect(lambda *_: self._fill())
        self.list.itemChanged.connect(lambda *_: self._show_count())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._fill()

    def _lay_out(self) -> None:
        label = QLabel(tr("&From"), self)
        label.setBuddy(self.source)
        form = QFormLayout()
        form.addRow(label, self.source)
        form.addRow(tr("To"), self.target)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(GAP)
        column.addLayout(form)
        column.addWidget(self.list, 1)
        column.addWidget(Note(tr("They get ids of their own, and lose what they require or exclude."), self))
        column.addWidget(self.buttons)
        self.resize(420, 420)

    def _fill(self) -> None:
        session = self.source.currentData()
        self.list.clear()
        for one in session.interventions() if session else ():
            item = QListWidgetItem(kind_icon(one.kind), one.label, self.list)
            item.setData(_ID, one.id)
            on = one.id == session.selected
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._show_count()

    def chosen(self) -> list[Intervention]:
        """Return what is ticked."""
        session = self.source.currentData()
        ids = [
            str(self.list.item(row).data(_ID))
            for row in range(self.list.count())
            if self.list.item(row).checkState() == Qt.CheckState.Checked
        ]
        return [one for one in map(session.intervention, ids) if one is not None] if session else []

    def _show_count(self) -> None:
        self.copy_button.setEnabled(bool(self.chosen()))

    def accept(self) -> None:
        """Copy, as one gesture of the active district."""
        source, target = self.source.currentData(), self.workspace.active
        if source is None or target is None:
            return
        try:
            found = copies(self.chosen(), source.crs.authid() or source.crs.toWkt(), target)
        except PlannerError as error:
            target.failed.emit(str(error))
            return
        target.put_all(found, (), tr("Copy from {}").format(source.name))
        super().accept()
