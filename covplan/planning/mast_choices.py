"""Which masts could carry the antennas at a place, and what height limits leave of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from covplan.errors import PlanningError
from covplan.ingest.land_cover import BUILT
from covplan.ingest.mast_positions import MastPosition
from covplan.network import MastClass
from covplan.planning.settings import PlanningSettings
from covplan.planning.surroundings import Surroundings

_LEAST_MAST_M = {MastClass.BUILDING: 3.0, MastClass.GROUND: 15.0}  # a mast that a limit leaves lower is none


@dataclass(frozen=True)
class NewMast:
    """A new mast: antenna height above ground, and its own height above roof or ground [m]."""

    mast_class: MastClass
    antenna_agl_m: float
    mast_height_m: float


def new_masts(position: MastPosition | None, around: Surroundings, planning: PlanningSettings) -> list[NewMast]:
    """What could be built at a place, the first choice first, under its height limit.

    A given position allows its own heights, or those of the settings for its class; any other place masts on the
    ground, and on built-up land masts on a building as high as the clutter.

    Raises
    ------
    PlanningError
        If a position is on a building and neither it nor the settings say how high a mast may be there.
    """
    roof_m = around.building_m
    on_ground = [NewMast(MastClass.GROUND, height_m, height_m) for height_m in planning.ground_mast_heights_m]
    on_roof = [NewMast(MastClass.BUILDING, roof_m + height_m, height_m) for height_m in planning.roof_mast_heights_m]
    if position is None:
        return under_limit(on_ground + (on_roof if around.land_cover == BUILT else []), around)
    building = position.mast_class is MastClass.BUILDING
    if position.heights_m:
        base_m = roof_m if building else 0.0
        stated = [NewMast(position.mast_class, agl_m, max(agl_m - base_m, 0.0)) for agl_m in position.heights_m]
        return under_limit(stated, around)
    if building and not on_roof:
        raise PlanningError("planning.no_roof_height", id=position.id)
    return under_limit(on_roof if building else on_ground, around)


def under_limit(masts: Sequence[NewMast], around: Surroundings) -> list[NewMast]:
    """Masts whose antennas stay under the height limit of the place, lowered to it by whole metres where need be.

    On the ground a mast of less than 15 m is left out, on a building one of less than 3 m.
    """
    if around.limit_asl_m is None:
        return list(masts)
    if math.isnan(around.ground_m):  # a void: nobody knows how high a top would be
        return []
    most_m = math.floor(around.limit_asl_m - around.ground_m)
    allowed = []
    for mast in masts:
        cut_m = max(mast.antenna_agl_m - most_m, 0.0)
        height_m = mast.mast_height_m - cut_m
        if cut_m == 0.0 or height_m >= _LEAST_MAST_M[mast.mast_class]:
            allowed.append(NewMast(mast.mast_class, mast.antenna_agl_m - cut_m, height_m))
    return list(dict.fromkeys(allowed))
