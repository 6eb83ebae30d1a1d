"""The streets and services of a session, with all places joined, and the times that interventions make of them."""

from __future__ import annotations

from functools import cached_property
from typing import Union, cast

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.access.times import Times, Variation
from district_planner.core.district import District
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import TransitModel, model_of, riding_network
from district_planner.core.evaluation.state import Ids, Key
from district_planner.core.evaluation.subject import Subject
from district_planner.core.interventions.effects import AddedOpportunity, AddedOrigin, Effect
from district_planner.core.interventions.selection import Selection
from district_planner.core.network.diagnosis_edge import at_the_edge, reach_m
from district_planner.core.network.streets import Bools, Streets, build_streets
from district_planner.core.progress import Progress, no_progress
from district_planner.core.settings import number
from district_planner.core.transit.riding import Riding

Network = Union[ModeNetwork, Riding]


class Networked(Subject):
    """A subject with the network of each mode.

    Args:
        district, selection, request: see :class:`Subject`.
        progress: reported while times are made; raises Cancelled.
        like: one of the same streets, places and settings: its streets and graphs are taken over.

    Attributes:
        streets: None where there are none and no mode needs them; networks: mode id -> network between origins and
            opportunities.
    """

    def __init__(
        self,
        district: District,
        selection: Selection,
        request: Request,
        progress: Progress = no_progress,
        like: Networked | None = None,
    ) -> None:
        super().__init__(district, selection, request, like)
        self._like: Networked | None = like
        self.streets: Streets | None = like.streets if like else self._streets()
        self._bare_networks: dict[str, ModeNetwork] = like._bare_networks if like else {}
        self.networks: dict[str, Network] = {mode.id: self._network(mode, progress) for mode in self.scope.modes}
        self._pair_networks: dict[tuple[str, str], Network] = like._pair_networks if like else self._between(progress)
        self._times: dict[tuple[Key, Ids], Times | Variation] = {}
        self._like = None

    @cached_property
    def at_edge(self) -> Bools:
        """Return the origins whose limit reaches beyond the street data (rules 2.5)."""
        places = self.scope.origins
        if self.streets is None or not len(places):
            return np.zeros(len(places), dtype=bool)
        return at_the_edge(self.streets, places.centre, self.edge_reach[0])

    @cached_property
    def edge_reach(self) -> tuple[float, str]:
        """Return how far from an origin streets must be known, metres as the crow flies, and what decides it.

        The farthest mode decides: up to its time limit, or as far as what is measured by it looks where that is less
        (counts to their longest cutoff).
        """
        return max(self._edge_reach_of(mode) for mode in self.scope.modes)

    def _edge_reach_of(self, mode: Mode) -> tuple[float, str]:
        network = self.networks[mode.id]
        if isinstance(network, Riding):
            return network.street_reach_m(), f"the longest way on the ground {mode.label}"
        looks = [one.horizon_min(m, self.scope) for one, m in self.measures if m.mode == mode.id]
        minutes = self.scope.limits[mode.id] if self.linkuse is not None or not looks else max(looks)
        return reach_m(mode, minutes, self.district.settings), f"{minutes:g} {mode.min} {mode.label}"

    def _streets(self) -> Streets | None:
        """Return the streets; None where the district has none and no mode needs them all the way."""
        table = self.district.table("streets")
        riding_only = all(mode.rides for mode in self.scope.modes)
        return None if riding_only and not len(table) else build_streets(table)

    @cached_property
    def transit(self) -> TransitModel:
        """Return the public transport that modes ride."""
        if self._like is not None and "transit" in self._like.__dict__:
            return self._like.transit
        every = [effect for parts in self.effects.values() for effect in parts]
        return model_of(self.district, self.request, self.streets, every)

    def _network(self, mode: Mode, progress: Progress) -> Network:
        """Return the network of a mode with all places; the district's own are joined and searched once."""
        origins, opportunities = self._mixed
        if mode.rides or self.streets is None:
            return self._network_between(mode, origins.every, opportunities.every, self._searched_min(mode), progress)
        if mode.id not in self._bare_networks:
            found = self._network_between(mode, origins.bare, opportunities.bare, self._searched_min(mode), progress)
            self._bare_networks[mode.id] = cast(ModeNetwork, found)
        return self._bare_networks[mode.id].extended(origins, opportunities, progress)

    def _searched_min(self, mode: Mode) -> float:
        """Return how far a mode is searched: to its limit, farther where a definition has its own (rules 1.3)."""
        return max(self.scope.limits[mode.id], *(one.searched_min(mode, self.scope) for one in self.indicators))

    def _network_between(
        self, mode: Mode, origins: Places, places: Places, minutes: float, progress: Progress
    ) -> Network:
        if mode.rides or self.streets is None:
            return riding_network(self.transit, mode, origins, places, minutes, progress)
        known = self._bare_networks.get(mode.id)
        graph = known.graph if known else None
        return ModeNetwork(
            self.streets, mode, self.district.settings, origins, places, minutes, progress, graph, self.district.path
        )

    def keep(self) -> None:
        """Keep the times that were searched in the district's file, for the next who opens it (design of the file)."""
        for network in self._bare_networks.values():
            network.kept.store(network.base)

    def _between(self, progress: Progress) -> dict[tuple[str, str], Network]:
        """Return the networks for times between nodes and between buildings of sites, where they are asked for."""
        found: dict[tuple[str, str], Network] = {}
        limit = number(self.district.settings, "node_limit_min")
        for indicator in self.indicators:
            places = {"nodes": self.scope.nodes, "buildings": self.scope.buildings}.get(
                getattr(indicator, "places", "")
            )
            if places is None or not indicator.specs(self.scope):  # type: ignore[attr-defined]
                continue
            for mode in self.scope.modes:
                found[mode.id, indicator.places] = self._network_between(mode, places, places, limit, progress)  # type: ignore[attr-defined]
        return found

    @property
    def pairs_measured(self) -> frozenset[tuple[str, str]]:
        """Return the modes and places (nodes or buildings) between which times are measured."""
        return frozenset(self._pair_networks)

    def pair_network(self, mode: str, places: str) -> Network:
        """Return the network between nodes or buildings by a mode; ``places`` is nodes or buildings."""
        return self._pair_networks[mode, places]

    def _network_of(self, key: Key) -> Network:
        return self.networks[key] if isinstance(key, str) else self._pair_networks[key]

    def _times_of(self, on: Ids, key: Key, progress: Progress = no_progress) -> Times | Variation:
        """Return the times of a network with the effects of ``on``; kept by what shapes the network."""
        shaping, network = self._shaping(on), self._network_of(key)
        if not shaping:
            return network.base
        if (key, shaping) not in self._times:
            effects = [effect for one in sorted(shaping) for effect in self.effects[one]]
            self._times[key, shaping] = network.vary(effects, progress)
        return self._times[key, shaping]

    def _shaping(self, on: Ids) -> Ids:
        """Return those of ``on`` that change the network."""
        return frozenset(one for one in on if any(map(shapes_network, self.effects[one])))


def shapes_network(effect: Effect) -> bool:
    """Return whether an effect changes ways, not only who or what is there."""
    return not isinstance(effect, (AddedOpportunity, AddedOrigin))
