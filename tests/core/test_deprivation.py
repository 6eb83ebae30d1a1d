"""Deciles of deprivation, given or derived by population (rules 3.7)."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from district_planner.core.errors import DistrictDataError
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.selection import select
from district_planner.core.places.deprivation import deciles
from tests.oracle.cases import district_of, street

TEN = pd.Series([float(n) for n in range(1, 11)])


def test_ten_equal_zones_get_the_ten_deciles_the_highest_score_being_most_deprived():
    found = deciles(TEN, pd.Series(100.0, index=TEN.index), "score")
    assert list(found.decile) == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert "derived" in found.label and "not a national decile" in found.label


def test_a_rank_counts_from_the_most_deprived():
    assert list(deciles(TEN, pd.Series(100.0, index=TEN.index), "rank").decile) == list(range(1, 11))


def test_deciles_hold_equal_people_not_equal_rows():
    # 60 people at score 9, 40 at score 1: their middles are at 30 % and 80 % of the people: deciles 4 and 9.
    found = deciles(pd.Series([9.0, 9.0, 1.0]), pd.Series([30.0, 30.0, 40.0]), "score")
    assert list(found.decile) == [4, 4, 9]


def test_unknown_deprivation_stays_unknown():
    found = deciles(pd.Series([5.0, math.nan]), pd.Series([1.0, 1.0]), "score")
    assert found.decile.isna().tolist() == [False, True]


def test_given_deciles_are_taken_as_they_are():
    assert list(deciles(pd.Series([1.0, 10.0]), pd.Series([1.0, 1.0]), "decile").decile) == [1, 10]


def test_what_is_no_decile_stops_with_a_sentence():
    with pytest.raises(DistrictDataError, match=r"the first is 44\.4"):
        deciles(pd.Series([1.0, 44.4]), pd.Series([1.0, 1.0]), "decile")
    with pytest.raises(DistrictDataError, match="decile, rank, score"):
        deciles(TEN, TEN, "percent")


def test_nobody_no_deciles():
    assert deciles(TEN, TEN * 0, "score").decile.isna().all()


def test_a_session_knows_the_decile_of_its_origins_whatever_the_district_holds():
    # Ten homes of ten people each, the worse the higher: a score of 10 is the first decile, a rank of 10 the last.
    homes = [{"id": f"h{n:02}", "people": 10.0, "deprivation": float(n), "geometry": Point(n, 0)} for n in range(1, 11)]
    street_ = [street("s", [(0, 0), (100, 0)])]
    cafe = [{"id": "c", "category": "cafe", "weight": 1.0, "geometry": Point(50, 0)}]
    found = {}
    for kind in ("score", "rank", "decile", "unheard"):
        district = district_of({"streets": street_, "homes": homes, "opportunities": cafe}, {"deprivation_is": kind})
        found[kind] = Session(district, select(district), Request(indicators=("nearest",))).deciles.tolist()
    assert found["score"] == list(range(10, 0, -1))
    assert found["rank"] == found["decile"] == list(range(1, 11))
    assert np.isnan(found["unheard"]).all()
