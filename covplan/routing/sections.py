"""Chosen routes → sections: runs along one road within one commune, of one way, year, owner and group of users.

What people see of routes hangs on the sections' ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd

from covplan.ingest.area import Area
from covplan.routing.laying import LEVELS
from covplan.routing.noding import Ints
from covplan.routing.route_plan import RoutePlan
from covplan.routing.runs import alike_runs, run_along

COLUMNS = (
    "section", "road", "line", "from_m", "to_m", "official", "commune_code", "commune", "way", "owner", "year",
    "length_m", *(f"cost_{level}_mn_vnd" for level in LEVELS), "joins", "users", "protects", "edges",
)  # fmt: skip


def make_sections(plan: RoutePlan, area: Area) -> gpd.GeoDataFrame:
    """One row per section, in order of road, Km and commune.

    Returns
    -------
    GeoDataFrame
        ``COLUMNS`` and geometry. ``section``: id, ``S0001`` and so on. ``road``: its number, empty without; ``line``:
        row of ``RoadLines.lines``. ``from_m``, ``to_m``: chainage along that [m], rising; ``official``: whether it is
        calibrated to Km posts, else modelled. ``owner``: of the cable, duct, poles or works that the way takes.
        ``joins``: whether it joins somebody, else it is there for second routes only. ``users``, ``protects``: tuples
        of rows of the plan's terminals. ``edges``: tuple of edges of the corridors.
    """
    rows = [_section(plan, area, members) for members in _runs(plan)]
    rows.sort(key=lambda row: (row["road"] == "", row["road"], row["line"], row["from_m"], row["edges"]))
    for k, row in enumerate(rows, start=1):
        row["section"] = f"S{k:04d}"
    data = {column: [row[column] for row in rows] for column in COLUMNS}
    return gpd.GeoDataFrame(data, geometry=[row["geometry"] for row in rows], crs=area.grid.epsg)


def _runs(plan: RoutePlan) -> Iterator[Ints]:
    """Positions in ``plan.edges`` of each section."""
    corridors, basis, lines = plan.basis.corridors, plan.basis, plan.basis.lines
    keys = [
        (
            lines.line_of[edge], lines.referenced[edge], basis.commune[edge], plan.way[k], basis.owner(edge, year),
            year, plan.in_tree[k], lines.official[edge], plan.phases.works[k], tuple(plan.users[k]),
            tuple(plan.protects[k]),
        )
        for k, (edge, year) in enumerate(zip(plan.edges.tolist(), plan.year.tolist(), strict=True))
    ]  # fmt: skip
    return alike_runs(corridors.ends[plan.edges], keys)


def _section(plan: RoutePlan, area: Area, members: Ints) -> dict[str, Any]:
    corridors, edges = plan.basis.corridors, plan.edges[members]
    first, commune, year = int(members[0]), int(plan.basis.commune[edges[0]]), int(plan.year[members[0]])
    road = corridors.road[edges[0]]
    lines = plan.basis.lines
    from_m, to_m, line = run_along(corridors.lines[edges], lines.from_m[edges], lines.to_m[edges])
    costs = plan.cost_mn_vnd[members].sum(axis=0)
    return {
        "road": road,
        "line": int(lines.line_of[edges[0]]),
        "from_m": from_m,
        "to_m": to_m,
        "official": bool(lines.official[edges[0]]),
        "commune_code": area.communes["code"].iat[commune] if commune >= 0 else "",
        "commune": area.communes["name"].iat[commune] if commune >= 0 else "",
        "way": plan.way[first].value,
        "owner": plan.basis.owner(int(edges[0]), year),
        "year": year,
        "length_m": float(corridors.length_m[edges].sum()),
        **{f"cost_{level}_mn_vnd": float(cost) for level, cost in zip(LEVELS, costs, strict=True)},
        "joins": bool(plan.in_tree[first]),
        "users": tuple(plan.users[first].tolist()),
        "protects": tuple(plan.protects[first].tolist()),
        "edges": tuple(edges.tolist()),
        "geometry": line,
    }
