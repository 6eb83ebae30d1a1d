"""Fields are recognised by name, then checked by type and range (methods H)."""

from __future__ import annotations

import pandas as pd
import pytest

from district_planner.core.errors import LayerError
from district_planner.core.places.fields import choose, choose_deprivation, normalise, recognise


def found(role: str, **columns: list[object]) -> tuple[str, str]:
    frame = pd.DataFrame(columns)
    choice = recognise(list(columns), frame, role)
    return choice.field, choice.how


def test_headers_are_compared_as_letters_and_digits_only():
    assert normalise("LSOA code (2011)") == "lsoacode2011"


@pytest.mark.parametrize(
    ("role", "header", "values", "how"),
    [
        ("area_code", "LSOA code (2011)", ["E01007321"], "exact name"),
        ("area_code", "lsoa11cd", ["W01001600"], "exact name"),
        ("people", "Usual residents", [120.0], "exact name"),
        ("people", "pop2019", [1834], "beginning of the name"),
        ("people", "all_residents", [12], "pattern of the name"),
        ("employees", "Head count", ["12"], "exact name"),
        ("decile", "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)", [3],
         "beginning of the name"),
        ("decile", "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOA", [3],
         "beginning of the name"),
        ("decile", "IMDDec0", [10], "exact name"),
        ("score", "wimd2019_score", [44.4], "pattern of the name"),
        ("greenspace", "function", ["Play Space"], "exact name"),
        ("name", "distName1", ["Park"], "exact name"),
        ("sector", "SIC 2007", ["62.01"], "exact name"),
    ],
)  # fmt: skip
def test_known_headers_are_recognised(role: str, header: str, values: list[object], how: str):
    assert found(role, **{"other": [None], header: values}) == (header, how)


def test_the_value_of_an_official_statistic_is_what_the_other_fields_say():
    bres = {"GEOGRAPHY_CODE": ["E01007321"], "INDUSTRY_NAME": ["72"], "EMPLOYMENT_STATUS_NAME": ["Employees"]}
    census = {"GEOGRAPHY_CODE": ["E01007321"], "C2021_AGE_NAME": ["Total"]}
    how = "the value of an official statistic"
    assert found("employees", **bres, OBS_VALUE=[40]) == ("OBS_VALUE", how)
    assert found("people", **bres, OBS_VALUE=[40]) == ("", "none")
    assert found("people", **census, OBS_VALUE=[1500]) == ("OBS_VALUE", how)
    assert found("employees", **census, OBS_VALUE=[1500]) == ("", "none")
    assert found("people", OBS_VALUE=[1500]) == ("", "none")


@pytest.mark.parametrize(
    ("role", "header", "values"),
    [
        ("decile", "imd_decile", [11]),
        ("decile", "imd_decile", [0]),
        ("decile", "imd_decile", [2.5]),
        ("people", "population", ["many"]),
        ("people", "population", [-4.0]),
        ("people", "population_density", [40.0]),
        ("people", "population", [None]),
        ("area_code", "code", ["A1"]),
        ("employees", "unemployment", [3.0]),
        ("category", "type", [1, 2]),
        ("score", "wimd2019_income_score", [3.0]),
    ],
)
def test_a_name_alone_is_not_enough(role: str, header: str, values: list[object]):
    assert found(role, **{header: values}) == ("", "none")


def test_an_exact_name_goes_before_a_beginning_and_the_order_of_aliases_before_that_of_columns():
    assert found("people", pop_2011=[1], pop=[2], population=[3]) == ("population", "exact name")


def test_a_field_that_fails_the_check_leaves_the_place_to_the_next():
    assert found("people", population=["n/a"], pop2020=[7]) == ("pop2020", "beginning of the name")


def test_a_few_bad_cells_do_not_hide_a_name():
    assert found("people", pop2020=[7, 8, 9], people=[1, -3, "x"]) == ("people", "exact name")
    assert found("people", population=[1, -3, "x"], people=[1, 2, 3]) == ("people", "exact name")
    assert found("decile", imd_decile=[1, 2, 11]) == ("imd_decile", "exact name")
    assert found("decile", imd_decile=[10, 20, 30]) == ("", "none")  # a percentile


def test_a_field_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(LayerError) as caught:
        choose(pd.DataFrame({"a": [1], "geometry": [None]}), "people", "persons", "HOMES")
    assert str(caught.value) == "HOMES: the layer has no field 'persons'. Choose one of its fields: a."


@pytest.mark.parametrize(
    ("columns", "asked", "said", "expected"),
    [
        ({"imd_score": [30.1], "imd_decile": [3]}, "", "", ("imd_decile", "decile")),
        ({"imd_score": [30.1], "imd_decile": [3]}, "", "score", ("imd_score", "score")),
        ({"x": [3]}, "x", "rank", ("x", "rank")),
        ({"my_decile": [3]}, "my_decile", "", ("my_decile", "decile")),
        ({"imd_rank": [31000]}, "imd_rank", "", ("imd_rank", "rank")),
        ({"wimd2019_score": [3.2]}, "wimd2019_score", "", ("wimd2019_score", "score")),
        ({"name": ["a"]}, "", "", ("", "")),
    ],
)
def test_deprivation_is_read_as_said_else_by_its_name(columns, asked, said, expected):
    choice, kind = choose_deprivation(pd.DataFrame(columns), asked, said)
    assert (choice.field, kind) == expected
