"""Layers → one DXF drawing in the metres of the scenario's CRS (x east, y north), a drawing layer for each.

Masts are block references with attributes, so that CAD can list them; lines and borders are polylines.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ezdxf
import geopandas as gpd
import shapely
from ezdxf.document import Drawing
from pyproj import CRS

from covplan.outputs.fields import LAYERS, kind_of, title_of
from covplan.outputs.files import writing
from covplan.outputs.marking import header
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text

if TYPE_CHECKING:
    from ezdxf.layouts import Modelspace

_VERSION = "R2010"  # the first that every CAD of today opens and that holds any letter
_METRES = 6
_FONT_STYLE, _FONT = "COVPLAN", "arial.ttf"  # ttf: the shape fonts of CAD have no Vietnamese letters
_TEXT_M = 120.0  # height: readable at 1:100,000
_SYMBOL_M = 150.0
# AutoCAD colour index: 1 red, 5 blue, 7 black or white, 8 grey, 30 orange
_LOOKS = {
    "COT_ANTEN": (7, "CONTINUOUS"),
    "VITRI_DEXUAT": (1, "CONTINUOUS"),
    "TUYEN_CAP": (5, "DASHDOT"),
    "TUYEN_DEXUAT": (1, "CONTINUOUS"),
    "VUNG_LOM": (30, "CONTINUOUS"),
    "VUNG_PHU": (3, "CONTINUOUS"),
    "XA_PHUONG": (8, "DASHED"),
}
_OTHER = (7, "CONTINUOUS")
_NOTES = "GHI_CHU"
_LABELLED_BY = ("id", "ten")


def write_dxf(layers: dict[str, gpd.GeoDataFrame], file: Path, *, marking: Marking, language: Language) -> None:
    """Write every layer that has features; the marking and the CRS stand as a note below the drawing.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    drawing = ezdxf.new(_VERSION, setup=["linetypes"], units=_METRES)
    drawing.styles.add(_FONT_STYLE, font=_FONT)
    space = drawing.modelspace()
    shown = {name: frame for name, frame in layers.items() if not frame.empty}
    for name, frame in shown.items():
        colour, linetype = _LOOKS.get(kind_of(name), _OTHER)
        layer = drawing.layers.add(name, color=colour, linetype=linetype)
        layer.description = title_of(name, language)
        if (frame.geometry.geom_type == "Point").all():
            _points(drawing, space, name, frame)
        else:
            _lines(space, name, frame)
    _note(drawing, space, shown, marking, language)
    with writing(file) as temporary:
        drawing.saveas(temporary)


def _points(drawing: Drawing, space: Modelspace, name: str, frame: gpd.GeoDataFrame) -> None:
    block = drawing.blocks.new(name)
    corners = [(_SYMBOL_M * math.sin(turn), _SYMBOL_M * math.cos(turn)) for turn in (0.0, 2.094395, 4.18879)]
    block.add_lwpolyline(corners, close=True, dxfattribs={"layer": name})
    fields = [field.code for field in LAYERS[kind_of(name)] if field.code in frame]
    label = next((code for code in _LABELLED_BY if code in fields), None)
    for place, field in enumerate(fields):
        at = (_SYMBOL_M * 1.2, -place * _TEXT_M)
        style = {"layer": name, "style": _FONT_STYLE, "height": _TEXT_M, "invisible": int(field != label)}
        block.add_attdef(field.upper(), at, dxfattribs={**style, "flags": int(field != label)})
    for row, shape in zip(frame[fields].to_dict("records"), frame.geometry, strict=True):
        insert = space.add_blockref(name, (shape.x, shape.y), dxfattribs={"layer": name})
        insert.add_auto_attribs({field.upper(): _shown(row[field]) for field in fields})


def _lines(space: Modelspace, name: str, frame: gpd.GeoDataFrame) -> None:
    for shape in frame.geometry:
        for part in shapely.get_parts(shape):
            closed = part.geom_type == "Polygon"
            rings = [part.exterior, *part.interiors] if closed else [part]
            for ring in rings:
                points = shapely.get_coordinates(ring)
                space.add_lwpolyline(points[:-1] if closed else points, close=closed, dxfattribs={"layer": name})


def _note(
    drawing: Drawing, space: Modelspace, shown: dict[str, gpd.GeoDataFrame], marking: Marking, language: Language
) -> None:
    lines = [f"{key}: {value}" for key, value in header(marking, language)]
    if shown:
        frames = list(shown.values())
        epsg = int(frames[0].crs.to_epsg())
        lines.insert(0, text("dxf.crs", language, name=CRS.from_epsg(epsg).name, epsg=epsg))
        left = min(frame.total_bounds[0] for frame in frames)
        bottom = min(frame.total_bounds[1] for frame in frames)
    else:
        left = bottom = 0.0
    drawing.layers.add(_NOTES, color=7)
    words = "\\P".join(_plain(line) for line in lines)
    style: dict[str, Any] = {"layer": _NOTES, "style": _FONT_STYLE, "char_height": 4 * _TEXT_M, "width": 100_000.0}
    note = space.add_mtext(words, dxfattribs=style)
    note.set_location((left, bottom - 10 * _TEXT_M))


def _plain(line: str) -> str:
    """Text whose backslashes and braces are letters, not commands of MTEXT."""
    return line.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")


def _shown(value: Any) -> str:
    return "" if value is None or value != value else str(value)
