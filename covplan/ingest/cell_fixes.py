"""What the cell of a table certainly should be: other signs for the same text, number, angle or code.

A reader that takes the cell as it was takes it for the same as it becomes. What could be read in two ways is left to a
person: ``1.234`` may be a bit more than one or more than a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from covplan.ingest.coordinates import parse_degrees, parse_number
from covplan.ingest.headings import clean_text, code_text

_METRES = ("m", "mét", "met")
_DEGREES = ("°", "độ", "do", "deg")
_NUMBERS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("x_m", "y_m", "mast_height_m", "antenna_agl_m"), _METRES),
    "tilt_deg": _DEGREES,
    "power_w": ("w",),
    "eirp_dbm": ("dbm",),
    "autonomy_h": ("h", "giờ", "gio"),
    "antenna_area_m2": ("m2", "m²"),
    "people": ("người", "nguoi"),
    "trench_saved_pct": ("%",),
    **dict.fromkeys(("low_mhz", "high_mhz"), ("mhz",)),
    **dict.fromkeys(("fibres", "spare_fibres"), ("sợi", "soi", "fo")),
    **dict.fromkeys(("low", "base", "high", "first_year", "last_year", "n_samples"), ()),
}
"""Fields that hold one number, with the unit that a cell may repeat behind it."""

_ANGLES = ("lon", "lat")
_CODES = ("commune_code",)
_SEVERAL = ("azimuths", "freq_mhz", "heights_m", "sites")  # a line break parts the values there
_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_TWO_READINGS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")


def fixed_cell(field: str, cell: Any, *, as_text: bool) -> tuple[Any, str] | None:
    """The cell as it certainly should be and the code of the reason; None where it is to stay.

    Parameters
    ----------
    field : str
        Our name of the column.
    cell
        As it was read: text, number, date or None.
    as_text : bool
        Whether the file holds all cells as text (CSV): plain numbers then stay as they are written.
    """
    if field in _CODES and isinstance(cell, int | float):
        text = code_text(cell)  # the reader makes the same of it: only a zero that was lost is worth a change
        return (text, "fix.code") if text.startswith("0") and text.isdigit() else None
    if not isinstance(cell, str) or not clean_text(cell):
        return None
    found = None
    if field in _NUMBERS:
        found = _number(cell, _NUMBERS[field])
    elif field in _ANGLES:
        found = _angle(cell)
    if found is not None:
        number, code = found
        if not as_text:
            return number, code
        if not _PLAIN.fullmatch(cell):
            return str(number).replace(".", ","), code
    text = cell.strip() if field in _SEVERAL else clean_text(cell)
    return None if text == cell else (text, "fix.text")


def _number(cell: str, units: tuple[str, ...]) -> tuple[float, str] | None:
    text, code = clean_text(cell), "fix.number"
    for unit in units:
        if text.lower().endswith(unit) and text[: -len(unit)].strip()[-1:].isdigit():
            text, code = text[: -len(unit)].strip(), "fix.unit"
            break
    if _TWO_READINGS.fullmatch(text):
        return None
    try:
        number = _whole(parse_number(text))
    except ValueError:
        return None
    # written anew it would have an exponent, or two readings, which 12.3450 has not: it stays as it is
    return None if "e" in str(number) or _TWO_READINGS.fullmatch(str(number)) else (number, code)


def _angle(cell: str) -> tuple[float, str] | None:
    try:
        return _whole(parse_degrees(cell)), "fix.angle"
    except ValueError:
        return None


def _whole(number: float) -> float:
    """A whole number without a decimal sign; text of any float reads back as the same float."""
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
