"""Who is served, where, by whom, and how sure that is: the numbers that a plan is held to."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.assessment.busy_hour import share_busy_hour
    from covplan.assessment.busy_hour_settings import BusyHourSettings
    from covplan.assessment.districts import DistrictService, assess_districts
    from covplan.assessment.key_areas import KeyAreas, assess_key_areas
    from covplan.assessment.operators import OperatorsTogether, operators_together
    from covplan.assessment.profiles import served_by_profile
    from covplan.assessment.resilience import Resilience, count_resilience
    from covplan.assessment.road_coverage import RoadCoverage, assess_roads
    from covplan.assessment.served import Served, count_served
    from covplan.assessment.settings import AssessmentSettings
    from covplan.assessment.sharing import MastSharing, count_sharing
    from covplan.assessment.stamp import Stamp
    from covplan.assessment.uncertainty import Uncertainty, draw_shares
    from covplan.assessment.villages import VillageService, assess_villages
    from covplan.assessment.where import Where, assess_where
    from covplan.assessment.where_settings import WhereSettings

_HOME = {
    "AssessmentSettings": "settings",
    "BusyHourSettings": "busy_hour_settings",
    "DistrictService": "districts",
    "KeyAreas": "key_areas",
    "MastSharing": "sharing",
    "OperatorsTogether": "operators",
    "Resilience": "resilience",
    "RoadCoverage": "road_coverage",
    "Served": "served",
    "Stamp": "stamp",
    "Uncertainty": "uncertainty",
    "VillageService": "villages",
    "Where": "where",
    "WhereSettings": "where_settings",
    "assess_districts": "districts",
    "assess_key_areas": "key_areas",
    "assess_roads": "road_coverage",
    "assess_villages": "villages",
    "assess_where": "where",
    "count_resilience": "resilience",
    "count_served": "served",
    "served_by_profile": "profiles",
    "share_busy_hour": "busy_hour",
    "count_sharing": "sharing",
    "draw_shares": "uncertainty",
    "operators_together": "operators",
}

__all__ = [
    "AssessmentSettings",
    "BusyHourSettings",
    "DistrictService",
    "KeyAreas",
    "MastSharing",
    "OperatorsTogether",
    "Resilience",
    "RoadCoverage",
    "Served",
    "Stamp",
    "Uncertainty",
    "VillageService",
    "Where",
    "WhereSettings",
    "assess_districts",
    "assess_key_areas",
    "assess_roads",
    "assess_villages",
    "assess_where",
    "count_resilience",
    "count_served",
    "served_by_profile",
    "share_busy_hour",
    "count_sharing",
    "draw_shares",
    "operators_together",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.assessment.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.assessment' has no attribute {name!r}")
