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


@dataclass(frozen=True, eq=False)
class RoadPlaces:
    """Arrays of shape (points,).

    Attributes
    ----------
    edge : array of int64
        The nearest corridor.
    off_m : array
        How far off it is [m].
    road : array of str
        Its road, empty without number.
    chainage_m : array
        Chainage [m]; NaN without number or off the line of the road.
    official : array of bool
        Whether the chainage is calibrated to Km posts; else it is modelled.
    """

    edge: Ints
    off_m: Floats
    road: NDArray[np.object_]
    chainage_m: Floats
    official: NDArray[np.bool_]


def road_places(
    xy: Floats, corridors: Corridors, references: Mapping[str, ReferencedRoad], on_road_m: float
) -> RoadPlaces:
    """Road and Km of points of shape (points, 2); ``on_road_m`` as in ``CorridorSettings``."""
    points = shapely.points(xy)
    tree = shapely.STRtree(corridors.lines)
    (_, edge), off_m = tree.query_nearest(points, all_matches=False, return_distance=True)
    road = corridors.road[edge]
    on_corridor = shapely.get_coordinates(
        shapely.line_interpolate_point(corridors.lines[edge], shapely.line_locate_point(corridors.lines[edge], points))
    )
    chainage_m, official = chainages(on_corridor, road, references, on_road_m)
    return RoadPlaces(edge, off_m, road, chainage_m, official)
