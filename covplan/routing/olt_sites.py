"""Lit fibre → where optical line terminals must stand so that passive networks reach everybody whom fibre passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from covplan.planning.cover_problem import CoverProblem
from covplan.planning.covering import least_cost
from covplan.routing.noding import Floats, Ints
from covplan.units import M_PER_KM


@dataclass(frozen=True, eq=False)
class FibreNetwork:
    """Where cable runs.

    Attributes
    ----------
    ends : array of int64, shape (edges, 2)
        Nodes, numbered from 0.
    lines : array of LineString, shape (edges,)
        From the first node to the last.
    """

    ends: Ints
    lines: NDArray[np.object_]

    @cached_property
    def length_m(self) -> Floats:
        """Length of each edge [m], shape (edges,)."""
        return np.asarray(shapely.length(self.lines))


@dataclass(frozen=True, eq=False)
class OltSites:
    """The fewest sites.

    Attributes
    ----------
    chosen : array of int64
        Numbers of the candidates.
    bound : int
        No fewer can do it.
    dist_km : array, shape (places,)
        Along fibre from the nearest chosen site to each place, with the way from the cable to the house; infinite
        where no fibre leads.
    reached : array of bool, shape (places,)
        Whether that is within reach.
    nearest : array of int64, shape (places,)
        That site's number, -1 where no fibre leads.
    """

    chosen: Ints
    bound: int
    dist_km: Floats
    reached: NDArray[np.bool_]
    nearest: Ints


def choose_olt_sites(
    network: FibreNetwork,
    candidates_xy: Floats,
    places_xy: Floats,
    *,
    reach_km: float,
    distribution_m: float,
) -> OltSites:
    """The smallest number of candidates from which every place within reach of any of them is reached.

    Parameters
    ----------
    network : FibreNetwork
    candidates_xy : array, shape (candidates, 2)
        Where terminals could stand [m]; those farther than ``distribution_m`` from fibre cannot be chosen.
    places_xy : array, shape (places, 2)
        Who is to be reached [m]; those farther than that from fibre are not.
    reach_km : float
        Of the passive system with its split, along fibre.
    distribution_m : float
        Farthest from cable to house [m].

    Notes
    -----
    Distances are the lengths of the lines; cable is longer by its slack, which is not known.
    """
    dist_m = np.full((len(candidates_xy), len(places_xy)), np.inf)
    sites, places = (_on_fibre(network, xy, distribution_m) for xy in (candidates_xy, places_xy))
    if sites.row.size and places.row.size:
        dist_m[np.ix_(sites.row, places.row)] = _along_fibre_m(network, sites, places)
    within = dist_m <= reach_km * M_PER_KM
    ones = np.ones(within.shape[1])
    problem = CoverProblem(sparse.csr_array(within), ones, np.ones(within.shape[0]))
    found = least_cost(problem, problem.people_in_reach)
    chosen = np.flatnonzero(found.chosen)
    if not chosen.size:
        nowhere = np.full(len(places_xy), np.inf)
        return OltSites(chosen, 0, nowhere, np.isfinite(nowhere), np.full(len(places_xy), -1))
    nearest = chosen[np.argmin(dist_m[chosen], axis=0)]
    shortest_m = dist_m[chosen].min(axis=0)
    return OltSites(
        chosen,
        int(np.ceil(found.bound - 1e-6)),
        shortest_m / M_PER_KM,
        shortest_m <= reach_km * M_PER_KM,
        np.where(np.isfinite(shortest_m), nearest, -1),
    )


class _OnFibre(NamedTuple):
    """Who is near fibre; the nearest edge of each, where along it, and how far off [m]."""

    row: Ints
    edge: Ints
    at_m: Floats
    off_m: Floats


def _on_fibre(network: FibreNetwork, xy: Floats, within_m: float) -> _OnFibre:
    if not network.lines.size or not len(xy):
        return _OnFibre(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0))
    points = shapely.points(xy)
    (row, edge), off_m = shapely.STRtree(network.lines).query_nearest(
        points, max_distance=within_m, all_matches=False, return_distance=True
    )
    return _OnFibre(row, edge, shapely.line_locate_point(network.lines[edge], points[row]), off_m)


def _along_fibre_m(network: FibreNetwork, sites: _OnFibre, places: _OnFibre) -> Floats:
    """From each site to each place, shape (sites, places), infinite where no fibre leads."""
    nodes = int(network.ends.max()) + 1
    own = nodes + np.arange(sites.row.size)  # each site is a node of its own
    rest_m = network.length_m[sites.edge] - sites.at_m
    links = [(*network.ends.T, network.length_m)]
    links += [(own, network.ends[sites.edge, 0], sites.at_m), (own, network.ends[sites.edge, 1], rest_m)]
    to_node = dijkstra(_shortest_links(links, nodes + own.size), directed=False, indices=own)
    first, last = network.ends[places.edge].T
    rest_m = network.length_m[places.edge] - places.at_m
    dist_m = np.minimum(to_node[:, first] + places.at_m, to_node[:, last] + rest_m)
    site, place = np.nonzero(sites.edge[:, None] == places.edge[None, :])
    dist_m[site, place] = np.minimum(dist_m[site, place], np.abs(sites.at_m[site] - places.at_m[place]))
    return np.asarray(dist_m + sites.off_m[:, None] + places.off_m)


def _shortest_links(links: Sequence[tuple[Ints, Ints, Floats]], nodes: int) -> sparse.csr_array:
    """A graph with the shortest of parallel links; lengths above 0, since a matrix holds none of 0."""
    first, last = (np.concatenate([link[k] for link in links]) for k in (0, 1))
    length_m = np.maximum(np.concatenate([link[2] for link in links]), 1e-6)
    low, high = np.minimum(first, last), np.maximum(first, last)
    order = np.lexsort((length_m, high, low))
    low, high, length_m = low[order], high[order], length_m[order]
    kept = np.append(True, (np.diff(low) != 0) | (np.diff(high) != 0))
    return sparse.csr_array((length_m[kept], (low[kept], high[kept])), shape=(nodes, nodes))
