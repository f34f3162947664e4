"""One mast over the grid: median received power of its sectors, per carrier, at any pixels.

Method ``exact``: a bilinear profile per pixel at equal steps of at most ``profile_step_m``, ITU-R P.1812-8 along it.
Carriers of a mast share the geometry of a path; sectors share its loss and differ by pattern.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from covplan.coverage._exact import add_sector, pixel_losses
from covplan.coverage.corrections import check_model, correction_db
from covplan.coverage.settings import RadioSettings
from covplan.grid import Grid
from covplan.ingest.area import Area
from covplan.network import Sector
from covplan.propagation.antenna import panel
from covplan.propagation.link_budget import link_budget
from covplan.propagation.p1812 import Polarisation


class Station(Protocol):
    """Anything that radiates from one place: a site or a candidate."""

    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...
    @property
    def sectors(self) -> tuple[Sector, ...]: ...


@dataclass(frozen=True, eq=False)
class Received:
    """What pixels receive from a station on one carrier: median RSRP [dBm], and which sector gives it (-1 none)."""

    rsrp_dbm: NDArray[np.float32]
    sector: NDArray[np.int32]


def pixels_in_reach(station: Station, grid: Grid) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the pixels whose centre lies within the longest radius of the station's carriers."""
    reach_m = max((c.radius_km for s in station.sectors for c in s.carriers), default=0.0) * 1000.0
    x, y = grid.centres()
    cols = np.flatnonzero(np.abs(x - station.x_m) <= reach_m)
    rows = np.flatnonzero(np.abs(y - station.y_m) <= reach_m)
    inside = np.hypot(y[rows, None] - station.y_m, x[None, cols] - station.x_m) <= reach_m
    row, col = np.nonzero(inside)
    return rows[row], cols[col]


def received(
    station: Station, rows: NDArray[np.int64], cols: NDArray[np.int64], area: Area, radio: RadioSettings
) -> tuple[dict[str, Received], int]:
    """Median RSRP of the strongest sector per carrier at given pixels, and the number of pixels lost to voids.

    Parameters
    ----------
    station : Station
        A site or a candidate.
    rows, cols : array of int, shape (n,)
        Pixels of ``area.grid``.

    Returns
    -------
    dict
        Carrier id → ``Received`` with arrays of shape (n,); NaN beyond the carrier's radius, off the terrain and
        over voids. The corrections of the area are in it.
    int
        Pixels within the longest radius whose path leaves the terrain or crosses a void.
    """
    by_height: dict[float, list[tuple[int, Sector]]] = defaultdict(list)
    for index, sector in enumerate(station.sectors):
        by_height[sector.antenna_agl_m].append((index, sector))
    result: dict[str, Received] = {}
    voids = 0
    for height_m, sectors in by_height.items():
        voids = max(voids, _from_height(station, height_m, sectors, rows, cols, area, radio, result))
    _correct(result, station, rows, cols, area, radio)  # the only place where corrections are applied
    return result, voids


def _correct(
    result: dict[str, Received],
    station: Station,
    rows: NDArray[np.int64],
    cols: NDArray[np.int64],
    area: Area,
    radio: RadioSettings,
) -> None:
    """Add the area's corrections in place; sectors of one mast get the same, so the strongest one stays."""
    if area.corrections is None:
        return
    check_model(area.corrections, radio.model.edition)
    dist_km = distances_km(station, rows, cols, area.grid)
    classes = area.clutter_class.values[rows, cols]
    for carrier, one in result.items():
        one.rsrp_dbm[:] += correction_db(area.corrections, carrier, classes, dist_km).astype(np.float32)


def distances_km(station: Station, rows: NDArray[np.int64], cols: NDArray[np.int64], grid: Grid) -> NDArray[np.float64]:
    """Distance of pixel centres from a station [km]."""
    x, y = grid.centres()
    return np.hypot(x[cols] - station.x_m, y[rows] - station.y_m) / 1000.0


def received_dbm(
    station: Station, rows: NDArray[np.int64], cols: NDArray[np.int64], area: Area, radio: RadioSettings
) -> dict[str, NDArray[np.float32]]:
    """``received`` without the sector: carrier id → median RSRP [dBm], shape (n,)."""
    return {carrier: found.rsrp_dbm for carrier, found in received(station, rows, cols, area, radio)[0].items()}


def _from_height(
    station: Station,
    height_m: float,
    sectors: list[tuple[int, Sector]],
    rows: NDArray[np.int64],
    cols: NDArray[np.int64],
    area: Area,
    radio: RadioSettings,
    result: dict[str, Received],
) -> int:
    """Add what the sectors at one height give to ``result``; the number of pixels lost to voids."""
    grid, model = area.grid, radio.model
    carriers = list(dict.fromkeys(c for _, s in sectors for c in s.carriers))
    layers = sorted({(c.freq_mhz, c.radius_km) for c in carriers})
    loss = np.empty((len(layers), rows.size))
    direction = np.empty((2, rows.size))
    voids = pixel_losses(
        (area.ground.values, area.clutter_m.values, area.zone.values),
        grid.pixel_m / 1000.0,
        (grid.top_m - station.y_m) / grid.pixel_m - 0.5,
        (station.x_m - grid.left_m) / grid.pixel_m - 0.5,
        np.ascontiguousarray(rows),
        np.ascontiguousarray(cols),
        (float(height_m), float(radio.receiver_agl_m)),
        (
            float(model.time_pct),
            float(model.latitude_deg),
            float(model.n0),
            model.median_earth_radius_km,
            model.beta_earth_radius_km,
            model.polarisation is Polarisation.VERTICAL,
        ),
        np.array([freq_mhz for freq_mhz, _ in layers]) / 1000.0,
        np.array([radius_km for _, radius_km in layers], np.float64),
        radio.profile_step_m / 1000.0,
        loss,
        direction,
    )
    for index, sector in sectors:
        for carrier in sector.carriers:
            if carrier.id not in result:
                result[carrier.id] = Received(
                    np.full(rows.size, math.nan, np.float32), np.full(rows.size, -1, np.int32)
                )
            eirp_dbm = link_budget(
                carrier, loss_db=0.0, feeder_loss_db=radio.feeder_loss_db, receiver_gain_dbi=radio.receiver_gain_dbi
            ).rsrp_dbm
            add_sector(
                loss[layers.index((carrier.freq_mhz, carrier.radius_km))],
                direction,
                eirp_dbm,
                float(sector.azimuth_deg),
                float(sector.mechanical_tilt_deg),
                float(carrier.electrical_tilt_deg),
                panel(carrier.antenna),
                index,
                result[carrier.id].rsrp_dbm,
                result[carrier.id].sector,
            )
    return voids
