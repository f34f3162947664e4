"""Whose terminals are whose: operators by their masts, the government network, access networks."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd

from covplan.ingest.area import Area
from covplan.planning.plan import PlannedSite
from covplan.routing.settings import TerminalKind

GOVERNMENT, ACCESS = "government", "access"

_OF_KIND = {
    TerminalKind.COMMUNE_OFFICE: GOVERNMENT,
    TerminalKind.SCHOOL: GOVERNMENT,
    TerminalKind.HEALTH: GOVERNMENT,
    TerminalKind.VILLAGE: ACCESS,
    TerminalKind.INDUSTRIAL_PARK: ACCESS,
}


def partners_of(
    terminals: gpd.GeoDataFrame, area: Area, planned: Sequence[PlannedSite] = ()
) -> tuple[frozenset[str], ...]:
    """The partners of each terminal, in its order: for a mast all operators with a site on it, today or by the plan.

    Parameters
    ----------
    terminals : GeoDataFrame
        From ``find_terminals``.
    area : Area
        Its locations and sites, and the plan's sites, say whose masts are whose.
    planned : sequence of PlannedSite
    """
    operator = {site.id: site.operator for site in area.sites}
    operator |= {site.candidate.id: site.candidate.operator for site in planned}
    on_location = {one.id: one.site_ids for one in area.locations}
    found = []
    for id, kind, candidates in zip(terminals["id"], terminals["kind"], terminals["candidates"], strict=True):
        if kind == TerminalKind.MAST:
            sites = (*on_location.get(id, ()), *filter(None, candidates.split(";")))
            found.append(frozenset(operator[site] for site in sites))
        else:
            found.append(frozenset({_OF_KIND[TerminalKind(kind)]}))
    return tuple(found)
