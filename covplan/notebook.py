"""Results that notebooks show as words and figures.

Words live in ``outputs``, which imports the results: so the results cannot import it. They only say here that there is
a box, and ``covplan/__init__.py``, which stands below both, says who fills it. Jupyter keeps plain text beside the
HTML: it is the same words, since ``repr`` would put every file's path and every position into the notebook.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar


class ShownInNotebooks:
    """A result that Jupyter shows as a box and IPython as lines; ``covplan.outputs.notebook_boxes`` writes both."""

    show: ClassVar[Callable[[Any, str], str]]

    def _repr_html_(self) -> str:
        return ShownInNotebooks.show(self, "html")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": ShownInNotebooks.show(self, "plain")}
