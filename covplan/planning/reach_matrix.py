"""Candidate × people, sparse: all that the solvers see."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.busy_hour import busy_pct
from covplan.assessment.busy_hour_settings import BusyHourSettings
from covplan.assessment.served import Served, carrier_serves, counts_in_reading
from covplan.coverage.footprint import pixels_between, reach_km, received_dbm
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import InterferenceSettings, RadioSettings
from covplan.coverage.throughput import downlink_mbps
from covplan.errors import PlanningError
from covplan.ingest.area import Area, Progress
from covplan.ingest.costs import CostRange
from covplan.network import Sector
from covplan.planning.candidate_records import Candidate
from covplan.propagation.link_budget import noise_per_re_dbm
from covplan.units import M_PER_KM

_LEAST_RATIO, _MOST_RATIO = 0.5, 2.0  # of routed to estimated backhaul, for candidates that were not routed


@dataclass(frozen=True, eq=False)
class Reach:
    """What each candidate would serve of the people who are unserved now.

    Attributes
    ----------
    candidates : tuple of Candidate
        The rows of the matrix, with their ``busy_hour_pct``.
    matrix : csr_array of bool, shape (candidates, pixels)
        True where the candidate alone serves the pixel under the reading.
    people : array, float64, shape (pixels,)
        People of each demand pixel inside the communes; 0 where a floor alone asks for service.
    rows, cols : arrays, int64, shape (pixels,)
        Where the demand pixels lie on the grid.
    people_total, people_served_before : float
        Of the whole province, under the reading.
    reading : str
        ``any`` or an operator.
    """

    candidates: tuple[Candidate, ...]
    matrix: sparse.csr_array
    people: NDArray[np.float64]
    rows: NDArray[np.int64]
    cols: NDArray[np.int64]
    people_total: float
    people_served_before: float
    reading: str

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Candidate id → its row."""
        return {candidate.id: k for k, candidate in enumerate(self.candidates)}

    def pixels_of(self, id: str) -> NDArray[np.int64]:
        """The demand pixels that a candidate serves; ``PlanningError`` if it is not in the matrix."""
        if id not in self.row_of:
            raise PlanningError("planning.unknown_candidate", id=id)
        k = self.row_of[id]
        pixels: NDArray[np.int64] = self.matrix.indices[self.matrix.indptr[k] : self.matrix.indptr[k + 1]]
        return pixels


@dataclass(frozen=True)
class _Stand:
    """Candidates at one place: received together, so that the terrain is profiled once."""

    x_m: float
    y_m: float
    sectors: tuple[Sector, ...]
    members: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Row:
    """Demand pixels that one candidate serves, and the air time that their people need of it [%]."""

    candidate: int
    pixels: NDArray[np.int32]
    busy_hour_pct: float


def build_reach_matrix(
    spots: tuple[Candidate, ...],
    area: Area,
    radio: RadioSettings,
    service: ServiceSettings,
    today: Served,
    also: NDArray[np.bool_] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    busy_hour: BusyHourSettings | None = None,
) -> Reach:
    """Predict every candidate at the pixels whose people are unserved.

    Parameters
    ----------
    spots : tuple of Candidate
        From ``find_candidates``.
    area, radio, service
        As for the prediction and the count of ``today``.
    today : Served
        Who is served now; its people and rasters make the demand.
    also : array of bool, shape of the grid, optional
        Unserved pixels that count whether anybody lives there or not: ``Floors.unserved``.
    executor : Executor, optional
        Places are predicted in its threads; in turn without one.
    progress : callable, optional
        Called with the fraction of places done.
    busy_hour : BusyHourSettings, optional
        What the people newly served would ask of a candidate; the defaults without it.

    Raises
    ------
    PlanningError
        If ``service`` is not the one that ``today`` was counted under.
    """
    if service != today.service:
        raise PlanningError("planning.service")
    wanted = today.people > 0 if also is None else (today.people > 0) | also
    unserved = wanted & ~today.served[service.reading]
    rows, cols = (index.astype(np.int64) for index in np.nonzero(unserved))
    people = today.people[rows, cols]
    demand = np.full(unserved.shape, -1, np.int32)  # pixel of the grid → column of the matrix
    demand[unserved] = np.arange(rows.size)
    stands, wants = _stands(spots, area, radio), busy_hour or BusyHourSettings()

    def reached(stand: _Stand) -> list[_Row]:
        # one metre more than the radius: received_dbm alone decides at the edge
        radius_m = max(spots[k].radius_m for k in stand.members) + 1.0
        near = demand[pixels_between(stand, area.grid, -1.0, radius_m / M_PER_KM)]
        pixels = near[near >= 0]
        received = received_dbm(stand, rows[pixels], cols[pixels], area, radio) if pixels.size else {}
        classes = area.clutter_class.values[rows[pixels], cols[pixels]]
        members = []
        for k in stand.members:
            served = _served_by(spots[k], received, service, area, classes)
            rates_mbps = _rates_mbps(spots[k], received, served, radio, service)
            own = pixels[served]
            members.append(_Row(k, own, busy_pct(people[own], rates_mbps, len(spots[k].sectors), wants)))
        return members

    results = executor.map(reached, stands) if executor else map(reached, stands)
    found: list[_Row | None] = [None] * len(spots)
    for done, members in enumerate(results, 1):
        for row in members:
            found[row.candidate] = row
        if progress:
            progress(done / len(stands))
    in_order = [row for row in found if row is not None]
    return Reach(
        candidates=tuple(
            replace(spot, busy_hour_pct=row.busy_hour_pct) for spot, row in zip(spots, in_order, strict=True)
        ),
        matrix=_matrix([row.pixels for row in in_order], rows.size),
        people=people,
        rows=rows,
        cols=cols,
        people_total=today.population,
        people_served_before=today.totals[service.reading],
        reading=service.reading,
    )


def _matrix(columns: list[NDArray[np.int32]], count: int) -> sparse.csr_array:
    """Rows of a matrix from their columns; indices stay 32 bits wide where the entries can be counted so."""
    starts = np.cumsum([0, *(len(pixels) for pixels in columns)], dtype=np.int64)
    if starts[-1] <= np.iinfo(np.int32).max:  # else scipy widens both
        starts = starts.astype(np.int32)
    indices = np.concatenate([np.zeros(0, np.int32), *columns])
    return sparse.csr_array((np.ones(len(indices), bool), indices, starts), shape=(len(columns), count))


def with_backhaul(reach: Reach, routed: Mapping[str, CostRange]) -> Reach:
    """The same reach with routed backhaul costs in place of the estimates of the named candidates.

    The estimates of the others are scaled by what routing made of those of the named ones, all together, from a half to
    twice: a few named ones say little of the others.
    """
    if unknown := routed.keys() - {c.id for c in reach.candidates}:
        raise PlanningError("planning.unknown_candidate", id=min(unknown))
    estimated_mn = sum(c.backhaul_mn_vnd for c in reach.candidates if c.id in routed)
    ratio = sum(cost.base for cost in routed.values()) / estimated_mn if estimated_mn > 0.0 else 1.0
    others = min(max(ratio, _LEAST_RATIO), _MOST_RATIO)
    backhaul = [routed[c.id] if c.id in routed else c.backhaul * others for c in reach.candidates]
    candidates = tuple(replace(c, backhaul=cost) for c, cost in zip(reach.candidates, backhaul, strict=True))
    return replace(reach, candidates=candidates)


def _served_by(
    spot: Candidate,
    received: dict[str, NDArray[np.float32]],
    service: ServiceSettings,
    area: Area,
    clutter_class: NDArray[np.uint8],
) -> NDArray[np.bool_]:
    """Which pixels, given by their classes, one of the candidate's carriers serves under the reading."""
    served = np.zeros(clutter_class.size, bool)
    for carrier in spot.carriers:
        if counts_in_reading(carrier, service.reading) and carrier.id in received:
            served |= carrier_serves(received[carrier.id], carrier, service, area, clutter_class)
    return served


def _rates_mbps(
    spot: Candidate,
    received: dict[str, NDArray[np.float32]],
    served: NDArray[np.bool_],
    radio: RadioSettings,
    service: ServiceSettings,
) -> NDArray[np.float64]:
    """Downlink of one user on each carrier at the served pixels, shape (carriers, pixels): noise, no interference."""
    noise_figure_db = (radio.interference or InterferenceSettings()).noise_figure_db
    counted = [c for c in spot.carriers if counts_in_reading(c, service.reading) and c.id in received]
    rates_mbps = np.zeros((len(counted), int(served.sum())))
    for index, carrier in enumerate(counted):
        snr_db = received[carrier.id][served] - noise_per_re_dbm(carrier.scs_khz, noise_figure_db)
        rates_mbps[index] = np.nan_to_num(downlink_mbps(snr_db, carrier, service.throughput))
    return rates_mbps


def _stands(spots: tuple[Candidate, ...], area: Area, radio: RadioSettings) -> list[_Stand]:
    """Candidates grouped by place and directions of their sectors, so that alternatives are predicted once.

    Those whose farthest carriers reach differently far stay apart: how far a sweep goes decides where its radials lie,
    and each candidate must be received as if it stood alone. One whose sectors differ in their carriers stands alone.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    for k, spot in enumerate(spots):
        farthest_km = max(reach_km(carrier, area, radio) for carrier in spot.carriers)
        key: tuple[object, ...] = (spot.x_m, spot.y_m, farthest_km, *((s.azimuth_deg, *_hung(s)) for s in spot.sectors))
        alike = len({s.carriers for s in spot.sectors}) <= 1
        groups.setdefault(key if alike else (*key, k), []).append(k)
    stands = []
    for members in groups.values():
        first = spots[members[0]]
        sectors = first.sectors
        if len(members) > 1:
            carriers = tuple(dict.fromkeys(c for k in members for c in spots[k].carriers))
            sectors = tuple(replace(sector, carriers=carriers) for sector in sectors)
        stands.append(_Stand(first.x_m, first.y_m, sectors, tuple(members)))
    return stands


def _hung(sector: Sector) -> tuple[float, float]:
    return sector.mechanical_tilt_deg, sector.antenna_agl_m
