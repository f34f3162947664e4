"""Numbers and angles as people write them: decimal comma or point, thousands, degrees-minutes-seconds."""

from __future__ import annotations

import math
import re

_GROUPED = re.compile(r"^[+-]?\d{1,3}(?P<sep>[.,\s])\d{3}(?:(?P=sep)\d{3})*(?:[.,]\d+)?$")
_DMS = re.compile(
    r"""^\s*(?P<first>[NSEWBĐDT])?\s*
    (?P<deg>\d{1,3})\s*(?:[°º:]|\s)\s*
    (?P<min>\d{1,2}(?:[.,]\d+)?)\s*(?:['’′:]|\s|$)\s*
    (?:(?P<sec>\d{1,2}(?:[.,]\d+)?)\s*(?:["”″]|'')?)?\s*
    (?P<last>[NSEWBĐDT])?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_DEGREES = re.compile(
    r"^\s*(?P<first>[NSEWBĐDT])?\s*(?P<deg>[+-]?\d{1,3}(?:[.,]\d+)?)\s*[°º]?\s*(?P<last>[NSEWBĐDT])?\s*$", re.IGNORECASE
)


def parse_number(value: object) -> float:
    """A number from a cell.

    One separator is a decimal sign. Two kinds, or one kind more than once, are thousands and decimal sign.

    >>> [parse_number(cell) for cell in ("109,26", "1.459.907,98", "1 459 907.98", 42)]
    [109.26, 1459907.98, 1459907.98, 42.0]

    Raises
    ------
    ValueError
        If it is not a finite number; an empty cell is not one either.
    """
    if isinstance(value, bool) or value is None:
        raise ValueError(value)
    if isinstance(value, str):
        value = _plain(value)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, OverflowError):  # a date; a whole number of hundreds of digits
        raise ValueError(value) from None
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def _plain(text: str) -> str:
    text = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
    points, commas = text.count("."), text.count(",")
    if " " in text or points > 1 or commas > 1 or (points and commas):
        match = _GROUPED.match(text)
        if match is None:
            raise ValueError(text)
        text = text.replace(match["sep"], "")
    if "_" in text:  # float() would take it for a digit separator
        raise ValueError(text)
    return text.replace(",", ".")


def parse_degrees(value: object) -> float:
    """Decimal degrees from ``109,262048``, ``12.68°``, ``12°40'48"N``, ``12 40 48``, ``108°3'0,5"Đ``.

    Letters: N or B (bắc) north, S south, E or Đ (đông) east, W or T (tây) west. N is always north: Vietnam has no
    southern latitudes, so that N for *nam* does not occur.

    Raises
    ------
    ValueError
        If it is no angle, or minutes or seconds are 60 or more.
    """
    if not isinstance(value, str):
        return parse_number(value)
    text = value.replace("\u00a0", " ").strip()
    if match := _DEGREES.match(text):
        degrees = float(match["deg"].replace(",", "."))
    elif match := _DMS.match(text):
        minutes = float(match["min"].replace(",", "."))
        seconds = float((match["sec"] or "0").replace(",", "."))
        if minutes >= 60 or seconds >= 60:
            raise ValueError(value)
        degrees = int(match["deg"]) + minutes / 60 + seconds / 3600
    else:
        raise ValueError(value)
    if match["first"] and match["last"]:
        raise ValueError(value)
    letter = (match["first"] or match["last"] or "").upper()
    return -degrees if letter in ("S", "W", "T") else degrees


def split_list(value: object) -> list[str]:
    """Parts of a cell that holds several values: ``100/220/340``, ``0;120;240``, ``100,220,340``, ``0 120 240``.

    A comma separates only where no other separator does; otherwise it is a decimal sign.
    """
    if value is None or value != value:
        return []
    text = str(value).strip()
    separators = r"[/;|+\n]" if re.search(r"[/;|+\n]", text) else r"[,\s]"
    return [part.strip() for part in re.split(separators, text) if part.strip()]
