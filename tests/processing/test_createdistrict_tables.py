"""createdistrict with a planner's own tables of categories and modes, and the switch for fast main roads."""

from __future__ import annotations

from pathlib import Path

import pytest

from district_planner.core.district import District
from tests.processing.two_streets import STREETS, Make, layer, point, rows, sentence


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


def mode_table(folder: Path, *more: str) -> str:
    """Return a table by which everybody may use every street, but for the rows given."""
    every = [f"{mode},street,highway,*,yes" for mode in ("walk", "cycle", "wheelchair", "cars")]
    file = folder / "modes.csv"
    file.write_text("\n".join(["mode,on,key,values,permission", *every, *more]), encoding="utf-8")
    return str(file)


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
