"""Vector files → features in the scenario's CRS, with their columns found and their text cleaned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from covplan.errors import CrsError, InputError, Severity
from covplan.ingest.headings import Vocabulary, clean_text, require_columns
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import existing, transformer
from covplan.ingest.untrusted_files import check_vector

FARTHEST_M = 1e8
"""Beyond twice the circumference of the Earth a coordinate is a mistake whatever the CRS."""


def read_features(file: Path, layer: str | None, **reading: str) -> gpd.GeoDataFrame:
    """All features of a layer in the file's own CRS; ``reading`` goes to pyogrio.

    A geometry that is none, such as a line of one point, becomes None.

    Raises
    ------
    MissingFileError, InputError
        If the file or layer is not there, is damaged or empty.
    """
    check_vector(existing(file))
    try:
        layers = [str(name) for name in pyogrio.list_layers(file)[:, 0]]
        if layer is not None and layer not in layers:
            raise InputError("table.sheet", file=file.name, sheet=layer, known=", ".join(layers))
        if not layers:
            raise InputError("vector.empty", file=file.name)
        frame = pyogrio.read_dataframe(file, layer=layer or layers[0], on_invalid="ignore", **reading)
    except (DataSourceError, DataLayerError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("file.unreadable", file=file.name, kind="GIS (vector)", reason=str(error)) from None
    if len(frame) == 0:
        raise InputError("vector.empty", file=file.name)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError("vector.no_geometry", file=file.name)
    return frame


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
    frame = read_features(file, layer, **reading)
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
