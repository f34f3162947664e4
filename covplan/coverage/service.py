"""What "served" means: a threshold, rates, a probability and an environment; the median power that it asks for.

Location variability enters here, once, and so does what is lost on the way indoors or into a vehicle.
``service_probability.py`` does it for rasters and for rates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from covplan.coverage.entry_loss import BUILDINGS, Entry, Environment, efficient_shares, entry_losses_db
from covplan.coverage.settings import ThroughputSettings
from covplan.errors import CalibrationError, InputError, ModelRangeError
from covplan.ingest.corrections import Corrections
from covplan.ingest.land_cover_classes import BUILT, CLUTTER_HEIGHTS_M
from covplan.network import Carrier, Technology
from covplan.propagation.p1812 import location_sigma_db
from covplan.propagation.ranges import require_in_ranges


class SigmaSource(StrEnum):
    """Where the location variability comes from."""

    FIXED = "fixed"
    P1812 = "p1812"  # §4.7 of P.1812-8, from the pixel size and the frequency; for that model only
    CALIBRATED = "calibrated"  # residuals of measurements: per carrier in the area's corrections


@dataclass(frozen=True)
class ServiceSettings:
    """What "served" means; printed beside every percentage.

    Attributes
    ----------
    threshold_dbm, probability_pct : float
        A pixel is served where SS-RSRP (LTE: RSRP) reaches the threshold [dBm] with at least this probability [%].
    environment : Environment
        Where the user is: adds the loss into buildings or a vehicle and its spread.
    sigma_source, sigma_db
        Where the deviation over the places of a pixel comes from; its value where it is fixed [dB].
    reading : str
        ``any`` (at least one operator serves) or the id of one operator: the headline of every result.
    profile : str
        Profile that the values come from, ``own`` where one of them was changed.
    technology : Technology
        Of the carriers that count.
    downlink_mbps, uplink_mbps : float
        Estimated rates that a user must have beside the threshold; 0 asks for none. They need interference. A user gets
        what the load leaves free of the sector.
    load_pct, loads_pct : float, mapping
        Share of the resource elements in use [%], by all sectors and by those of single carriers (id → load).
    efficient_pct : mapping
        Indoors by clutter: WorldCover code → share of the buildings that are thermally efficient [%]; the others, and
        all buildings of classes that are not named, are traditional. 20 % on built-up land: Report ITU-R M.2412-0
        Table 5 gives dense urban and urban macro areas that share of high loss. That these are P.2109's thermally
        efficient ones, and that there are none elsewhere, is assumed.
    vehicle_loss_db, vehicle_sigma_db : float
        Mean and standard deviation of the loss into a vehicle: TR 38.901 §7.4.3.2; 20 dB for metallised windows.
    """

    threshold_dbm: float = -110.0
    probability_pct: float = 95.0
    environment: Environment = Environment.OUTDOOR
    sigma_source: SigmaSource = SigmaSource.FIXED
    sigma_db: float = 8.0
    reading: str = "any"
    profile: str = "vn-planning"
    technology: Technology = Technology.NR
    downlink_mbps: float = 0.0
    uplink_mbps: float = 0.0
    load_pct: float = 50.0
    loads_pct: Mapping[str, float] = field(default_factory=dict)
    efficient_pct: Mapping[int, float] = field(default_factory=lambda: {BUILT: 20.0})
    vehicle_loss_db: float = 9.0
    vehicle_sigma_db: float = 5.0
    throughput: ThroughputSettings = ThroughputSettings()

    @property
    def asks_for_rates(self) -> bool:
        """Power alone does not decide."""
        return self.downlink_mbps > 0.0 or self.uplink_mbps > 0.0

    @property
    def label(self) -> str:
        """The profile and what it asks for, as records name it: ``vn-planning: NR, -110 dBm, 95 %, outdoor``."""
        rates = (f"{self.downlink_mbps:g}/{self.uplink_mbps:g} Mb/s, load {self.load_pct:g} %",)
        asked = (f"{self.threshold_dbm:g} dBm", f"{self.probability_pct:g} %", *(rates if self.asks_for_rates else ()))
        return f"{self.profile}: {', '.join((self.technology, *asked, self.environment))}"

    def load_of(self, carrier: Carrier) -> float:
        """Load of a carrier's sectors [%]."""
        return self.loads_pct.get(carrier.id, self.load_pct)

    def __post_init__(self) -> None:
        self._check_loads()
        self._check_buildings()
        require_in_ranges(
            self,
            "service",
            (
                ("threshold_dbm", -156.0, -31.0, "dBm"),  # range of reported SS-RSRP, TS 38.133 §10.1.6
                ("probability_pct", 50.0, 99.9, "%"),
                ("sigma_db", 0.0, 20.0, "dB"),
                ("downlink_mbps", 0.0, 10_000.0, "Mb/s"),
                ("uplink_mbps", 0.0, 10_000.0, "Mb/s"),
                ("vehicle_loss_db", 0.0, 60.0, "dB"),
                ("vehicle_sigma_db", 0.0, 20.0, "dB"),
            ),
        )

    def _check_loads(self) -> None:
        most = 99.0 if self.asks_for_rates else 100.0  # something must be left for the user
        for name, value in (("load_pct", self.load_pct), *(("loads_pct", value) for value in self.loads_pct.values())):
            if not 1.0 <= value <= most:
                raise ModelRangeError("range.value", name=name, low=1, high=most, unit="%", model="service", got=value)

    def _check_buildings(self) -> None:
        if unknown := sorted(set(self.efficient_pct) - set(CLUTTER_HEIGHTS_M)):
            codes, known = (", ".join(map(str, one)) for one in (unknown, sorted(CLUTTER_HEIGHTS_M)))
            raise InputError("landcover.code", file="efficient_pct", codes=codes, known=known)
        for value in self.efficient_pct.values():
            if not 0.0 <= value <= 100.0:
                raise ModelRangeError(
                    "range.value", name="efficient_pct", low=0, high=100, unit="%", model="service", got=value
                )


def sigma_db(
    carrier: Carrier, service: ServiceSettings, pixel_m: float, corrections: Corrections | None = None
) -> float:
    """Standard deviation of RSRP over places [dB], by the source that the settings name.

    Raises
    ------
    CalibrationError
        If it is to come from corrections and these are not there or do not have the carrier.
    """
    if service.sigma_source is SigmaSource.P1812:
        return location_sigma_db(carrier.freq_mhz, pixel_m)
    if service.sigma_source is SigmaSource.FIXED:
        return service.sigma_db
    if corrections is None:
        raise CalibrationError("service.sigma_corrections")
    measured = corrections.of(carrier.id)
    if measured is None:
        raise CalibrationError("service.sigma_carrier", file=corrections.file, carrier=carrier.id)
    return measured.sigma_db


def required_median_dbm(
    carrier: Carrier,
    service: ServiceSettings,
    pixel_m: float,
    corrections: Corrections | None = None,
    clutter_class: NDArray[np.uint8] | None = None,
) -> NDArray[np.float64]:
    """Median RSRP outdoors from which a pixel meets the threshold with the probability [dBm].

    With locations normal about the median, P(RSRP >= threshold) >= probability exactly when
    median >= threshold + z sigma, where z is the quantile of the probability (1.645 at 95 %). With an entry loss, that
    quantile of the sum of both, which are independent.

    Parameters
    ----------
    clutter_class : array of uint8, any shape
        WorldCover code of each pixel; read where the environment is ``indoor-by-clutter``.

    Returns
    -------
    array
        Of the shape of ``clutter_class`` where that decides, else of shape (): the same everywhere.

    Raises
    ------
    InputError
        If the land cover decides and that of a pixel is not known.
    """
    probability, spread_db = service.probability_pct / 100.0, sigma_db(carrier, service, pixel_m, corrections)
    if service.environment is Environment.OUTDOOR:
        return np.asarray(service.threshold_dbm + NormalDist().inv_cdf(probability) * spread_db)
    if service.environment is not Environment.INDOOR_BY_CLUTTER:
        entry = entry_of(carrier, service, spread_db)
        return np.asarray(service.threshold_dbm + _over_threshold_db(((1.0, entry),), probability))
    if clutter_class is None:
        raise InputError("service.no_land_cover")
    traditional, efficient = (entry_of(carrier, service, spread_db, building) for building in BUILDINGS)
    codes = np.unique(clutter_class)
    by_class = np.full(256, np.nan)
    for code, share in zip(codes, efficient_shares(service.efficient_pct, codes).tolist(), strict=True):
        by_class[code] = _over_threshold_db(((1.0 - share, traditional), (share, efficient)), probability)
    return service.threshold_dbm + by_class[clutter_class]


def entry_of(
    carrier: Carrier, service: ServiceSettings, spread_db: float, environment: Environment | None = None
) -> Entry:
    """The way in to a service's receivers on a carrier, or to those in another environment."""
    vehicle_db = (service.vehicle_loss_db, service.vehicle_sigma_db)
    return Entry(environment or service.environment, carrier.freq_mhz, vehicle_db, spread_db)


@lru_cache(maxsize=64)  # asked again for every candidate of a plan
def _over_threshold_db(ways: tuple[tuple[float, Entry], ...], probability: float) -> float:
    """How far the median outdoors must lie over the threshold [dB]; each way in with its share of the places."""
    low, high = 0.0, 300.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        have = sum(share * _share_with_enough(middle, entry) for share, entry in ways)
        low, high = (low, middle) if have >= probability else (middle, high)
    return high


def _share_with_enough(over_db: float, entry: Entry) -> float:
    """``shares_with_enough`` of one number, all entry losses at once."""
    losses_db, weights = entry_losses_db(entry)
    return float(weights @ ndtr((over_db - losses_db) / max(entry.sigma_db, 1e-9)))


def shares_with_enough(
    over_db: NDArray[np.float64] | Callable[[float], NDArray[np.float64]], entry: Entry
) -> NDArray[np.float64]:
    """Share of places that have enough, 0 to 1.

    ``over_db`` is what the median outdoors is over what is needed at the receiver [dB]; a function where that depends
    on the entry loss.
    """
    shares = 0.0
    for loss_db, weight in zip(*entry_losses_db(entry), strict=True):
        left_db = (over_db(float(loss_db)) if callable(over_db) else over_db) - loss_db
        shares = shares + weight * ndtr(left_db / max(entry.sigma_db, 1e-9))
    return np.asarray(shares, np.float64)
