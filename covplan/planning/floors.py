"""Floors under communes, former districts, classes of key areas and roads, as requirements of a covering problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.key_areas import key_area_weights
from covplan.assessment.road_coverage import road_metres
from covplan.assessment.served import Served
from covplan.assessment.where_settings import WhereSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.ingest.people import commune_shares
from covplan.ingest.place_classes import KEY_AREA_CLASSES, classes_counting
from covplan.planning.cover_problem import Requirement
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import FloorOf, FloorSettings, PlanningSettings

_ROUNDING = 1e-6  # shares of pixels come as 32-bit floats


@dataclass(frozen=True, eq=False)
class Floors:
    """What must be served of each of n things: a commune, a district, a class of key areas, a road.

    Attributes
    ----------
    names : tuple of str
        ``commune Ea Rvê``, ``road QL.29`` and so on.
    weights : csr_array, shape (n, pixels row by row)
        People, areas (each counting 1) or metres in each pixel.
    needed : array, shape (n,)
        Beyond what is served today, in the units of the weights.
    from_years : tuple of int or None
        The year from which it comes first.
    unserved : array of bool, shape of the grid
        Pixels that are not served today and count for a floor that is not met.
    """

    names: tuple[str, ...]
    weights: sparse.csr_array
    needed: NDArray[np.float64]
    from_years: tuple[int | None, ...]
    unserved: NDArray[np.bool_]

    def requirements(self, reach: Reach) -> tuple[Requirement, ...]:
        """As requirements on the demand pixels of a reach; floors that are met today are left out."""
        pixels = reach.rows * self.unserved.shape[1] + reach.cols
        at_demand = sparse.csr_array(sparse.csc_array(self.weights)[:, pixels]).toarray()
        return tuple(
            Requirement(self.names[k], at_demand[k], float(self.needed[k]))
            for k in range(len(self.names))
            if self.needed[k] > 0.0
        )


def find_floors(area: Area, today: Served, planning: PlanningSettings, where: WhereSettings) -> Floors:
    """The floors of the settings, each measured as the assessment measures it.

    Parameters
    ----------
    area, today
        What there is, and who is served under the reading of ``today``.
    planning : PlanningSettings
        ``floors``.
    where : WhereSettings
        Radius about points and steps along lines of key areas and roads.

    Raises
    ------
    PlanningError
        If a name is none of its kind.
    """
    pixels = area.grid.rows * area.grid.cols
    names: list[str] = []
    parts, needed, years = [sparse.csr_array((0, pixels))], [np.zeros(0)], []
    served = today.served[today.service.reading]
    for floor in planning.floors:
        found, weights = _units(floor, area, today, where)
        total = np.asarray(weights.sum(axis=1)).ravel()
        names += [f"{floor.of} {name}" for name in found]
        parts.append(weights)
        needed.append((floor.served_pct / 100.0 - _ROUNDING) * total - weights @ served.ravel().astype(float))
        years += [floor.from_year] * len(found)
    weights = sparse.csr_array(sparse.vstack(parts, format="csr"))
    lacking = np.concatenate(needed)
    open_ones = np.asarray(weights[np.flatnonzero(lacking > 0.0)].sum(axis=0)).reshape(area.grid.shape) > 0.0
    return Floors(tuple(names), weights, lacking, tuple(years), open_ones & ~served)


def commune_weights(area: Area, reach: Reach, planning: PlanningSettings) -> NDArray[np.float64]:
    """What a person of each demand pixel counts where most people are sought, shape (pixels,).

    A pixel counts as the commune does in which most of it lies.
    """
    of_commune = np.ones(len(area.communes))
    for table in planning.weights:
        rows = _rows(list(zip(area.communes["code"], area.communes["name"], strict=True)), table.communes, "commune")
        of_commune[rows] = table.weight
    shares = sparse.csc_array(commune_shares(area.communes, area.grid).matrix)
    shares = shares[:, reach.rows * area.grid.cols + reach.cols]
    return of_commune[np.asarray(shares.argmax(axis=0)).ravel()]


def _units(floor: FloorSettings, area: Area, today: Served, where: WhereSettings) -> tuple[list[str], sparse.csr_array]:
    """The things that a floor is under, and their weights."""
    keys, weights = _KINDS[floor.of](area, today, where)
    rows = _rows(keys, floor.names, floor.of) if floor.names else list(range(len(keys)))
    return [keys[row][-1] for row in rows], sparse.csr_array(weights[rows])


def _rows(keys: list[tuple[str, ...]], wanted: tuple[str, ...], kind: str) -> list[int]:
    """The rows of which one of the keys is wanted, all of them where several share a name; unknown ones are told."""
    known: dict[str, list[int]] = {}
    for row, names in enumerate(keys):
        for key in names:
            known.setdefault(key, []).append(row)
    if unknown := [name for name in wanted if name not in known]:
        most = ", ".join(sorted(names[-1] for names in keys))
        raise PlanningError("planning.unknown_names", kind=kind, names=", ".join(unknown), known=most)
    return list(dict.fromkeys(row for name in wanted for row in known[name]))


_Keyed = tuple[list[tuple[str, ...]], sparse.csr_array]


def _communes(area: Area, today: Served, where: WhereSettings) -> _Keyed:
    keys: list[tuple[str, ...]] = list(zip(area.communes["code"].astype(str), area.communes["name"], strict=True))
    people = sparse.diags_array(area.people.values.ravel().astype(float))
    return keys, sparse.csr_array(commune_shares(area.communes, area.grid).matrix @ people)


def _districts(area: Area, today: Served, where: WhereSettings) -> _Keyed:
    by = ["district", "province"]  # as the assessment groups them: a name may stand in two former provinces
    of_commune = area.communes.groupby(by, sort=False, dropna=False).ngroup().to_numpy()
    names = area.communes["district"].iloc[np.unique(of_commune, return_index=True)[1]].tolist()
    rolled = sparse.csr_array((np.ones(of_commune.size), (of_commune, np.arange(of_commune.size))))
    return [(str(name),) for name in names], sparse.csr_array(rolled @ _communes(area, today, where)[1])


def _key_area_classes(area: Area, today: Served, where: WhereSettings) -> _Keyed:
    shapes, weights = key_area_weights(area, where)
    rolled = np.array(
        [shapes["place_class"].isin([one.value for one in classes_counting(kind)]) for kind in KEY_AREA_CLASSES], float
    )
    there = np.flatnonzero(rolled.any(axis=1))
    names: list[tuple[str, ...]] = [(KEY_AREA_CLASSES[k].value,) for k in there]
    return names, sparse.csr_array(sparse.csr_array(rolled[there]) @ weights)


def _roads(area: Area, today: Served, where: WhereSettings) -> _Keyed:
    numbers, metres = road_metres(area, where)
    return [(number,) for number in numbers], metres


_KINDS: dict[FloorOf, Callable[[Area, Served, WhereSettings], _Keyed]] = {
    FloorOf.COMMUNE: _communes,
    FloorOf.DISTRICT: _districts,
    FloorOf.KEY_AREA: _key_area_classes,
    FloorOf.ROAD: _roads,
}
