"""Sites joined to cable: hand-made roads with known lengths, costs and shares."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from covplan.ingest.area import Area
from covplan.ingest.costs import NO_COST, CostRange
from covplan.planning.candidates import Candidate, CandidateKind
from covplan.planning.plan import PlannedSite
from covplan.routing.fibre_plan import FibrePlan, connect
from covplan.routing.settings import CorridorSettings, LayingSettings, RoutingSettings, TerminalSettings

FLAT = RoutingSettings(  # the price is the same everywhere
    laying=LayingSettings(slope_factors=(), ground_factors={}), terminals=TerminalSettings(longest_spur_m=20_000.0)
)
FINE = replace(FLAT, corridors=CorridorSettings(piece_m=100.0))
PRICE = 60.0 / 1000  # million đồng per metre in the tiny area
# in the tiny area a road runs east from x = 500 to 15,500 at y = 8,100; cable lies on it up to x = 5,000


def planned(area: Area, *places: tuple[float, float]) -> tuple[PlannedSite, ...]:
    left, bottom, _, _ = area.grid.bounds
    sites = []
    for k, (x, y) in enumerate(places, 1):
        spot = Candidate(
            f"N-{k:04d}", CandidateKind.BUILD, "viettel", left + x, bottom + y, "", "", (),
            CostRange.known(1900.0), NO_COST, 0, "", None,
        )  # fmt: skip
        sites.append(PlannedSite(k, spot, 1.0, 50.0))
    return tuple(sites)


def with_road(area: Area, *points: tuple[float, float], **columns: str) -> Area:
    left, bottom, _, _ = area.grid.bounds
    row = {"number": "", "name": "", "road_class": "other", "status": "existing", "source": "test"} | columns
    line = LineString([(left + x, bottom + y) for x, y in points])
    rows = [*area.roads.drop(columns="geometry").to_dict("records"), row]
    return replace(area, roads=gpd.GeoDataFrame(rows, geometry=[*area.roads.geometry, line], crs=area.roads.crs))


def consistent(plan: FibrePlan) -> None:
    assert plan.cost_mn_vnd == pytest.approx(plan.segments["cost_mn_vnd"].sum(), abs=1e-9)
    assert sum(plan.site_cost_mn_vnd.values()) == pytest.approx(plan.cost_mn_vnd, abs=1e-6)
    assert plan.new_km == pytest.approx(plan.segments.geometry.length.sum() / 1000)
    assert plan.segments.crs.to_epsg() == 9218


def test_two_sites_share_the_road_and_pay_their_own_spurs(tiny_area: Area) -> None:
    plan = connect(planned(tiny_area, (8_000, 8_400), (12_000, 7_700)), tiny_area, FINE)
    consistent(plan)
    road = plan.segments[plan.segments["kind"] == "road"].reset_index(drop=True)
    assert road["road"].tolist() == ["QL.26", "QL.26"]
    assert road["candidate_ids"].tolist() == ["N-0001;N-0002", "N-0002"]
    start = road["km_from_m"][0]  # the last node beside the cable, at most 100 m beyond its end
    assert 4_500 <= start <= 4_600
    assert road["km_to_m"][0] == pytest.approx(7_500, abs=51) and road["km_to_m"][0] == road["km_from_m"][1]
    assert road["km_to_m"][1] == pytest.approx(11_500, abs=51)
    spurs = plan.segments[plan.segments["kind"] == "access"]["length_m"].tolist()
    assert spurs == pytest.approx([300, 400], abs=6)
    assert plan.site_cost_mn_vnd["N-0001"] == pytest.approx((road["length_m"][0] / 2 + spurs[0]) * PRICE)
    assert plan.site_cost_mn_vnd["N-0002"] == pytest.approx((road["length_m"] @ [0.5, 1] + spurs[1]) * PRICE)
    assert plan.unconnected == ()
    assert plan.own_cost_mn_vnd["N-0001"] == pytest.approx(spurs[0] * PRICE)
    assert plan.own_cost_mn_vnd["N-0002"] == pytest.approx((road["length_m"][1] + spurs[1]) * PRICE)


def test_a_site_beside_a_cable_costs_nothing(tiny_area: Area) -> None:
    plan = connect(planned(tiny_area, (3_000, 8_290)), tiny_area, FLAT)
    assert plan.site_cost_mn_vnd == {"N-0001": 0.0} and plan.cost_mn_vnd == 0 and len(plan.segments) == 0
    assert list(plan.segments.columns[:7]) == [
        "road",
        "km_from_m",
        "km_to_m",
        "length_m",
        "cost_mn_vnd",
        "kind",
        "candidate_ids",
    ]


def test_a_cable_nearer_than_any_road_node_is_taken_directly(tiny_area: Area) -> None:
    left, bottom, _, _ = tiny_area.grid.bounds
    off_road = replace(
        tiny_area.fibre[0], line=LineString([(left + 2_000, bottom + 12_000), (left + 6_000, bottom + 12_000)])
    )
    area = replace(tiny_area, fibre=(*tiny_area.fibre, off_road))
    plan = connect(planned(area, (3_000, 12_500)), area, FLAT)
    assert plan.segments["kind"].tolist() == ["access"] and plan.new_km == pytest.approx(0.5)
    consistent(plan)


def test_two_operators_on_one_mast_share_its_spur(tiny_area: Area) -> None:
    plan = connect(planned(tiny_area, (3_000, 9_100), (3_000, 9_100)), tiny_area, FLAT)
    assert plan.segments["candidate_ids"].tolist() == ["N-0001;N-0002"]
    assert plan.site_cost_mn_vnd["N-0001"] == plan.site_cost_mn_vnd["N-0002"] == pytest.approx(plan.cost_mn_vnd / 2)
    consistent(plan)


def test_a_side_road_is_followed_where_it_crosses(tiny_area: Area) -> None:
    area = with_road(tiny_area, (7_000, 2_000), (7_000, 15_000), number="ĐT.645", road_class="provincial")
    plan = connect(planned(area, (7_000, 14_000)), area, FINE)
    consistent(plan)
    by_road = plan.segments.groupby("road")["length_m"].sum()
    assert by_road["QL.26"] == pytest.approx(2_000, abs=101)
    assert by_road["ĐT.645"] == pytest.approx(5_900, abs=51)
    side = plan.segments[plan.segments["road"] == "ĐT.645"]
    assert side["km_from_m"].isna().all()  # it has no reference line
    assert np.isfinite(plan.segments.loc[plan.segments["road"] == "QL.26", ["km_from_m", "km_to_m"]]).all(axis=None)


def test_planned_roads_carry_no_fibre(tiny_area: Area) -> None:
    area = with_road(tiny_area, (7_000, 2_000), (7_000, 15_000), number="CT.24", status="planned")
    plan = connect(planned(area, (7_000, 14_000)), area, FLAT)
    assert "CT.24" not in set(plan.segments["road"])


def test_an_isolated_road_is_passed_by_and_a_far_site_is_told(tiny_area: Area) -> None:
    area = with_road(tiny_area, (10_000, 14_900), (12_000, 14_900))
    sites = planned(area, (11_000, 15_000), (11_000, 9_000))
    near = connect(sites, area, FLAT)
    assert near.unconnected == () and "" not in set(near.segments.query("kind == 'road'")["road"])
    far = connect(sites, area, replace(FLAT, terminals=TerminalSettings(longest_spur_m=5_000.0)))
    assert far.unconnected == ("N-0001",) and set(far.site_cost_mn_vnd) == {"N-0002"}
    consistent(far)


def test_only_cable_of_willing_owners_is_backbone(tiny_area: Area) -> None:
    sites = planned(tiny_area, (8_000, 8_100))
    theirs, ours = (RoutingSettings(laying=LayingSettings(willing_owners=(one,))) for one in ("vinaphone", "viettel"))
    plan = connect(sites, tiny_area, theirs)
    assert plan.unconnected == ("N-0001",) and plan.site_cost_mn_vnd == {} and plan.cost_mn_vnd == 0
    assert connect(sites, tiny_area, ours).site_cost_mn_vnd


def test_nothing_planned_needs_nothing(tiny_area: Area) -> None:
    plan = connect((), tiny_area, FLAT)
    assert len(plan.segments) == 0 and plan.new_km == 0 and plan.unconnected == ()


def test_many_sites_on_many_roads_stay_consistent(tiny_area: Area) -> None:
    area = tiny_area
    for x in range(1_000, 15_000, 1_500):
        area = with_road(area, (x, 500), (x + 333, 15_500), number=f"ĐH.{x}")
    rng = np.random.default_rng(7)
    sites = planned(area, *rng.uniform(600, 15_400, (60, 2)).tolist())
    plan = connect(sites, area, FLAT)
    consistent(plan)
    assert plan.unconnected == () and set(plan.site_cost_mn_vnd) == {s.candidate.id for s in sites}
    again = connect(tuple(reversed(sites)), area, FLAT)
    assert again.cost_mn_vnd == pytest.approx(plan.cost_mn_vnd, rel=1e-9)
