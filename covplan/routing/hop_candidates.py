"""Between which masts a microwave hop is possible: pairs within the bands' reach, clear, and available in rain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from covplan.errors import PlanningError
from covplan.grid import Raster, check_same_grid
from covplan.network import MicrowaveRadio
from covplan.routing._hop_clearance import pair_clearances
from covplan.routing.microwave import Hop, HopPath, hop
from covplan.routing.microwave_settings import MicrowaveSettings
from covplan.routing.noding import Floats, Ints
from covplan.units import EARTH_RADIUS_KM, M_PER_KM

_SHORTEST_KM = 0.01  # nearer masts are one place: the rain statistics begin here
_REACH_KM = 0.01  # to within which a reach is told


@dataclass(frozen=True, eq=False)
class HopCandidates:
    """Pairs of masts and what can be said of each.

    Attributes
    ----------
    pairs : array of int64, shape (pairs, 2)
        Rows of the masts, the lower first.
    paths : tuple of HopPath
        Of each pair; NaN but for the length where it crosses a void.
    links : tuple of (int, Hop)
        Number of the pair, and each radio that is clear and available on it.
    """

    pairs: Ints
    paths: tuple[HopPath, ...]
    links: tuple[tuple[int, Hop], ...]

    @property
    def blocked(self) -> int:
        """Pairs within reach whose path is not clear or not known, for any radio."""
        return len(self.pairs) - len({pair for pair, _ in self.links})


def find_hops(
    xy_m: Floats,
    antenna_agl_m: Floats,
    has_fibre: NDArray[np.bool_],
    rasters: tuple[Raster, Raster, Raster],
    radios: Sequence[MicrowaveRadio],
    settings: MicrowaveSettings,
    step_m: float,
) -> HopCandidates:
    """The hops that may stand in for fibre.

    Parameters
    ----------
    xy_m : array, shape (masts, 2)
    antenna_agl_m : array, shape (masts,)
        Height of the dishes above ground [m].
    has_fibre : array of bool, shape (masts,)
        No hop is sought between two masts that both have fibre.
    rasters : tuple of Raster
        Ground [m above sea], clutter [m above ground], zone, on one grid.
    radios : sequence of MicrowaveRadio
    settings : MicrowaveSettings
    step_m : float
        Greatest distance of points of a profile.

    Raises
    ------
    PlanningError
        Without radios.
    """
    if not radios:
        raise PlanningError("backhaul.no_radio")
    ground, clutter, zone = rasters
    check_same_grid(ground, clutter)
    check_same_grid(ground, zone)
    reach_km = max(radio_reach_km(radio, settings) for radio in radios)
    pairs = np.sort(KDTree(xy_m).query_pairs(reach_km * M_PER_KM, output_type="ndarray").astype(np.int64), axis=1)
    dist_m = np.hypot(*(xy_m[pairs[:, 0]] - xy_m[pairs[:, 1]]).T)
    pairs = pairs[~has_fibre[pairs].all(axis=1) & (dist_m >= _SHORTEST_KM * M_PER_KM)]
    pairs = pairs[np.lexsort(pairs.T[::-1])]
    grid, found = ground.grid, np.empty((len(pairs), 6))
    pair_clearances(
        ground.values, clutter.values, zone.values, (grid.top_m - xy_m[:, 1]) / grid.pixel_m - 0.5,
        (xy_m[:, 0] - grid.left_m) / grid.pixel_m - 0.5, np.asarray(antenna_agl_m, float), pairs, grid.pixel_m, step_m,
        settings.median_k * EARTH_RADIUS_KM * M_PER_KM, settings.low_k * EARTH_RADIUS_KM * M_PER_KM, found,
    )  # fmt: skip
    paths = tuple(HopPath(*row) for row in found.tolist())
    links = (
        (pair, link)
        for pair, path in enumerate(paths)
        for radio in radios
        if may_be_clear(path, radio, settings) and is_wanted(link := hop(path, radio, settings), settings)
    )
    return HopCandidates(pairs, paths, tuple(links))


def may_be_clear(path: HopPath, radio: MicrowaveRadio, settings: MicrowaveSettings) -> bool:
    """Whether both Fresnel zones are clear; not where the path crosses a void."""
    times = math.sqrt(radio.freq_ghz)
    return (
        path.median_at_1_ghz * times >= settings.median_fraction and path.low_at_1_ghz * times >= settings.low_fraction
    )


def is_wanted(link: Hop, settings: MicrowaveSettings) -> bool:
    """Whether one hop alone is clear and available for long enough."""
    return link.clear and link.availability_pct >= settings.availability_pct


def radio_reach_km(radio: MicrowaveRadio, settings: MicrowaveSettings) -> float:
    """Length up to which a level hop of a radio is available for long enough, at most ``longest_km``; 0 if none is.

    Multipath is left out: it hangs on the heights of each path, and can only shorten the reach.
    """

    def suffices(dist_km: float) -> bool:
        path = HopPath(dist_km, 0.0, 0.0, 0.0, math.inf, math.inf)
        return 100.0 - hop(path, radio, settings).rain_pct >= settings.availability_pct

    low, high = _SHORTEST_KM, settings.longest_km
    if suffices(high):
        return high
    if not suffices(low):
        return 0.0
    while high - low > _REACH_KM:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if suffices(middle) else (low, middle)
    return high
