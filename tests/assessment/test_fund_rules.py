"""Rules of the universal-service fund: each criterion by hand, what is not known, what has ended."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_served import cover_of
from test_village_service import NORTH_EAST, NORTH_WEST, SOUTH_EAST, with_villages

from covplan.assessment.fund_rules import AREA_CLASSES, QD_2269, Eligibility, FundRule, find_rule
from covplan.assessment.served import count_served
from covplan.assessment.villages import assess_villages
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.service import ServiceSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area

POOR = {"electrified": True, "area_class": "III", "mobile_service": False, "people": 120.0}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "eligible"),
        ({"area_class": "ĐBKK"}, "eligible"),
        ({"electrified": False}, "not_eligible"),
        ({"electrified": None}, "untold"),
        ({"mobile_service": True}, "not_eligible"),
        ({"mobile_service": None}, "untold"),
        ({"mobile_service": True, "electrified": None}, "not_eligible"),  # one no is enough
        ({"area_class": ""}, "untold"),
        ({"area_class": "I"}, "untold"),  # it may lie on the border, which no column says
        ({"people": math.nan}, "eligible"),
    ],
)
def test_a_village_under_qd_2269(changed: dict[str, Any], expected: str) -> None:
    assert QD_2269.judge(**{**POOR, **changed}) == expected


def test_a_rule_of_ones_own() -> None:
    rule = FundRule("x", "X", "s", area_classes=("II", "III"), without_service=False, least_people=100.0)
    judged = {people: rule.judge(**{**POOR, "people": people, "electrified": None}) for people in (99.0, 100.0)}
    assert judged == {99.0: "not_eligible", 100.0: "eligible"}
    assert rule.judge(**{**POOR, "people": math.nan}) == "untold"
    assert rule.judge(**{**POOR, "area_class": "I"}) == "not_eligible"


maybe = st.sampled_from([None, True, False])


@given(maybe, st.sampled_from(["", *AREA_CLASSES]), maybe, st.sampled_from([math.nan, 0.0, 500.0]), st.booleans())
def test_what_is_learnt_later_contradicts_nothing(
    electrified: bool | None, area_class: str, mobile: bool | None, people: float, other_grounds: bool
) -> None:
    """A verdict stays, whatever the unknown turns out to be."""
    rule = replace(QD_2269, least_people=100.0, other_grounds=other_grounds)
    now = rule.judge(electrified=electrified, area_class=area_class, mobile_service=mobile, people=people)
    later = {
        rule.judge(electrified=e, area_class=a, mobile_service=m, people=p)
        for e in ([True, False] if electrified is None else [electrified])
        for a in ([area_class] if area_class else AREA_CLASSES)
        for m in ([True, False] if mobile is None else [mobile])
        for p in ([0.0, 500.0] if math.isnan(people) else [people])
    }
    assert now == Eligibility.UNTOLD or later == {now}


def test_when_it_ended() -> None:
    assert QD_2269.ended("2026-01-01") and not QD_2269.ended("2025-12-31") and not QD_2269.ended("")


def test_mistakes_are_named() -> None:
    with pytest.raises(PlanningError, match="fund_rule is 'qd-2296'; rules are qd-2269, x"):
        find_rule("qd-2296", [FundRule("x", "X", "s")])
    with pytest.raises(PlanningError, match="last_day of the fund's rule x must be a date like 2026-11-23, got '2026'"):
        FundRule("x", "X", "s", last_day="2026")
    with pytest.raises(PlanningError, match="area_classes of the fund's rule x are I, II, III, ĐBKK; got 'IV'"):
        FundRule("x", "X", "s", area_classes=("IV",))


def test_villages_are_judged_by_survey_and_by_prediction(tiny_area: Area) -> None:
    """Viettel serves the north-west; of the east a survey tells, of the south nobody."""
    area = with_villages(
        tiny_area,
        ("A", "centre", NORTH_WEST),
        ("B", "centre", NORTH_EAST),
        ("C", "centre", SOUTH_EAST),
        ("D", "centre", NORTH_WEST),
        ("D", "cluster", NORTH_EAST),
    )
    surveyed = np.array([None, False, None, None, False], object)
    area = replace(area, villages=area.villages.assign(mobile_service=surveyed))
    north_west = np.zeros(area.grid.shape, bool)
    north_west[:32, :32] = True
    cover = cover_of(area, {area.carriers[0].id: north_west})
    today = count_served(cover, area, ServiceSettings())
    judged = {
        name: assess_villages(cover, today, area, WhereSettings(fund_rule=name)).villages["eligibility"].tolist()
        for name in ("", "qd-2269")
    }
    assert judged == {"": ["no_rule"] * 4, "qd-2269": ["not_eligible", "eligible", "untold", "eligible"]}
