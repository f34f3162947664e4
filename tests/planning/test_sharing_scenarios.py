"""Ways of sharing: hand-made cases, all choices of small ones, people and money added up anew, limits."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from covplan.assessment.operator_settings import ResilienceSettings
from covplan.assessment.resilience import count_resilience
from covplan.assessment.served import count_served
from covplan.coverage.prediction import predict
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings
from covplan.errors import CovplanError
from covplan.ingest.area import Area
from covplan.ingest.locations import cluster_sites
from covplan.network import Sector, Site, Technology
from covplan.planning.settings import PlanningSettings, SharingRules
from covplan.planning.sharing_options import Option, SharingScenario, find_options
from covplan.planning.sharing_order import steps_in_order
from covplan.planning.sharing_reach import Mast, Radio, SharingReach, build_sharing_reach
from covplan.planning.sharing_scenarios import SharingOutcome, compare_sharing
from covplan.propagation.p1812 import P1812

NONE, PASSIVE, ACTIVE, ROAMING = SharingScenario
NO_FEES = SharingRules(partner_pct=0.0)


def new_mast(k: int, common: float = 9.0) -> Mast:
    return Mast(f"N-{k:04d}", 0.0, 0.0, True, frozenset(), common)


def old_mast(k: int, *users: str, common: float = 0.0) -> Mast:
    return Mast(f"L{k:04d}", 0.0, 0.0, False, frozenset(users), common)


def reach_of(
    masts: list[Mast], radios: dict[tuple[int, str, bool], list[int]], people: list[float], rent: float = 2.0
) -> SharingReach:
    """Radios as (mast, operator, on air) → pixels that they serve; equipment costs 5, rent is due to the first user."""
    serves = np.array([[pixel in pixels for pixel in range(len(people))] for pixels in radios.values()], bool)
    operators = tuple(sorted({operator for _, operator, _ in radios}))
    owners = {"L0000": "a", "L0001": "b"}
    found = tuple(
        Radio(m, o, on_air, 5.0, 0.0 if masts[m].is_new or owners[masts[m].id] == o else rent)
        for m, o, on_air in radios
    )
    return SharingReach(operators, tuple(masts), found, sparse.csr_array(serves), np.array(people))


def by_scenario(reach: SharingReach, target_pct: float, rules: SharingRules = NO_FEES) -> dict:
    planning = PlanningSettings(target_pct=target_pct, sharing=rules)
    return {outcome.scenario: outcome for outcome in compare_sharing(reach, planning)}


def test_sharing_halves_the_masts() -> None:
    """Two places, two operators, each of which needs both places."""
    radios = {(m, o, False): [m] for m in range(2) for o in "ab"}
    reach = reach_of([new_mast(0), new_mast(1)], radios, [10.0, 30.0])
    found = by_scenario(reach, 100.0, SharingRules(partner_pct=20.0))
    assert [found[s].new_masts for s in SharingScenario] == [4, 2, 2, 2]
    assert [found[s].new_radios for s in SharingScenario] == [4, 4, 2, 2]
    assert [found[s].proof.cost_mn_vnd for s in SharingScenario] == [56.0, 38.0, 30.0, 28.0]
    assert found[PASSIVE].cost_by_operator == {"a": 19.0, "b": 19.0}
    assert found[ACTIVE].cost_by_operator == {"a": 15.0, "b": 15.0}
    for scenario in SharingScenario:
        assert found[scenario].people == {"a": 40.0, "b": 40.0, "any": 40.0}
        assert found[scenario].proof.gap_pct == pytest.approx(0.0, abs=0.02)
    # alone, two masts stand at each place: whoever takes either network hangs on no single one
    assert found[NONE].behind_one == {"a": 40.0, "b": 40.0, "any": 0.0}
    assert found[PASSIVE].behind_one == {"a": 40.0, "b": 40.0, "any": 40.0}
    today = found[None]
    assert today.people == {"a": 0.0, "b": 0.0, "any": 0.0} and today.missing == {"a": 40.0, "b": 40.0}


def test_a_guest_rents_and_an_open_radio_needs_no_new_one() -> None:
    """a is on air, b stands nowhere: own mast 9 + 5, guest 5 + 2, or a's radio opened for a fifth of 5."""
    masts = [old_mast(0, "a"), new_mast(1)]
    radios = {(0, "a", True): [0, 1], (0, "b", False): [0], (1, "b", False): [0]}
    reach = reach_of(masts, radios, [10.0, 10.0])
    found = by_scenario(reach, 50.0, SharingRules(partner_pct=20.0))
    assert [found[s].proof.cost_mn_vnd for s in SharingScenario] == [14.0, 7.0, 1.0, 0.0]
    assert found[PASSIVE].masts_used == 1 and found[PASSIVE].new_masts == 0
    assert found[ACTIVE].opened_radios == 1 and found[ACTIVE].new_radios == 0
    assert found[ACTIVE].cost_by_operator == {"a": 0.0, "b": 1.0}
    assert found[ACTIVE].people == {"a": 20.0, "b": 20.0, "any": 20.0}


def test_what_no_choice_serves_is_told_by_operator() -> None:
    reach = reach_of([new_mast(0)], {(0, "a", False): [0, 1], (0, "b", False): [0]}, [30.0, 70.0])
    found = by_scenario(reach, 100.0)
    assert found[PASSIVE].missing == {"b": 70.0} and found[PASSIVE].people["a"] == 100.0
    assert found[ACTIVE].missing == {} and found[ACTIVE].new_radios == 1


def test_a_shared_cable_is_paid_once() -> None:
    """Both stand on a mast without 5G, 8 from the next cable."""
    reach = reach_of(
        [old_mast(0, "a", "b", common=8.0)], {(0, "a", False): [0], (0, "b", False): [0]}, [10.0], rent=2.0
    )
    found = by_scenario(reach, 100.0)
    assert found[NONE].proof.cost_mn_vnd == (8 + 5) + (8 + 5 + 2)  # b pays rent to a
    assert found[PASSIVE].cost_by_operator == {"a": 4.0 + 5.0, "b": 4.0 + 5.0 + 2.0}


@pytest.mark.parametrize(("most", "guests"), [(1, 0), (2, 1), (3, 2), (4, 3)])
def test_no_mast_bears_more_tenants_than_the_limit(most: int, guests: int) -> None:
    radios = {(0, "a", True): [0]} | {(0, o, False): [1 + k] for k, o in enumerate("bcd")}
    reach = reach_of([old_mast(0, "a")], radios, [0.0, 1.0, 1.0, 1.0])
    found = by_scenario(reach, 100.0, replace(NO_FEES, most_tenants=most))
    assert found[PASSIVE].new_radios == guests
    assert sum(found[PASSIVE].people[o] for o in "abcd") == guests


@pytest.mark.parametrize(("room_m2", "price", "guests", "cost"), [(8, None, 1, 7), (8, 4, 2, 18), (12, 4, 2, 14)])
def test_a_mast_bears_no_more_antennas_than_it_has_room_for(
    room_m2: float, price: float | None, guests: int, cost: float
) -> None:
    """b and c want 5 m² each on the mast of a, for equipment 5 and rent 2; strengthening it is paid once."""
    mast = replace(old_mast(0, "a"), room_m2=room_m2, strengthening_mn_vnd=price)
    radios = {(0, "a", True): [0]} | {(0, o, False): [1 + k] for k, o in enumerate("bc")}
    reach = reach_of([mast], radios, [0.0, 1.0, 1.0])
    reach = replace(reach, radios=tuple(replace(one, antennas_m2=5.0) for one in reach.radios))
    found = by_scenario(reach, 100.0)[PASSIVE]
    assert (found.new_radios, found.proof.cost_mn_vnd) == (guests, cost)


def test_a_new_mast_needs_one_of_the_builders() -> None:
    reach = reach_of([new_mast(0)], {(0, o, False): [0] for o in "ab"}, [10.0])
    for builders, masts in (((), 2), (("a",), 1), (("a", "b"), 2)):
        found = by_scenario(replace(reach, builders=builders), 100.0)
        assert found[NONE].new_masts == masts
        assert found[PASSIVE].new_masts == 1 and not found[PASSIVE].missing  # b joins a
        assert found[PASSIVE].cost_by_operator == {"a": 9.5, "b": 9.5}


def test_with_one_tenant_a_mast_nothing_is_shared() -> None:
    reach = drawn(3)
    found = by_scenario(reach, 60.0, replace(NO_FEES, most_tenants=1))
    assert found[PASSIVE].proof.cost_mn_vnd == pytest.approx(found[NONE].proof.cost_mn_vnd)


def test_rules_out_of_range_are_errors() -> None:
    for wrong in ({"most_tenants": 0}, {"partner_pct": -1.0}):
        with pytest.raises(CovplanError, match=next(iter(wrong))):
            SharingRules(**wrong)


def drawn(seed: int) -> SharingReach:
    """Three operators, two old masts and two new ones; some radios reach nobody."""
    rng = np.random.default_rng(seed)
    masts = [old_mast(0, "a", "b"), old_mast(1, "b", common=3.0), new_mast(2), new_mast(3)]
    air = [(0, "a"), (1, "b")]
    radios = {(m, o, (m, o) in air): np.flatnonzero(rng.random(10) < 0.4).tolist() for m in range(4) for o in "abc"}
    return reach_of(masts, radios, rng.integers(0, 50, 10).astype(float).tolist(), rent=0.0)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_people_and_money_add_up_and_more_sharing_never_costs_more(seed: int) -> None:
    reach = drawn(seed)
    most = {s: reachable(reach, find_options(reach, s, NO_FEES)) for s in (NONE, PASSIVE, ACTIVE)}
    target_pct = 80.0 * min(most[NONE].values()) / max(reach.people.sum(), 1.0)  # in reach of all, in every scenario
    found = by_scenario(reach, target_pct)
    costs = [found[s].proof.cost_mn_vnd for s in SharingScenario]
    assert all(a >= b * (1.0 - 2e-4) for a, b in zip(costs, costs[1:], strict=False)), costs
    for scenario in SharingScenario:
        recounted(reach, found[scenario])
        assert not found[scenario].missing
        tenants_within(reach, found[scenario], NO_FEES)


@pytest.mark.parametrize("seed", range(6))
def test_steps_are_the_outcome_in_the_order_that_does_most_for_its_money(seed: int) -> None:
    reach = drawn(seed)
    total = reach.people.sum()
    for scenario, outcome in by_scenario(reach, 60.0, SharingRules(partner_pct=20.0)).items():
        steps = steps_in_order(outcome, reach)
        assert sorted(map(str, (one.option for one in steps))) == sorted(map(str, outcome.options))
        done: tuple[Option, ...] = ()
        before = counted(reach, outcome, ())
        for step in steps:
            gains = {}
            for option in outcome.options:
                if option not in done:
                    after = counted(reach, outcome, (*done, option))
                    gain = sum(after.values()) - sum(before.values())
                    gains[option] = gain / option.cost_mn_vnd if option.cost_mn_vnd else np.inf
            assert gains[step.option] == pytest.approx(max(gains.values()))
            done = (*done, step.option)
            after = counted(reach, outcome, done)
            assert step.people_added == pytest.approx(sum(after.values()) - sum(before.values()))
            assert step.served_pct_after == pytest.approx({o: 100.0 * people / total for o, people in after.items()})
            before = after
        if scenario is not None and steps:
            assert steps[-1].served_pct_after == pytest.approx(
                {o: 100.0 * outcome.people["any" if scenario is ROAMING else o] / total for o in "abc"}
            )


def counted(reach: SharingReach, outcome: SharingOutcome, options: tuple[Option, ...]) -> dict[str, float]:
    part = replace(outcome, options=options)
    return {o: sum(w for w, at in zip(reach.people, serving_masts(reach, part, o), strict=True) if at) for o in "abc"}


def reachable(reach: SharingReach, options: tuple[Option, ...]) -> dict[str, float]:
    everything = SharingOutcome(NONE, options, 0, 0, 0, 0, {}, {}, {}, {}, None)  # type: ignore[arg-type]
    return {o: reach.people[[bool(masts) for masts in serving_masts(reach, everything, o)]].sum() for o in "abc"}


def serving_masts(reach: SharingReach, outcome: SharingOutcome, operator: str | None) -> list[set[object]]:
    """The masts that serve each pixel, by going through every radio."""
    serves, everybody = reach.serves.toarray(), outcome.scenario is ROAMING or operator is None
    masts: list[set[object]] = [set() for _ in reach.people]
    for pixel, at in enumerate(masts):
        for k, radio in enumerate(reach.radios):
            if radio.on_air and serves[k, pixel] and (everybody or radio.operator == operator):
                at.add(radio.mast)
        for number, option in enumerate(outcome.options):
            for k in option.radios:
                if serves[k, pixel] and (everybody or option.is_open or reach.radios[k].operator == operator):
                    at.add((option.mast, number) if reach.masts[option.mast].is_new else option.mast)
    return masts


def recounted(reach: SharingReach, outcome: SharingOutcome) -> None:
    for operator in (*reach.operators, None):
        masts = serving_masts(reach, outcome, operator)
        name = operator or "any"
        assert outcome.people[name] == pytest.approx(sum(reach.people[k] for k, at in enumerate(masts) if at))
        alone = sum(reach.people[k] for k, at in enumerate(masts) if len(at) == 1)
        assert outcome.behind_one[name] == pytest.approx(alone)
    assert sum(outcome.cost_by_operator.values()) == pytest.approx(outcome.proof.cost_mn_vnd)


def tenants_within(reach: SharingReach, outcome: SharingOutcome, rules: SharingRules) -> None:
    for row, mast in enumerate(reach.masts):
        there = [o for o in outcome.options if o.mast == row]
        sets = [there] if not mast.is_new else [[one] for one in there]
        for on_it in sets:
            added = {reach.radios[k].operator for one in on_it for k in one.radios}
            assert len(mast.users | added) <= max(rules.most_tenants, len(mast.users))


@pytest.mark.parametrize("seed", range(4))
def test_no_choice_is_cheaper(seed: int) -> None:
    """Every choice of the options of two operators, with rents, a fee and a limit."""
    rng = np.random.default_rng(seed)
    masts = [old_mast(0, "a", common=1.0), new_mast(1, 4.0)]
    radios = {(m, o, False): np.flatnonzero(rng.random(6) < 0.6).tolist() for m in range(2) for o in "ab"}
    reach = reach_of(masts, radios, rng.integers(1, 9, 6).astype(float).tolist())
    rules = SharingRules(most_tenants=2, partner_pct=30.0)
    for scenario in SharingScenario:
        options = find_options(reach, scenario, rules)
        target_pct = 70.0 * min(reachable_by(reach, options, scenario)) / reach.people.sum()
        needed = target_pct / 100.0 * reach.people.sum()
        best = np.inf
        for choice in product([False, True], repeat=len(options)):
            chosen = tuple(o for o, yes in zip(options, choice, strict=True) if yes)
            exclusive = [o.mast for o in chosen if o.is_exclusive]
            cost = sum(o.cost_mn_vnd for o in chosen)
            if cost < best and len(exclusive) == len(set(exclusive)):
                outcome = SharingOutcome(scenario, chosen, 0, 0, 0, 0, {}, {}, {}, {}, None)  # type: ignore[arg-type]
                served = [
                    sum(w for w, at in zip(reach.people, serving_masts(reach, outcome, o), strict=True) if at)
                    for o in "ab"
                ]
                if min(served) >= needed - 1e-9:
                    best = cost
        found = by_scenario(reach, target_pct, rules)[scenario]
        assert found.proof.cost_mn_vnd == pytest.approx(best)


def reachable_by(reach: SharingReach, options: tuple[Option, ...], scenario: SharingScenario) -> list[float]:
    everything = SharingOutcome(scenario, options, 0, 0, 0, 0, {}, {}, {}, {}, None)  # type: ignore[arg-type]
    return [reach.people[[bool(at) for at in serving_masts(reach, everything, o)]].sum() for o in "ab"]


RADIO = RadioSettings(P1812(delta_n=45.0, n0=325.0, latitude_deg=12.9))
SERVICE = ServiceSettings(threshold_dbm=-85.0)
PLANNING = PlanningSettings(target_pct=90.0, max_candidates=8)


def with_radios(area: Area, reach: SharingReach, outcome: SharingOutcome) -> Area:
    """The area as if the plan stood: a site for each new radio."""
    sites = list(area.sites)
    for number, option in enumerate(outcome.options):
        mast = reach.masts[option.mast]
        height_m = PLANNING.new_mast_height_m
        if not mast.is_new:
            height_m = next(s.mast_height_m for s in area.sites if (s.x_m, s.y_m) == (mast.x_m, mast.y_m))
        for k in option.radios:
            operator = reach.radios[k].operator
            carriers = tuple(c for c in area.carriers if c.operator == operator)
            id = f"P{number}-{k}"
            sectors = tuple(Sector(f"{id}-{n}", 120.0 * n, 2.0, height_m, carriers) for n in range(3))
            air = frozenset({Technology.NR})
            sites.append(Site(id, id, operator, mast.x_m, mast.y_m, operator, (operator,), height_m, air, sectors))
    return replace(area, sites=tuple(sites), locations=cluster_sites(sites, 50.0))


def test_the_people_of_a_plan_are_those_of_a_prediction_with_it(tiny_area: Area) -> None:
    today = count_served(predict(tiny_area, RADIO), tiny_area, SERVICE)
    reach = build_sharing_reach(tiny_area, today, RADIO, PLANNING)
    found = {outcome.scenario: outcome for outcome in compare_sharing(reach, PLANNING)}
    assert {o: found[None].people[o] for o in reach.operators} == pytest.approx(
        {o: today.totals[o] for o in ("viettel", "mobifone")}
    )
    for scenario in (NONE, PASSIVE):
        outcome = found[scenario]
        after = with_radios(tiny_area, reach, outcome)
        served = count_served(predict(after, RADIO), after, SERVICE)
        assert outcome.people == pytest.approx({o: served.totals[o] for o in (*reach.operators, "any")})
        assert outcome.new_radios > 0
    failing = count_resilience(after, RADIO, SERVICE, ResilienceSettings())
    masts = failing.by_group[failing.by_group["kind"] == "mast"]
    assert outcome.behind_one == pytest.approx({o: masts[o].sum() for o in (*reach.operators, "any")})
    assert 0.0 < outcome.behind_one["any"] < outcome.people["any"]


def test_a_mast_is_a_location_with_its_users(tiny_area: Area) -> None:
    today = count_served(predict(tiny_area, RADIO), tiny_area, SERVICE)
    reach = build_sharing_reach(tiny_area, today, RADIO, PLANNING)
    masts = {mast.id: mast for mast in reach.masts}
    assert (masts["VT1"].users, masts["VT1"].common_mn_vnd) == ({"viettel"}, 0.0)
    prices = {(r.mast, r.operator): (r.equipment_mn_vnd, r.on_mast_mn_vnd) for r in reach.radios}
    at = [mast.id for mast in reach.masts].index("MB1")
    assert prices[at, "mobifone"] == (1000.0, 0.0) and prices[at, "viettel"] == (1000.0, 100.0)  # one is a guest
    assert masts["MB1"].users == {"mobifone"} and masts["MB1"].common_mn_vnd > 0.0  # a cable is to be laid
    there = {(reach.masts[r.mast].id, r.operator): r.on_air for r in reach.radios}
    assert there["VT1", "viettel"] and there["VT1", "mobifone"] is False  # one is on air, the other could be a guest
    new = [mast for mast in reach.masts if mast.is_new]
    assert new and all(mast.common_mn_vnd >= 900.0 for mast in new)
    assert all(there[mast.id, o] is False for mast in new for o in reach.operators)
