"""Numbered roads and expressways: which stretches Km a+bcd … c+def are served, and where the gaps are.

A road is walked along its reference line in equal steps; each step has the state of the pixel under its midpoint, and
ends of stretches are ends of steps. Parts of the line outside the communes, straight bridges where the pieces of the
road do not meet, and planned parts of a road that exists count as nothing. Of a dual carriageway one side counts.
Chainage keeps the basis of the reference: ``modelled`` unless it is calibrated to Km posts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.ground_points import (
    NO_COMMUNE,
    OFF_GRID,
    commune_rows,
    pixel_numbers,
    steps_along,
    untold_pixels,
    values_at,
)
from covplan.assessment.modelled import Modelled, of_communes, parts_text
from covplan.assessment.served import Served
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.composite import Coverage
from covplan.ingest.area import Area
from covplan.ingest.indicators import Indicator
from covplan.ingest.roads import EXISTING
from covplan.linear_reference import ChainageBasis, ReferencedRoad

ON_ROAD_M = 50.0
"""A point of the reference line farther from every piece of its road lies on a bridge over a gap in the data."""


class StretchState(StrEnum):
    """Service along a stretch."""

    SERVED = "served"
    UNSERVED = "unserved"
    UNTOLD = "untold"


_ROUNDING_M = 1e-6
_NOT_COUNTED = ""  # outside the province, or no road


@dataclass(frozen=True, eq=False)
class RoadCoverage:
    """Service along roads.

    Attributes
    ----------
    roads : DataFrame
        A row per road and reading: road, road_class, status, basis, reading, km (in the province), km_served,
        km_unserved, km_untold, served_pct. Roads outside the province are left out.
    by_commune : DataFrame
        The same by the commune under each step: commune_code after reading.
    stretches : DataFrame
        road, basis, reading, state, from_m, to_m, length_m, commune_from, commune_to (names), in order of the road.
    gaps : DataFrame
        The stretches without service that are longer than ``gap_m``.
    """

    roads: pd.DataFrame
    by_commune: pd.DataFrame
    stretches: pd.DataFrame
    gaps: pd.DataFrame
    gap_m: float

    def indicators(self, about: Modelled) -> list[Indicator]:
        """``road_5g_km_pct:<road>``: share of the length in a place that is served [%]; existing roads only."""
        existing = self.by_commune[self.by_commune["status"] == EXISTING]
        return [
            indicator
            for place, communes in about.places()
            for row in _roads(of_communes(existing, communes)).itertuples()
            for indicator in place.of_reading(
                f"road_5g_km_pct:{row.road}",
                row.reading,
                row.served_pct,
                parts_text(row.km_served, row.km, row.km_untold, 1) + " km",
            )
        ]


_ROAD_KEYS = ["road", "road_class", "status", "basis", "reading"]
_ROAD_KM = ["km", *(f"km_{state}" for state in StretchState)]
_STRETCH_COLUMNS = (*("road", "basis", "reading", "state", "from_m", "to_m", "length_m", "commune_from", "commune_to"),)


def assess_roads(cover: Coverage, today: Served, area: Area, settings: WhereSettings) -> RoadCoverage:
    """Walk every numbered road of the scenario, for each reading."""
    untold = untold_pixels(cover, area)
    roads, stretches = [], []
    for number, reference in area.road_references.items():
        ways = _ways(number, area)
        walk = _walk(reference, ways.geometry.to_numpy(), area, settings.line_sample_m)
        about = {
            "road": number,
            "road_class": str(ways["road_class"].iloc[0]),
            "status": str(ways["status"].iloc[0]),
            "basis": _basis(reference, walk.ends_m),
        }
        if not walk.counts.any():
            continue
        for reading, mask in today.served.items():
            states = walk.states(mask, untold)
            roads += [{**about, "reading": reading, **row} for row in walk.by_commune(states, area)]
            head = {"road": number, "reading": reading}
            for stretch in walk.stretches(states, area):
                basis = _basis(reference, np.array([stretch["from_m"], stretch["to_m"]]))
                stretches.append({**head, "basis": basis, **stretch})
    by_commune = pd.DataFrame(roads, columns=[*_ROAD_KEYS, "commune_code", *_ROAD_KM])
    table = pd.DataFrame(stretches, columns=_STRETCH_COLUMNS)
    gap = (table["state"] == StretchState.UNSERVED.value) & (table["length_m"] > settings.road_gap_m + _ROUNDING_M)
    return RoadCoverage(_roads(by_commune), by_commune, table, table[gap].reset_index(drop=True), settings.road_gap_m)


def _roads(by_commune: pd.DataFrame) -> pd.DataFrame:
    """Kilometres of each road and reading over the communes, in the order of the rows."""
    table = by_commune.groupby(_ROAD_KEYS, sort=False, as_index=False)[_ROAD_KM].sum()
    return table.assign(served_pct=100 * table["km_served"] / table["km"])


@dataclass(frozen=True, eq=False)
class _Walk:
    """Steps along a road: chainage of their ends, shape (n + 1,), pixel and commune under each, what counts."""

    ends_m: NDArray[np.float64]
    pixel: NDArray[np.int64]
    commune: NDArray[np.int64]
    counts: NDArray[np.bool_]

    @property
    def lengths_m(self) -> NDArray[np.float64]:
        return np.diff(self.ends_m)

    def states(self, mask: NDArray[np.bool_], untold: NDArray[np.bool_]) -> NDArray[np.str_]:
        """``StretchState`` of each step, empty where it does not count."""
        unknown = values_at(untold, self.pixel, off_grid=True)
        served = values_at(mask, self.pixel, off_grid=False)
        choices = [_NOT_COUNTED, StretchState.UNTOLD.value, StretchState.SERVED.value]
        return np.select([~self.counts, unknown, served], choices, StretchState.UNSERVED.value)

    def by_commune(self, states: NDArray[np.str_], area: Area) -> Iterator[dict[str, object]]:
        """Kilometres of each state in each commune."""
        codes = area.communes["code"].to_numpy()
        for commune in np.unique(self.commune[self.counts]):
            here = self.counts & (self.commune == commune)
            km = [float(self.lengths_m[here & (states == state.value)].sum()) / 1000 for state in StretchState]
            yield {"commune_code": str(codes[commune]), **dict(zip(_ROAD_KM, (sum(km), *km), strict=True))}

    def stretches(self, states: NDArray[np.str_], area: Area) -> list[dict[str, object]]:
        """Unbroken runs of one state."""
        firsts = np.flatnonzero(np.concatenate([[True], states[1:] != states[:-1]]))
        lasts = np.concatenate([firsts[1:], [states.size]]) - 1
        names = area.communes["name"].to_numpy()
        return [
            {
                "state": str(states[first]),
                "from_m": float(self.ends_m[first]),
                "to_m": float(self.ends_m[last + 1]),
                "length_m": float(self.ends_m[last + 1] - self.ends_m[first]),
                "commune_from": str(names[self.commune[first]]),
                "commune_to": str(names[self.commune[last]]),
            }
            for first, last in zip(firsts, lasts, strict=True)
            if states[first] != _NOT_COUNTED
        ]


def road_metres(area: Area, settings: WhereSettings) -> tuple[tuple[str, ...], sparse.csr_array]:
    """Existing numbered roads in the province, and their metres in each pixel, shape (roads, pixels row by row).

    What of a road lies off the grid is in no pixel.
    """
    numbers, metres = [], [sparse.csr_array((0, area.grid.rows * area.grid.cols))]
    for number, reference in area.road_references.items():
        ways = _ways(number, area)
        walk = _walk(reference, ways.geometry.to_numpy(), area, settings.line_sample_m)
        if walk.counts.any() and str(ways["status"].iloc[0]) == EXISTING:
            on_grid = walk.counts & (walk.pixel != OFF_GRID)
            row = np.zeros(int(on_grid.sum()), np.int64)
            entries = (walk.lengths_m[on_grid], (row, walk.pixel[on_grid]))
            metres.append(sparse.csr_array(sparse.coo_array(entries, shape=(1, area.grid.rows * area.grid.cols))))
            numbers.append(number)
    return tuple(numbers), sparse.csr_array(sparse.vstack(metres, format="csr"))


def _basis(reference: ReferencedRoad, chainage_m: NDArray[np.float64]) -> str:
    return (ChainageBasis.OFFICIAL if reference.basis_at(chainage_m).all() else ChainageBasis.MODELLED).value


def _ways(number: str, area: Area) -> gpd.GeoDataFrame:
    """The ways of a road; what is planned of one that exists is no road yet."""
    ways = area.roads[area.roads["number"] == number]
    exists = ways["status"] == EXISTING
    return ways[exists] if exists.any() else ways


def _walk(reference: ReferencedRoad, ways: NDArray[np.object_], area: Area, step_m: float) -> _Walk:
    ends, middles = steps_along(reference.line, step_m)
    commune = commune_rows(area.communes, *middles.T)
    near, _ = shapely.STRtree(ways).query(shapely.points(middles), predicate="dwithin", distance=ON_ROAD_M)
    on_road = np.zeros(len(middles), bool)
    on_road[near] = True
    pixel = pixel_numbers(area.grid, *middles.T)
    return _Walk(reference.chainages(ends), pixel, commune, on_road & (commune != NO_COMMUNE))
