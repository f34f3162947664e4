"""Cuts on the people that a choice serves, group by group of classes; the mathematics is in ``cover_cuts``."""

from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")


@kernel
def cut_rows(times, whole, group, weights, col_ptr, col_rows, slopes, constants):
    """Each group's people in classes served ``whole`` times, and those of the others whom each candidate would add."""
    slopes[:] = 0.0
    constants[:] = 0.0
    for i in range(times.size):
        g = group[i]
        if times[i] >= whole:
            constants[g] += weights[i]
        else:
            for k in range(col_ptr[i], col_ptr[i + 1]):
                slopes[g, col_rows[k]] += weights[i]
