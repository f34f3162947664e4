"""A page in one piece: Leaflet, the script of ``page/``, the boxes over the map, and what it is to draw.

The page asks nothing of any network: Leaflet stands inside it, pictures are data addresses, and there are no base tiles
unless they were asked for.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, MacroElement
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

from covplan.grid import Grid
from covplan.outputs import palette
from covplan.outputs.files import writing
from covplan.outputs.leaflet_assets import leaflet_css, leaflet_js
from covplan.outputs.lonlat import to_lonlat
from covplan.outputs.map_script import script, style
from covplan.outputs.map_symbols import shapes_data
from covplan.outputs.settings import Language
from covplan.outputs.texts import text

_WORDS = (
    *("zoom_in", "zoom_out", "close", "position", "distance", "area", "perimeter"),
    *("measure_start", "measure_more", "measure_close", "found_nothing"),
    *("kind_commune", "kind_mast", "kind_planned", "kind_place", "kind_road", "kind_km"),
    *("km_outside", "km_official", "km_modelled"),
)

NOTHING: dict[str, Any] = {"items": [], "labels": [], "looks": []}
"""Data of a layer that is not there."""

_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
_TILES_BY = '<a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>'


@dataclass(frozen=True, eq=False)
class OfflineMap:
    """A page in one piece."""

    html: str = field(repr=False)  # a notebook would keep it twice

    def save(self, file: str | Path) -> None:
        """Write the page; raises ``OutputError`` where it cannot be written."""
        with writing(Path(file)) as temporary:
            temporary.write_text(self.html, encoding="utf-8", newline="\n")

    def _repr_html_(self) -> str:
        return f'<iframe srcdoc="{html.escape(self.html)}" style="width:100%;height:640px;border:0"></iframe>'


class _Places(MacroElement):
    """Where the boxes and the call of the script belong, after Leaflet has made the map.

    Only marks stand here: folium renders what macros give once more as a template, and text from files must never be
    read as one.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}@panel@{% endmacro %}
        {% macro script(this, kwargs) %}@script@
            drawCovplan({{ this._parent.get_name() }}, @data@);
        {% endmacro %}
        """
    )


def assemble(
    panel: str, data: dict[str, Any], title: str, language: Language, *, online_tiles: bool = False
) -> OfflineMap:
    """The page of the boxes and of what ``drawCovplan`` is given; words, colours and symbols are added here.

    With ``online_tiles`` the page asks OpenStreetMap's server for its base map when it is viewed.
    """
    page = folium.Map(tiles=None, zoom_control=False, prefer_canvas=True)
    page.default_js = page.default_css = []  # all of these are addresses on the network
    page.add_child(_Places())
    root: Any = page.get_root()
    root.title = "@title@"
    root.header.add_child(Element("<style>@style@</style><script>@leaflet@</script>"))
    data = data | {
        "language": str(language),
        "colours": {"roads": palette.ROADS, "cable": palette.CABLE, "proposed": palette.PROPOSED},
        "shapes": shapes_data(),
        "tiles": {"address": _TILES, "by": text("map.tiles_by", language, source=_TILES_BY)} if online_tiles else None,
        "words": _words(language),
    }
    parts = {
        "title": html.escape(title),
        "style": leaflet_css() + style(),
        "leaflet": leaflet_js(),
        "panel": panel,
        "script": script(),
        "data": htmlsafe_json_dumps(data, ensure_ascii=False, separators=(",", ":")),
    }
    # one pass: what is put in is not searched again
    filled = re.sub("@(" + "|".join(parts) + ")@", lambda mark: parts[mark[1]], str(root.render()))
    return OfflineMap(filled.replace("<html>", f'<html lang="{language}">', 1))


def _words(language: Language) -> dict[str, str]:
    words = {key: text(f"map.{key}", language) for key in _WORDS}
    return words | {"attribution": html.escape(text("map.boundaries", language))}


def bounds_of(bounds_m: Any, grid: Grid) -> list[list[float]]:
    """South-west and north-east corner [lat, lon] of left, bottom, right, top in the scenario's CRS [m]."""
    left, bottom, right, top = bounds_m
    lon, lat = to_lonlat([left, left, right, right], [bottom, top, bottom, top], grid.epsg)
    return [[float(lat.min()), float(lon.min())], [float(lat.max()), float(lon.max())]]
