"""What is asked of an assessment, besides what service means."""

from __future__ import annotations

from dataclasses import dataclass

from covplan.assessment.operator_settings import ResilienceSettings, SharedNetwork, SharingSettings
from covplan.assessment.uncertainty_settings import UncertaintySettings
from covplan.assessment.where_settings import WhereSettings


@dataclass(frozen=True)
class AssessmentSettings:
    """``[assessment]`` of a scenario."""

    province_code: str = "66"  # place of its indicators: Đắk Lắk since July 2025
    where: WhereSettings = WhereSettings()
    shared_networks: tuple[SharedNetwork, ...] = ()
    sharing: SharingSettings = SharingSettings()
    resilience: ResilienceSettings = ResilienceSettings()
    uncertainty: UncertaintySettings = UncertaintySettings()
