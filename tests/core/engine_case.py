"""The engine's times in the oracle's form, so that both can be compared pair by pair."""

from __future__ import annotations

from collections.abc import Sequence

from district_planner.core.access.modes import MODES
from district_planner.core.district import District
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.places import opportunities_of, origins_of
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.streets import build_streets


def engine_times(
    district: District, changes: Sequence[tuple[str, Effect]], mode: str, limit_min: float
) -> dict[tuple[str, str], int]:
    """Return {(origin id, opportunity id): whole ms} of the product's engine with the changes built."""
    origins, opportunities = origins_of(district, changes), opportunities_of(district, changes)
    network = ModeNetwork(
        build_streets(district.table("streets")), MODES[mode], district.settings, origins, opportunities, limit_min
    )
    times = network.vary([effect for _, effect in changes])
    blocks = [times.every_row(block) for block in range(network.base.blocks)]
    return {
        (str(origins.id[r]), str(opportunities.id[o])): int(ms)
        for rows in blocks
        for r, o, ms in zip(rows.row, rows.opportunity, rows.ms)
    }
