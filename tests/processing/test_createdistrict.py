"""createdistrict through the toolbox: what a planner has becomes one district file, or a sentence says what to do."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

from district_planner.core.district import TABLES, District
from district_planner.core.geopackage import open_district

# A cross of two residential streets around (441000, 389000) near Waverley, 400 m each way.
X, Y = 441_000, 389_000
STREETS = [
    (f"LINESTRING ({X - 400} {Y}, {X} {Y}, {X + 400} {Y})", "residential"),
    (f"LINESTRING ({X} {Y - 400}, {X} {Y}, {X} {Y + 400})", "residential"),
]


class Listener(QgsProcessingFeedback):
    """Feedback that remembers what it was told and cancels when asked to."""

    def __init__(self, cancel_at: float = math.inf) -> None:
        super().__init__(False)
        self.told: list[str] = []
        self.warned: list[str] = []
        self.cancel_at = cancel_at

    def pushInfo(self, info: str) -> None:
        self.told.append(info)

    def pushWarning(self, warning: str) -> None:
        self.warned.append(warning)

    def setProgress(self, progress: float) -> None:
        if progress >= self.cancel_at:
            self.cancel()


def layer(geometry: str, rows: Sequence[Any], fields: Sequence[str] = (), crs: str = "EPSG:27700") -> QgsVectorLayer:
    """A memory layer; each row is a tuple of WKT and attributes."""
    made = QgsVectorLayer("&".join([f"{geometry}?", *(f"field={field}" for field in fields)]), "mine", "memory")
    made.setCrs(QgsCoordinateReferenceSystem(crs))
    features = []
    for wkt, *attributes in rows:
        feature = QgsFeature(made.fields())
        feature.setAttributes(attributes)
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    made.dataProvider().addFeatures(features)
    return made


def point(dx: float, dy: float) -> str:
    return f"POINT ({X + dx} {Y + dy})"


def box(dx: float, dy: float, width: float, height: float) -> str:
    return shapely.to_wkt(shapely.box(X + dx, Y + dy, X + dx + width, Y + dy + height))


Make = Callable[..., "tuple[District, Listener]"]


@pytest.fixture
def make(toolbox: Any, tmp_path: Path) -> Make:
    """Return a function that runs createdistrict on the two streets and more, and opens what it wrote."""

    def run(**parameters: Any) -> tuple[District, Listener]:
        listener = Listener()
        streets = layer("LineString", STREETS, ["highway:string"])
        asked = {"STREETS": streets, "OUTPUT": str(tmp_path / "made.gpkg"), **parameters}
        found = toolbox.run("districtplanner:createdistrict", asked, feedback=listener)
        return open_district(found["OUTPUT"]), listener

    return run


def sentence(make: Make, **parameters: Any) -> str:
    with pytest.raises(QgsProcessingException) as caught:
        make(**parameters)
    return str(caught.value)


def rows(district: District, table: str) -> pd.DataFrame:
    return district.table(table)


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


def test_zones_without_dwellings_are_spread_along_their_streets(make: Make):
    zones = layer("Polygon", [(box(-450, -450, 900, 900), "E01000001", 128)], ["lsoa21cd:string", "population:integer"])
    homes = rows(make(HOMES=zones)[0], "homes")
    # 1,600 m of street, a point every 25 m, 2 people each.
    assert len(homes) == 64
    assert set(homes["people"]) == {2.0}
    assert set(homes["zone"]) == {"E01000001"}


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
    assert "HOMES 'mine': 1 of 6 rows have no number of people in 'people'; they are left out." in listener.warned
    assert (
        "HOMES 'mine': 4 of 6 rows have text or a negative number as number of people in 'people', "
        "the first is 'many'; they are left out." in listener.warned
    )


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
    assert any("1 of 4 rows have no weight in 'size'; they are left out" in text for text in listener.warned)


def test_opportunities_without_one_known_category_stop(make: Make):
    places = layer("Point", [(point(1, 5), "rocket")], ["category:string"])
    assert "no value of the field 'category' is a category" in sentence(make, OPPORTUNITIES=places)


def test_a_quickosm_layer_is_read_by_its_tags(make: Make):
    fields = ["full_id:string", "amenity:string", "shop:string", "name:string"]
    tagged = [(point(1, 5), "n1", "pharmacy", None, "A"), (point(9, 5), "n2", None, "bakery", "B")]
    places = layer("Point", tagged, fields)
    found = rows(make(OPPORTUNITIES=places)[0], "opportunities")
    assert sorted(found["category"]) == ["grocery", "health", "pharmacy"]
    assert set(found["source"]) == {"n1", "n2"}


def test_files_of_overpass_turbo_are_read_by_their_tags(make: Make, tmp_path: Path):
    # As "Export > GeoJSON" of overpass-turbo.eu writes them: @id, then the tags that a feature has.
    places = [
        ({"@id": "node/7", "amenity": "pharmacy", "name": "A"}, (0, 5)),
        ({"@id": "way/8", "shop": "bakery"}, (9, 5)),
    ]
    ways = [({"@id": "way/9", "highway": "footway", "bicycle": "designated"}, [(0, 0), (300, 0)])]
    to_degrees = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:27700"), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )

    def degrees(x: float, y: float) -> list[float]:
        there = to_degrees.transform(QgsPointXY(X + x, Y + y))
        return [there.x(), there.y()]

    def file(name: str, kind: str, features: list[tuple[dict[str, str], Any]]) -> str:
        made = [
            {"type": "Feature", "properties": tags, "id": tags["@id"],
             "geometry": {"type": kind, "coordinates": degrees(*at) if kind == "Point" else [degrees(*c) for c in at]}}
            for tags, at in features
        ]  # fmt: skip
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), encoding="utf-8")
        return str(path)

    district, _ = make(STREETS=file("ways.geojson", "LineString", ways),
                       OPPORTUNITIES=file("places.geojson", "Point", places), CRS="EPSG:27700")  # fmt: skip
    found = rows(district, "opportunities")
    assert sorted(found["category"]) == ["grocery", "health", "pharmacy"]
    assert set(found["source"]) == {"node/7", "way/8"}
    assert rows(district, "streets")[["highway", "walk", "cycle"]].values.tolist() == [["footway", "yes", "yes"]]


def test_buildings_with_employees_are_jobs_too(make: Make):
    outlines = layer("Polygon", [(box(5, 5, 20, 20), 40, "AMP"), (box(45, 5, 20, 20), None, "SBP")],
                     ["employees:integer", "site:string"])  # fmt: skip
    district, listener = make(BUILDINGS=outlines)
    assert list(rows(district, "buildings")["site"]) == ["AMP", "SBP"]
    jobs = rows(district, "opportunities")
    assert jobs[["category", "weight"]].values.tolist() == [["jobs", 40.0]]
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
    opportunity = rows(district, "opportunities").iloc[0]
    assert (opportunity["category"], opportunity["weight"]) == ("green_space", pytest.approx(2.0))
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


def test_a_planner_s_table_of_categories_is_used(make: Make, tmp_path: Path):
    table = tmp_path / "mine.csv"
    table.write_text("key,value,category\namenity,bench,meeting_place\n", encoding="utf-8")
    places = layer("Point", [(point(1, 5), "bench")], ["amenity:string"])
    district, _ = make(OPPORTUNITIES=places, CATEGORY_TABLE=str(table))
    assert list(rows(district, "opportunities")["category"]) == ["meeting_place"]


FAST = [(line, "trunk", "50 mph") for line, _ in STREETS]
OSM_FILE = """<osm version="0.6">
<node id="1" lat="53.380" lon="-1.400" version="1"/><node id="2" lat="53.384" lon="-1.400" version="1"/>
<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="trunk"/><tag k="maxspeed" v="50 mph"/></way>
</osm>"""


def walked(district: District) -> set[str]:
    return set(rows(district, "streets")["walk"])


def test_fast_main_roads_are_walked_only_when_the_planner_allows_it(make: Make):
    fast = layer("LineString", FAST, ["highway:string", "maxspeed:string"])
    district, listener = make(STREETS=fast)
    assert walked(district) == {"no"}
    assert any("Create district has a switch that allows them" in text for text in listener.told)
    district, listener = make(STREETS=fast, ALLOW_FAST_ROADS=True)
    assert walked(district) == {"yes"}
    assert district.settings["fast_roads_are_walked"] == 1
    assert any("Fast main roads without a sidewalk may be walked" in text for text in listener.told)


def test_the_switch_and_the_table_of_modes_hold_for_an_openstreetmap_file_too(make: Make, tmp_path: Path):
    file = tmp_path / "fast.osm"
    file.write_text(OSM_FILE, encoding="utf-8")
    assert walked(make(OSM=str(file), STREETS=None)[0]) == {"no"}
    assert walked(make(OSM=str(file), STREETS=None, ALLOW_FAST_ROADS=True)[0]) == {"yes"}
    district, _ = make(OSM=str(file), STREETS=None, MODE_TABLE=mode_table(tmp_path, "walk,street,highway,trunk,yes"))
    assert walked(district) == {"yes"}


def mode_table(folder: Path, *more: str) -> str:
    """Return a table by which everybody may use every street, but for the rows given."""
    every = [f"{mode},street,highway,*,yes" for mode in ("walk", "cycle", "wheelchair", "cars")]
    file = folder / "modes.csv"
    file.write_text("\n".join(["mode,on,key,values,permission", *every, *more]), encoding="utf-8")
    return str(file)


def test_a_planner_s_table_of_modes_is_used_and_read_anew(make: Make, tmp_path: Path):
    district, listener = make(MODE_TABLE=mode_table(tmp_path, "cycle,street,highway,residential,no"))
    assert (walked(district), set(rows(district, "streets")["cycle"])) == ({"yes"}, {"no"})
    assert any("Who may use which street is told by modes.csv" in text for text in listener.told)
    assert "modes.csv" in str(district.settings["sources"])
    district, _ = make(MODE_TABLE=mode_table(tmp_path, "walk,street,highway,residential,destination"))
    assert (walked(district), set(rows(district, "streets")["cycle"])) == ({"destination"}, {"yes"})


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("walk,street,highway,residential,perhaps", "'perhaps' is no permission"),
        ("fly,street,highway,residential,yes", "names 'fly'"),
        ("walk,roof,highway,residential,yes", "names 'roof'"),
        ("walk,street,highway,residential", "permission is empty"),
    ],
)
def test_a_table_of_modes_that_is_not_understood_is_a_sentence(make: Make, tmp_path: Path, row: str, words: str):
    assert words in sentence(make, MODE_TABLE=mode_table(tmp_path, row))


def test_a_table_of_modes_without_a_mode_is_a_sentence(make: Make, tmp_path: Path):
    file = tmp_path / "half.csv"
    file.write_text("mode,on,key,values,permission\nwalk,street,highway,*,yes\n", encoding="utf-8")
    assert "no row on streets for cycle, wheelchair, cars" in sentence(make, MODE_TABLE=str(file))
    assert "cannot be read" in sentence(make, MODE_TABLE=str(tmp_path / "none.csv"))


def test_an_existing_district_stays_when_a_run_fails_or_is_cancelled(make: Make, toolbox: Any, tmp_path: Path):
    make()
    file = tmp_path / "made.gpkg"
    before = file.read_bytes()
    sentence(make, HOMES=layer("Point", []))
    for share in (10, 60, 85):
        streets = layer("LineString", STREETS, ["highway:string"])
        asked = {"STREETS": streets, "OUTPUT": str(file)}
        listener = Listener(cancel_at=share)
        toolbox.run("districtplanner:createdistrict", asked, feedback=listener)
        assert "Cancelled. Nothing has been written." in listener.told
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_drawn_interventions_are_never_lost(make: Make, tmp_path: Path):
    drawn = layer("Point", [(point(9, 9), "cafe", "amenity")], ["id:string", "kind:string"])
    make(INTERVENTIONS=[drawn])
    _, again = make(INTERVENTIONS=[drawn])
    assert not list(tmp_path.glob("*.previous*"))
    _, without = make()
    (copy,) = tmp_path.glob("*.previous*")
    assert [one.id for one in open_district(copy).interventions] == ["cafe"]
    assert any(str(copy) in text for text in without.warned)
    assert not any("previous" in text for text in again.warned)


def test_invalid_zones_are_mended_even_where_qgis_would_stop(make: Make, toolbox: Any, tmp_path: Path):
    corners = ((-300, -300), (300, 300), (300, -300), (-300, 300), (-300, -300))
    bow_tie = f"POLYGON (({', '.join(f'{X + dx} {Y + dy}' for dx, dy in corners)}))"
    zones = layer("Polygon", [(bow_tie, 30)], ["population:integer"])
    context, listener = QgsProcessingContext(), Listener()
    streets = layer("LineString", STREETS, ["highway:string"])
    asked = {"STREETS": streets, "HOMES": zones, "OUTPUT": str(tmp_path / "made.gpkg")}
    toolbox.run("districtplanner:createdistrict", asked, context=context, feedback=listener)
    assert rows(open_district(asked["OUTPUT"]), "homes")["people"].sum() == 30
    assert any("1 of 1 features had invalid geometry, which was mended" in text for text in listener.warned)


def test_newport_keeps_its_people_and_names_what_is_mapped_incompletely(
    make: Make, reference_data: Callable[..., Path]
):
    osm = reference_data("newport", "newport-2023-06-13.osm.pbf")
    zones = f"{reference_data('newport', 'zones.gpkg')}|layername=lsoa11"
    district, listener = make(STREETS=None, OSM=str(osm), HOMES=zones)
    homes = rows(district, "homes")
    # The total of pop2019 in the data's README.
    assert math.fsum(homes["people"]) == 154_676
    assert homes.groupby("zone")["people"].agg(math.fsum).map(float.is_integer).all()
    assert homes["source"].value_counts()["dwelling"] > 25_000
    assert any("of 95 zones the mapped dwellings have less than 12 m²" in text for text in listener.warned)
    assert district.settings["deprivation_is"] == "score"
    assert any("people from the field 'pop2019' (beginning of the name)" in text for text in listener.told)
    counts = rows(district, "opportunities")["category"].value_counts()
    # Counted by their tags with ogrinfo: 846 shop objects of which 208 are vacant; 49 school objects of which 34 have a
    # name of their own and the others are buildings on their grounds.
    assert 400 < counts["shop"] + counts["grocery"] < 846 - 208
    assert counts["school_primary"] + counts["school_secondary"] == 34
    green = rows(district, "greenspaces")
    assert (green["entrances"] != "").sum() >= len(green) - 2


def test_an_osm_file_that_is_cut_off_leaves_the_old_district_alone(
    make: Make, reference_data: Callable[..., Path], tmp_path: Path
):
    whole = reference_data("leeds-west", "leeds_west.osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole[: len(whole) // 2])
    make()
    before = (tmp_path / "made.gpkg").read_bytes()
    assert "cut.osm.pbf" in sentence(make, STREETS=None, OSM=str(cut))
    assert (tmp_path / "made.gpkg").read_bytes() == before


def test_qgis_process_makes_a_district_and_ends_with_a_sentence_where_it_cannot(
    qgis_process: Any, reference_data: Callable[..., Path], tmp_path: Path
):
    osm = reference_data("leeds-west", "leeds_west.osm.pbf")
    output = str(tmp_path / "leeds.gpkg")
    qgis_process.run("createdistrict", OSM=osm, OUTPUT=output)
    # Cut at junctions without motorways the README counts 5,743 edges; motorways are kept here.
    assert 5_743 <= len(rows(open_district(output), "streets")) < 6_100
    failed = qgis_process.call("run", "districtplanner:createdistrict", "--", f"OUTPUT={tmp_path / 'none.gpkg'}")
    assert failed.returncode == 1
    assert "there is no source of streets" in failed.stderr
    assert not (tmp_path / "none.gpkg").exists()
