"""What a mast, an office or a village needs of the network behind it in the busy hour of a year.

References
----------
NGMN Alliance, Guidelines for LTE Backhaul Traffic Estimation (2011), by way of O-RAN.WG9.XTRP-REQ-v01.00 (2020)
§10.2.1-10.2.4, which applies it to NR.
"""

from __future__ import annotations

from collections.abc import Sequence

from covplan.coverage.settings import ThroughputSettings
from covplan.coverage.throughput import HIGHEST_CODE_RATE, elements_per_second
from covplan.errors import PlanningError
from covplan.network import Carrier, Technology
from covplan.routing.demand_settings import DemandSettings
from covplan.routing.terminal_kinds import TerminalKind

_THROUGHPUT = ThroughputSettings()


def sector_peak_mbps(carrier: Carrier, settings: DemandSettings) -> float:
    """Highest downlink of one sector on one carrier [Mb/s], without the overhead of transport.

    All layers at the highest modulation and code rate, less what control and reference signals take: for NR
    TS 38.306 §4.1.2 with the carrier's downlink share; LTE by the same formula with its own overhead.
    """
    nr = carrier.technology is Technology.NR
    overhead = _THROUGHPUT.nr_downlink_overhead if nr else _THROUGHPUT.lte_downlink_overhead
    bits = carrier.mimo_layers * settings.modulation_bits * HIGHEST_CODE_RATE
    elements = elements_per_second(carrier, carrier.resource_blocks) * carrier.downlink_share
    return elements * (1.0 - overhead) * bits / 1e6


def growth(year: int, settings: DemandSettings) -> float:
    """Traffic of a year over that of ``base_year``."""
    return float((1.0 + settings.growth_pct_per_year / 100.0) ** (year - settings.base_year))


def mast_demand_mbit_s(carriers: Sequence[Carrier], year: int, settings: DemandSettings) -> float:
    """Backhaul of a mast [Mb/s]: the greater of one sector's peak and the busy-hour mean of all sectors.

    Parameters
    ----------
    carriers : sequence of Carrier
        Each as often as sectors of the mast radiate it: three sectors with two carriers are six.
    year : int
        The mean grows with traffic until the sectors are full; the peak does not depend on the year.
    settings : DemandSettings

    Raises
    ------
    PlanningError
        If there is no carrier: nothing is known of the demand then.

    Notes
    -----
    Peaks come in quiet hours and one at a time, the mean in all sectors at once: NGMN's lower provisioning bound,
    max(peak, N x mean). The peak is that of one operator's carriers together, which one user may have aggregated.
    """
    if not carriers:
        raise PlanningError("demand.no_carrier")
    by_operator: dict[str, list[Carrier]] = {}
    for carrier in carriers:
        by_operator.setdefault(carrier.operator, []).append(carrier)
    peaks, means = zip(*(peak_and_full_mean_mbps(own, settings) for own in by_operator.values()), strict=True)
    return max(*peaks, busy_load(year, settings) * sum(means)) * (1.0 + settings.overhead_pct / 100.0)


def peak_and_full_mean_mbps(carriers: Sequence[Carrier], settings: DemandSettings) -> tuple[float, float]:
    """Of one operator's carriers: the peak of one sector, and the mean of all sectors when full [Mb/s]."""
    peaks = {carrier: sector_peak_mbps(carrier, settings) for carrier in carriers}
    return sum(peaks.values()), settings.mean_pct / 100.0 * sum(peaks[carrier] for carrier in carriers)


def busy_load(year: int, settings: DemandSettings, surge_pct: float = 0.0) -> float:
    """How full sectors are in the busy hour of a year, with what an event adds: 0 to 1."""
    return min(1.0, settings.load_pct / 100.0 * growth(year, settings) * (1.0 + surge_pct / 100.0))


def place_demand_mbit_s(kind: TerminalKind, year: int, settings: DemandSettings) -> float:
    """Demand of an office, school, health post or industrial park [Mb/s].

    Raises
    ------
    PlanningError
        If the settings give none for the kind.
    """
    if kind not in settings.place_mbps:
        raise PlanningError("demand.no_kind", kind=kind.value, known=", ".join(settings.place_mbps))
    return settings.place_mbps[kind] * growth(year, settings)


def village_demand_mbit_s(households: float, year: int, settings: DemandSettings) -> float:
    """Demand of the lines of a village [Mb/s]; NaN households give NaN."""
    return households * settings.take_up_pct / 100.0 * settings.household_mbps * growth(year, settings)
