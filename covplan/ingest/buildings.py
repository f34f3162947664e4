"""Buildings of an area as points with their ground area."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from covplan.errors import InputError
from covplan.ingest.reference_systems import existing


@dataclass(frozen=True, eq=False)
class Buildings:
    """Centres [m, scenario's CRS] and ground areas [m²] of buildings; arrays of one length."""

    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    area_m2: NDArray[np.float64]


def read_buildings(file: Path, communes: gpd.GeoDataFrame) -> Buildings:
    """The buildings inside communes.

    Parameters
    ----------
    file : Path
        Made by ``covplan fetch``: points with ``area_m2``.
    communes : GeoDataFrame
        ``Area.communes``; their CRS is that of the result.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there, or holds no areas.
    """
    points = pyogrio.read_dataframe(existing(file))
    if "area_m2" not in points:
        raise InputError("file.unreadable", file=file.name, kind="buildings", reason="no field area_m2")
    at = points.geometry.to_crs(communes.crs)
    inside = shapely.STRtree(at.to_numpy()).query(communes.geometry.to_numpy(), predicate="covers")[1]
    used = np.unique(inside)  # on the border of two communes a point is met twice
    x_m, y_m = at.x.to_numpy()[used], at.y.to_numpy()[used]
    return Buildings(x_m, y_m, points["area_m2"].to_numpy(float)[used])
