"""What might give a second route to those who cannot have one: links that do not exist yet.

A neighbour's entry is where a numbered road crosses the border of the province, or ends near it, and no entry is known.
Missing links and hops are the shortest straight lines from the part behind a cut to the rest of the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from covplan.ingest.area import Area
from covplan.routing.noding import Floats, Ints
from covplan.routing.protectable import Cure, Unprotected, lowered
from covplan.routing.protection_problem import ProtectionProblem
from covplan.routing.route_basis import RouteBasis
from covplan.routing.steiner_graph import components
from covplan.terrain.line_of_sight import line_of_sight
from covplan.terrain.profile import read_profile
from covplan.units import EARTH_RADIUS_KM, M_PER_KM

_NEAR_BORDER_M = 2_000.0  # a road that ends so near to the border leads out
_LONGEST_M = 40_000.0
_EACH = 2  # links tried from each part behind a cut
_HOP_AGL_M, _HOP_MHZ, _STEP_M = 45.0, 7_500.0, 100.0
_HOP_K, _HOP_FRESNEL = 4.0 / 3.0, 1.0  # ITU-R P.530-18 §2.2.2.1: all of the first Fresnel zone at median k


class CureKind(StrEnum):
    """What kind of link it is."""

    ENTRY = "entry"  # of a neighbour's cable
    LINK = "link"  # cable where no road is drawn
    HOP = "hop"  # microwave; the first Fresnel zone at 7.5 GHz is clear from 45 m to 45 m above ground


@dataclass(frozen=True)
class PossibleCure:
    """A link that is not there.

    Attributes
    ----------
    kind : CureKind
    from_node, to_node : int
        Nodes of the corridors; an entry leads from its node to the root.
    length_m : float
        Straight; 0 for an entry.
    cost_mn_vnd : float
        Of a missing link as aerial cable, of a hop between masts; NaN where nothing is known: what a neighbour asks.
    masts : str
        Of a hop between masts that there are: these, with the radio; empty for others.
    """

    kind: CureKind
    from_node: int
    to_node: int
    length_m: float
    cost_mn_vnd: float
    masts: str = ""

    @property
    def name(self) -> str:
        """By which ``Unprotected.cures`` names it."""
        return self.masts or f"{self.kind}-{self.from_node}-{self.to_node}"


def possible_cures(basis: RouteBasis, problem: ProtectionProblem, area: Area) -> tuple[PossibleCure, ...]:
    """Entries, missing links and hops that may help somebody of a problem whom the roads cannot protect.

    Parameters
    ----------
    basis : RouteBasis
    problem : ProtectionProblem
        From ``needed_routes``.
    area : Area
        Its communes, terrain and price ``fibre_aerial``.
    """
    _, unprotected = lowered(problem)
    if not unprotected:
        return ()
    price = area.costs.base("fibre_aerial") / M_PER_KM
    found: list[PossibleCure] = []
    for node in _ways_out(basis, area):
        found.append(PossibleCure(CureKind.ENTRY, int(node), problem.root, 0.0, np.nan))
    xy = basis.corridors.node_xy
    for one, other in sorted(_gaps(basis, problem, unprotected)):
        length_m = float(np.hypot(*(xy[one] - xy[other])))
        found.append(PossibleCure(CureKind.LINK, one, other, length_m, length_m * price))
        if _in_sight(area, xy[one], xy[other]):
            found.append(PossibleCure(CureKind.HOP, one, other, length_m, np.nan))
    return tuple(found)


def with_hops(cures: Sequence[PossibleCure], hops: Sequence[Cure], basis: RouteBasis) -> tuple[PossibleCure, ...]:
    """Hops between masts with their radios in the place of those that only lines of sight speak for."""
    xy = np.vstack([basis.corridors.node_xy, [np.nan, np.nan]])  # the root is nowhere
    between = [
        PossibleCure(CureKind.HOP, *hop.ends, float(np.hypot(*(xy[hop.ends[0]] - xy[hop.ends[1]]))), hop.cost, hop.name)
        for hop in hops
    ]
    return (*(cure for cure in cures if cure.kind is not CureKind.HOP), *between)


def as_links(cures: Sequence[PossibleCure]) -> list[Cure]:
    """As ``lowered`` takes them: entries first, then by length, cable before radio over the same gap."""
    return [
        Cure(one.name, (one.from_node, one.to_node), float(np.nan_to_num(one.length_m)) + (one.kind is CureKind.HOP))
        for one in cures
    ]


def _ways_out(basis: RouteBasis, area: Area) -> Ints:
    """Nodes at which numbered roads leave the province, root apart."""
    corridors, graph = basis.corridors, basis.joining.graph
    numbered = np.unique(corridors.ends[corridors.road != ""])
    border = shapely.boundary(shapely.union_all(area.communes.geometry.to_numpy()))
    away_m = shapely.distance(shapely.points(corridors.node_xy), border)
    is_end = np.bincount(corridors.ends.ravel(), minlength=len(corridors.node_xy)) == 1
    leads_out = (away_m <= 1.0) | (is_end & (away_m <= _NEAR_BORDER_M))
    at_root = np.zeros(len(corridors.node_xy), bool)
    at_root[corridors.ends[graph.ends == graph.root]] = True
    return np.intersect1d(numbered, np.flatnonzero(leads_out & ~at_root))


def _gaps(basis: RouteBasis, problem: ProtectionProblem, unprotected: tuple[Unprotected, ...]) -> set[tuple[int, int]]:
    """The nearest pairs of a node in the part of somebody unprotected and one that no cut separates from the root."""
    xy, size = basis.corridors.node_xy, len(basis.corridors.node_xy)
    pairs: set[tuple[int, int]] = set()
    for one in unprotected:
        cuts = [np.array([edge]) for edge in one.edges] or [problem.groups[group] for group in one.groups]
        if not cuts:  # a junction alone
            continue
        own, safe = _parts_without(problem, cuts[-1]), _parts_without(problem, cuts[0])
        outside = safe[:size] == safe[problem.root]
        outside[np.intersect1d(problem.ends[cuts[0]], np.arange(size))] = False
        part, rest = np.flatnonzero(own[:size] == own[one.node]), np.flatnonzero(outside)
        if part.size and rest.size:
            pairs |= _nearest(xy, part, rest)
    return pairs


def _parts_without(problem: ProtectionProblem, failed: Ints) -> NDArray[np.int32]:
    kept = np.ones(len(problem.ends), bool)
    kept[failed] = False
    return components(problem.needed.size, problem.ends, kept)


def _nearest(xy: Floats, part: Ints, rest: Ints) -> set[tuple[int, int]]:
    dist_m, found = KDTree(xy[rest]).query(xy[part])
    best = np.argsort(dist_m)[:_EACH]
    return {(int(part[k]), int(rest[found[k]])) for k in best if dist_m[k] <= _LONGEST_M}


def _in_sight(area: Area, one: Floats, other: Floats) -> bool:
    profile = read_profile(area.ground, area.clutter_m, area.zone, tuple(one), tuple(other), _STEP_M)
    if np.isnan(profile.ground_m).any() or np.isnan(profile.clutter_m).any():
        return False
    seen = line_of_sight(profile, tx_agl_m=_HOP_AGL_M, rx_agl_m=_HOP_AGL_M, earth_radius_km=_HOP_K * EARTH_RADIUS_KM)
    return bool(seen.worst(_HOP_MHZ).fraction >= _HOP_FRESNEL)
