"""The street network of the sample: hand-laid ways, local streets, footpaths between closes, one connected whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import LineString

from scripts.sample.land import NEIGHBOURHOODS
from scripts.sample.local_streets import CLEAR_OF_MAIN_M, grown
from scripts.sample.noding import degrees, islands, noded
from scripts.sample.ways import MOTOR_ONLY, NO_FOOTWAY, Way, hand_laid, obstacles

CUT_THROUGH_M = 85.0
EVERY_CLOSE = 3
BRIDGE_GAP_M = 150.0
SMALL_ISLAND = 4
ONE_WAY = ("Corporation Street", "Charter Row")
ON_FOOT = ("footway", "path", "steps", "cycleway")
LTS = {"primary": 4, "trunk": 4, "secondary": 3, "tertiary": 3, "residential": 1, "living_street": 1, "cycleway": 1}
# Half a crossing at each end (rules 2.2).
END_DELAY_S = {"primary": 15.0, "trunk": 15.0, "secondary": 5.0, "tertiary": 5.0}


def network() -> list[Way]:
    """Return every piece of street between two junctions."""
    hand = hand_laid()
    blocked = obstacles(hand)
    mains = [way.line for way in hand if way.highway not in MOTOR_ONLY and not way.bridge and not way.tunnel]
    main = shapely.union_all(mains).buffer(CLEAR_OF_MAIN_M)
    local = [way for number, place in enumerate(NEIGHBOURHOODS) for way in grown(place, number, blocked, main, mains)]
    ways = _connected(_pruned(noded([*hand, *local])), blocked)
    return noded(ways + _cut_throughs(ways, blocked))


def _pruned(ways: list[Way]) -> list[Way]:
    """Return the ways without the shortest dead ends of local streets."""
    count = degrees(ways)
    return [
        way for way in ways
        if not way.area or way.line.length > 22 or min(count[end] for end in way.ends) > 1
    ]  # fmt: skip


def _walkable(way: Way) -> bool:
    return way.highway not in MOTOR_ONLY and way.name not in NO_FOOTWAY


def _connected(ways: list[Way], blocked: shapely.Geometry) -> list[Way]:
    """Return the ways with islands tied to the rest by a footpath, or taken away where nothing is near."""
    while True:
        on_foot = [way for way in ways if _walkable(way)]
        label = islands(on_foot)
        if label.max() == 0:
            return ways
        whole = np.array([end for way, part in zip(on_foot, label) if not part for end in way.ends])
        first = label[np.argmax(label > 0)]
        apart = [way for way, part in zip(on_foot, label) if part == first]
        tie = _tie(apart, whole, blocked) if len(apart) >= SMALL_ISLAND else None
        gone = set() if tie else {id(way) for way in apart}
        ways = [way for way in ways if id(way) not in gone] + ([tie] if tie else [])


def _tie(apart: list[Way], whole: np.ndarray, blocked: shapely.Geometry) -> Way | None:
    ends = np.array([end for way in apart for end in way.ends])
    gaps, rows = cKDTree(whole).query(ends, k=12)
    for flat in np.argsort(gaps, axis=None, kind="stable"):
        row, rank = divmod(int(flat), gaps.shape[1])
        course = LineString([ends[row], whole[rows[row, rank]]])
        if gaps[row, rank] > BRIDGE_GAP_M:
            return None
        if not course.intersects(blocked):
            return Way("", "footway", 0, course, area=apart[0].area)
    return None


def _cut_throughs(ways: list[Way], blocked: shapely.Geometry) -> list[Way]:
    """Return footpaths, some with steps, from the end of a close to the next street or close."""
    count = degrees(ways)
    local = [way for way in ways if way.area]
    loose = sorted({end for way in local for end in way.ends if count[end] == 1})
    nodes = sorted({end for way in local for end in way.ends})
    tree = cKDTree(np.array(nodes))
    lines = shapely.STRtree([way.line for way in ways])
    paths: list[Way] = []
    for number, end in enumerate(loose[::EVERY_CLOSE]):
        for row in tree.query(end, k=7)[1][1:]:
            course = LineString([end, nodes[int(row)]])
            short = 25 < course.length < CUT_THROUGH_M
            if short and not course.intersects(blocked) and not len(lines.query(course, "crosses")):
                paths.append(Way("", "steps" if number % 9 == 0 else "footway", 0, course, area="path"))
                break
    return paths


def street_table(ways: list[Way]) -> pd.DataFrame:
    """Return the rows of ``streets``."""
    rank = _worst_street(ways)
    rows = []
    for number, way in enumerate(ways):
        start, end = (_delay(way, rank[end]) for end in way.ends)
        rows.append({
            "id": f"s{number + 1:04d}", "source_id": None, "name": way.name or None, "highway": way.highway,
            "maxspeed_kmh": float(way.speed) or np.nan, "layer": way.layer, "bridge": way.bridge,
            "tunnel": way.tunnel, **_permissions(way), "lts": _stress(way),
            "walk_start_delay_s": start, "walk_end_delay_s": end,
            "cycle_start_delay_s": start, "cycle_end_delay_s": end, "start_side": 0, "end_side": 0,
            "note": way.note or None, "geometry": way.line,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _permissions(way: Way) -> dict[str, object]:
    if not _walkable(way):
        return {"walk": "no", "cycle": "no", "wheelchair": "no", "cars": 1}
    rough = way.highway == "steps" or way.note == "unsealed"
    cycle = "no" if way.highway in ("footway", "steps") else "forward" if way.name in ONE_WAY else "yes"
    return {
        "walk": "yes", "cycle": cycle, "wheelchair": "no" if rough else "yes",
        "cars": int(way.highway not in ON_FOOT),
    }  # fmt: skip


def _stress(way: Way) -> float:
    if way.highway in ("footway", "steps") or not _walkable(way):
        return float("nan")
    return float(LTS.get(way.highway, 2))


def _worst_street(ways: list[Way]) -> dict[tuple[float, ...], float]:
    """Return junction -> delay of the widest carriageway that meets there."""
    worst: dict[tuple[float, ...], float] = {}
    for way in ways:
        for end in way.ends:
            worst[end] = max(worst.get(end, 0.0), 0.0 if way.bridge else END_DELAY_S.get(way.highway, 0.0))
    return worst


def _delay(way: Way, there: float) -> float:
    """Return the seconds of half a crossing where a lesser way ends on a carriageway; none along the carriageway."""
    if not _walkable(way):
        return 0.0
    return there if there > END_DELAY_S.get(way.highway, 0.0) else 0.0
