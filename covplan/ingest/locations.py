"""Sites that stand close together → one location on the map; the sites stay what they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from covplan.network import Location, Site


def cluster_sites(sites: Sequence[Site], radius_m: float) -> tuple[Location, ...]:
    """Locations of sites within ``radius_m`` of each other (chains count as one), at the mean of their positions.

    For display only: whether a mast is shared comes from the owner and tenant fields of the lists.
    """
    if not sites:
        return ()
    xy = np.array([(site.x_m, site.y_m) for site in sites])
    pairs = cKDTree(xy).query_pairs(radius_m, output_type="ndarray")
    links = sparse.coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(sites), len(sites)))
    _, label = sparse.csgraph.connected_components(links, directed=False)
    locations = []
    for number, first in enumerate(np.sort(np.unique(label, return_index=True)[1]), start=1):
        members = np.flatnonzero(label == label[first]).tolist()
        x_m, y_m = xy[members].mean(axis=0)
        locations.append(Location(f"L{number:04d}", float(x_m), float(y_m), tuple(sites[k].id for k in members)))
    return tuple(locations)
