"""Who is served, where, by whom, and how sure that is: the numbers that a plan is held to."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.assessment.busy_hour import share_busy_hour
    from covplan.assessment.busy_hour_settings import BusyHourSettings
    from covplan.assessment.declared import DeclaredComparison, compare_declared, declared_indicators
    from covplan.assessment.districts import DistrictService, assess_districts
    from covplan.assessment.key_areas import KeyAreas, assess_key_areas
    from covplan.assessment.modelled import Modelled
    from covplan.assessment.operators import OperatorsTogether, operators_together
    from covplan.assessment.profiles import served_by_profile
    from covplan.assessment.quality import quality_indicators
    from covplan.assessment.resilience import Resilience, count_resilience
    from covplan.assessment.road_coverage import RoadCoverage, assess_roads
    from covplan.assessment.served import Served, count_served
    from covplan.assessment.served_indicators import modelled_indicators
    from covplan.assessment.settings import AssessmentSettings
    from covplan.assessment.sharing import MastSharing, count_sharing
    from covplan.assessment.speed_tiles import speed_tile_indicators
    from covplan.assessment.spots import Spots, find_spots
    from covplan.assessment.target_records import EarlierRun, HeldTarget, PlannedValue, TargetStatus
    from covplan.assessment.targets import hold_targets
    from covplan.assessment.uncertainty import Uncertainty, draw_shares
    from covplan.assessment.villages import VillageService, assess_villages
    from covplan.assessment.where import Where, assess_where
    from covplan.assessment.where_settings import WhereSettings

_HOME = {
    "AssessmentSettings": "settings",
    "BusyHourSettings": "busy_hour_settings",
    "DeclaredComparison": "declared",
    "DistrictService": "districts",
    "EarlierRun": "target_records",
    "HeldTarget": "target_records",
    "KeyAreas": "key_areas",
    "MastSharing": "sharing",
    "OperatorsTogether": "operators",
    "PlannedValue": "target_records",
    "Resilience": "resilience",
    "RoadCoverage": "road_coverage",
    "Served": "served",
    "Spots": "spots",
    "Modelled": "modelled",
    "TargetStatus": "target_records",
    "Uncertainty": "uncertainty",
    "VillageService": "villages",
    "Where": "where",
    "WhereSettings": "where_settings",
    "assess_districts": "districts",
    "assess_key_areas": "key_areas",
    "assess_roads": "road_coverage",
    "assess_villages": "villages",
    "assess_where": "where",
    "compare_declared": "declared",
    "count_resilience": "resilience",
    "count_served": "served",
    "count_sharing": "sharing",
    "speed_tile_indicators": "speed_tiles",
    "declared_indicators": "declared",
    "draw_shares": "uncertainty",
    "find_spots": "spots",
    "hold_targets": "targets",
    "modelled_indicators": "served_indicators",
    "operators_together": "operators",
    "quality_indicators": "quality",
    "served_by_profile": "profiles",
    "share_busy_hour": "busy_hour",
}

__all__ = [
    "AssessmentSettings",
    "BusyHourSettings",
    "DeclaredComparison",
    "DistrictService",
    "EarlierRun",
    "HeldTarget",
    "KeyAreas",
    "MastSharing",
    "OperatorsTogether",
    "PlannedValue",
    "Resilience",
    "RoadCoverage",
    "Served",
    "Spots",
    "Modelled",
    "TargetStatus",
    "Uncertainty",
    "VillageService",
    "Where",
    "WhereSettings",
    "assess_districts",
    "assess_key_areas",
    "assess_roads",
    "assess_villages",
    "assess_where",
    "compare_declared",
    "count_resilience",
    "count_served",
    "count_sharing",
    "declared_indicators",
    "draw_shares",
    "find_spots",
    "hold_targets",
    "modelled_indicators",
    "operators_together",
    "quality_indicators",
    "served_by_profile",
    "share_busy_hour",
    "speed_tile_indicators",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.assessment.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.assessment' has no attribute {name!r}")
