"""``districtplanner:ptal``: the public transport access level of origins, of a layer or of a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsWkbTypes,
)

from district_planner.core.aside import aside
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.riding import told_of_levels
from district_planner.core.evaluation.traveltimes import Travel, TravelRequest, as_places, origin_table
from district_planner.core.places.columns import Log
from district_planner.core.progress import Progress, part
from district_planner.core.settings import SETTINGS
from district_planner.core.transit.access_level import levels, trains_apart, untold_directions
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.ptal import BANDS, MODES, PtalRules, reliability_setting, rules_of
from district_planner.gis.styles import Look
from district_planner.processing import parameters as asked
from district_planner.processing.outputs import LayerAlgorithm
from district_planner.processing.travel import add_points, add_state, points_of, request_of
from district_planner.translation import tr

MOST_CELLS = 250_000
AROUND_M = 500.0
"""How far the grid reaches beyond the outermost origin, metres [P]."""

_ALIASES = {
    "id": "Place", "name": "Name", "ptai_base": "Index before", "band_base": "Band before", "ptai_with": "Index with",
    "band_with": "Band with", "ptai_change": "Change of the index", "bands_up": "Bands up",
}  # fmt: skip


class PtalAlgorithm(LayerAlgorithm):
    """Measures how near and how frequent public transport is."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "ptal"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Public transport access level (PTAL)")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Gives every place a band from 0 to 6b by the method of Transport for London, before and with.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("accessibility"), tr("bus"), tr("tram")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        vector = QgsProcessing.SourceType
        self.addParameter(asked.district_parameter())
        self.addParameter(asked.unsaved_parameter())
        add_points(self, "POINTS", tr("Places (empty: the origins of the district)"))
        self.addParameter(QgsProcessingParameterNumber(
            "GRID", tr("Grid in their stead: side of a cell in metres"), QgsProcessingParameterNumber.Type.Double,
            optional=True, minValue=20.0, maxValue=5000.0))  # fmt: skip
        add_state(self)
        self._reliability_parameters()
        for key, text, kind in (
            ("LEVELS", tr("Access levels"), vector.TypeVectorPoint),
            ("CELLS", tr("Access levels of the grid"), vector.TypeVectorPolygon),
        ):  # fmt: skip
            self.addParameter(QgsProcessingParameterFeatureSink(key, text, kind, optional=True, createByDefault=True))

    def _reliability_parameters(self) -> None:
        """Declare the minutes that the method adds to a wait; what is left empty is the district's."""
        for mode, text in (
            ("bus", tr("Reliability of a bus, minutes added to the wait (empty: the district's, else {} [S])")),
            ("tram", tr("Reliability of a tram, minutes added to the wait (empty: the district's, else {} [S])")),
            ("metro", tr("Reliability of a metro, minutes added to the wait (empty: the district's, else {} [S])")),
            ("rail", tr("Reliability of a train, minutes added to the wait (empty: the district's, else {} [S])")),
        ):
            default = SETTINGS[reliability_setting(mode)].default
            self.addParameter(asked.advanced(QgsProcessingParameterNumber(
                f"RELIABILITY_{mode.upper()}", text.format(f"{default:g}"), QgsProcessingParameterNumber.Type.Double,
                optional=True, minValue=0.0, maxValue=60.0)))  # fmt: skip

    def _rules(
        self, parameters: dict[str, Any], settings: Mapping[str, Any], context: QgsProcessingContext
    ) -> PtalRules:  # fmt: skip
        """Return the constants of the method: the district's, where none is given."""
        keys = {mode: f"RELIABILITY_{mode.upper()}" for mode in MODES}
        given = {
            reliability_setting(mode): self.parameterAsDouble(parameters, key, context)
            for mode, key in keys.items() if parameters.get(key) is not None
        }  # fmt: skip
        return rules_of({**settings, **given})

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure and write points, or cells where a grid was asked for."""
        progress = self.progress
        source = self.parameterAsFile(parameters, "DISTRICT", context)
        asked.check_destinations(asked.destinations(parameters, ("LEVELS", "CELLS"), context), source)
        district, log = asked.read_district(source, feedback), Log()
        side = self.parameterAsDouble(parameters, "GRID", context) if parameters.get("GRID") is not None else 0.0
        table = points_of(self, parameters, "POINTS", district, context, log)
        request = request_of(self, {**parameters, "MODES": ["transit"]}, context)
        rules = self._rules(parameters, district.settings, context)
        frame, notes = aside(partial(_measured, district, table, side, request, rules), progress)
        for sentence in (*notes, *log.warnings):
            feedback.pushWarning(f"{sentence}.")
        _say(frame, feedback)
        key, kind, style = (
            ("CELLS", QgsWkbTypes.Type.Polygon, "ptal_cells") if side else
            ("LEVELS", QgsWkbTypes.Type.Point, "ptal_points")
        )  # fmt: skip
        return self.write_layer(
            key, frame, kind, district.crs, _look(style, district, rules, notes), parameters, context, progress
        )


def _measured(
    district: District, table: pd.DataFrame | None, side: float, request: TravelRequest, rules: PtalRules,
    progress: Progress,
) -> tuple[pd.DataFrame, tuple[str, ...]]:  # fmt: skip
    """Return the levels of places (None: of the district's origins) or of a grid over them, and what is to be said."""
    table = origin_table(district) if table is None else table
    points = as_places(district, _grid(table, side) if side else table)
    travel = Travel(district, request, progress)
    found = _levels(travel, points, rules)
    notes = (*told_of_levels(travel.model), *_of_feed(travel.model.feed), *travel.service_notes)
    return found.assign(geometry=_cells(points.centre, side) if side else shapely.points(points.centre)), notes


def _levels(travel: Travel, points: Places, rules: PtalRules) -> pd.DataFrame:
    """Return the levels of points before and with."""
    with_them = travel.asked.interventions
    first, second = part(travel.progress, 0.0, 0.5 if with_them else 1.0), part(travel.progress, 0.5, 1.0)
    base = levels(travel.model, points, travel.base, rules, first)
    after = levels(travel.model, points, travel.built, rules, second) if with_them else base
    place = {band: number for number, band in enumerate(BANDS)}
    return pd.DataFrame({
        "id": points.id.astype(str), "name": points.name.astype(str), "ptai_base": base["ptai"],
        "band_base": base["band"], "ptai_with": after["ptai"], "band_with": after["band"],
        "ptai_change": after["ptai"] - base["ptai"], "bands_up": after["band"].map(place) - base["band"].map(place),
    })  # fmt: skip


def _of_feed(feed: Feed | None) -> list[str]:
    """Return what of a feed makes the index another one than planners expect."""
    untold = untold_directions(feed)
    said = tr("The timetable does not tell the directions of {} routes: they are taken from the order of their stops")
    return [*([said.format(untold)] if untold else []), *_trains_apart(feed)]


def _trains_apart(feed: Feed | None) -> list[str]:
    return [
        tr("{} of {} routes ({}) that leave between 08:15 and 09:15 run once on that day: the feed seems to name each "
           "train a route of its own, which makes the index too low").format(once, every, mode)
        for mode, (once, every) in trains_apart(feed).items()
    ]  # fmt: skip


def _grid(table: pd.DataFrame, side: float) -> pd.DataFrame:
    """Return the centres of square cells over the extent of places."""
    west, south, east, north = shapely.total_bounds(table["geometry"].to_numpy(dtype=object))
    x = np.arange(np.floor((west - AROUND_M) / side), np.ceil((east + AROUND_M) / side)) * side + side / 2
    y = np.arange(np.floor((south - AROUND_M) / side), np.ceil((north + AROUND_M) / side)) * side + side / 2
    if len(x) * len(y) > MOST_CELLS:
        raise RequestError(
            f"{len(x) * len(y):,} cells are more than {MOST_CELLS:,}", "GRID",
            f"Choose cells of at least {side * (len(x) * len(y) / MOST_CELLS) ** 0.5:.0f} m",
        )  # fmt: skip
    at = np.stack([column.ravel() for column in np.meshgrid(x, y)], axis=1)
    ids = [f"{east_:.0f}_{north_:.0f}" for east_, north_ in at]
    return pd.DataFrame({"id": ids, "name": "", "geometry": shapely.points(at), "entrances": None})


def _cells(centre: Any, side: float) -> Any:
    x, y, half = centre[:, 0], centre[:, 1], side / 2
    return shapely.box(x - half, y - half, x + half, y + half)


def _say(found: pd.DataFrame, feedback: QgsProcessingFeedback) -> None:
    for band in BANDS:
        feedback.pushInfo(tr("Band {}: {} places before, {} with").format(
            band, f"{(found['band_base'] == band).sum():,}", f"{(found['band_with'] == band).sum():,}"))  # fmt: skip


def _look(style: str, district: District, rules: PtalRules, notes: Sequence[str]) -> Look:
    how = tr(
        "Public transport access level: walk at 80 m a minute to the nearest stop of each route within 640 m (bus) or "
        "960 m (rail and tram), half the headway between 08:15 and 09:15, and reliability (bus {} min, tram {} min, "
        "metro {} min, rail {} min); 30 over the total, the best route of a mode whole and the others half. Bands 0 to "
        "6b [S]."
    ).format(*(f"{rules.reliability[mode]:g}" for mode in ("bus", "tram", "metro", "rail")))
    return Look(
        style, aliases=_ALIASES, title=tr("Public transport access level"),
        abstract="\n".join((how, *notes)), rights=str(district.settings.get("attribution") or ""),
    )  # fmt: skip
