"""Tables without geometry in a GeoPackage: the dictionary of fields, and QGIS's styles of the layers.

QGIS opens a layer with the default style of the table ``layer_styles`` (its own convention, no part of the standard).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
from numpy.typing import NDArray

from covplan.outputs.fields import LAYERS, MARKING_FIELDS, kind_of, title_of
from covplan.outputs.qml import qml_style
from covplan.outputs.settings import Language

DICTIONARY_HEADS = ("lop", "ma_truong", "ten_day_du", "ten_tieng_anh", "don_vi", "kieu")
DICTIONARY_LAYER = "tu_dien"
STYLES_LAYER = "layer_styles"
_NO_DAY = date(2000, 1, 1)
_GEOMETRY_COLUMN = "geom"  # as GDAL names it


def dictionary_rows(layers: Sequence[str]) -> list[tuple[str, ...]]:
    """Layer, code, full names, unit and kind of every field, in the order of ``DICTIONARY_HEADS``."""
    return [
        (layer, field.code, field.vi, field.en, field.unit, field.kind.value)
        for layer in layers
        for field in LAYERS[kind_of(layer)] + MARKING_FIELDS
    ]


def write_geopackage_tables(file: Path, layers: Sequence[str], as_of: date | None, language: Language) -> None:
    """Add the dictionary and the styles to a GeoPackage whose fields bear their full names in the language.

    The styles bear the day of the data: QGIS takes none without a time, and the same data give the same file.
    """
    rows = list(zip(*dictionary_rows(layers), strict=True))
    _write(file, DICTIONARY_LAYER, dict(zip(DICTIONARY_HEADS, map(_texts, rows), strict=True)))
    blank = _texts([""] * len(layers))
    styles: dict[str, NDArray[Any]] = {
        "f_table_catalog": blank,
        "f_table_schema": blank,
        "f_table_name": _texts(layers),
        "f_geometry_column": _texts([_GEOMETRY_COLUMN] * len(layers)),
        "styleName": _texts(layers),
        "styleQML": _texts([qml_style(layer, language, full_names=True) for layer in layers]),
        "styleSLD": blank,
        "useAsDefault": np.ones(len(layers), bool),
        "description": _texts([title_of(layer, language) for layer in layers]),
        "owner": blank,
        "ui": blank,
        "update_time": np.full(len(layers), as_of or _NO_DAY, "datetime64[ms]"),
    }
    _write(file, STYLES_LAYER, styles, FID="id")


def _texts(values: Sequence[str]) -> NDArray[np.object_]:
    return np.array(values, object)


def _write(file: Path, name: str, columns: dict[str, NDArray[Any]], **options: str) -> None:
    names = np.array(list(columns), object)
    pyogrio.raw.write(file, None, list(columns.values()), names, layer=name, driver="GPKG", append=True, **options)
