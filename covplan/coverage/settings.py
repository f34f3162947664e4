"""How coverage is predicted, and throughput estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import PlainValidator

from covplan.coverage.area_models import AREA_MODELS, AreaModel, model_from_table
from covplan.errors import ModelError
from covplan.propagation.ranges import require_in_ranges


class FootprintMethod(StrEnum):
    """How a mast's pixels are evaluated."""

    SWEEP = "sweep"  # radials, each serving all pixels along it
    EXACT = "exact"  # a bilinear profile per pixel


@dataclass(frozen=True)
class InterferenceSettings:
    """Asks for what sectors of one channel do to each other.

    ``noise_figure_db`` is the receiver's (9 dB: the user's in TR 36.942 §4). What may be neglected at a pixel stays,
    all together, ``neglect_db`` under the noise.
    """

    noise_figure_db: float = 9.0
    neglect_db: float = 10.0

    def __post_init__(self) -> None:
        ranges = (("noise_figure_db", 0.0, 20.0, "dB"), ("neglect_db", 0.0, 25.0, "dB"))
        require_in_ranges(self, "interference", ranges)


@dataclass(frozen=True)
class RadioSettings:
    """Model, method and receiver; ``profile_step_m`` is the longest step of a profile, at most 50 m.

    The receiver's antenna is ``receiver_agl_m`` above ground [m] and has ``receiver_gain_dbi`` [dBi];
    ``feeder_loss_db`` is lost before the antennas of the masts [dB].
    ``floor_dbm`` is the median power that nobody asks about: where a carrier cannot exceed it even in free space, it is
    not predicted. The default is the lowest RSRP that LTE reports (TS 36.133). ``interference`` is predicted only when
    asked for: it takes the time of every path that matters beside the noise.

    Raises
    ------
    ModelError
        If the model is for single paths.
    """

    model: Annotated[AreaModel, PlainValidator(model_from_table)]
    method: FootprintMethod = FootprintMethod.SWEEP
    profile_step_m: float = 50.0
    receiver_agl_m: float = 1.5
    receiver_gain_dbi: float = 0.0
    feeder_loss_db: float = 0.0
    floor_dbm: float = -140.0
    interference: InterferenceSettings | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.model, AreaModel):
            raise ModelError("model.no_area", model=self.model, known=", ".join(AREA_MODELS))
        require_in_ranges(
            self,
            "coverage",
            (
                ("profile_step_m", 1.0, 50.0, "m"),
                ("receiver_agl_m", 1.0, 100.0, "m"),
                ("receiver_gain_dbi", -20.0, 30.0, "dBi"),
                ("feeder_loss_db", 0.0, 20.0, "dB"),
                ("floor_dbm", -200.0, -130.0, "dBm"),
            ),
        )


@dataclass(frozen=True)
class ThroughputSettings:
    """How SINR becomes bits, and what a user's transmitter and the base station's receiver are.

    ``*_alpha``, ``*_min_sinr_db`` and ``*_cap`` (bit/s/Hz, per layer): TR 36.942 Annex A. ``modulation_bits``: 6 for
    64QAM, 8 for 256QAM. Overheads: TS 38.306 §4.1.2 for NR below 7 GHz; those of LTE are assumed (control symbols and
    CRS; reference and control signals of the uplink). ``ue_power_dbm``: power class 3; 26 is class 2 (TS 38.101-1
    §6.2.1). ``base_noise_figure_db``: TR 36.942 Table 4.6. ``uplink_rise_db``, what other users add to the noise of the
    base station, is assumed.
    """

    downlink_alpha: float = 0.6
    downlink_min_sinr_db: float = -10.0
    downlink_cap: float = 4.4
    uplink_alpha: float = 0.4
    uplink_min_sinr_db: float = -10.0
    uplink_cap: float = 2.0
    modulation_bits: int = 8
    nr_downlink_overhead: float = 0.14
    nr_uplink_overhead: float = 0.08
    lte_downlink_overhead: float = 0.25
    lte_uplink_overhead: float = 0.2
    ue_power_dbm: float = 23.0
    base_noise_figure_db: float = 5.0
    uplink_rise_db: float = 3.0

    def __post_init__(self) -> None:
        overheads = ("nr_downlink_overhead", "nr_uplink_overhead", "lte_downlink_overhead", "lte_uplink_overhead")
        require_in_ranges(
            self,
            "throughput",
            (
                *((f"{link}_alpha", 0.1, 1.0, "") for link in ("downlink", "uplink")),
                *((f"{link}_min_sinr_db", -20.0, 10.0, "dB") for link in ("downlink", "uplink")),
                *((f"{link}_cap", 0.1, 8.0, "bit/s/Hz") for link in ("downlink", "uplink")),
                ("modulation_bits", 2, 8, "bit"),
                *((name, 0.0, 0.9, "") for name in overheads),
                ("ue_power_dbm", 10.0, 30.0, "dBm"),
                ("base_noise_figure_db", 0.0, 20.0, "dB"),
                ("uplink_rise_db", 0.0, 20.0, "dB"),
            ),
        )


@dataclass(frozen=True)
class CalibrationSettings:
    """How measurements correct the model; what is asked of them before they may.

    Pixels of one square of ``block_km`` are left out of a fit together. ``columns`` maps fields to the file's headings
    where these are not recognised.
    """

    block_km: float = 2.0
    folds: int = 5
    min_pixels: int = 50  # of a carrier
    min_class_pixels: int = 10
    min_blocks: int = 6
    min_masts: int = 2
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_in_ranges(
            self,
            "calibration",
            (
                ("block_km", 0.5, 50.0, "km"),  # beyond the distance over which shadowing hangs together
                ("folds", 2, 20, ""),
                ("min_pixels", 10, 1e6, "pixels"),
                ("min_class_pixels", 3, 1e6, "pixels"),
                ("min_blocks", 3, 1e6, "blocks"),
                ("min_masts", 1, 1e6, "masts"),
            ),
        )
