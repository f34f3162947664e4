"""How sites are joined. Apart from what does it, so that a scenario is read without that."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RoutingSettings:
    """How sites are joined to the existing cable."""

    connected_within_m: float = 200.0  # a site this near to a cable is joined at no cost
    existing_cable_within_m: float = 100.0  # a road this near to a cable is taken to carry it
    segment_m: float = 250.0  # longest edge of the road graph
    shared_owners: tuple[str, ...] = ()  # owners whose cable may be used; empty: all
    longest_spur_m: float = 20_000.0  # a mast farther from road and cable stays unconnected


@dataclass(frozen=True)
class CorridorSettings:
    """How lines of roads become corridors."""

    snap_m: float = 5.0  # ends and crossings this near are one node; at least 0.1
    carriageway_m: float = 40.0  # parallel lines of one road this near are its two carriageways
    piece_m: float = 200.0  # length of the pieces by which ground, cables, ducts and poles are looked up
    on_road_m: float = 100.0  # farther from the line of its road a point has no Km
