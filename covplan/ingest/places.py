"""Key places (points, lines, polygons, or a table of lon and lat) with their classes, and exclusion areas."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from numpy.typing import NDArray

from covplan.errors import InputError, Severity
from covplan.grid import Grid
from covplan.ingest.headings import Vocabulary, require_columns
from covplan.ingest.place_classes import place_class
from covplan.ingest.point_rows import POSITION, points_of
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, read_rows
from covplan.ingest.settings import TableSettings
from covplan.ingest.table_files import TABLE_SUFFIXES, read_table
from covplan.ingest.vectors import named_columns, read_vectors, text_column

VOCABULARY: Vocabulary = {
    "name": ("name", "ten", "tendiadiem", "diadiem"),
    "category": ("category", "loai", "loaihinh", "phanloai", "nhom"),
    "place_class": ("placeclass", "class", "lop", "nhomkhuvuc", "manhom", "khuvuctrongdiem", "nhomkhuvuctrongdiem"),
    "source": ("source", "nguon"),
    **POSITION,
}
EXCLUSION_VOCABULARY: Vocabulary = {"name": VOCABULARY["name"]}
PLACE_COLUMNS = ("name", "category", "place_class", "source")
EXCLUSION_COLUMNS = ("name", "source")


def read_places(
    settings: TableSettings,
    epsg: int,
    extent: shapely.Geometry | None,
    grid: Grid | None,
    log: ProblemLog,
) -> gpd.GeoDataFrame:
    """Places of a file in the scenario's CRS: the columns ``PLACE_COLUMNS`` and geometry (points, lines, polygons).

    Places outside the province are noted; those off the planning grid are rejected. ``place_class`` is the value of a
    ``PlaceClass``, from the column of that name or else from the category; empty for an unknown word, which is noted.
    """
    read = _from_table if settings.file.suffix.lower() in TABLE_SUFFIXES else _from_vectors
    frame = _near_province(read(settings, epsg, log), settings, extent, grid, log)
    frame = frame.assign(place_class=_classes(frame, settings, log))
    return frame[[*PLACE_COLUMNS, "geometry"]].reset_index(drop=True)


def _classes(frame: gpd.GeoDataFrame, settings: TableSettings, log: ProblemLog) -> list[str]:
    """The class of each place; unknown words are noted once, with their first row and number of places."""
    texts = [stated or category for stated, category in zip(frame["place_class"], frame["category"], strict=True)]
    unknown: dict[str, list[int]] = {}
    classes = []
    for text, row in zip(texts, frame["row"], strict=True):
        found = place_class(text)
        classes.append("" if found is None else found.value)
        if found is None:
            unknown.setdefault(text, []).append(int(row))
    for text, rows in unknown.items():
        log.add(Severity.NOTE, "place.class", settings.file, row=rows[0], got=text, count=len(rows))
    return classes


def _from_table(settings: TableSettings, epsg: int, log: ProblemLog) -> gpd.GeoDataFrame:
    table = read_table(settings.file, VOCABULARY, settings.columns, settings.layer, log)
    at = points_of(table, settings, epsg)
    required = ("name", "category", *at.required)
    columns = require_columns(table.headings, VOCABULARY, settings.columns, required, settings.file)
    records, points = [], []
    for row in read_rows(table, columns):
        try:
            record = {
                "name": row.required("name"),
                "category": row.required("category"),
                "place_class": row.text("place_class"),
                "source": row.text("source") or settings.source,
                "row": row.number,
            }
            points.append(at.of(row))
            records.append(record)
        except RejectedRow as reason:
            row.report(reason, log)
    if not records:
        raise InputError("table.no_rows", file=settings.file.name, count=len(table.rows))
    return gpd.GeoDataFrame(pd.DataFrame(records), geometry=points, crs=epsg)


def _from_vectors(settings: TableSettings, epsg: int, log: ProblemLog) -> gpd.GeoDataFrame:
    raw = read_vectors(settings.file, settings.layer, settings.crs, epsg, log)
    named = named_columns(raw, VOCABULARY, settings.columns, ("name", "category"), settings.file)
    frame = gpd.GeoDataFrame(
        {
            "name": text_column(named, "name"),
            "category": text_column(named, "category"),
            "place_class": text_column(named, "place_class"),
            "source": [text or settings.source for text in text_column(named, "source")],
            "row": named["row"],
        },
        geometry=_of_one_kind(named, settings, log),
        crs=epsg,
    )
    return frame[~frame.geometry.isna()].reset_index(drop=True)


def _of_one_kind(named: gpd.GeoDataFrame, settings: TableSettings, log: ProblemLog) -> NDArray[Any]:
    """Points, lines and polygons, these repaired where invalid; None for what is none of them or has no size."""
    shapes = named.geometry.to_numpy().copy()
    for k, (shape, row) in enumerate(zip(shapes, named["row"], strict=True)):
        if shape.geom_type.endswith("Polygon") and not shape.is_valid:
            reason = shapely.is_valid_reason(shape)
            log.add(Severity.REPAIRED, "geometry.invalid", settings.file, row=int(row), reason=reason)
            shapes[k] = shape = shapely.make_valid(shape)
        if not _has_size(shape):
            params = {"expected": "point, line or polygon", "got": shape.geom_type}
            log.add(Severity.REJECTED, "geometry.kind", settings.file, row=int(row), **params)
            shapes[k] = None
    return shapes


def _has_size(shape: shapely.Geometry) -> bool:
    kind = shape.geom_type.removeprefix("Multi")
    return kind == "Point" or (kind == "LineString" and shape.length > 0) or (kind == "Polygon" and shape.area > 0)


def _near_province(
    frame: gpd.GeoDataFrame,
    settings: TableSettings,
    extent: shapely.Geometry | None,
    grid: Grid | None,
    log: ProblemLog,
) -> gpd.GeoDataFrame:
    if extent is None or grid is None:
        return frame
    on_grid = shapely.intersects(shapely.box(*grid.bounds), frame.geometry.to_numpy())
    in_province = shapely.intersects(extent, frame.geometry.to_numpy())
    for row, name, on, within in zip(frame["row"], frame["name"], on_grid, in_province, strict=True):
        if not within:
            severity = Severity.NOTE if on else Severity.REJECTED
            log.add(severity, "place.outside", settings.file, row=int(row), name=name)
    return frame[on_grid]


def read_exclusions(settings: TableSettings, epsg: int, log: ProblemLog) -> gpd.GeoDataFrame:
    """Named polygons, in which nothing is built or which are protected: ``EXCLUSION_COLUMNS`` and geometry."""
    named = read_polygons(settings, EXCLUSION_VOCABULARY, (), epsg, log)
    texts = {"name": text_column(named, "name"), "source": [settings.source] * len(named)}
    return gpd.GeoDataFrame(texts, geometry=named.geometry.to_numpy(), crs=epsg)


def read_polygons(
    settings: TableSettings, vocabulary: Vocabulary, required: tuple[str, ...], epsg: int, log: ProblemLog
) -> gpd.GeoDataFrame:
    """Polygons of a file with the columns that it has of the vocabulary, and ``row``; repaired where invalid."""
    raw = read_vectors(settings.file, settings.layer, settings.crs, epsg, log)
    named = named_columns(raw, vocabulary, settings.columns, required, settings.file)
    geometry = named.geometry.to_numpy().copy()
    for k, shape in enumerate(geometry):
        where: dict[str, Any] = {"file": settings.file, "row": int(named["row"].iloc[k])}
        if not shape.is_valid:
            log.add(Severity.REPAIRED, "geometry.invalid", **where, reason=shapely.is_valid_reason(shape))
            geometry[k] = shapely.make_valid(shape)
        if not geometry[k].area > 0:
            log.add(Severity.REJECTED, "geometry.kind", **where, expected="polygon", got=shape.geom_type)
    return named.set_geometry(geometry, crs=epsg)[shapely.area(geometry) > 0].reset_index(drop=True)
