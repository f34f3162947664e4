"""What is asked of the busy hour."""

from __future__ import annotations

from dataclasses import dataclass

from covplan.propagation.ranges import require_in_ranges


@dataclass(frozen=True)
class BusyHourSettings:
    """``[assessment.busy_hour]`` of a scenario: who wants how much at once; every default is assumed.

    ``users_pct``: share of the people of a place that use one operator's service of the technology in question;
    ``active_pct``: share of these that are receiving at the same moment; ``per_user_mbps``: what each should get then.
    """

    users_pct: float = 33.0
    active_pct: float = 2.0
    per_user_mbps: float = 5.0

    def __post_init__(self) -> None:
        require_in_ranges(
            self,
            "busy hour",
            (
                ("users_pct", 0.1, 100.0, "%"),
                ("active_pct", 0.01, 100.0, "%"),
                ("per_user_mbps", 0.01, 1000.0, "Mb/s"),
            ),
        )

    @property
    def active_share(self) -> float:
        """Of the people of a place, those who are receiving at the same moment."""
        return self.users_pct / 100.0 * self.active_pct / 100.0
