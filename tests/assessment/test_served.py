"""People served: hand counts, fractional pixels, voids, readings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource

from covplan.assessment.profiles import served_by_profile
from covplan.assessment.served import count_served, require_power, require_power_of_nr
from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings, required_median_dbm
from covplan.errors import GridMismatchError, PlanningError
from covplan.grid import Grid, Raster
from covplan.ingest.area import Area
from covplan.network import Technology

GOOD, BAD = -60.0, -150.0


def cover_of(area: Area, where: dict[str, np.ndarray]) -> Coverage:
    """Coverage whose carriers (by position in ``area.carriers``) are good in the given masks and NaN elsewhere."""
    layers = {c.id: np.full(area.grid.shape, np.nan, np.float32) for c in area.carriers}
    for id, mask in where.items():
        layers[id][mask] = GOOD
    none = np.zeros(area.grid.shape, bool)
    return Coverage(area.grid, area.carriers, layers, {}, (), none, none)


@pytest.fixture
def halves(tiny_area: Area) -> Coverage:
    """Viettel's low band serves the northern half, mobifone the western half."""
    north, west = (np.zeros(tiny_area.grid.shape, bool) for _ in range(2))
    north[:32], west[:, :32] = True, True
    n28, _, n77 = (c.id for c in tiny_area.carriers)
    return cover_of(tiny_area, {n28: north, n77: west})


def test_people_are_counted_by_reading_and_commune(tiny_area: Area, halves: Coverage) -> None:
    people = tiny_area.people.values
    served = count_served(halves, tiny_area, ServiceSettings())
    assert list(served.served) == ["viettel", "mobifone", "any"]
    table = served.by_commune
    assert table["code"].tolist() == ["22015", "24133"]
    np.testing.assert_allclose(table["population"], [people[:, :32].sum(), people[:, 32:].sum()])
    np.testing.assert_allclose(table["viettel"], [people[:32, :32].sum(), people[:32, 32:].sum()])
    np.testing.assert_allclose(table["mobifone"], [people[:, :32].sum(), 0])
    np.testing.assert_allclose(table["any"], [people[:, :32].sum(), people[:32, 32:].sum()])
    np.testing.assert_allclose(table["mobifone_pct"], [100, 0])
    assert served.headline_pct == pytest.approx(100 * (people.sum() - people[32:, 32:].sum()) / people.sum())
    assert served.population == pytest.approx(people.sum())
    assert served.totals["any"] == pytest.approx(table["any"].sum())


def test_the_headline_follows_the_reading(tiny_area: Area, halves: Coverage) -> None:
    people = tiny_area.people.values
    served = count_served(halves, tiny_area, ServiceSettings(reading="viettel"))
    assert served.headline_pct == pytest.approx(100 * people[:32].sum() / people.sum())


def test_an_unknown_reading_names_the_operators(tiny_area: Area, halves: Coverage) -> None:
    with pytest.raises(PlanningError, match="'viettle'.*viettel, mobifone"):
        count_served(halves, tiny_area, ServiceSettings(reading="viettle"))


def test_another_grid_is_an_error(tiny_area: Area, halves: Coverage) -> None:
    with pytest.raises(GridMismatchError, match="coverage and area"):
        count_served(replace(halves, grid=Grid(9218, 0.0, 0.0, 250.0, 64, 64)), tiny_area, ServiceSettings())


def test_the_threshold_is_that_of_the_service(tiny_area: Area) -> None:
    service, carrier = ServiceSettings(), tiny_area.carriers[0]
    needed = required_median_dbm(carrier, service, tiny_area.grid.pixel_m)
    assert needed > service.threshold_dbm
    for rsrp, expected in ((np.nextafter(np.float32(needed), np.float32(0)), 100.0), (np.float32(needed - 0.01), 0.0)):
        layers = {c.id: np.full(tiny_area.grid.shape, BAD, np.float32) for c in tiny_area.carriers}
        layers[carrier.id][:] = rsrp
        none = np.zeros(tiny_area.grid.shape, bool)
        cover = Coverage(tiny_area.grid, tiny_area.carriers, layers, {}, (), none, none)
        assert count_served(cover, tiny_area, service).headline_pct == pytest.approx(expected)


def test_lte_is_not_5g(tiny_area: Area) -> None:
    lte = tuple(replace(c, technology=Technology.LTE) for c in tiny_area.carriers)
    area = replace(tiny_area, carriers=lte)
    everywhere = np.ones(area.grid.shape, bool)
    assert count_served(cover_of(area, {c.id: everywhere for c in lte}), area, ServiceSettings()).headline_pct == 0


def test_a_service_of_lte_counts_lte_alone(tiny_area: Area) -> None:
    n28, n41, n77 = tiny_area.carriers
    area = replace(tiny_area, carriers=(replace(n28, technology=Technology.LTE), n41, n77))
    north = np.zeros(area.grid.shape, bool)
    north[:32] = True
    cover = cover_of(area, {area.carriers[0].id: north, n77.id: ~north})
    people = area.people.values
    for technology, half in ((Technology.LTE, people[:32]), (Technology.NR, people[32:])):
        served = count_served(cover, area, ServiceSettings(technology=technology))
        assert served.headline_pct == pytest.approx(100 * half.sum() / people.sum())


@pytest.mark.parametrize("changed", [{"technology": Technology.LTE}, {"uplink_mbps": 1.0}])
def test_what_is_computed_with_power_of_nr_refuses_other_services(changed: dict[str, Any]) -> None:
    require_power_of_nr(ServiceSettings())
    with pytest.raises(PlanningError, match="power of NR carriers alone"):
        require_power_of_nr(ServiceSettings(**changed))


def test_what_single_stations_do_not_tell_refuses_rates() -> None:
    require_power(ServiceSettings(technology=Technology.LTE))
    with pytest.raises(PlanningError, match="which interference decides"):
        require_power(ServiceSettings(downlink_mbps=5.0))


def test_services_stand_side_by_side(tiny_area: Area, halves: Coverage) -> None:
    """No carrier of the area is LTE: a service of LTE cannot be counted, which is not nobody served."""
    services = [ServiceSettings(), ServiceSettings(threshold_dbm=-40.0, profile="own")]
    table = served_by_profile(halves, tiny_area, [*services, ServiceSettings(technology=Technology.LTE)])
    assert table["profile"].tolist() == ["vn-planning"] * 3 + ["own"] * 3
    assert table["operator"].tolist() == ["viettel", "mobifone", "any"] * 2
    expected = count_served(halves, tiny_area, ServiceSettings()).totals
    assert table["people"].tolist() == [*expected.values(), 0.0, 0.0, 0.0]


def test_void_terrain_is_not_served_and_told(tiny_area: Area) -> None:
    ground = tiny_area.ground.values.copy()
    ground[:32] = np.nan
    area = replace(tiny_area, ground=Raster(ground, tiny_area.grid, "ground"))
    served = count_served(cover_of(area, {}), area, ServiceSettings())
    assert served.people_void == pytest.approx(area.people.values[:32].sum())
    assert served.headline_pct == 0


def test_pixels_on_a_border_are_divided(tiny_area: Area, halves: Coverage) -> None:
    left, bottom, right, top = tiny_area.grid.bounds
    edge = left + 2_600.0 + 1_000 / 3  # through pixels with 400 people
    slanted = shapely.Polygon([(left, bottom), (edge, bottom), (edge + 700, top), (left, top)])
    communes = tiny_area.communes.set_geometry([slanted, shapely.box(left, bottom, right, top).difference(slanted)])
    served = count_served(halves, replace(tiny_area, communes=communes), ServiceSettings())
    people = np.where(served.served["any"], tiny_area.people.values, 0.0)
    source = NumPyRasterSource(people, left, bottom, right, top, srs_wkt=communes.crs.to_wkt())
    oracle = exact_extract(source, communes[["geometry"]], ["sum"], output="pandas")["sum"]
    np.testing.assert_allclose(served.by_commune["any"], oracle, rtol=1e-6)
    assert served.by_commune["any"].sum() == pytest.approx(people.sum(), rel=1e-9)
    assert 0 < served.by_commune["any"][0] % 50 < 50


def test_people_outside_the_communes_do_not_count(tiny_area: Area, halves: Coverage) -> None:
    left, bottom, right, top = tiny_area.grid.bounds
    communes = gpd.GeoDataFrame(tiny_area.communes[:1])
    served = count_served(halves, replace(tiny_area, communes=communes), ServiceSettings())
    assert served.population == pytest.approx(tiny_area.people.values[:, :32].sum())
    assert not served.people[:, 32:].any()


def test_roll_ups_keep_the_sums_and_tell_provinces_apart(tiny_area: Area, halves: Coverage) -> None:
    one_name = tiny_area.communes.assign(district="Sông Hinh")
    served = count_served(halves, replace(tiny_area, communes=one_name), ServiceSettings())
    assert served.by_district[["district", "province"]].to_numpy().tolist() == [
        ["Sông Hinh", "Phú Yên"],
        ["Sông Hinh", "Đắk Lắk"],
    ]
    for table in (served.by_district, served.by_province):
        np.testing.assert_allclose(table[["population", "any"]].sum(), served.by_commune[["population", "any"]].sum())
        np.testing.assert_allclose(table["any_pct"], 100 * table["any"] / table["population"])
    together = replace(tiny_area, communes=one_name.assign(province="Đắk Lắk"))
    assert len(count_served(halves, together, ServiceSettings()).by_district) == 1


def test_a_commune_without_people_has_no_percentage(tiny_area: Area, halves: Coverage) -> None:
    people = tiny_area.people.values.copy()
    people[:, :32] = 0
    area = replace(tiny_area, people=Raster(people, tiny_area.grid, "people"))
    table = count_served(halves, area, ServiceSettings()).by_commune
    assert np.isnan(table["any_pct"][0]) and np.isfinite(table["any_pct"][1])


def test_nobody_at_all_is_an_error(tiny_area: Area, halves: Coverage) -> None:
    area = replace(tiny_area, people=Raster(np.zeros(tiny_area.grid.shape), tiny_area.grid, "people"))
    with pytest.raises(PlanningError, match="no people"):
        count_served(halves, area, ServiceSettings())
