"""What is asked of operators together: shared networks, near masts, failures. Apart from what computes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from covplan.propagation.ranges import require_in_ranges


class NetworkSharing(StrEnum):
    """How a shared radio network is shared, TS 23.251 §4 and GSMA's terms."""

    MOCN = "mocn"  # one carrier serves the subscribers of all partners
    MORAN = "moran"  # common equipment, but each partner on its own carriers


@dataclass(frozen=True)
class SharedNetwork:
    """Sites whose radio network serves several operators."""

    kind: NetworkSharing
    operators: tuple[str, ...]
    sites: tuple[str, ...]  # ids


@dataclass(frozen=True)
class SharingSettings:
    """Masts of different operators nearer than ``near_m`` are listed as pairs; the figure is an assumption."""

    near_m: float = 200.0

    def __post_init__(self) -> None:
        require_in_ranges(self, "sharing", [("near_m", 0.0, 10_000.0, "m")])


@dataclass(frozen=True)
class ResilienceSettings:
    """What hangs on what, and for how long power is away.

    ``fibre_gateways`` are ids of the sites at which each operator's own cable reaches its core network: without one, no
    cut of the operator's cable can be said to leave anything behind. ``outage_h`` is the length of a power failure:
    sites whose list states that they last as long stay on air.
    """

    fibre_gateways: tuple[str, ...] = ()
    fibre_within_m: float = 200.0  # a site this near to its operator's cable hangs on it
    outage_h: float = 24.0

    def __post_init__(self) -> None:
        ranges = [("fibre_within_m", 0.0, 10_000.0, "m"), ("outage_h", 0.0, 8760.0, "h")]
        require_in_ranges(self, "resilience", ranges)
