"""Layers → one KMZ for phones and Google Earth: folders, styles and names inside, nothing asked of a network."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import geopandas as gpd
import shapely

from covplan.outputs import palette
from covplan.outputs.fields import LAYERS, Field, Kind, kind_of, title_of
from covplan.outputs.files import writing
from covplan.outputs.lonlat import geometries_to_lonlat
from covplan.outputs.marking import header
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language, Marking

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_DECIMALS = 7  # of a degree: a centimetre
_NAMED_BY = ("ten", "id", "thutu", "duong")
_FILL_ALPHA = "66"
_COLOURS = {
    "COT_ANTEN": "#333333",
    "VITRI_DEXUAT": palette.PROPOSED,
    "TUYEN_CAP": palette.CABLE,
    "TUYEN_DEXUAT": palette.PROPOSED,
    "VUNG_PHU": palette.SERVED_TODAY,
    "VUNG_LOM": palette.UNSERVED,
}
_OTHER = "#5d5a52"


def write_kmz(layers: dict[str, gpd.GeoDataFrame], file: Path, *, marking: Marking, language: Language) -> None:
    """Write every layer that has features as a folder; the fields of a feature stand in its balloon.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    ElementTree.register_namespace("", _NAMESPACE)
    root = Element(f"{{{_NAMESPACE}}}kml")
    document = SubElement(root, "Document")
    SubElement(document, "name").text = marking.title
    SubElement(document, "description").text = "\n".join(f"{key}: {value}" for key, value in header(marking, language))
    shown = {name: frame for name, frame in layers.items() if not frame.empty}
    for name in shown:
        _style(document, name)
    for name, frame in shown.items():
        folder = SubElement(document, "Folder")
        SubElement(folder, "name").text = title_of(name, language)
        for mark in _placemarks(name, frame, language):
            folder.append(mark)
    stream = io.BytesIO()
    ElementTree.ElementTree(root).write(stream, encoding="utf-8", xml_declaration=True)
    with writing(file) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", stream.getvalue())


def _style(document: Element, name: str) -> None:
    colour = _COLOURS.get(kind_of(name), _OTHER)
    style = SubElement(document, "Style", id=name)
    for kind, alpha in (("IconStyle", "ff"), ("LineStyle", "ff"), ("PolyStyle", _FILL_ALPHA)):
        part = SubElement(style, kind)
        SubElement(part, "color").text = alpha + colour[5:7] + colour[3:5] + colour[1:3]  # alpha, blue, green, red
        if kind == "LineStyle":
            SubElement(part, "width").text = "2.5"


def _placemarks(name: str, frame: gpd.GeoDataFrame, language: Language) -> Iterator[Element]:
    fields = [field for field in LAYERS[kind_of(name)] if field.code in frame]
    shapes = geometries_to_lonlat(frame.geometry.to_numpy(), int(frame.crs.to_epsg()))
    named_by = next((code for code in _NAMED_BY if code in frame), None)
    for row, shape in zip(frame[[field.code for field in fields]].to_dict("records"), shapes, strict=True):
        mark = Element("Placemark")
        SubElement(mark, "name").text = "" if named_by is None else _shown(row.get(named_by), language)
        SubElement(mark, "styleUrl").text = f"#{name}"
        data = SubElement(mark, "ExtendedData")
        for field in fields:
            if value := _shown(row[field.code], language, field):
                one = SubElement(data, "Data", name=field.code)
                SubElement(one, "displayName").text = field.name(language)
                SubElement(one, "value").text = value
        mark.append(_geometry(shape))
        yield mark


def _shown(value: Any, language: Language, field: Field | None = None) -> str:
    if value is None or value != value:
        return ""
    if field is not None and field.kind is Kind.NUMBER:
        return " ".join(filter(None, (format_number(float(value), language, 2), field.unit)))
    return str(value)


def _geometry(shape: shapely.Geometry) -> Element:
    if shape.geom_type.startswith("Multi"):
        several = Element("MultiGeometry")
        several.extend(_geometry(part) for part in shapely.get_parts(shape))
        return several
    element = Element(shape.geom_type)
    if shape.geom_type != "Polygon":
        SubElement(element, "coordinates").text = _coordinates(shape)
        return element
    for place, ring in [("outerBoundaryIs", shape.exterior), *(("innerBoundaryIs", r) for r in shape.interiors)]:
        line = SubElement(SubElement(element, place), "LinearRing")
        SubElement(line, "coordinates").text = _coordinates(ring)
    return element


def _coordinates(shape: shapely.Geometry) -> str:
    return " ".join(f"{lon:.{_DECIMALS}f},{lat:.{_DECIMALS}f}" for lon, lat in shapely.get_coordinates(shape))
