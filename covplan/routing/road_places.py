"""Any point → the road it lies at, and its Km there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from covplan.linear_reference import ReferencedRoad
from covplan.routing.corridors import Corridors, chainages
from covplan.routing.noding import Floats, Ints
from covplan.routing.road_lines import RoadLines


@dataclass(frozen=True, eq=False)
class RoadPlaces:
    """Arrays of shape (points,).

    Attributes
    ----------
    edge : array of int64
        The nearest corridor.
    off_m : array
        How far off it is [m].
    line : array of int64
        Its road: a row of ``RoadLines.lines``.
    chainage_m : array
        Chainage along that [m].
    official : array of bool
        Whether the chainage is calibrated to Km posts; else it is modelled.
    """

    edge: Ints
    off_m: Floats
    line: Ints
    chainage_m: Floats
    official: NDArray[np.bool_]


def road_places(
    xy: Floats, corridors: Corridors, lines: RoadLines, references: Mapping[str, ReferencedRoad]
) -> RoadPlaces:
    """Road and Km of points of shape (points, 2); ``references`` as ``lines`` was made with."""
    points = shapely.points(xy)
    tree = shapely.STRtree(corridors.lines)
    (_, edge), off_m = tree.query_nearest(points, all_matches=False, return_distance=True)
    shapes = corridors.lines[edge]
    along_m = shapely.line_locate_point(shapes, points)
    foot = shapely.get_coordinates(shapely.line_interpolate_point(shapes, along_m))
    of_road = np.where(lines.referenced[edge], corridors.road[edge], "")
    chainage_m, official = chainages(foot, of_road, references, np.inf)
    first_m, last_m = lines.from_m[edge], lines.to_m[edge]
    counted_m = first_m + np.sign(last_m - first_m) * along_m
    chainage_m = np.where(lines.referenced[edge], chainage_m, counted_m)
    return RoadPlaces(edge, off_m, lines.line_of[edge], chainage_m, official)
