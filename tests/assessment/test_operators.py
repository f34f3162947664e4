"""Operators together: readings, gains, shared networks; against prediction with the stations put in place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covplan.assessment.modelled import Modelled
from covplan.assessment.operator_settings import NetworkSharing, ResilienceSettings, SharedNetwork
from covplan.assessment.operators import operator_indicators, operators_together
from covplan.assessment.resilience import count_resilience
from covplan.assessment.served import Served, count_served
from covplan.assessment.uncertainty import draw_shares
from covplan.assessment.uncertainty_settings import UncertaintySettings
from covplan.coverage.prediction import predict
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.ingest.indicators import EvidenceKind
from covplan.network import Carrier, Site, Technology
from covplan.propagation.p1812 import P1812

RADIO = RadioSettings(P1812(delta_n=45.0, n0=325.0, latitude_deg=12.9))
SERVICE = ServiceSettings(threshold_dbm=-95.0)  # so strong that operators differ


def on_air(area: Area) -> Area:
    """VT1 in the west, MB1 in the east with N77, VT2 not on air."""
    vt1, mb1, vt2 = area.sites
    n28, n41, n77 = area.carriers
    sectors = tuple(replace(sector, carriers=(n77,)) for sector in vt1.sectors)
    mb1 = replace(mb1, sectors=tuple(replace(s, id=f"MB1-{k}") for k, s in enumerate(sectors)))
    return replace(area, sites=(vt1, mb1, vt2))


def served_by(area: Area, sites: tuple[Site, ...]) -> Served:
    return count_served(predict(area, RADIO, sites=sites), area, SERVICE)


def moved(site: Site, carriers: tuple[Carrier, ...]) -> Site:
    return replace(site, sectors=tuple(replace(sector, carriers=carriers) for sector in site.sectors))


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    return on_air(tiny_area)


@pytest.fixture(scope="module")
def today(area: Area) -> Served:
    return served_by(area, area.sites)


def test_gains_and_every_mast_are_those_of_a_prediction_with_the_guests_in_place(area: Area, today: Served) -> None:
    vt1, mb1, _ = area.sites
    n28, n41, n77 = area.carriers
    result = operators_together(today, area, RADIO)
    everywhere = served_by(area, (vt1, mb1, moved(vt1, (n77,)), moved(mb1, (n28, n41))))
    for operator in ("viettel", "mobifone"):
        gain = everywhere.totals[operator] - today.totals[operator]
        host = "mobifone" if operator == "viettel" else "viettel"
        assert gain > 0
        assert result.gains.loc[operator, host] == pytest.approx(gain)
        assert result.gains.loc[operator, operator] == 0
        assert result.by_commune[f"{operator}:every_mast"].sum() == pytest.approx(everywhere.totals[operator])
    assert result.by_commune["any:every_mast"].sum() == pytest.approx(everywhere.totals["any"])
    assert result.masts_without == 1


def test_readings_bound_each_other_and_communes_sum_to_the_province(area: Area, today: Served) -> None:
    result = operators_together(today, area, RADIO)
    table, total = result.by_commune, result.by_commune.iloc[:, 2:].sum()
    own = total[list(area.operators)]
    assert own.max() <= total["any"] <= own.sum()
    assert total["all"] <= own.min()
    assert total["any"] == pytest.approx(own.sum() - total["all"])  # two operators
    assert total["population"] == pytest.approx(result.population) == pytest.approx(today.population)
    assert (table["any:every_mast"] >= table["any"] - 1e-9).all()
    assert (table["all:every_mast"] >= table["all"] - 1e-9).all()
    for reading in ("viettel", "mobifone", "any"):
        np.testing.assert_allclose(table[reading], today.by_commune[reading])
    np.testing.assert_allclose(result.by_operator["roaming"], total["any"])
    np.testing.assert_allclose(result.by_operator["own"], own)
    assert "shared_networks" not in result.by_operator


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000), density=st.floats(0, 1))
def test_bounds_hold_wherever_operators_serve(area: Area, today: Served, seed: int, density: float) -> None:
    random = np.random.default_rng(seed)
    masks = {o: random.random(area.grid.shape) < density for o in area.operators}
    result = operators_together(replace(today, served=masks), area, RADIO)
    tables = result.by_commune
    for end in ("", ":every_mast"):
        own = tables[[f"{o}{end}" for o in area.operators]]
        assert (tables[f"any{end}"] <= own.sum(axis=1) + 1e-6).all()
        assert (tables[f"any{end}"] >= own.max(axis=1) - 1e-6).all()
        assert (tables[f"all{end}"] <= own.min(axis=1) + 1e-6).all()
    for guest in area.operators:
        more = tables[f"{guest}:every_mast"].sum() - tables[guest].sum()
        assert more == pytest.approx(result.gains.loc[guest].sum(), abs=1e-6)  # one host each
    assert (tables[list(result.columns)].le(tables["population"] + 1e-6, axis=0)).all().all()


def test_masts_and_licences_without_5g_take_no_part(area: Area) -> None:
    lte = replace(area.carriers[2], technology=Technology.LTE)
    only = replace(area, carriers=(*area.carriers[:2], lte), sites=(area.sites[0], moved(area.sites[1], (lte,))))
    result = operators_together(served_by(only, only.sites), only, RADIO)
    assert (result.gains.to_numpy() == 0).all()
    assert result.masts_without == 1


def test_mocn_gives_the_partner_the_hosts_carriers(area: Area, today: Served) -> None:
    shared = SharedNetwork(NetworkSharing.MOCN, ("viettel", "mobifone"), ("VT1",))
    total = operators_together(today, area, RADIO, (shared,)).by_commune.iloc[:, 2:].sum()
    assert total["mobifone:shared_networks"] == pytest.approx(total["any"])  # VT1 is all that viettel has
    assert total["viettel:shared_networks"] == pytest.approx(total["viettel"])
    assert total["any:shared_networks"] == pytest.approx(total["any"])


def test_moran_puts_the_partners_own_carriers_on_the_site(area: Area, today: Served) -> None:
    shared = SharedNetwork(NetworkSharing.MORAN, ("mobifone", "viettel"), ("VT1",))
    result = operators_together(today, area, RADIO, (shared,))
    total = result.by_commune.iloc[:, 2:].sum()
    assert total["mobifone:shared_networks"] == pytest.approx(total["mobifone:every_mast"])
    assert total["viettel:shared_networks"] == pytest.approx(total["viettel"])
    assert result.arrangements == ("own", "roaming", "shared_networks", "every_mast")


@pytest.mark.parametrize(
    ("operators", "sites", "match"),
    [(("vietel",), ("VT1",), "'vietel'.*viettel, mobifone"), (("viettel",), ("VT9",), "'VT9'.*no site list")],
)
def test_a_shared_network_names_what_is_there(
    area: Area, today: Served, operators: tuple[str, ...], sites: tuple[str, ...], match: str
) -> None:
    with pytest.raises(PlanningError, match=match):
        operators_together(today, area, RADIO, (SharedNetwork(NetworkSharing.MOCN, operators, sites),))


def test_indicators_are_modelled_and_carry_reading_and_place(area: Area, today: Served) -> None:
    result = operators_together(today, area, RADIO)
    about = Modelled("66", area.admin_epoch, "2026", "covplan", "2026-11-28")
    found = {(one.id, one.admin_code): one for one in operator_indicators(result, about)}
    assert ("served_5g_pct:any", "66") not in found  # told by Served
    whole = found["served_5g_pct:all", "66"]
    assert whole.value == pytest.approx(100 * result.by_commune["all"].sum() / today.population)
    assert (whole.unit, whole.kind) == ("%", EvidenceKind.MODELLED)
    assert found["shared_5g_pct:viettel:every_mast", "24133"].value <= 100
    assert found["gain_5g_people:viettel:mobifone", "66"].unit == "people"


def as_lte(area: Area) -> Area:
    """The same carriers as LTE, and a strong NR carrier of viettel beside them that must not count."""
    of = {c: replace(c, technology=Technology.LTE) for c in area.carriers}
    strong = replace(area.carriers[0], freq_mhz=703.0, power_dbm=60.0)
    sites = tuple(
        replace(s, sectors=tuple(replace(x, carriers=(*(of[c] for c in x.carriers), strong)) for x in s.sectors))
        for s in area.sites
    )
    return replace(area, carriers=(*of.values(), strong), sites=sites)


def test_lte_is_shared_drawn_and_tried_as_nr_is(area: Area, today: Served) -> None:
    lte, service = as_lte(area), replace(SERVICE, technology=Technology.LTE)
    now = count_served(predict(lte, RADIO), lte, service)
    assert now.totals == pytest.approx(today.totals)
    pairs = ((area, today, SERVICE), (lte, now, service))
    shared, other = (operators_together(served, one, RADIO) for one, served, _ in pairs)
    pd.testing.assert_frame_equal(shared.by_commune, other.by_commune)
    pd.testing.assert_frame_equal(shared.gains, other.gains)
    tried = [count_resilience(one, RADIO, asked, ResilienceSettings()).by_group for one, _, asked in pairs]
    pd.testing.assert_frame_equal(*tried)
    drawn = [draw_shares(one, RADIO, asked, UncertaintySettings(draws=5)).draws_pct for one, _, asked in pairs]
    np.testing.assert_array_equal(*drawn)
