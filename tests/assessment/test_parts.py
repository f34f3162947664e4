"""Evidence of a former province: that of an area which holds its communes alone."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from test_key_areas import BOTTOM, LEFT, with_places
from test_served import cover_of
from test_village_service import NORTH_EAST, NORTH_WEST, SOUTH_EAST, with_villages

from covplan.assessment.modelled import Modelled
from covplan.assessment.operator_settings import ResilienceSettings, SharingSettings
from covplan.assessment.resilience import count_resilience, resilience_indicators
from covplan.assessment.served import count_served
from covplan.assessment.sharing import count_sharing, sharing_indicators
from covplan.assessment.uncertainty import draw_shares, uncertainty_indicators
from covplan.assessment.uncertainty_settings import UncertaintySettings
from covplan.assessment.where import assess_where
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings
from covplan.ingest.area import Area
from covplan.ingest.indicators import Indicator
from covplan.ingest.place_classes import PlaceClass
from covplan.propagation.p1812 import P1812

OLD = "province:Đắk Lắk"
RADIO = RadioSettings(P1812(delta_n=45.0, n0=325.0, latitude_deg=12.9))
SERVICE = ServiceSettings(threshold_dbm=-95.0)
ABOUT = Modelled("66", "2025-07", "2026-11", "covplan", "2026-11-01", "any", {OLD: frozenset({"24133", "24134"})})


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    """The east, former Đắk Lắk, in two communes of two districts; villages, places and a mast in each half."""
    left, bottom, right, top = tiny_area.grid.bounds
    middle = (left + right) / 2
    three = tiny_area.communes.iloc[[0, 1, 1]].reset_index(drop=True)
    shapes = [shapely.box(left, bottom, middle, top), shapely.box(middle, bottom, middle + 4_000, top)]
    communes = gpd.GeoDataFrame(
        three.assign(
            code=["22015", "24133", "24134"],
            name=["Tuy Hòa", "Buôn Ma Thuột", "Cư Kuin"],
            district=["Tuy Hòa", "Buôn Ma Thuột", "Cư Kuin"],
        ),
        geometry=[*shapes, shapely.box(middle + 4_000, bottom, right, top)],
        crs=9218,
    )
    seat = PlaceClass.DISTRICT_SEAT.value
    places = [
        *(("a", "health", shapely.Point(LEFT + east, BOTTOM + 12_000)) for east in (3_000, 10_000, 14_000)),
        ("b", "health", shapely.Point(LEFT + 14_000, BOTTOM + 4_000)),
        ("huyện lỵ", seat, shapely.Point(LEFT + 10_000, BOTTOM + 8_000)),
    ]
    villages = [("A", "centre", NORTH_WEST), ("B", "centre", NORTH_EAST), ("C", "centre", SOUTH_EAST)]
    west, mobifone, east = tiny_area.sites
    sites = (
        west,
        replace(mobifone, tenants=("mobifone", "viettel")),
        replace(east, sectors=west.sectors, technologies=west.technologies),
    )
    people = np.full(tiny_area.grid.shape, 2.0)
    here = replace(tiny_area, communes=communes, sites=sites, people=replace(tiny_area.people, values=people))
    return with_villages(with_places(here, *places), *villages)


@pytest.fixture(scope="module")
def alone(area: Area) -> Area:
    """Its eastern half as an area of its own, with the same masts."""
    communes = area.communes.iloc[1:].reset_index(drop=True)
    villages = area.villages.iloc[1:].reset_index(drop=True)
    return replace(area, communes=communes, villages=villages)


def figures(found: list[Indicator], code: str) -> dict[str, tuple[float, str]]:
    values = {one.id: (pytest.approx(one.value), one.confidence) for one in found if one.admin_code == code}
    assert len(values) == sum(one.admin_code == code for one in found) > 0  # none twice
    return values


def where(area: Area) -> list[Indicator]:
    north = np.zeros(area.grid.shape, bool)
    north[:32] = True
    cover = cover_of(area, {area.carriers[0].id: north, area.carriers[2].id: ~north & (np.arange(64) > 50)})
    return assess_where(cover, count_served(cover, area, SERVICE), area, WhereSettings()).indicators(ABOUT)


def test_key_areas_districts_roads_and_villages(area: Area, alone: Area) -> None:
    whole, own = where(area), where(alone)
    assert figures(whole, OLD) == figures(own, "66")
    assert figures(whole, OLD) != figures(whole, "66")
    ids = {one.id.split(":")[0] for one in whole if one.admin_code == OLD}
    assert ids >= {"key_area_5g_pct", "district_5g_pct", "commune_5g_pct", "road_5g_km_pct", "village_5g_pct"}


def test_shared_masts(area: Area, alone: Area) -> None:
    about = replace(ABOUT, source="lists")
    whole, own = (list(sharing_indicators(count_sharing(one, SharingSettings()), about)) for one in (area, alone))
    assert figures(whole, OLD)["masts_shared_pct"] == (pytest.approx(50.0), "1 of 2 sites")
    assert figures(whole, "66")["masts_shared_pct"] == (pytest.approx(100 / 3), "1 of 3 sites")
    assert figures(own, OLD) == figures(whole, OLD)


def test_people_behind_one_failure(area: Area, alone: Area) -> None:
    whole, own = (
        list(resilience_indicators(count_resilience(one, RADIO, SERVICE, ResilienceSettings()), ABOUT))
        for one in (area, alone)
    )
    assert figures(whole, OLD) == figures(own, "66")
    assert 0 < figures(whole, OLD)["behind_one_mast_pct"][0].expected <= 100


def test_the_interval_of_the_served_share(area: Area, alone: Area) -> None:
    """Without shadowing a draw depends on its bias alone, which is the same in both."""
    settings, service = UncertaintySettings(draws=20, population_sigma=0.0), replace(SERVICE, sigma_db=0.0)
    whole, own = (
        list(uncertainty_indicators(draw_shares(one, RADIO, service, settings), ABOUT)) for one in (area, alone)
    )
    assert figures(whole, OLD) == figures(own, "66")
    assert figures(whole, OLD) != figures(whole, "66")
