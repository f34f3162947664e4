"""Position columns → x and y on the scenario's CRS; swapped axes and wrong zones found by the province's extent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from covplan.errors import InputError
from covplan.ingest.reference_systems import MERIDIANS, WGS84, transform


@dataclass(frozen=True, eq=False)
class Positions:
    """Points in the scenario's CRS; ``inside`` is all true where no extent was known."""

    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    inside: NDArray[np.bool_]
    swapped: NDArray[np.bool_]  # read the other way round than the file says, because only so they lie inside


def place_points(
    east: Sequence[float],
    north: Sequence[float],
    crs: Any,
    epsg: int,
    extent: shapely.Geometry | None,
    file: Path,
) -> Positions:
    """Points of a file in the scenario's CRS, held against the province's extent.

    Parameters
    ----------
    east, north
        As the file names them: longitude or easting, latitude or northing, in ``crs``.
    extent : geometry or None
        From ``boundaries.province_extent``; None checks nothing.

    Raises
    ------
    InputError
        If more than half of the points lie outside, naming the likely cause.
    """
    x_m, y_m = transform(east, north, crs, epsg, file)
    if extent is None:
        return Positions(x_m, y_m, np.ones(len(x_m), bool), np.zeros(len(x_m), bool))
    inside = shapely.contains_xy(extent, x_m, y_m)
    if 2 * int(inside.sum()) < len(inside):
        cause = _likely_cause(np.asarray(east), np.asarray(north), crs, epsg, extent, file)
        counts = {"file": file.name, "outside": int((~inside).sum()), "count": len(inside)}
        raise InputError(cause.pop("code"), **counts, **cause)
    other_x, other_y = transform(north, east, crs, epsg, file)
    swapped = ~inside & shapely.contains_xy(extent, other_x, other_y)
    return Positions(np.where(swapped, other_x, x_m), np.where(swapped, other_y, y_m), inside | swapped, swapped)


def _likely_cause(
    east: NDArray[Any], north: NDArray[Any], crs: Any, epsg: int, extent: shapely.Geometry, file: Path
) -> dict[str, str]:
    """Code and parameters of the error that tells why most points lie outside."""

    def fits(first: NDArray[Any], second: NDArray[Any], system: Any) -> bool:
        x_m, y_m = transform(first, second, system, epsg, file)
        return 2 * int(shapely.contains_xy(extent, x_m, y_m).sum()) > len(first)

    own = CRS.from_user_input(crs)
    if fits(north, east, crs):
        return {"code": "position.axes"}
    for code in (*(MERIDIANS.values() if own.is_projected else ()), WGS84, 32648, 32649):
        if code == own.to_epsg():
            continue
        named = {"fits": f"EPSG:{code} {CRS.from_epsg(code).name}", "declared": own.name}
        if fits(east, north, code):
            return {"code": "position.system", **named}
        if fits(north, east, code):
            return {"code": "position.system_and_axes", **named}
    return {"code": "position.unexplained", "declared": own.name}
