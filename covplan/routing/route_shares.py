"""Who pays what of the routes of a plan: of the whole, of every section, of every spur."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import geopandas as gpd
import numpy as np

from covplan.routing.coalitions import Partners, coalition_trees
from covplan.routing.cost_shares import CostShares, share_cost
from covplan.routing.laying import BASE
from covplan.routing.route_plan import RoutePlan
from covplan.routing.section_shares import SectionShares, divide_sections, equal_sections
from covplan.routing.settings import Way

_FIBRES_EACH = 2  # of a cable that is there, for each user: one to and one from


class Right(StrEnum):
    """What a user has of a section."""

    DUCT = "duct"  # a duct, or a place in one
    DARK_FIBRE = "dark_fibre"  # fibres of its own in a cable
    CAPACITY = "capacity"  # bits on fibres of another


@dataclass(frozen=True)
class SharedItem:
    """A section, or the spur of a terminal, that is paid for.

    Attributes
    ----------
    id : str
        Of the section or of the terminal.
    users : frozenset of str
        Partners who need it; for second routes those who are protected by it.
    cost_mn_vnd : float
        Its base cost. Each user alone would pay as much for a cable of its own.
    right : Right
        By which each user uses it.
    joins : bool
        False where it is there for second routes only.
    """

    id: str
    users: Partners
    cost_mn_vnd: float
    right: Right
    joins: bool

    @property
    def saving_mn_vnd(self) -> float:
        """What the users together pay less here than each with a cable of its own."""
        return (len(self.users) - 1) * self.cost_mn_vnd


@dataclass(frozen=True, eq=False)
class RouteShares:
    """Shares of all routes.

    Attributes
    ----------
    items : tuple of SharedItem
        Sections, then spurs; rows of both tables of shares.
    whole : CostShares
        Shapley or least core, each alone, the saving; over coalitions planned anew.
    by_item, equal : SectionShares
        What each pays of every item so that it pays its share of the whole; and in equal parts.
    gap : float
        The greatest gap between cost and bound of the coalitions' trees.
    """

    items: tuple[SharedItem, ...]
    whole: CostShares
    by_item: SectionShares
    equal: SectionShares
    gap: float


def share_routes(
    plan: RoutePlan,
    sections: gpd.GeoDataFrame,
    partners: Sequence[Partners],
    report: Callable[[int, int], None] | None = None,
) -> RouteShares:
    """Divide the cost of a plan's routes and spurs at base prices.

    Parameters
    ----------
    plan : RoutePlan
    sections : GeoDataFrame
        Its sections, from ``make_sections``.
    partners : sequence of frozenset of str
        Partners of each terminal, from ``partners_of``.
    report : callable, optional
        As in ``coalition_trees``.

    Raises
    ------
    PlanningError
        If there are no partners, or more than ten.
    """
    items = (*_section_items(plan, sections, partners), *_spur_items(plan, partners))
    cost = plan.basis.joining.graph.cost.copy()
    cost[plan.edges] = plan.cost_mn_vnd[:, BASE]
    node = plan.basis.joining.terminals["node"].to_numpy()
    users_at: dict[int, Partners] = {}
    for row in np.flatnonzero(plan.joined).tolist():
        users_at[int(node[row])] = users_at.get(int(node[row]), frozenset()) | partners[row]
    graph = replace(plan.basis.joining.graph, cost=cost)
    trees = coalition_trees(graph, users_at, plan.edges[plan.in_tree], report=report)
    in_sections = sections["joins"].to_numpy(bool)
    fixed = [item for k, item in enumerate(items) if k >= len(sections) or not in_sections[k]]
    whole = share_cost(trees.with_fixed((item.users, item.cost_mn_vnd) for item in fixed))
    names = tuple(sorted(whole.vnd))
    costs = np.array([item.cost_mn_vnd for item in items])
    uses = np.array([[one in item.users for one in names] for item in items], bool).reshape(-1, len(names))
    return RouteShares(
        items, whole, divide_sections(costs, uses, whole.vnd), equal_sections(costs, uses, names), trees.gap
    )


def _section_items(plan: RoutePlan, sections: gpd.GeoDataFrame, partners: Sequence[Partners]) -> Iterable[SharedItem]:
    everybody = frozenset[str]().union(*(partners[row] for row in np.flatnonzero(plan.joined).tolist()))
    for row in sections.itertuples():
        users = frozenset[str]().union(*(partners[k] for k in (row.users if row.joins else row.protects)))
        users = users or everybody  # what nobody needs is there because the scenario asks for it
        right = right_of(Way(row.way), _spare_fibres(plan, row.edges[0], row.year), len(users))
        yield SharedItem(row.section, users, float(row.cost_base_mn_vnd), right, bool(row.joins))


def _spur_items(plan: RoutePlan, partners: Sequence[Partners]) -> Iterable[SharedItem]:
    terminals = plan.basis.joining.terminals
    spurs = terminals["spur_base_mn_vnd"].to_numpy(float)
    for row in np.flatnonzero(plan.joined).tolist():
        if spurs[row] > 0.0:
            id = str(terminals["id"].iat[row])
            yield SharedItem(id, partners[row], float(spurs[row]), right_of(Way.AERIAL, None, 1), True)


def right_of(way: Way, spare_fibres: int | None, users: int) -> Right:
    """By what right so many users use what is laid in a way; ``spare_fibres`` of the cable that is there, if known."""
    if way in (Way.DUCT, Way.CODUG, Way.BURIED):
        return Right.DUCT
    if way is Way.CABLE and spare_fibres is not None and spare_fibres < _FIBRES_EACH * users:
        return Right.CAPACITY
    return Right.DARK_FIBRE


def _spare_fibres(plan: RoutePlan, edge: int, year: int) -> int | None:
    costs = plan.basis.costs[year]
    number = int(costs.route[costs.cheapest[edge], edge])
    return getattr(plan.basis.routes.all[number], "spare_fibres", None) if number >= 0 else None
