"""Shares of common routes → tables: what each partner pays of the whole, and of every section and spur."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd

from covplan.outputs.layers import chainage_text
from covplan.outputs.marking import operator_name
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import text
from covplan.routing.cost_shares import VND_PER_MN
from covplan.routing.partners import ACCESS, GOVERNMENT
from covplan.routing.route_shares import RouteShares, SharedItem

_TOTALS = "partner alone share saved equal shapley method"
_ITEMS = (
    "section road from to commune way year purpose partner right users_of share equal_share section_cost alone_here "
    "saving_here"
)


def partner_name(partner: str, language: Language) -> str:
    """An operator's name; the government network and access networks in words."""
    return text(f"route.{partner}", language) if partner in (GOVERNMENT, ACCESS) else operator_name(partner)


def partner_names(partners: frozenset[str], language: Language) -> str:
    """Several, in alphabetical order."""
    return "; ".join(sorted(partner_name(one, language) for one in partners))


def make_share_tables(shares: RouteShares, sections: gpd.GeoDataFrame, language: Language) -> tuple[Table, ...]:
    """``shares_total``: a row per partner and the sum; ``cost_shares``: a row per section or spur and user; in đồng."""
    return (
        _table("shares_total", _TOTALS, _totals(shares, language), language),
        _table("cost_shares", _ITEMS, _by_item(shares, sections, language), language),
    )


def _table(key: str, columns: str, rows: Iterator[tuple[object, ...]], language: Language) -> Table:
    return Table(key, tuple(text(f"route.{column}", language) for column in columns.split()), tuple(rows))


def _totals(shares: RouteShares, language: Language) -> Iterator[tuple[object, ...]]:
    whole, paid, equal = shares.whole, shares.by_item.total_vnd, shares.equal.total_vnd
    alone = {one: round(cost * VND_PER_MN) for one, cost in whole.alone_mn_vnd.items()}
    method = text(f"route.method_{whole.method}", language)
    for one in shares.by_item.partners:
        shapley = round(whole.shapley_mn_vnd[one] * VND_PER_MN)
        name = partner_name(one, language)
        yield name, alone[one], paid[one], alone[one] - paid[one], equal[one], shapley, method
    sums = [sum(column.values()) for column in (alone, paid, equal)]
    yield text("route.together", language), sums[0], sums[1], sums[0] - sums[1], sums[2], None, ""


def _by_item(shares: RouteShares, sections: gpd.GeoDataFrame, language: Language) -> Iterator[tuple[object, ...]]:
    places = {row.section: row for row in sections.itertuples()}
    partners = shares.by_item.partners
    for item, paid, equal in zip(shares.items, shares.by_item.vnd.tolist(), shares.equal.vnd.tolist(), strict=True):
        row = places.get(item.id)
        where: tuple[object, ...] = ("", "", "", "", text("route.access_spur", language), None)
        if row is not None:
            way = text(f"route.way_{row.way}", language)
            where = (row.road, chainage_text(row.from_m), chainage_text(row.to_m), row.commune, way, row.year)
        for one, share, alike in zip(partners, paid, equal, strict=True):
            if one in item.users:
                yield (
                    *(item.id, *where, _purpose(item, language), partner_name(one, language)),
                    *(text(f"route.right_{item.right}", language), len(item.users), share, alike),
                    *(sum(paid), sum(paid), sum(paid) - share),  # alone each would pay as much as all together do
                )
    for one, settled in zip(partners, shares.by_item.settled_vnd.tolist(), strict=True):
        if settled:
            purpose = text("route.settled", language)
            yield "", "", "", "", "", "", None, purpose, partner_name(one, language), "", None, settled, *[None] * 4


def _purpose(item: SharedItem, language: Language) -> str:
    return text("route.joins" if item.joins else "route.second", language)
