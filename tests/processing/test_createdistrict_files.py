"""createdistrict on downloads and whole OpenStreetMap files, and over files that are there already."""

from __future__ import annotations

import errno
import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
    QgsVectorFileWriter,
)

from district_planner.core.geopackage import open_district
from tests.processing.listening import Heard
from tests.processing.two_streets import STREETS, Make, X, Y, layer, point, rows, sentence


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


def test_an_existing_district_stays_when_a_run_fails_or_is_cancelled(make: Make, toolbox: Any, tmp_path: Path):
    make()
    file = tmp_path / "made.gpkg"
    before = file.read_bytes()
    sentence(make, HOMES=layer("Point", []))
    for share in (10, 60, 85):
        streets = layer("LineString", STREETS, ["highway:string"])
        asked = {"STREETS": streets, "OUTPUT": str(file)}
        listener = Heard(cancel_at=share)
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


def test_a_planner_s_own_layer_in_a_district_is_never_lost(make: Make, tmp_path: Path):
    make()
    (file,) = tmp_path.iterdir()
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "trees"
    options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    trees = layer("Point", [(point(9, 9), "oak")], ["kind:string"])
    QgsVectorFileWriter.writeAsVectorFormatV3(trees, str(file), QgsProject.instance().transformContext(), options)
    _, listener = make()
    (copy,) = tmp_path.glob("*.previous*")
    assert list(open_district(copy).tables["trees"]["kind"]) == ["oak"]
    assert any(str(copy) in text for text in listener.warned)


@pytest.mark.parametrize("share", [85, 97])
def test_a_cancelled_run_takes_away_the_copy_of_what_was_drawn(make: Make, toolbox: Any, tmp_path: Path, share: int):
    make(INTERVENTIONS=[layer("Point", [(point(9, 9), "cafe", "amenity")], ["id:string", "kind:string"])])
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()
    asked = {"STREETS": layer("LineString", STREETS, ["highway:string"]), "OUTPUT": str(file)}
    listener = Heard(cancel_at=share)
    toolbox.run("districtplanner:createdistrict", asked, feedback=listener)
    assert "Cancelled. Nothing has been written." in listener.told
    assert not any("it is kept as" in text for text in listener.warned)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_copy_that_has_no_room_is_taken_away(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    make(INTERVENTIONS=[layer("Point", [(point(9, 9), "cafe", "amenity")], ["id:string", "kind:string"])])
    (file,) = tmp_path.iterdir()

    def full(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:1000])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", full)
    assert "cannot be copied (No space left on device)" in sentence(make)
    assert list(tmp_path.iterdir()) == [file]


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
    # Cut at junctions without motorways the README counts 5,743 edges; motorways are kept here, and squares, which the
    # README leaves out.
    streets = rows(open_district(output), "streets")
    assert 5_743 <= (~streets["note"].isin(["across a square", "outline of a square"])).sum() < 6_100
    failed = qgis_process.call("run", "districtplanner:createdistrict", "--", f"OUTPUT={tmp_path / 'none.gpkg'}")
    assert failed.returncode == 1
    assert "there is no source of streets" in failed.stderr
    assert not (tmp_path / "none.gpkg").exists()


def test_layers_of_another_program_are_left_as_they_are(make: Make, tmp_path: Path):
    own = tmp_path / "mine.gpkg"
    streets = layer("LineString", STREETS, ["highway:string"])
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "streets"
    QgsVectorFileWriter.writeAsVectorFormatV3(streets, str(own), QgsProject.instance().transformContext(), options)
    before = own.read_bytes()
    text = sentence(make, OUTPUT=str(own))
    assert "holds other layers ('streets') and was left as it is" in text
    assert "Choose another name" in text
    assert own.read_bytes() == before
    # A district is replaced as ever.
    first, _ = make(OUTPUT=str(tmp_path / "again.gpkg"))
    again, _ = make(OUTPUT=str(tmp_path / "again.gpkg"))
    assert len(again.tables["streets"]) == len(first.tables["streets"])
