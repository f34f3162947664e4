"""Lit fibre → where optical line terminals must stand so that passive networks reach everybody whom fibre passes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning.cover_problem import CoverProblem
from covplan.planning.covering import least_cost
from covplan.routing.fibre_network import FibreNetwork, FibreWays
from covplan.routing.noding import Floats, Ints
from covplan.units import M_PER_KM


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
    ways = FibreWays(network, candidates_xy, places_xy, distribution_m)
    dist_m[np.ix_(ways.sites.row, ways.places.row)] = ways.dist_m
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
