"""Who may use a street: tags -> permissions of walking, cycling and wheelchairs (rules 2.1).

The table is ``core/modes.csv``: one row per rule, applied from top to bottom, so that a later row goes before an
earlier one. Keys that no tag has are made here: ``fast_main_road``, ``steep`` (over 8 %) and ``walk`` (what the rows
of walking gave); ``same`` takes the value of that key.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from district_planner.core.errors import DistrictDataError
from district_planner.core.network.speeds import inclines_percent, maxspeed_kmh
from district_planner.core.network.tags import YES, Bools, Words, has, tag

FAST_KMH = 80.0
"""Speed limit from which a main road without a sidewalk is not walked: 50 mph (80 km/h) [P], rules 2.1."""

STEEP_PERCENT = 8.0
"""Incline over which a wheelchair does not go [P], rules 2.1."""

_RULED = ("walk", "cycle", "wheelchair", "cars")
_PERMISSIONS = ("yes", "no", "destination", "same")
MODES_FILE = Path(__file__).parent.parent / "modes.csv"


@dataclass(frozen=True)
class Rule:
    """One row of ``modes.csv``: where ``key`` has one of ``values`` (``*``: any row), the mode is permitted so."""

    mode: str
    on: str
    key: str
    values: tuple[str, ...]
    permission: str


Rules = Sequence[Rule]


@lru_cache(maxsize=4)
def read_rules(path: Path = MODES_FILE) -> tuple[Rule, ...]:
    """Return the rules of a mode table in order.

    Raises:
        DistrictDataError: a row lacks a column or has a permission that does not exist.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(_rule(row, path.name, number) for number, row in enumerate(csv.DictReader(file), 2))


def read_mode_table(path: str) -> tuple[Rule, ...]:
    """Return the rules of a planner's own mode table, a CSV like ``core/modes.csv``, read anew each time.

    Raises:
        DistrictDataError: the file cannot be read, lacks a column or a mode, or a row is not understood.
    """
    cure = "Start from modes.csv of the plugin and edit its rows"
    try:
        rules = read_rules.__wrapped__(Path(path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DistrictDataError(f"the table of modes cannot be read ({error})", path, cure) from error
    streets = {rule.mode for rule in rules if rule.on == "street"}
    missing = [mode for mode in _RULED if mode not in streets]
    if missing:
        what = f"the table of modes has no row on streets for {', '.join(missing)}: nobody could use any"
        raise DistrictDataError(what, path, cure)
    unknown = sorted({rule.mode for rule in rules} - set(_RULED)) or sorted({r.on for r in rules} - {"street", "node"})
    if unknown:
        one_of = ", ".join((*_RULED, "on street or node"))
        raise DistrictDataError(f"the table of modes names '{unknown[0]}', which is nothing", path, f"Use {one_of}")
    return rules


def _rule(row: dict[str, str], file: str, line: int) -> Rule:
    missing = [name for name in ("mode", "on", "key", "values", "permission") if not row.get(name)]
    if missing:
        raise DistrictDataError(f"{missing[0]} is empty", f"{file}, line {line}", "Fill it or delete the line")
    if row["permission"] not in _PERMISSIONS:
        cure = "Use one of " + ", ".join(_PERMISSIONS)
        raise DistrictDataError(f"'{row['permission']}' is no permission", f"{file}, line {line}", cure)
    return Rule(row["mode"], row["on"], row["key"], tuple(row["values"].split("|")), row["permission"])


def permissions(tags: pd.DataFrame, *, allow_fast_roads: bool = False, rules: Rules = ()) -> pd.DataFrame:
    """Return who may use each way.

    Args:
        tags: one row per way, one column per key.
        allow_fast_roads: let fast main roads without a sidewalk be walked.
        rules: of a planner's own table; empty for those of ``core/modes.csv``.

    Returns:
        DataFrame on the same index: ``walk``, ``cycle``, ``wheelchair`` (codes of ``streets``), ``cars`` (0 or 1) and
        ``fast_main_road`` (bool: a main road that is fast and has neither a right on foot nor a sidewalk).
    """
    fast = fast_main_roads(tags)
    made = {
        "fast_main_road": np.where(fast & (not allow_fast_roads), "yes", ""),
        "steep": np.where(inclines_percent(tags) > STEEP_PERCENT, "yes", ""),
    }
    rules = [rule for rule in rules or read_rules() if rule.on == "street"]
    made["walk"] = _apply(rules, "walk", tags, made)
    cycle = _with_direction(_apply(rules, "cycle", tags, made), tags)
    wheelchair = _apply(rules, "wheelchair", tags, made)
    cars = _apply(rules, "cars", tags, made) == "yes"
    columns = {"walk": made["walk"], "cycle": cycle, "wheelchair": wheelchair, "cars": cars.astype(np.int64)}
    return pd.DataFrame({**columns, "fast_main_road": fast}, index=tags.index)


def node_permissions(tags: pd.DataFrame, rules: Rules = ()) -> pd.DataFrame:
    """Return who may pass each gate, bollard or kerb: columns ``walk``, ``cycle``, ``wheelchair`` (yes or no)."""
    rules = [rule for rule in rules or read_rules() if rule.on == "node"]
    made = {"walk": _apply(rules, "walk", tags, {})}
    made["cycle"] = _apply(rules, "cycle", tags, made)
    made["wheelchair"] = _apply(rules, "wheelchair", tags, made)
    return pd.DataFrame(made, index=tags.index)


def _apply(rules: Iterable[Rule], mode: str, tags: pd.DataFrame, made: dict[str, Words]) -> Words:
    code = np.full(len(tags), "no", dtype=object)
    for rule in rules:
        if rule.mode != mode:
            continue
        hit = _matches(rule, tags, made)
        code[hit] = made[rule.key][hit] if rule.permission == "same" else rule.permission
    return code


def _matches(rule: Rule, tags: pd.DataFrame, made: dict[str, Words]) -> Bools:
    if rule.values == ("*",):
        return np.ones(len(tags), dtype=bool)
    if rule.key in made:
        return np.array([word in rule.values for word in made[rule.key]], dtype=bool)
    return has(tags, rule.key, *rule.values)


def fast_main_roads(tags: pd.DataFrame) -> Bools:
    """Return trunk and primary roads of 80 km/h or more with neither a right on foot nor a sidewalk of their own.

    ``sidewalk=separate`` is not the road's own: the sidewalk has a line of its own, which is walked instead. Roads
    with ``foot=no`` are closed for a reason of their own and are none of these.
    """
    main = has(tags, "highway", "trunk", "trunk_link", "primary", "primary_link")
    told = has(tags, "foot", "yes", "designated", "permissive", "no", "private")
    sidewalk = has(tags, "sidewalk", "both", "left", "right", "yes")
    for side in ("sidewalk:left", "sidewalk:right", "sidewalk:both"):
        sidewalk |= has(tags, side, "yes")
    return main & (maxspeed_kmh(tags) >= FAST_KMH) & ~told & ~sidewalk


def one_way(tags: pd.DataFrame) -> tuple[Bools, Bools]:
    """Return which ways carry vehicles in the direction of the line only, and which against it only."""
    forward = has(tags, "oneway", *YES)
    backward = has(tags, "oneway", "-1", "reverse")
    roundabout = has(tags, "junction", "roundabout", "circular")
    return forward | (roundabout & ~backward & ~has(tags, "oneway", "no")), backward


def _with_direction(code: Words, tags: pd.DataFrame) -> Words:
    """Return cycle codes with one-way streets; ``destination`` has no direction."""
    forward, backward = one_way(tags)
    both = has(tags, "oneway:bicycle", "no")
    for key in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both"):
        both |= np.array([word.startswith("opposite") for word in tag(tags, key)], dtype=bool)
    against = has(tags, "oneway:bicycle", "-1")
    backward = (backward & ~both) | against
    forward = ((forward & ~both) | has(tags, "oneway:bicycle", *YES)) & ~backward
    code = np.where((code == "yes") & forward, "forward", code)
    return np.asarray(np.where((code == "yes") & backward, "backward", code), dtype=object)
