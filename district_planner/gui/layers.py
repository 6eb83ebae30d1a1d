"""The layers of one district in the project: found or loaded, grouped, watched, saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from district_planner.core.errors import DistrictFileError
from district_planner.core.geopackage import INTERVENTION_TABLES
from district_planner.gis.district_layers import (
    CONTEXT_TABLES,
    EDITED_TABLES,
    PLAIN_TABLES,
    layers_in,
    load,
    prepare,
    tables_in,
)
from district_planner.gis.district_look import look_like, mark_interchanges
from district_planner.gui.told_apart import places
from district_planner.translation import tr

OWNER = "district_planner/file"
"""Custom property of a group in the legend: the file whose layers it holds."""


def titles() -> Mapping[str, str]:
    """Return table -> what its layer is called in the legend."""
    return {
        "intervention_points": tr("Interventions: points"), "intervention_lines": tr("Interventions: lines"),
        "intervention_areas": tr("Interventions: areas"), "nodes": tr("Nodes"), "stops": tr("Stops"),
        "opportunities": tr("Amenities"), "buildings": tr("Buildings"), "streets": tr("Streets and paths"),
        "barriers": tr("Water and railways"), "greenspaces": tr("Green spaces"), "scenarios": tr("Scenarios"),
        "scenario_interventions": tr("Scenarios: what is on"), "worlds": tr("Worlds"), "settings": tr("Settings"),
    }  # fmt: skip


class DistrictLayers(QObject):
    """Keeps the layers of a district's file in the project and tells when their edit buffers change.

    Args:
        project: where the layers are or go; path: the district's file; name: of the group in the legend.

    Raises:
        DistrictFileError: a table that is edited cannot be opened.
    """

    edited = pyqtSignal()
    """Something in an edit buffer changed, by whatever hand; once per turn of the event loop."""
    gone = pyqtSignal()
    """The planner took a layer that is needed out of the project."""

    def __init__(self, project: QgsProject, path: Path, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._project = project
        self._silent = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.edited)
        self.layers: dict[str, QgsVectorLayer] = {}
        self._load(name)
        self._watching = False
        self.watch()

    def _load(self, name: str) -> None:
        here = layers_in(self._project, self.path)
        group = self._group_of(here.values())
        if group is not None:  # of an older project, or moved with its file
            group.setCustomProperty(OWNER, str(self.path))
        fresh = "intervention_lines" not in here
        tables = tables_in(self.path) if any(table not in here for table in CONTEXT_TABLES) else frozenset()
        for table in (*INTERVENTION_TABLES, *CONTEXT_TABLES):
            layer = here.get(table)
            if layer is None and (table in EDITED_TABLES or table in tables):
                group = group or self._group(name)
                layer = load(self.path, table, titles()[table])
                look_like(layer, table)
                self._project.addMapLayer(layer, False)
                group.addLayer(layer)
            if layer is not None:
                self.layers[table] = layer
        if fresh and "stops" in self.layers:
            mark_interchanges(self.layers["intervention_lines"], self.layers["stops"])
        for table in PLAIN_TABLES:
            layer = here.get(table)
            if layer is None:
                layer = load(self.path, table, titles()[table])
                self._project.addMapLayer(layer, False)
            self.layers[table] = layer
        for table in INTERVENTION_TABLES:
            prepare(self.layers[table], table)

    def _group(self, name: str) -> QgsLayerTreeGroup:
        """Return the group that belongs to this file, made on top of the legend where there is none.

        Another district whose file is called the same has a group of its own, under another name.
        """
        root = self._project.layerTreeRoot()
        for group in root.findGroups(True):
            if group.customProperty(OWNER, "") == str(self.path):
                return group
        free = (text for text in _names(name, self.path) if root.findGroup(text) is None)
        made = root.insertGroup(0, next(free, str(self.path)))
        made.setCustomProperty(OWNER, str(self.path))
        return made

    def _group_of(self, layers: Iterable[QgsVectorLayer]) -> QgsLayerTreeGroup | None:
        """Return the group of the first of some layers that is in one, None where none is."""
        root = self._project.layerTreeRoot()
        nodes = (root.findLayer(layer.id()) for layer in layers)
        parents = (node.parent() for node in nodes if node is not None)
        return next((one for one in parents if isinstance(one, QgsLayerTreeGroup) and one.parent() is not None), None)

    def group(self) -> QgsLayerTreeGroup | None:
        """Return the group of the legend that holds the interventions, None where the planner took it apart."""
        node = self._project.layerTreeRoot().findLayer(self.layers["intervention_lines"].id())
        parent = node.parent() if node is not None else None
        return parent if isinstance(parent, QgsLayerTreeGroup) else None

    @property
    def interventions(self) -> dict[str, QgsVectorLayer]:
        """Return the three layers of interventions."""
        return {table: self.layers[table] for table in INTERVENTION_TABLES}

    @property
    def buffers(self) -> frozenset[str]:
        """Return the ids of the layers whose edit buffers hold the planner's work."""
        return frozenset(self.layers[table].id() for table in EDITED_TABLES)

    def stored(self) -> dict[str, QgsVectorLayer]:
        """Return the tables that are edited as the file holds them, without the edit buffers.

        Raises:
            DistrictFileError: one cannot be opened.
        """
        return {table: load(self.path, table, table) for table in EDITED_TABLES}

    # Editing

    def begin(self, tables: Iterable[str]) -> None:
        """Make layers editable.

        Raises:
            DistrictFileError: the file is read-only, or another program holds it.
        """
        for table in tables:
            layer = self.layers[table]
            if not layer.isEditable() and not layer.startEditing():
                raise DistrictFileError(
                    "it cannot be edited", str(self.path),
                    "Close it in other programs, or copy it to a folder where you may write",
                )  # fmt: skip

    @contextmanager
    def gesture(self, what: str, tables: Iterable[str]) -> Iterator[None]:
        """Hold all changes of the block as one undo step per layer; nothing is told meanwhile."""
        names = list(dict.fromkeys(tables))
        self.begin(names)
        self._silent += 1
        for name in names:
            self.layers[name].beginEditCommand(what)
        whole = False
        try:
            yield
            whole = True
        finally:
            for name in names:
                if whole:
                    self.layers[name].endEditCommand()
                    self.layers[name].triggerRepaint()
                else:
                    self.layers[name].destroyEditCommand()
            self._silent -= 1
            self._timer.stop()

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Tell nothing of what the block does."""
        self._silent += 1
        try:
            yield
        finally:
            self._silent -= 1
            self._timer.stop()

    @property
    def modified(self) -> bool:
        """Return whether some edit is not saved."""
        return any(self.layers[table].isModified() for table in EDITED_TABLES)

    def save(self) -> None:
        """Write all edits to the file, layer by layer.

        Raises:
            DistrictFileError: one cannot be written; its edits stay in the buffer.
        """
        for table in EDITED_TABLES:
            layer = self.layers[table]
            if layer.isEditable() and not layer.commitChanges():
                reasons = "; ".join(layer.commitErrors())
                raise DistrictFileError(
                    f"the edits of “{layer.name()}” cannot be saved ({reasons})", str(self.path),
                    "They are still there: mend the cause and save again",
                )  # fmt: skip

    def discard(self) -> None:
        """Throw unsaved edits away."""
        for table in EDITED_TABLES:
            if self.layers[table].isEditable():
                self.layers[table].rollBack()

    def remove(self) -> None:
        """Take the layers out of the project, with the group where it is empty then."""
        group = self.group()
        self.unwatch()
        self._project.removeMapLayers([layer.id() for layer in self.layers.values()])
        if group is not None and not group.findLayers():
            group.parent().removeChildNode(group)
        self.layers = {}

    # Watching

    def _watched(self) -> list[Any]:
        """Return the signals that tell of an edit."""
        return [
            signal
            for table in EDITED_TABLES
            for layer in (self.layers[table],)
            for signal in (
                layer.featureAdded, layer.featuresDeleted, layer.geometryChanged, layer.attributeValueChanged,
                layer.afterRollBack, layer.afterCommitChanges, layer.editCommandEnded, layer.editCommandDestroyed,
                layer.undoStack().indexChanged,
            )
        ]  # fmt: skip

    @property
    def watching(self) -> bool:
        """Return whether the layers are there and listened to."""
        return self._watching

    def watch(self) -> None:
        """Listen to the layers that are edited."""
        if not self._watching:
            self._watching = True
            for signal in self._watched():
                signal.connect(self._on_touched)
            self._project.layersWillBeRemoved.connect(self._on_layers_will_be_removed)

    def unwatch(self) -> None:
        """Stop listening."""
        if self._watching:
            self._watching = False
            for signal in self._watched():
                signal.disconnect(self._on_touched)
            self._project.layersWillBeRemoved.disconnect(self._on_layers_will_be_removed)
        self._timer.stop()

    def _on_touched(self, *_: object) -> None:
        if not self._silent:
            self._timer.start()

    def _on_layers_will_be_removed(self, ids: list[str]) -> None:
        if {self.layers[table].id() for table in EDITED_TABLES if table in self.layers} & set(ids):
            self.gone.emit()
            self.unwatch()


def _names(name: str, path: Path) -> Iterator[str]:
    """Yield what a group may be called: the name, then with ever more of where the file is."""
    yield name
    for place in list(places(path))[1:]:
        yield tr("{} ({})").format(name, place)
