"""What is lost between the open air and the receiver: nothing outdoors, a wall, a car; as a distribution over places.

It is independent of the location variability of the path and is convolved with it in ``service.py``.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from covplan.propagation.building_entry import Building, building_entry_loss_db

STEP, ENDS = 0.1, 5.0  # of the normal deviate: what lies beyond is one place in a million


class Environment(StrEnum):
    """Where the receiver is."""

    OUTDOOR = "outdoor"
    INDOOR_TRADITIONAL = "indoor-traditional"  # P.2109: ordinary glass, masonry
    INDOOR_EFFICIENT = "indoor-efficient"  # P.2109: metallised glass, foil-backed panels
    IN_VEHICLE = "in-vehicle"


BUILDINGS = {
    Environment.INDOOR_TRADITIONAL: Building.TRADITIONAL,
    Environment.INDOOR_EFFICIENT: Building.EFFICIENT,
}


class Entry(NamedTuple):
    """A way in: the environment, the frequency [MHz], a vehicle's mean loss and its standard deviation [dB], taken as
    normal, and the standard deviation of the location variability outdoors [dB].
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
