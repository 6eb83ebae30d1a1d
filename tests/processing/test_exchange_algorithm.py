"""Interventions of others through the toolbox: a scheme file into a district, out of it again, and in once more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsVectorLayer,
)

from district_planner.core.district import District
from district_planner.core.geopackage import open_district

PATH = [[-1.383, 53.398], [-1.380, 53.399], [-1.377, 53.398]]
PASSED = [-1.380, 53.399]
CROSSING = [[-1.3822, 53.3975], [-1.3822, 53.3978]]
FILE = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": PATH}, "properties": {
            "id": "path", "name": "Path", "intervention_type": "route", "intended_uses": "cycling",
            "no_join": [PASSED], "scheme_reference": "ATE-01", "contact": {"name": "SCC"}}},
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": CROSSING}, "properties": {
            "id": "crossing", "name": "Crossing", "intervention_type": "crossing", "intended_uses": "all",
            "phase": 2}},
    ],
}  # fmt: skip


@pytest.fixture
def scheme(tmp_path: Path) -> str:
    """Return a file as a scheme promoter hands it in, without a word of ours."""
    path = tmp_path / "scheme.geojson"
    path.write_text(json.dumps(FILE), encoding="utf-8")
    return str(path)


def streets() -> QgsVectorLayer:
    """Return a street of 400 m near the places of the file."""
    layer = QgsVectorLayer("LineString?crs=EPSG:27700&field=highway:string", "streets", "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["residential"])
    feature.setGeometry(QgsGeometry.fromWkt("LINESTRING (441000 389000, 441400 389000)"))
    layer.dataProvider().addFeature(feature)
    return layer


def made(run: Any, file: str, target: Path) -> District:
    """Return a district with the interventions of a file."""
    run("createdistrict", STREETS=streets(), INTERVENTIONS=[file], OUTPUT=str(target))
    return open_district(target)


def on_the_grid(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a place on the National Grid by QGIS' own transformation of one point."""
    wgs84, grid = QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem("EPSG:27700")
    there = QgsCoordinateTransform(wgs84, grid, QgsCoordinateTransformContext())
    point = there.transform(QgsPointXY(longitude, latitude))
    return point.x(), point.y()


def properties(path: Path) -> dict[str, dict[str, Any]]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return {feature["id"]: feature["properties"] for feature in found["features"]}


def test_the_words_of_the_scheme_form_decide_the_kind(run: Any, sample: str, scheme: str):
    found, heard = run("scoreinterventions", DISTRICT=sample, INTERVENTIONS=[scheme], SCORES="memory:", MODES=["cycle"],
                       INDICATORS=["nearest"], CATEGORIES=["grocery"])  # fmt: skip
    kinds = {row["name"]: row["kind"] for row in found["SCORES"].getFeatures()}
    assert (kinds["Path"], kinds["Crossing"]) == ("cycle_path", "crossing")
    assert not any("taken for a walking link" in text for text in heard.told)


def test_points_that_do_not_join_arrive_on_the_districts_grid(run: Any, scheme: str, tmp_path: Path):
    district = made(run, scheme, tmp_path / "made.gpkg")
    path = next(one for one in district.interventions if one.id == "path")
    # The point is the middle vertex of the path; both went their own way to the grid.
    assert json.loads(path.attributes["no_join"])[0] == pytest.approx(on_the_grid(*PASSED), abs=0.01)
    assert shapely.get_point(path.geometry, 1).coords[0] == pytest.approx(on_the_grid(*PASSED), abs=0.01)


def test_what_others_wrote_survives_the_whole_round_and_goes_to_nobody_else(run: Any, scheme: str, tmp_path: Path):
    first, out = made(run, scheme, tmp_path / "made.gpkg"), tmp_path / "out.geojson"
    found, heard = run("exportinterventions", DISTRICT=str(tmp_path / "made.gpkg"), OUTPUT=str(out))
    assert found["OUTPUT"] == str(out)
    assert any("2 intervention" in text for text in heard.told)
    written = properties(out)
    for feature in FILE["features"]:
        given = feature["properties"]
        assert {name: written[given["id"]][name] for name in given if name != "no_join"} == {
            name: value for name, value in given.items() if name != "no_join"
        }
    assert written["path"]["no_join"][0] == pytest.approx(PASSED, abs=2e-7)
    assert not {"scheme_reference", "contact"} & set(written["crossing"]) and "phase" not in written["path"]
    second = made(run, str(out), tmp_path / "again.gpkg")
    for one, other in zip(first.interventions, second.interventions):
        assert (one.id, one.name, one.kind) == (other.id, other.name, other.kind)
        assert json.loads(one.attributes["properties"]) == json.loads(other.attributes["properties"])
        assert one.geometry.hausdorff_distance(other.geometry) < 0.02


def test_every_kind_of_the_sample_comes_back_from_its_file(run: Any, sample: str, tmp_path: Path):
    out = tmp_path / "out.geojson"
    run("exportinterventions", DISTRICT=sample, OUTPUT=str(out))
    again = {one.id: one for one in made(run, str(out), tmp_path / "made.gpkg").interventions}
    before = open_district(sample).interventions
    assert {one.id: (one.kind, one.name, one.external) for one in before} == {
        one.id: (one.kind, one.name, one.external) for one in again.values()
    }
    for one in before:
        assert one.geometry.hausdorff_distance(again[one.id].geometry) < 0.02
        assert set(one.attributes) <= set(again[one.id].attributes)


def test_a_district_without_interventions_and_a_folder_that_is_not_there_are_sentences(
    run: Any, refused: Any, sample: str, tmp_path: Path
):
    bare = str(tmp_path / "bare.gpkg")
    run("createdistrict", STREETS=streets(), OUTPUT=bare)
    assert "holds no interventions" in refused("exportinterventions", DISTRICT=bare, OUTPUT=str(tmp_path / "o.geojson"))
    assert "folder does not exist" in refused("exportinterventions", DISTRICT=sample, OUTPUT="/nowhere/at/o.geojson")
    assert "the district itself" in refused("exportinterventions", DISTRICT=sample, OUTPUT=sample)


UNHEARD = {
    "id": "path", "name": "Path", "big": 12345678901234567, "huge": -(2**63) - 5, "year": 2031, "share": 1.5,
    "none": None,
    "flag": False, "text": "007", "nested": {"k": [1, {"z": None}], "n": 9007199254740993}, "tiny": 1e-17,
}  # fmt: skip


def kept(found: dict[str, Any], among: Any) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name in among}


@pytest.mark.parametrize("way", ["file", "layer"])
def test_properties_that_no_field_holds_come_back_as_they_were(run: Any, tmp_path: Path, way: str):
    line = {"type": "LineString", "coordinates": PATH}
    # What one feature has and the other has not, or has as a fraction, changes no type of the other's.
    other = {"id": "other", "name": "Other", "year": 1.5, "flag": True}
    file = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": line, "properties": UNHEARD},
        {"type": "Feature", "geometry": line, "properties": other},
    ]}  # fmt: skip
    path = tmp_path / "in.geojson"
    path.write_text(json.dumps(file), encoding="utf-8")
    district = tmp_path / "d.gpkg"
    given = str(path) if way == "file" else QgsVectorLayer(str(path), "scheme", "ogr")
    run("createdistrict", STREETS=streets(), INTERVENTIONS=[given], OUTPUT=str(district))
    run("exportinterventions", DISTRICT=str(district), OUTPUT=str(tmp_path / "out.geojson"))
    back = properties(tmp_path / "out.geojson")
    # JSON texts tell 2031 from 2031.0, which Python takes for equal.
    assert json.dumps(kept(back["path"], UNHEARD), sort_keys=True) == json.dumps(UNHEARD, sort_keys=True)
    assert kept(back["other"], UNHEARD) == other and "none" not in back["other"]


def test_whole_numbers_of_any_layer_stay_whole(run: Any, tmp_path: Path):
    layer = QgsVectorLayer("LineString?crs=EPSG:4326&field=id:string&field=big:int8", "mine", "memory")
    for name, big in (("a", 12345678901234567), ("b", None)):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([name, big])
        feature.setGeometry(QgsGeometry.fromWkt("LINESTRING (-1.383 53.398, -1.380 53.399)"))
        layer.dataProvider().addFeature(feature)
    district = tmp_path / "d.gpkg"
    run("createdistrict", STREETS=streets(), INTERVENTIONS=[layer], OUTPUT=str(district))
    run("exportinterventions", DISTRICT=str(district), OUTPUT=str(tmp_path / "out.geojson"))
    back = properties(tmp_path / "out.geojson")
    assert json.dumps(back["a"]["big"]) == "12345678901234567"
    assert "big" not in back["b"]
