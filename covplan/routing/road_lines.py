"""Every corridor → the road that it is of, and its Km there: numbered roads, their branches, roads without number.

On the line of a numbered road Km are those of that line. Everything else is cut into unbroken lines of one number, one
name or one way, each with Km of its own from the end nearer to where it joins; these are always modelled.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from covplan.ingest.roads import RoadClass
from covplan.linear_reference import ReferencedRoad
from covplan.routing.corridors import Corridors
from covplan.routing.noding import Floats, Ints
from covplan.routing.road_units import RoadUnit, road_units

_FOLLOWS = 0.5  # a corridor follows the line of its road if it gains at least so much along it for its length
_CLASSES = [kind.value for kind in RoadClass]


@dataclass(frozen=True)
class RoadLine:
    """A line along which Km are counted.

    Attributes
    ----------
    number, name : str
        Number of the road; without number its name. Both empty: a road without either.
    branch : int
        1 is the road itself, from 2 on its branches: lines of the same number off the road's line, or lines without
        number and of the same name that are reached at the same place.
    joins : RoadLine, optional
        The line of a numbered road from which it is reached, directly or over other lines; None where none is.
    joins_m : float
        Km at which that one is left [m]; NaN without.
    joins_official : bool
        Whether that Km is calibrated to Km posts; else it is modelled.
    x_m, y_m : float
        Where it begins.
    """

    number: str
    name: str
    branch: int
    joins: RoadLine | None
    joins_m: float
    joins_official: bool
    x_m: float
    y_m: float


@dataclass(frozen=True, eq=False)
class RoadLines:
    """Road and Km of corridors.

    Attributes
    ----------
    lines : tuple of RoadLine
        All lines.
    line_of : array of int64, shape (edges,)
        The line of each edge.
    referenced : array of bool, shape (edges,)
        Whether its Km are those of the line of a numbered road; else they are counted along the corridors.
    from_m, to_m : arrays, shape (edges,)
        Km at the first and at the last node of each edge [m].
    official : array of bool, shape (edges,)
        Whether both are calibrated to Km posts; else they are modelled.
    """

    lines: tuple[RoadLine, ...]
    line_of: Ints
    referenced: NDArray[np.bool_]
    from_m: Floats
    to_m: Floats
    official: NDArray[np.bool_]


@dataclass(frozen=True)
class _Joint:
    """Where something can join: the line that is left there, and what is taken first: the lowest ``order``."""

    order: tuple[int, str, int, float]
    line: RoadLine | None
    at_m: float
    official: bool


_Joints = dict[int, _Joint]
"""The best joint of each node."""


def road_lines(corridors: Corridors, references: Mapping[str, ReferencedRoad], on_road_m: float) -> RoadLines:
    """Road and Km of every corridor; ``references`` and ``on_road_m`` as the corridors were built with."""
    referenced = _follow(corridors, references, on_road_m)
    namer = _Namer(corridors, referenced)
    units = road_units(corridors, np.flatnonzero(~referenced))
    numbered: _Joints = {}
    for number in sorted({*corridors.road} - {""}):
        joints = namer.add_reference(number, references[number]) if number in references else {}
        namer.add([unit for unit in units if unit.number == number], joints)
        _offer(numbered, joints.items())
    namer.add([unit for unit in units if not unit.number], numbered)
    official = corridors.official & referenced
    return RoadLines(tuple(namer.lines), namer.line_of, referenced, namer.from_m, namer.to_m, official)


class _Namer:
    """Collects the lines of corridors, in the order in which they are reached."""

    def __init__(self, corridors: Corridors, referenced: NDArray[np.bool_]) -> None:
        self.lines: list[RoadLine] = []
        self.line_of = np.full(len(corridors.ends), -1)
        self.from_m, self.to_m = corridors.from_m.copy(), corridors.to_m.copy()
        self._corridors, self._referenced = corridors, referenced
        self._named: Counter[tuple[object, ...]] = Counter()

    def add_reference(self, number: str, reference: ReferencedRoad) -> _Joints:
        """The line of a numbered road, and where it can be joined."""
        line = RoadLine(number, "", 1, None, math.nan, False, *map(float, reference.line.coords[0][:2]))
        edges = np.flatnonzero(self._referenced & (self._corridors.road == number))
        self._named[(number,)] += 1
        self.line_of[edges] = len(self.lines)
        self.lines.append(line)
        joints: _Joints = {}
        for edge in edges.tolist():
            rank, official = self._rank(edge), bool(self._corridors.official[edge])
            ends_m = (float(self.from_m[edge]), float(self.to_m[edge]))
            for node, at_m in zip(self._corridors.ends[edge].tolist(), ends_m, strict=True):
                _offer(joints, [(node, _Joint((rank, number, 1, at_m), line, at_m, official))])
        return joints

    def add(self, units: list[RoadUnit], joints: _Joints) -> None:
        """Lines of their own: those at a joint, then what joins these; ``joints`` grows by theirs."""
        waiting = dict(enumerate(units))
        at_node: dict[int, list[int]] = {}
        for k, unit in waiting.items():
            for node in unit.nodes:
                at_node.setdefault(node, []).append(k)
        apart = iter(sorted(waiting, key=lambda k: (-round(units[k].length_m), self._place(units[k]))))
        near = set(joints)
        while waiting:
            ready = {k for node in near for k in at_node.get(node, ()) if k in waiting}
            best = {k: min(_met(units[k], joints), key=_order) for k in ready}
            if not ready:  # what no joint reaches: the longest first
                ready = {next(k for k in apart if k in waiting)}
            added: _Joints = {}
            for k in sorted(ready, key=lambda k: (best[k][0].order if k in best else (), self._place(units[k]))):
                _offer(added, self._add(waiting.pop(k), best.get(k)))
            near = set(added).difference(joints)
            _offer(joints, added.items())

    def _add(self, unit: RoadUnit, met: tuple[_Joint, float] | None) -> list[tuple[int, _Joint]]:
        """Name and measure a line that joins at a joint and a distance along it [m]; where it can be joined itself."""
        joint, joint_at_m = met or (None, None)
        unit = self._from_its_start(unit, joint_at_m)
        x_m, y_m = map(float, self._corridors.node_xy[unit.nodes[0]])
        line = RoadLine(unit.number, unit.name, 1, None, math.nan, False, x_m, y_m)
        if joint is not None and joint.line is not None:
            line = replace(line, joins=joint.line, joins_m=joint.at_m, joins_official=joint.official)
        at = line.joins and (line.joins.number, line.joins.branch, round(line.joins_m))
        key = (unit.number,) if unit.number else (unit.name, at or (round(x_m), round(y_m)))
        self._named[key] += 1
        line = replace(line, branch=self._named[key])
        for edge, first_m, last_m in unit.stretches():
            self.line_of[edge], self.from_m[edge], self.to_m[edge] = len(self.lines), first_m, last_m
        self.lines.append(line)
        if unit.number:
            rank = self._rank(unit.path[0][0])
            return [
                (node, _Joint((rank, unit.number, line.branch, at_m), line, at_m, False))
                for node, at_m in zip(unit.nodes, unit.at_m, strict=True)
            ]
        return [  # what joins it is told by the numbered road from which both are reached
            (node, _Joint((len(_CLASSES), "", len(self.lines), at_m), line.joins, line.joins_m, line.joins_official))
            for node, at_m in zip(unit.nodes, unit.at_m, strict=True)
        ]

    def _from_its_start(self, unit: RoadUnit, joint_at_m: float | None) -> RoadUnit:
        """From the end nearer to its joint; without one, or with the joint in the middle, from the western end."""
        beyond_m = 0.0 if joint_at_m is None else round(2.0 * joint_at_m - unit.length_m)
        first, last = (tuple(self._corridors.node_xy[node].tolist()) for node in (unit.nodes[0], unit.nodes[-1]))
        return unit.turned() if beyond_m > 0 or (beyond_m == 0 and last < first) else unit

    def _place(self, unit: RoadUnit) -> tuple[float, ...]:
        """Where it lies, its western end first: in this order lines are taken that nothing else tells apart."""
        ends = sorted(tuple(self._corridors.node_xy[node].tolist()) for node in (unit.nodes[0], unit.nodes[-1]))
        return (*ends[0], *ends[1], unit.length_m)

    def _rank(self, edge: int) -> int:
        return _CLASSES.index(self._corridors.road_class[edge])


def _met(unit: RoadUnit, joints: _Joints) -> list[tuple[_Joint, float]]:
    """The joints on a line, and the distance of each from its start [m]."""
    return [(joints[node], at_m) for node, at_m in zip(unit.nodes, unit.at_m, strict=True) if node in joints]


def _order(met: tuple[_Joint, float]) -> tuple[int, str, int, float]:
    return met[0].order


def _offer(joints: _Joints, more: Iterable[tuple[int, _Joint]]) -> None:
    for node, joint in more:
        if node not in joints or joint.order < joints[node].order:
            joints[node] = joint


def _follow(corridors: Corridors, references: Mapping[str, ReferencedRoad], on_road_m: float) -> NDArray[np.bool_]:
    """Edges that keep to the line of their road and go along it, or are too short to leave it.

    Judged from one meeting of roads to the next, whatever stops, owners and cables cut in between.
    """
    edges = len(corridors.ends)
    near = np.zeros(edges, bool)
    along_m = np.zeros((edges, 2))
    for number in {*corridors.road} & {*references}:
        here = np.flatnonzero(corridors.road == number)
        line = references[number].line
        shapely.prepare(line)
        xy, of = shapely.get_coordinates(corridors.lines[here], return_index=True)
        near[here] = True
        near[here[of[~shapely.dwithin(line, shapely.points(xy), on_road_m)]]] = False
        along_m[here] = shapely.line_locate_point(line, shapely.points(corridors.node_xy[corridors.ends[here]]))
    run, is_end = _runs(corridors)
    near_all = np.bincount(run, ~near) == 0
    length_m = np.bincount(run, corridors.length_m)
    first_m, last_m = np.full(length_m.size, np.inf), np.full(length_m.size, -np.inf)
    np.minimum.at(first_m, np.repeat(run, 2)[is_end.ravel()], along_m[is_end])
    np.maximum.at(last_m, np.repeat(run, 2)[is_end.ravel()], along_m[is_end])
    goes_along = last_m - first_m >= _FOLLOWS * length_m
    return np.asarray((near_all & (goes_along | (length_m <= on_road_m)))[run])


def _runs(corridors: Corridors) -> tuple[Ints, NDArray[np.bool_]]:
    """Number of each edge's run between places where anything else meets; which ends of edges are ends of runs."""
    edges, node = len(corridors.ends), corridors.ends.ravel()
    road = np.unique(corridors.road.astype(str), return_inverse=True)[1].repeat(2)
    nodes = len(corridors.node_xy)
    low, high = np.full(nodes, road.max()), np.zeros(nodes, road.dtype)
    np.minimum.at(low, node, road)
    np.maximum.at(high, node, road)
    passed = ((np.bincount(node, minlength=nodes) == 2) & (low == high))[node]
    order = np.flatnonzero(passed)[np.argsort(node[passed], kind="stable")]
    pairs = np.repeat(np.arange(edges), 2)[order].reshape(-1, 2)
    links = sparse.coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(edges, edges))
    return connected_components(links, directed=False)[1], ~passed.reshape(-1, 2)
