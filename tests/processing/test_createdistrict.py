"""createdistrict through the toolbox: what a planner has becomes one district file, or a sentence says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely
from qgis.core import (
    QgsProcessingContext,
)

from district_planner.core.district import TABLES
from district_planner.core.geopackage import open_district
from tests.processing.listening import Heard
from tests.processing.two_streets import STREETS, Make, X, Y, box, layer, point, rows, sentence


def test_streets_alone_make_a_district(make: Make):
    district, listener = make()
    assert district.crs == "EPSG:27700"
    assert len(rows(district, "streets")) == 4
    assert set(TABLES) - set(district.tables) <= {"intervention_points", "intervention_lines", "intervention_areas"}
    assert any("scores will weigh nobody" in warning for warning in listener.warned)


def test_no_source_of_streets_says_where_a_file_comes_from(make: Make):
    text = sentence(make, STREETS=None)
    assert "no source of streets" in text
    assert "geofabrik" in text and "QuickOSM" in text


def test_the_suffix_of_a_geopackage_is_added(make: Make, tmp_path: Path):
    district, _ = make(OUTPUT=str(tmp_path / "no suffix"))
    assert Path(district.path).name == "no suffix.gpkg"


def test_layers_of_other_crs_are_brought_into_the_district_s(make: Make):
    # The crossing of the two streets is 53.3954 N 1.3847 W.
    places = layer("Point", [("POINT (-1.3847 53.3954)", "cafe")], ["category:string"], "EPSG:4326")
    district, listener = make(OPPORTUNITIES=places)
    cafe = rows(district, "opportunities")["geometry"].iloc[0]
    assert cafe.distance(shapely.Point(X, Y)) < 150
    assert "OPPORTUNITIES 'mine': the category from the field 'category' (exact name)." in listener.told


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_degrees_and_web_mercator_are_refused_as_the_crs_of_a_district(make: Make, crs: str):
    assert crs in sentence(make, CRS=crs)


def test_points_of_homes_are_used_as_they_are(make: Make):
    homes = layer("Point", [(point(10, 10), 2.5, 3), (point(20, 10), 4, 9)], ["people:double", "imd_decile:integer"])
    district, listener = make(HOMES=homes)
    assert list(rows(district, "homes")["people"]) == [2.5, 4]
    assert list(rows(district, "homes")["deprivation"]) == [3, 9]
    assert district.settings["deprivation_is"] == "decile"
    assert any("people from the field 'people' (exact name)" in text for text in listener.told)


@pytest.mark.parametrize("kind", ["decile", "rank"])
def test_deprivation_that_cannot_be_what_it_is_said_to_be_stops(make: Make, kind: str):
    words = f"2 of 2 values of the field 'imd' are no {kind}, the first is 37.5"
    homes = layer("Point", [(point(1, 5), 3, 37.5), (point(9, 5), 4, 60.1)], ["population:integer", "imd:double"])
    assert words in sentence(make, HOMES=homes, DEPRIVATION_FIELD="imd", DEPRIVATION_IS=kind)


def test_zones_without_dwellings_are_spread_along_their_streets(make: Make):
    zones = layer("Polygon", [(box(-450, -450, 900, 900), "E01000001", 128)], ["lsoa21cd:string", "population:integer"])
    homes = rows(make(HOMES=zones)[0], "homes")
    # 1,600 m of street, a point every 25 m, 2 people each.
    assert len(homes) == 64
    assert set(homes["people"]) == {2.0}
    assert set(homes["zone"]) == {"E01000001"}


def test_people_of_zones_at_the_edge_of_the_extent_are_told(make: Make):
    # The extent ends at x = +200. In is whole; Half reaches from 0 to 360, its middle 180 inside, 160 of 360 m outside;
    # Out reaches from 150 to 450, its middle 300 outside.
    zones = layer("Polygon", [(box(-400, -100, 300, 200), "In", 30), (box(0, -100, 360, 200), "Half", 128),
                              (box(150, -450, 300, 300), "Out", 512)], ["id:string", "people:integer"])  # fmt: skip
    extent = f"{X - 420},{X + 200},{Y - 420},{Y + 420} [EPSG:27700]"
    district, listener = make(HOMES=zones, EXTENT=extent)
    assert rows(district, "homes")["people"].sum() == pytest.approx(158)
    assert ("HOMES 'mine': 1 areas with 512 people at the edge of EXTENT have their middle outside and are left out."
            in listener.warned)  # fmt: skip
    (crowded,) = [text for text in listener.warned if "reach beyond EXTENT" in text]
    # 160 / 360 = 44 %; the rectangle in degrees around the extent is some metres wider.
    assert crowded.startswith("HOMES 'mine': 1 zones with 128 people reach beyond EXTENT with more than 10% of their ")
    assert int(crowded.split("(")[1].split("%")[0]) == pytest.approx(43, abs=2)
    assert ": Half. All of these people stand on" in crowded


def test_small_areas_of_homes_are_buildings_and_keep_their_people(make: Make):
    outlines = layer("Polygon", [(box(5, 5, 10, 10), 3), (box(25, 5, 10, 10), 4)], ["people:integer"])
    homes = rows(make(HOMES=outlines)[0], "homes")
    assert list(homes["people"]) == [3, 4]
    assert set(homes["geometry"].map(lambda shape: shape.geom_type)) == {"Polygon"}


def test_text_empty_and_negative_numbers_are_left_out_and_counted(make: Make):
    homes = layer("Point", [(point(n, 5), text) for n, text in enumerate(["3", "many", None, "-2", "nan", "inf"])],
                  ["people:string"])  # fmt: skip
    district, listener = make(HOMES=homes, PEOPLE_FIELD="people")
    assert list(rows(district, "homes")["people"]) == [3]
    assert (
        "HOMES 'mine': 1 of 6 rows have no number of people in 'people' (feature id 3); they are left out."
        in listener.warned
    )
    assert (
        "HOMES 'mine': 4 of 6 rows have text or a negative number as number of people in 'people', "
        "the first is 'many' (feature ids 2, 4, 5 and 6); they are left out." in listener.warned
    )


@pytest.mark.parametrize("bad", ["-3", "nan", "many", ""])
def test_one_cell_that_cannot_be_used_does_not_hide_a_field_that_is_called_so(make: Make, bad: str):
    homes = layer("Point", [(point(0, 5), bad), (point(9, 5), "4")], ["people:string"])
    works = layer("Point", [(point(0, 5), bad), (point(9, 5), "5")], ["employees:string"])
    district, listener = make(HOMES=homes, BUILDINGS=works)
    assert list(rows(district, "homes")["people"]) == [4]
    assert rows(district, "buildings")["employees"].fillna(-1).tolist() == [-1, 5]
    assert "HOMES 'mine': people from the field 'people' (exact name)." in listener.told
    for what in ("number of people", "number of employees"):
        assert sum("1 of 2 rows" in text and "(feature id 1)" in text and what in text
                   for text in listener.warned) == 1  # fmt: skip


def test_a_field_that_is_called_so_without_a_usable_number_is_named(make: Make):
    homes = layer("Point", [(point(1, 5), -3), (point(9, 5), None)], ["people:integer"])
    assert "the field 'people' holds no usable number for people" in sentence(make, HOMES=homes)
    works = layer("Point", [(point(1, 5), "lots")], ["employees:string"])
    _, listener = make(BUILDINGS=works)
    assert any("the field 'employees' holds no usable number, so no building counts jobs" in text
               for text in listener.warned)  # fmt: skip


def test_a_decile_that_cannot_be_one_is_left_empty_and_counted(make: Make):
    homes = layer("Point", [(point(1, 5), 3, 2), (point(9, 5), 4, 11), (point(19, 5), 5, None), (point(29, 5), 6, 9)],
                  ["people:integer", "imd_decile:integer"])  # fmt: skip
    district, listener = make(HOMES=homes)
    assert rows(district, "homes")["deprivation"].fillna(-1).tolist() == [2, -1, -1, 9]
    assert district.settings["deprivation_is"] == "decile"
    assert "HOMES 'mine': 2 rows have no deprivation in 'imd_decile' (feature ids 2 and 3)." in listener.warned


def test_a_field_without_one_usable_number_stops(make: Make):
    homes = layer("Point", [(point(1, 5), "many")], ["people:string"])
    assert "holds no usable number for number of people" in sentence(make, HOMES=homes, PEOPLE_FIELD="people")


def test_a_field_that_does_not_exist_is_named_with_those_that_do(make: Make):
    homes = layer("Point", [(point(1, 5), 3)], ["people:integer"])
    text = sentence(make, HOMES=homes, PEOPLE_FIELD="persons")
    assert "no field 'persons'" in text and "Choose one of its fields: people" in text


def test_homes_without_a_field_of_people_stop_with_the_parameter_to_choose(make: Make):
    assert "Choose PEOPLE_FIELD" in sentence(make, HOMES=layer("Point", [(point(1, 5), "x")], ["note:string"]))


def test_weights_categories_and_names_of_opportunities(make: Make):
    name = 'O\'Neil "☕" <script>'
    places = layer(
        "Point",
        [
            (point(1, 5), "Pub", 2, name),
            (point(2, 5), "rocket", 1, "x"),
            (point(3, 5), "gp", -1, "y"),
            (point(4, 5), "gp", float("nan"), "z"),
        ],
        ["kind:string", "size:double", "name:string"],
    )
    district, listener = make(OPPORTUNITIES=places, CATEGORY_FIELD="kind", WEIGHT_FIELD="size")
    found = rows(district, "opportunities")
    assert found[["category", "weight", "name"]].values.tolist() == [["restaurant", 2.0, name]]
    assert any("1 of 4 rows name no category of the plugin ('rocket')" in text for text in listener.warned)
    assert any("1 of 4 rows have text or a negative number as weight" in text for text in listener.warned)
    assert any(
        "1 of 4 rows have no weight in 'size' (feature id 4); they are left out" in text for text in listener.warned
    )


def test_opportunities_without_one_known_category_stop(make: Make):
    places = layer("Point", [(point(1, 5), "rocket")], ["category:string"])
    assert "no value of the field 'category' is a category" in sentence(make, OPPORTUNITIES=places)


def test_buildings_keep_site_and_employees(make: Make):
    outlines = layer("Polygon", [(box(5, 5, 20, 20), 40, "AMP"), (box(45, 5, 20, 20), None, "SBP")],
                     ["employees:integer", "site:string"])  # fmt: skip
    district, listener = make(BUILDINGS=outlines)
    assert list(rows(district, "buildings")["site"]) == ["AMP", "SBP"]
    assert any("Opportunities: jobs 1." in text for text in listener.told)
    assert any("1 of 2 rows have no number of employees" in text for text in listener.warned)


def test_nodes_origins_and_green_spaces(make: Make):
    nodes = layer("Point", [(point(1, 5), "AMRC", "anchor")], ["name:string", "role:string"])
    grid = layer("Polygon", [(box(-100, -100, 100, 100), 12)], ["population:integer"])
    green = layer("Polygon", [(box(50, 10, 100, 100), "Public Park Or Garden"), (box(150, 10, 100, 100), "Play Space"),
                              (box(300, 10, 50, 50), "Golf Course")], ["function:string"])  # fmt: skip
    district, listener = make(NODES=nodes, ORIGINS_FROM=grid, GREENSPACES=green)
    assert rows(district, "nodes")[["name", "role"]].values.tolist() == [["AMRC", "anchor"]]
    assert list(rows(district, "origins")["people"]) == [12]
    space = rows(district, "greenspaces").iloc[0]
    assert len(rows(district, "greenspaces")) == 1
    assert space["hectares"] == pytest.approx(2.0)
    # The street runs 10 m south of its 200 m long side: an entrance at least every 50 m.
    assert len(shapely.from_wkt(space["entrances"]).geoms) >= 4
    assert any("Opportunities: green_space 1." in text for text in listener.told)
    assert any("1 of 3 areas are of a kind that is not open to everybody" in text for text in listener.told)


def test_repeated_ids_get_a_number_behind_them(make: Make):
    homes = layer("Point", [(point(n, 5), "a", 1) for n in range(3)], ["id:string", "people:integer"])
    district, listener = make(HOMES=homes)
    assert list(rows(district, "homes")["id"]) == ["a", "a-2", "a-3"]
    assert any("2 rows repeat the id of another row, the first is 'a'" in text for text in listener.warned)


def test_several_layers_of_interventions(make: Make):
    lines = layer("LineString", [(f"LINESTRING ({X} {Y + 100}, {X + 100} {Y})", "link", "walking_link")],
                  ["id:string", "kind:string"])  # fmt: skip
    points = layer("Point", [(point(9, 9), "cafe", "amenity")], ["id:string", "kind:string"])
    district, _ = make(INTERVENTIONS=[lines, points])
    assert [(one.id, one.kind) for one in district.interventions] == [("cafe", "amenity"), ("link", "walking_link")]


def test_extent_limits_what_is_read(make: Make):
    homes = layer("Point", [(point(10, 10), 1), (point(5000, 10), 1)], ["people:integer"])
    district, _ = make(HOMES=homes, EXTENT=f"{X - 500},{X + 500},{Y - 500},{Y + 500} [EPSG:27700]")
    assert len(rows(district, "homes")) == 1


KINDS = {"STREETS": "LineString", "GREENSPACES": "Polygon", "INTERVENTIONS": "LineString"}


@pytest.mark.parametrize(
    "key",
    ["STREETS", "OPPORTUNITIES", "HOMES", "BUILDINGS", "NODES", "ORIGINS_FROM", "GREENSPACES", "INTERVENTIONS"],
)
def test_empty_layers_stop_with_their_name(make: Make, key: str):
    empty = layer(KINDS.get(key, "Point"), [])
    given = [empty] if key == "INTERVENTIONS" else empty
    assert f"{key} 'mine': the layer has no features" in sentence(make, **{key: given})


def test_a_weight_is_taken_only_when_it_is_asked_for(make: Make):
    places = layer("Point", [(point(1, 5), "cafe", 4)], ["category:string", "capacity:integer"])
    district, listener = make(OPPORTUNITIES=places)
    assert list(rows(district, "opportunities")["weight"]) == [1.0]
    assert any("To weigh places by 'capacity', choose it as WEIGHT_FIELD" in text for text in listener.told)


def test_a_layer_that_cannot_be_opened_stops_the_run(make: Make):
    assert "HOMES" in sentence(make, HOMES="/nowhere/homes.gpkg")


def test_invalid_zones_are_mended_even_where_qgis_would_stop(make: Make, toolbox: Any, tmp_path: Path):
    corners = ((-300, -300), (300, 300), (300, -300), (-300, 300), (-300, -300))
    bow_tie = f"POLYGON (({', '.join(f'{X + dx} {Y + dy}' for dx, dy in corners)}))"
    zones = layer("Polygon", [(bow_tie, 30)], ["population:integer"])
    context, listener = QgsProcessingContext(), Heard()
    streets = layer("LineString", STREETS, ["highway:string"])
    asked = {"STREETS": streets, "HOMES": zones, "OUTPUT": str(tmp_path / "made.gpkg")}
    toolbox.run("districtplanner:createdistrict", asked, context=context, feedback=listener)
    assert rows(open_district(asked["OUTPUT"]), "homes")["people"].sum() == 30
    assert any("1 of 1 features had invalid geometry, which was mended" in text for text in listener.warned)
