"""Commune polygons with their codes, official population, seats and administrative epoch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from covplan.errors import AdminEpochError, InputProblemsError, Severity
from covplan.grid import Grid
from covplan.ingest.coordinates import parse_degrees, parse_number
from covplan.ingest.headings import Vocabulary, clean_text, code_text
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import WGS84, transform
from covplan.ingest.settings import AdminEpoch, BoundarySettings
from covplan.ingest.vectors import named_columns, read_vectors, text_column

VOCABULARY: Vocabulary = {
    "code": ("code", "maxa", "maphuongxa", "maxaphuong", "madvhc", "communecode", "wardcode", "ma"),
    "name": ("name", "ten", "tenxa", "tenxaphuong", "tenphuongxa", "tendvhc", "commune", "ward", "fullname"),
    "type": ("type", "loai", "cap", "wardtype"),
    "district": ("district", "huyen", "tenhuyen", "huyencu", "olddistrict", "quanhuyen"),
    "province": ("province", "tinh", "tentinh", "tinhcu", "oldprovince"),
    "population": ("population", "danso", "dansonguoi", "pop"),
    "area_km2": ("areakm2", "dientichkm2", "dientich", "area"),
    "centre_lon": ("centrelon", "centerlon", "kinhdo", "lon"),
    "centre_lat": ("centrelat", "centerlat", "vido", "lat"),
}

AREA_TOLERANCE = 0.03  # a stated area farther off its own geometry is worth a note
OVERLAP_TOLERANCE = 0.001  # share of a commune that may lie under another: digitising noise
MOST_PEOPLE = 10_000_000
"""No commune has more: it would be a typing mistake, or the figure of a province."""

PROVINCE_MARGIN_M = 1000.0
"""A site so near to the communes still counts as inside: borders are drawn coarsely, and masts stand on jetties."""


def read_communes(settings: BoundarySettings, epsg: int, epoch: AdminEpoch, log: ProblemLog) -> gpd.GeoDataFrame:
    """One row per commune in order of code, with the columns that ``Area`` names.

    ``area_km2`` is that of the geometry. The seat is the stated centre, or a point on the surface. ``population`` is
    NaN where the file has no such column.

    Raises
    ------
    AdminEpochError
        If the boundaries are of another epoch than the scenario.
    MissingFileError, CrsError, InputError
        If the file cannot be read or lacks code or name.
    InputProblemsError
        For duplicate or missing codes, unreadable populations and communes that overlap.
    """
    file = settings.file
    if settings.admin_epoch != epoch:
        raise AdminEpochError("epoch.mixed", file=file.name, epoch=settings.admin_epoch.value, expected=epoch.value)
    raw = read_vectors(file, settings.layer, None, epsg, log)
    named = named_columns(raw, VOCABULARY, settings.columns, ("code", "name"), file)
    since = len(log.problems)
    geometry = _polygons(named, file, log)
    seat_x, seat_y = _seats(named, geometry, epsg, file, log)
    frame = gpd.GeoDataFrame(
        {
            "code": [code_text(value) for value in named["code"]],
            "name": text_column(named, "name"),
            "type": [text.lower() for text in text_column(named, "type")],
            "district": text_column(named, "district"),
            "province": text_column(named, "province"),
            "population": _populations(named, file, log),
            "area_km2": shapely.area(geometry) / 1e6,
            "seat_x_m": seat_x,
            "seat_y_m": seat_y,
        },
        geometry=geometry,
        crs=epsg,
    )
    _check_codes(frame, named["row"], file, log)
    _check_overlaps(frame, file, log)
    _note_areas(frame, named, file, log)
    if errors := log.errors(since):
        log.problems[since:] = [p for p in log.problems[since:] if p.severity is not Severity.ERROR]
        raise InputProblemsError(errors)
    return frame.sort_values("code", ignore_index=True)


def _polygons(named: gpd.GeoDataFrame, file: Path, log: ProblemLog) -> NDArray[Any]:
    geometry = named.geometry.to_numpy().copy()
    for k in np.flatnonzero(~shapely.is_valid(geometry)):
        log.add(
            Severity.REPAIRED,
            "geometry.invalid",
            file,
            row=int(named["row"].iloc[k]),
            reason=shapely.is_valid_reason(geometry[k]),
        )
        geometry[k] = shapely.make_valid(geometry[k])
    for k in np.flatnonzero(~(shapely.area(geometry) > 0)):
        row = int(named["row"].iloc[k])
        log.add(Severity.ERROR, "geometry.kind", file, row=row, expected="polygon", got=geometry[k].geom_type)
    return geometry


def _populations(named: gpd.GeoDataFrame, file: Path, log: ProblemLog) -> NDArray[Any]:
    if "population" not in named:
        return np.full(len(named), np.nan)
    people = np.zeros(len(named), np.int64)
    for k, (row, value) in enumerate(zip(named["row"], named["population"], strict=True)):
        try:
            number = parse_number(value)
        except ValueError:
            number = -1.0
        if not 0 <= number <= MOST_PEOPLE or number != round(number):
            log.add(Severity.ERROR, "cell.count", file, row=int(row), column="population", got=clean_text(value))
            continue
        people[k] = round(number)
    return people


def _seats(
    named: gpd.GeoDataFrame, geometry: NDArray[Any], epsg: int, file: Path, log: ProblemLog
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    inner = shapely.point_on_surface(geometry)
    x, y = shapely.get_x(inner), shapely.get_y(inner)
    if "centre_lon" not in named or "centre_lat" not in named:
        return x, y
    lon, lat = (_angles(named, field, file, log) for field in ("centre_lon", "centre_lat"))
    seat_x, seat_y = transform(lon, lat, WGS84, epsg, file)
    stated = np.isfinite(seat_x) & np.isfinite(seat_y)
    outside = stated.copy()
    outside[stated] = ~shapely.intersects_xy(geometry[stated], seat_x[stated], seat_y[stated])
    for k in np.flatnonzero(outside):
        row = int(named["row"].iloc[k])
        away_m = float(shapely.distance(geometry[k], shapely.Point(seat_x[k], seat_y[k])))
        log.add(Severity.NOTE, "boundaries.seat", file, row=row, away_m=away_m)
    return np.where(stated, seat_x, x), np.where(stated, seat_y, y)


def _angles(named: gpd.GeoDataFrame, field: str, file: Path, log: ProblemLog) -> NDArray[np.float64]:
    """Degrees of a column, NaN for empty cells."""
    angles = np.full(len(named), np.nan)
    for k, (row, value) in enumerate(zip(named["row"], named[field], strict=True)):
        if clean_text(value):
            try:
                angles[k] = parse_degrees(value)
            except ValueError:
                log.add(Severity.ERROR, "cell.angle", file, row=int(row), column=field, got=clean_text(value))
    return angles


def _check_codes(frame: gpd.GeoDataFrame, rows: pd.Series, file: Path, log: ProblemLog) -> None:
    seen: dict[str, int] = {}
    for row, code, name in zip(rows, frame["code"], frame["name"], strict=True):
        if not code or not name:
            column = "name" if code else "code"
            log.add(Severity.ERROR, "cell.empty", file, row=int(row), column=column)
        elif code in seen:
            log.add(Severity.ERROR, "boundaries.duplicate", file, row=int(row), commune=code, first=seen[code])
        seen.setdefault(code, int(row))


def _check_overlaps(frame: gpd.GeoDataFrame, file: Path, log: ProblemLog) -> None:
    """People in an overlap would count twice. Only communes whose edges do not fit their neighbours' are compared."""
    geometry = frame.geometry.to_numpy()
    misfit = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(geometry)))
    tree = shapely.STRtree(geometry[misfit])
    left, right = misfit[tree.query(geometry[misfit], predicate="intersects")]
    for a, b in zip(left[left < right], right[left < right], strict=True):
        shared_km2 = shapely.area(shapely.intersection(geometry[a], geometry[b])) / 1e6
        smaller_km2 = min(frame["area_km2"].iloc[[a, b]])
        if shared_km2 > 1e-6:
            severity = Severity.ERROR if shared_km2 > OVERLAP_TOLERANCE * smaller_km2 else Severity.NOTE
            pair = frame["code"].iloc[[a, b]]
            log.add(severity, "boundaries.overlap", file, first=pair.iloc[0], second=pair.iloc[1], km2=shared_km2)


def _note_areas(frame: gpd.GeoDataFrame, named: gpd.GeoDataFrame, file: Path, log: ProblemLog) -> None:
    if "area_km2" not in named:
        return
    stated = pd.to_numeric(named["area_km2"], errors="coerce").to_numpy(float)
    off = np.abs(stated / frame["area_km2"].to_numpy() - 1) > AREA_TOLERANCE
    if off.any():
        codes = ", ".join(frame["code"][off])
        log.note("boundaries.area", file, count=int(off.sum()), codes=codes, pct=100 * AREA_TOLERANCE)


def planning_grid(communes: gpd.GeoDataFrame, pixel_m: float, margin_km: float, epsg: int) -> Grid:
    """The grid over all communes and a margin."""
    left, bottom, right, top = communes.total_bounds
    margin_m = margin_km * 1000.0
    return Grid.covering((left - margin_m, bottom - margin_m, right + margin_m, top + margin_m), pixel_m, epsg)


def province_extent(communes: gpd.GeoDataFrame) -> shapely.Geometry:
    """All communes together with 1 km about them, drawn coarsely: for telling whether a position can be right."""
    together = shapely.union_all(shapely.simplify(communes.geometry.to_numpy(), 100.0))
    extent = shapely.buffer(together, PROVINCE_MARGIN_M)
    shapely.prepare(extent)
    return extent
