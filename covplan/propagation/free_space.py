"""ITU-R P.525-4: free-space basic transmission loss."""

from __future__ import annotations

import math

from covplan.units import SPEED_OF_LIGHT_M_S


def free_space_loss_db(dist_m: float, freq_mhz: float) -> float:
    """Free-space basic transmission loss [dB] over ``dist_m`` [m, > 0] at ``freq_mhz`` [MHz].

    References
    ----------
    ITU-R P.525-4 §2.3, eq. (4): 20 log10(4 pi d / lambda).
    """
    return 20.0 * math.log10(4.0 * math.pi * dist_m * freq_mhz * 1e6 / SPEED_OF_LIGHT_M_S)
