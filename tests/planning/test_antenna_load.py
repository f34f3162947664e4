"""Antenna area: sums by hand, what a mast bears, who is left out, who pays for strength; several builders."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from all_prices import prices
from hypothesis import given
from hypothesis import strategies as st
from reaches import reach_from
from test_candidates import of_kind, propose

from covplan.errors import CovplanError
from covplan.ingest.area import Area
from covplan.ingest.locations import cluster_sites
from covplan.network import AntennaPattern, Carrier, MastClass, NetworkError, Sector, Site, Technology
from covplan.outputs.mast_loads import mast_load_table
from covplan.outputs.settings import Language
from covplan.planning.antenna_load import allowed_m2, antennas_m2, mast_loads, without_room
from covplan.planning.candidates import Candidate, CandidateKind
from covplan.planning.planner import make_plan
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import AntennaAreas, Configuration, PlanningAim, PlanningSettings

AREAS = AntennaAreas()
LOW_PANEL = AntennaPattern("low", 14.5, 65.0, 12.0)
N28 = Carrier("viettel", Technology.NR, 773.0, 10.0, 15, 52, 50.8, LOW_PANEL, 8.0)
N41 = Carrier("viettel", Technology.NR, 2550.0, 100.0, 30, 273, 53.0, AntennaPattern("mid", 18.0, 65.0, 7.0), 5.0)
N77 = replace(N41, operator="mobifone", freq_mhz=3850.0)


def with_sites(area: Area, *sites: Site) -> Area:
    return replace(area, sites=sites, locations=cluster_sites(sites, 50.0))


def sectors_of(*carriers: Carrier) -> tuple[Sector, ...]:
    return tuple(Sector(f"X-{k}", 120.0 * k, 3.0, 42.0, carriers) for k in range(3))


def test_areas_add_up_by_antenna() -> None:
    """Three directions: a low panel of 0.9, an active one of 0.45; two carriers on one panel hang on it together."""
    assert antennas_m2(sectors_of(N28, N41), AREAS) == pytest.approx(3 * 1.35)
    assert antennas_m2(sectors_of(N28, replace(N28, freq_mhz=783.0)), AREAS) == pytest.approx(3 * 0.9)
    assert antennas_m2(sectors_of(N28, replace(N28, operator="vinaphone")), AREAS) == pytest.approx(3 * 1.8)
    stated = replace(N28, antenna=replace(LOW_PANEL, area_m2=0.5))
    assert antennas_m2(sectors_of(stated, N41), AREAS) == pytest.approx(3 * 0.95)
    assert antennas_m2((), AREAS) == 0.0


@given(st.lists(st.sampled_from([N28, N41, N77]), unique=True), st.sampled_from([N28, N41, N77]))
def test_one_more_carrier_never_weighs_less(carriers: list[Carrier], more: Carrier) -> None:
    assert antennas_m2(sectors_of(*carriers, more), AREAS) >= antennas_m2(sectors_of(*carriers), AREAS)


def test_what_a_mast_is_taken_to_bear() -> None:
    of = [allowed_m2(*mast, AREAS) for mast in product(MastClass, (18.0, 29.9, 30.0, 60.0))]
    assert of == [8.5, 8.5, 8.5, 8.5, 8.5, 8.5, 12.5, 12.5]


def test_what_hangs_on_masts_today(tiny_area: Area) -> None:
    """VT1 has 5G and a 4G that is not predicted, the others a 4G."""
    first, second, third = mast_loads(tiny_area, AREAS)
    assert first.hung_m2 == pytest.approx(4.05 + 2.0) and first.room_m2 == pytest.approx(12.5 - 6.05)
    assert (second.hung_m2, third.hung_m2) == (2.0, 2.0) and not first.is_stated
    vt1, mb1, vt2 = tiny_area.sites
    only_5g = replace(vt1, technologies=frozenset({Technology.NR}))
    tenant = replace(mb1, tenants=("mobifone", "vinaphone", "viettel"), antenna_area_m2=5.0)
    owned = replace(vt2, mast_owner="vinaphone", mast_class=MastClass.BUILDING)  # the owner has no site there
    first, second, third = mast_loads(with_sites(tiny_area, only_5g, tenant, owned), AREAS)
    assert first.hung_m2 == pytest.approx(4.05)
    assert (second.hung_m2, second.allowed_m2, second.room_m2, second.is_stated) == (6.0, 5.0, 0.0, True)
    assert (third.owner, third.hung_m2, third.allowed_m2) == ("vinaphone", 2.0, 8.5)


def test_sites_of_one_owner_at_a_location_are_one_mast(tiny_area: Area) -> None:
    _, mb1, vt2 = tiny_area.sites
    beside = replace(vt2, x_m=mb1.x_m + 10.0, y_m=mb1.y_m)
    apart = mast_loads(with_sites(tiny_area, mb1, beside), AREAS)
    assert [(one.owner, one.hung_m2) for one in apart] == [("mobifone", 2.0), ("viettel", 2.0)]
    guest = replace(beside, mast_owner="mobifone", mast_height_m=24.0)
    (one,) = mast_loads(with_sites(tiny_area, replace(mb1, antenna_area_m2=9.0), guest), AREAS)
    assert (one.site_ids, one.hung_m2, one.allowed_m2, one.height_m) == (("MB1", "VT2"), 4.0, 9.0, 42.0)


@pytest.mark.parametrize(
    ("stated", "ids", "exclusive"),
    [
        (2.0 + 5.4, {"S-MB1-mobifone", "S-MB1-viettel"}, False),  # 1.35 and 4.05 together
        (2.0 + 5.3, {"S-MB1-mobifone", "S-MB1-viettel"}, True),
        (2.0 + 4.0, {"S-MB1-mobifone"}, False),
        (2.0 + 1.0, set(), False),
    ],
)
def test_what_a_mast_does_not_bear_is_not_offered(tiny_area: Area, stated: float, ids: set, exclusive: bool) -> None:
    vt1, mb1, vt2 = tiny_area.sites
    area = with_sites(tiny_area, vt1, replace(mb1, antenna_area_m2=stated), vt2)
    on_it = [one for one in propose(area) if one.site_id == "MB1"]
    assert {one.id for one in on_it} == ids
    assert {bool(one.crowd) for one in on_it} <= {exclusive}
    assert all(one.antennas_m2 <= (one.room_m2 or 0.0) + 1e-9 for one in on_it)
    load = mast_loads(area, AREAS)[1]
    refused = {f"S-MB1-{operator}" for operator in without_room(load, area, PlanningSettings())}
    assert refused == {"S-MB1-mobifone", "S-MB1-viettel"} - ids


def test_strengthening_is_paid_where_it_has_a_price(tiny_area: Area) -> None:
    vt1, mb1, vt2 = tiny_area.sites
    area = with_sites(tiny_area, vt1, replace(mb1, antenna_area_m2=6.0), vt2)
    costs = {one.id: one.cost_mn_vnd for one in propose(replace(area, costs=prices())) if one.site_id == "MB1"}
    assert costs == {"S-MB1-mobifone": 700.0 + 50.0, "S-MB1-viettel": 1000.0 + 100.0 + 200.0}


def test_a_lighter_configuration_is_offered_where_all_is_too_much(tiny_area: Area) -> None:
    vt1, mb1, vt2 = tiny_area.sites
    area = with_sites(tiny_area, vt1, mb1, replace(vt2, antenna_area_m2=2.0 + 3.0))
    both = (Configuration.ALL, Configuration.LOW)
    assert [one.id for one in propose(area, configurations=both) if one.site_id == "VT2"] == ["S-VT2-viettel"]
    (one,) = (one for one in propose(area, configurations=both) if one.site_id == "VT2")
    assert one.configuration is Configuration.LOW and one.antennas_m2 == pytest.approx(2.7)


def test_each_builder_and_both_together_at_a_new_place(tiny_area: Area) -> None:
    built = of_kind(propose(tiny_area, builders=("viettel", "mobifone")), CandidateKind.BUILD)
    first = [one for one in built if one.place == "N-0001"]
    assert [(one.id, one.operator, one.cost_mn_vnd) for one in first] == [
        ("N-0001", "viettel", 1900.0),
        ("N-0001-mobifone", "mobifone", 1900.0),
        ("N-0001-viettel+mobifone", "viettel+mobifone", 2900.0),  # one mast, radios of both
    ]
    assert [{c.operator for c in one.carriers} for one in first] == [{"viettel"}, {"mobifone"}, {"viettel", "mobifone"}]
    assert len({one.alternative_to for one in first}) == 1
    assert len({one.place for one in built}) == len(
        {one.place for one in of_kind(propose(tiny_area), CandidateKind.BUILD)}
    )
    assert built == of_kind(propose(tiny_area, builders=("viettel", "mobifone", "viettel")), CandidateKind.BUILD)
    narrow = AntennaAreas(ground_m2=5.0)
    built = of_kind(propose(tiny_area, builders=("viettel", "mobifone"), antenna_areas=narrow), CandidateKind.BUILD)
    assert {one.operator for one in built} == {"viettel", "mobifone"}


def test_builders_are_guests_where_they_help(tiny_area: Area) -> None:
    one = {c.id for c in propose(tiny_area, builders=("mobifone",)) if c.site_id}
    both = {c.id for c in propose(tiny_area, builders=("mobifone", "viettel")) if c.site_id}
    assert one == {"S-MB1-mobifone", "S-VT2-viettel", "S-VT2-mobifone"}
    assert both == one | {"S-MB1-viettel"}


AREA_M2, ROOM_M2 = np.array([2.0, 2.0, 3.0]), 4.0


@pytest.mark.parametrize("by_budget", [False, True])
def test_no_plan_hangs_more_on_a_mast_than_it_bears(by_budget: bool) -> None:
    """Against every choice: three operators on a mast of which two have room beside each other, and two free masts."""
    rng = np.random.default_rng(7)
    best_ones = 0
    for _ in range(20):
        serves, people = rng.random((5, 8)) < 0.4, rng.integers(1, 9, 8).astype(float)
        costs = rng.integers(3, 9, 5).astype(float)
        reach = crowded(serves, people, costs)
        planning = PlanningSettings(target_pct=80.0)
        if by_budget:
            planning = PlanningSettings(aim=PlanningAim.MOST_PEOPLE, budget_bn_vnd=0.6 * costs.sum() / 1000.0)
        plan = make_plan(reach, planning)
        chosen = np.isin(range(5), [reach.row_of[site.candidate.id] for site in plan.sites])
        assert chosen[:3] @ AREA_M2 <= ROOM_M2
        right = [
            (people[(choice @ serves) > 0].sum() if by_budget else choice @ costs)
            for choice in map(np.array, product([0, 1], repeat=5))
            if choice[:3] @ AREA_M2 <= ROOM_M2
            and (
                choice @ costs <= 0.6 * costs.sum()
                if by_budget
                else people[(choice @ serves) > 0].sum() >= 0.8 * people.sum()
            )
        ]
        if by_budget:
            assert plan.proof.bound_people is not None and plan.proof.bound_people >= max(right) - 1e-6
            best_ones += plan.proof.people == pytest.approx(max(right))
        elif right:
            assert plan.proof.bound_mn_vnd is not None and plan.proof.bound_mn_vnd <= min(right) + 1e-6
            best_ones += plan.reached and plan.cost_mn_vnd == pytest.approx(min(right))
        else:
            best_ones += not plan.reached
    assert best_ones >= 17  # of 20; where two pairs clash all three are kept apart


def crowded(serves: np.ndarray, people: np.ndarray, costs: np.ndarray) -> Reach:
    reach = reach_from(serves, people, costs)
    spots: list[Candidate] = [replace(one, operator=f"o{k}") for k, one in enumerate(reach.candidates)]
    on_mast = [replace(one, crowd="S-1", antennas_m2=AREA_M2[k], room_m2=ROOM_M2) for k, one in enumerate(spots[:3])]
    return replace(reach, candidates=(*on_mast, *spots[3:]))


def test_what_is_locked_onto_one_mast_stays() -> None:
    reach = crowded(np.eye(5, dtype=bool), np.ones(5), np.full(5, 4.0))
    plan = make_plan(reach, PlanningSettings(target_pct=40.0, lock=("N-0000", "N-0002")))
    assert {site.candidate.id for site in plan.sites} == {"N-0000", "N-0002"}


@pytest.mark.parametrize("language", list(Language))
def test_the_table_tells_who_has_no_room(tiny_area: Area, language: Language) -> None:
    vt1, mb1, vt2 = tiny_area.sites
    table = mast_load_table(
        with_sites(tiny_area, vt1, replace(mb1, antenna_area_m2=6.0), vt2), PlanningSettings(), language
    )
    assert [row[0] for row in table.rows] == ["MB1", "VT1", "VT2"] and len(set(table.columns)) == len(table.columns)
    first = table.rows[0]
    assert first[1:6] == ("MobiFone", "A2b", 42.0, 2.0, 6.0) and first[7] == 4.0
    assert first[8] == ("Viettel 4,05" if language is Language.VIETNAMESE else "Viettel 4.05")
    assert table.rows[1][8] == ""


def test_areas_out_of_range_are_errors() -> None:
    with pytest.raises(CovplanError, match="ground_m2"):
        AntennaAreas(ground_m2=-1.0)
    with pytest.raises(NetworkError, match="area_m2"):
        AntennaPattern("p", 15.0, 65.0, 7.0, area_m2=11.0)
