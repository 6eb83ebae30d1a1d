"""Numbers are written and read as the planner's language does."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from qgis.PyQt.QtCore import QLocale

from district_planner.core.evaluation.live import FigureChange
from district_planner.core.evaluation.results import Measure
from district_planner.gis.numerals import trimmed
from district_planner.gis.result_looks import renderer_of, value_renderer
from district_planner.gui.canvas import wording
from district_planner.gui.charts.chart import amount
from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.figure_card import ARROW, HeadlineCard
from district_planner.gui.widgets.figure_rows import FigureRows
from district_planner.gui.widgets.reading import Reading


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[None]:
    before = QLocale()
    locale = QLocale(request.param)
    # QGIS leaves groups out of its own locale unless the planner wants them.
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    QLocale.setDefault(locale)
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(("language", "expected"), [("en_GB", "1,234.5"), ("de_DE", "1.234,5")], indirect=["language"])
def test_a_number_is_written_with_the_groups_of_the_language(language: None, expected: str) -> None:
    assert numbers.written(1234.5, 1) == expected


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de_DE", "1.234,5", 1234.5), ("de_DE", "0,25", 0.25), ("de_DE", " 12 ", 12.0), ("de_DE", "−3", -3.0),
        ("en_GB", "1,234.5", 1234.5), ("en_GB", "12 400", 12400.0), ("en_GB", "1e3", 1000.0),
        ("en_GB", "about ten", None), ("en_GB", "nan", None), ("en_GB", "inf", None), ("de_DE", "", None),
    ],
    indirect=["language"],
)  # fmt: skip
def test_what_a_planner_types_is_read(language: None, text: str, value: float | None) -> None:
    assert numbers.parsed(text) == value


@pytest.mark.parametrize("language", ["en_GB", "de_DE", "fr_FR"], indirect=True)
@pytest.mark.parametrize("value", [0.0, 1.5, 1234.5, 1234567.0, 0.125])
def test_what_is_shown_for_editing_is_read_back(language: None, value: float) -> None:
    assert numbers.parsed(numbers.plain(value)) == value


@pytest.mark.parametrize("language", ["en_GB"], indirect=True)
def test_a_change_has_its_sign_and_nothing_has_none(language: None) -> None:
    assert numbers.written(1240.0, 0, signed=True) == "+1,240"
    assert numbers.written(-9.86, 1, signed=True) == "−9.9"
    assert numbers.written(-0.04, 1) == numbers.written(0.0, 1, signed=True) == "0.0"
    assert numbers.written(math.nan, 1) == "–"
    assert numbers.figure(math.inf, "min") == "not reached"


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en_GB", ["+0.03", "−0.04", "+0.4", "−0.0002", "+1", "< 0.000001", "> −0.000001", "0"]),
        ("de_DE", ["+0,03", "−0,04", "+0,4", "−0,0002", "+1", "< 0,000001", "> −0,000001", "0"]),
    ],
    indirect=["language"],
)
def test_a_change_that_is_not_zero_never_reads_as_zero(language: None, texts: list[str]) -> None:
    # Of six decimals; beyond, it is said to be less than the last of them.
    changes = ((0.0341, 1), (-0.04, 1), (0.4, 0), (-0.000163, 2), (1.4, 0), (3e-7, 0), (-3e-7, 2), (0.0, 0))
    assert [numbers.written(value, decimals, signed=True) for value, decimals in changes] == texts
    assert [amount(value, signed=True) for value in (0.0341, -0.000163)] == [texts[0], texts[3]]


@pytest.mark.parametrize("language", ["en_GB"], indirect=True)
def test_two_values_that_differ_look_different(language: None) -> None:
    assert numbers.pair(50.21, 50.24, "0-100") == ("50.21", "50.24")
    assert numbers.pair(18.8, 6.2, "min") == ("18.8", "6.2")
    assert numbers.pair(5550.0, 5550.4, "people") == ("5,550.0", "5,550.4")
    assert numbers.pair(0.0, 1240.0, "people") == ("0", "1,240")
    assert numbers.pair(math.inf, 6.2, "min") == ("not reached", "6.2")
    # Shares are said of 100, as in the chip.
    assert numbers.pair(0.5, 0.5002, "share") == ("50.00", "50.02")
    assert numbers.figure(0.0002, "share", signed=True) == "+0.02"


@pytest.mark.parametrize("language", ["en_GB"], indirect=True)
def test_chip_card_and_table_say_the_same_of_a_few_people(language: None) -> None:
    for change, text in ((0.4, "+0.4"), (-0.04, "−0.04"), (2.6, "+2.6"), (3.0, "+3"), (1240.2, "+1,240")):
        chip = wording.said(FigureChange("x", "People near", "people", "higher", 0, 0.0, change, 500.0, 0, 0))
        assert chip.headline.split(" ")[0] == text
        assert numbers.figure(change, "people", signed=True) == text
    assert (numbers.counted(0.04), numbers.counted(0.0), numbers.counted(12.4)) == ("0.04", "0", "12")


@pytest.mark.parametrize("language", ["en_GB"], indirect=True)
def test_money_is_short(language: None) -> None:
    amounts = (950.0, 2_000.0, 120_000.0, 1_868_000.0, 60e6, 9_960_000.0, 2.5e9)
    assert [numbers.money(pounds) for pounds in amounts] == [
        "£950", "£2.0 k", "£120 k", "£1.9 m", "£60 m", "£10 m", "£2.5 bn",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "texts"),
    [("en_GB", ["0", "7.5", "0.3", "1,200", "−2.25", "–"]), ("de_DE", ["0", "7,5", "0,3", "1.200", "−2,25", "–"])],
    indirect=["language"],
)
def test_a_number_has_no_more_decimals_than_it_needs(language: None, texts: list[str]) -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in floats; an axis says 0.3.
    assert [trimmed(value) for value in (0.0, 7.5, 0.1 + 0.2, 1200.0, -2.25, math.inf)] == texts
    assert trimmed(2 / 3, 2) == f"0{texts[1][1]}67"


@pytest.mark.parametrize("language", ["en_GB", "de_DE", "fr_FR"], indirect=True)
def test_chip_form_and_chart_write_a_number_the_same_way(language: None) -> None:
    for value in (1234.5, -1234.5, 0.5):
        assert wording.number(value, 1) == numbers.written(value, 1) == trimmed(value)
        assert wording.signed(value, 1) == numbers.written(value, 1, signed=True)
    assert amount(1234.5) == wording.number(1234.5) and amount(-12.5, signed=True) == wording.signed(-12.5, 1)


@pytest.mark.parametrize(
    ("language", "large", "slight"),
    [("en_GB", "more than 5,000", "up to +0.1%"), ("de_DE", "more than 5.000", "up to +0,1%")],
    indirect=["language"],
)
def test_the_classes_of_a_legend_are_in_the_planner_s_numbers(language: None, large: str, slight: str) -> None:
    jobs = Measure("count_walk_jobs_10", "count", "walk", "jobs", 10.0, "jobs", "Jobs", "[P]", "higher")
    assert value_renderer("f", jobs, "Jobs").ranges()[0].label() == "Jobs"
    assert value_renderer("f", jobs, "Jobs").ranges()[1].label() == large
    percent = Measure("share", "share", "walk", "", None, "percent", "Share", "[P]", "higher")
    assert slight in [item.label() for item in renderer_of(percent, "change").ranges()]


@pytest.mark.parametrize("language", ["en_GB"], indirect=True)
def test_card_and_rows_show_the_least_change(language: None, qgis_app: object) -> None:
    # 0.0341 points, where one decimal of each side is the same
    slight = Reading("x", "15-minute index", "0-100", "higher", "people", 50.2, 50.2341, 90_283.0, False)
    rows, card = FigureRows(1), HeadlineCard()
    rows.show_readings([slight], False)
    card.show_reading(slight)
    assert (card.base.text(), card.after.text()) == ("50.20", "50.23")
    assert card.change.text() == "+0.03 points, over 90,283 people"
    assert rows.texts() == [("15-minute index", f"50.20 {ARROW} 50.23 of 100", "+0.03")]
