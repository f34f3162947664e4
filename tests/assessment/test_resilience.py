"""People behind one group: against a prediction without the sites of the group."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as of_numpy
from scipy import sparse

from covplan.assessment.modelled import Modelled
from covplan.assessment.operator_settings import ResilienceSettings
from covplan.assessment.residents import find_residents
from covplan.assessment.resilience import (
    count_resilience,
    find_groups,
    left_without,
    resilience_indicators,
    serving_sites,
)
from covplan.assessment.served import Served, count_served
from covplan.coverage.prediction import predict
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings
from covplan.errors import PlanningError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.ingest.locations import cluster_sites
from covplan.ingest.risk_groups import RiskGroup, RiskKind
from covplan.network import Site
from covplan.propagation.p1812 import P1812

RADIO = RadioSettings(P1812(delta_n=45.0, n0=325.0, latitude_deg=12.9))
SERVICE = ServiceSettings(threshold_dbm=-90.0)


def copied(site: Site, id: str, operator: str, carriers: tuple, dx_m: float, **fields: object) -> Site:
    sectors = tuple(replace(s, id=f"{id}-{k}", carriers=carriers) for k, s in enumerate(site.sectors))
    changed = {"id": id, "operator": operator, "x_m": site.x_m + dx_m, "sectors": sectors, **fields}
    return replace(site, **changed)


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    """Viettel and mobifone on one mast in the west, viettel alone 4 km and mobifone 7 km east of it."""
    west = tiny_area.sites[0]
    n28, n41, n77 = tiny_area.carriers
    sites = (
        copied(west, "VW", "viettel", (n28, n41), 0.0, power_area="Tuy Hòa 1", autonomy_h=6.0),
        copied(west, "MW", "mobifone", (n77,), 20.0, power_area="Tuy Hòa 1"),
        copied(west, "VM", "viettel", (n41,), 4_000.0, power_area="Tuy Hòa 1", autonomy_h=72.0, access_road="ĐT.645"),
        copied(west, "ME", "mobifone", (n77,), 7_000.0, access_road="ĐT.645"),
        copied(west, "V4", "viettel", (), 9_000.0),  # not on air
    )
    people = tiny_area.people.values + np.random.default_rng(5).integers(0, 9, tiny_area.grid.shape)
    listed = (RiskGroup(RiskKind.FIBRE, "vòng", ("VW", "ME")), RiskGroup(RiskKind.POWER, "tất cả", ("VW", "MW", "VM")))
    return replace(
        tiny_area,
        sites=sites,
        locations=cluster_sites(sites, 50.0),
        people=Raster(people.astype(float), tiny_area.grid, "people"),
        risk_groups=listed,
    )


def served(area: Area, without: set[str]) -> Served:
    sites = tuple(site for site in area.sites if site.id not in without)
    return count_served(predict(area, RADIO, sites=sites), area, SERVICE)


def test_people_behind_a_group_are_those_a_prediction_without_it_loses(area: Area) -> None:
    today = served(area, set())
    result = count_resilience(area, RADIO, SERVICE, ResilienceSettings())
    table = result.by_group.set_index(["kind", "name"])
    fails = {
        (RiskKind.MAST, "VW + MW"): {"VW", "MW"},
        (RiskKind.MAST, "VM"): {"VM"},
        (RiskKind.MAST, "ME"): {"ME"},
        (RiskKind.MAST, "V4"): set(),
        (RiskKind.POWER, "Tuy Hòa 1"): {"VW", "MW"},  # VM lasts 72 hours
        (RiskKind.POWER, "tất cả"): {"VW", "MW"},
        (RiskKind.ROAD, "ĐT.645"): {"VM", "ME"},
        (RiskKind.FIBRE, "vòng"): {"VW", "ME"},
    }
    assert set(table.index) == set(fails)
    for key, off in fails.items():
        left = served(area, off)
        for reading in ("any", "viettel", "mobifone"):
            assert table.loc[key, reading] == pytest.approx(today.totals[reading] - left.totals[reading]), (
                key,
                reading,
            )
    assert table.loc[(RiskKind.MAST, "VW + MW"), "any"] > 0
    assert result.unknown_kinds == ()


def test_most_people_come_first_with_what_is_known_of_autonomy(area: Area) -> None:
    table = count_resilience(area, RADIO, SERVICE, ResilienceSettings()).by_group
    assert table["any"].is_monotonic_decreasing
    power = table.set_index("name").loc["Tuy Hòa 1"]
    assert (power["sites"], power["operators"], power["autonomy_h"], power["autonomy_unknown"]) == (3, 2, 6.0, 1)
    assert np.isnan(table.set_index("name").loc["ME", "autonomy_h"])


def test_a_short_outage_takes_only_sites_that_do_not_last(area: Area) -> None:
    short = count_resilience(area, RADIO, SERVICE, ResilienceSettings(outage_h=5.0)).by_group.set_index("name")
    today, left = served(area, set()), served(area, {"MW"})  # of which nothing is known
    assert short.loc["Tuy Hòa 1", "mobifone"] == pytest.approx(today.totals["mobifone"] - left.totals["mobifone"])
    assert short.loc["Tuy Hòa 1", "viettel"] == 0


def test_communes_count_people_behind_any_one_group_of_a_kind_once(area: Area) -> None:
    result = count_resilience(area, RADIO, SERVICE, ResilienceSettings())
    today = served(area, set())
    np.testing.assert_allclose(result.by_commune["served"], today.by_commune["any"])
    off = [served(area, {"VW", "MW"}), served(area, {"VM"}), served(area, {"ME"})]
    lost = np.logical_or.reduce([today.served["any"] & ~one.served["any"] for one in off])
    assert result.by_commune["one_mast"].sum() == pytest.approx(today.people[lost].sum())
    assert (result.by_commune["one_power"] <= result.by_commune["served"]).all()


def test_without_groups_of_a_kind_nothing_is_claimed(area: Area) -> None:
    bare = replace(area, risk_groups=(), sites=tuple(replace(s, power_area="", access_road="") for s in area.sites))
    result = count_resilience(bare, RADIO, SERVICE, ResilienceSettings())
    assert result.unknown_kinds == (RiskKind.FIBRE, RiskKind.POWER, RiskKind.ROAD)
    assert [name for name in result.by_commune if name.startswith("one_")] == ["one_mast"]
    about = Modelled("66", area.admin_epoch, "2026", "covplan", "2026-11-28")
    assert {one.id for one in resilience_indicators(result, about)} == {"behind_one_mast_pct"}


def test_several_carriers_of_a_site_are_one_server(area: Area) -> None:
    matrix = serving_sites(area, RADIO, SERVICE, find_residents(area))
    assert set(np.unique(matrix.data)) == {1.0}


def test_a_gateway_is_in_a_list(area: Area) -> None:
    with pytest.raises(PlanningError, match="fibre_gateways names the site 'X'"):
        find_groups(area, ResilienceSettings(fibre_gateways=("X",)))


@settings(deadline=None, max_examples=50)
@given(of_numpy.arrays(bool, (12, 5)), st.lists(st.sets(st.integers(0, 4)), min_size=1, max_size=4))
def test_left_without_is_served_by_nothing_else(serves: np.ndarray, groups: list[set[int]]) -> None:
    failing = np.array([[site in group for group in groups] for site in range(5)], np.float32)
    found = left_without(sparse.csr_array(serves.astype(np.float32)), sparse.csc_array(failing)).toarray()
    for g, group in enumerate(groups):
        for p in range(12):
            servers = set(np.flatnonzero(serves[p]).tolist())
            assert found[p, g] == (bool(servers) and not servers - group)
