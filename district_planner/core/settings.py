"""Every default number that decides a score, declared once, with its unit and source mark.

Marks (docs/methods.md): [V] read in an official or primary text, [S] in a secondary source, [M] from memory and shown
as unverified, [P] our own convention. A district's ``settings`` table overrides a default by its key.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from district_planner.core.errors import DistrictDataError


@dataclass(frozen=True)
class Setting:
    """One number: key in the district's settings, default, unit, source mark and citation."""

    key: str
    default: float
    unit: str
    mark: str
    citation: str
    label: str
    minimum: float = 0.0


SETTINGS: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("walk_kmh", 4.8, "km/h", "S", "TfL PTAL method, 80 m a minute", "Walking speed", 0.1),
        Setting("wheelchair_kmh", 3.6, "km/h", "P", "project convention", "Speed in a wheelchair", 0.1),
        Setting("cycle_kmh", 15.0, "km/h", "P", "project convention; R5 uses 14.4 [V]", "Cycling speed", 0.1),
        Setting("ecycle_kmh", 20.0, "km/h", "M", "assistance stops at 25 km/h", "Speed on an e-cycle", 0.1),
        Setting("access_limit_m", 400.0, "m", "P", "project convention", "Farthest place from a street that is used"),
        Setting("stop_access_m", 100.0, "m", "P", "project convention", "Farthest stop from a street that joins"),
        Setting("access_warn_m", 100.0, "m", "P", "project convention", "Distance to a street that is reported"),
        Setting("end_join_m", 25.0, "m", "P", "project convention", "Farthest end of a line from a street that joins"),
        Setting("no_join_m", 1.0, "m", "P", "project convention", "Tolerance of a point marked not to join"),
        Setting("walk_limit_min", 30.0, "min", "P", "project convention", "Time limit on foot", 0.1),
        Setting("wheelchair_limit_min", 30.0, "min", "P", "project convention", "Time limit in a wheelchair", 0.1),
        Setting("cycle_limit_min", 30.0, "min", "P", "project convention", "Time limit by cycle", 0.1),
        Setting("ecycle_limit_min", 30.0, "min", "P", "project convention", "Time limit by e-cycle", 0.1),
        Setting("cycle_comfort_limit_min", 30.0, "perceived min", "P", "project convention",
                "Limit of perceived time by cycle", 0.1),
        Setting("node_limit_min", 240.0, "min", "P", "project convention", "Time limit between two nodes", 0.1),
        Setting("comfort_off_street", 0.84, "", "M", "Broach, Dill & Gliebe 2012, commute", "Off-street path"),
        Setting("comfort_quiet", 0.892, "", "M", "Broach, Dill & Gliebe 2012, commute; quiet = LTS 1", "Quiet street"),
        Setting("comfort_lts3", 1.368, "", "P", "Broach's 10-20k vehicles a day, taken for LTS 3", "Busy street"),
        Setting("comfort_lts4", 2.40, "", "P", "Broach's 20-30k vehicles a day, taken for LTS 4", "Very busy street"),
    )
}  # fmt: skip


def number(settings: Mapping[str, Any], key: str) -> float:
    """Return the planner's number for ``key``, or its default.

    Raises:
        DistrictDataError: the planner's value is not a finite number of at least the setting's minimum.
    """
    setting = SETTINGS[key]
    value = settings.get(key)
    if value is None:
        return setting.default
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found) or found < setting.minimum:
        raise DistrictDataError(
            f"{key} is {value!r}, not a number of at least {setting.minimum:g} {setting.unit}".rstrip(),
            "Settings of the district",
            f"Give a number, or delete the row to return to {setting.default:g}",
        )
    return found


def used(settings: Mapping[str, Any]) -> dict[str, object]:
    """Return every setting with its value, unit, mark and citation, as a report prints them."""
    return {
        key: {"value": number(settings, key), "unit": s.unit, "mark": s.mark, "source": s.citation, "label": s.label}
        for key, s in SETTINGS.items()
    }
