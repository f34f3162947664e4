"""HiGHS as every model here uses it: quiet, on one thread, from a fixed seed."""

from __future__ import annotations

from threading import Thread

import highspy

_WAIT_S = 0.1  # between two looks whether somebody pressed Ctrl-C


class QuietHighs(highspy.Highs):
    """HiGHS that never writes to the terminal: its banner comes when callbacks are enabled, before any option.

    One thread and one seed: the same work gives the same choice. A run that ``seconds`` ends is not the same on another
    machine.
    """

    def __init__(self, gap: float, seconds: float) -> None:
        super().__init__()
        for option, value in (
            ("threads", 1), ("random_seed", 0), ("mip_rel_gap", gap), ("mip_abs_gap", 0.0),
            ("time_limit", float(seconds)),
        ):  # fmt: skip
            self.setOptionValue(option, value)
        self.HandleKeyboardInterrupt = True

    def enableCallbacks(self) -> None:
        self.silent()
        super().enableCallbacks()

    def run_or_stop(self) -> bool:
        """Run; whether Ctrl-C ended it, with what there is.

        In a thread of its own, since Ctrl-C is heard only where Python runs. Once ended so, the object is spent.
        """
        worker, interrupted = Thread(target=self.run, daemon=True), False
        worker.start()
        while worker.is_alive():
            try:
                worker.join(_WAIT_S)
            except KeyboardInterrupt:
                interrupted = True
                self.cancelSolve()
        return interrupted
