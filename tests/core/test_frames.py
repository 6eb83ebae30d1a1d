"""Interventions from the table of any layer."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from district_planner.core.errors import LayerError
from district_planner.core.interventions.frames import interventions_from_frame

LINE = LineString([(0, 0), (100, 0)])


def frame(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_columns_are_recognised_and_the_rest_is_kept():
    found, notes = interventions_from_frame(frame(
        ID=["a"], Name=["Link"], KIND=["walking_link"], capex=[5e5], OpenYear=[2031.0], status=["planned"],
        officer=["J"], fid=[3], geometry=[LINE],
    ))  # fmt: skip

    one = found[0]
    assert (one.id, one.name, one.kind) == ("a", "Link", "walking_link")
    assert one.attributes["cost_central"] == 500_000
    assert one.attributes["open_year"] == 2031
    assert one.attributes["status"] == "planned"
    # An alias is kept beside what it was understood as; OpenYear is the column's own name, written differently.
    assert json.loads(one.attributes["properties"]) == {"capex": 500_000, "officer": "J", "fid": 3}
    assert notes == ()


def test_a_columns_own_name_goes_before_an_alias():
    found, _ = interventions_from_frame(frame(budget=[1.0], cost_central=[2.0], geometry=[LINE]), "walking_link")

    assert found[0].attributes["cost_central"] == 2


@pytest.mark.parametrize("empty", [None, np.nan, pd.NA, pd.NaT, "", "  "])
def test_empty_cells_are_unknown(empty):
    found, _ = interventions_from_frame(frame(jobs=[empty], kind=["amenity"], geometry=[Point(0, 0)]))

    assert "jobs" not in found[0].attributes


def test_the_default_kind_is_for_rows_that_name_none():
    found, notes = interventions_from_frame(frame(kind=["crossing", None], geometry=[LINE, LINE]), "closure")

    assert [one.kind for one in found] == ["crossing", "closure"]
    assert notes == ()


def test_without_any_kind_a_line_is_a_walking_link_and_a_point_is_nothing_and_both_are_said():
    found, notes = interventions_from_frame(frame(geometry=[LINE, Point(0, 0)]))

    assert [one.kind for one in found] == ["walking_link", ""]
    assert "row 1: it has no kind and is taken for a walking link" in notes[0]
    assert "row 2: it has no kind and therefore no effect" in notes[1]


def test_heights_and_measures_are_dropped():
    z = shapely.from_wkt("LINESTRING Z (0 0 5, 10 0 6)")
    m = shapely.from_wkt("POINT M (1 2 3)") if shapely.geos_version >= (3, 12, 0) else Point(1, 2)
    found, _ = interventions_from_frame(frame(geometry=[z, m]), "closure")

    assert [one.geometry.wkt for one in found] == ["LINESTRING (0 0, 10 0)", "POINT (1 2)"]


def test_several_parts_become_several_interventions_that_share_the_amounts():
    # 1 ha and 3 ha: 100 of 400 jobs and 300; a weight is no amount of the whole and stays.
    areas = MultiPolygon([box(0, 0, 100, 100), box(500, 0, 600, 300)])
    found, notes = interventions_from_frame(
        frame(id=["s"], kind=["employment_site"], jobs=[400], weight=[2.0], geometry=[areas])
    )

    assert [one.id for one in found] == ["s", "s-2"]
    assert [one.attributes["jobs"] for one in found] == [100, 300]
    assert [one.attributes["weight"] for one in found] == [2, 2]
    assert len(notes) == 1
    assert "2 parts" in notes[0]


def test_one_part_in_a_multi_geometry_is_nothing_to_mention():
    found, notes = interventions_from_frame(frame(geometry=[MultiPoint([(1, 2)])]), "crossing")

    assert found[0].geometry == Point(1, 2)
    assert notes == ()


def test_rows_without_geometry_are_left_out_and_counted():
    found, notes = interventions_from_frame(frame(geometry=[None, Polygon(), LINE, np.nan]), "closure")

    assert len(found) == 1
    assert [note[:5] for note in notes] == ["row 1", "row 2", "row 4"]


def test_ids_are_unique_also_against_other_layers():
    found, notes = interventions_from_frame(frame(id=["a", "a", None], geometry=[LINE] * 3), "closure", taken=["a"])

    assert [one.id for one in found] == ["a-2", "a-3", "drawn-4"]
    assert len(notes) == 2


def test_numbers_written_as_text_are_read_and_words_are_kept_with_a_note():
    found, notes = interventions_from_frame(
        frame(jobs=["1,200", "many"], cost=["5.5", 1], geometry=[Point(0, 0)] * 2), "employment_site"
    )

    assert found[0].attributes["jobs"] == 1200
    assert found[0].attributes["cost_central"] == 5.5
    assert "jobs" not in found[1].attributes
    assert json.loads(found[1].attributes["properties"])["jobs"] == "many"
    assert "row 2: 'many' does not fit the field jobs" in notes[0]


def test_ids_that_came_as_numbers_are_texts_without_decimals():
    found, _ = interventions_from_frame(frame(id=[7.0], external=[1], geometry=[LINE]), "closure")

    assert found[0].id == "7"
    assert found[0].external


def test_properties_of_an_earlier_import_stay():
    found, _ = interventions_from_frame(
        frame(properties=['{"scheme_reference": "A1"}'], note=["n"], geometry=[LINE]), "closure"
    )

    assert json.loads(found[0].attributes["properties"]) == {"scheme_reference": "A1", "note": "n"}


def test_a_table_without_geometry_is_a_sentence():
    with pytest.raises(LayerError, match=r"no geometry\. Choose a layer"):
        interventions_from_frame(pd.DataFrame({"id": ["a"]}))


def test_times_and_numpy_values_become_json():
    found, _ = interventions_from_frame(
        frame(when=[pd.Timestamp("2026-01-02")], many=[np.int64(4)], yes=[np.bool_(True)], geometry=[LINE]), "closure"
    )

    assert json.loads(found[0].attributes["properties"]) == {"when": "2026-01-02 00:00:00", "many": 4, "yes": True}


@pytest.mark.parametrize(("form", "kind"), [
    ({"intervention_type": ["route"], "intended_uses": ["cycling"]}, "cycle_path"),
    ({"intervention_type": ["crossing"]}, "crossing"),
    ({"intervention_type": ["junction treatment"]}, "junction treatment"),
    ({"intervention_type": [None]}, "walking_link"),
    ({"dp_type": ["light_rail"], "intervention_type": ["crossing"]}, "light_rail"),
    ({"dp_type": [None], "kind": ["closure"], "intervention_type": ["crossing"]}, "closure"),
])  # fmt: skip
def test_the_words_of_the_scheme_form_decide_the_kind_in_a_layer_too(form, kind):
    assert interventions_from_frame(frame(**form, geometry=[LINE]))[0][0].kind == kind


def test_longitude_and_latitude_among_the_fields_become_the_districts_coordinates():
    # A plane with its origin at 1 degree west, 53 north and 100 km to the degree, moved to 400 km, 400 km.
    def to_district(shapes):
        return shapely.transform(shapes, lambda xy: (xy - [-1, 53]) * 100_000 + 400_000)

    rows = frame(
        id=["a", "b", "c"], no_join=["[[-1.01, 53.02]]", [[400_500.0, 400_600.0]], None],
        entrances=[None, None, "[[-1.0, 53.0], [-0.99, 53.0]]"], geometry=[LINE, LINE, Point(0, 0)],
    )  # fmt: skip
    (a, b, c), _ = interventions_from_frame(rows, "walking_link", to_district=to_district)

    assert json.loads(a.attributes["no_join"])[0] == pytest.approx([399_000, 402_000], abs=1e-6)
    assert json.loads(b.attributes["no_join"]) == [[400_500, 400_600]]
    points = shapely.get_coordinates(shapely.from_wkt(c.attributes["entrances"]))
    assert points == pytest.approx(np.array([[400_000, 400_000], [401_000, 400_000]]), abs=1e-6)


def test_a_field_that_only_other_rows_fill_is_no_property():
    found, _ = interventions_from_frame(frame(ref=["A1", None], geometry=[LINE, LINE]), "closure")

    assert json.loads(found[0].attributes["properties"]) == {"ref": "A1"}
    assert "properties" not in found[1].attributes
