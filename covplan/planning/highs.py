"""HiGHS as every model here uses it: quiet, on one thread, from a fixed seed."""

from __future__ import annotations

import highspy


class QuietHighs(highspy.Highs):
    """HiGHS that never writes to the terminal: its banner comes when callbacks are enabled, before any option.

    One thread and one seed: the same work gives the same choice. A run that ``seconds`` ends is not the same on another
    machine. Ctrl-C ends a run with what there is.
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
