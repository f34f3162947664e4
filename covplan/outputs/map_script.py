"""The map's own script and style sheet: files of ``page/``, put into the page so that it has no neighbours."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_PARTS = ("marks", "texts", "layers", "themes", "years", "swipe", "measure", "search", "view", "start")
"""In the order in which they must run: each tells at its head what it does; the last one puts them together."""


@cache
def script() -> str:
    """All parts in one scope of their own; gives the page the function ``drawCovplan(map, data)``."""
    parts = "\n".join(_read(f"{name}.js") for name in _PARTS)
    return f'(function () {{\n"use strict";\n{parts}}})();'


@cache
def style() -> str:
    """How the page looks on a screen, a telephone and on paper."""
    return _read("style.css")


def _read(name: str) -> str:
    return files("covplan.outputs").joinpath("page", name).read_text(encoding="utf-8")
