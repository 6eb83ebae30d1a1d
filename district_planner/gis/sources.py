"""What a district is made from; layers are read in the thread that they belong to before it is made in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qgis.core import QgsFeatureSource

from district_planner.core.places.columns import Log
from district_planner.core.progress import Progress, part
from district_planner.gis.scheme_file import whole_file
from district_planner.gis.tables import AREAS, LINES, POINTS, Extent, RawLayer, Wanted, read_layer

_PLACES = (POINTS, AREAS)
_READ: Mapping[str, Wanted] = {
    "STREETS": Wanted((LINES,)),
    "OPPORTUNITIES": Wanted(_PLACES),
    "HOMES": Wanted(_PLACES),
    "GREENSPACES": Wanted((AREAS,)),
    "BUILDINGS": Wanted(_PLACES),
    "NODES": Wanted(_PLACES),
    "ORIGINS_FROM": Wanted(_PLACES),
    "INTERVENTIONS": Wanted((POINTS, LINES, AREAS), all_parts=True, as_given=True),
}
"""Parameter -> what is read from its layers."""


@dataclass(frozen=True)
class Sources:
    """What a district is made from; everything may be absent but one source of streets, or a timetable feed.

    Attributes:
        osm: path of an .osm.pbf or .osm file.
        streets … origins: layers of the parameters of the same names.
        interventions: layers of drawn interventions.
        fields: parameter (``PEOPLE_FIELD``, …) to the field that the planner chose.
        deprivation_is: ``decile``, ``rank``, ``score``; empty to read it off the field.
        extent: limits what is read, degrees.
        crs: authority code or WKT of the district's CRS; empty to have it chosen (rules 2.4).
        gtfs: paths of timetable feeds; service_dates, period: see :func:`district_planner.gis.service.read_service`.
        category_table: path of a planner's own table of tag to category; mode_table: of tag to permission.
        allow_fast_roads: let fast main roads without a sidewalk be walked (rules 2.1).
        name: what to call the district.
    """

    osm: str = ""
    streets: QgsFeatureSource | None = None
    opportunities: QgsFeatureSource | None = None
    homes: QgsFeatureSource | None = None
    buildings: QgsFeatureSource | None = None
    nodes: QgsFeatureSource | None = None
    greenspaces: QgsFeatureSource | None = None
    origins: QgsFeatureSource | None = None
    interventions: Sequence[QgsFeatureSource] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    deprivation_is: str = ""
    extent: Extent | None = None
    crs: str = ""
    gtfs: Sequence[str] = ()
    service_dates: Sequence[str] = ()
    period: str = ""
    category_table: str = ""
    mode_table: str = ""
    allow_fast_roads: bool = False
    name: str = ""

    def layers(self) -> dict[str, list[QgsFeatureSource]]:
        """Return parameter -> its layers, of those that were given."""
        single = {
            "STREETS": self.streets, "OPPORTUNITIES": self.opportunities, "HOMES": self.homes,
            "BUILDINGS": self.buildings, "NODES": self.nodes, "GREENSPACES": self.greenspaces,
            "ORIGINS_FROM": self.origins,
        }  # fmt: skip
        found = {name: [layer] for name, layer in single.items() if layer is not None}
        return {**found, **({"INTERVENTIONS": list(self.interventions)} if self.interventions else {})}

    def without_layers(self) -> Sources:
        """Return everything but the layers, which belong to the thread that opened them."""
        return replace(
            self, streets=None, opportunities=None, homes=None, buildings=None, nodes=None, greenspaces=None,
            origins=None, interventions=(),
        )  # fmt: skip


@dataclass(frozen=True)
class GivenLayer:
    """A layer as it was read, what is to be said of that, and the file of interventions that it shows all of."""

    raw: RawLayer
    said: Log
    file: Path | None = None


@dataclass(frozen=True)
class GivenLayers:
    """Layers as they were read.

    Attributes:
        layers: parameter -> its layers, in the planner's order.
    """

    layers: Mapping[str, tuple[GivenLayer, ...]] = field(default_factory=dict)

    def of(self, parameter: str, log: Log) -> Iterator[GivenLayer]:
        """Yield the layers of a parameter, and pass on to ``log`` what is to be said of each."""
        for given in self.layers.get(parameter, ()):
            log.add(given.said)
            yield given


def read_layers(
    sources: Mapping[str, list[QgsFeatureSource]], extent: Extent | None, progress: Progress
) -> GivenLayers:
    """Read layers, by parameter.

    Raises:
        LayerError: one cannot be used.
        Cancelled: the planner cancelled.
    """
    found, done, count = {}, 0, sum(map(len, sources.values()))
    for parameter, layers in sources.items():
        wanted, read = replace(_READ[parameter], extent=extent), []
        for layer in layers:
            log = Log()
            raw = read_layer(layer, parameter, wanted, log, part(progress, done / count, (done + 1) / count))
            read.append(GivenLayer(raw, log, whole_file(layer) if extent is None else None))
            done += 1
        found[parameter] = tuple(read)
    return GivenLayers(found)
