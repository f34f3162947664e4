"""Reduction of covering problems: against sets of candidates written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from covplan.planning.cover_problem import CoverProblem, alike_classes, merged_classes, with_classes


@pytest.mark.kernel
@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 6), st.integers(0, 30))
def test_classes_that_the_same_candidates_serve_become_one(seed: int, candidates: int, classes: int) -> None:
    rng = np.random.default_rng(seed)
    dense = rng.random((candidates, classes)) < 0.4
    sets = [tuple(np.flatnonzero(dense[:, i])) for i in range(classes)]
    firsts = [i for i, one in enumerate(sets) if one and one not in sets[:i]]
    first, group = alike_classes(sparse.csr_array(dense))
    assert first.tolist() == firsts
    assert group.tolist() == [firsts.index(sets.index(one)) if one else -1 for one in sets]

    people = rng.integers(1, 9, classes).astype(float)
    small = merged_classes(CoverProblem(sparse.csr_array(dense), people, np.ones(candidates)))
    assert np.array_equal(small.matrix.toarray(), dense[:, firsts])
    assert small.people.tolist() == [sum(people[k] for k in range(classes) if sets[k] == sets[i]) for i in firsts]


@pytest.mark.kernel
@pytest.mark.parametrize("kept", [[], [2], [0, 1, 4], [0, 1, 2, 3, 4]])
def test_some_classes_of_a_matrix(kept: list[int]) -> None:
    dense = np.random.default_rng(1).random((4, 5)) < 0.5
    part = with_classes(sparse.csr_array(dense), np.array(kept, np.int64))
    assert part.shape == (4, len(kept)) and np.array_equal(part.toarray(), dense[:, kept])
    assert part.has_sorted_indices
