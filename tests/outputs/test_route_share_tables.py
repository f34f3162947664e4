"""What a planner reads of shares, works and existing cable: rows add up, in Vietnamese, without crossings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely import MultiLineString

from covplan.ingest.area import Area
from covplan.ingest.costs import UnitCost, UnitCosts
from covplan.ingest.road_works import RoadWorks
from covplan.outputs.route_share_tables import make_share_tables
from covplan.outputs.route_works_tables import SPARE_DUCTS, make_cable_tables, make_works_tables
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.routing.dig_once import windows
from covplan.routing.existing_cable import CableRun
from covplan.routing.partners import partners_of
from covplan.routing.route_basis import find_basis
from covplan.routing.route_network import choose_network
from covplan.routing.route_plan import assemble_routes
from covplan.routing.route_shares import share_routes
from covplan.routing.sections import make_sections
from covplan.routing.settings import RoutingSettings

VIETNAMESE = Language.VIETNAMESE


@pytest.fixture()
def tables(tiny_area: Area) -> dict[str, Table]:
    """The tiny area with works on QL.26 until 2029 that pay the whole trench, and others that begin in 2031."""
    lines = list(tiny_area.roads[tiny_area.roads["number"] == "QL.26"].geometry)
    works = tuple(
        RoadWorks(name, "Sở XD", MultiLineString(lines), first, last, 1.0, "test")
        for name, first, last in (("Mở rộng QL.26", 2028, 2029), ("Thảm lại QL.26", 2031, 2031))
    )
    prices = {"fibre_buried": 250.0, "fibre_duct": 30.0}
    items = {name: UnitCost(name, "mn_vnd/km", base / 2, base, 2 * base, 2025, "test") for name, base in prices.items()}
    area = replace(tiny_area, road_works=works, costs=UnitCosts({**tiny_area.costs.items, **items}))
    basis = find_basis(area, RoutingSettings())
    plan = assemble_routes(basis, choose_network(basis, 5.0))
    sections = make_sections(plan, area)
    shares = share_routes(plan, sections, partners_of(basis.joining.terminals, area))
    found = windows(basis.corridors, basis.routes, basis.costs, plan.phases, 0.0)
    users = {item.id: item.users for item in shares.items}
    made = (
        *make_share_tables(shares, sections, VIETNAMESE),
        *make_works_tables(plan, sections, users, found, VIETNAMESE),
    )
    return {table.key: table for table in made}


def column(table: Table, head: str) -> list[object]:
    return [row[table.columns.index(head)] for row in table.rows]


def test_shares_by_section_add_up_to_those_of_the_whole(tables: dict[str, Table]) -> None:
    total, items = tables["shares_total"], tables["cost_shares"]
    assert len({len(row) for row in items.rows}) == 1 and len(items.rows[0]) == len(items.columns)
    paid: dict[object, int] = {}
    for partner, share in zip(column(items, "Bên"), column(items, "Phần phải góp (đồng)"), strict=True):
        assert isinstance(share, int)
        paid[partner] = paid.get(partner, 0) + share
    whole = dict(zip(column(total, "Bên"), column(total, "Phần phải góp (đồng)"), strict=True))
    assert whole.pop("Tất cả") == sum(paid.values()) and whole == paid
    assert {"Viettel", "Mạng cơ quan nhà nước"} <= set(paid)
    of_section: dict[object, set[object]] = {}
    for key in zip(column(items, "Đoạn"), column(items, "Chi phí cả đoạn, làm chung (đồng)"), strict=True):
        of_section.setdefault(key[0], set()).add(key[1])
    costs = [cost for (cost,) in of_section.values()]
    assert sum(costs) == sum(paid.values())
    alone = column(items, "Nếu bên này tự làm đoạn này (đồng)")
    saved = column(items, "Bên này tiết kiệm ở đoạn này nhờ dùng chung (đồng)")
    shares = column(items, "Phần phải góp (đồng)")
    assert [a - p for a, p in zip(alone, shares, strict=True)] == saved
    assert sum(alone) == sum(paid.values()) + sum(saved) > sum(paid.values())


def test_the_dig_once_list_has_ducts_for_each_user_and_the_saving(tables: dict[str, Table]) -> None:
    dug = tables["dig_once"]
    assert dug.rows and set(column(dug, "Công trình")) == {"Mở rộng QL.26"}
    for users, ducts in zip(column(dug, "Các bên dùng"), column(dug, "Số ống cần đặt"), strict=True):
        assert ducts == len(str(users).split("; ")) + SPARE_DUCTS
    for m, saved in zip(column(dug, "Chiều dài (m)"), column(dug, "Tiết kiệm, giá cơ sở (triệu đồng)"), strict=True):
        assert 29.9 * m <= 1000 * saved <= 60.1 * m  # aerial 60, in towns 90; cable in a trench that is paid for 30


def test_works_that_come_too_late_say_what_waiting_would_save(tables: dict[str, Table]) -> None:
    used, late = tables["missed_windows"].rows
    assert used[-1] == "đặt cáp cùng công trình" and late[-1] == "công trình khởi công quá muộn"
    heads = tables["missed_windows"].columns
    dug_km = used[heads.index("Đặt cùng công trình (km)")]
    saved = sum(column(tables["dig_once"], "Tiết kiệm, giá cơ sở (triệu đồng)"))
    assert used[heads.index("Mất nếu lỡ, giá cơ sở (triệu đồng)")] == pytest.approx(saved)
    assert late[heads.index("Cần trước khi khởi công (km)")] == pytest.approx(dug_km)
    assert late[heads.index("Đỡ được nếu đợi, giá cơ sở (triệu đồng)")] == pytest.approx(0.0)  # no cheaper than 2029


def test_crossings_are_no_duplicates_and_unnumbered_roads_are_one_row_of_a_class() -> None:
    nan = np.nan
    runs = [
        CableRun("QL.26", "national", ("mobifone", "viettel"), 0.0, 8_000.0, True, 8_000.0),
        CableRun("QL.29", "national", ("mobifone", "viettel"), 500.0, 650.0, False, 150.0),
        CableRun("QL.29", "national", (), 650.0, 4_000.0, False, 3_350.0),
        CableRun("", "other", (), nan, nan, False, 1_000.0),
        CableRun("", "other", (), nan, nan, False, 500.0),
    ]
    twice, without = make_cable_tables(runs, 200.0, VIETNAMESE)
    assert twice.rows == (("QL.26", "Quốc lộ", "MobiFone, Viettel", "Km0+000", "Km8+000", "theo cột Km", 8.0, 2),)
    assert without.rows == (
        ("Quốc lộ", "QL.29", "Km0+650", "Km4+000", "lý trình mô hình", 3.35),
        ("Khác", "đường không số hiệu", "", "", "", 1.5),
    )
