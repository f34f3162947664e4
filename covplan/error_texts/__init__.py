"""English texts of errors and input problems by code; parameters as in ``str.format``."""

from __future__ import annotations

from covplan.error_texts.inputs import OF_INPUTS
from covplan.error_texts.results import OF_RESULTS

TEXTS: dict[str, str] = OF_INPUTS | OF_RESULTS
"""English text of every code; a test checks that each has a Vietnamese one with the same parameters."""
