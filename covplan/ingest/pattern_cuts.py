"""Measured antenna cuts: from the angles of a file to one attenuation for each whole degree, and what a cut tells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from covplan.errors import Severity
from covplan.ingest.problems import ProblemLog
from covplan.network import CUT_SIZE

WIDEST_GAP_DEG = 10.0
"""Between two angles of a cut the attenuation is taken to be linear, over so many degrees at most."""

MOST_DB = 200.0
SAME_DB = 0.1  # 0 and 360 degrees may differ by the rounding of the file
TILT_TOLERANCE_DEG = 1.5


class Point(NamedTuple):
    """One value of a cut, and its line in the file."""

    line: int
    angle_deg: float
    attenuation_db: float


@dataclass(frozen=True)
class Cut:
    """The points of one plane as a file gives them."""

    plane: str
    points: list[Point]
    stated: int | None = None  # the number of values that the file promises


def whole_degrees(cut: Cut, file: Path, log: ProblemLog) -> tuple[float, ...]:
    """Attenuation at 0 to 359 degrees [dB], linear between the file's angles; empty if something is wrong.

    Values that are all negative are gains, and are turned round. Wrong: fewer values than promised, an attenuation out
    of range, an angle twice with two values, a gap of more than ``WIDEST_GAP_DEG``.
    """
    found = len(log.errors())
    if cut.stated is not None and cut.stated != len(cut.points):
        params: dict[str, Any] = {"plane": cut.plane, "stated": cut.stated, "got": len(cut.points)}
        log.add(Severity.ERROR, "antenna.cut_count", file, column=cut.plane, **params)
    if not cut.points:
        log.add(Severity.ERROR, "antenna.cut_missing", file, column=cut.plane, plane=cut.plane)
        return ()
    points = _as_losses(cut, file, log)
    values: dict[float, float] = {}
    for line, angle_deg, value in points:
        angle = angle_deg % 360.0
        if not 0 <= value <= MOST_DB:
            params = {"got": value, "low": 0, "high": MOST_DB, "unit": "dB"}
            log.add(Severity.ERROR, "cell.range", file, row=line, column=cut.plane, **params)
        elif abs(values.setdefault(angle, value) - value) > SAME_DB:
            log.add(Severity.ERROR, "antenna.angle_twice", file, row=line, column=cut.plane, angle=angle)
    if len(log.errors()) > found:
        return ()
    angles = np.array(sorted(values))
    gaps = np.diff(angles, append=angles[0] + 360.0)
    for k in np.flatnonzero(gaps > WIDEST_GAP_DEG + 1e-9):
        params = {"plane": cut.plane, "first": float(angles[k]), "last": float((angles[k] + gaps[k]) % 360.0)}
        log.add(Severity.ERROR, "antenna.cut_gap", file, column=cut.plane, most=WIDEST_GAP_DEG, **params)
    if len(log.errors()) > found:
        return ()
    losses = np.array([values[angle] for angle in angles])
    return tuple(float(value) for value in np.interp(np.arange(CUT_SIZE), angles, losses, period=360.0))


def _as_losses(cut: Cut, file: Path, log: ProblemLog) -> list[Point]:
    if all(point.attenuation_db <= 0 for point in cut.points) and any(p.attenuation_db < 0 for p in cut.points):
        log.add(Severity.REPAIRED, "antenna.gains", file, column=cut.plane, plane=cut.plane)
        return [Point(line, angle, -value) for line, angle, value in cut.points]
    return cut.points


def turned_over(cut: tuple[float, ...]) -> tuple[float, ...]:
    """A cut counted the other way round: Planet counts the vertical one downwards, covplan upwards."""
    return tuple(cut[-k % CUT_SIZE] for k in range(len(cut)))


def half_power_width_deg(cut: tuple[float, ...]) -> float:
    """Width of the main lobe between the angles 3 dB below its peak [deg]; 360 if the cut never falls so far."""
    peak = int(np.argmin(cut))
    return min(360.0, sum(_half_width_deg(cut, peak, step) for step in (1, -1)))


def _half_width_deg(cut: tuple[float, ...], peak: int, step: int) -> float:
    for k in range(1, CUT_SIZE // 2 + 1):
        inside, outside = cut[(peak + step * (k - 1)) % CUT_SIZE], cut[(peak + step * k) % CUT_SIZE]
        if outside >= cut[peak] + 3.0:
            return k - 1 + (cut[peak] + 3.0 - inside) / (outside - inside)
    return 180.0


def downtilt_deg(vertical: tuple[float, ...]) -> float:
    """How far below the boresight's plane the front of a vertical cut has its peak [deg], the middle of a flat one."""
    front = np.array([vertical[angle % CUT_SIZE] for angle in range(-90, 91)])
    first = last = int(np.argmin(front))
    while last < 180 and front[last + 1] <= front[first] + SAME_DB:
        last += 1
    while first > 0 and front[first - 1] <= front[last] + SAME_DB:
        first -= 1
    return 90.0 - (first + last) / 2.0


def check_tilt(stated_deg: float, vertical: tuple[float, ...], file: Path, log: ProblemLog) -> None:
    """A cut whose peak is not where the stated tilt puts it is upside down, or of another tilt."""
    found_deg = downtilt_deg(vertical)
    if abs(found_deg - stated_deg) > max(TILT_TOLERANCE_DEG, half_power_width_deg(vertical) / 4.0):
        log.add(Severity.ERROR, "antenna.tilt", file, column="electrical_tilt_deg", stated=stated_deg, found=found_deg)
