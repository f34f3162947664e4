"""What stands where, and whose it is: locations, sites, sectors, carriers, antennas and cables.

A *location* is a place on the ground; a *site* is one operator's installation there; a *sector* is one antenna
direction of a site; a *carrier* is one block of spectrum that a sector radiates. Sharing is a matter of owner and
tenant fields, never of nearness: sites that stand close together form one location for display and stay two sites.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
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


class MastClass(StrEnum):
    """Kind of a mast, by the code of provincial plans (TT 14/2013/TT-BTTTT as they cite it, not seen)."""

    BUILDING = "A2a"
    GROUND = "A2b"


class RoadClass(StrEnum):
    """Administrative class of a road."""

    EXPRESSWAY = "expressway"
    NATIONAL = "national"
    PROVINCIAL = "provincial"
    OTHER = "other"


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


_TDD = {"n41", "n77", "n78", "B41"}  # TS 38.104 Table 5.2-1, TS 36.104 Table 5.5-1
# Shares of time of two usual TDD frames, both assumed: 2.5 ms DDDSU with a special slot of 10 symbols down, 2 guard, 2
# up; 5 ms with 7 slots down, 2 up and a special slot of 6, 4, 4. Both give 52 and 16 of 70 symbols.
TDD_SHARES = (52 / 70, 16 / 70)


# Greatest number of resource blocks by channel bandwidth [MHz] and subcarrier spacing [kHz].
# LTE: TS 36.101 and TS 36.104 Table 5.6-1. NR below 7.125 GHz: TS 38.101-1 and TS 38.104 Table 5.3.2-1 (Release 18).
RESOURCE_BLOCKS: Mapping[Technology, Mapping[int, Mapping[float, int]]] = {
    Technology.LTE: {15: {1.4: 6, 3: 15, 5: 25, 10: 50, 15: 75, 20: 100}},
    Technology.NR: {
        15: {3: 15, 5: 25, 10: 52, 15: 79, 20: 106, 25: 133, 30: 160, 35: 188, 40: 216, 45: 242, 50: 270},
        30: {
            **{5: 11, 10: 24, 15: 38, 20: 51, 25: 65, 30: 78, 35: 92, 40: 106, 45: 119, 50: 133},
            **{60: 162, 70: 189, 80: 217, 90: 245, 100: 273},
        },
        60: {
            **{10: 11, 15: 18, 20: 24, 25: 31, 30: 38, 35: 44, 40: 51, 45: 58, 50: 65},
            **{60: 79, 70: 93, 80: 107, 90: 121, 100: 135},
        },
    },
}


def resource_blocks(technology: Technology, bandwidth_mhz: float, scs_khz: int) -> int:
    """The greatest number of resource blocks in a channel.

    Raises
    ------
    NetworkError
        If the tables hold no such channel; it names those that they hold.

    References
    ----------
    3GPP TS 36.101 Table 5.6-1 (LTE), TS 38.101-1 Table 5.3.2-1 (NR).
    """
    channels = RESOURCE_BLOCKS[technology]
    id = f"{technology} {bandwidth_mhz:g} MHz"
    spacings = " or ".join(str(spacing) for spacing in channels)
    _require(scs_khz in channels, "channel", id, "scs_khz", f"{spacings} kHz", scs_khz)
    bandwidths = ", ".join(f"{width:g}" for width in channels[scs_khz])
    known = f"one of {bandwidths} MHz at {scs_khz} kHz"
    _require(bandwidth_mhz in channels[scs_khz], "channel", id, "bandwidth_mhz", known, bandwidth_mhz)
    return channels[scs_khz][bandwidth_mhz]


class PatternMethod(StrEnum):
    """How the attenuation in any direction follows from the two principal cuts; ``docs/antennas.md``."""

    PARAMETRIC_3GPP = "parametric_3gpp"  # both cuts are the parabolas of TR 38.901 Table 7.3-1
    CROSS_SUM = "cross_sum"  # measured cuts added, up to the greatest attenuation
    HORIZONTAL_PROJECTION = "horizontal_projection"  # the horizontal cut, corrected by front and back vertical cut


CUT_SIZE = 360
"""A measured cut has one value for each whole degree."""


@dataclass(frozen=True)
class AntennaPattern:
    """Where a panel radiates: parabolas with the panel's own figures, or two measured cuts.

    Attributes
    ----------
    gain_dbi : float
        Greatest gain; attenuations are relative to it.
    horizontal_beamwidth_deg, vertical_beamwidth_deg : float
        Half-power beamwidths; 360 is all round: no attenuation in that plane.
    max_attenuation_db : float
        The most that the pattern takes off.
    method : PatternMethod
        How a direction's attenuation follows from the cuts.
    horizontal_db, vertical_db : tuple of float, 360 values or none
        Measured attenuation >= 0 for each whole degree. Horizontal: clockwise from the boresight, seen from above.
        Vertical: upwards from the boresight: 0 ahead, 90 up, 180 behind, 270 down.
    electrical_tilt_deg : float
        Downtilt that the measured cuts contain already.
    area_m2 : float
        Front of its housing and of the radio beside it, which the wind meets [m²]; 0: not stated.
    """

    name: str
    gain_dbi: float
    horizontal_beamwidth_deg: float
    vertical_beamwidth_deg: float
    max_attenuation_db: float = 30.0
    source: str = ""
    method: PatternMethod = PatternMethod.PARAMETRIC_3GPP
    horizontal_db: tuple[float, ...] = field(default=(), repr=False)
    vertical_db: tuple[float, ...] = field(default=(), repr=False)
    electrical_tilt_deg: float = 0.0
    area_m2: float = 0.0

    def __post_init__(self) -> None:
        _require(0 <= self.area_m2 <= 10, "antenna", self.name, "area_m2", "0 to 10 m²", self.area_m2)
        for name in ("horizontal_beamwidth_deg", "vertical_beamwidth_deg"):
            value = getattr(self, name)
            _require(0 < value <= 360, "antenna", self.name, name, "0 to 360 degrees", value)
        _require(-10 <= self.gain_dbi <= 40, "antenna", self.name, "gain_dbi", "-10 to 40 dBi", self.gain_dbi)
        greatest = self.max_attenuation_db
        _require(0 <= greatest <= 200, "antenna", self.name, "max_attenuation_db", "0 to 200 dB", greatest)
        for name in ("horizontal_db", "vertical_db"):
            cut: tuple[float, ...] = getattr(self, name)
            size = CUT_SIZE if self.is_measured else 0
            _require(len(cut) == size, "antenna", self.name, name, f"{size} values with {self.method}", len(cut))
            wrong = [value for value in cut if not 0 <= value <= 200]
            _require(not wrong, "antenna", self.name, name, "0 to 200 dB", wrong[0] if wrong else None)
        tilt = self.electrical_tilt_deg
        measured = "-20 to 45 degrees" if self.is_measured else "0: the carrier sets it"
        _require(
            -20 <= tilt <= 45 if self.is_measured else tilt == 0,
            "antenna",
            self.name,
            "electrical_tilt_deg",
            measured,
            tilt,
        )

    @property
    def is_measured(self) -> bool:
        """It has measured cuts."""
        return self.method is not PatternMethod.PARAMETRIC_3GPP


@dataclass(frozen=True)
class Radio:
    """A transmitter as equipment: what it puts out, and on which channel.

    ``power_dbm`` is the total over all antenna ports of a sector; ``ports`` those that carry reference signals;
    ``p_b`` the P_B of LTE (TS 36.213 Table 5.2-1), 0 to 3, and 0 for NR.
    """

    name: str
    technology: Technology
    bandwidth_mhz: float
    scs_khz: int
    power_dbm: float
    ports: int = 1
    p_b: int = 0
    source: str = ""

    def __post_init__(self) -> None:
        resource_blocks(self.technology, self.bandwidth_mhz, self.scs_khz)
        power = self.power_dbm
        _require(-30 <= power <= 70, "radio", self.name, "power_dbm", "-30 to 70 dBm", power)
        lte = self.technology is Technology.LTE
        ports, p_b = ((1, 2, 4), range(4)) if lte else ((1,), range(1))
        _require(self.ports in ports, "radio", self.name, "ports", f"one of {ports}", self.ports)
        _require(self.p_b in p_b, "radio", self.name, "p_b", f"0 to {p_b[-1]} for {self.technology}", self.p_b)

    @property
    def resource_blocks(self) -> int:
        """Resource blocks of the channel, TS 36.101 Table 5.6-1 and TS 38.101-1 Table 5.3.2-1."""
        return resource_blocks(self.technology, self.bandwidth_mhz, self.scs_khz)


@dataclass(frozen=True)
class MicrowaveRadio:
    """A point-to-point radio with its antenna, the same at both ends: one band, channel and modulation.

    ``capacity_mbps`` is what its one channel carries each way; ``threshold_dbm`` the received power below which it does
    not; ``gas_db_km`` what the gases of the air take (ITU-R P.676).
    """

    name: str
    freq_ghz: float
    channel_mhz: float
    capacity_mbps: float
    power_dbm: float
    gain_dbi: float
    threshold_dbm: float
    gas_db_km: float
    source: str = ""

    def __post_init__(self) -> None:
        for name, low, high, unit in (
            ("freq_ghz", 1.0, 100.0, "GHz"), ("channel_mhz", 1.0, 5000.0, "MHz"),
            ("capacity_mbps", 1.0, 100_000.0, "Mb/s"), ("power_dbm", -20.0, 40.0, "dBm"),
            ("gain_dbi", 10.0, 60.0, "dBi"), ("threshold_dbm", -110.0, -20.0, "dBm"), ("gas_db_km", 0.0, 20.0, "dB/km"),
        ):  # fmt: skip
            value = getattr(self, name)
            _require(low <= value <= high, "microwave radio", self.name, name, f"{low:g} to {high:g} {unit}", value)


@dataclass(frozen=True)
class Carrier:
    """One block of downlink spectrum of one operator, as a sector radiates it.

    ``freq_mhz`` is the centre of the downlink block; ``power_dbm`` the total power of a sector at the antenna port.
    The frequency is stored, the band label is derived from it. ``electrical_tilt_deg`` moves a parametric pattern; a
    measured one contains its tilt, so there it is 0 or the tilt of the file. ``reference_boost_db`` is the power of the
    reference signal's resource elements (CRS, SSB) over that of all subcarriers sharing the power evenly.
    ``mimo_layers`` is how many layers one user's downlink may have; 2 is assumed. The shares of time of a TDD frame are
    ``TDD_SHARES`` unless given; an FDD carrier has none. The numerology is ``scs_khz``.
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
    reference_boost_db: float = 0.0
    mimo_layers: int = 2
    tdd_downlink_share: float | None = None
    tdd_uplink_share: float | None = None

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
        tilt, held = self.electrical_tilt_deg, self.antenna.electrical_tilt_deg
        contained = f"0 or {held:g}, the tilt that the measured pattern {self.antenna.name} contains"
        _require(
            not self.antenna.is_measured or tilt in (0.0, held),
            "carrier",
            self.id,
            "electrical_tilt_deg",
            contained,
            tilt,
        )
        boost = self.reference_boost_db
        _require(-10 <= boost <= 20, "carrier", self.id, "reference_boost_db", "-10 to 20 dB", boost)
        _require(1 <= self.mimo_layers <= 8, "carrier", self.id, "mimo_layers", "1 to 8", self.mimo_layers)
        self._check_shares()

    def _check_shares(self) -> None:
        down, up = self.tdd_downlink_share, self.tdd_uplink_share
        if down is None and up is None:
            return
        name = "tdd_downlink_share"
        _require(self.band in ("-", *_TDD), "carrier", self.id, name, f"left out: {self.band} is FDD", down)
        _require(down is not None and 0 < down < 1, "carrier", self.id, name, "above 0 and below 1", down)
        most = 1.0 - (down or 0.0)
        expected = f"above 0 to {most:g}, what the downlink leaves"
        _require(up is not None and 0 < up <= most + 1e-9, "carrier", self.id, "tdd_uplink_share", expected, up)

    @property
    def downlink_share(self) -> float:
        """Share of the symbols that are downlink; 1 for FDD."""
        return self._share(self.tdd_downlink_share, TDD_SHARES[0])

    @property
    def uplink_share(self) -> float:
        """Share of the symbols that are uplink; 1 for FDD, whose uplink block is taken as wide as the downlink's."""
        return self._share(self.tdd_uplink_share, TDD_SHARES[1])

    def _share(self, given: float | None, usual: float) -> float:
        if given is not None:
            return given
        return usual if self.band in _TDD else 1.0

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
    power_area: str = ""  # what feeds it: sites of one name lose power together; empty: not stated
    access_road: str = ""  # by which it is reached for repair and fuel; empty: not stated
    autonomy_h: float | None = None  # hours on battery and generator; None: not stated
    mast_class: MastClass | None = None  # None: not stated
    antenna_area_m2: float | None = None  # of all antennas that the mast bears [m²]; None: not stated
    mast_code: str = ""  # A1a … A2c of a local plan, as the list states it
    year: int | None = None  # of going on air; None: not stated
    rounded_m: float = 0.0  # grid to which its position was rounded, for those who are not told it [m]; 0: it was not

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
