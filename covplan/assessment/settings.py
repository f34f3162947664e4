"""What is asked of an assessment, besides what service means."""

from __future__ import annotations

from dataclasses import dataclass

from covplan.assessment.operator_settings import ResilienceSettings, SharedNetwork, SharingSettings
from covplan.assessment.uncertainty_settings import UncertaintySettings


@dataclass(frozen=True)
class AssessmentSettings:
    """``[assessment]`` of a scenario."""

    shared_networks: tuple[SharedNetwork, ...] = ()
    sharing: SharingSettings = SharingSettings()
    resilience: ResilienceSettings = ResilienceSettings()
    uncertainty: UncertaintySettings = UncertaintySettings()
