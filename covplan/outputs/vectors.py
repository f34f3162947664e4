"""Layers → one GeoPackage with full names, and shapefiles in the scenario's CRS with DBF codes and a dictionary."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from covplan.errors import Problem, Severity
from covplan.outputs.fields import GEOMETRY, LAYERS, MARKING_FIELDS, Field, Kind, check_codes, kind_of, title_of
from covplan.outputs.files import writing, writing_folder
from covplan.outputs.geopackage_tables import DICTIONARY_HEADS, dictionary_rows, write_geopackage_tables
from covplan.outputs.lonlat import geometries_to_lonlat
from covplan.outputs.marking import header, short_line
from covplan.outputs.settings import Language, Marking, OutputError, parse_date
from covplan.outputs.texts import text

DBF_TEXT_BYTES = 254
MOST_BYTES = 2**31 - 1  # offsets of shapefiles and MapInfo tables are signed numbers of 32 bits
_GEOPACKAGE_VERSION = "1.2"  # what QGIS and GDAL of 2019 read without a warning
DICTIONARY = "truong_du_lieu.csv"


def write_geopackage(layers: dict[str, gpd.GeoDataFrame], file: Path, *, marking: Marking, language: Language) -> None:
    """Write every layer into one file; fields carry their full names in the language.

    The dictionary of the fields and QGIS's styles of the layers are tables of the file.
    """
    about = dict(header(marking, language))
    with writing(file) as temporary:
        for index, (name, frame) in enumerate(layers.items()):
            title = {"IDENTIFIER": title_of(name, language), "DESCRIPTION": short_line(marking, language)}
            fields = LAYERS[kind_of(name)] + MARKING_FIELDS
            write_layer(
                name,
                frame,
                temporary,
                [field.name(language) for field in fields],
                layer_columns(name, frame, marking, language),
                driver="GPKG",
                append=index > 0,
                **({"VERSION": _GEOPACKAGE_VERSION} if index == 0 else {}),
                dataset_metadata=about if index == 0 else None,
                layer_metadata={**title, **about},
            )
        write_geopackage_tables(temporary, list(layers), parse_date(marking.as_of), language)


def write_shapefiles(
    layers: dict[str, gpd.GeoDataFrame], folder: Path, *, marking: Marking, language: Language
) -> tuple[Problem, ...]:
    """Write one shapefile per layer, each with its metadata beside it, and the dictionary of field codes.

    The folder is replaced as a whole. Layers without features are left out.

    Returns
    -------
    tuple of Problem
        A note for every field in which text was cut to the 254 bytes of a DBF file.

    Raises
    ------
    OutputError
        If a field code does not fit a DBF file or the folder cannot be written.
    """
    notes: list[Problem] = []
    with writing_folder(folder) as temporary:
        for name, frame in layers.items():
            fields = LAYERS[kind_of(name)] + MARKING_FIELDS
            check_codes(name, fields)
            if frame.empty:
                continue
            columns, cut = short_columns(f"{folder.name}/{name}.shp", name, frame, marking, language)
            notes += cut
            codes = [field.code for field in fields]
            target = temporary / f"{name}.shp"
            write_layer(name, frame, target, codes, columns, driver="ESRI Shapefile", encoding="UTF-8")
            _write_metadata(target.with_name(f"{name}.shp.xml"), name, marking, language)
        _write_dictionary(temporary / DICTIONARY)
    return tuple(notes)


def write_geojson(layers: dict[str, gpd.GeoDataFrame], folder: Path, *, marking: Marking, language: Language) -> None:
    """Write one file per layer that has features, in degrees (RFC 7946). The folder is replaced as a whole."""
    with writing_folder(folder) as temporary:
        for name, frame in layers.items():
            if not frame.empty:
                codes = [field.code for field in LAYERS[kind_of(name)] + MARKING_FIELDS]
                columns = layer_columns(name, frame, marking, language)
                degrees = frame.set_geometry(geometries_to_lonlat(frame.geometry.to_numpy(), frame.crs.to_epsg()))
                target = temporary / f"{name}.geojson"
                write_layer(name, degrees, target, codes, columns, crs="EPSG:4326", driver="GeoJSON", RFC7946="YES")


def cut_texts(values: NDArray[np.object_]) -> tuple[NDArray[np.object_], int]:
    """Texts of at most 254 bytes of UTF-8, cut between characters, and how many were cut."""
    cut = 0
    result = values.copy()
    for index, value in enumerate(values):
        raw = value.encode("utf-8")
        if len(raw) > DBF_TEXT_BYTES:
            # the mark of omission takes three bytes; a character cut in two is dropped
            result[index] = raw[: DBF_TEXT_BYTES - 3].decode("utf-8", errors="ignore") + "…"
            cut += 1
    return result, cut


def short_columns(
    file: str, name: str, frame: gpd.GeoDataFrame, marking: Marking, language: Language
) -> tuple[list[Column], list[Problem]]:
    """``layer_columns`` with texts that fit a DBF file, and a note for each field in which some were cut.

    Of the sources those are named that fit, and how many more there are.
    """
    columns, notes = list[Column](), list[Problem]()
    marking = replace(marking, sources=(_fitting(marking.sources, language),))
    fields = LAYERS[kind_of(name)] + MARKING_FIELDS
    for field, (values, empty) in zip(fields, layer_columns(name, frame, marking, language), strict=True):
        if field.kind is Kind.TEXT:
            values, cut = cut_texts(values)
            if cut:
                params = {"count": cut, "field": field.code}
                notes.append(Problem("output.text_cut", Severity.NOTE, file, column=field.code, params=params))
        columns.append((values, empty))
    return columns, notes


def _fitting(sources: Sequence[str], language: Language) -> str:
    """As many whole sources as fit a DBF field, with the number of those left out."""
    for named in range(len(sources), -1, -1):
        more = len(sources) - named
        parts = [*sources[:named], *([text("word.more_sources", language, count=more)] if more else [])]
        line = "; ".join(parts)
        if len(line.encode("utf-8")) <= DBF_TEXT_BYTES:
            break
    return line


Column = tuple[NDArray[Any], NDArray[np.bool_] | None]
"""Values, and which of them are empty; None for texts, of which an empty one is empty."""


def layer_columns(name: str, frame: gpd.GeoDataFrame, marking: Marking, language: Language) -> list[Column]:
    """Values and mask of empty ones, for the layer's fields and then the marking's."""
    columns = [_column(field, frame[field.code].tolist()) for field in LAYERS[kind_of(name)]]
    every: list[object] = [short_line(marking, language), "; ".join(marking.sources), parse_date(marking.as_of)]
    return columns + [_column(field, [value] * len(frame)) for field, value in zip(MARKING_FIELDS, every, strict=True)]


def _column(field: Field, values: list[Any]) -> Column:
    empty = np.array([value is None or value != value for value in values], bool)
    if field.kind is Kind.TEXT:
        return np.array(["" if gone else str(v) for v, gone in zip(values, empty, strict=True)], object), None
    filler, dtype = {
        Kind.INTEGER: (0, "int32"),
        Kind.NUMBER: (0.0, "float64"),
        Kind.DATE: (date(1970, 1, 1), "datetime64[D]"),
    }[field.kind]
    return np.array([filler if gone else v for v, gone in zip(values, empty, strict=True)], dtype), empty


def write_layer(
    name: str,
    frame: gpd.GeoDataFrame,
    file: Path,
    names: list[str],
    columns: list[Column],
    *,
    crs: str = "",
    **options: Any,
) -> None:
    """One layer with the format's options; ``crs`` in place of the frame's own.

    Raises
    ------
    OutputError
        If a part of a shapefile or MapInfo table becomes larger than these can be.
    """
    pyogrio.raw.write(
        file,
        geometry=shapely.to_wkb(frame.geometry.to_numpy()),
        field_data=[values for values, _ in columns],
        field_mask=[empty for _, empty in columns],
        fields=np.array(names, object),
        layer=name,
        geometry_type=GEOMETRY[kind_of(name)],
        crs=crs or f"EPSG:{frame.crs.to_epsg()}",
        promote_to_multi=GEOMETRY[kind_of(name)].startswith("Multi"),
        **options,
    )
    if options["driver"] in ("ESRI Shapefile", "MapInfo File"):
        largest = max(part.stat().st_size for part in file.parent.glob(f"{file.stem}.*"))
        if largest > MOST_BYTES:
            raise OutputError("output.too_large", file=file.name, gigabytes=f"{largest / 2**30:.1f}")


def _write_dictionary(file: Path) -> None:
    """Code, full names, unit and layer of every field, for people and for import scripts."""
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(DICTIONARY_HEADS)
        writer.writerows(dictionary_rows(list(LAYERS)))


def _write_metadata(file: Path, name: str, marking: Marking, language: Language) -> None:
    """The marking in the FGDC elements that desktop GIS show beside a shapefile."""
    root = ElementTree.Element("metadata")
    about = ElementTree.SubElement(root, "idinfo")
    title = ElementTree.SubElement(
        ElementTree.SubElement(ElementTree.SubElement(about, "citation"), "citeinfo"), "title"
    )
    title.text = f"{title_of(name, language)} – {marking.title}"
    lines = [f"{label}: {value}" for label, value in header(marking, language)]
    ElementTree.SubElement(ElementTree.SubElement(about, "descript"), "abstract").text = "\n".join(lines)
    ElementTree.SubElement(about, "useconst").text = short_line(marking, language)
    ElementTree.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)
