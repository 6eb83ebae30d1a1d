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
        Setting("line_access_m", 400.0, "m", "P", "project convention",
                "Farthest place from a drawn line that joins it, within the farthest place from a street"),
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
        Setting("comfort_slope2", 1.371, "", "M", "Broach, Dill & Gliebe 2012, commute", "Up 2 to 4 %"),
        Setting("comfort_slope4", 2.203, "", "M", "Broach, Dill & Gliebe 2012, commute", "Up 4 to 6 %"),
        Setting("comfort_slope6", 4.239, "", "M", "Broach, Dill & Gliebe 2012, commute", "Up 6 % and more"),
        Setting("rider_power_w", 75.0, "W", "P", "project convention", "Power of somebody cycling", 1.0),
        Setting("rider_mass_kg", 90.0, "kg", "P", "project convention", "Rider and cycle", 1.0),
        Setting("rider_rolling", 0.008, "", "P", "project convention", "Rolling resistance of a cycle"),
        Setting("rider_drag_m2", 0.6, "m²", "P", "project convention", "Drag area of somebody cycling", 0.01),
        Setting("rider_downhill_kmh", 30.0, "km/h", "P", "project convention", "Fastest downhill by cycle", 0.1),
        Setting("transit_limit_min", 90.0, "min", "P", "project convention", "Time limit by public transport", 0.1),
        Setting("bike_and_ride_limit_min", 90.0, "min", "P", "project convention", "Time limit by bike and ride", 0.1),
        Setting("transit_walk_min", 20.0, "min", "P", "project convention",
                "Longest walk to, between and from stops", 0.1),
        Setting("transit_cycle_min", 20.0, "min", "P", "project convention", "Longest ride by cycle to a stop", 0.1),
        Setting("transit_all_the_way_min", 30.0, "min", "P", "project convention",
                "Longest way without public transport in a trip that may use it", 0.1),
        Setting("detour_factor", 1.3, "", "P", "project convention",
                "Way on the ground over straight line, where a district has no streets", 1.0),
        Setting("interchange_m", 100.0, "m", "P", "project convention",
                "Farthest stop that a stop of a drawn line makes an interchange with"),
        Setting("offsets", 20.0, "", "P", "project convention",
                "Offsets of a headway that stand for all of them in the timetable model", 1.0),
        Setting("wait_cap_min", 15.0, "min", "P", "TAG unit M3.2 has a section on waiting time",
                "Longest wait that is counted", 0.1),
        Setting("weight_walk", 2.0, "", "V", "Transport for the North 2023; TAG M3.2: 1.5 to 2.0 [M]",
                "A minute of walking, in minutes of riding"),
        Setting("weight_wait", 2.0, "", "V", "Transport for the North 2023; TAG M3.2: 1.5 to 2.5 [M]",
                "A minute of waiting, in minutes of riding"),
        Setting("interchange_min", 5.0, "min", "V", "Transport for the North 2023; TAG M3.2: 5 to 10 [M]",
                "Penalty of an interchange, in minutes of riding"),
        Setting("ptal_bus_m", 640.0, "m", "S", "TfL PTAL method", "Farthest bus stop that counts for PTAL", 1.0),
        Setting("ptal_rail_m", 960.0, "m", "S", "TfL PTAL method", "Farthest station that counts for PTAL", 1.0),
        Setting("ptal_reliability_bus_min", 2.0, "min", "S", "TfL PTAL method", "PTAL: lateness of a bus"),
        Setting("ptal_reliability_tram_min", 0.75, "min", "S", "TfL PTAL method; one implementation has 2.0",
                "PTAL: lateness of a tram"),
        Setting("ptal_reliability_metro_min", 0.75, "min", "S", "TfL PTAL method", "PTAL: lateness of a metro"),
        Setting("ptal_reliability_rail_min", 0.75, "min", "S", "TfL PTAL method", "PTAL: lateness of a train"),
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
