"""Microwave hops: is the path clear, how much does it carry, how often is it out.

Clearance is that of P.530: the whole first Fresnel zone over an Earth of median k, and a part of it over an Earth of
the k that is exceeded 99.9 % of the time. Rain is P.838 and P.530, multipath P.530. Rain rate, low k and multipath
climate are inputs with a source: the maps and figures behind them are not part of covplan.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from covplan.errors import ModelRangeError
from covplan.network import MicrowaveRadio
from covplan.propagation.free_space import free_space_loss_db
from covplan.propagation.multipath import multipath_exceeded_pct
from covplan.propagation.rain import rain_fading
from covplan.routing.microwave_settings import EDITION, HopSettings
from covplan.terrain.line_of_sight import line_of_sight
from covplan.terrain.profile import Profile
from covplan.units import EARTH_RADIUS_KM, M_PER_KM


class HopPath(NamedTuple):
    """What radios need to know of the path between two antennas.

    ``median_at_1_ghz`` and ``low_at_1_ghz`` are the first Fresnel radii of 1 GHz that are clear at the tightest point,
    over the median and the low k. Radii shrink with the root of the frequency: at f GHz there are √f times as many.
    """

    dist_km: float
    tx_asl_m: float
    rx_asl_m: float
    mean_ground_m: float
    median_at_1_ghz: float
    low_at_1_ghz: float


@dataclass(frozen=True)
class Hop:
    """One radio on one path.

    Attributes
    ----------
    radio : MicrowaveRadio
    dist_km : float
    median_fraction, low_fraction : float
        First Fresnel radii that are clear at the tightest point, over the median and the low k.
    clear : bool
        Whether both suffice.
    received_dbm, margin_db : float
        Without fading; over the radio's threshold.
    rain_pct : float
        Share of an average year in which rain takes more than the margin; NaN if it is over 1 %. 0.001 means no more.
    multipath_pct : float or None
        Share of the average worst month in which multipath does; None without a climate.
    """

    radio: MicrowaveRadio
    dist_km: float
    median_fraction: float
    low_fraction: float
    clear: bool
    received_dbm: float
    margin_db: float
    rain_pct: float
    multipath_pct: float | None

    @property
    def availability_pct(self) -> float:
        """What rain and multipath leave, their shares added: the worst month stands for the year, to be safe.

        0 where the path is not clear, NaN where rain is out of the statistics' range.
        """
        if not self.clear:
            return 0.0
        outage = self.rain_pct + (self.multipath_pct or 0.0)
        return math.nan if math.isnan(outage) else max(0.0, 100.0 - outage)


def hops(
    profile: Profile, radios: Sequence[MicrowaveRadio], settings: HopSettings, *, tx_agl_m: float, rx_agl_m: float
) -> tuple[Hop, ...]:
    """Each radio between two antennas over ground and clutter, in the order of ``radios``.

    Parameters
    ----------
    profile : Profile
        ``covplan.terrain.read_profile`` between the two masts; no voids.
    radios : sequence of MicrowaveRadio
    settings : HopSettings
    tx_agl_m, rx_agl_m : float
        Antenna heights above ground [m].

    Returns
    -------
    tuple of Hop
        Empty if the path is longer than ``longest_km``.

    Raises
    ------
    ModelRangeError
        If the profile has voids, or a frequency or length is out of the models' ranges.

    References
    ----------
    ITU-R P.530-18 §2.2.2.1 (clearance), §2.3.1, §2.4.1; P.838-3; P.525-5.
    """
    if np.isnan(profile.ground_m).any() or np.isnan(profile.clutter_m).any():
        raise ModelRangeError("range.void", model=EDITION)
    dist_km = float(profile.dist_km[-1])
    if dist_km > settings.longest_km:
        return ()
    median, low = (
        line_of_sight(profile, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m, earth_radius_km=k * EARTH_RADIUS_KM)
        for k in (settings.median_k, settings.low_k)
    )
    path = HopPath(
        dist_km, float(profile.ground_m[0]) + tx_agl_m, float(profile.ground_m[-1]) + rx_agl_m,
        float(profile.ground_m.mean()), median.worst(1e3).fraction, low.worst(1e3).fraction,
    )  # fmt: skip
    return tuple(hop(path, radio, settings) for radio in radios)


def hop(path: HopPath, radio: MicrowaveRadio, settings: HopSettings) -> Hop:
    """One radio on a path without voids.

    Raises
    ------
    ModelRangeError
        If frequency or length is out of the models' ranges.

    References
    ----------
    As of ``hops``.
    """
    freq_ghz, dist_km, rise_m = radio.freq_ghz, path.dist_km, path.rx_asl_m - path.tx_asl_m
    loss_db = free_space_loss_db(math.hypot(dist_km * M_PER_KM, rise_m), freq_ghz * 1e3) + radio.gas_db_km * dist_km
    received_dbm = radio.power_dbm + 2.0 * radio.gain_dbi - loss_db
    margin_db = received_dbm - radio.threshold_dbm
    rain = rain_fading(
        freq_ghz=freq_ghz, dist_km=dist_km, rain_mm_h=settings.rain_mm_h, tilt_deg=settings.tilt_deg,
        elevation_deg=math.degrees(math.atan2(abs(rise_m), dist_km * M_PER_KM)),
    )  # fmt: skip
    multipath = None if settings.multipath is None else multipath_exceeded_pct(
        settings.multipath, freq_ghz=freq_ghz, dist_km=dist_km, tx_asl_m=path.tx_asl_m, rx_asl_m=path.rx_asl_m,
        mean_ground_m=path.mean_ground_m, margin_db=margin_db,
    )  # fmt: skip
    median_fraction, low_fraction = (share * math.sqrt(freq_ghz) for share in (path.median_at_1_ghz, path.low_at_1_ghz))
    clear = median_fraction >= settings.median_fraction and low_fraction >= settings.low_fraction
    rain_pct = rain.exceeded_pct(margin_db)
    return Hop(radio, dist_km, median_fraction, low_fraction, clear, received_dbm, margin_db, rain_pct, multipath)


@dataclass(frozen=True)
class Chain:
    """Hops one after another: the least capacity, all outages added; ``allowed`` by the number of hops."""

    capacity_mbps: float
    availability_pct: float
    allowed: bool


def chain(links: Sequence[Hop], settings: HopSettings) -> Chain:
    """What hops that follow each other give; outages of neighbouring hops are added, as if never at the same time."""
    outage = sum(100.0 - link.availability_pct for link in links)
    return Chain(
        min(link.radio.capacity_mbps for link in links), math.nan if math.isnan(outage) else max(0.0, 100.0 - outage),
        len(links) <= settings.most_hops,
    )  # fmt: skip
