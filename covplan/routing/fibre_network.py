"""Cable along lines → how far it is along fibre from sites to places, and over which lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from covplan.routing.noding import Floats, Ints

_ALONG = 2  # the third of three ways
_TOUCHED_M = 0.01
_NONE: Ints = np.empty(0, np.int64)


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


class OnFibre(NamedTuple):
    """Who is near fibre; the nearest edge of each, where along it, and how far off [m]."""

    row: Ints
    edge: Ints
    at_m: Floats
    off_m: Floats

    def rest_m(self, network: FibreNetwork) -> Floats:
        """From there to the far end of the edge."""
        return np.asarray(network.length_m[self.edge] - self.at_m)


class FibreWays:
    """The ways along fibre from sites to places.

    Parameters
    ----------
    network : FibreNetwork
    sites_xy, places_xy : arrays, shape (sites, 2) and (places, 2)
        Positions [m].
    within_m : float
        Those farther from every line are not on fibre.

    Attributes
    ----------
    sites, places : OnFibre
    dist_m : array, shape (sites on fibre, places on fibre)
        With the ways from the lines to both ends; infinite where no fibre leads.
    """

    def __init__(self, network: FibreNetwork, sites_xy: Floats, places_xy: Floats, within_m: float) -> None:
        self._network = network
        self.sites, self.places = (_on_fibre(network, xy, within_m) for xy in (sites_xy, places_xy))
        nodes = int(network.ends.max()) + 1 if network.ends.size else 0
        self._own = nodes + np.arange(self.sites.row.size)  # each site is a node of its own
        self._edge, graph = self._graph(nodes + self._own.size)
        self._to_node, self._before = dijkstra(graph, directed=False, indices=self._own, return_predecessors=True)
        by_first, by_last, here = self._three_ways()
        along_m = np.minimum(np.minimum(by_first, by_last), here)
        self.dist_m: Floats = along_m + self.sites.off_m[:, None] + self.places.off_m

    def _graph(self, nodes: int) -> tuple[dict[tuple[int, int], int], sparse.csr_array]:
        """The shortest of the edges between two nodes; lengths above 0, since a matrix holds none of 0."""
        sites = self.sites
        ends = np.vstack(
            [
                self._network.ends,
                np.column_stack([self._own, self._network.ends[sites.edge, 0]]),
                np.column_stack([self._own, self._network.ends[sites.edge, 1]]),
            ]
        )
        edge = np.concatenate([np.arange(len(self._network.ends)), sites.edge, sites.edge])
        lengths = [self._network.length_m, sites.at_m, sites.rest_m(self._network)]
        length_m = np.maximum(np.concatenate(lengths), 1e-6)
        low, high = ends.min(axis=1), ends.max(axis=1)
        order = np.lexsort((length_m, high, low))
        low, high, length_m, edge = low[order], high[order], length_m[order], edge[order]
        kept = np.append(np.ones(min(1, low.size), bool), (np.diff(low) != 0) | (np.diff(high) != 0))
        low, high, edge = low[kept], high[kept], edge[kept]
        named = dict(zip(zip(low.tolist(), high.tolist(), strict=True), edge.tolist(), strict=True))
        return named, sparse.csr_array((length_m[kept], (low, high)), shape=(nodes, nodes))

    def _three_ways(self) -> tuple[Floats, Floats, Floats]:
        """From each site to each place by the first end of the place's edge, by the last, and along the edge itself."""
        places, sites = self.places, self.sites
        first, last = self._network.ends[places.edge].T
        here = np.where(
            sites.edge[:, None] == places.edge[None, :], np.abs(sites.at_m[:, None] - places.at_m[None, :]), np.inf
        )
        return self._to_node[:, first] + places.at_m, self._to_node[:, last] + places.rest_m(self._network), here

    def edges_to_nearest(self, longest_m: float) -> dict[int, Ints]:
        """Row of a place → edges over which fibre leads to the site nearest to it; farther places are left out."""
        if not self.dist_m.size:
            return {}
        ways = np.stack(self._three_ways())
        found = {}
        for k, site in enumerate(np.argmin(self.dist_m, axis=0).tolist()):
            if self.dist_m[site, k] <= longest_m:
                by, edge = int(np.argmin(ways[:, site, k])), int(self.places.edge[k])
                node = int(self._network.ends[edge, by]) if by < _ALONG else None
                on_it_m = ways[by, site, k] - (0.0 if node is None else self._to_node[site, node])
                back = [] if node is None else self._back(site, node)
                found[int(self.places.row[k])] = np.unique([*back, *([edge] if on_it_m > _TOUCHED_M else [])])
        return found

    def _back(self, site: int, node: int) -> list[int]:
        """Edges from a node to a site, but for those that are only touched."""
        edges = []
        while node != self._own[site]:
            before = int(self._before[site, node])
            if self._to_node[site, node] - self._to_node[site, before] > _TOUCHED_M:
                edges.append(self._edge[min(node, before), max(node, before)])
            node = before
        return edges


def _on_fibre(network: FibreNetwork, xy: Floats, within_m: float) -> OnFibre:
    if not network.lines.size or not len(xy):
        return OnFibre(_NONE, _NONE, np.empty(0), np.empty(0))
    points = shapely.points(xy)
    (row, edge), off_m = shapely.STRtree(network.lines).query_nearest(
        points, max_distance=within_m, all_matches=False, return_distance=True
    )
    return OnFibre(row, edge, shapely.line_locate_point(network.lines[edge], points[row]), off_m)
