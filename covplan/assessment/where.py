"""Key areas, districts, roads and villages together: where there is service, and where not."""

from __future__ import annotations

from dataclasses import dataclass

from covplan.assessment.districts import DistrictService, assess_districts
from covplan.assessment.key_areas import KeyAreas, assess_key_areas
from covplan.assessment.modelled import Modelled
from covplan.assessment.road_coverage import RoadCoverage, assess_roads
from covplan.assessment.served import Served, require_power_of_nr
from covplan.assessment.villages import VillageService, assess_villages
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.composite import Coverage
from covplan.ingest.area import Area
from covplan.ingest.indicators import Indicator


@dataclass(frozen=True, eq=False)
class Where:
    """The four results."""

    key_areas: KeyAreas
    districts: DistrictService
    roads: RoadCoverage
    villages: VillageService

    def indicators(self, about: Modelled) -> list[Indicator]:
        """The records of all four that targets can be held against."""
        parts = (self.key_areas, self.districts, self.roads, self.villages)
        return [indicator for part in parts for indicator in part.indicators(about)]


def assess_where(cover: Coverage, today: Served, area: Area, settings: WhereSettings) -> Where:
    """Hold key areas, districts, roads and villages against the predicted service.

    Raises
    ------
    PlanningError
        If the service asks for LTE or for rates: what is said here is of 5G and its power.
    """
    require_power_of_nr(today.service)
    return Where(
        assess_key_areas(cover, today, area, settings),
        assess_districts(cover, today, area, settings),
        assess_roads(cover, today, area, settings),
        assess_villages(cover, today, area, settings),
    )
