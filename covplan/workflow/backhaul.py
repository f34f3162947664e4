"""Microwave in the place of fibre: what of a job it is chosen from, the table and the pictures of hops."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covplan import ingest, outputs, routing
from covplan.outputs.files import file_names
from covplan.outputs.settings import Marking
from covplan.units import EARTH_RADIUS_KM, MN_PER_BN

if TYPE_CHECKING:
    from covplan.outputs.hop_figure import HopReport
    from covplan.routing import BackhaulBasis, BackhaulPlan
    from covplan.workflow.job import Job


def find_backhaul(job: Job) -> BackhaulBasis | None:
    """What fibre or microwave is chosen from; None where the scenario does not ask for microwave."""
    scenario = job.scenario
    settings = scenario.routing.microwave
    if settings is None:
        return None
    demand = partial(routing.mast_demand_mbit_s, year=scenario.routing.target_year, settings=scenario.routing.demand)
    return routing.find_backhaul(
        job.area, job.route_basis.joining, job.routed[0].sites, ingest.read_equipment(settings.equipment).microwave,
        settings, demand, lease_years=scenario.routing.laying.lease_years,
        step_m=scenario.radio.profile_step_m,
    )  # fmt: skip


def write_backhaul(job: Job, plan: BackhaulPlan, folder: Path, marking: Marking) -> outputs.Table:
    """Write the table and the pictures of hops into a folder that is there; return the table."""
    from covplan.outputs.hop_figure import write_hop_figure

    masts, ids, pictures = drawn(plan), plan.basis.masts["id"], {}
    names = file_names(ids.iat[mast] for mast in masts)  # given positions have ids of people
    for mast in masts:
        file = folder / f"hop_{names[ids.iat[mast]]}.png"
        write_hop_figure(hop_report(job, plan, mast, marking), plan.basis.settings, file, job.language)
        pictures[mast] = file.name
    table = outputs.make_backhaul_table(plan, pictures, job.language)
    outputs.write_csv(table, folder / f"{table.key}.csv", marking=marking, language=job.language)
    return table


def summarise_backhaul(plan: BackhaulPlan) -> dict[str, Any]:
    """The main figures: masts by fibre, by hop, with nothing; cost of the hops; the proof of the choice."""
    choice, wanting = plan.choice, ~plan.basis.problem.lit
    return {
        "masts": int(wanting.sum()),
        "by_hop": len(plan.by_hop),
        "left": len(plan.left),
        "most_hops": int(plan.chains.hops.max(initial=0)),
        "cost_bn_vnd": [getattr(plan.cost, level) / MN_PER_BN for level in routing.LEVELS],
        "proof": {
            "cost_bn_vnd": choice.cost / MN_PER_BN,
            "bound_bn_vnd": choice.bound / MN_PER_BN,
            "gap_pct": 100.0 * choice.gap,
            "seconds": choice.seconds,
        },
    }


def drawn(plan: BackhaulPlan) -> list[int]:
    """Rows of the masts whose hops are drawn: those with the least clearance first, as many as the settings say."""
    masts = sorted(plan.by_hop.tolist(), key=lambda mast: plan.hop(mast).median_fraction)
    return masts[: plan.basis.settings.figures]


def hop_report(job: Job, plan: BackhaulPlan, mast: int, marking: Marking) -> HopReport:
    """What the picture of a mast's hop tells."""
    from covplan.outputs.hop_figure import HopReport
    from covplan.outputs.link_report import LinkReport
    from covplan.propagation.comparison import compare
    from covplan.terrain import line_of_sight, read_profile

    area, masts, settings, hop = job.area, plan.basis.masts, plan.basis.settings, plan.hop(mast)
    ends = [mast, int(plan.parent[mast])]
    start, end = ((float(point.x), float(point.y)) for point in masts.geometry.iloc[ends])
    tx_agl_m, rx_agl_m = masts["antenna_agl_m"].iloc[ends].tolist()
    profile = read_profile(area.ground, area.clutter_m, area.zone, start, end, job.scenario.radio.profile_step_m)
    median, low = (
        line_of_sight(profile, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m, earth_radius_km=k * EARTH_RADIUS_KM)
        for k in (settings.median_k, settings.low_k)
    )
    freq_mhz = hop.radio.freq_ghz * 1e3
    answers = compare(("p525",), {}, profile, freqs_mhz=(freq_mhz,), tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)
    names = masts["name"].iloc[ends].tolist()
    path = LinkReport(names[0], names[1], profile, median, tx_agl_m, rx_agl_m, answers, marking=marking)
    chains = plan.chains
    chain_pct = 100.0 - float(chains.outage_pct[mast])
    return HopReport(path, low, hop, float(chains.load_mbps[mast]), int(chains.hops[mast]), chain_pct)
