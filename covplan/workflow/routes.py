"""What ``covplan route`` does with a job: shared routes as tables and layers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from covplan import outputs, routing
from covplan.outputs import Table
from covplan.outputs.files import writing_folder
from covplan.outputs.settings import Marking
from covplan.scenario import Step
from covplan.units import M_PER_KM, MN_PER_BN
from covplan.workflow.backhaul import summarise_backhaul, write_backhaul
from covplan.workflow.job import Job
from covplan.workflow.shared_how import shared_how

ROUTES = "routes"
WHEN = ("before", "after", "gbps")
"""By existing cable, with the routes, and where passive networks reach with them."""


@dataclass(frozen=True)
class RouteAnswer:
    """The figures of shared routes, their tables, and the folder in which they are."""

    summary: dict[str, Any]
    tables: tuple[Table, ...]
    marking: Marking
    folder: Path


def route(job: Job) -> RouteAnswer:
    """Write shared routes by section: who is joined, what failures cut off, who pays what, the fibre, the layers."""
    plan, marking, folder = job.routes, job.marking(Step.ROUTES), job.folder / ROUTES
    sections, fibre = job.route_sections, job.route_fibre
    how, figures = shared_how(job, plan, sections)
    tables = (*outputs.make_route_tables(plan, sections, job.language), *how)
    tables += outputs.make_fibre_tables(fibre, sections, job.area.costs, job.language)
    summary = {**summarise_routes(plan), **figures, "fibre": summarise_fibre(fibre)}
    with job.step("export"), writing_folder(folder) as temporary:
        for table in tables:
            outputs.write_csv(table, temporary / f"{table.key}.csv", marking=marking, language=job.language)
        layers = outputs.make_route_layers(sections, job.language) | outputs.make_fibre_layers(fibre, job.area)
        if job.backhaul is not None:
            tables += (write_backhaul(job, job.backhaul, temporary, marking),)
            layers |= outputs.make_hop_layer(job.backhaul)
            summary["backhaul"] = summarise_backhaul(job.backhaul)
        outputs.write_shapefiles(layers, temporary / "shapefiles", marking=marking, language=job.language)
        outputs.write_geopackage(layers, temporary / f"{ROUTES}.gpkg", marking=marking, language=job.language)
    return RouteAnswer(summary, tables, marking, folder)


def summarise_routes(plan: routing.RoutePlan) -> dict[str, Any]:
    """The main figures: cost with proof, km by way, who is joined, protected, apart."""
    terminals, proof = plan.basis.joining.terminals, plan.proof
    length_km = plan.basis.corridors.length_m[plan.edges] / M_PER_KM
    km: dict[str, float] = {}
    for way, one_km in zip(plan.way, length_km.tolist(), strict=True):
        km[way.value] = km.get(way.value, 0.0) + one_km
    spurs = terminals.loc[plan.joined, [f"spur_{level}_mn_vnd" for level in routing.LEVELS]].sum()
    cost_mn_vnd = float(plan.cost_mn_vnd[:, 1].sum())
    return {
        "cost_bn_vnd": ((plan.cost_mn_vnd.sum(axis=0) + spurs.to_numpy()) / MN_PER_BN).tolist(),
        "spurs_bn_vnd": float(spurs.iloc[1]) / MN_PER_BN,
        "proof": {
            "cost_bn_vnd": cost_mn_vnd / MN_PER_BN,
            "bound_bn_vnd": proof.bound_mn_vnd / MN_PER_BN,
            "gap_pct": 100.0 * (cost_mn_vnd - proof.bound_mn_vnd) / max(proof.bound_mn_vnd, 1e-9),
            "tree_bn_vnd": proof.tree_mn_vnd / MN_PER_BN,
            "seconds": proof.seconds,
        },
        "km": km,
        "joined": int(plan.joined.sum()),
        "terminals": len(terminals),
        "wanted_twice": int(terminals["twice"].sum()),
        "protected": int(plan.is_protected.sum()),
        "apart": plan.apart,
    }


def summarise_fibre(found: routing.FibreFindings) -> dict[str, Any]:
    """The main figures: sections that fill up by reason, households, villages and offices reached, OLT sites."""
    sums = found.reach.sum(numeric_only=True)
    return {
        "sections": int(found.capacity["section"].nunique()),
        "full": found.full["reason"].value_counts().to_dict(),
        "households_pct": [100.0 * float(sums[f"households_{when}"] / sums["households"]) for when in WHEN],
        **{what: [int(sums[f"{what}_{when}"]) for when in WHEN] for what in ("villages", "offices")},
        "all": {what: int(sums[what]) for what in ("villages", "offices")},
        "olts": len(found.olts),
        "olt_bound": found.olt_bound,
        "system": found.system.name,
    }
