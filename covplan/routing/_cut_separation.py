"""Cuts that a fractional arborescence breaks: sets around a target that less than one unit of flow enters.

References
----------
T. Koch, A. Martin, Solving Steiner tree problems in graphs to optimality, Networks 32 (1998) 207-232: nested cuts, cuts
from both sides, and a little capacity on every arc, so that of several least cuts one with few arcs is found.
"""

import numpy as np
from numba import njit

from covplan.routing._dual_ascent import longer
from covplan.routing._max_flow import max_flow, sink_side, source_side

kernel = njit(cache=True, nogil=True, error_model="numpy")


@kernel
def broken_cuts(root, targets, indptr, arcs, head, value, is_open, nested, broken, most):
    """Up to ``most`` cuts (``start``, ``entering`` as in ``dual_ascent``) that hold less than 1 - ``broken`` of value.

    ``nested`` cuts are sought for each target, one within the other. Only open arcs are named.
    """
    start, entering = np.zeros(17, np.int64), np.empty(16, np.int32)
    cuts = 0
    for t in targets:
        residual = value.copy()
        flow = 0.0
        for _ in range(nested):
            flow += max_flow(root, t, indptr, arcs, head, residual, 1.0 - flow)
            if flow >= 1.0 - broken or cuts + 2 > most:
                break
            near = sink_side(t, indptr, arcs, head, residual)
            far = source_side(root, indptr, arcs, head, residual)
            for side in range(2):
                same = side == 1
                if start.size < cuts + 2:
                    start = longer(start, cuts + 2)
                end = start[cuts]
                for a in range(head.size):
                    if not is_open[a]:
                        continue
                    u, v = head[a ^ 1], head[a]
                    if (near[v] and not near[u]) if side == 0 else (far[u] and not far[v]):
                        if end == entering.size:
                            entering = longer(entering, end + 1)
                        entering[end] = a
                        end += 1
                        if side == 1 and not (near[v] and not near[u]):
                            same = False
                if same:  # both sides found one cut
                    continue
                cuts += 1
                start[cuts] = end
            for a in range(head.size):
                if is_open[a] and near[head[a]] and not near[head[a ^ 1]]:
                    residual[a] = 1.0
    return start[: cuts + 1], entering[: start[cuts]]
