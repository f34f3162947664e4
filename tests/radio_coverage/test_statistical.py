"""Statistical models over an area: what the sweep tells them, single paths, and the rule near the mast."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.coverage import RadioSettings, predict
from covplan.coverage._radials import MARGIN, PARTS
from covplan.coverage._sweep import sweep_links
from covplan.coverage.footprint import pixels_in_reach, received
from covplan.coverage.path_losses import AVERAGED, losses_db
from covplan.coverage.settings import FootprintMethod
from covplan.coverage.window import Mast, both_ways
from covplan.errors import ModelError, ModelRangeError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.propagation import (
    ITM,
    TR38901,
    Cost231Hata,
    DeltaBullington,
    EHata,
    FreeSpace,
    HataEnvironment,
    ITMArea,
    OkumuraHata,
    SeamcatExtendedHata,
    free_space_loss_db,
)  # fmt: skip
from covplan.propagation.itm import Climate
from covplan.propagation.links import EFFECTIVE_EARTH_KM, Links
from covplan.propagation.model import StatisticalModel
from covplan.propagation.tr38901 import LineOfSight, Scenario
from covplan.terrain import Profile, read_profile

HEIGHTS = (30.0, 1.5)
ITM_AREA = ITMArea(climate=Climate.EQUATORIAL, n0=360.0, delta_h_m=90.0)
RURAL = TR38901(Scenario.RMA)


def profile_to(ground: np.ndarray, clutter: np.ndarray, foot_m: float, at: np.ndarray, pixel_km: float) -> Profile:
    """The samples of the radial that leads to the border pixel ``at`` (row, col from the middle), one by one.

    ``at`` is relative to the mast; the mast stands at the window's middle less that offset.
    """
    middle = ground.shape[0] // 2
    reach = middle - MARGIN
    target, mast = at[0], at[1]
    major = 0 if abs(target[0]) == reach else 1
    sign = 1 if target[major] > 0 else -1
    steps = np.arange(1, reach + 1)
    share = (sign * steps - mast[major]) / (target[major] - mast[major])
    across = mast[1 - major] + share * (target[1 - major] - mast[1 - major]) + middle
    along = sign * steps + middle
    turned_ground, turned_clutter = (ground, clutter) if major == 0 else (ground.T, clutter.T)
    upper = np.floor(across + 1e-9).astype(int)
    part = across - upper
    h = turned_ground[along, upper] * (1 - part) + turned_ground[along, upper + 1] * part
    c = turned_clutter[along, np.floor(across + 0.5).astype(int)]
    dist = np.hypot(*(target - mast)) * pixel_km * share
    zone = np.full(reach + 1, 4)
    return Profile.of(np.append(0.0, dist), np.append(foot_m, h), np.append(0.0, c), zone)


@pytest.mark.kernel
@given(seed=st.integers(0, 10**6), km=st.sampled_from([2.0, 14.0, 18.0]))
@settings(max_examples=12, deadline=None)
def test_the_sweep_tells_what_a_profile_tells(seed: int, km: float) -> None:
    """Border pixels lie on their radials, so that both see the same points."""
    rng = np.random.default_rng(seed)
    reach = 20
    size, middle, pixel_km = 2 * (reach + MARGIN) + 1, reach + MARGIN, km / reach
    relief = rng.choice([0.0, 20.0, 300.0])
    ground = (rng.random((size, size)) * relief).astype(np.float32)
    clutter = rng.choice([0.0, 12.0], (size, size)).astype(np.float32)
    east, south = (int(x) for x in rng.integers(-PARTS // 2, PARTS // 2 + 1, 2))
    foot_m = float(rng.random() * relief)
    ring = np.array([(s * reach, k) for s in (-1, 1) for k in range(2 - reach, reach - 1)])  # not the corners
    ring = rng.permutation(np.concatenate([ring, ring[:, ::-1]]))[:30]
    targets = np.full((size, size), -1, np.int32)
    targets[ring[:, 0] + middle, ring[:, 1] + middle] = np.arange(len(ring))
    found = np.full((2, len(ring)), math.nan)
    windows = (both_ways(ground), both_ways(clutter), both_ways(np.full((size, size), 4, np.uint8)))
    sweep_links(
        windows, both_ways(targets), size, reach, east, south, foot_m, pixel_km, (True, False, False), HEIGHTS,
        EFFECTIVE_EARTH_KM, AVERAGED, found,
    )  # fmt: skip
    mast = np.array([south, east]) / PARTS
    for k, target in enumerate(ring):
        profile = profile_to(ground, clutter, foot_m, np.array([target, mast]), pixel_km)
        expected = Links.of(profile, tx_agl_m=HEIGHTS[0], rx_agl_m=HEIGHTS[1])
        mean_m = expected.tx_asl_m[0] - expected.tx_effective_m[0]
        assert found[0, k] == pytest.approx(mean_m, abs=1e-3)
        assert found[1, k] == expected.clear[0]


def levelled(area: Area) -> Area:
    return replace(area, ground=Raster(np.full(area.grid.shape, 100.0, np.float32), area.grid, "ground"))


def single_paths(area: Area, row: float, col: float, rows: np.ndarray, cols: np.ndarray) -> list[Profile]:
    x, y = area.grid.centres()
    start = (x[0] + col * area.grid.pixel_m, y[0] - row * area.grid.pixel_m)
    return [
        read_profile(area.ground, area.clutter_m, area.zone, start, (x[c], y[r]), 50.0)
        for r, c in zip(rows, cols, strict=True)
    ]


def some_pixels(area: Area, row: float, col: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Pixels at 1.1 to 12 km from a place, where all models with a start of their own hold."""
    rows, cols = (axis.ravel() for axis in np.indices(area.grid.shape))
    dist = np.hypot(rows - row, cols - col) * area.grid.pixel_m
    chosen = np.random.default_rng(4).choice(np.flatnonzero((dist > 1100.0) & (dist < 12_000.0)), count, replace=False)
    return rows[chosen], cols[chosen]


@pytest.mark.parametrize(
    ("model", "freq_mhz"),
    [
        (FreeSpace(), 773.0),
        (OkumuraHata(HataEnvironment.OPEN), 773.0),
        (Cost231Hata(), 1800.0),
        (SeamcatExtendedHata(), 2550.0),
        (EHata(), 2550.0),
        (RURAL, 773.0),
        (TR38901(Scenario.UMA, LineOfSight.PROBABILITY), 3500.0),
        (ITM_AREA, 773.0),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_level_ground_gives_the_loss_of_single_paths(tiny_area: Area, model: StatisticalModel, freq_mhz: float) -> None:
    area, row, col = levelled(tiny_area), 30.3, 28.8
    rows, cols = some_pixels(area, row, col, 40)
    loss, voids, beyond = losses_db(Mast(row, col, 42.0), rows, cols, [freq_mhz], 12.0, area, RadioSettings(model))
    assert voids == 0
    for k, profile in enumerate(single_paths(area, row, col, rows, cols)):
        if beyond[k]:
            assert math.isnan(loss[0, k])
            with pytest.raises(ModelRangeError, match="dist_km"):
                model.path(profile, freq_mhz=freq_mhz, tx_agl_m=42.0, rx_agl_m=1.5)
            continue
        links = Links.of(profile, tx_agl_m=42.0, rx_agl_m=1.5)
        assert loss[0, k] == pytest.approx(model.links_db(links, freq_mhz=freq_mhz)[0], abs=1e-6)
        if not isinstance(model, EHata):  # whose path has corrections that an area has not
            single = model.path(profile, freq_mhz=freq_mhz, tx_agl_m=42.0, rx_agl_m=1.5)
            assert loss[0, k] == pytest.approx(single.loss_db, abs=1e-6)


def test_over_hills_the_radials_stand_for_the_paths(tiny_area: Area) -> None:
    """Free space to rounding, Hata within 0.2 dB, line of sight but for what grazes."""
    row, col = 30.3, 14.8
    mast, (rows, cols) = Mast(row, col, 42.0), some_pixels(tiny_area, row, col, 150)
    profiles = single_paths(tiny_area, row, col, rows, cols)

    def both(model: StatisticalModel) -> tuple[np.ndarray, np.ndarray]:
        found = losses_db(mast, rows, cols, [773.0], 12.0, tiny_area, RadioSettings(model))[0][0]
        links = [Links.of(profile, tx_agl_m=42.0, rx_agl_m=1.5) for profile in profiles]
        return found, np.array([model.links_db(link, freq_mhz=773.0)[0] for link in links])

    found, single = both(FreeSpace())
    assert found == pytest.approx(single, abs=1e-6)
    found, single = both(OkumuraHata(HataEnvironment.OPEN))
    assert np.abs(found - single).max() < 0.2
    found, single = both(RURAL)
    seen = ~np.isnan(single) & ~np.isnan(found)
    other = np.abs(found[seen] - single[seen]) > 1e-6
    assert seen.sum() > 50 and other.mean() < 0.05
    assert (np.isnan(single) != np.isnan(found)).mean() < 0.05  # RMa without line of sight ends at 5 km


@pytest.mark.kernel
def test_near_the_mast_the_excess_over_free_space_grows_from_nothing(tiny_area: Area) -> None:
    area, model = levelled(tiny_area), OkumuraHata(HataEnvironment.SMALL_CITY)
    rows, cols = np.array([30]), np.array([30])

    def excess_db(dist_m: float) -> float:
        mast = Mast(30.0, 30.0 - dist_m / area.grid.pixel_m, 42.0)
        loss = losses_db(mast, rows, cols, [773.0], 12.0, area, RadioSettings(model))[0][0, 0]
        return float(loss) - free_space_loss_db(math.hypot(max(dist_m, 1.0), 40.5), 773.0)

    whole = excess_db(1000.0)
    assert whole > 20.0
    assert excess_db(1000.1) == pytest.approx(whole, abs=0.01)
    for share in (0.0, 0.1, 0.26, 0.5, 0.999):
        assert excess_db(1000.0 * share) == pytest.approx(max(share, 0.001) * whole, abs=1e-6)


def test_models_that_hold_from_the_foot_on_are_taken_there(tiny_area: Area) -> None:
    """TR 38.901 from 10 m, SEAMCAT and ITM's area mode from the foot: no rule of ours."""
    area, rows, cols = levelled(tiny_area), np.array([30]), np.array([30])
    for model, dist_m in ((RURAL, 20.0), (SeamcatExtendedHata(), 30.0), (ITM_AREA, 60.0)):
        mast = Mast(30.0, 30.0 - dist_m / area.grid.pixel_m, 42.0)
        loss = losses_db(mast, rows, cols, [773.0], 12.0, area, RadioSettings(model))[0][0, 0]
        profile = Profile.of(np.linspace(0.0, dist_m / 1000.0, 3), np.full(3, 100.0), np.zeros(3), np.full(3, 4))
        assert loss == pytest.approx(model.path(profile, freq_mhz=773.0, tx_agl_m=42.0, rx_agl_m=1.5).loss_db)


def test_what_lies_beyond_the_model_is_void_of_a_value_and_counted(tiny_area: Area) -> None:
    site, area = tiny_area.sites[0], levelled(tiny_area)
    radio = RadioSettings(TR38901(Scenario.UMA, LineOfSight.NLOS))
    rows, cols = pixels_in_reach(site, area.grid)
    x, y = area.grid.centres()
    dist_km = np.hypot(x[cols] - site.x_m, y[rows] - site.y_m) / 1000.0
    found, voids = received(site, rows, cols, area, radio)
    far = dist_km > 5.0
    assert voids == 0
    assert np.array_equal(np.isnan(found["viettel-nr-773"].rsrp_dbm), far)
    assert np.array_equal(found["viettel-nr-773"].beyond_model, far) and far.any()  # its radius is 8 km
    assert not found["viettel-nr-2550"].beyond_model.any()  # and that 5 km
    cover = predict(area, radio, sites=[site])
    assert np.array_equal(cover.beyond_model[rows, cols], far) and not cover.void.any()


@pytest.mark.kernel
def test_a_void_is_not_seen_through(tiny_area: Area) -> None:
    ground = tiny_area.ground.values.copy()
    ground[30, 20] = np.nan
    area = replace(tiny_area, ground=Raster(ground, tiny_area.grid, "ground"))
    rows, cols = np.full(9, 30), np.array([12, 14, 16, 18, 19, 20, 21, 22, 24])
    loss, voids, beyond = losses_db(Mast(30.0, 16.0, 42.0), rows, cols, [773.0], 12.0, area, RadioSettings(FreeSpace()))
    assert np.isfinite(loss[0]).tolist() == [True, True, True, True, False, False, False, False, False]
    assert (voids, beyond.any()) == (5, False)
    off = losses_db(Mast(30.0, 20.0, 42.0), rows, cols, [773.0], 12.0, area, RadioSettings(FreeSpace()))
    assert np.isnan(off[0]).all() and off[1] == 9 and not off[2].any()


@pytest.mark.parametrize("model", [FreeSpace(), RURAL], ids=["p525", "tr38901"])
@pytest.mark.parametrize("method", FootprintMethod)
def test_an_area_is_predicted(tiny_area: Area, model: StatisticalModel, method: FootprintMethod) -> None:
    cover = predict(tiny_area, RadioSettings(model, method))
    low, mid = (cover.rsrp_dbm[name] for name in ("viettel-nr-773", "viettel-nr-2550"))
    assert np.isfinite(low).sum() > np.isfinite(mid).sum() > 0
    free = predict(tiny_area, RadioSettings(FreeSpace())).rsrp_dbm["viettel-nr-773"]
    seen = np.isfinite(low)
    assert (low[seen] <= free[seen] + 2.0).all()  # RMa's LOS is a little under free space near the mast


def test_hata_over_an_area_stands_between_free_space_and_nothing(tiny_area: Area) -> None:
    site = tiny_area.sites[0]
    low = replace(site, sectors=tuple(replace(s, carriers=s.carriers[:1]) for s in site.sectors))
    hata = predict(tiny_area, RadioSettings(OkumuraHata()), sites=(low,)).rsrp_dbm["viettel-nr-773"]
    free = predict(tiny_area, RadioSettings(FreeSpace()), sites=(low,)).rsrp_dbm["viettel-nr-773"]
    assert np.array_equal(np.isfinite(hata), np.isfinite(free))
    assert np.nanmin(free - hata) >= -1e-3 and np.nanmax(free - hata) > 20.0
    with pytest.raises(ModelRangeError, match="150 to 1500 MHz.*got 2550"):
        predict(tiny_area, RadioSettings(OkumuraHata()), sites=(site,))


@pytest.mark.parametrize("model", [ITM(climate=Climate.EQUATORIAL, n0=360.0), DeltaBullington()])
def test_a_model_for_single_paths_predicts_no_area(model: object) -> None:
    with pytest.raises(ModelError, match="is for single paths; over an area use: p1812, p525, itm-area, tr38901"):
        RadioSettings(model)  # type: ignore[arg-type]
