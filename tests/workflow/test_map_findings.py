"""Which other services the map of a run shows."""

from __future__ import annotations

from dataclasses import replace

from covplan.coverage.entry_loss import Environment
from covplan.coverage.service import ServiceSettings, SigmaSource
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.network import Technology
from covplan.workflow.map_findings import other_services

OUTDOOR = ServiceSettings()


def environments(service: ServiceSettings, area: Area) -> list[str]:
    return [str(one.environment) for one in other_services(service, area) if one.technology is service.technology]


def test_other_places_at_the_same_threshold_and_probability(tiny_area: Area) -> None:
    service = replace(OUTDOOR, threshold_dbm=-105.0, probability_pct=90.0)
    assert environments(service, tiny_area) == ["indoor-by-clutter", "in-vehicle"]
    assert {(one.threshold_dbm, one.probability_pct) for one in other_services(service, tiny_area)} == {(-105.0, 90.0)}
    vehicle = replace(service, environment=Environment.IN_VEHICLE)
    assert environments(vehicle, tiny_area) == ["outdoor", "indoor-by-clutter"]


def test_land_cover_with_gaps_does_not_decide_indoors(tiny_area: Area) -> None:
    classes = tiny_area.clutter_class.values.copy()
    classes[3, 3] = 0
    gaps = replace(tiny_area, clutter_class=Raster(classes, tiny_area.grid, "clutter"))
    assert environments(OUTDOOR, gaps) == ["indoor-traditional", "in-vehicle"]


def test_the_other_technology_where_every_operator_has_it(tiny_area: Area) -> None:
    def technologies(area: Area, service: ServiceSettings = OUTDOOR) -> set[Technology]:
        return {one.technology for one in other_services(service, area)}

    lte = [
        replace(c, technology=Technology.LTE, freq_mhz=1820.0, bandwidth_mhz=20.0, scs_khz=15, resource_blocks=100,
                tdd_downlink_share=None, tdd_uplink_share=None)
        for c in {c.operator: c for c in tiny_area.carriers}.values()
    ]  # fmt: skip
    both = replace(tiny_area, carriers=(*tiny_area.carriers, *lte))
    assert technologies(both) == {Technology.NR, Technology.LTE}
    assert technologies(tiny_area) == {Technology.NR}
    assert technologies(replace(both, carriers=both.carriers[:-1])) == {Technology.NR}
    measured = replace(OUTDOOR, sigma_source=SigmaSource.CALIBRATED)  # of no LTE carrier here
    assert technologies(both, measured) == {Technology.NR}
