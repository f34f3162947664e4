"""Which operator could do something where, before heights and carriers are chosen."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from covplan.assessment.served import ANY_OPERATOR
from covplan.ingest.area import Area
from covplan.ingest.mast_positions import MastPosition
from covplan.network import Carrier, Site, Technology
from covplan.planning.candidate_records import CandidateKind, Origin
from covplan.planning.positions import in_exclusions
from covplan.planning.settings import PlanningSettings
from covplan.units import M_PER_KM

_log = logging.getLogger(__name__)

Licensed = Mapping[str, tuple[Carrier, ...]]
"""Operator → its carriers that count under the reading."""


@dataclass(frozen=True)
class Proposal:
    """Operators at a place; several only where they build together."""

    id: str
    place: str
    kind: CandidateKind
    origin: Origin
    operators: tuple[str, ...]
    x_m: float
    y_m: float
    site: Site | None = None
    position: MastPosition | None = None


def find_builders(licensed: Licensed, planning: PlanningSettings) -> tuple[str, ...]:
    """Who builds new masts: the named operators that count, or else the holder of the lowest carrier."""
    if named := tuple(operator for operator in dict.fromkeys(planning.builders) if operator in licensed):
        return named
    return (min(licensed, key=lambda operator: min(c.freq_mhz for c in licensed[operator])),)


def on_standing_masts(area: Area, licensed: Licensed, builders: Sequence[str], reading: str) -> list[Proposal]:
    """Each operator on its own masts without NR, and builders as guests where that helps, in order of id."""
    proposals = []
    for site in area.sites:
        without_nr = Technology.NR not in site.technologies
        if without_nr and site.operator in licensed:
            proposals.append(_on_site(site, site.operator))
        for builder in builders:
            if _guest_helps(site, licensed, builder, reading, without_nr):
                proposals.append(_on_site(site, builder))
    return sorted(proposals, key=lambda c: c.id)


def _on_site(site: Site, operator: str) -> Proposal:
    kind = CandidateKind.UPGRADE if owner_of(site) == operator else CandidateKind.RENT
    return Proposal(
        f"S-{site.id}-{operator}", f"S-{site.id}", kind, Origin.MAST, (operator,), site.x_m, site.y_m, site=site
    )


def owner_of(site: Site) -> str:
    """The owner of a site's mast, its operator where the list does not say."""
    return site.mast_owner or site.operator


def _guest_helps(site: Site, licensed: Licensed, builder: str, reading: str, without_nr: bool) -> bool:
    """Whether the builder on this mast adds what its operator cannot: its lowest band, or, read alone, itself."""
    if builder == site.operator or builder in site.tenants:
        return False
    if reading != ANY_OPERATOR:
        return True
    lowest = min(licensed[builder], key=lambda c: c.freq_mhz)
    return without_nr and lowest.band not in {c.band for c in licensed.get(site.operator, ())}


def with_people(
    proposals: list[Proposal], licensed: Licensed, unserved: NDArray[np.float64], area: Area
) -> list[Proposal]:
    """Those with a pixel of unserved people within the radius of one of their operator's carriers."""
    rows, cols = np.nonzero(unserved > 0)
    if not proposals or not rows.size:
        return []
    x, y = area.grid.centres()
    away_m, _ = KDTree(np.column_stack([x[cols], y[rows]])).query([(c.x_m, c.y_m) for c in proposals])
    radius_m = [M_PER_KM * max(c.radius_km for c in licensed[p.operators[0]]) for p in proposals]
    return [p for p, away, radius in zip(proposals, away_m, radius_m, strict=True) if away <= radius]


def given_places(area: Area) -> list[MastPosition]:
    """The positions of the area outside exclusions."""
    excluded = in_exclusions(np.array([(p.x_m, p.y_m) for p in area.positions]).reshape(-1, 2), area)
    if excluded.any():
        ids = ", ".join(p.id for p, out in zip(area.positions, excluded, strict=True) if out)
        _log.warning("given positions inside exclusions are left out: %s", ids)
    return [p for p, out in zip(area.positions, excluded, strict=True) if not out]


def on_new_mast(
    place: str,
    origin: Origin,
    x_m: float,
    y_m: float,
    builders: Sequence[str],
    planning: PlanningSettings,
    position: MastPosition | None = None,
) -> Iterator[Proposal]:
    """Every builder alone, then as many together as an owner lets onto one mast: one of these at a place."""
    for size in range(1, min(len(builders), planning.sharing.most_tenants) + 1):
        for together in combinations(builders, size):
            id = place if together == (builders[0],) else f"{place}-{'+'.join(together)}"
            yield Proposal(id, place, CandidateKind.BUILD, origin, together, x_m, y_m, position=position)
