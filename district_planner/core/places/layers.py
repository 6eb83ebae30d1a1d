"""A planner's layers of places made into tables of the district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.errors import LayerError
from district_planner.core.places.categories import CATEGORIES, Categorised, categorise, known_categories
from district_planner.core.places.columns import (
    Log,
    PlacesLayer,
    amounts,
    needed,
    rows_named,
    schema_frame,
    signed,
    tag_columns,
    texts,
    told,
    unique_ids,
)
from district_planner.core.places.extent import warn_of_crowding, with_middle_inside
from district_planner.core.places.fields import (
    Choice,
    as_decile,
    as_rank,
    choose,
    choose_deprivation,
    named_only,
    recognise,
    sentence,
)
from district_planner.core.places.green import accessible

Floats = npt.NDArray[np.float64]

BUILDINGS_UP_TO_M2 = 2000.0
"""Home areas whose middle size is at most this are buildings and keep their people, larger ones are zones [P]."""


@dataclass(frozen=True)
class Homes:
    """People before they are spread: ``points`` are homes as they are, ``zones`` are to be spread (rules 3.6)."""

    points: pd.DataFrame
    zones: pd.DataFrame
    deprivation_is: str = ""


def opportunities(layer: PlacesLayer, asked: Mapping[str, str], table: pd.DataFrame | None, log: Log) -> pd.DataFrame:
    """Return opportunities: a field that names categories or OSM values, or the OSM tags of a QuickOSM layer.

    Raises:
        LayerError: no category field and no tags, or no value of the field is a category.
    """
    choice = choose(layer.frame, "category", asked.get("CATEGORY_FIELD", ""), layer.where)
    tags = tags_that_tell(layer.frame, choice)
    if tags:
        log.say(f"{layer.where}: categories from its OSM tags.")
        return _from_tags(layer, tags, table, log)
    field = needed(layer, "category", "the category", log, asked.get("CATEGORY_FIELD", ""), "CATEGORY_FIELD")
    rows = _named(layer, log)
    rows["category"] = _categories(layer, field, log)
    weight = asked.get("WEIGHT_FIELD", "")
    rows["weight"] = _weights(layer, weight, log)
    if not weight:
        rows["weight"] = _hectares_of_green(rows, layer, log)
    rows["source"] = rows["id"]
    return _usable(rows, layer, ["category", "weight"])


def tags_that_tell(frame: pd.DataFrame, choice: Choice) -> dict[str, str]:
    """Return the columns that are OSM tags where they tell the category and no field does: column to tag name.

    Args:
        choice: the field of the category, chosen or recognised.
    """
    tags = tag_columns(frame)
    return tags if choice.how != "given" and choice.field in ("", *tags) and choice.field != "category" else {}


def _named(layer: PlacesLayer, log: Log) -> pd.DataFrame:
    ids = unique_ids(layer, "", log)
    name = told(layer, "name", "the name", log)
    return pd.DataFrame({"id": ids, "name": texts(layer.frame, name), "entrances": "",
                         "geometry": layer.frame["geometry"].to_numpy(dtype=object)})  # fmt: skip


def _categories(layer: PlacesLayer, field: str, log: Log) -> pd.Series:
    said = pd.Series(texts(layer.frame, field), dtype=object)
    known = known_categories(said)
    if not known:
        raise LayerError(f"no value of the field {field!r} is a category", layer.where,
                         f"Use these ids: {', '.join(CATEGORIES)}; or choose another CATEGORY_FIELD")  # fmt: skip
    category = said.map(known)
    unknown = said[category.isna()]
    if len(unknown):
        values = ", ".join(repr(value) for value in sorted(set(unknown))[:8])
        log.warn(f"{layer.where}: {len(unknown)} of {len(said)} rows name no category of the plugin ({values}) and are "
                 f"left out; the ids are: {', '.join(CATEGORIES)}.")  # fmt: skip
    return category


def _weights(layer: PlacesLayer, asked: str, log: Log) -> Floats:
    if asked:
        return amounts(layer, told(layer, "weight", "the weight", log, asked), "weight", log)
    likely = recognise([str(column) for column in layer.frame], layer.frame, "weight").field
    if likely:
        # A size or capacity changes every sum: taken only when a planner says so.
        log.say(f"{layer.where}: each place counts once. To weigh places by {likely!r}, choose it as WEIGHT_FIELD.")
    return np.ones(len(layer.frame))


def _hectares_of_green(rows: pd.DataFrame, layer: PlacesLayer, log: Log) -> pd.Series:
    """Return the weights, for green spaces the hectares of their area; none where it is a point of unknown size."""
    green = rows["category"].eq("green_space").to_numpy()
    weights = rows["weight"].mask(green, shapely.area(rows["geometry"].to_numpy(dtype=object)) / 1e4)
    unknown = int((green & weights.eq(0.0).to_numpy()).sum())
    if unknown:
        log.warn(f"{layer.where}: {unknown} green spaces are points of unknown size: they can be reached and "
                 "no standard of size counts them. Give areas, or a field of hectares as WEIGHT_FIELD.")  # fmt: skip
    return weights


def _usable(rows: pd.DataFrame, layer: PlacesLayer, columns: list[str]) -> pd.DataFrame:
    """Return the rows that say something in all ``columns``; stop where none is left."""
    kept = rows[rows[columns].notna().all(axis=1)]
    if not len(kept):
        raise LayerError("no usable row is left", layer.where, "See the warnings above and mend the layer")
    return kept.reset_index(drop=True)


def _from_tags(layer: PlacesLayer, tags: dict[str, str], table: pd.DataFrame | None, log: Log) -> pd.DataFrame:
    found: Categorised = categorise(tagged(layer, tags, log), table)
    for note in found.notes:
        log.say(f"{layer.where}: {note}")
    if not len(found.opportunities):
        raise LayerError("none of its OSM tags is in the table of categories", layer.where,
                         "Add rows to the table of categories, or choose CATEGORY_FIELD")  # fmt: skip
    return found.opportunities


def tagged(layer: PlacesLayer, tags: dict[str, str], log: Log) -> pd.DataFrame:
    """Return a QuickOSM or Overpass layer as tagged features."""
    features = pd.DataFrame({tag: texts(layer.frame, column) for column, tag in tags.items()})
    features["id"] = unique_ids(layer, "", log)
    features["geometry"] = layer.frame["geometry"].to_numpy(dtype=object)
    return features


def homes(
    layer: PlacesLayer, asked: Mapping[str, str], kind: str, log: Log, extent: shapely.Geometry | None = None
) -> Homes:
    """Return points and buildings as homes, larger areas as zones.

    Args:
        asked: PEOPLE_FIELD, DEPRIVATION_FIELD.
        kind: DEPRIVATION_IS; empty to read it off the field's name.
        extent: what is read, district CRS; areas whose middle lies outside are left out; None for all.

    Raises:
        LayerError: no field for people, or no usable number in it.
    """
    people = needed(layer, "people", "people", log, asked.get("PEOPLE_FIELD", ""), "PEOPLE_FIELD")
    code = told(layer, "area_code", "the code of the area", log)
    rows = pd.DataFrame({"id": unique_ids(layer, code, log), "people": amounts(layer, people, "number of people", log)})
    rows["geometry"] = layer.frame["geometry"].to_numpy(dtype=object)
    rows["deprivation"], kind = _deprivation(layer, asked.get("DEPRIVATION_FIELD", ""), kind, log)
    rows["zone"] = ""
    rows["entrances"] = ""
    rows["source"] = "layer"
    rows = with_middle_inside(_usable(rows, layer, ["people"]), extent, layer.where, log)
    if not len(rows):
        raise LayerError("no area has its middle in the chosen EXTENT", layer.where, "Choose a larger EXTENT")
    areas = rows["geometry"].to_numpy(dtype=object)
    is_area = np.isin(shapely.get_type_id(areas), (3, 6))
    if is_area.any() and float(np.median(shapely.area(areas[is_area]))) <= BUILDINGS_UP_TO_M2:
        log.say(f"{layer.where}: its areas are as small as buildings, so their people stay where they are.")
        is_area[:] = False
    zones = rows[is_area].reset_index(drop=True)
    warn_of_crowding(zones, extent, layer.where, log)
    return Homes(rows[~is_area].reset_index(drop=True), zones, kind)


def _deprivation(layer: PlacesLayer, asked: str, kind: str, log: Log) -> tuple[Floats, str]:
    choice, kind = choose_deprivation(layer.frame, asked, kind, layer.where)
    if not choice:
        log.say(sentence(layer.where, "deprivation", choice))
        return np.full(len(layer.frame), np.nan), kind
    values = signed(layer, choice.field)
    if np.isnan(values).all():
        raise LayerError(f"the field {choice.field!r} holds no number", layer.where, "Choose another DEPRIVATION_FIELD")
    meaning = {"decile": "a decile, 1 = most deprived", "rank": "a rank, 1 = most deprived"}
    meant = meaning.get(kind, "a score, higher = worse; deciles are derived by population of this district")
    log.say(f"{sentence(layer.where, 'deprivation', choice)[:-1]}, read as {meant}.")
    values = _without_unfit(values, kind, choice.field, layer.where)
    lost = np.isnan(values)
    if lost.any():
        log.warn(f"{layer.where}: {int(lost.sum())} rows have no deprivation in {choice.field!r} "
                 f"({rows_named(layer, lost)}).")  # fmt: skip
    return values, kind


def _without_unfit(values: Floats, kind: str, field: str, where: str) -> Floats:
    """Return the numbers that are what they are said to be, ``nan`` else; stop where that is more than half of them."""
    known = ~np.isnan(values)
    fits = {"decile": as_decile, "rank": as_rank}.get(kind)
    if fits is None:
        return values
    unfit = known & ~fits(pd.Series(values)).to_numpy()
    if 2 * int(unfit.sum()) > int(known.sum()):
        raise LayerError(
            f"{int(unfit.sum())} of {int(known.sum())} values of the field {field!r} are no {kind}, the first is "
            f"{values[unfit][0]:g}", where,
            "Choose rank or score for DEPRIVATION_IS, or another DEPRIVATION_FIELD",
        )  # fmt: skip
    return np.where(unfit, np.nan, values)


def buildings(layer: PlacesLayer, asked: Mapping[str, str], log: Log) -> pd.DataFrame:
    """Return buildings with employees and site; a building without a usable number keeps its place, without jobs."""
    employees = told(layer, "employees", "employees", log, asked.get("EMPLOYEES_FIELD", ""))
    site = told(layer, "site", "the site", log, asked.get("SITE_FIELD", ""))
    sector = told(layer, "sector", "the sector", log)
    rows = _named(layer, log)
    rows["employees"] = np.nan
    if employees:
        rows["employees"] = amounts(layer, employees, "number of employees", log, "keep their place without jobs")
    else:
        called = named_only(layer.frame, "employees")
        why = f"the field {called!r} holds no usable number" if called else "no field for employees was recognised"
        log.warn(f"{layer.where}: {why}, so no building counts jobs; choose EMPLOYEES_FIELD.")
    rows["site"] = texts(layer.frame, site)
    rows["sector"] = texts(layer.frame, sector)
    return schema_frame("buildings", rows)


def nodes(layer: PlacesLayer, asked: Mapping[str, str], log: Log) -> pd.DataFrame:
    """Return nodes of the ecosystem; areas and lines stand as a point on them."""
    role = told(layer, "role", "the role", log, asked.get("ROLE_FIELD", ""))
    rows = _named(layer, log)
    rows["geometry"] = shapely.point_on_surface(rows["geometry"].to_numpy(dtype=object))
    rows["role"] = texts(layer.frame, role)
    return schema_frame("nodes", _with_amounts(rows, layer, {"people": "people", "employees": "jobs"}, log))


def origins(layer: PlacesLayer, log: Log) -> pd.DataFrame:
    """Return further places to measure from, with people and employees where the layer has them."""
    rows = _named(layer, log)
    return schema_frame("origins", _with_amounts(rows, layer, {"people": "people", "employees": "employees"}, log))


def _with_amounts(rows: pd.DataFrame, layer: PlacesLayer, wanted: Mapping[str, str], log: Log) -> pd.DataFrame:
    for role, column in wanted.items():
        field = told(layer, role, column, log)
        rows[column] = amounts(layer, field, column, log, "count none") if field else np.nan
    return rows


def greens(layer: PlacesLayer, log: Log) -> pd.DataFrame:
    """Return green areas before they are merged; functions of OS Open Greenspace that are not public are left out.

    Raises:
        LayerError: no polygon that is open to everybody is left.
    """
    kind = told(layer, "greenspace", "the kind of green space", log)
    rows = _named(layer, log)
    rows["kind"] = texts(layer.frame, kind)
    rows["fenced"] = 0
    is_open = accessible(rows["kind"])
    if not is_open.all():
        log.say(f"{layer.where}: {int((~is_open).sum())} of {len(rows)} areas are of a kind that is not open to "
                "everybody (allotments, golf courses, cemeteries, …) and are left out.")  # fmt: skip
    if not is_open.any():
        raise LayerError("no area of a kind that is open to everybody", layer.where,
                         "Give parks, play spaces or playing fields")  # fmt: skip
    return rows[is_open].reset_index(drop=True)
