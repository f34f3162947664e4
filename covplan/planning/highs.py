"""HiGHS as every model here uses it: quiet, on one thread, from a fixed seed, and for so many nodes."""

from __future__ import annotations

from threading import Thread

import highspy

from covplan.planning.node_budget import NodeBudget

_WAIT_S = 0.1  # between two looks whether somebody pressed Ctrl-C


class QuietHighs(highspy.Highs):
    """HiGHS that never writes to the terminal: its banner comes when callbacks are enabled, before any option.

    One thread, one seed and counted nodes: the same work gives the same choice.
    """

    def __init__(self, gap: float, budget: NodeBudget | None = None) -> None:
        super().__init__()
        self._budget = budget or NodeBudget()
        for option, value in (("threads", 1), ("random_seed", 0), ("mip_rel_gap", gap), ("mip_abs_gap", 0.0)):
            self.setOptionValue(option, value)
        self.HandleKeyboardInterrupt = True

    def run(self) -> highspy.HighsStatus:
        """Solve, for as many nodes as are left at most."""
        self.setOptionValue("mip_max_nodes", int(min(max(self._budget.left, 0), highspy.kHighsIInf)))
        status: highspy.HighsStatus = super().run()
        self._budget.left -= max(self.getInfo().mip_node_count, 1)
        return status

    def enableCallbacks(self) -> None:
        self.silent()
        super().enableCallbacks()

    def run_or_stop(self) -> bool:
        """Run; whether Ctrl-C ended it, with what there is.

        In a thread of its own, since Ctrl-C is heard only where Python runs. Once ended so, the object is spent. What
        fails there is raised here: a solver that failed has not found nothing.
        """
        failed: list[BaseException] = []

        def run() -> None:
            try:
                self.run()
            except BaseException as error:
                failed.append(error)

        worker, interrupted = Thread(target=run, daemon=True), False
        worker.start()
        while worker.is_alive():
            try:
                worker.join(_WAIT_S)
            except KeyboardInterrupt:
                interrupted = True
                self.cancelSolve()
        if failed:
            raise failed[0]
        return interrupted
