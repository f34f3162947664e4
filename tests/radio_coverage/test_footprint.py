"""One mast over the grid, against single paths and against what geometry demands."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from covplan.coverage.area_models import AreaModel
from covplan.coverage.footprint import pixels_in_reach, received, received_dbm
from covplan.coverage.settings import FootprintMethod, RadioSettings
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.network import AntennaPattern, Carrier, Sector, Site
from covplan.propagation import P1812, OkumuraHata, free_space_loss_db, gain_dbi, link_budget
from covplan.terrain import read_profile

RADIO = RadioSettings(
    P1812(delta_n=45.0, n0=370.0, latitude_deg=12.7), FootprintMethod.EXACT, receiver_gain_dbi=1.0, feeder_loss_db=0.5
)
PIXEL_M = 250.0


def on_ground(area: Area, ground: np.ndarray) -> Area:
    return replace(area, ground=Raster(ground.astype(np.float32), area.grid, "ground"))


def flat(area: Area) -> Area:
    return on_ground(area, np.full(area.grid.shape, 100.0))


def overgrown(area: Area) -> Area:
    """The tiny area with clutter here and there and a lake in the north."""
    rng = np.random.default_rng(5)
    clutter = rng.choice([0.0, 8.0, 15.0], area.grid.shape).astype(np.float32)
    zone = np.full(area.grid.shape, 4, np.uint8)
    zone[:9], clutter[:9] = 1, 0.0
    return replace(area, clutter_m=Raster(clutter, area.grid, "clutter"), zone=Raster(zone, area.grid, "zone"))


def at_pixel(site: Site, area: Area, row: float, col: float) -> Site:
    """The site moved to a position in pixels; whole numbers are pixel centres."""
    x, y = area.grid.centres()
    return replace(site, x_m=x[0] + col * PIXEL_M, y_m=y[0] - row * PIXEL_M)


def one_path_dbm(site: Site, carrier: Carrier, row: int, col: int, area: Area, radio: RadioSettings) -> float:
    """The strongest sector's power at one pixel, from the public pieces."""
    x, y = (axis[k] for axis, k in zip(area.grid.centres(), (col, row), strict=True))
    east, north = x - site.x_m, y - site.y_m
    start = (site.x_m, site.y_m)
    profile = read_profile(area.ground, area.clutter_m, area.zone, start, (x, y), radio.profile_step_m)
    powers = []
    for sector in site.sectors:
        if carrier not in sector.carriers:
            continue
        height_m = sector.antenna_agl_m
        rise = profile.ground_m[-1] + radio.receiver_agl_m - profile.ground_m[0] - height_m
        loss = radio.model.path(profile, freq_mhz=carrier.freq_mhz, tx_agl_m=height_m, rx_agl_m=radio.receiver_agl_m)
        gain = gain_dbi(
            carrier.antenna,
            azimuth_deg=math.degrees(math.atan2(east, north)),
            elevation_deg=math.degrees(math.atan2(rise, math.hypot(east, north))),
            sector_azimuth_deg=sector.azimuth_deg,
            mechanical_tilt_deg=sector.mechanical_tilt_deg,
            electrical_tilt_deg=carrier.electrical_tilt_deg,
        )
        budget = link_budget(
            carrier,
            loss_db=loss.loss_db,
            pattern_db=gain - carrier.antenna.gain_dbi,
            feeder_loss_db=radio.feeder_loss_db,
            receiver_gain_dbi=radio.receiver_gain_dbi,
        )
        powers.append(budget.rsrp_dbm)
    return max(powers)


def assert_like_single_paths(site: Site, area: Area, radio: RadioSettings, count: int) -> None:
    rows, cols = pixels_in_reach(site, area.grid)
    x, y = area.grid.centres()
    far = np.flatnonzero(np.hypot(x[cols] - site.x_m, y[rows] - site.y_m) >= 250.0)
    chosen = np.random.default_rng(1).choice(far, count, replace=False)
    rows, cols = rows[chosen], cols[chosen]
    found, voids = received(site, rows, cols, area, radio)
    assert voids == 0
    for carrier in {c for s in site.sectors for c in s.carriers}:
        dist = np.hypot(x[cols] - site.x_m, y[rows] - site.y_m)
        for k in range(count):
            got = found[carrier.id].rsrp_dbm[k]
            if dist[k] > carrier.radius_km * 1000.0:
                assert math.isnan(got)
            else:
                assert got == pytest.approx(one_path_dbm(site, carrier, rows[k], cols[k], area, radio), abs=1e-3)


@pytest.mark.parametrize("time_pct", [50.0, 10.0])
def test_every_pixel_is_a_single_path(tiny_area: Area, time_pct: float) -> None:
    area, site = overgrown(tiny_area), tiny_area.sites[0]
    tilted = tuple(replace(c, electrical_tilt_deg=2.0) for c in site.sectors[0].carriers)
    uneven = tuple(
        replace(sector, antenna_agl_m=30.0 + 5.0 * k, carriers=tilted) for k, sector in enumerate(site.sectors)
    )
    radio = replace(RADIO, model=replace(RADIO.model, time_pct=time_pct))
    assert_like_single_paths(site, area, radio, 40)
    assert_like_single_paths(replace(at_pixel(site, area, 20.3, 31.8), sectors=uneven), area, radio, 40)


@pytest.mark.kernel
def test_a_few_pixels_are_single_paths(tiny_area: Area) -> None:
    assert_like_single_paths(tiny_area.sites[0], overgrown(tiny_area), RADIO, 8)


def test_the_sector_that_serves_is_the_one_that_looks_there(tiny_area: Area) -> None:
    area = flat(tiny_area)
    site = at_pixel(tiny_area.sites[0], area, 30, 30)
    rows, cols = np.array([20, 35, 35]), np.array([30, 39, 21])  # north, south-east, south-west: azimuths 0, 120, 240
    for one in received(site, rows, cols, area, RADIO)[0].values():
        assert one.sector.tolist() == [0, 1, 2]


def test_radius_is_kept_per_carrier(tiny_area: Area) -> None:
    site = at_pixel(tiny_area.sites[0], tiny_area, 31.4, 32.2)
    rows, cols = (axis.ravel() for axis in np.indices(tiny_area.grid.shape))
    dist = np.hypot(rows - 31.4, cols - 32.2) * PIXEL_M / 1000.0
    found, voids = received(site, rows, cols, tiny_area, RADIO)
    assert voids == 0
    for carrier in site.sectors[0].carriers:
        inside = dist <= carrier.radius_km
        assert np.array_equal(np.isfinite(found[carrier.id].rsrp_dbm), inside)
        assert np.array_equal(found[carrier.id].sector >= 0, inside)
    reached = np.zeros(tiny_area.grid.shape, bool)
    reached[pixels_in_reach(site, tiny_area.grid)] = True
    assert np.array_equal(reached.ravel(), dist <= 8.0)


def test_two_operators_on_one_frequency_keep_their_own_radius(tiny_area: Area) -> None:
    far = tiny_area.carriers[0]
    near = replace(far, operator="mobifone", radius_km=2.0)
    site = at_pixel(tiny_area.sites[0], tiny_area, 32.2, 31.7)
    shared = replace(site, sectors=tuple(replace(s, carriers=(far, near)) for s in site.sectors))
    alone = replace(site, sectors=tuple(replace(s, carriers=(near,)) for s in site.sectors))
    rows, cols = pixels_in_reach(shared, tiny_area.grid)
    assert np.array_equal(
        received_dbm(shared, rows, cols, tiny_area, RADIO)[near.id],
        received_dbm(alone, rows, cols, tiny_area, RADIO)[near.id],
        equal_nan=True,
    )


def test_carriers_of_a_mast_do_not_touch_each_other(tiny_area: Area) -> None:
    site = at_pixel(tiny_area.sites[0], tiny_area, 40.3, 22.6)
    rows, cols = pixels_in_reach(site, tiny_area.grid)
    together = received(site, rows, cols, tiny_area, RADIO)[0]
    for carrier in site.sectors[0].carriers:
        alone = replace(site, sectors=tuple(replace(s, carriers=(carrier,)) for s in site.sectors))
        single = received(alone, rows, cols, tiny_area, RADIO)[0][carrier.id]
        assert np.array_equal(single.rsrp_dbm, together[carrier.id].rsrp_dbm, equal_nan=True)
        assert np.array_equal(single.sector, together[carrier.id].sector)


@pytest.mark.kernel
@pytest.mark.parametrize(("down", "right"), [(0.0, 1.0), (1.0, 0.0), (0.6, -0.8)])
def test_no_step_where_the_recommendation_begins(tiny_area: Area, down: float, right: float) -> None:
    area = overgrown(tiny_area)
    rows, cols = np.array([30]), np.array([34])

    def power(dist_m: float) -> float:
        offset = dist_m / PIXEL_M
        site = at_pixel(tiny_area.sites[0], area, 30 - offset * down, 34 - offset * right)
        return float(received_dbm(site, rows, cols, area, RADIO)["viettel-nr-2550"][0])

    assert power(249.99) == pytest.approx(power(250.01), abs=0.005)
    assert power(240.0) == pytest.approx(power(250.01), abs=1.5)


@pytest.mark.kernel
def test_free_space_at_the_foot_of_the_mast(tiny_area: Area) -> None:
    area = flat(tiny_area)
    site = at_pixel(tiny_area.sites[0], area, 30, 30)
    foot = np.array([30]), np.array([30])
    for carrier in site.sectors[0].carriers:
        got = received_dbm(site, *foot, area, RADIO)[carrier.id][0]
        below = math.hypot(1.0, 42.0 - 1.5)  # never nearer than 1 m
        loss = free_space_loss_db(below, carrier.freq_mhz)
        budget = link_budget(carrier, loss_db=loss, pattern_db=-30.0, feeder_loss_db=0.5, receiver_gain_dbi=1.0)
        assert got == pytest.approx(budget.rsrp_dbm, abs=0.1)  # P.1812 rounds its free space by 0.05 dB


@pytest.mark.kernel
def test_what_obstructs_at_the_edge_of_the_recommendation_fades_towards_the_foot(tiny_area: Area) -> None:
    """A mast of 5 m in trees of 20 m: the excess over free space grows with distance, from nothing at the foot."""
    trees = Raster(np.full(tiny_area.grid.shape, 20.0, np.float32), tiny_area.grid, "clutter")
    area = replace(flat(tiny_area), clutter_m=trees)
    carrier = replace(tiny_area.carriers[0], antenna=AntennaPattern("all round", 15.0, 360.0, 360.0, 0.0))
    low = replace(tiny_area.sites[0], sectors=(Sector("a", 0.0, 0.0, 5.0, (carrier,)),))

    def excess_db(dist_m: float) -> float:
        site = at_pixel(low, area, 30, 30 - dist_m / PIXEL_M)
        got = received_dbm(site, np.array([30]), np.array([30]), area, RADIO)[carrier.id][0]
        loss = free_space_loss_db(math.hypot(max(dist_m, 1.0), 3.5), carrier.freq_mhz)
        free = link_budget(carrier, loss_db=loss, feeder_loss_db=0.5, receiver_gain_dbi=1.0)
        return free.rsrp_dbm - float(got)

    whole = excess_db(250.0)
    assert whole > 20.0
    for share in (0.0, 0.2, 0.5, 0.9):
        assert excess_db(250.0 * share) == pytest.approx(share * whole, abs=0.25)


@pytest.mark.kernel
def test_a_void_is_not_seen_through(tiny_area: Area) -> None:
    ground = tiny_area.ground.values.copy()
    ground[30, 20] = np.nan
    area = on_ground(tiny_area, ground)
    site = at_pixel(tiny_area.sites[0], area, 30, 16)
    rows, cols = np.full(9, 30), np.array([12, 14, 17, 18, 19, 20, 21, 22, 24])
    found, voids = received(site, rows, cols, area, RADIO)
    seen = np.isfinite(found["viettel-nr-773"].rsrp_dbm)
    assert seen.tolist() == [True, True, True, True, False, False, False, False, False]  # 19 borders on the void
    assert (found["viettel-nr-773"].sector >= 0).tolist() == seen.tolist()
    assert voids == 5
    whole = received_dbm(site, rows, cols, tiny_area, RADIO)["viettel-nr-773"]
    assert np.array_equal(found["viettel-nr-773"].rsrp_dbm[seen], whole[seen])


def test_a_mast_on_a_void_or_off_the_grid_gives_nothing(tiny_area: Area) -> None:
    ground = tiny_area.ground.values.copy()
    ground[30, 20] = np.nan
    area = on_ground(tiny_area, ground)
    for site in (at_pixel(tiny_area.sites[0], area, 30, 20), at_pixel(tiny_area.sites[0], area, -3, 20)):
        rows, cols = pixels_in_reach(site, area.grid)
        found, voids = received(site, rows, cols, area, RADIO)
        assert voids == rows.size > 0
        assert all(np.isnan(one.rsrp_dbm).all() and (one.sector == -1).all() for one in found.values())


def test_the_outermost_pixels_are_reached(tiny_area: Area) -> None:
    """No rounding of a path's end may carry it off the raster."""
    edge = np.arange(64)
    rows = np.concatenate([edge, edge, np.zeros(64, int), np.full(64, 63)])
    cols = np.concatenate([np.zeros(64, int), np.full(64, 63), edge, edge])
    wide = replace(tiny_area.carriers[0], radius_km=30.0)
    rng = np.random.default_rng(3)
    for _ in range(10):
        site = at_pixel(tiny_area.sites[0], tiny_area, *rng.uniform(2.0, 61.0, 2))
        site = replace(site, sectors=(Sector("a", 0.0, 0.0, 40.0, (wide,)),))
        found, voids = received(site, rows, cols, tiny_area, RADIO)
        assert voids == 0 and np.isfinite(found[wide.id].rsrp_dbm).all()


@pytest.mark.kernel
def test_four_equal_sectors_on_flat_ground_look_alike_four_ways(tiny_area: Area) -> None:
    area = flat(tiny_area)
    panel = AntennaPattern("p", 15.0, 90.0, 10.0)
    carrier = replace(tiny_area.carriers[0], antenna=panel)
    site = at_pixel(tiny_area.sites[0], area, 31, 31)
    site = replace(site, sectors=tuple(Sector(f"{k}", 90.0 * k, 2.0, 40.0, (carrier,)) for k in range(4)))
    down, right = np.array([-9, -4, -1, -12, 0]), np.array([3, 4, 0, 7, 5])
    turned = [(down, right), (right, -down), (-down, -right), (-right, down), (down, -right)]
    powers = [received_dbm(site, 31 + a, 31 + b, area, RADIO)[carrier.id] for a, b in turned]
    for other in powers[1:]:
        assert other == pytest.approx(powers[0], abs=1e-3)


@pytest.mark.parametrize("method", list(FootprintMethod))
@pytest.mark.parametrize("model", [RADIO.model, OkumuraHata()])
def test_a_pixel_may_be_asked_for_twice(tiny_area: Area, method: FootprintMethod, model: AreaModel) -> None:
    """A list of measurements names a pixel as often as it was passed."""
    radio = replace(RADIO, method=method, model=model)
    rows, cols = np.array([20, 35, 20, 32, 20, 5]), np.array([30, 39, 30, 12, 30, 60])
    ground = tiny_area.ground.values.copy()
    ground[5, 60] = np.nan
    site, area = tiny_area.sites[0], on_ground(tiny_area, ground)
    wide = tuple(replace(c, radius_km=15.0) for c in site.sectors[0].carriers if c.freq_mhz < 1500.0)
    site = replace(site, sectors=tuple(replace(sector, carriers=wide) for sector in site.sectors))
    once, lost = received(site, rows[[0, 1, 3, 5]], cols[[0, 1, 3, 5]], area, radio)
    found, voids = received(site, np.append(rows, 5), np.append(cols, 60), area, radio)
    for id, one in found.items():
        assert np.array_equal(one.rsrp_dbm, once[id].rsrp_dbm[[0, 1, 0, 2, 0, 3, 3]], equal_nan=True)
        assert np.isfinite(one.rsrp_dbm[:5]).all() and np.isnan(one.rsrp_dbm[5:]).all()
    assert (lost, voids) == (1, 2)
