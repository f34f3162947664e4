"""How a proof ends: by a bound that is near enough, by counted work and not by time, or by Ctrl-C."""

from __future__ import annotations

import math

INTERRUPTED = ", interrupted"
"""The end of the name of a method that Ctrl-C ended."""


class NodeBudget:
    """How many nodes of search trees HiGHS may still look at; a round of cuts, or a linear program, counts as one.

    Not seconds: counted work ends at the same point on any machine, and the same command gives the same plan.
    """

    def __init__(self, nodes: float = math.inf) -> None:
        self.left = nodes
