"""Links and profiles over level ground for the tests of the Hata family."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from covplan.propagation.links import Links
from covplan.terrain.profile import Profile


def level_links(dist_km: Sequence[float] | float, tx_agl_m: float, rx_agl_m: float, ground_m: float = 500.0) -> Links:
    """Links over level ground."""
    dist = np.atleast_1d(np.asarray(dist_km, np.float64))
    same = np.ones_like(dist)
    return Links(
        dist_km=dist,
        tx_agl_m=tx_agl_m,
        rx_agl_m=rx_agl_m,
        tx_asl_m=(ground_m + tx_agl_m) * same,
        rx_asl_m=(ground_m + rx_agl_m) * same,
        tx_effective_m=tx_agl_m * same,
        clear=np.ones(dist.shape, np.bool_),
    )


def profile_over(ground_m: Sequence[float] | np.ndarray, dist_km: float, zone: int = 4) -> Profile:
    """A profile at equal steps without clutter."""
    ground = np.asarray(ground_m, np.float64)
    n = ground.size
    return Profile.of(np.linspace(0.0, dist_km, n), ground, np.zeros(n), np.full(n, zone))


def level_profile(dist_km: float, ground_m: float = 500.0) -> Profile:
    """A profile over level land, a point every 50 m or less."""
    return profile_over(np.full(max(6, int(dist_km / 0.05) + 2), ground_m), dist_km)
