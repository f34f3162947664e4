"""Chosen sites → shared fibre along roads from the existing cable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd


@dataclass(frozen=True)
class RoutingSettings:
    """How sites are joined to the existing cable."""

    connected_within_m: float = 200.0  # a site this near to a cable is joined at no cost
    existing_cable_within_m: float = 100.0  # a road this near to a cable is taken to carry it
    segment_m: float = 250.0  # longest edge of the road graph
    shared_owners: tuple[str, ...] = ()  # owners whose cable may be used; empty: all


@dataclass(frozen=True, eq=False)
class FibrePlan:
    """A tree of new fibre.

    Attributes
    ----------
    segments : GeoDataFrame
        New fibre by road: road (number or ""), km_from_m, km_to_m (chainage, NaN without), length_m, cost_mn_vnd,
        kind (road or access), candidate_ids (those that use it, joined with ;), geometry.
    new_km : float
        Length of new fibre [km].
    cost_mn_vnd : float
        Its cost.
    site_cost_mn_vnd : mapping
        Candidate id → its share; shares sum to ``cost_mn_vnd``.
    unconnected : tuple of str
        Candidates that no road joins to the backbone.
    """

    segments: gpd.GeoDataFrame
    new_km: float
    cost_mn_vnd: float
    site_cost_mn_vnd: Mapping[str, float]
    unconnected: tuple[str, ...]
