"""Tiles of mobile speed tests (Ookla's open data, cut by ``covplan fetch``), each with its commune."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from covplan.errors import InputError
from covplan.ingest.indicators import period_days
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import existing

_COLUMNS = ("period", "lon", "lat", "dl_kbps", "ul_kbps", "latency_ms", "tests")


@dataclass(frozen=True, eq=False)
class SpeedTiles:
    """Tiles and quarters inside the communes; arrays of one length.

    Attributes
    ----------
    file : str
    period : array of str
        Quarter, e.g. 2026-Q2.
    commune : array of int
        Row of the scenario's communes in which the tile's middle lies.
    dl_mbps, ul_mbps, latency_ms : array of float
        Means of the tests of a tile.
    tests : array of int
    """

    file: str
    period: NDArray[np.object_]
    commune: NDArray[np.int64]
    dl_mbps: NDArray[np.float64]
    ul_mbps: NDArray[np.float64]
    latency_ms: NDArray[np.float64]
    tests: NDArray[np.int64]


def read_speed_tiles(file: Path, communes: gpd.GeoDataFrame, log: ProblemLog) -> SpeedTiles:
    """Read the tiles that ``covplan fetch`` has cut; what lies outside the communes is left out.

    Parameters
    ----------
    file : Path
    communes : GeoDataFrame
        ``Area.communes``.
    log : ProblemLog
        Is told where there is no tile: some areas are not published.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there, lacks a column, or holds what is no quarter or no number.
    """
    try:
        table = pd.read_csv(existing(file), dtype={"period": str, "quadkey": str})
        numbers = table[list(_COLUMNS[1:])].astype(float).to_numpy()
        if not (np.isfinite(numbers).all() and (numbers[:, 2:] >= 0).all()):
            raise ValueError("a cell is empty, not finite or negative")
        for period in table["period"].unique():
            period_days(period)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise InputError("file.unreadable", file=file.name, kind="CSV (speed_tiles)", reason=str(error)) from None
    at = gpd.GeoSeries(shapely.points(numbers[:, :2]), crs=4326).to_crs(communes.crs)
    point, within = shapely.STRtree(communes.geometry.to_numpy()).query(at.to_numpy(), predicate="within")
    commune = np.full(len(table), -1)
    commune[point[::-1]] = within[::-1]
    used = table[commune >= 0]
    if used.empty:
        log.note("speed_tiles.none_inside", file, count=len(table))
    return SpeedTiles(
        file=file.name,
        period=used["period"].to_numpy(object),
        commune=commune[commune >= 0],
        dl_mbps=used["dl_kbps"].to_numpy(float) / 1000.0,
        ul_mbps=used["ul_kbps"].to_numpy(float) / 1000.0,
        latency_ms=used["latency_ms"].to_numpy(float),
        tests=used["tests"].to_numpy(np.int64),
    )
