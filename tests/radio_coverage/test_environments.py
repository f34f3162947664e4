"""Indoors, in vehicles and with rates: probabilities against integrals, closed forms and limits."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from scipy.integrate import quad

from covplan.coverage import Coverage
from covplan.coverage.entry_loss import BUILDINGS, Environment
from covplan.coverage.interference import Interference
from covplan.coverage.service import ServiceSettings, required_median_dbm
from covplan.coverage.service_probability import probability_of_service
from covplan.coverage.sinr import InterferenceError
from covplan.coverage.throughput import coupling_for_uplink_db, sinr_for_downlink_db
from covplan.errors import ModelRangeError
from covplan.grid import Grid
from covplan.ingest.land_cover_classes import BUILT
from covplan.network import AntennaPattern, Carrier, Technology
from covplan.propagation.building_entry import building_entry_loss_db
from covplan.propagation.link_budget import noise_per_re_dbm

PANEL = AntennaPattern("panel", 14.5, 65.0, 12.0)
N28 = Carrier("viettel", Technology.NR, 773.0, 10.0, 15, 52, 50.8, PANEL, 15.0)
N41 = Carrier("viettel", Technology.NR, 2550.0, 100.0, 30, 273, 53.0, PANEL, 8.0)
POWER_DBM = 22.848
NOISE_DBM = noise_per_re_dbm(15, 9.0)
INDOOR = (Environment.INDOOR_TRADITIONAL, Environment.INDOOR_EFFICIENT)
NORMAL = NormalDist()


def row(medians_dbm: list[float], rest_dbm: float | None = None, carrier: Carrier = N28) -> Coverage:
    """One row of pixels of one sector; ``rest_dbm`` is what interferers give, None for a prediction without them."""
    rsrp = np.array([medians_dbm], np.float32)
    none, zero = np.zeros(rsrp.shape, bool), np.zeros(rsrp.shape, np.int32)
    own = None
    if rest_dbm is not None:
        rest = np.full(rsrp.shape, 10.0 ** (0.1 * rest_dbm), np.float32)
        power = {carrier.id: np.array([POWER_DBM])}
        own = Interference({carrier.id: rest}, {carrier.id: np.where(np.isnan(rsrp), -1, zero)}, {}, {}, power, 9.0)
    return Coverage(
        Grid(9218, 0.0, 0.0, 250.0, *rsrp.shape), (carrier,), {carrier.id: rsrp}, {}, ("a",), none, none, own
    )


@pytest.mark.parametrize("environment", INDOOR)
@pytest.mark.parametrize(("sigma", "probability_pct"), [(8.0, 95.0), (5.5, 90.0), (2.0, 50.0), (0.5, 99.0)])
@pytest.mark.parametrize("carrier", [N28, N41])
def test_indoors_the_probability_is_that_of_both_spreads(
    environment: Environment, sigma: float, probability_pct: float, carrier: Carrier
) -> None:
    """Against an integral over the share of buildings and places, eq. (1) of P.2109 at each."""
    service = ServiceSettings(sigma_db=sigma, probability_pct=probability_pct, environment=environment)
    over_db = required_median_dbm(carrier, service, 250.0) - service.threshold_dbm

    def had(share: float) -> float:
        loss_db = building_entry_loss_db(carrier.freq_mhz, BUILDINGS[environment], probability_pct=100.0 * share)
        return NORMAL.cdf((over_db - loss_db) / sigma)

    assert quad(had, 1e-7, 1 - 1e-7, limit=400)[0] == pytest.approx(probability_pct / 100.0, abs=2e-5)


@pytest.mark.parametrize("environment", INDOOR)
def test_without_variability_outdoors_the_loss_alone_decides(environment: Environment) -> None:
    service = ServiceSettings(sigma_db=0.0, probability_pct=90.0, environment=environment)
    loss_db = building_entry_loss_db(773.0, BUILDINGS[environment], probability_pct=90.0)
    assert required_median_dbm(N28, service, 250.0) == pytest.approx(-110.0 + loss_db, abs=0.02)


def test_in_a_vehicle_two_normals_add() -> None:
    service = ServiceSettings(environment=Environment.IN_VEHICLE)
    needed = -110.0 + 9.0 + NORMAL.inv_cdf(0.95) * math.hypot(8.0, 5.0)
    assert required_median_dbm(N28, service, 250.0) == pytest.approx(needed, abs=1e-4)


def test_more_wall_asks_for_more() -> None:
    kinds = (Environment.OUTDOOR, *INDOOR)
    needed = [float(required_median_dbm(N41, ServiceSettings(environment=kind), 250.0)) for kind in kinds]
    assert needed == sorted(needed) and needed[1] - needed[0] > 10.0 and needed[2] - needed[1] > 10.0


@pytest.mark.parametrize("environment", list(Environment))
def test_at_the_required_median_the_raster_has_the_probability(environment: Environment) -> None:
    service, classes = ServiceSettings(environment=environment), np.full((1, 4), BUILT, np.uint8)
    needed = float(np.max(required_median_dbm(N28, service, 250.0, None, classes)))
    cover = row([needed, needed - 0.01, needed + 0.01, math.nan])
    shares = probability_of_service(cover, N28, service, None, classes)[0]
    assert shares[0] == pytest.approx(0.95, abs=1e-5) and shares[1] < 0.95 < shares[2] and np.isnan(shares[3])


def test_a_downlink_rate_against_noise_by_hand() -> None:
    """One sector, half its elements free: 2 Mb/s need what 4 Mb/s of the whole do."""
    service = ServiceSettings(threshold_dbm=-156.0, downlink_mbps=2.0, load_pct=50.0)
    needed_dbm = NOISE_DBM + sinr_for_downlink_db(4.0, N28, service.throughput)
    shares = probability_of_service(row([needed_dbm, needed_dbm + 8.0], rest_dbm=-300.0), N28, service)[0]
    assert shares == pytest.approx([0.5, NORMAL.cdf(1.0)], abs=1e-5)


def test_half_the_interference_at_half_load_by_hand() -> None:
    """Interferers of -90 dBm, far over the noise: at 50 % they are -93.01 dBm."""
    service = ServiceSettings(threshold_dbm=-156.0, downlink_mbps=2.0, load_pct=50.0)
    needed_dbm = -93.0103 + sinr_for_downlink_db(4.0, N28, service.throughput)
    shares = probability_of_service(row([needed_dbm], rest_dbm=-90.0), N28, service)
    assert shares[0, 0] == pytest.approx(0.5, abs=2e-3)
    other = replace(service, loads_pct={N28.id: 10.0})  # less interference and more of the sector left
    assert probability_of_service(row([needed_dbm], rest_dbm=-90.0), N28, other)[0, 0] > 0.7


def test_walls_do_not_matter_against_interference_but_against_noise() -> None:
    outdoor = ServiceSettings(threshold_dbm=-156.0, downlink_mbps=5.0)
    indoor = replace(outdoor, environment=Environment.INDOOR_TRADITIONAL)
    strong, weak = row([-40.0], rest_dbm=-38.0), row([-105.0], rest_dbm=-300.0)
    both = [probability_of_service(strong, N28, s)[0, 0] for s in (outdoor, indoor)]
    assert both[0] == pytest.approx(both[1], abs=1e-3) and 0.2 < both[0] < 0.8
    assert probability_of_service(weak, N28, outdoor)[0, 0] > probability_of_service(weak, N28, indoor)[0, 0] + 0.1


def test_an_uplink_rate_limits_the_range() -> None:
    """The power at which the coupling loss is the greatest for 1 Mb/s; class 2 reaches 3 dB farther."""
    for ue_power_dbm in (23.0, 26.0):
        throughput = replace(ServiceSettings().throughput, ue_power_dbm=ue_power_dbm)
        service = ServiceSettings(threshold_dbm=-156.0, uplink_mbps=0.5, load_pct=50.0, throughput=throughput)
        edge_dbm = POWER_DBM - coupling_for_uplink_db(1.0, N28, throughput)
        shares = probability_of_service(row([edge_dbm, edge_dbm - 8.0], rest_dbm=-300.0), N28, service)[0]
        assert shares == pytest.approx([0.5, NORMAL.cdf(-1.0)], abs=1e-5)


def test_what_cannot_be_carried_is_served_nowhere() -> None:
    service = ServiceSettings(downlink_mbps=100.0)  # 10 MHz at 700 MHz
    assert (probability_of_service(row([-50.0, -90.0], rest_dbm=-300.0), N28, service) == 0.0).all()


@pytest.mark.parametrize("environment", list(Environment))
def test_asking_for_more_never_serves_more(environment: Environment) -> None:
    cover, service = row([-70.0, -90.0, -110.0], rest_dbm=-95.0), ServiceSettings(environment=environment)
    before = probability_of_service(cover, N28, service, None, np.full((1, 3), BUILT, np.uint8))
    for more in ({"uplink_mbps": 1.0}, {"downlink_mbps": 5.0}, {"threshold_dbm": -100.0}):
        service = replace(service, **more)  # type: ignore[arg-type]
        after = probability_of_service(cover, N28, service, None, np.full((1, 3), BUILT, np.uint8))
        assert (after <= before + 1e-12).all()
        before = after


def test_rates_need_a_prediction_with_interference() -> None:
    with pytest.raises(InterferenceError):
        probability_of_service(row([-80.0]), N28, ServiceSettings(downlink_mbps=5.0))


def test_a_full_sector_leaves_nothing_for_a_rate() -> None:
    ServiceSettings(load_pct=100.0)
    with pytest.raises(ModelRangeError, match="load_pct must be 1 to 99"):
        ServiceSettings(load_pct=100.0, downlink_mbps=1.0)
    with pytest.raises(ModelRangeError, match="loads_pct"):
        ServiceSettings(loads_pct={N28.id: 0.0})
