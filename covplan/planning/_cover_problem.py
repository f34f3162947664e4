"""Passes over all entries of a covering matrix, candidates × classes in rows of increasing classes."""

from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")


@kernel
def sum_marks(indptr, indices, marks, sums):
    """Add the two marks of each candidate to those of all its classes; sums wrap around."""
    for j in range(indptr.size - 1):
        for k in range(indptr[j], indptr[j + 1]):
            sums[indices[k], 0] += marks[j, 0]
            sums[indices[k], 1] += marks[j, 1]


@kernel
def renumber(indptr, indices, number, new_indptr, new_indices):
    """Entries of the classes that get a number from 0, under that number; how many these are."""
    at = 0
    for j in range(indptr.size - 1):
        for k in range(indptr[j], indptr[j + 1]):
            if number[indices[k]] >= 0:
                new_indices[at] = number[indices[k]]
                at += 1
        new_indptr[j + 1] = at
    return at
