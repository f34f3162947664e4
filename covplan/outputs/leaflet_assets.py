"""Leaflet from the package xstatic-leaflet, made fit to stand inside one page without a neighbour."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from xstatic.pkg import leaflet

_IMAGE = re.compile(r"url\(images/[^)]*\)")
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


@cache
def leaflet_js() -> str:
    """The script without the line that makes browsers ask for its source map."""
    script = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8")
    return _SOURCE_MAP.sub("", script).replace("</script", "<\\/script")


@cache
def leaflet_css() -> str:
    """The style sheet without images: neither the default marker nor the default layer button is used."""
    return _IMAGE.sub("none", (Path(leaflet.BASE_DIR) / "leaflet.css").read_text(encoding="utf-8"))
