"""What the Hata family asks of a link before its equations: its ranges, and the mast over the average ground.

Hata's base station height is that over the ground averaged from 3 to 15 km towards the mobile. A low mast or terrain
can put it outside the model's range; the nearest end is taken then: no formula is extended, one low mast does not stop
an area, and a path says so in remarks. Frequency, receiver height and distance must be in range.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from covplan.errors import ModelRangeError
from covplan.propagation.links import AVERAGED_FROM_KM, AVERAGED_TO_KM, Links
from covplan.propagation.path_loss import PathLoss, Remark
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile


class HataModel(Protocol):
    """What is asked of a model here."""

    edition: ClassVar[str]
    ranges: ClassVar[Mapping[str, Range]]

    def links_db(self, links: Links, *, freq_mhz: float) -> NDArray[np.float64]:
        """Median loss of many links [dB]."""


def check_radio(model: HataModel, *, freq_mhz: float, rx_agl_m: float) -> None:
    """Raise ``ModelRangeError`` unless frequency and receiver height above ground are in range."""
    model.ranges["freq_mhz"].check("freq_mhz", freq_mhz, model.edition)
    model.ranges["rx_agl_m"].check("rx_agl_m", rx_agl_m, model.edition)


def link_along(model: HataModel, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> Links:
    """The link along a profile, with every range checked.

    Raises
    ------
    ModelRangeError
        If frequency, receiver height or distance is out of range, terrain is void, or the profile has no point where
        the ground is averaged.
    """
    check_radio(model, freq_mhz=freq_mhz, rx_agl_m=rx_agl_m)
    total = float(profile.dist_km[-1])
    model.ranges["dist_km"].check("dist_km", total, model.edition)
    if not np.isfinite(profile.ground_m).all():
        raise ModelRangeError("range.void", model=model.edition)
    links = Links.of(profile, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)
    if np.isnan(links.tx_effective_m[0]):
        low = math.ceil(total / (AVERAGED_TO_KM - AVERAGED_FROM_KM)) + 1
        raise ModelRangeError("range.points", model=model.edition, low=low, got=profile.dist_km.size)
    return links


def base_height_m(model: HataModel, effective_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Base station height for the equations [m]: over the average ground, at most to the ends of the range."""
    allowed = model.ranges["tx_effective_m"]
    return np.clip(effective_m, allowed.low, allowed.high)


def height_remarks(model: HataModel, *, tx_agl_m: float, effective_m: float, used_m: float) -> tuple[Remark, ...]:
    """Remarks if the mast, or the base station over the average ground, is outside the range."""
    masts, remarks = model.ranges["tx_agl_m"], []
    if not masts.low <= tx_agl_m <= masts.high:
        outside = {"model": model.edition, "got": tx_agl_m, "low": masts.low, "high": masts.high}
        remarks.append(Remark("hata.mast", outside))
    if effective_m != used_m:
        remarks.append(Remark("hata.height", {"model": model.edition, "got": effective_m, "used": used_m}))
    return tuple(remarks)


def within_distance(
    model: HataModel, dist_km: NDArray[np.float64], loss_db: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Losses [dB], NaN where the distance is out of range."""
    allowed = model.ranges["dist_km"]
    return np.where((dist_km >= allowed.low) & (dist_km <= allowed.high), loss_db, np.nan)


def loss_of_link(model: HataModel, links: Links, *, freq_mhz: float, losses: Mapping[str, float]) -> PathLoss:
    """The answer for one link, with intermediates of the model's own."""
    effective_m = float(links.tx_effective_m[0])
    h_b = float(base_height_m(model, links.tx_effective_m)[0])
    return PathLoss(
        loss_db=float(model.links_db(links, freq_mhz=freq_mhz)[0]),
        freq_mhz=freq_mhz,
        losses=losses,
        geometry={"d": float(links.dist_km[0]), "h_b": h_b, "h_m": links.rx_agl_m, "tx_effective_m": effective_m},
        remarks=height_remarks(model, tx_agl_m=links.tx_agl_m, effective_m=effective_m, used_m=h_b),
    )
