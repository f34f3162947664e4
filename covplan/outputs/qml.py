"""Styles for QGIS: one QML document per layer, with the colours and signs of the map.

Masts are triangles in the colour of their operator, hollow where a list says A1; cables are dashed (buried), double (in
ducts) or dash-dotted (aerial); what is proposed is red.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from covplan.network import CableKind, MastClass
from covplan.outputs import palette
from covplan.outputs.fields import GEOMETRY, LAYERS, kind_of
from covplan.outputs.marking import operator_name
from covplan.outputs.settings import Language
from covplan.outputs.texts import text

_VERSION = "3.22.0"
_LABELLED_BY = ("ten", "id", "thutu", "doan", "xa_ten")
_HOLLOW = "#ffffff"


@dataclass(frozen=True)
class _Look:
    """A symbol: marker, pen or brush of this name, with its size or width [mm]; lines may have a core of a colour."""

    colour: str
    sign: str
    size_mm: float
    fill: str = ""
    core: str = ""


@dataclass(frozen=True)
class _Rule:
    """A look for the features that a filter names; ``words`` stand in the legend."""

    look: _Look
    words: str
    filter: str = "ELSE"


_LOOKS = {
    "COT_ANTEN": _Look("#333333", "triangle", 2.6),
    "VITRI_DEXUAT": _Look(palette.PROPOSED, "diamond", 3.0, fill=_HOLLOW),
    "KV_TRONGDIEM": _Look("#30343b", "square", 2.4),
    "DIEM_PVCC": _Look("#5d5a52", "circle", 2.0),
    "TUYEN_CAP": _Look(palette.CABLE, "dot", 0.5),
    "TUYEN_DEXUAT": _Look(palette.PROPOSED, "solid", 0.8),
    "TUYEN_CHUNG": _Look(palette.PROPOSED, "solid", 0.8),
    "CHANG_VIBA": _Look(palette.PROPOSED, "dash", 0.6),
    "XA_CAPQUANG": _Look("#5d5a52", "no", 0.3),
    "VITRI_OLT": _Look("#5b3a8c", "square", 2.8),
    "CONG_BE": _Look("#5d5a52", "solid", 1.0, core=_HOLLOW),
    "COT_TREO": _Look("#5d5a52", "dot", 0.5),
    "TUYEN_NGAMHOA": _Look("#5b3a8c", "dash", 0.8),
    "VUNG_PHU": _Look(palette.SERVED_TODAY, "solid", 0.2),
    "VUNG_LOM": _Look(palette.UNSERVED, "b_diagonal", 0.3),
    "XA_PHUONG": _Look("#5d5a52", "no", 0.3),
}
_CABLES = {
    CableKind.BURIED: _Look(palette.CABLE, "dash", 0.5),
    CableKind.DUCT: _Look(palette.CABLE, "solid", 0.9, core=_HOLLOW),
    CableKind.AERIAL: _Look(palette.CABLE, "dash dot", 0.5),
}


def qml_style(layer: str, language: Language, *, full_names: bool = False) -> str:
    """The document for a layer of ``fields.LAYERS``; points are labelled.

    Values are looked for in the words of the language; fields by their codes, or by ``full_names`` as in a GeoPackage.
    """
    kind = kind_of(layer)
    names = {field.code: field.name(language) if full_names else field.code for field in LAYERS[kind]}
    root = Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling", labelsEnabled="1")
    rules = _rules(kind, {code: _field(name) for code, name in names.items()}, language)
    if len(rules) == 1:
        renderer = SubElement(root, "renderer-v2", type="singleSymbol")
    else:
        renderer = SubElement(root, "renderer-v2", type="RuleRenderer")
        branches = SubElement(renderer, "rules", key=layer)
        for k, rule in enumerate(rules):
            about = {"key": f"{layer}-{k}", "symbol": str(k), "label": rule.words, "filter": rule.filter}
            SubElement(branches, "rule", about)
    symbols = SubElement(renderer, "symbols")
    for k, rule in enumerate(rules):
        _symbol(symbols, str(k), GEOMETRY[kind], rule.look)
    label = next((names[code] for code in _LABELLED_BY if code in names), None)
    if GEOMETRY[kind] == "Point" and label is not None:
        settings = SubElement(SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
        SubElement(settings, "text-style", fieldName=label, fontSize="7", fontFamily="Arial", textColor=_rgb("#1b1b1b"))
        SubElement(settings, "placement", placement="0", dist="1")
        SubElement(settings, "rendering", scaleVisibility="1", scaleMin="1", scaleMax="100000")
    return "<!DOCTYPE qgis>\n" + ElementTree.tostring(root, encoding="unicode")


def _rules(kind: str, fields: dict[str, str], language: Language) -> list[_Rule]:
    """QGIS draws a feature by every rule that it fits: no two of a layer fit the same one. The last takes the rest."""
    look = _LOOKS[kind]
    rules = []
    if kind == "COT_ANTEN":
        small = f"coalesce({fields['loai']}, '') LIKE 'A1%'"
        for operator, colour in palette.operator_colours(()).items():
            name = operator_name(operator)
            its = f"{fields['dn']} = {_value(name)}"
            rules.append(_Rule(_Look(colour, "triangle", look.size_mm), name, f"{its} AND NOT {small}"))
            hollow = _Look(colour, "triangle", look.size_mm, fill=_HOLLOW)
            rules.append(_Rule(hollow, f"{name}, A1", f"{its} AND {small}"))
    elif kind == "VITRI_DEXUAT":
        rules = [
            _Rule(_Look(look.colour, "triangle", 3.4, fill), code, f"{fields['loai']} = {_value(code)}")
            for code, fill in ((MastClass.GROUND, ""), (MastClass.BUILDING, _HOLLOW))
        ]
    elif kind == "TUYEN_CAP":
        words = {cable: text(f"word.{cable}", language) for cable in _CABLES}
        rules = [_Rule(_CABLES[one], word, f"{fields['loai']} = {_value(word)}") for one, word in words.items()]
    return [*rules, _Rule(look, text(f"layer.{kind}", language))]


def _field(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _value(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _symbol(symbols: Element, name: str, geometry: str, look: _Look) -> None:
    kind = {"Point": "marker", "LineString": "line"}.get(geometry, "fill")
    symbol = SubElement(symbols, "symbol", name=name, type=kind)
    for values in _parts(kind, look):
        part = SubElement(symbol, "layer", {"class": _CLASSES[kind], "enabled": "1", "pass": "0", "locked": "0"})
        options = SubElement(part, "Option", type="Map")
        for key, value in values.items():
            SubElement(options, "Option", name=key, value=value, type="QString")


_CLASSES = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}


def _parts(kind: str, look: _Look) -> Iterable[dict[str, str]]:
    colour, size = _rgb(look.colour), f"{look.size_mm:g}"
    if kind == "marker":
        outline = {"outline_color": colour, "outline_width": "0.5"} if look.fill else {}
        return [{"name": look.sign, "color": _rgb(look.fill or look.colour), "size": size, "size_unit": "MM"} | outline]
    if kind == "line":
        outer = {"line_color": colour, "line_style": look.sign, "line_width": size, "line_width_unit": "MM"}
        core = outer | {"line_color": _rgb(look.core or look.colour), "line_width": f"{look.size_mm / 2:g}"}
        return [outer, core] if look.core else [outer]
    fill = {"color": _rgb(look.colour, 110), "style": look.sign}
    return [fill | {"outline_color": colour, "outline_width": size}]


def _rgb(colour: str, alpha: int = 255) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
