"""Candidate × people, sparse: all that the solvers see."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import KDTree

from covplan.assessment.served import Served, carrier_serves, counts_in_reading
from covplan.coverage.footprint import received_dbm
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area, Progress
from covplan.network import Sector
from covplan.planning.candidates import Candidate


@dataclass(frozen=True, eq=False)
class Reach:
    """What each candidate would serve of the people who are unserved now.

    Attributes
    ----------
    candidates : tuple of Candidate
        The rows of the matrix.
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


def build_reach_matrix(
    spots: tuple[Candidate, ...],
    area: Area,
    radio: RadioSettings,
    service: ServiceSettings,
    today: Served,
    also: NDArray[np.bool_] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
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

    Raises
    ------
    PlanningError
        If ``service`` is not the one that ``today`` was counted under.
    """
    if service != today.service:
        raise PlanningError("planning.service")
    served = today.served[service.reading]
    wanted = today.people > 0 if also is None else (today.people > 0) | also
    rows, cols = (index.astype(np.int64) for index in np.nonzero(wanted & ~served))
    x, y = area.grid.centres()
    tree = KDTree(np.column_stack([x[cols], y[rows]])) if rows.size else None
    stands = _stands(spots)

    def reached(stand: _Stand) -> list[tuple[int, NDArray[np.int64]]]:
        # one metre more than the radius: received_dbm alone decides at the edge
        radius_m = max(spots[k].radius_m for k in stand.members) + 1.0
        near = [] if tree is None else tree.query_ball_point((stand.x_m, stand.y_m), radius_m, return_sorted=True)
        pixels = np.asarray(near, np.int64)
        received = received_dbm(stand, rows[pixels], cols[pixels], area, radio) if pixels.size else {}
        return [(k, pixels[_served_by(spots[k], received, service, area, pixels.size)]) for k in stand.members]

    results = executor.map(reached, stands) if executor else map(reached, stands)
    columns = [np.zeros(0, np.int64)] * len(spots)
    for done, pairs in enumerate(results, 1):
        for k, pixels in pairs:
            columns[k] = pixels
        if progress:
            progress(done / len(stands))
    starts = np.concatenate([[0], np.cumsum([len(pixels) for pixels in columns])])
    indices = np.concatenate([np.zeros(0, np.int64), *columns])
    matrix = sparse.csr_array((np.ones(len(indices), bool), indices, starts), shape=(len(spots), rows.size))
    return Reach(
        candidates=tuple(spots),
        matrix=matrix,
        people=today.people[rows, cols],
        rows=rows,
        cols=cols,
        people_total=today.population,
        people_served_before=today.totals[service.reading],
        reading=service.reading,
    )


def with_backhaul(reach: Reach, site_cost_mn_vnd: Mapping[str, float]) -> Reach:
    """The same reach with routed backhaul costs [million đồng] in place of the estimates of the named candidates."""
    if unknown := site_cost_mn_vnd.keys() - {c.id for c in reach.candidates}:
        raise PlanningError("planning.unknown_candidate", id=min(unknown))
    candidates = tuple(
        replace(c, backhaul_mn_vnd=site_cost_mn_vnd.get(c.id, c.backhaul_mn_vnd)) for c in reach.candidates
    )
    return replace(reach, candidates=candidates)


def _served_by(
    spot: Candidate, received: dict[str, NDArray[np.float32]], service: ServiceSettings, area: Area, count: int
) -> NDArray[np.bool_]:
    """Which of ``count`` pixels one of the candidate's carriers serves under the reading."""
    served = np.zeros(count, bool)
    for carrier in spot.carriers:
        if counts_in_reading(carrier, service.reading) and carrier.id in received:
            served |= carrier_serves(received[carrier.id], carrier, service, area.grid.pixel_m, area.corrections)
    return served


def _stands(spots: tuple[Candidate, ...]) -> list[_Stand]:
    """Candidates grouped by place and antenna heights; two of one operator, with the same carriers, stay apart."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for k, spot in enumerate(spots):
        key: tuple[object, ...] = (spot.x_m, spot.y_m, *sorted({s.antenna_agl_m for s in spot.sectors}))
        taken = {spots[m].operator for m in groups.get(key, [])}
        groups.setdefault((*key, k) if spot.operator in taken else key, []).append(k)
    return [
        _Stand(
            spots[members[0]].x_m,
            spots[members[0]].y_m,
            tuple(sector for m in members for sector in spots[m].sectors),
            tuple(members),
        )
        for members in groups.values()
    ]
