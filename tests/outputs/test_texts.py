"""Both languages say the same things with the same parameters; numbers and dates in each."""

from __future__ import annotations

import math
import string

import pytest

from covplan.errors import Problem, Severity
from covplan.outputs.numbers import format_cost, format_date, format_number, format_share
from covplan.outputs.settings import Language, OutputError, OutputSettings
from covplan.outputs.texts import problem_text, text, texts

VI, EN = Language.VIETNAMESE, Language.ENGLISH


def parameters(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_texts_and_parameters() -> None:
    vi, en = texts(VI), texts(EN)
    assert vi.keys() == en.keys()
    assert {k: parameters(v) for k, v in vi.items()} == {k: parameters(v) for k, v in en.items()}


def test_a_problem_reads_in_both_languages() -> None:
    problem = Problem("road.empty", Severity.NOTE, "roads.gpkg", params={"road": "QL.26"})
    assert problem_text(problem, VI) == "đường QL.26 không có tuyến để đo lý trình"
    assert problem_text(problem, EN) == problem.text
    assert text("map.class_below", VI, high=50) == "dưới 50 %"


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (12345.64, 1, "12.345,6", "12,345.6"),
        (3346853, 0, "3.346.853", "3,346,853"),
        (-0.04, 1, "0,0", "0.0"),
        (-1234.5, 1, "-1.234,5", "-1,234.5"),
        (math.nan, 1, "–", "–"),
    ],
)
def test_numbers(value: float, decimals: int, vi: str, en: str) -> None:
    assert (format_number(value, VI, decimals), format_number(value, EN, decimals)) == (vi, en)


def test_a_share_is_never_rounded_up_to_the_target() -> None:
    assert format_share(98.96, VI) == "98,9 %"
    assert format_share(99.0, VI) == "99,0 %"
    assert format_share(100 * 0.29, EN) == "29.0 %"
    assert format_share(math.nan, EN) == "– %"


def test_costs_and_dates() -> None:
    assert format_cost(12_345.6, VI) == "12,3 tỷ đồng"
    assert format_cost(450.0, EN) == "450 mn VND"
    assert (format_date("2026-11-23", VI), format_date("2026-11-23", EN), format_date("", VI)) == (
        "23/11/2026",
        "2026-11-23",
        "",
    )
    with pytest.raises(OutputError, match="2026-11-23 or empty, got '23/11/2026'"):
        OutputSettings(as_of="23/11/2026")
