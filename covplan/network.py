"""What stands where, and whose it is: locations, sites, sectors, carriers, antennas and cables.

A *location* is a place on the ground; a *site* is one operator's installation there; a *sector* is one antenna
direction of a site; a *carrier* is one block of spectrum that a sector radiates. Sharing is a matter of owner and
tenant fields, never of nearness: sites that stand close together form one location for display and stay two sites.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from shapely import LineString

from covplan.errors import CovplanError


class NetworkError(CovplanError, ValueError):
    """A site, sector, carrier or antenna with an impossible value."""


def _require(ok: bool, what: str, id: str, name: str, expected: str, got: object) -> None:
    if not ok:
        raise NetworkError("network.value", what=what, id=id, name=name, expected=expected, got=got)


class Technology(StrEnum):
    """Radio access technology."""

    LTE = "LTE"
    NR = "NR"


class CableKind(StrEnum):
    """How a cable lies."""

    BURIED = "buried"
    DUCT = "duct"
    AERIAL = "aerial"
    UNKNOWN = "unknown"


# Downlink ranges of the bands in use in Vietnam [MHz], narrowest first:
# TS 38.104 Table 5.2-1 (NR), TS 36.104 Table 5.5-1 (LTE).
_BANDS = {
    Technology.NR: (
        ("n8", 925.0, 960.0),
        ("n28", 758.0, 803.0),
        ("n1", 2110.0, 2170.0),
        ("n3", 1805.0, 1880.0),
        ("n41", 2496.0, 2690.0),
        ("n78", 3300.0, 3800.0),
        ("n77", 3300.0, 4200.0),
    ),
    Technology.LTE: (
        ("B8", 925.0, 960.0),
        ("B28", 758.0, 803.0),
        ("B1", 2110.0, 2170.0),
        ("B3", 1805.0, 1880.0),
        ("B7", 2620.0, 2690.0),
        ("B41", 2496.0, 2690.0),
    ),
}


@dataclass(frozen=True)
class AntennaPattern:
    """A panel in the form of 3GPP TR 38.901 Table 7.3-1, with the panel's own figures."""

    name: str
    gain_dbi: float
    horizontal_beamwidth_deg: float
    vertical_beamwidth_deg: float
    max_attenuation_db: float = 30.0
    source: str = ""

    def __post_init__(self) -> None:
        for name in ("horizontal_beamwidth_deg", "vertical_beamwidth_deg"):
            value = getattr(self, name)
            _require(0 < value <= 360, "antenna", self.name, name, "0 to 360 degrees", value)
        _require(-10 <= self.gain_dbi <= 40, "antenna", self.name, "gain_dbi", "-10 to 40 dBi", self.gain_dbi)


@dataclass(frozen=True)
class Carrier:
    """One block of downlink spectrum of one operator, as a sector radiates it.

    ``freq_mhz`` is the centre of the downlink block; ``power_dbm`` the total power of a sector at the antenna port.
    The frequency is stored, the band label is derived from it.
    """

    operator: str
    technology: Technology
    freq_mhz: float
    bandwidth_mhz: float
    scs_khz: int
    resource_blocks: int
    power_dbm: float
    antenna: AntennaPattern
    radius_km: float
    electrical_tilt_deg: float = 0.0
    source: str = ""

    def __post_init__(self) -> None:
        _require(30 <= self.freq_mhz <= 6000, "carrier", self.id, "freq_mhz", "30 to 6000 MHz", self.freq_mhz)
        _require(
            self.resource_blocks >= 1,
            "carrier",
            self.id,
            "resource_blocks",
            "at least 1",
            self.resource_blocks,
        )
        occupied_mhz = self.resource_blocks * 12 * self.scs_khz / 1000
        _require(
            0 < occupied_mhz <= self.bandwidth_mhz,
            "carrier",
            self.id,
            "resource_blocks",
            f"at most {self.bandwidth_mhz * 1000 / 12 / self.scs_khz:.0f} in {self.bandwidth_mhz:g} MHz "
            f"at {self.scs_khz} kHz",
            self.resource_blocks,
        )
        _require(0 < self.radius_km <= 100, "carrier", self.id, "radius_km", "0 to 100 km", self.radius_km)
        _require(
            math.isfinite(self.power_dbm) and -30 <= self.power_dbm <= 70,
            "carrier",
            self.id,
            "power_dbm",
            "-30 to 70 dBm",
            self.power_dbm,
        )

    @property
    def id(self) -> str:
        """Operator, technology and centre frequency: the key of this carrier in every result."""
        return f"{self.operator}-{self.technology.lower()}-{self.freq_mhz:g}"

    @property
    def band(self) -> str:
        """3GPP band that holds the whole block, the narrowest if several do; ``-`` if none does."""
        low, high = self.freq_mhz - self.bandwidth_mhz / 2, self.freq_mhz + self.bandwidth_mhz / 2
        for label, first, last in _BANDS[self.technology]:
            if first <= low and high <= last:
                return label
        return "-"


@dataclass(frozen=True)
class Sector:
    """One antenna direction of a site and the carriers it radiates."""

    id: str
    azimuth_deg: float
    mechanical_tilt_deg: float
    antenna_agl_m: float
    carriers: tuple[Carrier, ...]

    def __post_init__(self) -> None:
        _require(
            0 <= self.azimuth_deg <= 360,
            "sector",
            self.id,
            "azimuth_deg",
            "0 to 360 degrees",
            self.azimuth_deg,
        )
        _require(
            -20 <= self.mechanical_tilt_deg <= 45,
            "sector",
            self.id,
            "mechanical_tilt_deg",
            "-20 to 45 degrees",
            self.mechanical_tilt_deg,
        )
        _require(
            1 <= self.antenna_agl_m <= 300,
            "sector",
            self.id,
            "antenna_agl_m",
            "1 to 300 m",
            self.antenna_agl_m,
        )


@dataclass(frozen=True)
class Site:
    """One operator's installation at a location; the mast may be somebody else's.

    ``technologies`` is what the operator reports to be on air; ``sectors`` carry only what can be predicted.
    """

    id: str
    name: str
    operator: str
    x_m: float
    y_m: float
    mast_owner: str
    tenants: tuple[str, ...]  # operators on the mast as far as the lists say, this one included
    mast_height_m: float
    technologies: frozenset[Technology]
    sectors: tuple[Sector, ...]
    file: str = ""
    row: int | None = None
    sharing_reported: bool | None = None  # None: the list says nothing

    @property
    def is_shared(self) -> bool:
        """More than one operator on the mast by the lists' own fields: tenants, a foreign owner, or a "shared" flag."""
        users = {self.operator, *self.tenants}
        return len(users) > 1 or bool(self.sharing_reported) or self.mast_owner not in ("", self.operator)


@dataclass(frozen=True)
class Location:
    """Sites within a stated distance of each other, for display only."""

    id: str
    x_m: float
    y_m: float
    site_ids: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class FibreRoute:
    """One cable along one line, in the scenario's CRS."""

    id: str
    owner: str
    line: LineString
    kind: CableKind
    fibres: int | None = None
    spare_fibres: int | None = None
    file: str = ""
    row: int | None = None
