"""Median loss from one antenna to chosen pixels, by the method and the model that the settings name.

``sweep``: radials over a window of terrain, refined so that their points are at most ``profile_step_m`` apart along its
axes; ``exact``: a bilinear profile per pixel. Both give P.1812 at every pixel that lies ``NEAR_KM`` or farther from the
mast, and nearer ones the same rule (see ``_exact``). Statistical models take average ground and line of sight from the
radials with either method.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from covplan.coverage._exact import LEAST_KM, NEAR_KM, join_near, pixel_losses
from covplan.coverage._sweep import sweep, sweep_links
from covplan.coverage.settings import FootprintMethod, RadioSettings
from covplan.coverage.statistical import joined_db
from covplan.coverage.window import Mast, Pixels, window_round
from covplan.ingest.area import Area
from covplan.propagation.links import AVERAGED_FROM_KM, AVERAGED_FROM_SHARE, AVERAGED_TO_KM, EFFECTIVE_EARTH_KM, Links
from covplan.propagation.model import StatisticalModel
from covplan.propagation.p1812 import P1812, Polarisation

AVERAGED = (AVERAGED_FROM_KM, AVERAGED_TO_KM, AVERAGED_FROM_SHARE)

Place = tuple[tuple[float, float, float, float, float], bool]


def losses_db(
    mast: Mast, rows: Pixels, cols: Pixels, freqs_mhz: list[float], reach_km: float, area: Area, radio: RadioSettings
) -> tuple[NDArray[np.float64], int, NDArray[np.bool_]]:
    """Median basic transmission loss [dB], shape (frequency, pixel), pixels lost to voids, and those beyond the model.

    NaN where the path leaves the terrain or crosses a void, which are counted, and where it is longer than the model
    allows, which are marked. ``reach_km``, at least the distance of the farthest pixel, decides where the sweep's
    radials run: with the same reach a pixel has the same loss, whatever others are asked for.
    """
    if isinstance(radio.model, P1812):
        loss, voids = _p1812_db(radio.model, mast, rows, cols, freqs_mhz, reach_km, area, radio)
        return loss, voids, np.zeros(rows.size, bool)
    return _statistical_db(radio.model, mast, rows, cols, freqs_mhz, reach_km, area, radio)


def _p1812_db(
    model: P1812, mast: Mast, rows: Pixels, cols: Pixels, freqs_mhz: list[float], reach_km: float, area: Area,
    radio: RadioSettings,
) -> tuple[NDArray[np.float64], int]:  # fmt: skip
    """Losses, and the number of pixels lost to voids."""
    place = _place(model)
    loss = np.full((len(freqs_mhz), rows.size), math.nan)
    freqs = np.array(freqs_mhz) / 1000.0
    if radio.method is FootprintMethod.EXACT:
        return loss, _exact(mast, rows, cols, freqs, area, radio, place, loss)
    window = window_round(mast, rows, cols, reach_km, area, radio, NEAR_KM)
    if window is None:
        return loss, rows.size
    voids = sweep(
        window.rasters, window.targets, window.size, window.border, window.east, window.south, window.foot_m,
        window.pixel_km,
        (window.has_clutter, window.has_zones, model.time_pct < 50.0),
        (mast.antenna_agl_m, float(radio.receiver_agl_m)), *place, freqs, loss,
    )  # fmt: skip
    again, first = window.repeated
    loss[:, again] = loss[:, first]
    voids += int(np.isnan(loss[0, again]).sum())
    near_loss = np.full((len(freqs_mhz), window.near.size), math.nan)
    voids += _exact(mast, rows[window.near], cols[window.near], freqs, area, radio, place, near_loss)
    loss[:, window.near] = near_loss
    return loss, voids


def _exact(
    mast: Mast, rows: Pixels, cols: Pixels, freqs: NDArray[np.float64], area: Area, radio: RadioSettings, place: Place,
    loss: NDArray[np.float64],
) -> int:  # fmt: skip
    """Fill ``loss`` with a bilinear profile per pixel; the number of voids."""
    if not rows.size:
        return 0
    pixel_km = area.grid.pixel_m / 1000.0
    rasters = (area.ground.values, area.clutter_m.values, area.zone.values)
    heights = (mast.antenna_agl_m, float(radio.receiver_agl_m))
    voids: int = pixel_losses(
        rasters, pixel_km, mast.row, mast.col, rows, cols, heights, *place, freqs,
        radio.profile_step_m / 1000.0, loss,
    )  # fmt: skip
    join_near(rasters[0], pixel_km, mast.row, mast.col, rows, cols, heights, freqs, loss)
    return voids


def _place(model: P1812) -> Place:
    """What the evaluation needs of the model: (p, phi, N0, ae, ab), and whether the polarisation is vertical."""
    place = (
        float(model.time_pct),
        float(model.latitude_deg),
        float(model.n0),
        model.median_earth_radius_km,
        model.beta_earth_radius_km,
    )
    return place, model.polarisation is Polarisation.VERTICAL


def _statistical_db(
    model: StatisticalModel, mast: Mast, rows: Pixels, cols: Pixels, freqs_mhz: list[float], reach_km: float,
    area: Area, radio: RadioSettings,
) -> tuple[NDArray[np.float64], int, NDArray[np.bool_]]:  # fmt: skip
    """Losses, the number of pixels lost to voids, and which pixels are beyond the model's range."""
    loss, beyond = np.full((len(freqs_mhz), rows.size), math.nan), np.zeros(rows.size, bool)
    window = window_round(mast, rows, cols, reach_km, area, radio)
    if window is None:
        return loss, rows.size, beyond
    heights = (mast.antenna_agl_m, float(radio.receiver_agl_m))
    between = np.full((2, rows.size), math.nan)
    sweep_links(
        window.rasters, window.targets, window.size, window.border, window.east, window.south, window.foot_m,
        window.pixel_km, (window.has_clutter, False, False), heights, EFFECTIVE_EARTH_KM, AVERAGED, between,
    )  # fmt: skip
    again, first = window.repeated
    between[:, again] = between[:, first]
    ground_m = area.ground.values[rows, cols].astype(np.float64)
    seen = np.flatnonzero(~np.isnan(between[0]) & ~np.isnan(ground_m))
    tx_asl_m = window.foot_m + mast.antenna_agl_m
    links = Links(
        dist_km=np.maximum(mast.dist_km(rows[seen], cols[seen], area.grid), LEAST_KM),
        tx_agl_m=mast.antenna_agl_m,
        rx_agl_m=heights[1],
        tx_asl_m=np.full(seen.size, tx_asl_m),
        rx_asl_m=ground_m[seen] + heights[1],
        tx_effective_m=tx_asl_m - between[0, seen],
        clear=between[1, seen] == 1.0,
    )
    for k, freq_mhz in enumerate(freqs_mhz):
        loss[k, seen] = joined_db(model, links, freq_mhz)
    beyond[seen] = np.isnan(loss[:, seen]).any(axis=0)
    return loss, rows.size - seen.size, beyond
