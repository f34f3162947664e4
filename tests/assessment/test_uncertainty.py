"""Draws of the served share: limits that can be computed by hand, seeds, threads, shadowing as it is said to be."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from covplan.assessment import _draws
from covplan.assessment.modelled import Modelled
from covplan.assessment.residents import find_residents
from covplan.assessment.served import count_served
from covplan.assessment.uncertainty import (
    Uncertainty,
    bias_sigma_db,
    draw_shares,
    strongest,
    uncertainty_indicators,
)
from covplan.assessment.uncertainty_settings import BiasSource, UncertaintySettings
from covplan.coverage.by_station import by_station
from covplan.coverage.prediction import predict
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings
from covplan.errors import ModelRangeError, PlanningError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.ingest.corrections import CarrierCorrection, Corrections, Misfit
from covplan.network import Carrier
from covplan.propagation.p1812 import P1812

RADIO = RadioSettings(P1812(delta_n=45.0, n0=325.0, latitude_deg=12.9))
SERVICE = ServiceSettings(threshold_dbm=-90.0)
QUIET = UncertaintySettings(draws=20, bias_sigma_db=0.0, class_sigma_db=0.0, population_sigma=0.0)
NO_SIGMA = replace(SERVICE, sigma_db=0.0)


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    """Two viettel masts and one of mobifone; somebody lives on every pixel."""
    west, middle, _ = tiny_area.sites
    one_sector = (replace(west.sectors[0], carriers=tiny_area.carriers[2:]),)
    sites = (
        west,
        replace(west, id="VT3", x_m=west.x_m + 3_000.0),
        replace(west, id="MB1", operator="mobifone", x_m=middle.x_m, sectors=one_sector),
    )
    people = tiny_area.people.values + np.random.default_rng(5).integers(1, 9, tiny_area.grid.shape)
    locations = tuple(replace(tiny_area.locations[0], id=s.id, site_ids=(s.id,)) for s in sites)
    return replace(
        tiny_area, sites=sites, locations=locations, people=Raster(people.astype(float), tiny_area.grid, "people")
    )


def drawn(area: Area, settings: UncertaintySettings, service: ServiceSettings = SERVICE) -> Uncertainty:
    return draw_shares(area, RADIO, service, settings)


def share(area: Area, threshold_dbm: float, reading: str = "any") -> float:
    """Deterministic share at 50 % probability."""
    service = ServiceSettings(threshold_dbm=threshold_dbm, probability_pct=50.0)
    served = count_served(predict(area, RADIO), area, service)
    return 100 * served.totals[reading] / served.population


def test_without_any_sigma_every_draw_is_the_share_at_the_median(area: Area) -> None:
    result = drawn(area, QUIET, NO_SIGMA)
    for row in result.by_reading.itertuples():
        expected = share(area, SERVICE.threshold_dbm, row.reading)
        for value in (row.median_pct, row.mean_pct, row.low_pct, row.high_pct):
            assert value == pytest.approx(expected, abs=1e-9)
        assert row.sd_pct == pytest.approx(0, abs=1e-9)
    assert 5 < result.by_reading["median_pct"].iloc[-1] < 95


def test_the_probability_margin_plays_no_part(area: Area) -> None:
    strict = drawn(area, QUIET, replace(SERVICE, probability_pct=99.0))
    np.testing.assert_array_equal(strict.draws_pct, drawn(area, QUIET, SERVICE).draws_pct)


def test_a_bias_alone_moves_the_threshold(area: Area) -> None:
    """Power b dB higher serves whom a threshold b dB lower does; the biases are those of the seeded generator."""
    result = drawn(area, replace(QUIET, bias_sigma_db=5.0, draws=6), NO_SIGMA)
    for number in range(6):
        bias_db = 5.0 * np.random.Generator(np.random.PCG64([1, number])).standard_normal()
        assert result.draws_pct[number, -1] == pytest.approx(share(area, SERVICE.threshold_dbm - bias_db), abs=1e-9)


def test_one_class_alone_is_a_bias(area: Area) -> None:
    """The tiny area has one clutter class, so its bias is one of everybody's."""
    result = drawn(area, replace(QUIET, class_sigma_db=3.0, draws=6), NO_SIGMA)
    for number in range(6):
        random = np.random.Generator(np.random.PCG64([1, number]))
        random.standard_normal()
        bias_db = 3.0 * random.standard_normal(256)[40]
        assert result.draws_pct[number, -1] == pytest.approx(share(area, SERVICE.threshold_dbm - bias_db), abs=1e-9)


def test_people_alone_weigh_the_communes(area: Area) -> None:
    result = drawn(area, replace(QUIET, population_sigma=0.3, draws=400), NO_SIGMA)
    served = count_served(predict(area, RADIO), area, replace(NO_SIGMA, probability_pct=50.0))
    shares = 100 * served.by_commune["any"] / served.by_commune["population"]
    assert (result.draws_pct[:, -1] >= shares.min() - 1e-9).all()
    assert (result.draws_pct[:, -1] <= shares.max() + 1e-9).all()
    assert result.by_commune["sd_pct"].max() == pytest.approx(0, abs=1e-9)  # within a commune nothing moves
    assert result.by_source["sd_pct"].iloc[3] == pytest.approx(result.by_reading["sd_pct"].iloc[-1])


def test_shadowing_of_one_mast_serves_each_place_with_its_probability(area: Area) -> None:
    """With one server the mean share is that of people times P(median + N(0, sigma) >= threshold)."""
    alone = replace(area, sites=area.sites[2:])
    settings = replace(QUIET, draws=400, correlation_m=50.0)
    result = drawn(alone, settings)
    residents = find_residents(alone)
    margin = strongest(alone, RADIO, SERVICE, residents, 1).margin_db[1, :, 0].astype(float)
    people = np.asarray(residents.in_communes.sum(axis=0)).ravel()
    probability = np.array([NormalDist().cdf(m / 8.0) if math.isfinite(m) else 0.0 for m in margin])
    expected = 100 * (people * probability).sum() / people.sum()
    sd = result.by_reading["sd_pct"].iloc[1]
    assert result.by_reading["mean_pct"].iloc[1] == pytest.approx(expected, abs=4 * sd / math.sqrt(400))


def test_correlated_shadowing_spreads_the_share_more(area: Area) -> None:
    near, far = (drawn(area, replace(QUIET, draws=100, correlation_m=d)) for d in (100.0, 3_000.0))
    assert far.by_reading["sd_pct"].iloc[-1] > 2 * near.by_reading["sd_pct"].iloc[-1]


def test_masts_that_fade_together_serve_less_than_masts_that_do_not(area: Area) -> None:
    """Independent servers help each other out; fully correlated ones do not."""
    both = [
        drawn(area, replace(QUIET, draws=60, between_masts=rho)).by_reading["mean_pct"].iloc[0] for rho in (0, 0.5, 1)
    ]
    assert both[0] > both[1] > both[2]


def test_the_same_seed_gives_the_same_numbers_whatever_the_threads(area: Area) -> None:
    settings = UncertaintySettings(draws=12)
    serial = drawn(area, settings)
    for threads in (1, 3):
        with ThreadPoolExecutor(threads) as executor:
            np.testing.assert_array_equal(
                draw_shares(area, RADIO, SERVICE, settings, executor).draws_pct, serial.draws_pct
            )
    assert (drawn(area, replace(settings, seed=2)).draws_pct != serial.draws_pct).any()


def test_any_operator_lies_between_the_best_and_the_sum_in_every_draw(area: Area) -> None:
    shares = drawn(area, UncertaintySettings(draws=30)).draws_pct
    assert (shares[:, 2] >= shares[:, :2].max(axis=1) - 1e-9).all()
    assert (shares[:, 2] <= shares[:, :2].sum(axis=1) + 1e-9).all()


def test_sources_alone_and_all_are_told(area: Area) -> None:
    result = drawn(area, UncertaintySettings(draws=30))
    table = result.by_source.set_index("source")
    assert list(table.index) == ["bias", "classes", "shadowing", "population", "all"]
    assert table.loc["all", "mean_pct"] == pytest.approx(result.by_reading["mean_pct"].iloc[-1])
    assert table.loc["bias", "sd_pct"] > table.loc["population", "sd_pct"]
    about = Modelled("66", area.admin_epoch, "2026", "covplan", "2026-11-28")
    last = uncertainty_indicators(result, about)[-1]
    assert last.id == "served_5g_mean_pct:any" and last.confidence.startswith("90 %: ")


def test_a_commune_without_people_has_no_interval(area: Area) -> None:
    people = area.people.values.copy()
    people[:, :32] = 0.0
    table = drawn(replace(area, people=Raster(people, area.grid, "people")), UncertaintySettings(draws=5)).by_commune
    assert np.isnan(table.loc[0, ["median_pct", "mean_pct", "sd_pct", "low_pct", "high_pct"]].astype(float)).all()
    assert table.loc[1, "mean_pct"] >= 0


def test_the_strongest_few_are_those_of_all_stations(area: Area) -> None:
    residents = find_residents(area)
    found = strongest(area, RADIO, SERVICE, residents, 2)
    level = np.full((len(area.sites), residents.rows.size), -np.inf)
    for one in by_station(area, RADIO, area.sites, residents.inhabited):
        best = np.fmax.reduce(list(one.rsrp_dbm.values()))
        at = residents.position[one.rows, one.cols]
        level[one.station, at] = np.where(np.isnan(best), -np.inf, best - SERVICE.threshold_dbm)
    np.testing.assert_allclose(found.margin_db[0], -np.sort(-level[:2], axis=0).T, rtol=1e-6)
    np.testing.assert_array_equal(found.mast[0][:, 0] == 0, (level[0] >= level[1]) & np.isfinite(level[0]))
    np.testing.assert_allclose(found.margin_db[1][:, 0], level[2], rtol=1e-6)
    assert (found.margin_db[1][:, 1] == -np.inf).all()


def test_by_station_gives_what_predict_keeps_the_strongest_of(area: Area) -> None:
    cover = predict(area, RADIO)
    everywhere = np.ones(area.grid.shape, bool)
    together = {c.id: np.full(area.grid.shape, np.nan, np.float32) for c in area.carriers}
    with ThreadPoolExecutor(2) as executor:
        for one in by_station(area, RADIO, area.sites, everywhere, executor=executor):
            for id, power in one.rsrp_dbm.items():
                np.fmax.at(together[id], (one.rows, one.cols), power)
    for id, layer in together.items():
        np.testing.assert_array_equal(layer, cover.rsrp_dbm[id])


def a_correction(carrier: Carrier, sigma: float, blocks: int) -> CarrierCorrection:
    misfit = Misfit(0.0, sigma, sigma)
    return CarrierCorrection(
        *(carrier.id, 1.0, 0.5, 5.0, sigma, 1.0, 100, 100, blocks, 2, misfit, misfit, ()),
    )


def test_a_calibrated_bias_is_the_standard_error_over_blocks(area: Area) -> None:
    settings = UncertaintySettings(bias_source=BiasSource.CALIBRATED)
    with pytest.raises(PlanningError, match="bias_source is calibrated"):
        bias_sigma_db(area, settings)
    carriers = tuple(a_correction(c, 6.0, blocks) for c, blocks in zip(area.carriers, (36, 9, 16), strict=True))
    about = ("c.toml", "P.1812", "m.csv", "0", 1, 1, "", "", "2026-11-28", 250.0, 2.0, True, "0")
    measured = replace(area, corrections=Corrections(*about, carriers))
    assert bias_sigma_db(measured, settings) == pytest.approx(2.0)
    partly = replace(area, corrections=Corrections(*about, carriers[:1]))
    with pytest.raises(PlanningError):
        bias_sigma_db(partly, settings)


def test_settings_are_in_range() -> None:
    with pytest.raises(ModelRangeError, match="between_masts must be 0 to 1"):
        UncertaintySettings(between_masts=1.5)
    with pytest.raises(ModelRangeError, match="draws must be 2"):
        UncertaintySettings(draws=1)


@pytest.mark.kernel
def test_a_field_is_standard_normal_and_correlated_as_stated() -> None:
    side_m, keys = 200.0, np.arange(6_000, dtype=np.uint64)
    with np.errstate(over="ignore"):
        at, beside, beyond, other = (
            np.array([_draws.field(key, mast, x_m, 5_000.0, side_m) for key in keys])
            for mast, x_m in ((3, 4_000.0), (3, 4_050.0), (3, 4_250.0), (4, 4_000.0))
        )
    tolerance = 4 / math.sqrt(keys.size)
    assert abs(at.mean()) < tolerance and abs(at.std() - 1.0) < tolerance
    assert abs(np.corrcoef(at, beside)[0, 1] - 0.75) < tolerance  # 1 - 50/200
    assert abs(np.corrcoef(at, beyond)[0, 1]) < tolerance
    assert abs(np.corrcoef(at, other)[0, 1]) < tolerance
    assert np.abs(at).max() <= _draws.LIMIT


@pytest.mark.kernel
def test_drawing_only_what_is_in_doubt_changes_nothing() -> None:
    """Against the sum of all that is drawn, for every server."""
    random = np.random.default_rng(3)
    n, few, side_m, between = 60, 3, 300.0, 0.5
    x_m, y_m = random.uniform(0, 9_000, (2, n))
    margin_db = -np.sort(-random.normal(-5, 25, (2, n, few)).astype(np.float32), axis=2)
    margin_db[0, :9, 1:] = -np.inf
    sigma_db, mast = np.full((2, n, few), 8.0, np.float32), random.integers(0, 5, (2, n, few)).astype(np.int32)
    shift_db = random.normal(0, 5, n)
    key = np.uint64(77)
    served = np.zeros((2, n), np.bool_)
    with np.errstate(over="ignore"):
        _draws.draw_served(key, shift_db, x_m, y_m, side_m, between, True, margin_db, sigma_db, mast, served)
        for o in range(2):
            for p in range(n):
                common = _draws.field(key, -1, x_m[p], y_m[p], side_m)
                levels = [
                    margin_db[o, p, k]
                    + shift_db[p]
                    + 8.0 * math.sqrt(0.5) * (common + _draws.field(key, mast[o, p, k], x_m[p], y_m[p], side_m))
                    for k in range(few)
                ]
                assert served[o, p] == (max(levels) >= 0), (o, p)
    assert 10 < served.sum() < 110


@pytest.mark.kernel
def test_the_strongest_stay_in_order_and_the_first_of_equals_ahead() -> None:
    margin, sigma = np.full((2, 2), -np.inf, np.float32), np.zeros((2, 2), np.float32)
    mast = np.full((2, 2), -1, np.int32)
    for number, levels in enumerate(([1.0, -np.inf], [3.0, 5.0], [3.0, 5.0], [2.0, 6.0])):
        found = np.array(levels, np.float32)
        _draws.keep_strongest(np.arange(2), found, found + 1, number, margin, sigma, mast)
    assert margin.tolist() == [[3.0, 3.0], [6.0, 5.0]]
    assert mast.tolist() == [[1, 2], [3, 1]]
    assert sigma.tolist() == [[4.0, 4.0], [7.0, 6.0]]
