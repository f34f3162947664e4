"""Rasters of received power and interference → the share of places that have a service."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covplan.coverage.composite import Coverage
from covplan.coverage.entry_loss import BUILDINGS, Entry, Environment, efficient_shares
from covplan.coverage.service import ServiceSettings, entry_of, shares_with_enough, sigma_db
from covplan.coverage.sinr import noise_and_interference_mw
from covplan.coverage.throughput import coupling_for_uplink_db, sinr_for_downlink_db, strongest_power_dbm
from covplan.errors import InputError
from covplan.ingest.corrections import Corrections
from covplan.network import Carrier


def probability_of_service(
    cover: Coverage,
    carrier: Carrier,
    service: ServiceSettings,
    corrections: Corrections | None = None,
    clutter_class: NDArray[np.uint8] | None = None,
) -> NDArray[np.float64]:
    """Share of the places of each pixel that have the service on a carrier, 0 to 1; NaN where nothing is received.

    A place has it where the power suffices for the threshold and, if rates are asked for, for the uplink and against
    noise and interference for the downlink. The wanted power varies over places; interference is taken at its median.
    ``clutter_class``, WorldCover codes of the grid's shape, is read where the environment is ``indoor-by-clutter``.

    Raises
    ------
    InterferenceError
        If rates are asked for and the coverage was predicted without interference.
    InputError
        If the land cover decides and that of a pixel is not known.
    """
    spread_db = sigma_db(carrier, service, cover.grid.pixel_m, corrections)
    if service.environment is not Environment.INDOOR_BY_CLUTTER:
        return _probability(cover, carrier, service, entry_of(carrier, service, spread_db))
    if clutter_class is None:
        raise InputError("service.no_land_cover")
    efficient = efficient_shares(service.efficient_pct, clutter_class)
    of_traditional, of_efficient = (
        _probability(cover, carrier, service, entry_of(carrier, service, spread_db, building)) for building in BUILDINGS
    )
    return (1.0 - efficient) * of_traditional + efficient * of_efficient


def _probability(cover: Coverage, carrier: Carrier, service: ServiceSettings, entry: Entry) -> NDArray[np.float64]:
    """Share of the places that have the service by one way in."""
    median_dbm = cover.rsrp_dbm[carrier.id].astype(np.float64)
    if not service.asks_for_rates:
        return shares_with_enough(median_dbm - service.threshold_dbm, entry)
    free = 1.0 - service.load_of(carrier) / 100.0
    coupling_db = coupling_for_uplink_db(service.uplink_mbps / free, carrier, service.throughput)
    least_dbm = np.maximum(service.threshold_dbm, strongest_power_dbm(cover, carrier) - coupling_db)
    sinr_db = sinr_for_downlink_db(service.downlink_mbps / free, carrier, service.throughput)
    load_pct = service.load_of(carrier)

    def over_db(entry_loss_db: float) -> NDArray[np.float64]:
        noise_mw = noise_and_interference_mw(cover, carrier, load_pct, entry_loss_db)
        against_dbm = sinr_db + carrier.reference_boost_db + 10.0 * np.log10(noise_mw)
        return median_dbm - np.maximum(least_dbm, against_dbm)

    return shares_with_enough(over_db, entry)
