"""Requirements, alternatives at a place and units that fail together, against brute force."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from covplan.errors import PlanningError
from covplan.planning import CoverProblem, CoverWork, Requirement, least_cost, most_people

WORK = CoverWork(search_steps=80, bound_steps=100, gap=1e-6)
NO_EXACT = replace(WORK, exact_nodes=0)
BOTH = pytest.mark.parametrize("work", [WORK, NO_EXACT], ids=["exact", "no exact solver"])
CANDIDATES, CLASSES = 9, 12


def drawn(seed: int, twice: bool = True) -> CoverProblem:
    """A small problem: two floors, perhaps one of being served twice, a conditional one, places and units."""
    rng = np.random.default_rng(seed)
    served = rng.random((CANDIDATES, CLASSES)) < 0.35
    served[:, 1] = served[:, 0]
    people = rng.integers(0, 200, CLASSES).astype(float)
    costs = np.round(rng.uniform(0.5, 4.0, CANDIDATES), 2)
    commune = np.where(np.arange(CLASSES) < 4, people, 0.0)
    points = rng.integers(0, 3, CLASSES).astype(float)
    requirements = [
        Requirement("commune", commune, 0.7 * commune.sum()),
        Requirement("points", points, 0.6 * points.sum()),
    ]
    if twice:
        reach = np.where(served[2], people, 0.0)
        requirements += [
            Requirement("twice", people, 0.3 * people.sum(), twice=True),
            Requirement("behind candidate 2", reach, 0.4 * reach.sum(), twice=True, of=2),
        ]
    places = np.array([0, 0, 1, 1, -1, -1, -1, 2, 2])
    units = np.array([0, 0, 1, 1, 2, 2, 3, 4, 5])
    return CoverProblem(sparse.csr_array(served), people, costs, tuple(requirements), places, units)


class Brute:
    """Every choice: cost, people, and whether it keeps places and requirements, each by its own words."""

    def __init__(self, problem: CoverProblem) -> None:
        self.choices = np.array(list(product([False, True], repeat=problem.costs.size)))
        served = problem.matrix.toarray()
        self.costs = self.choices @ problem.costs
        self.people = np.array([problem.people[served[c].any(axis=0)].sum() for c in self.choices])
        self.meets = np.array([self._meets(problem, served, c) for c in self.choices])
        places = problem.places if problem.places is not None else np.full(problem.costs.size, -1)
        self.allowed = np.array([self._fits(places, c) for c in self.choices])

    @staticmethod
    def _fits(places: NDArray[np.int64], choice: NDArray[np.bool_]) -> bool:
        taken = [p for p in places[choice].tolist() if p >= 0]
        return len(taken) == len(set(taken))

    @staticmethod
    def _meets(problem: CoverProblem, served: NDArray[np.bool_], choice: NDArray[np.bool_]) -> bool:
        units = problem.units if problem.units is not None else np.arange(choice.size)
        by = [{int(units[j]) for j in np.flatnonzero(choice) if served[j, i]} for i in range(problem.people.size)]
        for one in problem.requirements:
            if one.of >= 0 and not choice[one.of]:
                continue
            least = 2 if one.twice else 1
            if sum(w for w, serving in zip(one.weights, by, strict=True) if len(serving) >= least) < one.needed - 1e-6:
                return False
        return True


@BOTH
@pytest.mark.parametrize("seed", range(16))
def test_least_cost_meets_every_requirement(seed: int, work: CoverWork) -> None:
    problem = drawn(seed)
    brute = Brute(problem)
    right = brute.allowed & brute.meets
    if not right.any():
        assert not least_cost(problem, 0.0, work).reached
        return
    needed = 0.8 * brute.people[right].max()
    best = brute.costs[right & (brute.people >= needed - 1e-6)].min()
    found = least_cost(problem, needed, work)
    row = int(np.flatnonzero((brute.choices == found.chosen).all(axis=1))[0])
    assert brute.allowed[row]
    assert found.bound <= best + 1e-6
    if found.reached:
        assert brute.meets[row] and brute.people[row] >= needed - 1e-6
        assert found.cost >= best - 1e-6
    if work is WORK:
        assert found.reached
        assert found.cost == pytest.approx(best, rel=1e-6)
        assert found.gap < 1e-5


@BOTH
@pytest.mark.parametrize("seed", range(16))
def test_most_people_meets_every_requirement_that_the_budget_allows(seed: int, work: CoverWork) -> None:
    problem = drawn(seed, twice=seed % 2 == 0)
    brute = Brute(problem)
    budget = 0.5 * problem.costs.sum()
    right = brute.allowed & brute.meets & (brute.costs <= budget + 1e-9)
    found = most_people(problem, budget, work)
    assert found.cost <= budget + 1e-9
    if not right.any():
        assert not found.reached
        return
    best = brute.people[right].max()
    assert found.bound >= best - 1e-6
    if work is WORK:
        assert found.reached
        assert found.people == pytest.approx(best, rel=1e-6)


def test_what_is_out_of_reach_is_told_with_how_much_is_missing() -> None:
    served = np.array([[True, False, False], [False, True, False]])
    people = np.array([10.0, 20.0, 30.0])
    floors = (Requirement("far", np.array([0.0, 0.0, 30.0]), 12.0), Requirement("near", people, 5.0))
    problem = CoverProblem(sparse.csr_array(served), people, np.ones(2), floors)
    found = least_cost(problem, 40.0, WORK)
    assert found.missing == pytest.approx({"people": 10.0, "far": 12.0})
    assert found.chosen.all()


def test_of_two_requirements_of_one_name_the_greater_lack_is_told() -> None:
    served, people = np.zeros((1, 1), bool), np.array([8.0])
    floors = (Requirement("far", people, 6.0), Requirement("far", people, 2.0))
    problem = CoverProblem(sparse.csr_array(served), people, np.ones(1), floors)
    assert least_cost(problem, 0.0, WORK).missing == pytest.approx({"far": 6.0})


def test_alternatives_that_bar_each_other_leave_a_requirement_unmet() -> None:
    floors = (Requirement("both", np.array([1.0, 1.0]), 2.0),)
    problem = CoverProblem(
        sparse.csr_array(np.eye(2, dtype=bool)), np.ones(2), np.ones(2), floors, places=np.array([4, 4])
    )
    found = least_cost(problem, 0.0, WORK)
    assert found.missing == pytest.approx({"both": 1.0})
    assert found.chosen.sum() == 1
    assert found.gap > 1.0  # nothing is proven about a choice that is none


def test_what_costs_nothing_is_used_and_what_serves_nobody_is_not() -> None:
    served = np.array([[True, False], [True, True], [False, False]])
    problem = CoverProblem(sparse.csr_array(served), np.array([5.0, 7.0]), np.array([0.0, 3.0, 0.0]))
    assert least_cost(problem, 5.0, WORK).cost == 0.0
    assert least_cost(problem, 12.0, WORK).chosen.tolist() == [False, True, False]
    found = most_people(problem, 1.0, WORK)
    assert (found.cost, found.people) == (0.0, 5.0)


def test_two_candidates_of_one_mast_do_not_secure_each_other() -> None:
    served, people = np.ones((3, 1), bool), np.ones(1)
    floors = (Requirement("twice", people, 1.0, twice=True),)
    problem = CoverProblem(
        sparse.csr_array(served), people, np.array([1.0, 1.0, 5.0]), floors, units=np.array([7, 7, 8])
    )
    assert least_cost(problem, 1.0, WORK).cost == 6.0
    assert least_cost(replace(problem, units=None), 1.0, WORK).cost == 2.0


def test_shapes_and_weights_are_checked() -> None:
    problem = drawn(1)
    with pytest.raises(PlanningError, match="does not fit"):
        replace(problem, requirements=(Requirement("short", np.ones(3), 1.0),))
    with pytest.raises(PlanningError, match="at least 0"):
        replace(problem, requirements=(Requirement("below", -np.ones(CLASSES), 1.0),))


@pytest.mark.kernel
def test_the_kernels_keep_their_counts() -> None:
    found = least_cost(drawn(3), 100.0, NO_EXACT)
    problem = drawn(3)
    assert found.cost == pytest.approx(problem.costs[found.chosen].sum())
    assert {k: v for k, v in found.missing.items() if k != "people"} == problem.missing(found.chosen)


@pytest.mark.parametrize("seed", range(8))
def test_the_bound_knows_what_is_asked_of_parts(seed: int) -> None:
    """Two halves of the people, each with its own need, and weights of a third kind that the bound must not trust."""
    problem = drawn(seed, twice=False)
    people = problem.people + 1.0
    first = np.arange(CLASSES) < CLASSES // 2
    halves = (
        Requirement("first", np.where(first, people, 0.0), 0.9 * people[first].sum()),
        Requirement("all, half of each", 0.5 * people, 0.3 * people.sum()),
        Requirement("second", np.where(first, 0.0, people), 0.2 * people[~first].sum()),
    )
    problem = replace(problem, people=people, requirements=halves, places=None, units=None)
    brute = Brute(problem)
    if not brute.meets.any():
        return
    best = brute.costs[brute.meets].min()
    found = least_cost(problem, 0.0, NO_EXACT)
    alone = least_cost(replace(problem, requirements=()), 0.0, NO_EXACT)
    assert alone.bound <= found.bound <= best + 1e-6
    assert found.bound > 0.0


def test_the_bound_of_parts_is_exact_where_they_are_apart() -> None:
    served, people = np.eye(4, dtype=bool), np.array([1.0, 1.0, 10.0, 10.0])
    parts = (
        Requirement("a", np.array([1.0, 1.0, 0.0, 0.0]), 2.0),
        Requirement("b", np.array([0.0, 0.0, 10.0, 10.0]), 10.0),
    )
    problem = CoverProblem(sparse.csr_array(served), people, np.array([7.0, 8.0, 1.0, 1.0]), parts)
    found = least_cost(problem, 12.0, NO_EXACT)
    assert found.cost == 16.0 and found.bound == pytest.approx(16.0, rel=1e-3)
    assert least_cost(replace(problem, requirements=()), 12.0, NO_EXACT).bound <= 2.0 + 7.0
