"""Whose terminals are whose, who pays what of a plan's routes, and years of its edges, on hand-made roads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely import MultiLineString
from test_route_plan import SETTINGS, area, lacking, plan_of

from covplan.ingest.area import Area
from covplan.ingest.costs import UnitCost, UnitCosts
from covplan.ingest.road_works import RoadWorks
from covplan.routing.dig_once import Window, windows
from covplan.routing.laying import BASE
from covplan.routing.partners import partners_of
from covplan.routing.route_plan import RoutePlan
from covplan.routing.route_shares import Right, RouteShares, right_of, share_routes
from covplan.routing.sections import make_sections
from covplan.routing.settings import ProtectionSettings, TerminalKind, TerminalSettings, Way

__all__ = ["area"]


def shares_of(plan: RoutePlan, area: Area) -> RouteShares:
    return share_routes(plan, make_sections(plan, area), partners_of(plan.basis.joining.terminals, area))


def windows_of(plan: RoutePlan) -> tuple[Window, ...]:
    return windows(plan.basis.corridors, plan.basis.routes, plan.basis.costs, plan.phases, 0.0)


def with_works(area: Area, first: int, last: int) -> Area:
    """All of QL.26 dug up, by somebody who pays the whole trench."""
    lines = area.roads[area.roads["number"] == "QL.26"].geometry
    works = RoadWorks("Mở rộng QL.26", "Sở XD", MultiLineString(list(lines)), first, last, 1.0, "test")
    dearer = {"fibre_buried": 250.0, "fibre_duct": 30.0}
    items = {name: UnitCost(name, "mn_vnd/km", base, base, base, 2025, "test") for name, base in dearer.items()}
    return replace(area, road_works=(works,), costs=UnitCosts({**area.costs.items, **items}))


def test_masts_are_their_operators_and_offices_the_governments(area: Area) -> None:
    terminals = plan_of(area).basis.joining.terminals
    of = dict(zip(terminals["id"], partners_of(terminals, area), strict=True))
    operator = {site.id: site.operator for site in area.sites}
    for location in area.locations:
        if location.id in of:
            assert of[location.id] == {operator[id] for id in location.site_ids}
    by_kind = {kind: set(terminals.loc[terminals["kind"] == kind, "id"]) for kind in TerminalKind}
    assert {of[id] for id in by_kind[TerminalKind.COMMUNE_OFFICE]} == {frozenset({"government"})}
    assert {of[id] for id in by_kind[TerminalKind.VILLAGE]} <= {frozenset({"access"})}


def test_all_that_is_built_is_paid_for_to_the_dong(area: Area) -> None:
    plan = plan_of(area)
    shares = shares_of(plan, area)
    spurs = plan.basis.joining.terminals.loc[plan.joined, "spur_base_mn_vnd"].sum()
    whole = round((plan.cost_mn_vnd[:, BASE].sum() + spurs) * 1e6)
    for paid in (shares.by_item, shares.equal):
        assert sum(paid.total_vnd.values()) == pytest.approx(whole, abs=1)
        uses = np.array([[one in item.users for one in paid.partners] for item in shares.items])
        assert not paid.vnd[~uses].any() and not paid.settled_vnd.any()
    assert shares.whole.in_core and shares.gap == pytest.approx(0.0, abs=1e-9)
    assert shares.whole.saving_mn_vnd > 0.0


def test_a_second_route_is_paid_by_those_whom_it_protects(area: Area) -> None:
    shares = shares_of(plan_of(area), area)
    second = [item for item in shares.items if not item.joins]
    assert second and all(item.users == {"government"} for item in second)
    without = shares_of(plan_of(area, replace(SETTINGS, protection=ProtectionSettings(offices=False))), area)
    for partner, vnd in shares.by_item.total_vnd.items():
        if partner != "government":
            assert vnd <= without.by_item.total_vnd[partner]


@pytest.mark.parametrize(
    ("way", "spare", "users", "right"),
    [
        (Way.DUCT, None, 3, Right.DUCT),
        (Way.CODUG, None, 3, Right.DUCT),
        (Way.BURIED, None, 1, Right.DUCT),
        (Way.AERIAL, None, 3, Right.DARK_FIBRE),
        (Way.CABLE, 6, 3, Right.DARK_FIBRE),
        (Way.CABLE, 5, 3, Right.CAPACITY),
        (Way.CABLE, None, 3, Right.DARK_FIBRE),
    ],
)
def test_the_right_follows_from_the_way(way: Way, spare: int | None, users: int, right: Right) -> None:
    assert right_of(way, spare, users) is right


def test_cable_is_dug_with_works_until_its_users_need_it(area: Area) -> None:
    plan = plan_of(with_works(area, 2028, 2029))
    dug = np.array([way is Way.CODUG for way in plan.way])
    assert dug.any() and set(plan.year[dug].tolist()) == {2029} and set(plan.year[~dug].tolist()) <= {2030}
    (window,) = windows_of(plan)
    assert window.dug.tolist() == plan.edges[dug].tolist() and (window.saved_mn_vnd[:, BASE] > 0.0).all()
    without = plan_of(area)
    assert plan.cost_mn_vnd[:, BASE].sum() < without.cost_mn_vnd[:, BASE].sum()


def test_offices_that_are_due_before_works_do_not_wait_for_them(area: Area) -> None:
    terminals = TerminalSettings(years={TerminalKind.COMMUNE_OFFICE: 2027})
    plan = plan_of(with_works(area, 2028, 2029), replace(SETTINGS, terminals=terminals))
    assert lacking(plan, plan.edges) == set()
    offices = plan.basis.joining.terminals["kind"] == TerminalKind.COMMUNE_OFFICE
    assert set(plan.basis.joining.terminals.loc[offices, "year"]) == {2027}
    assert 2027 in plan.year.tolist()
    for k, users in enumerate(plan.users):
        if offices[users].any():
            assert plan.year[k] == 2027
    (window,) = windows_of(plan)
    assert window.late.size and np.isfinite(window.wait_mn_vnd).all()
