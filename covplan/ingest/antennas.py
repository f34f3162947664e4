"""Antenna files: measured patterns (Planet, CSV) and equipment in TOML → ``AntennaPattern``.

A pattern is asked for by an entry: a file, and what stands beside it in the scenario or equipment file. What the entry
states counts before what the file says.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from covplan.errors import InputError, Severity
from covplan.ingest.headings import Vocabulary, heading_key, require_columns
from covplan.ingest.pattern_cuts import (
    MOST_DB,
    Cut,
    Point,
    check_tilt,
    downtilt_deg,
    half_power_width_deg,
    whole_degrees,
)
from covplan.ingest.planet_files import read_planet
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.table_files import read_table
from covplan.network import AntennaPattern, PatternMethod

_log = logging.getLogger(__name__)

PLANET_SUFFIXES = (".msi", ".pla", ".pln", ".ptn", ".txt")
TABLE_SUFFIXES = (".csv",)
MEETING_DB = 1.0
"""Cuts that differ by more straight ahead do not belong to one beam."""

VOCABULARY: Vocabulary = {
    "plane": ("plane", "cut", "matphang", "matcat"),
    "angle_deg": ("angledeg", "angle", "gocdo", "goc"),
    "attenuation_db": ("attenuationdb", "attenuation", "lossdb", "loss", "suyhaodb", "suyhao"),
}

_PLANES = {"horizontal": "horizontal", "h": "horizontal", "ngang": "horizontal"} | {
    "vertical": "vertical",
    "v": "vertical",
    "dung": "vertical",
}


def read_antenna(file: Path, **stated: Any) -> AntennaPattern:
    """A measured pattern.

    Parameters
    ----------
    file : Path
        Planet format (``PLANET_SUFFIXES``), or a CSV with the columns of ``VOCABULARY``.
    **stated
        Fields of ``AntennaPattern`` that count before what the file says; a CSV needs ``gain_dbi``.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read or lacks a column.
    InputProblemsError
        With everything that is wrong in it, by line.
    NetworkError
        If the pattern as a whole is impossible.
    """
    log = ProblemLog()
    facts = pattern_facts(file, stated, log)
    if "gain_dbi" not in facts and file.suffix.lower() in TABLE_SUFFIXES:
        log.add(Severity.ERROR, "antenna.key_missing", file, column="gain_dbi", key="gain_dbi")
    log.raise_errors()
    log.warn(_log)
    return AntennaPattern(**facts)


def pattern_facts(file: Path, stated: Mapping[str, Any], log: ProblemLog) -> dict[str, Any]:
    """Fields of ``AntennaPattern`` from a file and what is stated beside it; what is wrong goes to ``log``.

    A cut is empty if something is wrong with it. The beamwidths and the tilt are those of the cuts where nobody states
    them; a stated tilt that the vertical cut does not show is an error.
    """
    suffix = file.suffix.lower()
    if suffix in PLANET_SUFFIXES:
        facts = read_planet(file, log, gain_needed="gain_dbi" not in stated)
    elif suffix in TABLE_SUFFIXES:
        facts = _read_table(file, log)
    else:
        known = ", ".join((*PLANET_SUFFIXES, *TABLE_SUFFIXES))
        raise InputError("antenna.kind", file=file.name, known=known)
    facts = {**facts, **stated}
    horizontal, vertical = facts["horizontal_db"], facts["vertical_db"]
    if horizontal and vertical:
        facts["method"] = _method(facts, file, log)
        facts.setdefault("horizontal_beamwidth_deg", half_power_width_deg(horizontal))
        facts.setdefault("vertical_beamwidth_deg", half_power_width_deg(vertical))
        facts.setdefault("max_attenuation_db", max(*horizontal, *vertical))
        tilt = facts.setdefault("electrical_tilt_deg", float(round(downtilt_deg(vertical))))
        if isinstance(tilt, int | float):
            check_tilt(tilt, vertical, file, log)
    return facts


def _method(facts: Mapping[str, Any], file: Path, log: ProblemLog) -> Any:
    """The stated method, else horizontal projection where the cuts meet ahead, as it supposes, else their sum.

    They meet at the horizon or, if the horizontal cut follows the tilted beam, at the peak of the vertical one. They do
    not if the beam points to the side and the vertical cut was measured there.
    """
    ahead, aside = facts["horizontal_db"][0], min(facts["horizontal_db"])
    horizon, peak = facts["vertical_db"][0], min(facts["vertical_db"])
    stated = facts.get("method")
    if max(ahead - aside, min(abs(ahead - horizon), abs(ahead - peak))) <= MEETING_DB:
        return stated or PatternMethod.HORIZONTAL_PROJECTION
    if stated in (None, PatternMethod.HORIZONTAL_PROJECTION):
        severity = Severity.ERROR if stated else Severity.NOTE
        params = {"horizontal": ahead, "vertical": peak}
        log.add(severity, "antenna.cuts_apart", file, column="method", **params)
    return stated or PatternMethod.CROSS_SUM


def _read_table(file: Path, log: ProblemLog) -> dict[str, Any]:
    table = read_table(file, VOCABULARY, {}, log=log)
    columns = require_columns(table.headings, VOCABULARY, {}, VOCABULARY, file)
    points: dict[str, list[Point]] = {"horizontal": [], "vertical": []}
    for row in read_rows(table, columns):
        try:
            plane, point = _table_point(row)
            points[plane].append(point)
        except RejectedRow as reason:
            row.report(reason, log, Severity.ERROR)
    horizontal, vertical = (whole_degrees(Cut(plane, found), file, log) for plane, found in points.items())
    return {"name": file.stem, "source": file.name, "horizontal_db": horizontal, "vertical_db": vertical}


def _table_point(row: Row) -> tuple[str, Point]:
    plane = _PLANES.get(heading_key(row.required("plane")))
    if plane is None:
        known = ", ".join(("horizontal", "vertical"))
        raise RejectedRow("antenna.plane", row.heading("plane"), got=row.text("plane"), known=known)
    for field in ("angle_deg", "attenuation_db"):
        row.required(field)
    angle = row.value("angle_deg", -360.0, 360.0, "°") or 0.0
    return plane, Point(row.number, angle, row.value("attenuation_db", -MOST_DB, MOST_DB, "dB") or 0.0)
