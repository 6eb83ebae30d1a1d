"""Where buildings, green spaces and interventions are entered, offered to QGIS' own snapping while a tool is in hand.

They are kept as text in a column, so no layer of the project shows them as points. QGIS knows further layers that are
snapped to beside those of the project, under the settings and with the indicator of its snapping toolbar.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer
from qgis.gui import QgsMapCanvas

from district_planner.core.district import District
from district_planner.core.errors import InterventionError
from district_planner.core.interventions import values
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.network.streets import Floats
from district_planner.gui.map_tools.roles import Drawn
from district_planner.translation import tr

ENTERED = ("buildings", "homes", "opportunities", "greenspaces")
"""Tables of a district with a column of entrances."""


class Entrances:
    """The entrances of one open district, as points that are snapped to.

    Args:
        canvas: whose snapping is offered them; session: the open district.
    """

    def __init__(self, canvas: QgsMapCanvas, session: Drawn) -> None:
        self._canvas = canvas
        self._session = session
        # QGIS keeps its index by layer, so the layers stay the same and their points change.
        self._stored, self._drawn = (_layer(session) for _ in range(2))
        self._tables: list[object] = []
        self._texts: frozenset[str] = frozenset()
        self._offered = False

    def offer(self) -> None:
        """Have them snapped to."""
        if not self._offered:
            self._offered = True
            for layer in (self._stored, self._drawn):
                self._canvas.snappingUtils().addExtraSnapLayer(layer)
        self.refresh()

    def withdraw(self) -> None:
        """Have them snapped to no longer."""
        if self._offered:
            self._offered = False
            for layer in (self._stored, self._drawn):
                self._canvas.snappingUtils().removeExtraSnapLayer(layer)

    def refresh(self) -> None:
        """Follow the district, where something changed while they are offered."""
        if not self._offered:
            return
        engine = self._session.engine
        tables = [] if engine is None else [engine.district.table(name) for name in ENTERED]
        if [id(one) for one in tables] != [id(one) for one in self._tables]:
            self._tables = tables
            _fill(self._stored, np.empty((0, 2)) if engine is None else entrances_of(engine.district))
        drawn = [one for one in self._session.interventions() if values.raw(one, "entrances") is not None]
        texts = frozenset(str(one.attributes["entrances"]) for one in drawn)
        if texts != self._texts:
            self._texts = texts
            _fill(self._drawn, drawn_entrances(drawn))


def entrances_of(district: District) -> Floats:
    """Return (n, 2) metres: every entrance of a district's places once."""
    columns = [district.table(name)["entrances"].dropna() for name in ENTERED]
    texts = sorted({str(text) for column in columns for text in column if text})
    return _once(shapely.get_coordinates(shapely.from_wkt(np.array(texts, dtype=object), on_invalid="ignore")))


def drawn_entrances(interventions: Iterable[Intervention]) -> Floats:
    """Return (n, 2) metres: every entrance of some interventions once; what cannot be read has none."""
    points: list[tuple[float, float]] = []
    for one in interventions:
        try:
            points += values.entrances(one)
        except InterventionError:
            continue  # its own form says so
    return _once(np.array(points, dtype=np.float64).reshape(-1, 2))


def _once(xy: Floats) -> Floats:
    return np.unique(xy, axis=0) if len(xy) else xy


def _layer(session: Drawn) -> QgsVectorLayer:
    layer = QgsVectorLayer("Point", tr("Entrances"), "memory")
    layer.setCrs(session.crs)
    return layer


def _fill(layer: QgsVectorLayer, xy: Floats) -> None:
    """Make a layer hold these points and no others."""
    features = []
    for x, y in xy.tolist():
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        features.append(feature)
    layer.dataProvider().truncate()
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    layer.dataChanged.emit()  # the index of the snapping listens to this
