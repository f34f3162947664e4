"""Least waste of whole choices in a region, by branching on who serves a class; mathematics: ``cover_regions``.

``waste[j]`` is what candidate j would waste if it were put in now: its slack and the prices of classes that are served
already. ``left[i]`` is wasted if class i stays unserved. A candidate may be barred several times over (``barred``).
"""

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")

_DEEPEST = 500  # levels of the tree; a deeper one counts as unfinished
_WIDER = 4  # classes are gone through by their number of choices, up to 4, 16, 64, …


@kernel
def earned_by_region(indptr, indices, prices, region, earned):
    """Add the prices of each candidate's classes, by region of the class."""
    for j in range(indptr.size - 1):
        for k in range(indptr[j], indptr[j + 1]):
            earned[j, region[indices[k]]] += prices[indices[k]]


@kernel
def serve(j, change, prices, indptr, indices, col_ptr, col_rows, times, waste):
    """Put candidate j in (change 1) or take it out (-1)."""
    for k in range(indptr[j], indptr[j + 1]):
        i = indices[k]
        before = times[i]
        times[i] = before + change
        if before == 0 or before + change == 0:
            for m in range(col_ptr[i], col_ptr[i + 1]):
                waste[col_rows[m]] += change * prices[i]


@kernel
def raise_prices(rest, waste, barred, choices, times, left, col_ptr, col_rows, spare, raised):
    """Prices above those there are that unserved classes can bear: their sum is wasted in any case, or ``rest`` is.

    A class can bear what its candidates have to spare (``spare``), and at most ``left``; those with few choices first.
    """
    spare[:] = waste
    raised[:] = 0.0
    total, low, high, most = 0.0, -1, _WIDER, waste.size
    while low < most:
        for i in range(times.size):
            if times[i] > 0 or choices[i] <= low or choices[i] > high or left[i] <= 0.0:
                continue
            more = left[i]
            for m in range(col_ptr[i], col_ptr[i + 1]):
                j = col_rows[m]
                if barred[j] == 0 and waste[j] < rest and spare[j] < more:
                    more = spare[j]
                    if more <= 0.0:
                        break
            if more > 0.0:
                total += more
                raised[i] = more
                for m in range(col_ptr[i], col_ptr[i + 1]):
                    spare[col_rows[m]] -= more
                if total >= rest:
                    return total
        low, high = high, high * _WIDER
    return total


@kernel
def assess(rest, small, waste, barred, times, left, indptr, indices, col_ptr, col_rows, choices, spare, raised):
    """What is wasted in any case from here, part of it by raised prices, and the class to branch on.

    The class is the one of fewest choices among those that must be served, else the one with most left; -1 if none has
    more than ``small`` left.
    """
    choices[:] = 0
    for j in range(waste.size):
        if barred[j] == 0 and waste[j] < rest:
            for k in range(indptr[j], indptr[j + 1]):
                choices[indices[k]] += 1
    by_prices = raise_prices(rest, waste, barred, choices, times, left, col_ptr, col_rows, spare, raised)
    if by_prices >= rest:
        return by_prices, by_prices, -1
    for j in range(waste.size):
        if barred[j] == 0 and waste[j] < rest and spare[j] >= rest - by_prices:  # too dear after all
            for k in range(indptr[j], indptr[j + 1]):
                choices[indices[k]] -= 1
    least, tight, fewest, open_class, most = by_prices, -1, waste.size + 1, -1, small
    for i in range(times.size):
        if times[i] > 0:
            continue
        if choices[i] == 0:
            least += left[i] - raised[i]
        elif left[i] - raised[i] >= rest - by_prices:
            if choices[i] < fewest:
                tight, fewest = i, choices[i]
        elif left[i] > most:
            open_class, most = i, left[i]
    return least, by_prices, tight if tight >= 0 else open_class


@kernel
def least_waste(cut, small, most_nodes, slack, prices, left, indptr, indices, col_ptr, col_rows):
    """The least waste of a choice, or ``cut`` if that is less; and the nodes that this took.

    Unserved classes with at most ``small`` left are not branched on: what is returned may be below the least waste, not
    above. 0 if more than ``most_nodes`` would be needed.
    """
    size, classes = slack.size, prices.size
    deepest = min(_DEEPEST, size + 2)
    waste, spare, barred = slack.copy(), np.empty(size), np.zeros(size, np.int32)
    times, choices, raised = np.zeros(classes, np.int32), np.zeros(classes, np.int32), np.empty(classes)
    child = np.empty((deepest, size + 1), np.int32)  # candidates to be put in, or -1: leave the class unserved
    children, tried = np.zeros(deepest, np.int64), np.zeros(deepest, np.int64)
    branch, wasted = np.zeros(deepest, np.int64), np.zeros(deepest)
    best, nodes, level, entered = cut, 0, 0, True
    while level >= 0:
        if entered:
            nodes += 1
            if nodes > most_nodes:
                return 0.0, nodes
            rest = best - wasted[level]
            least, by_prices, i = assess(
                rest, small, waste, barred, times, left, indptr, indices, col_ptr, col_rows, choices, spare, raised
            )
            children[level], tried[level], branch[level] = 0, 0, i
            if least < rest and i < 0:
                best = wasted[level] + least
            elif least < rest:
                found = np.empty(col_ptr[i + 1] - col_ptr[i], np.int32)
                count = 0
                for m in range(col_ptr[i], col_ptr[i + 1]):
                    j = col_rows[m]
                    if barred[j] == 0 and waste[j] < rest and spare[j] < rest - by_prices:
                        found[count] = j
                        count += 1
                child[level, :count] = found[:count][np.argsort(waste[found[:count]], kind="mergesort")]
                if left[i] - raised[i] < rest - by_prices:
                    child[level, count] = -1
                    count += 1
                children[level] = count
            entered = False
        if tried[level] > 0:  # take back the child before
            j, i = child[level, tried[level] - 1], branch[level]
            if j >= 0:
                serve(j, -1, prices, indptr, indices, col_ptr, col_rows, times, waste)
                barred[j] += 1  # the next ones do without it
            else:
                for m in range(col_ptr[i], col_ptr[i + 1]):
                    barred[col_rows[m]] -= 1
        if tried[level] == children[level]:
            for n in range(children[level]):
                if child[level, n] >= 0:
                    barred[child[level, n]] -= 1
            level -= 1
            continue
        if level + 1 == deepest:
            return 0.0, nodes
        j, i = child[level, tried[level]], branch[level]
        tried[level] += 1
        wasted[level + 1] = wasted[level]
        if j >= 0:
            wasted[level + 1] += waste[j]
            serve(j, 1, prices, indptr, indices, col_ptr, col_rows, times, waste)
        else:  # what that wastes is counted as of any class without choices
            for m in range(col_ptr[i], col_ptr[i + 1]):
                barred[col_rows[m]] += 1
        level, entered = level + 1, True
    return best, nodes
