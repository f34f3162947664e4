"""Tiles of mobile speed tests → measured indicators of communes and of the whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.ingest.indicators import EvidenceKind, Indicator, period_days
from covplan.ingest.settings import AdminEpoch
from covplan.ingest.speed_tiles import SpeedTiles

LEAST_TESTS = 30
"""A mean of fewer tests is not shown: it would be that of a few phones, and tell about their owners."""

SOURCE = "Speedtest by Ookla, open data, CC BY-NC-SA 4.0 (non-commercial)"
_FIGURES = (
    ("dl_mean_mobile_mbps", "Mb/s", "dl_mbps"),
    ("ul_mean_mobile_mbps", "Mb/s", "ul_mbps"),
    ("latency_mean_mobile_ms", "ms", "latency_ms"),
)


def speed_tile_indicators(
    tiles: SpeedTiles, communes: pd.DataFrame, *, province_code: str, admin_epoch: AdminEpoch
) -> tuple[Indicator, ...]:
    """Means over all tests of a year's quarters: each tile counts by its tests.

    They are of all mobile networks and generations together, of tests that users began, mostly in towns: a check of
    the order of magnitude, no measure of 5G.

    Parameters
    ----------
    tiles : SpeedTiles
    communes : DataFrame
        ``Area.communes``.
    province_code : str
        Code of the whole.
    admin_epoch : AdminEpoch
        Of the communes.

    Returns
    -------
    tuple of Indicator
        Per year, of the whole and of each commune with a test; NaN under ``LEAST_TESTS`` tests.
    """
    places = {province_code: np.ones(len(tiles.tests), bool)}
    places |= {communes["code"].iloc[k]: tiles.commune == k for k in np.unique(tiles.commune)}
    years = np.array([period[:4] for period in tiles.period], object)
    found = []
    for year in sorted(set(years)):
        quarters = sorted(set(tiles.period[years == year]))
        period = quarters[0] if len(quarters) == 1 else str(year)
        for code, here in places.items():
            these = here & (years == year)
            count = int(tiles.tests[these].sum())
            for id, unit, name in _FIGURES if count else ():
                value = _mean(getattr(tiles, name)[these], tiles.tests[these]) if count >= LEAST_TESTS else np.nan
                found.append(
                    Indicator(
                        id=id,
                        admin_code=code,
                        admin_epoch=str(admin_epoch),
                        period=period,
                        value=value,
                        unit=unit,
                        kind=EvidenceKind.MEASURED,
                        source=SOURCE,
                        as_of=period_days(quarters[-1])[1].isoformat(),
                        n_samples=count,
                        confidence=", ".join(quarters),
                    )
                )
    return tuple(found)


def _mean(values: NDArray[np.float64], weights: NDArray[np.int64]) -> float:
    return float(np.average(values, weights=weights))
