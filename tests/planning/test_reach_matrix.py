"""The reach matrix: agreement with a count after building, threads, grouping, edges of communes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given
from reaches import reach_from

from covplan.assessment.busy_hour_settings import BusyHourSettings
from covplan.assessment.served import Served, count_served
from covplan.coverage.composite import Coverage
from covplan.coverage.prediction import predict as predict_area
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings
from covplan.coverage.throughput import downlink_mbps
from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.ingest.costs import CostRange
from covplan.network import Technology
from covplan.planning import reach_matrix
from covplan.planning.candidates import PlanningSettings, find_candidates
from covplan.planning.reach_matrix import Reach, build_reach_matrix, with_backhaul
from covplan.planning.set_covering import solve_set_covering
from covplan.planning.settings import Configuration
from covplan.propagation.link_budget import noise_per_re_dbm
from covplan.propagation.p1812 import P1812

RADIO = RadioSettings(P1812(delta_n=45.0, n0=370.0, latitude_deg=12.7))


class SpottyModel:
    """A stand-in for the prediction: falls with distance, with deterministic holes, NaN beyond the radius."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def __call__(self, station: Any, rows: Any, cols: Any, area: Area, radio: Any) -> dict[str, Any]:
        self.calls.append(station)
        x, y = area.grid.centres()
        dist_m = np.hypot(x[cols] - station.x_m, y[rows] - station.y_m)
        received = {}
        for carrier in dict.fromkeys(c for s in station.sectors for c in s.carriers):
            hole = 25.0 * np.sin(rows * 1.7 + cols * 2.3 + carrier.freq_mhz + station.x_m)
            rsrp = (-70.0 - 35.0 * dist_m / 1000 / carrier.radius_km + hole).astype(np.float32)
            received[carrier.id] = np.where(dist_m <= 1000 * carrier.radius_km, rsrp, np.float32(np.nan))
        return received


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> SpottyModel:
    spotty = SpottyModel()
    monkeypatch.setattr(reach_matrix, "received_dbm", spotty)
    return spotty


def predict(area: Area, stations: Any, model: Callable[..., dict[str, Any]]) -> Coverage:
    layers = {c.id: np.full(area.grid.shape, np.nan, np.float32) for c in area.carriers}
    rows, cols = (index.ravel() for index in np.indices(area.grid.shape))
    for station in stations:
        for id, values in model(station, rows, cols, area, RADIO).items():
            np.fmax(layers[id], values.reshape(area.grid.shape), out=layers[id])
    none = np.zeros(area.grid.shape, bool)
    return Coverage(area.grid, area.carriers, layers, {}, (), none, none)


def slanted(area: Area) -> Area:
    """The same area with a province border that cuts pixels."""
    left, bottom, right, top = area.grid.bounds
    east = shapely.Polygon([(left + 9_000, bottom), (right, bottom), (right, top - 2_100), (left + 8_000, top)])
    west = shapely.Polygon([(left, bottom + 333), (left + 9_000, bottom), (left + 8_000, top), (left, top)])
    return replace(area, communes=area.communes.set_geometry([west, east]))


def reach_of(
    area: Area, model: SpottyModel, reading: str = "any", planning: dict[str, Any] | None = None, **kwargs: Any
) -> tuple[Reach, Served]:
    service = ServiceSettings(reading=reading)
    today = count_served(predict(area, area.sites, model), area, service)
    spots = find_candidates(area, today, PlanningSettings(roadside_spacing_m=1500.0, **(planning or {})))
    model.calls.clear()
    return build_reach_matrix(spots, area, RADIO, service, today, **kwargs), today


@pytest.mark.parametrize("reading", ["any", "viettel", "mobifone"])
def test_the_plan_counts_what_a_prediction_with_its_sites_counts(
    tiny_area: Area, model: SpottyModel, reading: str
) -> None:
    area = slanted(tiny_area)
    reach, today = reach_of(area, model, reading)
    plan = solve_set_covering(reach, PlanningSettings(target_pct=97.0))
    assert plan.sites and plan.served_pct_before == pytest.approx(today.headline_pct, rel=1e-12)
    for k in range(1, len(plan.sites) + 1):
        stations = [*area.sites, *(site.candidate for site in plan.sites[:k])]
        after = count_served(predict(area, stations, model), area, today.service)
        assert plan.sites[k - 1].served_pct_after == pytest.approx(after.headline_pct, rel=1e-9)


def test_demand_is_the_unserved_people_inside_the_communes(tiny_area: Area, model: SpottyModel) -> None:
    reach, today = reach_of(slanted(tiny_area), model)
    assert reach.people.min() > 0 and not today.served["any"][reach.rows, reach.cols].any()
    assert reach.people.sum() + reach.people_served_before == pytest.approx(reach.people_total, rel=1e-12)
    assert reach.matrix.shape == (len(reach.candidates), reach.people.size)


def test_threads_change_nothing_and_progress_ends_at_one(tiny_area: Area, model: SpottyModel) -> None:
    alone, _ = reach_of(tiny_area, model)
    seen: list[float] = []
    with ThreadPoolExecutor(2) as pool:
        threaded, _ = reach_of(tiny_area, model, executor=pool, progress=seen.append)
    assert (alone.matrix != threaded.matrix).nnz == 0 and alone.matrix.nnz > 0
    assert seen == sorted(seen) and seen[-1] == 1.0


def test_rows_are_those_of_each_candidate_alone(tiny_area: Area, model: SpottyModel) -> None:
    reach, today = reach_of(tiny_area, model)
    assert len(model.calls) == len(reach.candidates)  # owner and guest of MB1 reach differently far
    for candidate, row in zip(reach.candidates, reach.matrix.toarray(), strict=True):
        alone = count_served(predict(tiny_area, [candidate], model), tiny_area, today.service)
        np.testing.assert_array_equal(row, alone.served["any"][reach.rows, reach.cols])


@pytest.mark.parametrize("threshold_dbm", [-100.0, -110.0])
def test_the_sweep_serves_whom_it_serves_for_each_candidate_alone(tiny_area: Area, threshold_dbm: float) -> None:
    """Radials lie where the farthest carrier wants them: a guest of longer reach must not move those of its host."""
    rough = np.random.default_rng(5).normal(0.0, 40.0, tiny_area.grid.shape).astype(np.float32)
    ground = replace(tiny_area.ground, values=tiny_area.ground.values + rough)
    area = replace(tiny_area, ground=ground, people=replace(tiny_area.people, values=np.ones(tiny_area.grid.shape)))
    service = ServiceSettings(threshold_dbm=threshold_dbm)
    today = count_served(predict_area(area, RADIO), area, service)
    spots = [spot for spot in find_candidates(area, today, PlanningSettings()) if spot.site_id == "MB1"]
    assert len({spot.radius_m for spot in spots}) == 2
    reach = build_reach_matrix(tuple(spots), area, RADIO, service, today)
    for candidate, row in zip(reach.candidates, reach.matrix.toarray(), strict=True):
        alone = count_served(predict_area(area, RADIO, sites=(candidate,)), area, service)
        np.testing.assert_array_equal(row, alone.served["any"][reach.rows, reach.cols])


def test_an_lte_carrier_serves_nobody(tiny_area: Area, model: SpottyModel) -> None:
    reach, today = reach_of(tiny_area, model)
    lte = tuple(
        replace(s, carriers=tuple(replace(c, technology=Technology.LTE) for c in s.carriers))
        for s in reach.candidates[0].sectors
    )
    spot = replace(reach.candidates[0], sectors=lte)
    assert build_reach_matrix((spot,), tiny_area, RADIO, today.service, today).matrix.nnz == 0


def test_no_candidates_make_an_empty_matrix(tiny_area: Area, model: SpottyModel) -> None:
    _, today = reach_of(tiny_area, model)
    reach = build_reach_matrix((), tiny_area, RADIO, today.service, today)
    plan = solve_set_covering(reach, PlanningSettings())
    assert not plan.sites and not plan.reached and plan.served_pct_after == pytest.approx(today.headline_pct)


def test_another_service_is_refused(tiny_area: Area, model: SpottyModel) -> None:
    reach, today = reach_of(tiny_area, model)
    with pytest.raises(PlanningError, match="other service settings"):
        build_reach_matrix(reach.candidates, tiny_area, RADIO, replace(today.service, sigma_db=6.0), today)


def test_routed_costs_replace_the_estimate_of_the_named(tiny_area: Area, model: SpottyModel) -> None:
    reach, _ = reach_of(tiny_area, model)
    first, second = reach.candidates[:2]
    routed_cost = CostRange(10.0, 12.5, 20.0)
    routed = with_backhaul(reach, {first.id: routed_cost})
    assert routed.candidates[0] == replace(first, backhaul=routed_cost)
    assert replace(routed.candidates[1], backhaul=second.backhaul) == second and routed.matrix is reach.matrix
    with pytest.raises(PlanningError, match="'N-9999'"):
        with_backhaul(reach, {"N-9999": routed_cost})


@given(st.lists(st.floats(1.0, 1e3), min_size=3, max_size=3), st.floats(0.1, 5.0))
def test_estimates_of_the_others_follow_what_routing_made_of_the_named(estimates: list[float], ratio: float) -> None:
    """Twice the estimate for two candidates: twice for the third; relations of low, base and high stay."""
    reach = reach_from(np.eye(3), np.ones(3), np.ones(3))
    costs = [CostRange(0.5 * one, one, 3.0 * one) for one in estimates]
    reach = replace(
        reach, candidates=tuple(replace(c, backhaul=b) for c, b in zip(reach.candidates, costs, strict=True))
    )
    ids = [candidate.id for candidate in reach.candidates]
    total, first = ratio * (estimates[0] + estimates[1]), ratio * estimates[0] / 2  # shares are not the estimates
    routed = with_backhaul(reach, {ids[0]: CostRange.known(first), ids[1]: CostRange.known(total - first)})
    other, most = routed.candidates[2].backhaul, min(max(ratio, 0.5), 2.0)  # a few say little of the others
    assert (other.low, other.base, other.high) == pytest.approx([most * x * estimates[2] for x in (0.5, 1.0, 3.0)])
    assert routed.candidates[0].backhaul_mn_vnd == first


def test_candidates_of_one_operator_at_one_place_stay_apart(tiny_area: Area, model: SpottyModel) -> None:
    reach, today = reach_of(tiny_area, model)
    narrow = replace(reach.candidates[0], id="narrow", sectors=reach.candidates[0].sectors[:1])
    both = build_reach_matrix((reach.candidates[0], narrow), tiny_area, RADIO, today.service, today)
    assert len(model.calls) == len(reach.candidates) + 2 and both.matrix.shape[0] == 2
    assert len(model.calls[-1].sectors) == 1


def test_alternatives_of_a_place_are_predicted_once_and_serve_what_each_serves_alone(
    tiny_area: Area, model: SpottyModel
) -> None:
    everything = {"configurations": tuple(Configuration), "max_candidates": 6}
    reach, today = reach_of(tiny_area, model, planning=everything)
    apart = {(c.x_m, c.y_m, c.radius_m) for c in reach.candidates}  # a longer reach is another sweep
    assert len(model.calls) == len(apart) < len(reach.candidates)
    for candidate, row in zip(reach.candidates, reach.matrix.toarray(), strict=True):
        alone = count_served(predict(tiny_area, [candidate], model), tiny_area, today.service)
        np.testing.assert_array_equal(row, alone.served["any"][reach.rows, reach.cols])


def test_sectors_with_carriers_of_their_own_stay_apart(tiny_area: Area, model: SpottyModel) -> None:
    reach, today = reach_of(tiny_area, model)
    spot = next(c for c in reach.candidates if c.operator == "viettel")
    n28, n41 = spot.carriers
    first, second = (replace(s, carriers=(c,)) for s, c in zip(spot.sectors, (n28, n41), strict=False))
    uneven = replace(spot, id="uneven", sectors=(first, second))
    swapped = replace(spot, id="swapped", sectors=(replace(first, carriers=(n41,)), replace(second, carriers=(n28,))))
    model.calls.clear()
    build_reach_matrix((uneven, swapped), tiny_area, RADIO, today.service, today)
    assert [tuple(s.carriers for s in call.sectors) for call in model.calls] == [((n28,), (n41,)), ((n41,), (n28,))]


def test_indices_are_no_wider_than_they_need_be(tiny_area: Area, model: SpottyModel) -> None:
    matrix = reach_of(tiny_area, model)[0].matrix
    assert matrix.indices.dtype == np.int32 and matrix.data.dtype == bool
    assert matrix.has_sorted_indices


def test_the_busy_hour_of_a_candidate_is_that_of_the_people_it_would_serve(tiny_area: Area, model: SpottyModel) -> None:
    """Everybody on one carrier: the seconds for one Mbit of each person, times who is active and what each wants."""
    wants = BusyHourSettings(users_pct=50.0, active_pct=10.0, per_user_mbps=2.0)
    reach, today = reach_of(tiny_area, model, planning={"configurations": (Configuration.LOW,)}, busy_hour=wants)
    k = next(k for k, c in enumerate(reach.candidates) if c.operator == "viettel")
    spot, own = reach.candidates[k], reach.matrix[[k]].indices
    (n28,) = spot.carriers
    rsrp_dbm = model(spot, reach.rows[own], reach.cols[own], tiny_area, RADIO)[n28.id]
    mbps = downlink_mbps(rsrp_dbm - noise_per_re_dbm(15, 9.0), n28, today.service.throughput)
    share = (reach.people[own] * 0.5 * 0.1 * 2.0 / mbps).sum() / 3
    assert spot.busy_hour_pct == pytest.approx(100 * share) and own.size > 0
    assert spot.overloaded == (share > 1)
