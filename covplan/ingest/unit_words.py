"""Units as they stand in headings and cells (m, cm, ft, GHz, W, dBm, nghìn người) → the unit that a field has."""

from __future__ import annotations

import re
from collections.abc import Callable

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_BYTES = re.compile(r"[KMG]B(?:/s|ps)")
_AFTER_NUMBER = re.compile(r"\s*([+-]?\d[\d.,\s]*?)\s*([^\d\s.,+-].*)")

# Word → (quantity, its size in the quantity's first unit). A foot is the international one, 0.3048 m.
_WORDS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("m", "met", "mét", "metre", "metres", "meter", "meters"), ("length", 1.0)),
    **dict.fromkeys(("mm",), ("length", 0.001)),
    **dict.fromkeys(("cm",), ("length", 0.01)),
    **dict.fromkeys(("dm",), ("length", 0.1)),
    **dict.fromkeys(("km", "ki-lô-mét"), ("length", 1000.0)),
    **dict.fromkeys(("ft", "feet", "foot"), ("length", 0.3048)),
    **dict.fromkeys(("m2", "m²"), ("area", 1.0)),
    **dict.fromkeys(("cm2", "cm²"), ("area", 1e-4)),
    **dict.fromkeys(("mhz",), ("frequency", 1.0)),
    **dict.fromkeys(("khz",), ("frequency", 1e-3)),
    **dict.fromkeys(("ghz",), ("frequency", 1e3)),
    **dict.fromkeys(("w", "watt", "watts"), ("power", 1.0)),
    **dict.fromkeys(("mw",), ("power", 1e-3)),
    **dict.fromkeys(("kw",), ("power", 1e3)),
    **dict.fromkeys(("dbm",), ("level", 1.0)),
    **dict.fromkeys(("dbw",), ("level of 1 W", 1.0)),
    **dict.fromkeys(("db",), ("ratio", 1.0)),
    **dict.fromkeys(("độ", "°", "deg", "degree", "degrees"), ("angle", 1.0)),
    **dict.fromkeys(("rad", "radian", "gon", "grad", "mil"), ("other angle", 1.0)),
    **dict.fromkeys(("h", "giờ", "gio", "hour", "hours"), ("time", 1.0)),
    **dict.fromkeys(("phút", "phut", "min", "minutes"), ("time", 1 / 60)),
    **dict.fromkeys(("ngày", "ngay", "days"), ("time", 24.0)),
    **dict.fromkeys(("%",), ("percentage", 1.0)),
    **dict.fromkeys(("người", "nguoi", "people", "nhân khẩu", "khẩu"), ("people", 1.0)),
    **dict.fromkeys(("nghìn người", "ngàn người", "1000 người", "nghìn", "ngàn", "thousand"), ("people", 1e3)),
    **dict.fromkeys(("triệu người", "million"), ("people", 1e6)),
    **dict.fromkeys(("hộ", "households"), ("households", 1.0)),
    **dict.fromkeys(("kbps", "kbit/s", "kb/s"), ("rate", 1e-3)),
    **dict.fromkeys(("mbps", "mbit/s", "mb/s"), ("rate", 1.0)),
    **dict.fromkeys(("gbps", "gbit/s", "gb/s"), ("rate", 1e3)),
    "bytes per second": ("bytes", 1.0),
    **dict.fromkeys(("s",), ("duration", 1e3)),
    **dict.fromkeys(("ms",), ("duration", 1.0)),
}
_WITHOUT_BRACKETS = ("ft", "feet", "cm", "mm", "km", "ghz", "khz", "mhz", "dbm", "dbw", "mw", "kw")
_DEGREES_MINUTES_SECONDS = ("dms", "d m s", "độ phút giây", "do phut giay", "ddmmss", "d.mmss", "dd mm ss", "° ' \"")

# Unit of a field, as readers name it → quantity, size.
_FIELD_UNITS: dict[str, tuple[str, float]] = {
    "m": ("length", 1.0),
    "m²": ("area", 1.0),
    "MHz": ("frequency", 1.0),
    "W": ("power", 1.0),
    "dBm": ("level", 1.0),
    "dB": ("ratio", 1.0),
    "°": ("angle", 1.0),
    "h": ("time", 1.0),
    "%": ("percentage", 1.0),
    "people": ("people", 1.0),
    "Mb/s": ("rate", 1.0),
    "ms": ("duration", 1.0),
}


class UnitError(ValueError):
    """A unit that cannot be turned into that of the field; ``word`` is it."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def _word(text: str) -> str:
    if _BYTES.fullmatch(text.strip()):
        return "bytes per second"  # eight times as much as the bits that are written the same but for their case
    return " ".join(text.lower().replace("²", "2").split())


def is_unit(text: str) -> bool:
    """Whether a text is nothing but a unit."""
    return _word(text) in _WORDS or _word(text) in _DEGREES_MINUTES_SECONDS


def stated_unit(heading: str) -> str:
    """The unit of a heading in lower case: in the last brackets that hold one, or its last word; empty without."""
    parts = [part for text in _BRACKETS.findall(heading) for part in re.split(r"[,;]", text)]
    last = re.split(r"[\s_,/]+", heading.strip().lower())[-1]
    return next((_word(part) for part in reversed(parts) if is_unit(part)), last if last in _WITHOUT_BRACKETS else "")


def is_degrees_minutes_seconds(unit: str) -> bool:
    """Whether a stated unit asks for degrees, minutes and seconds."""
    return unit in _DEGREES_MINUTES_SECONDS


def into(expected: str, unit: str) -> Callable[[float], float]:
    """How a number of a stated unit becomes one of the unit of a field.

    Raises
    ------
    UnitError
        If it is a unit of something else.
    """
    if not unit or expected not in _FIELD_UNITS:
        return lambda number: number
    quantity, size = _WORDS.get(unit, (unit, 1.0))
    wanted, _ = _FIELD_UNITS[expected]
    if quantity == wanted:
        return lambda number: _clean(number * size)
    if (quantity, wanted) == ("level", "power"):
        return lambda dbm: 10 ** ((dbm - 30) / 10)
    if (quantity, wanted) == ("level of 1 W", "power"):
        return lambda dbw: 10 ** (dbw / 10)
    raise UnitError(unit)


def _clean(number: float) -> float:
    return float(f"{number:.12g}")  # 4200 cm are 42 m, not 42.00000000000001


def apart(text: str) -> tuple[str, str]:
    """A cell such as ``42 m`` as its number and its unit; without a known unit, the cell as it is."""
    match = _AFTER_NUMBER.fullmatch(text)
    return (match[1], _word(match[2])) if match and is_unit(match[2]) else (text, "")
