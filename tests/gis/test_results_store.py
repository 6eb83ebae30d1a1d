"""Results beside the district: whole at every moment, readable while QGIS shows them, dressed in any project."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from qgis.core import QgsProject, QgsRenderContext, QgsVectorLayer
from shapely.geometry import LineString, Point

from district_planner.core.district import District
from district_planner.core.errors import Cancelled
from district_planner.core.evaluation.compare import compare
from district_planner.core.evaluation.evaluate import evaluate
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from district_planner.gis import results_store as store
from district_planner.gis.result_looks import renderer_of
from tests.oracle.cases import u_of_streets

pytestmark = pytest.mark.usefixtures("qgis_app")
LONG = ["origin", "measure", "base", "with", "change", "newly_reached"]
CAFE, GROCERY = "nearest_walk_cafe", "nearest_walk_grocery"


def district(*, place: tuple[float, float] = (0, 0)) -> District:
    """A U of streets with a link between its arms (as in tests/core/test_compare) and a grocery that may be built."""
    made = u_of_streets()
    drawn = (
        Intervention("link", "walking_link", LineString([(0, 20), (200, 20)])),
        Intervention("place", "amenity", Point(place), attributes={"categories": "grocery"}),
    )
    return District(made.crs, made.tables, drawn, {"attribution": "Illustrative"}, "case")


def scored(of: District, **request: object) -> Results:
    return evaluate(of, request=Request(indicators=("nearest", "count"), cutoffs=(3.0, 5.0), **request))  # type: ignore[arg-type]


@pytest.fixture
def project() -> Iterator[QgsProject]:
    found = QgsProject.instance()
    found.clear()
    yield found
    found.clear()


def rows(path: Path, table: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def layer_of(path: Path, table: str = store.RESULTS) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{path}|layername={table}", table, "ogr")
    assert layer.isValid()
    return layer


def values(layer: QgsVectorLayer, field: str) -> dict[str, object]:
    return {row["origin"]: row[field] for row in layer.getFeatures()}


def test_the_file_is_beside_the_district():
    assert store.results_path(Path("/a/b/amp_sbp.gpkg")) == Path("/a/b/amp_sbp.results.gpkg")


def test_wide_and_long_tables_hold_the_same_numbers(tmp_path):
    # 360 m on the street, 200 m over the link; a metre takes 750 ms
    path = tmp_path / "case.results.gpkg"
    results = scored(district())
    stored = store.write(path, results, district())
    assert {one.name for one in stored.measures} == {one.name for one in results.measures}
    layer = layer_of(path)
    assert values(layer, f"{CAFE}_base") == {"a": 4.5, "b": 3.5}
    assert values(layer, f"{CAFE}_with") == {"a": 2.5, "b": 3.5}
    assert values(layer, f"{CAFE}_change") == {"a": -2.0, "b": 0.0}
    long = pd.DataFrame(rows(path, store.LONG), columns=LONG)
    pd.testing.assert_frame_equal(long, results.long(), check_dtype=False)
    # There is a grocery with the scenario only; counts are never empty and have no such column.
    assert values(layer, f"{GROCERY}_newly_reached") == {"a": 1, "b": 1}
    assert values(layer, f"{CAFE}_newly_reached") == {"a": 0, "b": 0}
    assert layer.fields().indexFromName("count_walk_cafe_3_newly_reached") < 0
    assert layer_of(path, store.LONG).featureCount() == len(long)


def test_more_than_sixty_measures_keep_what_is_asked_for(tmp_path):
    many = tuple(np.arange(1.0, 30.0))  # 29 counts of two categories and two nearest
    results = evaluate(district(), request=Request(indicators=("nearest", "count"), cutoffs=many))
    assert len(results.measures) == 60
    results = evaluate(district(), request=Request(indicators=("nearest", "count"), cutoffs=(*many, 30.0)))
    last = results.measures[-1].name
    stored = store.write(tmp_path / "r.gpkg", results, district(), first=[last])
    assert len(stored.measures) == 60 and stored.measure(last) is not None
    assert len(rows(tmp_path / "r.gpkg", store.LONG)) == 2 * len(results.measures)
    long = pd.DataFrame(rows(tmp_path / "r.gpkg", store.LONG), columns=LONG)
    by = ["measure", "origin"]
    pd.testing.assert_frame_equal(
        long.sort_values(by, ignore_index=True), results.long().sort_values(by, ignore_index=True), check_dtype=False
    )


def test_writing_again_is_seen_by_a_layer_that_is_open(tmp_path):
    path = tmp_path / "case.results.gpkg"
    store.write(path, scored(district()), district())
    layer = layer_of(path)
    reading = layer.getFeatures()
    next(reading)  # a read is under way
    moved = district(place=(200, 100))
    store.write(path, scored(moved), moved)
    layer.reload()
    assert layer.isValid()
    # the grocery stood 20 m from a; now it stands at the north-eastern corner: over the link 200 + 80 m
    assert values(layer, f"{GROCERY}_with")["a"] == 280 * 750 / 60_000


def test_a_write_that_is_cancelled_changes_nothing(tmp_path):
    path = tmp_path / "case.results.gpkg"
    store.write(path, scored(district()), district())
    before = path.read_bytes()
    with pytest.raises(Cancelled):
        store.write(path, scored(district(place=(200, 100))), district(), progress=lambda share, _: share < 0.5)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["case.results.gpkg"]


def label_of(layer: QgsVectorLayer, origin: str) -> str:
    """Return the class of the legend that an origin is drawn in."""
    renderer, context = layer.renderer().clone(), QgsRenderContext()
    feature = next(row for row in layer.getFeatures() if row["origin"] == origin)
    context.expressionContext().setFields(layer.fields())
    context.expressionContext().setFeature(feature)
    renderer.startRender(context, layer.fields())
    keys = renderer.legendKeysForFeature(feature, context)
    renderer.stopRender(context)
    labels = {item.ruleKey(): item.label() for item in renderer.legendSymbolItems()}
    return ", ".join(labels[key] for key in keys)


def test_every_view_draws_every_origin_in_its_class(tmp_path):
    path, results = tmp_path / "case.results.gpkg", scored(district())
    stored, layer = store.write(path, results, district()), None
    layer = layer_of(path)
    cafe, grocery = stored.measure(CAFE), stored.measure(GROCERY)
    seen = {}
    for view in ("base", "with", "change"):
        store.dress_results(layer, stored, cafe, view)
        seen[view] = (label_of(layer, "a"), label_of(layer, "b"))
    assert seen == {"base": ("up to 5", "up to 5"), "with": ("up to 5", "up to 5"),
                    "change": ("−1 to −5", "no change")}  # fmt: skip
    store.dress_results(layer, stored, grocery, "base")
    assert label_of(layer, "a") == "none within 30 min"
    store.dress_results(layer, stored, grocery, "change")
    assert label_of(layer, "a") == "newly reached"
    assert layer.styleManager().styles() == ["Base", "Change", "With the scenario"]
    assert layer.styleManager().currentStyle() == "Change"


def test_classes_are_fixed_and_the_legend_names_indicator_unit_and_source(tmp_path):
    measures = {one.name: one for one in scored(district()).measures}
    for name, measure in measures.items():
        for view in ("base", "with", "change"):
            head = renderer_of(measure, view).ranges()[0].label()
            assert measure.label in head and measure.source in head and measure.unit in head, name
    nearer = [(item.lowerValue(), item.upperValue()) for item in renderer_of(measures[CAFE], "change").ranges()]
    other = [(item.lowerValue(), item.upperValue()) for item in renderer_of(measures[GROCERY], "change").ranges()]
    assert nearer == other


def test_styles_survive_the_project_and_the_file_opens_dressed(tmp_path, project):
    path = tmp_path / "case.results.gpkg"
    stored = store.write(path, scored(district()), district())
    layer = layer_of(path)
    store.dress_results(layer, stored, stored.measure(CAFE), "with")
    store.keep_look(layer, path, store.RESULTS)
    store.keep_look(layer, path, store.RESULTS)  # a second time asks nothing and doubles nothing
    project.addMapLayer(layer)
    project.write(str(tmp_path / "p.qgz"))
    project.clear()
    project.read(str(tmp_path / "p.qgz"))
    (again,) = project.mapLayers().values()
    assert sorted(again.styleManager().styles()) == ["Base", "Change", "With the scenario"]
    assert again.styleManager().currentStyle() == "With the scenario"
    for view, name in (("base", "Base"), ("change", "Change")):
        again.styleManager().setCurrentStyle(name)
        assert again.renderer().dump() == renderer_of(stored.measure(CAFE), view).dump()
    fresh = layer_of(path)
    assert fresh.renderer().dump() == renderer_of(stored.measure(CAFE), "with").dump()
    assert "(min). Source: methods A3" in fresh.metadata().abstract()
    assert fresh.metadata().rights() == ["Illustrative"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM layer_styles").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM gpkg_metadata").fetchone() == (1,)


def test_two_scenarios_stand_beside_the_results(tmp_path):
    path, made = tmp_path / "case.results.gpkg", district()
    session = Session(made, select(made, "", "today", None, "stop"), Request(indicators=("nearest",)))
    store.write(path, scored(made), made)
    found = compare(session, frozenset(), frozenset({"link"}))
    (measure,) = store.write_comparison(path, found, made, [CAFE])
    layer = layer_of(path, store.COMPARISON)
    assert values(layer, f"{CAFE}_difference") == {"a": -2.0, "b": 0.0}
    for view, label in (("difference", "−1 to −5"), ("ratio", "0.5 to 0.9"), ("relative", "−10 to −50%")):
        store.dress_comparison(layer, measure, "Nothing", "The link", view)
        assert (label_of(layer, "a"), label_of(layer, "b")) == (label, "1" if view == "ratio" else "no change")
    assert layer_of(path).featureCount() == 2  # the results are still there
