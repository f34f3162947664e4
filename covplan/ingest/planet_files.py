"""Antenna patterns in Planet format (.msi, .pla, .pln): keys, then 360 lines of angle and loss for each plane.

``GAIN`` without a unit is in dBd. Horizontal angles run clockwise from the boresight seen from above, vertical ones
downwards: 90 is the ground, 270 the sky. The lines of a plane may be more or fewer than 360, from -180 to 179 or from 0
to 360, with decimal commas, tabs or semicolons; keys in any case; keys that mean nothing here are read over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from covplan.errors import InputError, Severity
from covplan.ingest.coordinates import parse_decimal
from covplan.ingest.headings import clean_text
from covplan.ingest.pattern_cuts import Cut, Point, turned_over, whole_degrees
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import existing

DIPOLE_DBI = 2.15
"""Gain of a half-wave dipole: dBi = dBd + 2.15."""

_NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
_KEY = re.compile(r"\s*([^\W\d]\w*)\s*[:=]?\s*(.*)")
_PLANES = ("HORIZONTAL", "VERTICAL")
_ONCE = ("NAME", "GAIN", *_PLANES)
_USUAL = (*_ONCE, "MAKE", "FREQUENCY", "H_WIDTH", "V_WIDTH", "FRONT_TO_BACK", "TILT", "POLARIZATION", "COMMENT", "DATE")
_TILT_KEYS = ("ELECTRICAL_TILT", "ELECTRICALTILT", "E_TILT", "ETILT")


@dataclass
class _Content:
    """What has been read so far."""

    keys: dict[str, tuple[int, str]] = field(default_factory=dict)  # key → line and text
    cuts: dict[str, Cut] = field(default_factory=dict)
    first_line: str = ""  # if it is no usual key: some files begin with the bare name

    def text(self, key: str) -> str:
        return self.keys.get(key, (0, ""))[1]


def read_planet(file: Path, log: ProblemLog, *, gain_needed: bool = True) -> dict[str, Any]:
    """What a file says of an antenna, by the names of ``AntennaPattern``; what is wrong goes to ``log``.

    Parameters
    ----------
    gain_needed : bool
        Whether the file must state a gain that can be read.

    Returns
    -------
    dict
        name, source, horizontal_db, vertical_db (covplan's own directions), gain_dbi and electrical_tilt_deg as far as
        they are there.
    """
    content = _read_lines(file, log)
    facts: dict[str, Any] = {
        "name": content.text("NAME") or content.first_line or file.stem,
        "source": ", ".join(_origin(content, file)),
        "horizontal_db": whole_degrees(content.cuts.get("HORIZONTAL", Cut("HORIZONTAL", [])), file, log),
        "vertical_db": turned_over(whole_degrees(content.cuts.get("VERTICAL", Cut("VERTICAL", [])), file, log)),
    }
    if gain_needed:
        gain_dbi = _gain_dbi(content, file, log)
        facts |= {} if gain_dbi is None else {"gain_dbi": gain_dbi}
    tilt_deg = _tilt_deg(content)
    return facts if tilt_deg is None else {**facts, "electrical_tilt_deg": tilt_deg}


def decode(data: bytes) -> str:
    """Text of a file as planning tools write it: UTF-8, UTF-16 with its mark, else the bytes of Latin-1."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _read_lines(file: Path, log: ProblemLog) -> _Content:
    content, plane = _Content(), ""
    text = decode(existing(file).read_bytes()).replace("\x1a", "")  # the end-of-file mark of old systems
    if "\0" in text:
        raise InputError("file.unreadable", file=file.name, kind="Planet (.msi)", reason="0x00")
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        match = _KEY.match(line)
        is_first = not content.keys and not content.first_line
        if not line.strip():
            continue
        if is_first and (match is None or match[1].upper() not in _USUAL):
            content.first_line = clean_text(line)
        elif match is not None:
            plane = _take_key(content, number, match[1].upper(), clean_text(match[2]), file, log)
        elif plane and (point := _point(line)) is not None:
            content.cuts[plane].points.append(Point(number, *point))
        else:
            log.add(Severity.ERROR, "antenna.line", file, row=number, column=plane, text=clean_text(line)[:60])
    return content


def _take_key(content: _Content, line: int, key: str, value: str, file: Path, log: ProblemLog) -> str:
    """Remember a key; the plane whose values follow, if it opens one."""
    if key in _ONCE and key in content.keys:
        log.add(Severity.ERROR, "antenna.key_twice", file, row=line, column=key, key=key)
    content.keys.setdefault(key, (line, value))
    if key not in _PLANES:
        return ""
    stated = _NUMBER.match(value)
    content.cuts.setdefault(key, Cut(key, [], int(parse_decimal(stated[0])) if stated else None))
    return key


def _point(line: str) -> tuple[float, float] | None:
    """Angle and loss of a line, or None; a comma between digits is a decimal sign unless points are."""
    parts = [part.strip(",") for part in re.split(r"[\s;]+", line.strip(" \t;"))]
    if len(parts) == 1 and parts[0].count(",") == 1:
        parts = parts[0].split(",")
    if len(parts) != 2:
        return None
    try:
        angle, value = (parse_decimal(part) for part in parts)
    except ValueError:
        return None
    return (angle, value) if -360.0 <= angle <= 360.0 else None


def _gain_dbi(content: _Content, file: Path, log: ProblemLog) -> float | None:
    line, text = content.keys.get("GAIN", (0, ""))
    number = _NUMBER.search(text)
    if not line:
        log.add(Severity.ERROR, "antenna.key_missing", file, column="GAIN", key="GAIN")
        return None
    units = {unit for unit in ("dbd", "dbi") if unit in text.lower()}
    if number is None or len(units) > 1:  # of "15.5 dBd (17.65 dBi)" nobody can tell which number is which
        log.add(Severity.ERROR, "cell.number", file, row=line, column="GAIN", got=text)
        return None
    gain = parse_decimal(number[0].strip(".,"))
    if units == {"dbi"}:
        return gain
    if not units:
        log.add(Severity.NOTE, "antenna.gain_unit", file, row=line, column="GAIN", gain=gain, dbi=gain + DIPOLE_DBI)
    return round(gain + DIPOLE_DBI, 6)


def _tilt_deg(content: _Content) -> float | None:
    """Electrical downtilt that the header states: a number under its own key or in TILT; 0 where TILT is mechanical."""
    for key in (*_TILT_KEYS, "TILT"):
        text = content.text(key)
        number = _NUMBER.search(text)
        if "mechanical" in text.lower():
            return 0.0
        if number:
            return parse_decimal(number[0].strip(".,"))
    return None


def _origin(content: _Content, file: Path) -> list[str]:
    frequency = content.text("FREQUENCY")
    unit = " MHz" if frequency and _NUMBER.fullmatch(frequency) else ""
    return [part for part in (content.text("MAKE"), f"{frequency}{unit}", file.name) if part]
