"""What is asked of key areas, districts, roads and villages."""

from __future__ import annotations

from dataclasses import dataclass

from covplan.assessment.fund_rules import FundRule, find_rule
from covplan.propagation.ranges import require_in_ranges


@dataclass(frozen=True)
class WhereSettings:
    """``[assessment.where]`` of a scenario.

    None of these figures stands in the provincial plan: III.1.d names classes without a number, and "has 5G" is not
    defined. They are printed beside every result.
    """

    point_buffer_m: float = 100.0  # radius about a place that is a point
    line_sample_m: float = 50.0  # longest step along lines and roads
    key_area_pct: float = 100.0  # of an area that must be served
    district_people_pct: float = 95.0  # of the people of a unit, for the test ``people``
    road_gap_m: float = 500.0  # longer stretches without service are gaps
    weak_margin_db: float = 5.0  # less than this above the level that service needs is weak
    fund_rule: str = ""  # of the universal-service fund, by which villages are judged; none by default
    fund_rules: tuple[FundRule, ...] = ()  # of one's own, to be named by it

    @property
    def rule(self) -> FundRule | None:
        """The rule that is named."""
        return find_rule(self.fund_rule, self.fund_rules)

    def __post_init__(self) -> None:
        find_rule(self.fund_rule, self.fund_rules)
        require_in_ranges(
            self,
            "assessment",
            (
                ("point_buffer_m", 1.0, 5000.0, "m"),
                ("line_sample_m", 5.0, 500.0, "m"),
                ("key_area_pct", 1.0, 100.0, "%"),
                ("district_people_pct", 1.0, 100.0, "%"),
                ("road_gap_m", 0.0, 100_000.0, "m"),
                ("weak_margin_db", 0.0, 40.0, "dB"),
            ),
        )
