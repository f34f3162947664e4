"""Numbers and angles as people write them: decimal comma or point, thousands, degrees-minutes-seconds."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?P<sep>[.,\s'])\d{3}(?:(?P=sep)\d{3})*(?:[.,]\d+)?")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}(?P<sep>[.,])\d{3}")
_ONE_SIGN = re.compile(r"[+-]?\d*([.,])\d*")
_ONE_COMMA = re.compile(r"\d+,\d{1,2}")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007\u2009", " "))
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2019": "'"})
_DMS = re.compile(
    r"""^\s*(?P<first>[NSEWBĐDT])?\s*
    (?P<deg>\d{1,3})\s*(?:[°º˚:]|\s)\s*
    (?P<min>\d{1,2}(?:[.,]\d+)?)\s*(?:['’‘′´`:]|\s|$)\s*
    (?:(?P<sec>\d{1,2}(?:[.,]\d+)?)\s*(?:["”“″]|'')?)?\s*
    (?P<last>[NSEWBĐDT])?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_DEGREES = re.compile(
    r"^\s*(?P<first>[NSEWBĐDT])?\s*(?P<deg>[+-]?\d{1,3}(?:[.,]\d+)?)\s*[°º˚]?\s*(?P<last>[NSEWBĐDT])?\s*$",
    re.IGNORECASE,
)
_WORDS = (
    (re.compile(r"(?<=\d)d\s*(\d+)m\s*([\d.,]+)s", re.IGNORECASE), r"°\1'\2" + '"'),
    (re.compile(r"\b(?:độ|do|deg|degrees?)\b\.?", re.IGNORECASE), "°"),
    (re.compile(r"\b(?:phút|phut|minutes?|min)\b\.?", re.IGNORECASE), "'"),
    (re.compile(r"\b(?:giây|giay|seconds?|sec)\b\.?", re.IGNORECASE), '"'),
    (re.compile(r"\b(?:vĩ độ |vi do )?(?:bắc|bac|north)\b", re.IGNORECASE), "N"),
    (re.compile(r"\b(?:nam|south)\b", re.IGNORECASE), "S"),
    (re.compile(r"\b(?:đông|dong|east)\b", re.IGNORECASE), "E"),
    (re.compile(r"\b(?:tây|tay|west)\b", re.IGNORECASE), "W"),
)
_LATITUDE, _LONGITUDE = "NSB", "EWĐDT"


class AmbiguousNumberError(ValueError):
    """A number that is either a thousand times the other: ``1.234``; ``small`` and ``large`` are the readings."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.small = float(text.replace(",", "."))
        self.large = float(text.replace(",", "").replace(".", ""))


def parse_number(value: object, decimal: str = "") -> float:
    """A number from a cell: ``109,26``, ``1.459.907,98``, ``1 459 907.98``, ``42``.

    Two kinds of separators, or one kind more than once, are thousands and decimal sign. A single one is a decimal sign
    unless exactly three digits follow one to three others: such a number has two readings, of which ``decimal``, the
    known decimal sign of its column, chooses one.

    >>> [parse_number(cell) for cell in ("109,26", "1.459.907,98", "1 459 907.98", 42)]
    [109.26, 1459907.98, 1459907.98, 42.0]

    Raises
    ------
    AmbiguousNumberError
        If it has two readings and ``decimal`` is empty.
    ValueError
        If it is not a finite number; an empty cell is not one either.
    """
    if isinstance(value, bool) or value is None:
        raise ValueError(value)
    if isinstance(value, str):
        value = _plain(value, decimal)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, OverflowError):  # a date; a whole number of hundreds of digits
        raise ValueError(value) from None
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def parse_decimal(text: str) -> float:
    """A number of a format that has no thousands: its only separator is the decimal sign."""
    return parse_number(text, "," if "," in text else ".")


def _plain(text: str, decimal: str) -> str:
    text = text.translate(_SPACES).translate(_SIGNS).strip()
    if match := _AMBIGUOUS.fullmatch(text):
        if not decimal:
            raise AmbiguousNumberError(text)
        return text.replace(",", ".") if match["sep"] == decimal else text.replace(match["sep"], "")
    points, commas = text.count("."), text.count(",")
    if " " in text or "'" in text or points > 1 or commas > 1 or (points and commas):
        match = _GROUPED.fullmatch(text)
        if match is None:
            raise ValueError(text)
        text = text.replace(match["sep"], "")
    if "_" in text:  # float() would take it for a digit separator
        raise ValueError(text)
    return text.replace(",", ".")


def decimal_sign(cells: Iterable[object]) -> str:
    """The decimal sign that the texts of a column prove: ``.`` or ``,``; empty where none does or both are proven."""
    proven = set()
    for cell in cells:
        if not isinstance(cell, str):
            continue
        text = cell.translate(_SPACES).translate(_SIGNS).strip()
        if _AMBIGUOUS.fullmatch(text):
            continue
        if match := _GROUPED.fullmatch(text):
            sign = match["sep"]
            if sign in ".,":
                proven.add("," if sign == "." else ".")
            else:  # 1 459 907,98
                proven.update(set(text) & {".", ","})
        elif match := _ONE_SIGN.fullmatch(text):
            proven.add(match[1])
    return proven.pop() if len(proven) == 1 else ""


def parse_degrees(value: object, axis: str = "") -> float:
    """Decimal degrees from ``109,262048``, ``12.68°``, ``12°40'48"N``, ``12 40 48``, ``12 độ 40 phút 48 giây Bắc``.

    Letters: N or B (bắc) north, S south, E or Đ (đông) east, W or T (tây) west. N is always north: Vietnam has no
    southern latitudes, so that N for *nam* does not occur. ``axis``, lon or lat, refuses the letters of the other.

    Raises
    ------
    ValueError
        If it is no angle, or minutes or seconds are 60 or more, or the letter is of the other axis.
    """
    if not isinstance(value, str):
        return parse_number(value)
    text = unicodedata.normalize("NFC", value).translate(_SPACES).translate(_SIGNS).replace("\u00d0", "Đ").strip()
    for word, sign in _WORDS:
        text = word.sub(sign, text)
    if match := _DEGREES.match(text):
        degrees = float(match["deg"].replace(",", "."))
    elif match := _DMS.match(text):
        minutes = float(match["min"].replace(",", "."))
        seconds = float((match["sec"] or "0").replace(",", "."))
        if minutes >= 60 or seconds >= 60 or (match["sec"] and set(match["min"]) & {".", ","}):
            raise ValueError(value)
        degrees = int(match["deg"]) + minutes / 60 + seconds / 3600
    else:
        raise ValueError(value)
    if match["first"] and match["last"]:
        raise ValueError(value)
    letter = (match["first"] or match["last"] or "").upper()
    if letter and letter in {"lon": _LATITUDE, "lat": _LONGITUDE}.get(axis, ""):
        raise ValueError(value)
    return -degrees if letter in ("S", "W", "T") else degrees


def split_list(value: object) -> list[str]:
    """Parts of a cell that holds several values: ``100/220/340``, ``0;120;240``, ``100,220,340``, ``0 120 240``.

    A comma separates only where no other separator does; otherwise it is a decimal sign.

    Raises
    ------
    ValueError
        If a single comma may be either: ``120,5``.
    """
    if value is None or value != value:
        return []
    text = str(value).translate(_SPACES).strip()
    if _ONE_COMMA.fullmatch(text):
        raise ValueError(text)
    separators = r"[/;|+\n]" if re.search(r"[/;|+\n]", text) else r"[,\s]"
    return [part.strip() for part in re.split(separators, text) if part.strip()]
