"""What the Hata family asks of a link before its equations: its ranges, and the mast over the average ground.

Hata's base station height is that over the ground averaged from 3 to 15 km towards the mobile, so terrain can put it
outside the model's range although the mast is inside. The nearest end of the range is taken then: no formula is
extended, and a path says so in a remark. The mast and the receiver themselves must be in range.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from covplan.errors import ModelRangeError
from covplan.propagation.links import AVERAGED_FROM_KM, AVERAGED_TO_KM, Links
from covplan.propagation.path_loss import Remark
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile


class Ranged(Protocol):
    """A model by its name in messages and its ranges."""

    edition: ClassVar[str]
    ranges: ClassVar[Mapping[str, Range]]


def check_radio(model: Ranged, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> None:
    """Raise ``ModelRangeError`` unless frequency and antenna heights above ground are in range."""
    model.ranges["freq_mhz"].check("freq_mhz", freq_mhz, model.edition)
    model.ranges["tx_agl_m"].check("tx_agl_m", tx_agl_m, model.edition)
    model.ranges["rx_agl_m"].check("rx_agl_m", rx_agl_m, model.edition)


def link_along(model: Ranged, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> Links:
    """The link along a profile, with every range checked.

    Raises
    ------
    ModelRangeError
        If frequency, an antenna height or the distance is out of range, terrain is void, or the profile has no point
        where the ground is averaged.
    """
    check_radio(model, freq_mhz=freq_mhz, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)
    total = float(profile.dist_km[-1])
    model.ranges["dist_km"].check("dist_km", total, model.edition)
    if not np.isfinite(profile.ground_m).all():
        raise ModelRangeError("range.void", model=model.edition)
    averaged = (profile.dist_km >= AVERAGED_FROM_KM) & (profile.dist_km <= AVERAGED_TO_KM)
    if total >= AVERAGED_TO_KM and not averaged.any():
        low = math.ceil(total / (AVERAGED_TO_KM - AVERAGED_FROM_KM)) + 1
        raise ModelRangeError("range.points", model=model.edition, low=low, got=profile.dist_km.size)
    return Links.of(profile, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)


def base_height_m(model: Ranged, effective_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Base station height for the equations [m]: over the average ground, at most to the ends of the range."""
    allowed = model.ranges["tx_effective_m"]
    return np.clip(effective_m, allowed.low, allowed.high)


def height_remarks(model: Ranged, effective_m: float, used_m: float) -> tuple[Remark, ...]:
    """A remark if terrain put the base station outside the range."""
    if effective_m == used_m:
        return ()
    return (Remark("hata.height", {"model": model.edition, "got": effective_m, "used": used_m}),)


def within_distance(model: Ranged, dist_km: NDArray[np.float64], loss_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """Losses [dB], NaN where the distance is out of range."""
    allowed = model.ranges["dist_km"]
    return np.where((dist_km >= allowed.low) & (dist_km <= allowed.high), loss_db, np.nan)
