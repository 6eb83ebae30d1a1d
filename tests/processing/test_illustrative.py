"""Algorithms say that the sample is invented, and stop at exclusions with a cure that they have."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsVectorLayer

from district_planner.core import open_district
from district_planner.core.geopackage import write_district

FEW = {"catchments": {"PLACES": "AMP", "BANDS": "memory:"}, "checkdistrict": {}, "linkages": {"MATRIX": "memory:"}}


@pytest.mark.parametrize("algorithm", sorted(FEW))
def test_what_is_illustrative_says_so(run: Any, sample: str, algorithm: str):
    _, heard = run(algorithm, DISTRICT=sample, **FEW[algorithm])
    assert any("This district is illustrative" in line for line in heard.told)


def test_the_summary_as_csv_says_so_in_every_row_and_not_of_a_district_that_is_real(
    run: Any, sample: str, tmp_path: Path
):
    few = {"INDICATORS": ["nearest"], "CATEGORIES": ["cafe"], "LIMIT": "5", "ATTRIBUTION": ["alone"]}

    def table() -> list[dict[str, str]]:
        run("scoreinterventions", DISTRICT=sample, SUMMARY_CSV=str(tmp_path / "s.csv"), **few)
        with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    said = {row["about"] for row in table()}
    assert said == {"This district is illustrative: its data are invented for demonstration."}
    district = open_district(sample)
    real = {key: value for key, value in district.settings.items() if key != "illustrative"}
    write_district(replace(district, settings=real), sample)
    assert "about" not in table()[0]


def test_findings_name_the_rights(run: Any, sample: str, tmp_path: Path):
    run("checkdistrict", DISTRICT=sample, OUTPUT=str(tmp_path / "f.gpkg"))
    rights = QgsVectorLayer(str(tmp_path / "f.gpkg"), "x", "ogr").metadata().rights()
    assert rights == [open_district(sample).settings["attribution"]]


def test_two_that_exclude_each_other_stop_catchments_with_a_cure_that_they_have(run: Any, refused: Any, sample: str):
    district = open_district(sample)
    first, second = [one for one in district.interventions if not one.external][:2]
    both = [
        replace(one, attributes={**one.attributes, "excludes": f'["{second.id}"]'}) if one.id == first.id else one
        for one in district.interventions
    ]
    write_district(replace(district, interventions=tuple(both)), sample)
    said = refused("catchments", DISTRICT=sample, STATE="with", **FEW["catchments"])
    assert "choose a scenario that holds one of them only" in said
    assert "ALTERNATIVES" not in said
    found, _ = run("catchments", DISTRICT=sample, STATE="base", **FEW["catchments"])
    assert found["BANDS"].featureCount()
