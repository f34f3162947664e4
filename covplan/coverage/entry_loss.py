"""What is lost between the open air and the receiver: nothing outdoors, a wall, a car; as a distribution over places.

It is independent of the location variability of the path and is convolved with it in ``service.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from covplan.errors import InputError
from covplan.ingest.land_cover_classes import UNKNOWN
from covplan.propagation.building_entry import Building, building_entry_loss_db

STEP, ENDS = 0.1, 5.0  # of the normal deviate: what lies beyond is one place in a million


class Environment(StrEnum):
    """Where the receiver is."""

    OUTDOOR = "outdoor"
    INDOOR_TRADITIONAL = "indoor-traditional"  # P.2109: ordinary glass, masonry
    INDOOR_EFFICIENT = "indoor-efficient"  # P.2109: metallised glass, foil-backed panels
    INDOOR_BY_CLUTTER = "indoor-by-clutter"  # a mixture of both that the land cover of the pixel decides
    IN_VEHICLE = "in-vehicle"


BUILDINGS = {
    Environment.INDOOR_TRADITIONAL: Building.TRADITIONAL,
    Environment.INDOOR_EFFICIENT: Building.EFFICIENT,
}


class Entry(NamedTuple):
    """A way in: the environment, one kind of building, the frequency [MHz], a vehicle's mean loss and its standard
    deviation [dB], taken as normal, and the standard deviation of the location variability outdoors [dB].
    """

    environment: Environment
    freq_mhz: float
    vehicle_db: tuple[float, float]
    sigma_db: float


@lru_cache(maxsize=64)
def entry_losses_db(entry: Entry) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Entry losses [dB] and the share of places that has each; the shares sum to 1.

    The losses lie close enough together to be convolved with the location variability.

    Notes
    -----
    Equally spaced normal deviates z with normal weights. P.2109 gives the loss not exceeded with probability P; the
    deviate of P is z, so its eq. (1) at P = 100 Φ(z) is the loss of that place. Horizontal paths (θ = 0).
    """
    if entry.environment is Environment.OUTDOOR:
        return np.zeros(1), np.ones(1)
    step = min(STEP, max(entry.sigma_db, 0.02) / 20.0)
    deviates = np.linspace(-ENDS, ENDS, 2 * round(ENDS / step) + 1)
    weights = np.exp(-0.5 * deviates**2)
    weights /= weights.sum()
    if entry.environment is Environment.IN_VEHICLE:
        mean_db, spread_db = entry.vehicle_db
        return mean_db + spread_db * deviates, weights
    building, normal = BUILDINGS[entry.environment], NormalDist()
    losses = [building_entry_loss_db(entry.freq_mhz, building, probability_pct=100.0 * normal.cdf(z)) for z in deviates]
    return np.array(losses), weights


def efficient_shares(efficient_pct: Mapping[int, float], clutter_class: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Share of the buildings that are thermally efficient, 0 to 1, of the shape of the classes.

    Parameters
    ----------
    efficient_pct : mapping
        WorldCover code → share [%]; classes without one have traditional buildings only.
    clutter_class : array of uint8, any shape

    Raises
    ------
    InputError
        If a class is unknown (code 0) and ``efficient_pct`` says nothing of that.
    """
    if UNKNOWN not in efficient_pct and (clutter_class == UNKNOWN).any():
        raise InputError("service.land_cover_gaps")
    by_class = np.zeros(256)
    by_class[list(efficient_pct)] = list(efficient_pct.values())
    return by_class[clutter_class] / 100.0
