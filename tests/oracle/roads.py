"""Random districts whose streets are carriageways: some dear to cross, some uncrossable, crossings mapped on some."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

from shapely.geometry import LineString, Point

from district_planner.core.district import District
from district_planner.core.interventions.effects import AddedLine, EasedCrossing

from .cases import random_district
from .oracle import Change

EVERYBODY = frozenset({"walk", "wheelchair", "cycle"})
CLASSES = {"residential": 0.0, "secondary": 10.0, "primary": 30.0}


def busy_district(seed: int) -> District:
    """Return a random district with main roads, uncrossable ones among them, and mapped crossings and signals."""
    chance, district = random.Random(seed), random_district(seed)
    table = district.table("streets").copy()
    classes = [chance.choices(list(CLASSES), (4, 3, 3))[0] for _ in range(len(table))]
    table["highway"] = classes
    table["cars"] = [chance.choices((1, 0), (9, 1))[0] for _ in classes]
    table["crossing_s"] = [CLASSES[name] if cars else 0.0 for name, cars in zip(classes, table["cars"])]
    table["uncrossable"] = [int(bool(cars) and chance.random() < 0.12) for cars in table["cars"]]
    marks = {
        xy: chance.choice((0.0, 15.0))
        for line in table["geometry"]
        for xy in line.coords
        if chance.random() < 0.12
    }  # fmt: skip
    table["crossings"] = [
        json.dumps([[*xy, marks[xy]] for xy in line.coords if xy in marks]) if cars and marks.keys() & set(line.coords)
        else None
        for line, cars in zip(table["geometry"], table["cars"])
    ]  # fmt: skip
    return replace(district, tables={**district.tables, "streets": table})


def road_changes(district: District, seed: int) -> list[Change]:
    """Return lines that cross, end on, run along and touch the streets, and crossing points beside them."""
    chance = random.Random(seed)
    streets = list(district.table("streets")["geometry"])
    corners = sorted({xy for line in streets for xy in (line.coords[0], line.coords[-1])})

    def away(x: float, y: float, far: float) -> tuple[float, float]:
        return round(x + chance.uniform(-far, far), 3), round(y + chance.uniform(-far, far), 3)

    x, y = chance.choice(corners)
    across = LineString([away(x, y, 90), (x, y), away(x, y, 90)])
    middle = chance.choice(streets).interpolate(chance.uniform(0.2, 0.8), normalized=True)
    onto = LineString([away(middle.x, middle.y, 80), (middle.x, middle.y)])
    along = chance.choice(streets)
    traced = LineString([away(*along.coords[0], 60), *along.coords, away(*along.coords[-1], 60)])
    near = LineString([away(x, y, 150), away(x, y, 150), away(x, y, 150)])
    marked = [xy for text, line in zip(district.table("streets")["crossings"], streets) if text for xy in line.coords]
    a, b = chance.choice(marked or corners)
    zebra = LineString([away(a, b, 70), (a, b), away(a, b, 70)])
    lines: dict[str, Any] = {"across": across, "onto": onto, "traced": traced, "near": near, "zebra": zebra}
    made = [Change(f"r-{name}", (AddedLine(line, EVERYBODY),)) for name, line in lines.items()]
    half = near.length / 2
    made.append(Change("r-bridge", (AddedLine(near.parallel_offset(3), EVERYBODY, ((half * 0.4, half * 1.4),)),)))
    for number, spot in enumerate((Point(x, y), middle, Point(away(a, b, 20)))):
        made.append(Change(f"r-cross{number}", (EasedCrossing(spot, chance.choice((0.0, 4.0, 7.5)), EVERYBODY),)))
    kerb = LineString([away(x, y, 9), away(x, y, 9)])
    made.append(Change("r-kerbs", (EasedCrossing(kerb, 3.0, EVERYBODY),)))
    return made
