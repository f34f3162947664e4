"""How each mast is joined → a table: fibre or microwave, to where, the hop's budget, capacity, cost, and why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import text
from covplan.routing.backhaul_plan import BackhaulPlan
from covplan.routing.backhaul_problem import FIBRE
from covplan.routing.backhaul_reasons import Alternative, Why

_COLUMNS = (
    "id name by to hops chain_pct demand demand_basis load capacity radio freq channel length median_fraction "
    "low_fraction received margin rain_pct multipath_pct hop_pct cost_low cost_base cost_high fibre_cost hop_cost why "
    "picture"
)


def make_backhaul_table(plan: BackhaulPlan, pictures: Mapping[int, str], language: Language) -> Table:
    """One row for each mast that needs backhaul, those with a hop first; money in million đồng.

    Parameters
    ----------
    plan : BackhaulPlan
    pictures : mapping
        Row of the mast → name of the picture of its hop.
    language : Language
    """
    heads = tuple(text(f"backhaul.{column}", language) for column in _COLUMNS.split())
    return Table("backhaul", heads, tuple(_rows(plan, pictures, language)))


def _rows(plan: BackhaulPlan, pictures: Mapping[int, str], language: Language) -> Iterator[tuple[Any, ...]]:
    masts = plan.basis.masts
    names = masts["name"].to_list()
    wanting = np.flatnonzero(~plan.basis.problem.lit).tolist()
    for mast in sorted(wanting, key=lambda mast: plan.option[mast] < 0):
        one = masts.iloc[mast]
        option, by_hop = int(plan.option[mast]), plan.option[mast] >= 0
        by = "microwave" if by_hop else "fibre" if option == FIBRE else "none"
        basis = text(f"backhaul.demand_{'known' if one.demand_known else 'assumed'}", language)
        head = (one.id, one.name, text(f"backhaul.by_{by}", language), names[plan.parent[mast]] if by_hop else "")
        cost = plan.basis.costs[option] if by_hop else plan.basis.spurs[mast]
        money = (cost.low, cost.base, cost.high) if option >= FIBRE else (None, None, None)
        why = plan.alternatives.get(mast)
        reasons = (_finite(why.fibre_cost), _finite(why.hop_cost)) if why else (None, None)
        yield (
            *head, *_link(plan, mast, one.demand_mbps, basis), *money, *reasons, _why(by_hop, why, language),
            pictures.get(mast, ""),
        )  # fmt: skip


def _link(plan: BackhaulPlan, mast: int, demand_mbps: float, basis: str) -> tuple[Any, ...]:
    """Hops and their availability, demand and load, then the mast's own hop."""
    if plan.option[mast] < 0:
        return (0 if plan.option[mast] == FIBRE else None, None, demand_mbps, basis, *[None] * 13)
    hop, chains = plan.hop(mast), plan.chains
    radio = hop.radio
    return (
        int(chains.hops[mast]), 100.0 - float(chains.outage_pct[mast]), demand_mbps, basis,
        float(chains.load_mbps[mast]), radio.capacity_mbps, radio.name, radio.freq_ghz, radio.channel_mhz, hop.dist_km,
        hop.median_fraction, hop.low_fraction, hop.received_dbm, hop.margin_db, hop.rain_pct, hop.multipath_pct,
        hop.availability_pct,
    )  # fmt: skip


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _why(by_hop: bool, why: Alternative | None, language: Language) -> str:
    """In words, with what is saved against the other where both are possible."""
    if why is None:
        return text("backhaul.why_none", language)
    if why.why is not Why.CHEAPER:
        return text(f"backhaul.why_{why.why}", language)
    saved = (why.fibre_cost - why.hop_cost) * (1.0 if by_hop else -1.0)
    key = "cheaper" if saved >= 0.0 else "together"
    return text(f"backhaul.why_{key}", language, amount=format_number(abs(saved), language))
