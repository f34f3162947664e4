"""What both modes of ITM are told: climate, refractivity, ground, polarisation, and which share of cases is wanted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar

from covplan.errors import ModelRangeError
from covplan.propagation.itm._system import System, system
from covplan.propagation.itm._variability import Statistics, normal_deviate
from covplan.propagation.p1812 import Polarisation
from covplan.propagation.ranges import Range


class NumberedChoice(StrEnum):
    """Choices that NTIA numbers in this order."""

    @property
    def position(self) -> int:
        """Place in the order, from 0."""
        return list(type(self)).index(self)


class Climate(NumberedChoice):
    """Radio climate; NTIA's numbers 1 to 7 in this order."""

    EQUATORIAL = "equatorial"
    CONTINENTAL_SUBTROPICAL = "continental_subtropical"
    MARITIME_SUBTROPICAL = "maritime_subtropical"
    DESERT = "desert"
    CONTINENTAL_TEMPERATE = "continental_temperate"
    MARITIME_TEMPERATE_OVER_LAND = "maritime_temperate_over_land"
    MARITIME_TEMPERATE_OVER_SEA = "maritime_temperate_over_sea"


class Variability(NumberedChoice):
    """How time, location and situation combine; NTIA's modes of variability 0 to 3 in this order.

    ``SINGLE_MESSAGE`` knows one share of cases, ``situation_pct``. ``ACCIDENTAL`` joins locations to situations,
    ``MOBILE`` joins locations to time, ``BROADCAST`` keeps all three apart.
    """

    SINGLE_MESSAGE = "single_message"
    ACCIDENTAL = "accidental"
    MOBILE = "mobile"
    BROADCAST = "broadcast"


class Siting(NumberedChoice):
    """Care with which terminals are placed in the area mode; NTIA's siting criteria 0 to 2 in this order."""

    RANDOM = "random"
    CAREFUL = "careful"
    VERY_CAREFUL = "very_careful"


class PropagationMode(IntEnum):
    """Which of ITM's three curves gave the attenuation; not a statement about the terrain in between."""

    LINE_OF_SIGHT = 1
    DIFFRACTION = 2
    TROPOSCATTER = 3


@dataclass(frozen=True)
class OpenRange(Range):
    """An interval of a quantity without its ends."""

    def check(self, name: str, got: float, model: str) -> None:
        """Raise ``ModelRangeError`` with the range unless ``low < got < high``."""
        if not self.low < got < self.high:
            raise ModelRangeError(
                "range.between", name=name, low=self.low, high=self.high, unit=self.unit, model=model, got=got
            )


@dataclass(frozen=True, kw_only=True)
class ITMSettings:
    """Settings of both modes; the defaults ask for the median over average ground.

    Parameters
    ----------
    climate : Climate
    n0 : float
        Lowest monthly mean of the surface refractivity, reduced to sea level, N_0 [N-units], 250 to 400.
    permittivity, conductivity : float
        Of the ground: relative, >= 1; [S/m], > 0. Average ground by default.
    polarisation : Polarisation
    time_pct, location_pct, situation_pct : float
        Share of time, of locations and of situations in which the loss is not exceeded [%], between 0 and 100.
    variability : Variability
        Which of these count, and together with which; by default all three, each by itself.
    location_varies, situation_varies : bool
        False leaves that variability out, which NTIA writes as +10 and +20 on the mode of variability.

    Raises
    ------
    ModelRangeError
        If a value is outside the range of NTIA's release.
    """

    edition: ClassVar[str]
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(20.0, 20_000.0, "MHz"),
        "dist_km": OpenRange(0.0, math.inf, "km"),
        "tx_agl_m": Range(0.5, 3000.0, "m"),
        "rx_agl_m": Range(0.5, 3000.0, "m"),
        "n0": Range(250.0, 400.0, "N-units"),
        "permittivity": Range(1.0, math.inf, "relative to vacuum"),
        "conductivity": OpenRange(0.0, math.inf, "S/m"),
        "time_pct": OpenRange(0.0, 100.0, "%"),
        "location_pct": OpenRange(0.0, 100.0, "%"),
        "situation_pct": OpenRange(0.0, 100.0, "%"),
        "N_s": Range(150.0, 400.0, "N-units"),
    }

    climate: Climate
    n0: float
    permittivity: float = 15.0
    conductivity: float = 0.005
    polarisation: Polarisation = Polarisation.VERTICAL
    time_pct: float = 50.0
    location_pct: float = 50.0
    situation_pct: float = 50.0
    variability: Variability = Variability.BROADCAST
    location_varies: bool = True
    situation_varies: bool = True

    def __post_init__(self) -> None:
        for name in ("n0", "permittivity", "conductivity", "time_pct", "location_pct", "situation_pct"):
            self.check(name, getattr(self, name))
        self.check_choice("climate", Climate)
        self.check_choice("polarisation", Polarisation)
        self.check_choice("variability", Variability)

    def check(self, name: str, got: float) -> None:
        """Raise ``ModelRangeError`` where a quantity is out of range."""
        self.ranges[name].check(name, got, self.edition)

    def check_choice(self, name: str, kind: type[StrEnum]) -> None:
        """Raise ``ModelRangeError`` where a setting is none of the choices."""
        got = getattr(self, name)
        if not isinstance(got, kind):
            raise ModelRangeError("range.choice", name=name, known=", ".join(kind), model=self.edition, got=got)

    def system(self, z_s_m: float, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> System:
        """What ground and atmosphere give, checked, with the path at ``z_s_m`` above sea [m]."""
        self.check("freq_mhz", freq_mhz)
        self.check("tx_agl_m", tx_agl_m)
        self.check("rx_agl_m", rx_agl_m)
        vertical = self.polarisation is Polarisation.VERTICAL
        given = system(freq_mhz, tx_agl_m, rx_agl_m, self.n0, z_s_m, self.permittivity, self.conductivity, vertical)
        self.check("N_s", given.N_s)
        if given.Z_g.real <= abs(given.Z_g.imag):
            raise ModelRangeError("itm.impedance", model=self.edition, freq_mhz=freq_mhz)
        return given

    @property
    def statistics(self) -> Statistics:
        """The wanted shares as normal deviates."""
        return Statistics(
            normal_deviate(self.time_pct / 100.0),
            normal_deviate(self.location_pct / 100.0),
            normal_deviate(self.situation_pct / 100.0),
            self.variability.position,
            self.location_varies,
            self.situation_varies,
            self.climate.position,
        )

    @property
    def deviates_used(self) -> tuple[float, ...]:
        """Those of the normal deviates that the mode of variability takes."""
        given = self.statistics
        return {
            Variability.SINGLE_MESSAGE: (given.z_S,),
            Variability.ACCIDENTAL: (given.z_S, given.z_T),
            Variability.MOBILE: (given.z_S, given.z_T),
            Variability.BROADCAST: (given.z_S, given.z_T, given.z_L),
        }[self.variability]

    def __str__(self) -> str:
        return f"{self.edition} ({', '.join(f'{key}={value}' for key, value in asdict(self).items())})"
