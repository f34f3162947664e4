"""Solve a covering problem, from a file or made: which candidates for a target at least cost, or for a budget.

A file is an .npz with ``indptr``, ``indices`` (CSR, candidates x classes), ``people`` by class, ``costs`` by candidate;
or a .txt in the format of the set covering problems of J. E. Beasley's OR-Library, where each row is a class of one
person, to be solved with ``--target 1``.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import KDTree

from covplan.planning.cover_problem import CoverProblem
from covplan.planning.covering import CoverWork, least_cost, most_people

PIXELS, CANDIDATES, MASTS = 200_000, 3_000, 650
SIDE_KM = 134.0
BROWNFIELD_KM, GREENFIELD_KM, MAST_KM = 4.0, 18.0, 5.2  # radii; directions are blocked to 0.3 to 1 of them
DIRECTIONS = 24


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Problem, goal and work."""
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--case", choices=["brownfield", "greenfield"])
    goal = parser.add_mutually_exclusive_group(required=True)
    goal.add_argument("--target", type=float, help="share of all people, 0 to 1")
    goal.add_argument("--budget", type=float, help="in the unit of the costs")
    parser.add_argument("--search-steps", type=int, default=2000)
    parser.add_argument("--bound-steps", type=int, default=400)
    parser.add_argument("--cut-rounds", type=int, default=60)
    parser.add_argument("--anneal-steps", type=int, default=200_000)
    parser.add_argument("--region-nodes", type=int, default=5000)
    parser.add_argument("--exact-nodes", type=float, default=math.inf)
    parser.add_argument("--seed", type=int, default=0)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Cost, people, bound, gap and seconds."""
    if (arguments.file is None) == (arguments.case is None):
        raise SystemExit("a file or --case, one of the two")
    problem, served_before = (read(arguments.file), 0.0) if arguments.file else _made(arguments.case)
    total = served_before + float(problem.people.sum())
    work = CoverWork(
        search_steps=arguments.search_steps, bound_steps=arguments.bound_steps, cut_rounds=arguments.cut_rounds,
        anneal_steps=arguments.anneal_steps, region_nodes=arguments.region_nodes,
        exact_nodes=arguments.exact_nodes, seed=arguments.seed,
    )  # fmt: skip
    solve = (least_cost, arguments.target * total - served_before) if arguments.target is not None else (
        most_people, arguments.budget
    )  # fmt: skip
    for size in (0, work.exact_nonzeros):  # compiles what large problems need, and what small ones do
        solve[0](_tiny(), 1.0, CoverWork(search_steps=1, bound_steps=1, anneal_steps=1, exact_nonzeros=size))
    started, first = time.perf_counter(), [0.0]  # the first report is of the greedy choice

    def report(value: float, bound: float) -> None:
        first[0] = first[0] or time.perf_counter() - started

    found = solve[0](problem, solve[1], work, report=report)
    return {
        "case": arguments.case or arguments.file.name,
        "candidates": problem.costs.size,
        "classes": problem.people.size,
        "nonzeros": int(problem.matrix.nnz),
        "target": arguments.target,
        "budget": arguments.budget,
        "people_total": round(total, 3),
        "people_served_before": round(served_before, 3),
        "cost": round(found.cost, 6),
        "people": round(found.people, 3),
        "bound": round(found.bound, 6),
        "gap": float(f"{found.gap:.3g}"),
        "greedy_seconds": round(first[0], 3),
        "seconds": round(found.seconds, 2),
        "method": found.method,
        "seed": found.seed,
        "chosen": int(found.chosen.sum()),
        "reached": found.reached,
    }


def read(file: Path) -> CoverProblem:
    """A problem from a file of either format."""
    if file.suffix == ".txt":
        return _orlib([int(number) for number in file.read_text().split()])
    with np.load(file) as held:
        indptr, indices = held["indptr"], held["indices"]
        people, costs = held["people"].astype(float), held["costs"].astype(float)
    shape = (costs.size, people.size)
    return CoverProblem(sparse.csr_array((np.ones(indices.size, bool), indices, indptr), shape), people, costs)


def _orlib(numbers: list[int]) -> CoverProblem:
    """Rows, columns, the cost of each column; then by row how many columns cover it, and which, from 1."""
    rows, columns = numbers[:2]
    costs, at = np.array(numbers[2 : 2 + columns], float), 2 + columns
    row, column = [], []
    for k in range(rows):
        count = numbers[at]
        row += [k] * count
        column += numbers[at + 1 : at + 1 + count]
        at += 1 + count
    if at != len(numbers):
        raise SystemExit("not a set covering problem of the OR-Library: numbers are missing or left")
    ones = np.ones(len(row), bool)
    matrix = sparse.csr_array(sparse.coo_array((ones, (np.array(column) - 1, np.array(row))), (columns, rows)))
    return CoverProblem(matrix, np.ones(rows), costs)


def _tiny() -> CoverProblem:
    return CoverProblem(sparse.csr_array(np.eye(3, dtype=bool)), np.ones(3), np.ones(3))


def _made(case: str) -> tuple[CoverProblem, float]:
    """A province of clustered people and candidates among them; brownfield: what 650 masts leave unserved."""
    rng = np.random.default_rng(1)
    pixels = rng.uniform(0.0, SIDE_KM, (PIXELS, 2))
    towns, weight = rng.uniform(0.0, SIDE_KM, (150, 2)), rng.pareto(1.2, 150) + 0.2
    near, town = KDTree(towns).query(pixels)
    people = weight[town] * np.exp(-near / 2.5) * 40.0 + rng.exponential(1.0, PIXELS)
    chance = people / people.sum()
    places = pixels[rng.choice(PIXELS, CANDIDATES, p=chance**0.5 / (chance**0.5).sum())]
    served_before = 0.0
    if case == "brownfield":
        masts = pixels[rng.choice(PIXELS, MASTS, p=chance**0.5 / (chance**0.5).sum())]
        served = np.zeros(PIXELS, bool)
        served[_reach(masts, pixels, MAST_KM, rng).indices] = True
        served_before = float(people[served].sum())
        pixels, people = pixels[~served], people[~served]
    costs = np.where(rng.random(CANDIDATES) < 0.3, rng.uniform(0.4, 0.8, CANDIDATES), rng.uniform(1.5, 3.0, CANDIDATES))
    radius_km = BROWNFIELD_KM if case == "brownfield" else GREENFIELD_KM
    return CoverProblem(_reach(places, pixels, radius_km, rng), people, costs), served_before


def _reach(
    places: NDArray[np.float64], pixels: NDArray[np.float64], radius_km: float, rng: np.random.Generator
) -> sparse.csr_array:
    """Pixels within a radius that differs by direction, as terrain makes it."""
    rows = []
    for place, near in zip(places, KDTree(pixels).query_ball_point(places, radius_km), strict=True):
        index = np.sort(np.asarray(near, np.int64))
        away = pixels[index] - place
        direction = ((np.arctan2(away[:, 1], away[:, 0]) + np.pi) / (2.0 * np.pi) * DIRECTIONS).astype(int) % DIRECTIONS
        share = rng.uniform(0.3, 1.0, DIRECTIONS)
        rows.append(index[np.hypot(away[:, 0], away[:, 1]) <= radius_km * share[direction]])
    indptr = np.concatenate([[0], np.cumsum([row.size for row in rows])])
    indices = np.concatenate(rows)
    return sparse.csr_array((np.ones(indices.size, bool), indices, indptr), (len(places), len(pixels)))
