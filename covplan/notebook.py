"""Results that notebooks show as a box of words and figures.

Words live in ``outputs``, which imports the results: so the results cannot import it. They only say here that there is
a box, and ``covplan/__init__.py``, which stands below both, says who fills it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar


class ShownInNotebooks:
    """A result that Jupyter shows as HTML; ``covplan.outputs.notebook_boxes`` writes it."""

    box: ClassVar[Callable[[Any], str]]

    def _repr_html_(self) -> str:
        return ShownInNotebooks.box(self)
