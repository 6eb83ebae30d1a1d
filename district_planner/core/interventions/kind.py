"""One kind of intervention: what may be drawn and said, what it costs, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from shapely.geometry.base import BaseGeometry

from district_planner.core.errors import InterventionError
from district_planner.core.interventions import checks, costs, values, vocabulary
from district_planner.core.interventions.attributes import COMMON, Attribute
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention

GROUPS = ("get_around", "places", "growth")
LINE, POINT, AREA = "LineString", "Point", "Polygon"


def no_reason(intervention: Intervention) -> str:
    """Say nothing: the kind needs no attribute to have an effect."""
    return ""


@dataclass(frozen=True)
class Kind:
    """An entry of the catalogue.

    Attributes:
        id: id in the field ``kind`` (rules 4.1).
        name: what it is called, plain English; translated where it is shown.
        group: one of ``GROUPS``.
        geometries: geometry types that may be drawn.
        own: attributes beyond those of every kind; one named like a common one takes its place.
        explain: what it does to the scores, in one or two sentences.
        act: makes the effects of one intervention that has passed the checks.
        unit_cost: None where no default would be honest.
        price: (low, central, high) and its source, for a kind whose costs are more than one rate times its size.
        scheme: (intervention_type, intended_uses) of the UK scheme form, for lines and points.
        lacking: says which attribute is missing for any effect, empty when none is.
        order: position in its group.
    """

    id: str
    name: str
    group: str
    geometries: tuple[str, ...]
    own: tuple[Attribute, ...]
    explain: str
    act: Callable[[Intervention], tuple[Effect, ...]] = field(repr=False)
    unit_cost: costs.UnitCost | None = None
    price: Callable[[Intervention], tuple[costs.Range, str]] | None = field(default=None, repr=False)
    scheme: tuple[str, str] = ("other", "all")
    lacking: Callable[[Intervention], str] = field(default=no_reason, repr=False)
    order: int = 100

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """Return its own attributes and those of every kind, each name once."""
        named = {attribute.name for attribute in self.own}
        return self.own + tuple(attribute for attribute in COMMON if attribute.name not in named)

    @property
    def icon(self) -> str:
        """Return the icon's file name in ``resources/icons/kinds``."""
        return f"{self.id}.svg"

    def attribute(self, name: str) -> Attribute:
        """Return one of its attributes by name; KeyError when it has none of that name."""
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute
        raise KeyError(name)

    def check(self, intervention: Intervention) -> tuple[str, ...]:
        """Return notes; raise :class:`InterventionError` for what cannot be used."""
        return checks.check(intervention, self.geometries, self.attributes)

    def effects(
        self, intervention: Intervention, nodes: Mapping[str, BaseGeometry] | None = None
    ) -> tuple[Effect, ...]:
        """Return what the intervention does.

        Args:
            intervention: of this kind.
            nodes: id or name of a district's node -> its point, for kinds that act at a named node; None: the
                intervention's own geometry is used.

        Raises:
            InterventionError: an attribute or the geometry cannot be used, or the named node does not exist.
        """
        self.check(intervention)
        placed = self._at_node(intervention, nodes)
        return () if self.lacking(placed) else self.act(placed)

    def silence(self, intervention: Intervention) -> str:
        """Say why the intervention has no effect whatever surrounds it; empty when it has one."""
        return self.lacking(intervention)

    def estimate(self, intervention: Intervention) -> costs.Range:
        """Return (low, central, high) in pounds without optimism bias: the planner's, else from unit costs.

        NaN three times where neither is known.
        """
        self.check(intervention)
        stated = costs.stated(intervention)
        if stated is None and self.price is not None:
            return self.price(intervention)[0]
        return stated or costs.from_unit_costs(intervention, self.unit_cost)

    def estimate_source(self, intervention: Intervention) -> str:
        """Say where the estimate comes from, with price base and mark."""
        if costs.stated(intervention):
            return "given by the planner"
        if self.price is not None:
            return self.price(intervention)[1]
        unit = self.unit_cost
        if unit is None:
            return "no estimate: give the costs"
        bridge = f"; bridges {costs.BRIDGE.mark}" if unit.per == "m" and checks.bridges(intervention) else ""
        return f"{unit.citation} {unit.mark}, prices of {unit.price_base}{bridge}"

    def _at_node(self, intervention: Intervention, nodes: Mapping[str, BaseGeometry] | None) -> Intervention:
        wanted = values.raw(intervention, "node")
        if nodes is None or wanted is None or all(attribute.name != "node" for attribute in self.own):
            return intervention
        if wanted not in nodes:
            raise InterventionError(
                f"there is no node {wanted!r}", values.where(intervention, "node"),
                f"{vocabulary.did_you_mean(str(wanted), nodes)}, or leave the field empty to use the drawn point",
            )  # fmt: skip
        return replace(intervention, geometry=nodes[wanted])
