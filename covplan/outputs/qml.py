"""Styles for QGIS: one QML document per layer, with the colours of the map."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from covplan.outputs import palette
from covplan.outputs.fields import GEOMETRY, LAYERS, kind_of
from covplan.outputs.settings import Language

_VERSION = "3.28.0"
_LABELLED_BY = ("ten", "id", "thutu", "doan", "xa_ten")
# colour, symbol (marker, pen or brush) and its size in millimetres
_LOOKS: dict[str, tuple[str, str, float]] = {
    "COT_ANTEN": ("#333333", "triangle", 2.6),
    "VITRI_DEXUAT": (palette.PROPOSED, "triangle", 3.4),
    "KV_TRONGDIEM": ("#30343b", "square", 2.4),
    "DIEM_PVCC": ("#5d5a52", "circle", 2.0),
    "TUYEN_CAP": (palette.CABLE, "dash dot", 0.5),
    "TUYEN_DEXUAT": (palette.PROPOSED, "solid", 0.8),
    "TUYEN_CHUNG": (palette.PROPOSED, "solid", 0.8),
    "CHANG_VIBA": (palette.PROPOSED, "dash", 0.6),
    "XA_CAPQUANG": ("#5d5a52", "no", 0.3),
    "VITRI_OLT": ("#5b3a8c", "square", 2.8),
    "CONG_BE": ("#5d5a52", "solid", 1.0),
    "COT_TREO": ("#5d5a52", "dot", 0.5),
    "TUYEN_NGAMHOA": ("#5b3a8c", "dash", 0.8),
    "VUNG_PHU": (palette.SERVED_TODAY, "solid", 0.2),
    "VUNG_LOM": (palette.UNSERVED, "b_diagonal", 0.3),
    "XA_PHUONG": ("#5d5a52", "no", 0.3),
    "O_LUCGIAC": (palette.SERVED_TODAY, "solid", 0.2),
}


def qml_style(layer: str, language: Language | None = None) -> str:
    """The document for a layer of ``fields.LAYERS``; points are labelled.

    Fields bear their codes; with a language their full names, as in a GeoPackage.
    """
    layer = kind_of(layer)
    colour, look, size = _LOOKS[layer]
    root = Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling")
    renderer = SubElement(root, "renderer-v2", type="singleSymbol")
    kind = {"Point": "marker", "LineString": "line"}.get(GEOMETRY[layer], "fill")
    symbol = SubElement(SubElement(renderer, "symbols"), "symbol", name="0", type=kind)
    classes = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}
    part = SubElement(symbol, "layer", {"class": classes[kind], "enabled": "1", "pass": "0", "locked": "0"})
    options = SubElement(part, "Option", type="Map")
    values = {
        "marker": {"name": look, "color": _rgb(colour), "size": f"{size:g}", "size_unit": "MM"},
        "line": {"line_color": _rgb(colour), "line_style": look, "line_width": f"{size:g}", "line_width_unit": "MM"},
        "fill": {
            "color": _rgb(colour, 110),
            "style": look,
            "outline_color": _rgb(colour),
            "outline_width": f"{size:g}",
        },
    }[kind]
    for name, value in values.items():
        SubElement(options, "Option", name=name, value=value, type="QString")
    names = {field.code: field.code if language is None else field.name(language) for field in LAYERS[layer]}
    label = next((names[code] for code in _LABELLED_BY if code in names), None)
    if kind == "marker" and label is not None:
        settings = SubElement(SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
        SubElement(settings, "text-style", fieldName=label, fontSize="7", fontFamily="Arial", textColor=_rgb("#1b1b1b"))
        SubElement(settings, "placement", placement="1", dist="1")
        SubElement(settings, "rendering", scaleVisibility="1", scaleMin="100000", scaleMax="1")
    return "<!DOCTYPE qgis>\n" + ElementTree.tostring(root, encoding="unicode")


def _rgb(colour: str, alpha: int = 255) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
