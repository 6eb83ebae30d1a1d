"""Interventions to a GeoJSON file and from one, by the menu of the dock and the keys in the file dialog."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gui.panels.conftest import Window


def choose(window: Window, entry: str, path: Path | None) -> None:
    """Choose an entry of the menu, and a file in the dialog that opens; None: think better of it."""
    action = next(one for one in window.dock.header.menu_button.menu().actions() if one.objectName() == entry)
    assert action.isEnabled()
    window.choose_file(action.trigger, path)


def test_a_round_by_file_is_one_gesture_and_keeps_what_others_wrote(opened: Window, tmp_path: Path) -> None:
    session, path = opened.session, tmp_path / "mine.geojson"
    choose(opened, "to_geojson", path)
    written = json.loads(path.read_text(encoding="utf-8"))
    before = session.interventions()
    assert [feature["id"] for feature in written["features"]] == [one.id for one in before]

    link = next(feature for feature in written["features"] if feature["id"] == "c02")
    link["properties"] |= {"id": "theirs", "scheme_reference": "ATE-01", "contact": {"name": "SCC"}}
    del link["properties"]["dp_type"]  # what is left are the words of the scheme form
    crossing = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-1.38, 53.4]},
                "properties": {"name": "Theirs too", "intervention_type": "crossing"}}  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [link, crossing]}), encoding="utf-8")
    choose(opened, "from_geojson", path)
    more = {one.id: one for one in session.interventions() if one not in before}
    assert sorted(one.kind for one in more.values()) == ["crossing", "cycle_path"]
    assert json.loads(more["theirs"].attributes["properties"]) == {
        "scheme_reference": "ATE-01", "contact": {"name": "SCC"}}  # fmt: skip
    assert more["theirs"].geometry.hausdorff_distance(session.intervention("c02").geometry) < 0.02
    assert set(more) <= session.on()

    choose(opened, "to_geojson", path)
    again = {feature["id"]: feature["properties"] for feature in json.loads(path.read_text("utf-8"))["features"]}
    assert (again["theirs"]["scheme_reference"], again["theirs"]["contact"]) == ("ATE-01", {"name": "SCC"})
    assert session.undo_text == "Interventions from mine.geojson"
    session.undo()
    assert session.interventions() == before
    session.redo()
    assert {one.id for one in session.interventions()} - {one.id for one in before} == set(more)
    assert opened.told == []


def test_a_wrong_file_and_a_changed_mind_leave_the_district_alone(opened: Window, tmp_path: Path) -> None:
    session, path = opened.session, tmp_path / "wrong.geojson"
    before = session.interventions()
    path.write_text("{oops", encoding="utf-8")
    choose(opened, "from_geojson", path)
    assert len(opened.told) == 1 and "it is not JSON" in opened.told[0]
    choose(opened, "from_geojson", None)
    choose(opened, "to_geojson", None)
    assert session.interventions() == before
    assert list(tmp_path.glob("*.geojson")) == [path]


def test_what_was_changed_on_the_way_in_is_said(opened: Window, tmp_path: Path) -> None:
    path = tmp_path / "bare.geojson"
    line = {"type": "LineString", "coordinates": [[-1.38, 53.4], [-1.379, 53.4]]}
    bare = {"type": "Feature", "geometry": line, "properties": {}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [bare] * 5}), encoding="utf-8")
    choose(opened, "from_geojson", path)
    assert len(opened.told) == 1
    assert opened.told[0].count("it has no kind and is taken for a walking link") == 3
    assert "2 more" in opened.told[0]


@pytest.mark.parametrize("entry", ["to_geojson", "from_geojson"])
def test_without_a_district_there_is_nothing_to_choose(window: Window, entry: str) -> None:
    window.dock.header.show_districts()
    action = next(one for one in window.dock.header.menu_button.menu().actions() if one.objectName() == entry)
    assert not action.isEnabled()
    window.desktop.windows.show(entry)
    assert window.told == []
