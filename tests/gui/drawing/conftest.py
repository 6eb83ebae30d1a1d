"""The sample's engine, made once, and a canvas with mouse and keys on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from district_planner.core import open_district
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.selection import select

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "examples" / "amp_sbp.gpkg"
BETWEEN_THE_SITES = (441_120.0, 388_255.0)


@pytest.fixture(scope="session")
def sample_engine() -> Session:
    """Return the engine of the sample, everything on foot."""
    district = open_district(SAMPLE)
    return Session(district, select(district, ""), Request())


@pytest.fixture
def boards(qgis_app: Any, sample_engine: Session) -> Iterator[Callable[..., Any]]:
    """Return a function that makes a board, e.g. ``boards()`` or ``boards(crs="EPSG:3857")``."""
    from tests.gui.drawing.board import Board

    made: list[Board] = []

    def board(centre: tuple[float, float] = BETWEEN_THE_SITES, crs: str = "") -> Board:
        made.append(Board(sample_engine, centre, crs))
        return made[-1]

    yield board
    for one in made:
        one.close()


@pytest.fixture
def board(boards: Callable[..., Any]) -> Any:
    """Return a board between the two sites of the sample."""
    return boards()
