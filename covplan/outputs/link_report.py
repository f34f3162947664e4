"""One path as data for other programs: facts of the path, and every model's loss with all that it was made of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covplan.ingest.path_profiles import PathMeasurement
from covplan.outputs.marking import marks
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import error_text
from covplan.propagation.comparison import Answer
from covplan.terrain.line_of_sight import LineOfSight, fresnel_radius_m
from covplan.terrain.profile import Profile

ZONES = {1: "sea", 3: "coastal", 4: "inland"}
_NAMES = {"Lb0b": "Lb0beta"}
"""Symbols of P.1812 that the model writes shorter than the Recommendation."""


@dataclass(frozen=True, eq=False)
class LinkReport:
    """One path and what models say of it.

    Attributes
    ----------
    start, end : str
        What the ends are called: a site's id, a position as it was typed, or a name in a file; empty if unnamed.
    tx_agl_m, rx_agl_m : float
        Antenna heights above ground [m].
    answers : tuple of Answer
        Frequency by frequency.
    source : str
        Name of the file that the profile is from; empty if it is the scenario's terrain.
    marking : Marking or None
        What a scenario's outputs must say.
    """

    start: str
    end: str
    profile: Profile
    sight: LineOfSight
    tx_agl_m: float
    rx_agl_m: float
    answers: tuple[Answer, ...]
    source: str = ""
    marking: Marking | None = None

    @property
    def dist_km(self) -> float:
        """Length of the path [km]."""
        return float(self.profile.dist_km[-1])

    @property
    def freqs_mhz(self) -> tuple[float, ...]:
        """Frequencies asked for, in order [MHz]."""
        return tuple(dict.fromkeys(answer.freq_mhz for answer in self.answers))

    @property
    def zones_km(self) -> dict[str, float]:
        """Length of the path in each radio-climatic zone [km]; a point stands for half the way to its neighbours."""
        dist = self.profile.dist_km
        middles = np.concatenate([dist[:1], 0.5 * (dist[1:] + dist[:-1]), dist[-1:]])
        share = np.diff(middles)
        return {name: float(share[self.profile.zone == code].sum()) for code, name in ZONES.items()}


def link_record(report: LinkReport, language: Language) -> dict[str, Any]:
    """The report as JSON values; what is no number is null."""
    profile, sight = report.profile, report.sight
    record: dict[str, Any] = {
        "from": _end(report.start, profile.ground_m[0], report.tx_agl_m),
        "to": _end(report.end, profile.ground_m[-1], report.rx_agl_m),
        "dist_km": report.dist_km,
        "points": int(profile.dist_km.size),
        "zones_km": report.zones_km,
        "earth_radius_km": sight.earth_radius_km,
        "earth_k": sight.earth_k,
        "line_of_sight": {
            "clear": sight.clear,
            "clearance_m": sight.lowest.clearance_m,
            "at_km": sight.lowest.dist_km,
            "tx_horizon": vars(sight.tx_horizon),
            "rx_horizon": vars(sight.rx_horizon),
        },
        "frequencies": [_frequency(report, freq_mhz, language) for freq_mhz in report.freqs_mhz],
        "profile": {
            "dist_km": _rounded(profile.dist_km, 6),
            "ground_m": _rounded(profile.ground_m, 3),
            "clutter_m": _rounded(profile.clutter_m, 3),
            "zone": profile.zone.tolist(),
            "clearance_m": _rounded(sight.clearance_m, 3),
        },
    }
    if report.source:
        record["file"] = report.source
    if report.marking is not None:
        record["marks"] = list(marks(report.marking, language))
        record["fingerprint"] = report.marking.fingerprint
    return _plain(record)


def measurement_record(measured: PathMeasurement, answer: Answer, language: Language) -> dict[str, Any]:
    """One row of a file's measurements with a model's answer; ``stated`` is what the file holds."""
    return _plain(
        {
            "row": measured.row,
            "freq_mhz": measured.freq_mhz,
            "time_pct": measured.time_pct,
            "polarisation": measured.polarisation,
            "tx_agl_m": measured.tx_agl_m,
            "rx_agl_m": measured.rx_agl_m,
            "model": answer.model,
            **_answer(answer, language),
            "stated": {"Lb": measured.loss_db, "E": measured.field_dbuv_m},
        }
    )


def _end(name: str, ground_m: float, antenna_agl_m: float) -> dict[str, Any]:
    return {
        "name": name,
        "ground_m": float(ground_m),
        "antenna_agl_m": antenna_agl_m,
        "antenna_asl_m": float(ground_m) + antenna_agl_m,
    }


def _frequency(report: LinkReport, freq_mhz: float, language: Language) -> dict[str, Any]:
    worst = report.sight.worst(freq_mhz)
    return {
        "freq_mhz": freq_mhz,
        "fresnel": {
            "fraction": worst.fraction,
            "clearance_m": worst.clearance_m,
            "at_km": worst.dist_km,
            "largest_radius_m": float(fresnel_radius_m(report.sight.dist_km, freq_mhz).max()),
        },
        "models": {a.model: _answer(a, language) for a in report.answers if a.freq_mhz == freq_mhz},
    }


def _answer(answer: Answer, language: Language) -> dict[str, Any]:
    """Edition, settings, loss and intermediates of a model, or its error."""
    head = {"edition": answer.edition, "settings": dict(answer.settings)}
    if answer.loss is None:
        error = answer.error
        return head | {"error": error_text(error.code, error.params, language) if error else ""}
    loss = answer.loss
    parts = {_NAMES.get(name, name): value for name, value in {**loss.geometry, **loss.losses}.items()}
    remarks = [error_text(remark.code, remark.params, language) for remark in loss.remarks]
    return head | {"loss_db": loss.loss_db} | parts | {"Lb": loss.loss_db, "Ep": loss.field_dbuv_m, "remarks": remarks}


def _rounded(values: NDArray[np.float64], decimals: int) -> list[float]:
    return [round(float(value), decimals) for value in values]


def _plain(value: Any) -> Any:
    """JSON values: numbers of numpy as Python's, enums as their text, what is not finite as None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | bool | None) else str(value)
