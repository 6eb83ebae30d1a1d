"""One drawn thing: kind, geometry, attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Intervention:
    """A candidate to be judged, or an external that happens anyway.

    Attributes:
        id: the planner's id, unique over the three intervention tables.
        kind: id of the kind (rules 4.1); an unknown kind keeps its text and has no effect.
        geometry: shapely geometry in the district's CRS; single part, two-dimensional.
        name: what the planner calls it.
        external: True when it is never ranked (rules 4.5).
        attributes: column name to value, for the columns of the kind and of methods G1; absent and None mean the
            kind's default.
    """

    id: str
    kind: str
    geometry: BaseGeometry
    name: str = ""
    external: bool = False
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Return the name, or the id where it has none."""
        return self.name or self.id
