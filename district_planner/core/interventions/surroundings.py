"""What drawn things find around them in the district: its named nodes, and the streets that lead into drawn areas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.district import District
from district_planner.core.interventions.catalogue import effects, node_points
from district_planner.core.interventions.effects import AddedOpportunity, Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.places import GREEN
from district_planner.core.places.assembly import GROUNDS_FROM_M2
from district_planner.core.places.entrances import Geometries, Ways, area_entrances

_NEVER_GROUNDS = ("jobs",)
"""Jobs are in buildings, which are entered at the nearest point of their outline (rules 3.3)."""


@dataclass(frozen=True)
class Surroundings:
    """A district as drawn things find it.

    Attributes:
        nodes, streets, greenspaces: the district's tables of these names.
    """

    nodes: pd.DataFrame
    streets: pd.DataFrame
    greenspaces: pd.DataFrame

    @classmethod
    def of(cls, district: District, like: Surroundings | None = None) -> Surroundings:
        """Return the surroundings of a district; ``like``: those that are taken over if the tables are the same."""
        mine = cls(district.table("nodes"), district.table("streets"), district.table("greenspaces"))
        same = like is not None and all(getattr(like, one.name) is getattr(mine, one.name) for one in fields(cls))
        return like if like is not None and same else mine

    @cached_property
    def points(self) -> dict[str, BaseGeometry]:
        """Return name -> point and id -> point of the nodes."""
        return node_points(self.nodes)

    @cached_property
    def ways(self) -> Ways:
        """Return the streets that lead into areas; gates of what is drawn are the entrances that the planner says."""
        return Ways.of_streets(self.streets)

    def effects(self, interventions: Iterable[Intervention]) -> dict[str, tuple[Effect, ...]]:
        """Return intervention id -> its effects here; none for an unknown kind.

        Raises:
            InterventionError: an attribute or the geometry cannot be used, or a named node does not exist.
        """
        return {id_: self.entered(found) for id_, found in effects(interventions, self.points).items()}

    def entered(self, found: Sequence[Effect]) -> tuple[Effect, ...]:
        """Return effects with the access points of areas whose entrances nobody has said (rules 3.3).

        They are found as those of the district's own areas are, so that a park counts the same whether it was drawn
        or was there: where walkable streets cross the outline, else where one is within 25 m; a green space, which
        has no fence unless its entrances are said, also every 50 m along streets beside it. A smaller area of another
        category is a building, entered at the nearest point of its outline.
        """
        known: dict[tuple[int, bool], tuple[tuple[float, float], ...]] = {}

        def placed(effect: Effect) -> Effect:
            if not isinstance(effect, AddedOpportunity) or effect.entrances or not _is_grounds(effect):
                return effect
            key = (id(effect.geometry), effect.category == GREEN)
            if key not in known:
                known[key] = self._entrances(effect.geometry, unfenced=key[1])
            return replace(effect, entrances=known[key])

        return tuple(self._as_one(placed(effect)) for effect in found)

    def _as_one(self, effect: Effect) -> Effect:
        """Return a drawn green space as one with the district's that it touches, as their own areas are (methods B4).

        The standards ask for the size of all of it, anywhere along its outline and at all its entrances. Its weight is
        what it adds: hectares that are green space already do not count twice.
        """
        if not isinstance(effect, AddedOpportunity) or effect.category != GREEN:
            return effect
        area = effect.geometry
        touched = np.sort(self._green_tree.query(area, predicate="intersects"))
        if shapely.get_dimensions(area) != 2 or not len(touched):
            return effect
        others = self._greens[touched]
        there = shapely.union_all(others)
        already = float(shapely.intersection(area, there).area) / float(area.area)
        adds = effect.weight * (1.0 - already)
        hectares = pd.to_numeric(self.greenspaces["hectares"], errors="coerce").to_numpy(dtype=float)[touched]
        size = adds + float(np.where(np.isnan(hectares), shapely.area(others) / 1e4, hectares).sum())
        texts = self.greenspaces["entrances"].to_numpy(dtype=object)[touched]
        points = [shapely.get_coordinates(shapely.from_wkt(t)) for t in texts if isinstance(t, str) and t.strip()]
        more = tuple((float(x), float(y)) for part in points for x, y in part)
        entrances = (*effect.entrances, *more) if effect.entrances else ()
        return replace(effect, geometry=shapely.union(area, there), weight=adds, size=size, entrances=entrances)

    @cached_property
    def _greens(self) -> Geometries:
        return np.asarray(self.greenspaces["geometry"].to_numpy(dtype=object))

    @cached_property
    def _green_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._greens)

    def _entrances(self, area: BaseGeometry, *, unfenced: bool) -> tuple[tuple[float, float], ...]:
        areas = np.array([area], dtype=object)
        text = area_entrances(areas, self.ways, np.array([True]) if unfenced else None)[0]
        points = shapely.get_coordinates(shapely.from_wkt(text)) if text else np.empty((0, 2))
        return tuple((float(x), float(y)) for x, y in points)


def _is_grounds(effect: AddedOpportunity) -> bool:
    if shapely.get_dimensions(effect.geometry) != 2 or effect.category in _NEVER_GROUNDS:
        return False
    return effect.category == GREEN or float(effect.geometry.area) >= GROUNDS_FROM_M2
