"""Vector files → features in the scenario's CRS, with their columns found and their text cleaned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from covplan.errors import CrsError, InputError, Severity
from covplan.ingest.headings import Vocabulary, clean_text, require_columns
from covplan.ingest.legacy_text import Unclear, decode_cells
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import MERIDIANS, existing, transformer, zone_without_datum
from covplan.ingest.untrusted_files import check_vector

FARTHEST_M = 1e8
"""Beyond twice the circumference of the Earth a coordinate is a mistake whatever the CRS."""

_MADE_ID = r".*\.\d+|(?:ID|kml|fid)_?\w*\d+"


def read_features(file: Path, layer: str | None, log: ProblemLog, **reading: str) -> gpd.GeoDataFrame:
    """All features of a layer in the file's own CRS; ``reading`` goes to pyogrio.

    A geometry that is none, such as a line of one point, becomes None. Text of an old encoding is converted, which the
    log is told. Without ``layer``, the file must hold features in one layer only.

    Raises
    ------
    MissingFileError, InputError
        If the file or layer is not there, is damaged or empty, or its text cannot be read.
    """
    check_vector(existing(file))
    old_text = False
    try:
        chosen = layer_of(file, layer)
        try:
            frame = pyogrio.read_dataframe(file, layer=chosen, on_invalid="ignore", **reading)
        except UnicodeDecodeError:  # the file does not say in which encoding its text is
            frame = pyogrio.read_dataframe(file, layer=chosen, on_invalid="ignore", encoding="ISO-8859-1", **reading)
            old_text = True
    except (DataSourceError, DataLayerError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("file.unreadable", file=file.name, kind="GIS (vector)", reason=str(error)) from None
    if len(frame) == 0:
        raise InputError("vector.empty", file=file.name)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError("vector.no_geometry", file=file.name)
    return _in_unicode(_own_columns(frame, file), file, log, old_text=old_text)


def _own_columns(frame: gpd.GeoDataFrame, file: Path) -> gpd.GeoDataFrame:
    """Without what GDAL adds to placemarks of KML: columns that are empty, and ids by which programs number them."""
    if file.suffix.lower() not in (".kml", ".kmz"):
        return frame
    added = [name for name in frame.columns if name != "geometry" and frame[name].isna().all()]
    if "id" in frame and frame["id"].astype(str).str.fullmatch(_MADE_ID).all():
        added.append("id")
    return frame.drop(columns=dict.fromkeys(added))


def layer_of(file: Path, wanted: str | None) -> str:
    """The layer that is named, or the only one with features: a second one may be last year's."""
    known = {str(name): kind for name, kind in pyogrio.list_layers(file)}
    if wanted is not None and wanted not in known:
        raise InputError("table.sheet", file=file.name, sheet=wanted, known=", ".join(known))
    names = [name for name, kind in known.items() if kind is not None] or list(known)
    if file.suffix.lower() == ".gpx":
        names = [name for name in names if name not in ("route_points", "track_points")]  # of the routes and tracks
    if wanted is None and len(names) > 1:
        counted = [(name, pyogrio.read_info(file, layer=name, force_feature_count=True)["features"]) for name in names]
        names = [name for name, count in counted if count] or names[:1]
        if len(names) > 1:
            raise InputError("vector.layers", file=file.name, layers=", ".join(names))
    if not names:
        raise InputError("vector.empty", file=file.name)
    return wanted if wanted is not None else names[0]


def _in_unicode(frame: gpd.GeoDataFrame, file: Path, log: ProblemLog, *, old_text: bool) -> gpd.GeoDataFrame:
    """The frame with headings and texts of an old encoding converted; ``old_text`` is none that can stay as it is."""
    texts = [name for name in frame.columns if name != "geometry" and not pd.api.types.is_numeric_dtype(frame[name])]
    names = [name for name in frame.columns if name != "geometry"]
    rows = [tuple(names), *frame[texts].astype(object).itertuples(index=False, name=None)]
    try:
        (heads, *cells), encoding = decode_cells(rows, range(len(rows)))
    except Unclear as unclear:
        raise InputError("text.encoding", file=file.name, row=unclear.row, got=unclear.text) from None
    if not encoding and old_text:
        raise InputError("file.encoding", file=file.name)
    if not encoding:
        return frame
    log.note("text.converted", file, encoding=encoding)
    converted = {name: pd.Series([row[k] for row in cells], frame.index, object) for k, name in enumerate(texts)}
    return frame.assign(**converted).rename(columns=dict(zip(names, heads, strict=True)))


def read_vectors(
    file: Path,
    layer: str | None,
    declared_crs: int | None,
    epsg: int,
    log: ProblemLog,
    **reading: str,
) -> gpd.GeoDataFrame:
    """Features in the scenario's CRS, 2-D; ``row`` holds the number of the feature, 1 is the first.

    Features without geometry are rejected. ``reading`` goes to pyogrio.

    Raises
    ------
    CrsError
        If neither the file nor the scenario names a CRS, they differ, or no exact operation leads to the scenario's.
    """
    frame = read_features(file, layer, log, **reading)
    return in_crs(frame, file_crs(frame.crs, declared_crs, file), epsg, file, log)


def in_crs(frame: gpd.GeoDataFrame, crs: Any, epsg: int, file: Path, log: ProblemLog) -> gpd.GeoDataFrame:
    """``read_vectors`` for features that have been read and are in ``crs``."""
    frame["row"] = np.arange(1, len(frame) + 1)
    bare = frame.geometry.isna() | frame.geometry.is_empty
    for row in frame.loc[bare, "row"]:
        log.add(Severity.REJECTED, "geometry.none", file, row=int(row))
    frame = frame[~bare].reset_index(drop=True)
    if frame.empty:
        raise InputError("vector.no_geometry", file=file.name)
    move = transformer(crs, epsg, file)
    flat = shapely.force_2d(frame.geometry.to_numpy())
    xy, feature = shapely.get_coordinates(flat, return_index=True)
    if (lost := feature[~np.isfinite(xy).all(axis=1)]).size:
        raise InputError("geometry.not_finite", file=file.name, row=int(frame["row"].iloc[lost[0]]))
    moved = shapely.transform(flat, lambda x, y: move.transform(x, y), interleaved=False)
    if not (np.abs(shapely.get_coordinates(moved)) <= FARTHEST_M).all():
        raise CrsError("crs.wrong", file=file.name, crs=str(crs)[:80])
    return gpd.GeoDataFrame(frame.drop(columns=frame.geometry.name), geometry=moved, crs=epsg)


def file_crs(own: Any, declared: int | None, file: Path) -> Any:
    """The CRS of a file, or the one that the scenario declares where it has none."""
    if own is not None and own.name.startswith("Undefined"):  # how a GeoPackage says that it has none
        own = None
    if own is None and declared is None:
        raise CrsError("crs.none", file=file.name)
    if own is not None and (meridian := zone_without_datum(own)):
        if declared is not None and declared == MERIDIANS[meridian]:
            return declared
        raise CrsError("crs.datum", file=file.name, meridian=meridian, epsg=MERIDIANS[meridian])
    if own is None:
        return declared
    if declared is not None and own.to_epsg(min_confidence=20) != declared:
        raise CrsError("crs.differs", file=file.name, own=own.name, declared=f"EPSG:{declared}")
    return own


def named_columns(
    frame: gpd.GeoDataFrame,
    vocabulary: Vocabulary,
    mapping: Any,
    required: tuple[str, ...],
    file: Path,
) -> gpd.GeoDataFrame:
    """The frame with our field names (only those that were found), ``row`` and geometry."""
    headings = [name for name in frame.columns if name not in ("geometry", "row")]
    found = require_columns(headings, vocabulary, mapping, required, file)
    result = {field: frame[headings[index]] for field, index in found.items()}
    return gpd.GeoDataFrame({**result, "row": frame["row"]}, geometry=frame.geometry, crs=frame.crs)


def text_column(frame: gpd.GeoDataFrame, field: str) -> list[str]:
    """Cleaned text of a column; empty where the file has no such column."""
    return [clean_text(value) for value in frame[field]] if field in frame else [""] * len(frame)
