"""Set covering, where everybody must be served: a published problem, and drawn ones of its kind, solved and proven."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from covplan.planning import CoverProblem, CoverWork, least_cost

SCP41 = Path(__file__).resolve().parents[1] / "data" / "orlib" / "scp41.txt"
OPTIMUM_41 = 429.0  # J. E. Beasley, "An algorithm for set covering problems", EJOR 31, 1987
WORK = CoverWork(search_steps=300, bound_steps=200)


def published() -> CoverProblem:
    numbers = np.array(SCP41.read_text().split(), int)
    rows, columns = numbers[:2]
    costs, rest = numbers[2 : 2 + columns].astype(float), numbers[2 + columns :]
    served = np.zeros((columns, rows), bool)
    for row in range(rows):
        served[rest[1 : 1 + rest[0]] - 1, row] = True
        rest = rest[1 + rest[0] :]
    assert rest.size == 0
    return CoverProblem(sparse.csr_array(served), np.ones(rows), costs)


def drawn(seed: int, rows: int, columns: int, density: float) -> CoverProblem:
    """As E. Balas and A. Ho drew theirs: costs of 1 to 100, at least two columns to a row and a row to a column."""
    rng = np.random.default_rng(seed)
    served = rng.random((columns, rows)) < density
    served[np.arange(columns), rng.integers(0, rows, columns)] = True
    for row in range(rows):
        served[rng.choice(columns, 2, replace=False), row] = True
    return CoverProblem(sparse.csr_array(served), np.ones(rows), rng.integers(1, 101, columns).astype(float))


def test_a_published_problem_is_solved_and_proven() -> None:
    problem = published()
    found = least_cost(problem, problem.people.sum(), WORK)
    assert found.cost == found.bound == OPTIMUM_41 and found.gap == 0.0
    assert found.people == 200.0


def test_cuts_and_annealing_bracket_the_published_optimum() -> None:
    problem = published()
    found = least_cost(problem, problem.people.sum(), replace(WORK, exact_nonzeros=0, anneal_steps=10_000))
    assert found.bound <= OPTIMUM_41 <= found.cost <= 1.02 * OPTIMUM_41
    assert found.bound == 429.0  # the relaxation, 429, is the optimum here


@pytest.mark.parametrize("rows, columns, density", [(200, 1000, 0.02), (200, 2000, 0.02), (100, 500, 0.05)])
def test_drawn_problems_end_at_the_optimum_of_a_plain_model(rows: int, columns: int, density: float) -> None:
    problem = drawn(rows + columns, rows, columns, density)
    links = LinearConstraint(problem.matrix.T.astype(float), np.ones(rows), np.inf)
    plain = milp(problem.costs, integrality=np.ones(columns), bounds=Bounds(0, 1), constraints=links)
    found = least_cost(problem, float(rows), WORK)
    assert found.cost == found.bound == pytest.approx(plain.fun)
