"""Coordinate reference systems: VN-2000 by its declared meridian, and transformations that are exact or refused."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from covplan.errors import CrsError, MissingFileError
from covplan.ingest.coordinates import parse_degrees
from covplan.ingest.headings import clean_text

WGS84 = 4326

# EPSG dataset, "VN-2000 / TM-3 …" (scale 0.9999): central meridian → code.
MERIDIANS = {
    "102:00": 5896,
    "103:00": 9205,
    "104:00": 9206,
    "104:30": 9207,
    "104:45": 9208,
    "105:00": 5897,
    "105:30": 9209,
    "105:45": 9210,
    "106:00": 9211,
    "106:15": 9212,
    "106:30": 9213,
    "107:00": 9214,
    "107:15": 9215,
    "107:30": 9216,
    "107:45": 5899,
    "108:00": 5898,
    "108:15": 9217,
    "108:30": 9218,
}

_BEFORE_DIGITS = re.compile(r"^[^\d+-]*")


def meridian_key(value: object) -> str:
    """A meridian as ``MERIDIANS`` has it, from ``108:30``, ``108°30'``, ``KTT 108 độ 30 phút``, ``108-30`` or 108.5.

    What is no angle comes back as it is. Decimal degrees are read as such: 108.30 is no meridian of VN-2000.
    """
    text = clean_text(value)
    try:
        degrees = parse_degrees(re.sub(r"(?<=\d)\s*-\s*(?=\d)", ":", _BEFORE_DIGITS.sub("", text).rstrip(":")))
    except ValueError:
        return text
    whole, minutes = divmod(round(degrees * 60, 6), 60)
    return f"{int(whole)}:{int(minutes):02d}" if minutes == int(minutes) else text


def zone_without_datum(crs: CRS) -> str:
    """The meridian of a CRS that has the projection of a zone of VN-2000 and the datum of WGS 84; empty for others.

    MapInfo files are written so: VN-2000 has no number in their list of datums. WGS 84 is some 200 m away.
    """
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or "VN" in crs.name.upper() or "Vietnam" in str(crs.datum):
        return ""
    values = {parameter.name: parameter.value for parameter in operation.params}
    names = ("Scale factor at natural origin", "False easting", "Latitude of natural origin")
    if [values.get(name) for name in names] != [0.9999, 500000.0, 0.0]:
        return ""
    key = meridian_key(values.get("Longitude of natural origin"))
    return key if key in MERIDIANS else ""


def vn2000_epsg(meridian: str | None, file: Path) -> int:
    """EPSG code of the 3-degree zone of VN-2000 with this central meridian, e.g. ``108:30`` → 9218.

    Raises
    ------
    CrsError
        If the meridian is not declared or no zone has it.
    """
    if meridian is None:
        raise CrsError("crs.meridian", file=file.name)
    key = meridian_key(meridian)
    if key not in MERIDIANS:
        raise CrsError("crs.meridian_unknown", file=file.name, meridian=meridian, known=", ".join(MERIDIANS))
    return MERIDIANS[key]


@lru_cache(maxsize=64)
def _transformer(source_wkt: str, target_wkt: str) -> Transformer:
    return Transformer.from_crs(source_wkt, target_wkt, always_xy=True, allow_ballpark=False)


def transformer(source: Any, target: Any, file: Path) -> Transformer:
    """x/y or lon/lat (in that order) from one CRS to another; never with a ballpark operation.

    Raises
    ------
    CrsError
        If there is no exact operation, e.g. for a hand-written CRS without its datum.
    """
    try:
        return _transformer(CRS.from_user_input(source).to_wkt(), CRS.from_user_input(target).to_wkt())
    except (CRSError, ProjError):
        raise CrsError("crs.inexact", file=file.name, crs=str(source)[:120]) from None


def transform(
    x: ArrayLike, y: ArrayLike, source: Any, target: Any, file: Path
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates in ``target``; NaN where the operation does not reach."""
    east, north = transformer(source, target, file).transform(np.asarray(x, float), np.asarray(y, float))
    bad = ~(np.isfinite(east) & np.isfinite(north))
    return np.where(bad, np.nan, east), np.where(bad, np.nan, north)


def existing(file: Path) -> Path:
    """The file itself; raises ``MissingFileError`` where there is none."""
    if not file.is_file():
        raise MissingFileError("file.missing", file=str(file))
    return file
