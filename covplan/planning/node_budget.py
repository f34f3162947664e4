"""What a proof may cost, counted and not timed."""

from __future__ import annotations

import math


class NodeBudget:
    """How many nodes of search trees HiGHS may still look at; a round of cuts, or a linear program, counts as one.

    Not seconds: counted work ends at the same point on any machine, and the same command gives the same plan.
    """

    def __init__(self, nodes: float = math.inf) -> None:
        self.left = nodes
