"""Work of the exact solver is counted: it ends at the same point however fast the machine is."""

from __future__ import annotations

import math

import highspy
import numpy as np
import pytest
from scipy import sparse

from covplan.planning.cover_problem import CoverProblem
from covplan.planning.covering import CoverWork, least_cost
from covplan.planning.highs import QuietHighs
from covplan.planning.node_budget import NodeBudget


def hard(budget: NodeBudget) -> QuietHighs:
    """A set cover that takes hundreds of nodes."""
    rng, solver, count = np.random.default_rng(1), QuietHighs(0.0, budget), 300
    index = np.arange(count, dtype=np.int32)
    solver.addVars(count, np.zeros(count), np.ones(count))
    solver.changeColsIntegrality(count, index, np.full(count, highspy.HighsVarType.kInteger))
    solver.changeColsCost(count, index, rng.integers(5, 20, count).astype(float))
    for _ in range(200):
        row = rng.choice(count, 6, replace=False).astype(np.int32)
        solver.addRow(1.0, highspy.kHighsInf, row.size, row, np.ones(row.size))
    return solver


def test_a_search_ends_with_its_nodes_and_the_budget_with_it() -> None:
    found = []
    for _ in range(2):
        budget = NodeBudget(20)
        solver = hard(budget)
        solver.run_or_stop()
        info = solver.getInfo()
        assert solver.getModelStatus() != highspy.HighsModelStatus.kOptimal
        assert 0 < info.mip_node_count <= 21 and budget.left == 20 - info.mip_node_count
        assert info.mip_dual_bound < 460.0 <= info.objective_function_value + 1e-6  # the optimum, from a run to the end
        found.append((info.mip_dual_bound, tuple(solver.getSolution().col_value)))
    assert found[0] == found[1]


def test_a_solver_that_fails_is_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = hard(NodeBudget(20))

    def out_of_memory() -> None:
        raise MemoryError

    monkeypatch.setattr(solver, "run", out_of_memory)
    with pytest.raises(MemoryError):
        solver.run_or_stop()


def test_a_linear_program_is_one_node() -> None:
    budget = NodeBudget(2)
    solver = hard(budget)
    solver.changeColsIntegrality(300, np.arange(300, dtype=np.int32), np.full(300, highspy.HighsVarType.kContinuous))
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    assert budget.left == 1 and NodeBudget().left == math.inf


@pytest.mark.parametrize("nodes", [1, 3])
def test_a_plan_that_the_budget_ends_is_the_same_again(nodes: int) -> None:
    rng = np.random.default_rng(3)
    served = sparse.csr_array(rng.random((40, 300)) < 0.08)
    problem = CoverProblem(served, rng.uniform(1, 50, 300), rng.uniform(1, 2, 40))
    work = CoverWork(search_steps=20, bound_steps=10, gap=1e-9, exact_nodes=nodes)
    first, second = (least_cost(problem, 0.9 * problem.people_in_reach, work) for _ in range(2))
    assert first.gap > 0.0 and "HiGHS" in first.method
    assert (first.chosen == second.chosen).all() and first.bound == second.bound
