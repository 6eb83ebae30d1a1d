"""Ten invented candidates, two externals, and the scenarios and worlds that name them."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
from shapely.geometry import LineString, Point

from district_planner.core.interventions.intervention import Intervention
from scripts.sample.ways import line, points, polygon

ILLUSTRATIVE = "Illustrative: invented for demonstration, nobody has proposed it."
HALF_SPAN_M = 34.0
BRIDGE = line("11230,7940 11190,8010 11110,8090 11030,8180 11000,8330 11060,8570")
PATH = line("10152,7103 10230,7260 10540,7530 10800,7750 11040,7960 11230,7940")


def interventions(parkway: LineString) -> tuple[Intervention, ...]:
    """Return the candidates and the externals.

    Args:
        parkway: course of the Sheffield Parkway, which the bridge passes over.
    """
    over = BRIDGE.project(BRIDGE.intersection(parkway).centroid)
    span = [round(over - HALF_SPAN_M, 1), round(over + HALF_SPAN_M, 1)]
    return (*_ways(span), *_places(), *_growth(), *_externals())


def _ways(span: list[float]) -> tuple[Intervention, ...]:
    return (
        _candidate("c01", "AMP–SBP walking and cycling bridge", "walking_link", BRIDGE,
            "A path from Whittle Way to Europa Avenue with a bridge over the Parkway.",
            (1e6, 3e6, 5e6, 2024), parts=json.dumps([span]), modes="walk,wheelchair,cycle,ecycle,cycle_comfort",
            lts_after=1, width_m=4.0, surface="asphalt", lit="yes", step_free=1, sites="AMP|SBP", open_year=2029),
        _candidate("c02", "Cycle path along the Parkway", "cycle_path", PATH,
            "From Handsworth Road to the AMP on the south-east side of the Parkway.",
            (*(round(PATH.length * rate, -3) for rate in (1150.0, 1300.0, 1450.0)), 2017),
            lts_after=1, width_m=3.5, surface="asphalt", lit="yes", step_free=1, sites="AMP", open_year=2028),
        _candidate("c03", "Signalled crossing of Prince of Wales Road", "crossing",
            Point(*points("9288.04,7354.25")[0]),
            "A crossing with signals between the two halves of Darnall.",
            (60e3, 120e3, 240e3, 2017), delay_s=15.0, open_year=2027),
        _candidate("c08", "Close the Sheffield Lane subway", "closure", line("11850,8630 11910,8645"),
            "The subway under the Parkway is filled in; without a bridge nobody walks straight from AMP to SBP.",
            (10e3, 50e3, 100e3, 2024), open_year=2028),
    )  # fmt: skip


def _places() -> tuple[Intervention, ...]:
    park = polygon("12560,7700 12640,7690 12670,7740 12630,8000 12620,8240 12640,8420 12560,8430 12540,8200 12550,7950")
    gates = "MULTIPOINT ((442636 387690), (442545 387740), (442624 388250), (442560 388430))"
    square = polygon("11925,7165 11985,7155 11975,7105 11915,7115")
    return (
        _candidate("c04", "Café hub on the AMP", "amenity", Point(*points("11560,7760")[0]),
            "A café with a terrace where the streets of the park meet.", (150e3, 250e3, 400e3, 2024),
            categories="cafe", sites="AMP", open_year=2027),
        _candidate("c05", "Meeting place on the SBP", "meeting_place", Point(*points("10815,8705")[0]),
            "A room for coffee mornings, lectures and demonstrations.", (80e3, 150e3, 300e3, 2024),
            events_per_month=12.0, capacity=60.0, sites="SBP", open_year=2027),
        _candidate("c06", "Linear park along the Rother", "green_space", park,
            "The river bank between Treeton and Catcliffe as a park.", (1.1e6, 1.8e6, 3.0e6, 2024),
            hectares=round(park.area / 1e4, 2), entrances=gates, open_year=2030),
        _candidate("c07", "Public square at Waverley", "public_space", square,
            "A square with seats and a playground at the north of Waverley.", (0.4e6, 0.9e6, 1.6e6, 2024),
            categories="play", hectares=round(square.area / 1e4, 2), open_year=2028),
    )  # fmt: skip


def _growth() -> tuple[Intervention, ...]:
    plant = polygon("10450,8130 10620,8060 10830,8260 10820,8440 10430,8450")
    homes = polygon("12390,6450 12600,6440 12620,6880 12400,6900")
    return (
        _candidate("c09", "Equipment manufacturer south of the SBP", "employment_site", plant,
            "A manufacturer (OEM) with 900 jobs between the park and the Parkway.", (40e6, 60e6, 90e6, 2024),
            jobs=900.0, floorspace_m2=34000.0, entrances="MULTIPOINT ((440560 388450))", sites="SBP", open_year=2031),
        _candidate("c10", "Housing at Waverley east", "housing", homes,
            "450 dwellings between Highfield Spring and the Rother.", (68e6, 90e6, 126e6, 2024),
            dwellings=450.0, people=1080.0, open_year=2030),
    )  # fmt: skip


def _externals() -> tuple[Intervention, ...]:
    return (
        _intervention("x01", "Sheffield city-centre growth", "growth_node", Point(*points("5400,7200")[0]), True,
            "Jobs that the city centre may gain in any case.",
            jobs=6000.0, node="sheffield-centre", open_year=2035),
        _intervention("x02", "HS2 station at Meadowhall", "growth_node", Point(*points("9100,11240")[0]), True,
            "A station that was once planned, with the jobs around it.",
            jobs=2500.0, node="meadowhall", open_year=2035),
    )  # fmt: skip


def _candidate(
    key: str, name: str, kind: str, geometry: Any, text: str, cost: tuple[float, ...], **more: Any
) -> Intervention:
    low, central, high, year = cost
    costs = {"cost_low": low, "cost_central": central, "cost_high": high, "price_base": int(year)}
    return _intervention(key, name, kind, geometry, False, text, **costs, **more)


def _intervention(
    key: str, name: str, kind: str, geometry: Any, external: bool, text: str, **more: Any
) -> Intervention:
    attributes = {"description": f"{text} {ILLUSTRATIVE}", "status": "aspiration", **more}
    return Intervention(key, kind, geometry, name, external, attributes)


def scenario_tables() -> dict[str, pd.DataFrame]:
    """Return the tables ``scenarios``, ``scenario_interventions`` and ``worlds``."""
    sets = {
        "all": ("All candidates", "Everything at once.", [f"c{number:02d}" for number in range(1, 11)]),
        "link": ("Link only", "The bridge between AMP and SBP and nothing else.", ["c01"]),
        "places": ("Places only", "Places to meet, sit and walk; no new ways.", ["c04", "c05", "c06", "c07"]),
    }
    return {
        "scenarios": pd.DataFrame(
            [{"id": key, "name": name, "description": f"{text} Illustrative."} for key, (name, text, _) in sets.items()]
        ),
        "scenario_interventions": pd.DataFrame(
            [{"scenario_id": key, "intervention_id": one} for key, (_, _, ones) in sets.items() for one in ones]
        ),
        "worlds": pd.DataFrame([
            {"id": "today", "name": "Today", "year": 2026, "externals": "[]"},
            {"id": "growth-2035", "name": "Growth 2035", "year": 2035, "externals": '["x01", "x02"]'},
        ]),
    }  # fmt: skip
