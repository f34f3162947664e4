"""How routes are shared: shares of partners, works to dig with, cable that is there – as tables and main figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covplan import outputs, routing
from covplan.outputs import Table
from covplan.routing.laying import BASE
from covplan.units import M_PER_KM, MN_PER_BN
from covplan.workflow.job import Job

if TYPE_CHECKING:
    import geopandas as gpd

    from covplan.routing.existing_cable import CableRun
    from covplan.routing.route_shares import RouteShares


def shared_how(
    job: Job, plan: routing.RoutePlan, sections: gpd.GeoDataFrame
) -> tuple[tuple[Table, ...], dict[str, Any]]:
    """The tables of shares, of works and of existing cable, and the figures that the terminal tells."""
    basis, area, scenario = plan.basis, job.area, job.scenario
    partners = routing.partners_of(basis.joining.terminals, area, job.routed[0].sites)
    shares = routing.share_routes(plan, sections, partners)
    windows = routing.windows(
        basis.corridors, basis.routes, basis.costs, plan.phases, scenario.planning.discount_pct
    )  # fmt: skip
    runs = routing.cable_runs(basis.corridors, basis.routes)
    crossing_m = 2.0 * scenario.routing.laying.cable_within_m
    users = {item.id: item.users for item in shares.items}
    tables = (
        *outputs.make_share_tables(shares, sections, job.language),
        *outputs.make_works_tables(plan, sections, users, windows, job.language),
        *outputs.make_cable_tables(runs, crossing_m, job.language),
    )
    saved = sum(float(window.saved_mn_vnd[:, BASE].sum()) for window in windows)
    dug_m = sum(float(basis.corridors.length_m[window.dug].sum()) for window in windows)
    figures = {"dug_km": dug_m / M_PER_KM, "dug_saved_mn_vnd": saved}
    return tables, {**_of_shares(shares), **figures, **_of_cable(runs, crossing_m)}


def _of_shares(shares: RouteShares) -> dict[str, Any]:
    alone = sum(shares.whole.alone_mn_vnd.values()) / MN_PER_BN
    together = alone - shares.whole.saving_mn_vnd / MN_PER_BN
    return {
        "alone_bn_vnd": alone,
        "together_bn_vnd": together,
        "in_core": shares.whole.in_core,
        "excess_mn_vnd": shares.whole.excess_mn_vnd,
        "coalition_gap_pct": 100.0 * shares.gap,
    }


def _of_cable(runs: tuple[CableRun, ...], crossing_m: float) -> dict[str, Any]:
    without: dict[str, float] = {}
    for run in runs:
        if not run.owners:
            without[run.road_class] = without.get(run.road_class, 0.0) + run.length_m / M_PER_KM
    twice_m = sum(run.length_m for run in runs if len(run.owners) > 1 and run.length_m > crossing_m)
    return {"duplicate_km": twice_m / M_PER_KM, "without_cable_km": without}
