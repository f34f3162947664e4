"""A small measured pattern, and the texts of files that hold it."""

from __future__ import annotations

from collections.abc import Sequence

TILT = 4


def lobe(angle: float, peak: float, width: float) -> float:
    """A parabola round its peak, 25 dB at most, to a tenth as files have it."""
    away = (angle - peak + 180.0) % 360.0 - 180.0
    return round(min(12.0 * (away / width) ** 2, 25.0), 1)


HORIZONTAL = [lobe(k, 0, 65) if k < 180 else lobe(k, 0, 80) for k in range(360)]  # wider to the left
DOWNWARDS = [lobe(k, TILT, 8) for k in range(360)]  # as Planet counts: 90 is the ground
HEAD = "NAME Mau-65\nMAKE Không Tên\nFREQUENCY 1845\nGAIN 15.85 dBd\nTILT ELECTRICAL\nELECTRICAL_TILT 4\nCOMMENT thử\n"


def lines(values: Sequence[float], first: int = 0) -> str:
    return "".join(f"{first + k}.0 {value:.1f}\n" for k, value in enumerate(values))


def planet(head: str = HEAD, horizontal: str = lines(HORIZONTAL), vertical: str = lines(DOWNWARDS)) -> str:
    return f"{head}HORIZONTAL 360\n{horizontal}VERTICAL 360\n{vertical}"


def table() -> str:
    """The same pattern as CSV; vertical angles upwards."""
    rows = ["plane,angle_deg,attenuation_db"]
    rows += [f"horizontal,{k},{value}" for k, value in enumerate(HORIZONTAL)]
    rows += [f"vertical,{-k},{value}" for k, value in enumerate(DOWNWARDS)]
    return "\n".join(rows) + "\n"
