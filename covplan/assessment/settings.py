"""What is asked of an assessment, besides what service means."""

from __future__ import annotations

from dataclasses import dataclass

from covplan.assessment.where_settings import WhereSettings


@dataclass(frozen=True)
class AssessmentSettings:
    """``[assessment]`` of a scenario."""

    where: WhereSettings = WhereSettings()
