"""Who is served: the numbers that a plan is held to."""

from __future__ import annotations

from covplan.assessment.served import Served, count_served

__all__ = ["Served", "count_served"]
