"""Edges that are alike and joined to each other → runs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from covplan.routing.noding import Floats, Ints


def alike_runs(ends: Ints, keys: Sequence[Hashable]) -> Iterator[Ints]:
    """Rows of ``ends`` (shape (edges, 2)) with one key that hang together, each run once, in order of its first row."""
    alike: dict[Hashable, list[int]] = {}
    for row, key in enumerate(keys):
        alike.setdefault(key, []).append(row)
    runs = []
    for rows in alike.values():
        nodes = np.unique(ends[rows], return_inverse=True)[1].reshape(-1, 2)
        count = int(nodes.max()) + 1
        links = sparse.coo_array((np.ones(len(nodes), bool), (nodes[:, 0], nodes[:, 1])), shape=(count, count))
        part = connected_components(links, directed=False)[1][nodes[:, 0]]
        runs += [np.array(rows)[part == one] for one in np.unique(part)]
    yield from sorted(runs, key=lambda run: int(run[0]))


def run_along(lines: NDArray[np.object_], from_m: Floats, to_m: Floats) -> tuple[float, float, shapely.Geometry]:
    """Lowest and highest chainage of a run [m], and its line from the one to the other.

    ``from_m``, ``to_m`` are the chainages at the first and the last point of each of its lines; the result is NaN where
    one of them is.
    """
    line = shapely.line_merge(shapely.MultiLineString(lines.tolist()))
    at_m = np.stack([from_m, to_m])
    if not np.isfinite(at_m).all():
        return np.nan, np.nan, line
    if line.geom_type == "LineString":
        end, first = np.unravel_index(int(at_m.argmin()), at_m.shape)
        lowest = shapely.get_point(lines[first], 0 if end == 0 else -1)
        ends = shapely.points([line.coords[0], line.coords[-1]])
        line = line if np.argmin(shapely.distance(ends, lowest)) == 0 else line.reverse()
    return float(at_m.min()), float(at_m.max()), line
