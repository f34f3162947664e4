"""Which villages the universal-service fund (Quỹ Dịch vụ viễn thông công ích, VTF) supports: rules as data.

No rule holds unless the scenario names one. That of QĐ 2269/QĐ-TTg ended on 2025-12-31; what follows it was not found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from covplan.errors import PlanningError

AREA_CLASSES = ("I", "II", "III", "ĐBKK")


class Eligibility(StrEnum):
    """What a rule says of a village."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNTOLD = "untold"  # something that the rule asks for is not known
    NO_RULE = "no_rule"


@dataclass(frozen=True)
class FundRule:
    """What a rule asks of a village; what it does not name, it does not ask.

    Attributes
    ----------
    name, title, source : str
        Key in the scenario; how the rule is cited; where its text was read.
    first_day, last_day : str
        When it holds, ISO; empty where that is not known or open.
    electrified : bool, optional
        Grid power that the village must have, or must not.
    area_classes : tuple of str
        Of ``AREA_CLASSES``; one of them.
    other_grounds : bool
        The rule names grounds besides the class that no column holds, such as a border commune: another class then
        decides nothing.
    without_service : bool
        No mobile service of any technology.
    least_people : float
        People of the village.
    """

    name: str
    title: str
    source: str
    first_day: str = ""
    last_day: str = ""
    electrified: bool | None = None
    area_classes: tuple[str, ...] = ()
    other_grounds: bool = False
    without_service: bool = True
    least_people: float = 0.0

    def __post_init__(self) -> None:
        for key, day in (("first_day", self.first_day), ("last_day", self.last_day)):
            try:
                date.fromisoformat(day or "2026-01-01")
            except ValueError:
                raise PlanningError("assessment.fund_day", rule=self.name, key=key, got=day) from None
        for one in self.area_classes:
            if one not in AREA_CLASSES:
                known = ", ".join(AREA_CLASSES)
                raise PlanningError("assessment.fund_class", rule=self.name, got=one, known=known)

    def ended(self, day: str) -> bool:
        """Whether it has ended on a day [ISO]; no day given tells nothing."""
        return bool(day and self.last_day) and day > self.last_day

    def judge(
        self, *, electrified: bool | None, area_class: str, mobile_service: bool | None, people: float
    ) -> Eligibility:
        """Hold a village against the rule; None, an empty class and NaN are not known."""
        found: list[bool | None] = []
        if self.electrified is not None:
            found.append(None if electrified is None else electrified == self.electrified)
        if self.area_classes:
            inside = area_class in self.area_classes
            found.append(None if not area_class or (self.other_grounds and not inside) else inside)
        if self.without_service:
            found.append(None if mobile_service is None else not mobile_service)
        if self.least_people > 0:
            found.append(None if math.isnan(people) else people >= self.least_people)
        if False in found:
            return Eligibility.NOT_ELIGIBLE
        return Eligibility.UNTOLD if None in found else Eligibility.ELIGIBLE


QD_2269 = FundRule(
    name="qd-2269",
    title="QĐ 2269/QĐ-TTg",
    source="giamngheobenvung.vietnamnet.vn 5015409: mobile service for all villages with grid power in remote, border "
    "and island areas, communes of special difficulty and areas where no business pays; until 2025-12-31. The text of "
    "the decision itself was not read. Communes of special difficulty are read as khu vực III, villages as ĐBKK.",
    last_day="2025-12-31",
    electrified=True,
    area_classes=("III", "ĐBKK"),
    other_grounds=True,
)


def find_rule(name: str, own: Sequence[FundRule]) -> FundRule | None:
    """The rule of a name, the scenario's own before ours; None for no name.

    Raises
    ------
    PlanningError
        If there is no rule of that name.
    """
    rules = {rule.name: rule for rule in (QD_2269, *own)}
    if name and name not in rules:
        raise PlanningError("assessment.fund_rule", got=name, known=", ".join(rules))
    return rules.get(name)
