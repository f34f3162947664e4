"""One mast over the grid: median received power of its sectors, per carrier, at any pixels.

Carriers of a mast at one height share the geometry of their paths; sectors share the loss and differ by pattern.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from covplan.coverage._exact import NEAR_KM
from covplan.coverage._sectors import NOTHING_DBM, add_carrier, add_other, add_sector, directions, note_unbeaten
from covplan.coverage._sectors import pixels_between as ring
from covplan.coverage.area_models import label
from covplan.coverage.corrections import check_model, correction_db
from covplan.coverage.path_losses import losses_db
from covplan.coverage.settings import RadioSettings
from covplan.coverage.window import Mast, Pixels
from covplan.grid import Grid
from covplan.ingest.area import Area
from covplan.network import Carrier, Sector
from covplan.propagation.antenna import mount, panel
from covplan.propagation.free_space import free_space_loss_db
from covplan.propagation.link_budget import link_budget
from covplan.propagation.p1812 import P1812, most_multipath_db
from covplan.terrain._sampling import bilinear


class Station(Protocol):
    """Anything that radiates from one place: a site or a candidate."""

    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...
    @property
    def sectors(self) -> tuple[Sector, ...]: ...


@dataclass(frozen=True, eq=False)
class Others:
    """What pixels receive on one carrier from a station's sectors beside the strongest.

    The sum of their reference signals [mW per resource element], the strongest of them [dBm] and which it is (-1 none).
    """

    rest_mw: NDArray[np.float64]
    second_dbm: NDArray[np.float32]
    second_sector: NDArray[np.int32]

    @classmethod
    def none(cls, count: int) -> Others:
        """No other sector at any of the pixels."""
        return cls(np.zeros(count), np.full(count, math.nan, np.float32), np.full(count, -1, np.int32))


@dataclass(frozen=True, eq=False)
class Received:
    """What pixels receive from a station on one carrier: median RSRP [dBm], and which sector gives it (-1 none).

    ``beyond_model`` marks pixels within the carrier's radius that are farther than the model's range; ``others`` is
    there where the settings ask for interference.
    """

    rsrp_dbm: NDArray[np.float32]
    sector: NDArray[np.int32]
    beyond_model: NDArray[np.bool_]
    others: Others | None = None


@dataclass(frozen=True, eq=False)
class _OneSector:
    """RSRP of one sector on one carrier [dBm] at the pixels ``within`` reach."""

    carrier: str
    index: int
    within: Pixels
    rsrp_dbm: NDArray[np.float32]


def reach_km(carrier: Carrier, area: Area, radio: RadioSettings) -> float:
    """How far a carrier is predicted [km]: to its radius, or where even free space leaves it the floor, if nearer."""
    # other models and measured corrections may lie above free space
    if not isinstance(radio.model, P1812) or area.corrections is not None:
        return carrier.radius_km
    at_1_km_dbm = _unattenuated_dbm(carrier, radio) + _gain_at_1_km_db(carrier, radio.model)
    return min(carrier.radius_km, float(10.0 ** ((at_1_km_dbm - radio.floor_dbm) / 20.0)))


def _unattenuated_dbm(carrier: Carrier, radio: RadioSettings) -> float:
    """RSRP ahead of the panel if no loss lay between [dBm]."""
    return link_budget(
        carrier, loss_db=0.0, feeder_loss_db=radio.feeder_loss_db, receiver_gain_dbi=radio.receiver_gain_dbi
    ).rsrp_dbm


def _gain_at_1_km_db(carrier: Carrier, model: P1812) -> float:
    """What 1 km takes off at least, negative; a small percentage of time may give some back."""
    return -free_space_loss_db(1000.0, carrier.freq_mhz) + most_multipath_db(model.time_pct)


def pixels_in_reach(station: Station, grid: Grid) -> tuple[Pixels, Pixels]:
    """Rows and columns of the pixels whose centre lies within the longest radius of the station's carriers."""
    longest_km = max((c.radius_km for s in station.sectors for c in s.carriers), default=-1.0)
    return pixels_between(station, grid, -1.0, longest_km)


def pixels_between(station: Station, grid: Grid, from_km: float, to_km: float) -> tuple[Pixels, Pixels]:
    """Rows and columns of the pixels whose centre lies farther than ``from_km`` and up to ``to_km`` from a station."""
    mast, pixel_km = Mast.at(station.x_m, station.y_m, 0.0, grid), grid.pixel_m / 1000.0
    if to_km < 0.0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows, cols = ring(mast.row, mast.col, from_km / pixel_km, to_km / pixel_km, grid.rows, grid.cols)
    return rows, cols


def received(
    station: Station,
    rows: Pixels,
    cols: Pixels,
    area: Area,
    radio: RadioSettings,
    already_dbm: Mapping[str, NDArray[np.float32]] | None = None,
) -> tuple[dict[str, Received], int]:
    """Median RSRP of the strongest sector per carrier at given pixels, and the number of pixels lost to voids.

    Parameters
    ----------
    station : Station
        A site or a candidate.
    rows, cols : array of int, shape (n,)
        Pixels of ``area.grid``.
    already_dbm : mapping, optional
        Carrier id → power that others give [dBm], rasters on the grid. Pixels at which the station can exceed it on no
        carrier, not even in free space, are left out (NaN). Only for a result that keeps the strongest alone.

    Returns
    -------
    dict
        Carrier id → ``Received`` with arrays of shape (n,); NaN beyond the carrier's radius, off the terrain,
        over voids and beyond the model's range.
        The corrections of the area are in it.
    int
        Pixels within the longest radius whose path leaves the terrain or crosses a void.
    """
    by_height: dict[float, list[tuple[int, Sector]]] = defaultdict(list)
    for index, sector in enumerate(station.sectors):
        if sector.carriers:
            by_height[sector.antenna_agl_m].append((index, sector))
    carriers = {carrier.id for sector in station.sectors for carrier in sector.carriers}
    result = {
        id: Received(
            np.full(rows.size, math.nan, np.float32),
            np.full(rows.size, -1, np.int32),
            np.zeros(rows.size, bool),
            None if radio.interference is None else Others.none(rows.size),
        )
        for id in carriers
    }
    voids, powers = 0, list[_OneSector]()
    for height_m, sectors in by_height.items():
        lost = _from_height(station, height_m, sectors, rows, cols, area, radio, already_dbm, result, powers)
        voids = max(voids, lost)
    for one in powers:
        others = result[one.carrier].others
        if others is not None:
            best = result[one.carrier].sector
            add_other(
                one.within, one.rsrp_dbm, one.index, best, others.rest_mw, others.second_dbm, others.second_sector
            )
    _correct(result, station, rows, cols, area, radio)  # the only place where corrections are applied
    return result, voids


def _correct(
    result: dict[str, Received],
    station: Station,
    rows: Pixels,
    cols: Pixels,
    area: Area,
    radio: RadioSettings,
) -> None:
    """Add the area's corrections in place; sectors of one mast get the same, so the strongest one stays."""
    if area.corrections is None:
        return
    check_model(area.corrections, label(radio.model))
    dist_km = distances_km(station, rows, cols, area.grid)
    classes = area.clutter_class.values[rows, cols]
    for carrier, one in result.items():
        added_db = correction_db(area.corrections, carrier, classes, dist_km).astype(np.float32)
        one.rsrp_dbm[:] += added_db
        if one.others is not None:
            one.others.second_dbm[:] += added_db
            one.others.rest_mw[:] *= 10.0 ** (0.1 * added_db.astype(np.float64))


def distances_km(station: Station, rows: Pixels, cols: Pixels, grid: Grid) -> NDArray[np.float64]:
    """Distance of pixel centres from a station [km]."""
    return Mast.at(station.x_m, station.y_m, 0.0, grid).dist_km(rows, cols, grid)


def received_dbm(
    station: Station, rows: Pixels, cols: Pixels, area: Area, radio: RadioSettings
) -> dict[str, NDArray[np.float32]]:
    """``received`` without the sector and what else is there: carrier id → median RSRP [dBm], shape (n,)."""
    alone = replace(radio, interference=None)
    return {carrier: found.rsrp_dbm for carrier, found in received(station, rows, cols, area, alone)[0].items()}


def _from_height(
    station: Station,
    height_m: float,
    sectors: list[tuple[int, Sector]],
    rows: Pixels,
    cols: Pixels,
    area: Area,
    radio: RadioSettings,
    already_dbm: Mapping[str, NDArray[np.float32]] | None,
    result: dict[str, Received],
    powers: list[_OneSector],
) -> int:
    """Add what the sectors at one height give to ``result``; the number of pixels lost to voids.

    ``powers`` takes every sector's own, where the settings ask for interference.
    """
    mast = Mast.at(station.x_m, station.y_m, height_m, area.grid)
    dist_km = mast.dist_km(rows, cols, area.grid)
    reaches = {carrier: reach_km(carrier, area, radio) for _, sector in sectors for carrier in sector.carriers}
    farthest_km = max(reaches.values())
    within = np.flatnonzero(dist_km <= farthest_km)
    rows, cols, dist_km = rows[within], cols[within], dist_km[within]
    towards = _radiated(mast, sectors, rows, cols, area, radio)
    if already_dbm is not None and isinstance(radio.model, P1812):  # others may lose less than free space
        wanted = np.zeros(rows.size, bool)
        for carrier, (eirp_dbm, _) in towards.items():
            note_unbeaten(
                eirp_dbm, dist_km, already_dbm[carrier.id][rows, cols], area.grid.pixel_m / 1000.0,
                _gain_at_1_km_db(carrier, radio.model), reaches[carrier], 2.0 * NEAR_KM, wanted,
            )  # fmt: skip
        within, rows, cols, dist_km = within[wanted], rows[wanted], cols[wanted], dist_km[wanted]
        towards = {carrier: (eirp[wanted], best[wanted]) for carrier, (eirp, best) in towards.items()}
    freqs_mhz = sorted({carrier.freq_mhz for carrier in towards})
    loss, voids, beyond = losses_db(mast, rows, cols, freqs_mhz, farthest_km, area, radio)
    for carrier, (eirp_dbm, best) in towards.items():
        one = result[carrier.id]
        add_carrier(
            eirp_dbm, best, loss[freqs_mhz.index(carrier.freq_mhz)], dist_km, reaches[carrier], within,
            one.rsrp_dbm, one.sector,
        )  # fmt: skip
        one.beyond_model[within] |= beyond & (dist_km <= reaches[carrier])
    if radio.interference is not None:
        for index, sector in sectors:
            for carrier, (eirp_dbm, _) in _radiated(mast, [(index, sector)], rows, cols, area, radio).items():
                alone = (eirp_dbm - loss[freqs_mhz.index(carrier.freq_mhz)]).astype(np.float32)
                alone[dist_km > reaches[carrier]] = math.nan
                powers.append(_OneSector(carrier.id, index, within, alone))
    return voids


def _radiated(
    mast: Mast, sectors: list[tuple[int, Sector]], rows: Pixels, cols: Pixels, area: Area, radio: RadioSettings
) -> dict[Carrier, tuple[NDArray[np.float64], NDArray[np.int32]]]:
    """For each carrier, what the sector that radiates most towards each pixel sends there [dBm], and its index.

    The receiver's gain is counted in; no loss is taken off yet.
    """
    ground = area.ground.values
    up_m = ground[rows, cols] + (radio.receiver_agl_m - mast.antenna_agl_m) - bilinear(ground, mast.row, mast.col)
    east_m, north_m = np.empty(rows.size), np.empty(rows.size)
    directions(rows, cols, mast.row, mast.col, area.grid.pixel_m, east_m, north_m)
    towards: dict[Carrier, tuple[NDArray[np.float64], NDArray[np.int32]]] = {}
    for index, sector in sectors:
        for carrier in sector.carriers:
            if carrier not in towards:
                towards[carrier] = (np.full(rows.size, NOTHING_DBM), np.full(rows.size, -1, np.int32))
            eirp_dbm = _unattenuated_dbm(carrier, radio)
            hung = mount(sector.azimuth_deg, sector.mechanical_tilt_deg, carrier.electrical_tilt_deg)
            add_sector(east_m, north_m, up_m, eirp_dbm, hung, panel(carrier.antenna), index, *towards[carrier])
    return towards
