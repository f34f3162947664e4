"""Layers → MapInfo tables (TAB), UTF-8, with the datum shift of their CRS written out.

A table names its datum by numbers of MapInfo's own. GDAL finds none for VN-2000 and writes one without shift, which
puts every mast 225 m off; so the seven parameters that PROJ uses are given to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
from pyproj import CRS
from pyproj.crs import BoundCRS
from pyproj.crs.coordinate_operation import ToWGS84Transformation
from pyproj.transformer import TransformerGroup

from covplan.errors import Problem, Severity
from covplan.outputs.fields import LAYERS, MARKING_FIELDS, Field, kind_of
from covplan.outputs.files import writing_folder
from covplan.outputs.settings import Language, Marking, OutputError
from covplan.outputs.vectors import Column, short_columns, write_layer

_SHIFT = ("X-axis translation", "Y-axis translation", "Z-axis translation")
_ROTATION = ("X-axis rotation", "Y-axis rotation", "Z-axis rotation")
_SCALE = "Scale difference"
_WGS84 = 4326


def write_mapinfo(
    layers: dict[str, gpd.GeoDataFrame], folder: Path, *, marking: Marking, language: Language
) -> tuple[Problem, ...]:
    """Write one table per layer that has features. The folder is replaced as a whole.

    Returns
    -------
    tuple of Problem
        A note for every field in which text was cut to 254 bytes, or that is text because numbers are missing in it.

    Raises
    ------
    OutputError
        If there is no shift of seven parameters from the CRS to WGS 84, or the folder cannot be written.
    """
    notes = list[Problem]()
    with writing_folder(folder) as temporary:
        for name, frame in layers.items():
            if frame.empty:
                continue
            fields = LAYERS[kind_of(name)] + MARKING_FIELDS
            file = f"{folder.name}/{name}.tab"
            columns, cut = short_columns(file, name, frame, marking, language)
            columns, changed = _without_gaps(file, fields, columns)
            notes += [*cut, *changed]
            left, bottom, right, top = frame.total_bounds
            # coordinates are whole numbers in the table's box: a box near the layer keeps them exact to a millimetre
            box = f"{left - 1000:.0f},{bottom - 1000:.0f},{right + 1000:.0f},{top + 1000:.0f}"
            options = {"driver": "MapInfo File", "ENCODING": "UTF-8", "BOUNDS": box}
            crs = with_shift(int(frame.crs.to_epsg()))
            codes = [field.code for field in fields]
            write_layer(name, frame, temporary / f"{name}.tab", codes, columns, crs=crs, **options)
    return tuple(notes)


def _without_gaps(file: str, fields: Sequence[Field], columns: list[Column]) -> tuple[list[Column], list[Problem]]:
    """Number fields with gaps as text: a MapInfo table has 0 where a number is missing, and 0 is a number."""
    filled, notes = list[Column](), list[Problem]()
    for field, (values, empty) in zip(fields, columns, strict=True):
        if empty is not None and empty.any():
            values = np.array(["" if gone else f"{v:.15g}" for v, gone in zip(values, empty, strict=True)], object)
            params = {"count": int(empty.sum()), "field": field.code}
            notes.append(Problem("output.number_as_text", Severity.NOTE, file, column=field.code, params=params))
            empty = None
        filled.append((values, empty))
    return filled, notes


def with_shift(epsg: int) -> str:
    """A CRS with its shift to WGS 84 (position vector) as WKT 1, by the parameters that PROJ knows for it.

    Raises
    ------
    OutputError
        If PROJ goes another way than by a shift of seven or three parameters.
    """
    crs = CRS.from_epsg(epsg)
    if crs.geodetic_crs is not None and crs.geodetic_crs.to_epsg() == _WGS84:
        values = dict.fromkeys((*_SHIFT, *_ROTATION, _SCALE), 0.0)
        method = ""
    else:
        best = TransformerGroup(epsg, _WGS84, always_xy=True, allow_ballpark=False).transformers[0]
        found = [one for one in best.operations or () if any(p.name == _SHIFT[0] for p in one.params)]
        if len(found) != 1:
            raise OutputError("output.no_shift", epsg=epsg)
        values = {p.name: float(p.value) for p in found[0].params}
        method = str(found[0].method_name)
    # a coordinate frame turns the other way than a position vector
    sign = -1.0 if "Coordinate Frame" in method else 1.0
    seven = [values[name] for name in _SHIFT]
    seven += [sign * values.get(name, 0.0) for name in _ROTATION]
    seven.append(values.get(_SCALE, 0.0))
    shift = ToWGS84Transformation(crs.geodetic_crs, *seven)
    return str(BoundCRS(source_crs=crs, target_crs=_WGS84, transformation=shift).to_wkt("WKT1_GDAL"))
