"""The names that scripts rely on: every algorithm keeps its parameters, and what has a default may be left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication, QgsProcessingParameterDefinition

NAMES = {
    "createdistrict": {
        "OSM", "STREETS", "OPPORTUNITIES", "CATEGORY_FIELD", "WEIGHT_FIELD", "HOMES", "PEOPLE_FIELD",
        "DEPRIVATION_FIELD", "BUILDINGS", "EMPLOYEES_FIELD", "SITE_FIELD", "NODES", "ROLE_FIELD", "GREENSPACES",
        "ORIGINS_FROM", "INTERVENTIONS", "EXTENT", "DEPRIVATION_IS", "CRS", "OUTPUT",
    },
    "checkdistrict": {"DISTRICT", "MODES", "OUTPUT"},
    "scoreinterventions": {
        "DISTRICT", "SCENARIO", "WORLD", "YEAR", "ALTERNATIVES", "MODES", "CUTOFFS", "DECAY", "LIMIT", "CATEGORIES",
        "INDICATORS", "INTERVENTIONS", "OD", "MINUTES", "UNSAVED", "SCORES", "SCORES_POINTS", "SCORES_LINES",
        "SCORES_AREAS", "ORIGINS", "RESULTS_LONG", "SUMMARY", "SUMMARY_JSON", "SUMMARY_CSV",
    },
    "catchments": {"DISTRICT", "POINTS", "PLACES", "MODES", "CUTOFFS", "SCENARIO", "WORLD", "YEAR", "BANDS", "STREETS"},
    "exportinterventions": {"DISTRICT", "UNSAVED", "OUTPUT"},
    "exportgtfs": {"DISTRICT", "LINES", "SCENARIO", "FORM", "TIMEZONE", "UNSAVED", "OUTPUT"},
    "ptal": {
        "DISTRICT", "UNSAVED", "POINTS", "GRID", "STATE", "SCENARIO", "WORLD", "YEAR", "RELIABILITY_BUS",
        "RELIABILITY_TRAM", "RELIABILITY_METRO", "RELIABILITY_RAIL", "LEVELS", "CELLS",
    },
    "importgtfs": {"GTFS", "ROUTES", "SERVICE_DATE", "DISTRICT", "REPLACE", "LINES", "GEOJSON"},
}  # fmt: skip
NEEDED = {
    "createdistrict": {"OUTPUT"},
    "checkdistrict": {"DISTRICT"},
    "scoreinterventions": {"DISTRICT"},
    "catchments": {"DISTRICT"},
    "exportinterventions": {"DISTRICT"},
    "exportgtfs": {"DISTRICT"},
    "ptal": {"DISTRICT"},
    "importgtfs": {"GTFS"},
}


@pytest.fixture
def definitions(toolbox: Any) -> Iterator[Callable[[str], dict[str, Any]]]:
    """Return a function that gives the parameters of an algorithm by name; they live as long as the algorithm."""
    kept = []

    def of(name: str) -> dict[str, Any]:
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"districtplanner:{name}")
        kept.append(algorithm)
        return {one.name(): one for one in algorithm.parameterDefinitions()}

    yield of
    kept.clear()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_parameters_keep_their_names(definitions: Any, name: str):
    assert not NAMES[name] - set(definitions(name))


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_only_what_has_no_default_must_be_given(definitions: Any, name: str):
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    needed = {
        key for key, one in definitions(name).items()
        if not one.flags() & optional and one.defaultValue() is None and not one.isDestination()
    }  # fmt: skip
    assert needed == NEEDED[name] - {"OUTPUT"}


def test_choices_are_those_that_are_documented(definitions: Any):
    made, scored = definitions("createdistrict"), definitions("scoreinterventions")
    assert made["DEPRIVATION_IS"].options() == ["decile", "rank", "score"]
    assert scored["UNSAVED"].options() == ["stop", "save", "ignore"]
    assert scored["ALTERNATIVES"].options() == ["stop", "best", "each"]
    assert {"walk", "cycle", "ecycle", "cycle_comfort", "wheelchair"} <= set(scored["MODES"].options())
    assert scored["MODES"].defaultValue() == ["walk"]
    assert scored["WORLD"].defaultValue() == "today"


def test_one_summary_is_written_as_json_and_csv_side_by_side(run: Any, sample: str, tmp_path: Path):
    found, _ = run("scoreinterventions", DISTRICT=sample, SUMMARY=str(tmp_path / "s.json"), INDICATORS=["nearest"],
                   CATEGORIES=["cafe"])  # fmt: skip
    said = json.loads(Path(found["SUMMARY"]).read_text(encoding="utf-8"))
    lines = (tmp_path / "s.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(said["scores"]) + 1


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_parameter_stands_on_the_help_page(toolbox: Any, name: str):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"districtplanner:{name}")
    page = " ".join(algorithm.shortHelpString().lower().split())
    hidden, missing = QgsProcessingParameterDefinition.Flag.FlagHidden, []
    for one in algorithm.parameterDefinitions():
        # Fields follow their layer on the page, and are recognised where they are not chosen.
        if not one.flags() & hidden and not one.name().endswith("_FIELD"):
            # A label's first words: "Scenario (empty: …)" is named as Scenario, "Decay, for example …" as Decay.
            words = one.description().split(" (")[0].split(",")[0].split(":")[0].lower()
            missing += [] if words in page else [one.description()]
    assert not missing
