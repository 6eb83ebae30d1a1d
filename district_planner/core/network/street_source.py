"""Street layers from anywhere -> the ``streets`` table: tagged lines, OS Open Roads, plain lines (methods H)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from district_planner.core.errors import LayerError
from district_planner.core.network.noding import unique_ids
from district_planner.core.network.permissions import Rules
from district_planner.core.network.tagged_streets import streets_from_tags
from district_planner.core.network.tags import YES, Words, tag

KINDS = ("osm", "open_roads", "plain")

OPEN_ROADS_CLASSES = {
    "motorway": "motorway", "a road": "primary", "b road": "secondary",
    "classified unnumbered": "tertiary", "unclassified": "unclassified", "unknown": "unclassified",
    "not classified": "unclassified",
}  # fmt: skip
"""Class of OS Open Roads -> ``highway`` [P]; a trunk road is ``trunk``, the function refines the lowest two."""

_FUNCTIONS = {
    "minor road": "unclassified", "local road": "residential", "local access road": "residential",
    "restricted local access road": "residential", "secondary access road": "service",
}  # fmt: skip
_OPEN_ROADS = {
    "roadclassification": "class", "class": "class", "roadfunction": "function", "function": "function",
    "formofway": "form", "name1": "name", "roadclassificationnumber": "number", "roadnumber": "number",
    "primaryroute": "primary", "trunkroad": "trunk", "roadstructure": "structure",
}  # fmt: skip
_ID_FIELDS = ("osmid", "fullid", "id", "identifier", "roadlinkid", "fid", "ogcfid")
_NAME_FIELDS = ("name", "name1", "roadname", "streetname", "rdname")
_OTHER_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"((?:[^"\\]|\\.)*)"')


def normal(name: str) -> str:
    """Return a field name in lower case without anything but letters and digits (detection rule of methods H)."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def street_kind(frame: pd.DataFrame) -> str:
    """Return what a street layer is: ``osm``, ``open_roads`` or ``plain``, told by its fields."""
    names = {normal(str(column)) for column in frame.columns}
    if "highway" in names:
        return "osm"
    if names & {"roadclassification", "roadfunction"} and "formofway" in names:
        return "open_roads"
    return "plain"


def streets_from_lines(
    frame: pd.DataFrame,
    kind: str = "",
    *,
    allow_fast_roads: bool = False,
    rules: Rules = (),
    left_driving: bool = True,
) -> tuple[pd.DataFrame, list[str]]:
    """Return the ``streets`` table of a street layer, and sentences on how it was understood.

    Args:
        frame: a column ``geometry`` of lines in the district's CRS, and the layer's fields.
        kind: one of :data:`KINDS`; empty to recognise it by its fields.
        allow_fast_roads, rules, left_driving: as in ``streets_from_tags``.

    Raises:
        LayerError: there is no line, or the kind does not exist.
    """
    kind = kind or street_kind(frame)
    if kind not in KINDS:
        raise LayerError(f"there is no kind of street layer '{kind}'", "Streets", "Use one of " + ", ".join(KINDS))
    tagged, notes = {"osm": _tagged, "open_roads": _open_roads, "plain": _plain}[kind](frame)
    streets, more = streets_from_tags(tagged, allow_fast_roads=allow_fast_roads, rules=rules, left_driving=left_driving)
    if not len(streets):
        raise LayerError("there is no line with a length in it", "Streets", "Choose a layer of street lines")
    if kind == "plain":
        streets = streets.assign(lts=np.nan, highway="", cars=1)
    return streets, notes + more


def _field(frame: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    """Return the first field of the frame whose normalised name is one of ``names``, in the order of ``names``."""
    fields = {normal(str(column)): str(column) for column in reversed(list(frame.columns)) if column != "geometry"}
    return next((fields[name] for name in names if name in fields), None)


def _ids(frame: pd.DataFrame) -> Words:
    """Return the layer's own ids where every row has one, else row numbers from 1; always unique."""
    field = _field(frame, _ID_FIELDS)
    if field is None or frame[field].isna().any():
        return np.array([str(row) for row in range(1, len(frame) + 1)], dtype=object)
    values = frame[field]
    whole = values.astype("int64") if pd.api.types.is_float_dtype(values) else values
    return unique_ids(whole.astype(str).to_numpy(dtype=object))


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    field = _field(frame, _NAME_FIELDS)
    name = frame[field] if field else pd.Series([None] * len(frame), index=frame.index, dtype=object)
    return pd.DataFrame({"id": _ids(frame), "name": name, "geometry": frame["geometry"]}, index=frame.index)


def _tagged(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return a layer with OpenStreetMap tags (QuickOSM, Overpass, ogr2ogr) with its columns named by key."""
    names = {column: re.sub(r"[:\-. ]", "_", str(column).lower()) for column in frame.columns if column != "geometry"}
    ways = frame.rename(columns=names)
    ways = ways.loc[:, ~ways.columns.duplicated()]
    if "other_tags" in ways:
        ways = _with_other_tags(ways)
    notes = ["The street layer carries OpenStreetMap tags: permissions, speeds and structures were read from them."]
    if "maxspeed" not in ways:
        notes.append("It has no field maxspeed, so that no road counts as fast.")
    notes.append("A line layer holds no crossings, signals or gates: every crossing of a main road costs its delay.")
    return ways.assign(id=_ids(frame)), notes


def _with_other_tags(ways: pd.DataFrame) -> pd.DataFrame:
    """Return ways with the tags of ogr2ogr's ``other_tags`` as columns, where no column of that name has a value."""
    texts = ways["other_tags"].fillna("").to_numpy(dtype=object)
    spread = pd.DataFrame([_pairs(str(text)) for text in texts], index=ways.index, dtype=object)
    made = {key: ways[key].where(ways[key].notna(), spread[key]) if key in ways else spread[key] for key in spread}
    return pd.concat([ways.drop(columns=[key for key in made if key in ways]), pd.DataFrame(made)], axis=1)


def _pairs(text: str) -> dict[str, str]:
    return {re.sub(r"[:\-. ]", "_", key.lower()): value for key, value in _OTHER_TAG.findall(text)}


def _open_roads(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return OS Open Roads as tagged ways: class, function, form of way and structure become tags."""
    known = {_OPEN_ROADS[normal(str(name))]: name for name in frame.columns if normal(str(name)) in _OPEN_ROADS}
    form = _words(frame, known, "form")
    ways = _named(frame).assign(
        highway=_open_roads_highway(frame, known),
        dual_carriageway=np.where(np.isin(form, ["dual carriageway", "collapsed dual carriageway"]), "yes", ""),
        junction=np.where(form == "roundabout", "roundabout", ""),
        oneway=np.where(form == "roundabout", "no", ""),
        bridge=np.where(_words(frame, known, "structure") == "road on bridge", "yes", ""),
        tunnel=np.where(_words(frame, known, "structure") == "road in tunnel", "yes", ""),
    )
    note = (
        "The street layer is OS Open Roads: motorways are closed to walking and cycling; no paths, speeds, one-way"
        " streets or crossings are in it, so that roads which meet a dual carriageway lead across it, for the delay of"
        " its class."
    )
    return ways, [note]


def _words(frame: pd.DataFrame, known: dict[str, str], role: str) -> Words:
    if role not in known:
        return np.full(len(frame), "", dtype=object)
    return tag(frame.rename(columns={known[role]: role}), role)


def _open_roads_highway(frame: pd.DataFrame, known: dict[str, str]) -> Words:
    """Return the ``highway`` of each road link."""
    road = pd.Series(_words(frame, known, "class"), dtype=object).map(OPEN_ROADS_CLASSES).fillna("unclassified")
    function = pd.Series(_words(frame, known, "function"), dtype=object)
    highway = road.where(road != "unclassified", function.map(_FUNCTIONS).fillna("unclassified"))
    trunk = np.isin(_words(frame, known, "trunk"), YES)
    highway = highway.mask((highway == "primary") & trunk, "trunk")
    highway = highway.mask(function == "motorway", "motorway")
    form = _words(frame, known, "form")
    main = highway.isin(["motorway", "trunk", "primary", "secondary"]).to_numpy()
    highway = highway.mask((form == "slip road") & main, highway + "_link")
    return highway.to_numpy(dtype=object)


def _plain(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return lines without any known field: every one may be walked and cycled in both directions."""
    note = (
        "The street layer has no field that tells what a street is: every line may be walked and cycled, no crossing"
        " costs time, no street is stressful. A layer with a field highway or the fields of OS Open Roads tells more."
    )
    return _named(frame).assign(highway="unclassified"), [note]
