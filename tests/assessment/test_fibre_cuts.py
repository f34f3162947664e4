"""Which sites a cut leaves behind: rings, spurs, crossings, gateways."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from covplan.assessment.fibre_cuts import fibre_groups
from covplan.assessment.operator_settings import ResilienceSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.ingest.risk_groups import RiskGroup
from covplan.network import CableKind, FibreRoute, Site

LEFT, BOTTOM = 450_000.0, 1_400_000.0


def cable(id: str, *points: tuple[float, float], owner: str = "viettel") -> FibreRoute:
    return FibreRoute(id, owner, shapely.LineString([(LEFT + x, BOTTOM + y) for x, y in points]), CableKind.BURIED)


def site(area: Area, id: str, x_m: float, y_m: float, operator: str = "viettel") -> Site:
    return replace(area.sites[0], id=id, operator=operator, x_m=LEFT + x_m, y_m=BOTTOM + y_m)


def groups(area: Area, cables: tuple[FibreRoute, ...], sites: tuple[Site, ...], *gateways: str) -> set[tuple[str, ...]]:
    found = fibre_groups(replace(area, fibre=cables, sites=sites), ResilienceSettings(fibre_gateways=gateways))
    assert all(isinstance(group, RiskGroup) for group in found)
    return {group.sites for group in found}


def test_along_a_spur_each_cut_leaves_what_lies_beyond(tiny_area: Area) -> None:
    line = (cable("C", (0, 0), (9_000, 0)),)
    sites = tuple(site(tiny_area, id, x, 50) for id, x in (("G", 0), ("A", 3_000), ("B", 6_000)))
    assert groups(tiny_area, line, sites, "G") == {("A", "B"), ("B",)}
    assert groups(tiny_area, line, sites, "A") == {("G",), ("B",)}


def test_a_ring_survives_one_cut_and_its_spur_does_not(tiny_area: Area) -> None:
    ring = cable("R", (0, 0), (4_000, 0), (4_000, 4_000), (0, 4_000), (0, 0))
    spur = cable("S", (4_000, 4_000), (8_000, 4_000))
    sites = tuple(
        site(tiny_area, id, x, y)
        for id, x, y in (("G", 0, 0), ("A", 4_000, 0), ("B", 2_000, 4_000), ("C", 7_000, 4_000))
    )
    assert groups(tiny_area, (ring, spur), sites, "G") == {("C",)}
    assert groups(tiny_area, (ring, spur), sites, "G", "C") == set()  # two ways out


def test_cables_that_cross_are_joined_and_two_side_by_side_protect_each_other(tiny_area: Area) -> None:
    cross = (cable("E", (0, 0), (8_000, 0)), cable("N", (4_000, -2_000), (4_000, 2_000)))
    sites = tuple(site(tiny_area, id, x, y) for id, x, y in (("G", 0, 0), ("A", 4_000, 1_500), ("B", 7_000, 0)))
    assert groups(tiny_area, cross, sites, "G") == {("A", "B"), ("A",), ("B",)}
    bow = cable("O", (0, 0), (2_000, 600), (4_000, 0))
    assert groups(tiny_area, (*cross, bow), sites, "G") == {("A",), ("B",)}


def test_only_own_cable_counts_and_far_sites_hang_on_none(tiny_area: Area) -> None:
    cables = (cable("C", (0, 0), (9_000, 0)), cable("M", (0, 0), (9_000, 0), owner="mobifone"))
    sites = (site(tiny_area, "G", 0, 0), site(tiny_area, "A", 5_000, 900), site(tiny_area, "M", 5_000, 0, "mobifone"))
    assert groups(tiny_area, cables, sites, "G") == set()


def test_sites_that_no_cable_joins_to_the_gateway_are_in_no_group(tiny_area: Area) -> None:
    cables = (cable("C", (0, 0), (3_000, 0)), cable("D", (5_000, 0), (9_000, 0)))
    sites = tuple(site(tiny_area, id, x, 0) for id, x in (("G", 0), ("A", 2_000), ("B", 8_000)))
    assert groups(tiny_area, cables, sites, "G") == {("A",)}


def test_two_sites_at_one_place_fail_together(tiny_area: Area) -> None:
    line = (cable("C", (0, 0), (3_000, 0)),)
    sites = tuple(site(tiny_area, id, x, y) for id, x, y in (("G", 0, 0), ("A", 2_000, 0), ("B", 2_000, 30)))
    assert groups(tiny_area, line, sites, "G") == {("A", "B")}


def test_without_a_gateway_nothing_is_claimed(tiny_area: Area) -> None:
    assert groups(tiny_area, (cable("C", (0, 0), (3_000, 0)),), (site(tiny_area, "A", 2_000, 0),)) == set()


@pytest.mark.parametrize("cables", [(), (cable("C", (0, 0), (3_000, 0)),)])
def test_a_gateway_stands_on_its_operators_cable(tiny_area: Area, cables: tuple[FibreRoute, ...]) -> None:
    with pytest.raises(PlanningError, match="'G'.*200 m"):
        groups(tiny_area, cables, (site(tiny_area, "G", 2_000, 500),), "G")


def test_a_section_is_named_after_operator_and_cable(tiny_area: Area) -> None:
    sites = tuple(site(tiny_area, id, x, 0) for id, x in (("G", 0), ("A", 3_000), ("B", 6_000)))
    area = replace(tiny_area, fibre=(cable("QL.26", (0, 0), (9_000, 0)),), sites=sites)
    names = [group.name for group in fibre_groups(area, ResilienceSettings(fibre_gateways=("G",)))]
    assert names == ["viettel: QL.26 #1", "viettel: QL.26 #2"]
