"""covplan: plan the mobile network of a province in public.

The subpackages are the data flow, top to bottom: ``ingest``, ``terrain``, ``propagation``, ``coverage``,
``assessment``, ``planning``, ``routing``, ``outputs``. They are imported when first touched.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from covplan.notebook import ShownInNotebooks

__version__ = "0.1.0"

_SUBPACKAGES = (
    "ingest",
    "terrain",
    "propagation",
    "coverage",
    "assessment",
    "planning",
    "routing",
    "outputs",
    "workflow",
)

__all__ = ["__version__", "read_scenario", *_SUBPACKAGES]


def _show(result: Any, kind: str) -> str:
    from covplan.outputs.notebook_boxes import show

    return show(result, kind)


ShownInNotebooks.show = staticmethod(_show)


def __getattr__(name: str) -> Any:
    if name in _SUBPACKAGES:
        return import_module(f"covplan.{name}")
    if name == "read_scenario":
        from covplan.scenario import read_scenario

        return read_scenario
    raise AttributeError(f"module 'covplan' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
