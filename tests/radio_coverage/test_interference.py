"""All sectors of a channel: sums by hand and by brute force, whatever the order, with and without what is neglected."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.coverage import Coverage, RadioSettings, merge, predict, revise
from covplan.coverage._sectors import add_station
from covplan.coverage.footprint import pixels_in_reach, received_dbm
from covplan.coverage.settings import FootprintMethod, InterferenceSettings
from covplan.coverage.sinr import InterferenceError, noise_and_interference_mw, rsrq_db, sinr_db
from covplan.errors import ModelRangeError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.network import AntennaPattern, Carrier, Sector, Site, Technology
from covplan.propagation import P1812, FreeSpace
from covplan.propagation.link_budget import noise_per_re_dbm

MODEL = P1812(delta_n=45.0, n0=370.0, latitude_deg=12.7)
PLAIN = RadioSettings(MODEL)
RADIO = RadioSettings(MODEL, interference=InterferenceSettings())
ROUND = AntennaPattern("round", gain_dbi=0.0, horizontal_beamwidth_deg=360.0, vertical_beamwidth_deg=360.0)
MOST_NEGLECTED = 10.0**-1.0  # of the noise


@pytest.fixture(scope="module")
def stations(tiny_area: Area) -> tuple[Site, ...]:
    """Four masts, the last with a sector hung lower than the others; two operators."""
    low, mid, other = tiny_area.carriers
    first, built = tiny_area.sites[0], []
    for k, (dx, dy, carriers) in enumerate(
        [(0, 0, (low, mid)), (5e3, 2e3, (mid,)), (6e3, -2e3, (other,)), (9e3, 0, (low, mid))]
    ):
        sectors = tuple(replace(s, id=f"S{k}-{s.azimuth_deg:g}", carriers=carriers) for s in first.sectors)
        built.append(replace(first, id=f"S{k}", x_m=first.x_m + dx, y_m=first.y_m + dy, sectors=sectors))
    built[3] = replace(built[3], sectors=(*built[3].sectors[:2], replace(built[3].sectors[2], antenna_agl_m=25.0)))
    return tuple(built)


@pytest.fixture(scope="module")
def together(tiny_area: Area, stations: tuple[Site, ...]) -> Coverage:
    return predict(tiny_area, RADIO, sites=stations)


@pytest.fixture(scope="module")
def flat(tiny_area: Area) -> Area:
    """Level ground and one round carrier of 10 MHz at 773 MHz."""
    carrier = Carrier("viettel", Technology.NR, 773.0, 10.0, 15, 52, 50.8, ROUND, radius_km=15.0)
    level = Raster(np.full(tiny_area.grid.shape, 400.0, np.float32), tiny_area.grid, "ground")
    return replace(tiny_area, ground=level, carriers=(carrier,))


def mast(area: Area, row: int, col: int, sectors: int = 1) -> Site:
    """A round mast of 31.5 m at the centre of a pixel: 30 m above a receiver on level ground."""
    x, y = area.grid.centres()
    hung = tuple(Sector(f"{row}-{col}-{k}", 0.0, 0.0, 31.5, area.carriers) for k in range(sectors))
    return replace(area.sites[0], id=f"{row}-{col}", x_m=float(x[col]), y_m=float(y[row]), sectors=hung)


def every_sector(area: Area, stations: tuple[Site, ...]) -> Iterator[tuple[int, str, np.ndarray]]:
    """Each sector predicted as if it stood alone: index, carrier, raster [dBm]."""
    index = 0
    for station in stations:
        rows, cols = pixels_in_reach(station, area.grid)
        for sector in station.sectors:
            for id, dbm in received_dbm(replace(station, sectors=(sector,)), rows, cols, area, PLAIN).items():
                layer = np.full(area.grid.shape, np.nan)
                layer[rows, cols] = dbm
                yield index, id, layer
            index += 1


def test_every_raster_is_that_of_brute_force(tiny_area: Area, stations: tuple[Site, ...]) -> None:
    cover = predict(tiny_area, RADIO, sites=stations, prune=False)
    assert cover.interference is not None
    alone = list(every_sector(tiny_area, stations))
    for carrier in tiny_area.carriers:
        indices = np.array([k for k, id, _ in alone if id == carrier.id])
        powers = np.stack([layer for _, id, layer in alone if id == carrier.id])
        order = np.argsort(np.where(np.isnan(powers), np.inf, -powers), axis=0, kind="stable")
        ranked = np.take_along_axis(powers, order, axis=0)
        np.testing.assert_array_equal(cover.rsrp_dbm[carrier.id], ranked[0].astype(np.float32))
        np.testing.assert_array_equal(cover.interference.second_dbm[carrier.id], ranked[1].astype(np.float32))
        for name, place in (("best_sector", 0), ("second_sector", 1)):
            expected = np.where(np.isnan(ranked[place]), -1, indices[order[place]])
            np.testing.assert_array_equal(getattr(cover.interference, name)[carrier.id], expected)
        rest_mw = np.nansum(10.0 ** (0.1 * ranked[1:]), axis=0)
        np.testing.assert_allclose(cover.interference.rest_mw[carrier.id], rest_mw, rtol=2e-6)
        got_db = sinr_db(cover, carrier, 50.0)
        noise_mw = 10.0 ** (0.1 * noise_per_re_dbm(carrier.scs_khz, 9.0))
        np.testing.assert_allclose(got_db, ranked[0] - 10 * np.log10(noise_mw + 0.5 * rest_mw), atol=1e-4)


def test_asking_changes_nothing_of_the_strongest(
    tiny_area: Area, stations: tuple[Site, ...], together: Coverage
) -> None:
    plain = predict(tiny_area, PLAIN, sites=stations)
    assert plain.interference is None
    for id, layer in plain.rsrp_dbm.items():
        np.testing.assert_array_equal(together.rsrp_dbm[id], layer)
    for operator, best in plain.best_sector.items():
        np.testing.assert_array_equal(together.best_sector[operator], best)
    with pytest.raises(InterferenceError, match="radio.interference"):
        sinr_db(plain, tiny_area.carriers[0], 50.0)


def test_threads_change_no_bit_and_merging_only_rounding(
    tiny_area: Area, stations: tuple[Site, ...], together: Coverage
) -> None:
    with ThreadPoolExecutor(2) as pool:
        threaded = predict(tiny_area, RADIO, pool, sites=stations)
    merged = merge(*(predict(tiny_area, RADIO, sites=part) for part in (stations[:2], stations[2:])))
    for other, rtol in ((threaded, 0.0), (merged, 1e-6)):
        assert other.interference is not None and together.interference is not None
        for id, rest_mw in together.interference.rest_mw.items():
            np.testing.assert_allclose(other.interference.rest_mw[id], rest_mw, rtol=rtol)
            for name in ("best_sector", "second_sector", "second_dbm", "sector_power_dbm"):
                np.testing.assert_array_equal(
                    getattr(other.interference, name)[id], getattr(together.interference, name)[id]
                )


def test_a_revision_with_interference_is_a_prediction(
    tiny_area: Area, stations: tuple[Site, ...], together: Coverage
) -> None:
    revised = revise(predict(tiny_area, RADIO, sites=stations[:3]), stations[:3], stations, tiny_area, RADIO)
    assert revised.interference is not None and together.interference is not None
    for id, rest_mw in together.interference.rest_mw.items():
        np.testing.assert_array_equal(revised.interference.rest_mw[id], rest_mw)


def test_two_masts_by_hand(flat: Area) -> None:
    """1 km from one mast, 3 km from the other, free space, half load.

    Per resource element 50.8 - 10 lg 624 = 22.848 dBm; loss 32.448 + 20 lg 773 + 20 lg d = 90.211 and 99.754 dB, with
    30 m of height 0.004 and 0.0004 dB more; received -67.367 and -76.906 dBm; noise -174 + 41.761 + 9 = -123.239 dBm.
    Half of the interferer is -79.916 dBm, so SINR = 12.549 dB.
    """
    radio = RadioSettings(FreeSpace(), interference=InterferenceSettings())
    cover = predict(flat, radio, sites=(mast(flat, 30, 20), mast(flat, 30, 36)))
    carrier, pixel = flat.carriers[0], (30, 24)
    assert cover.rsrp_dbm[carrier.id][pixel] == pytest.approx(-67.367, abs=0.002)
    assert cover.interference is not None
    assert cover.interference.second_dbm[carrier.id][pixel] == pytest.approx(-76.906, abs=0.002)
    assert sinr_db(cover, carrier, 50.0)[pixel] == pytest.approx(12.549, abs=0.003)
    assert sinr_db(cover, carrier, 100.0)[pixel] == pytest.approx(12.549 - 3.010, abs=0.003)


def test_one_sector_is_limited_by_noise_alone(flat: Area) -> None:
    radio = RadioSettings(FreeSpace(), interference=InterferenceSettings())
    cover, carrier = predict(flat, radio, sites=(mast(flat, 30, 20),)), flat.carriers[0]
    np.testing.assert_allclose(sinr_db(cover, carrier, 100.0), cover.rsrp_dbm[carrier.id] + 123.239, atol=1e-3)
    assert rsrq_db(cover, carrier, 100.0)[30, 24] == pytest.approx(-10.792, abs=1e-3)  # 1 of 12, all in use
    assert rsrq_db(cover, carrier, 100.0 / 6)[30, 24] == pytest.approx(-3.010, abs=1e-3)  # 1 of the 2 of 12 in use


@pytest.mark.parametrize("sectors", [2, 3, 6])
def test_equal_sectors_leave_one_over_the_others(flat: Area, sectors: int) -> None:
    """Far over the noise: SINR = 1 / (n - 1), RSRQ = 1 / (12 n)."""
    radio = RadioSettings(FreeSpace(), interference=InterferenceSettings())
    cover, carrier = predict(flat, radio, sites=(mast(flat, 30, 20, sectors),)), flat.carriers[0]
    assert sinr_db(cover, carrier, 100.0)[30, 24] == pytest.approx(-10 * np.log10(sectors - 1), abs=1e-3)
    assert rsrq_db(cover, carrier, 100.0)[30, 24] == pytest.approx(-10 * np.log10(12 * sectors), abs=1e-3)


def test_a_boost_of_the_reference_signal_is_not_in_the_data(flat: Area) -> None:
    """CRS twice as strong as the data: RSRP 3 dB up, data as before; the reference signal alone rises over RSSI."""
    boosted = replace(flat.carriers[0], reference_boost_db=3.0)
    radio = RadioSettings(FreeSpace(), interference=InterferenceSettings())
    covers = []
    for carriers in (flat.carriers, (boosted,)):
        area = replace(flat, carriers=carriers)
        covers.append(predict(area, radio, sites=(mast(area, 30, 20), mast(area, 30, 36))))
    plain, up = (sinr_db(c, c.carriers[0], 50.0) for c in covers)
    np.testing.assert_allclose(up, plain, atol=1e-4)
    plain, up = (rsrq_db(c, c.carriers[0], 50.0) for c in covers)
    np.testing.assert_allclose(up, plain + 3.0, atol=1e-4)


@pytest.mark.parametrize("power_dbm", [-30.0, -10.0, 50.8])
def test_what_is_neglected_stays_a_tenth_of_the_noise(
    tiny_area: Area, stations: tuple[Site, ...], power_dbm: float
) -> None:
    weak = tuple(replace(c, power_dbm=power_dbm) for c in tiny_area.carriers)
    area = replace(tiny_area, carriers=weak)
    by_id = {c.id: c for c in weak}
    masts = tuple(
        replace(s, sectors=tuple(replace(x, carriers=tuple(by_id[c.id] for c in x.carriers)) for x in s.sectors))
        for s in stations
    )
    radio = replace(RADIO, method=FootprintMethod.EXACT)
    rule, whole = (predict(area, radio, sites=masts, prune=prune) for prune in (True, False))
    assert rule.interference is not None and whole.interference is not None
    left_out = 0
    for carrier in weak:
        noise_mw = 10.0 ** (0.1 * noise_per_re_dbm(carrier.scs_khz, 9.0))
        all_mw, kept_mw = (
            noise_and_interference_mw(c, carrier, 100.0) + np.nan_to_num(10.0 ** (0.1 * c.rsrp_dbm[carrier.id]))
            for c in (whole, rule)
        )
        assert (all_mw - kept_mw <= MOST_NEGLECTED * noise_mw).all()
        assert (all_mw - kept_mw >= -1e-5 * all_mw).all()
        asked = whole.rsrp_dbm[carrier.id] >= radio.floor_dbm
        np.testing.assert_array_equal(rule.rsrp_dbm[carrier.id][asked], whole.rsrp_dbm[carrier.id][asked])
        more_db = (sinr_db(rule, carrier, 100.0) - sinr_db(whole, carrier, 100.0))[asked]
        assert (more_db > -1e-4).all() and (more_db < 10 * np.log10(1 + MOST_NEGLECTED)).all()
        left_out += int((all_mw > kept_mw * (1 + 1e-6)).sum())
    assert (left_out > 0) == (power_dbm < 0)  # a macro cell leaves nothing out: the rule is for small ones


def test_one_more_mast_never_lowers_the_power_but_may_lower_sinr(
    tiny_area: Area, stations: tuple[Site, ...], together: Coverage
) -> None:
    before, carrier = predict(tiny_area, RADIO, sites=stations[:3]), tiny_area.carriers[0]
    had = np.isfinite(before.any_rsrp_dbm())
    assert (together.any_rsrp_dbm()[had] >= before.any_rsrp_dbm()[had]).all()
    reached = np.isfinite(before.rsrp_dbm[carrier.id])
    change_db = (sinr_db(together, carrier, 50.0) - sinr_db(before, carrier, 50.0))[reached]
    assert change_db.min() < -1.0 < 1.0 < change_db.max()


def test_a_load_out_of_range_is_refused(together: Coverage) -> None:
    for load_pct in (0.0, 100.1):
        with pytest.raises(ModelRangeError, match="load_pct"):
            sinr_db(together, together.carriers[0], load_pct)


@pytest.mark.parametrize(("name", "edge", "outside"), [("noise_figure_db", 20.0, 20.1), ("neglect_db", 0.0, -0.1)])
def test_settings_out_of_range_are_refused(name: str, edge: float, outside: float) -> None:
    InterferenceSettings(**{name: edge})
    with pytest.raises(ModelRangeError, match=name):
        InterferenceSettings(**{name: outside})


levels = st.lists(st.sampled_from([np.nan, -120.0, -100.0, -90.0, -80.5, -80.0]), min_size=3, max_size=3)


@pytest.mark.kernel
@settings(deadline=None)
@given(st.lists(levels, min_size=1, max_size=6))
def test_stations_joined_one_by_one_are_all_sectors_ranked(powers: list[list[float]]) -> None:
    """One pixel, three sectors a station, ties included."""
    best_dbm = np.full((1, 1), np.nan, np.float32)
    second_dbm, best, second = best_dbm.copy(), np.full((1, 1), -1, np.int32), np.full((1, 1), -1, np.int32)
    rest_mw, pixel = np.zeros((1, 1), np.float32), np.zeros(1, np.int64)
    for k, station in enumerate(powers):
        order = sorted((i for i in range(3) if not np.isnan(station[i])), key=lambda i: -station[i])
        own = [station[i] for i in order] + [np.nan] * 3
        sectors = np.array([*order, -1, -1, -1], np.int32)
        rest = np.array([sum(10.0 ** (0.1 * p) for p in own[1 : len(order)])])
        values = np.array(own, np.float32)
        add_station(
            pixel, pixel, values[:1], sectors[:1], rest, values[1:2], sectors[1:2], 3 * k,
            best_dbm, best, second_dbm, second, rest_mw,
        )  # fmt: skip
        best_dbm[0, 0] = np.fmax(best_dbm[0, 0], values[0])
    flat = [(-p, i) for i, p in enumerate(np.ravel(powers)) if not np.isnan(p)]
    ranked = [i for _, i in sorted(flat)] + [-1, -1]
    assert (best[0, 0], second[0, 0]) == (ranked[0], ranked[1])
    total_mw = sum(10.0 ** (-0.1 * p) for p, _ in sorted(flat)[1:])
    assert rest_mw[0, 0] == pytest.approx(total_mw, rel=1e-5)
