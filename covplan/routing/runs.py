"""Edges that are alike and joined to each other → runs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from covplan.linear_reference import ReferencedRoad
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


def run_along(
    lines: NDArray[np.object_], at_m: Floats, reference: ReferencedRoad | None
) -> tuple[float, float, shapely.Geometry]:
    """Lowest and highest chainage of a run [m], and its line from the one to the other.

    ``at_m`` are the chainages of the ends of all its edges; the result is NaN where one of them is.
    """
    line = shapely.line_merge(shapely.MultiLineString(lines.tolist()))
    if reference is None or not np.isfinite(at_m).all():
        return np.nan, np.nan, line
    if line.geom_type == "LineString":
        first_m, last_m = (reference.project(*line.coords[end])[0] for end in (0, -1))
        line = line if first_m <= last_m else line.reverse()
    return float(at_m.min()), float(at_m.max()), line
