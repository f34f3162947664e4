"""Key areas: the 13 classes of III.1.d of the provincial plan, industrial parks, stations and airports.

A point counts as the disc about it, a polygon by its area, both by exact shares of pixels; a line by samples at equal
steps. Lines are cut at commune borders: each piece is an area of its own. The numbered roads that exist are the class
``road``. The plan gives no number in III.1.d: how much of an area must be served is a setting, 100 % by default.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.ground_points import (
    NO_COMMUNE,
    OFF_GRID,
    commune_rows,
    pixel_numbers,
    steps_along,
    untold_pixels,
)
from covplan.assessment.modelled import Modelled, of_communes, parts_text
from covplan.assessment.served import Served
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.composite import Coverage
from covplan.grid import Grid
from covplan.ingest.area import Area
from covplan.ingest.boundaries import PROVINCE_MARGIN_M
from covplan.ingest.indicators import Indicator
from covplan.ingest.people import pixel_shares
from covplan.ingest.place_classes import KEY_AREA_CLASSES, PlaceClass, classes_counting
from covplan.ingest.roads import EXISTING

_ROUNDING = 1e-6  # shares come as 32-bit floats


class Verdict(StrEnum):
    """Whether enough of an area is served."""

    PASSED = "passed"
    FAILED = "failed"
    UNTOLD = "untold"  # part of it lies where nothing can be told, and the rest does not decide


@dataclass(frozen=True, eq=False)
class KeyAreas:
    """Key areas and whether they are served.

    Attributes
    ----------
    areas : DataFrame
        name, place_class, kind (point, line, polygon), commune_code, commune, source, untold_pct; per reading
        ``<reading>_pct``, the share served [% of the whole area], and ``<reading>_verdict``.
    shapes : GeoSeries
        Where they are, in the same order.
    by_class : DataFrame
        A row per class and reading: place_class, reading, areas, passed, failed, untold, passed_pct (of the areas) and
        mean_share_pct (mean over the areas, whatever their size); NaN for a class without areas. Stations and airports
        count under transport hubs too.
    failures : DataFrame
        A row per class, commune and reading with areas that do not pass: failed, untold, names.
    required_pct : float
        What of an area must be served.
    """

    areas: pd.DataFrame
    shapes: gpd.GeoSeries
    by_class: pd.DataFrame
    failures: pd.DataFrame
    required_pct: float

    def indicators(self, about: Modelled) -> list[Indicator]:
        """``key_area_5g_pct:<class>``: share of the areas of a class that pass [%]; none for a class without areas."""
        readings = list(dict.fromkeys(self.by_class["reading"]))
        return [
            indicator
            for place, communes in about.places()
            for row in _by_class(of_communes(self.areas, communes), readings).itertuples()
            if row.areas
            for indicator in place.of_reading(
                f"key_area_5g_pct:{row.place_class}",
                row.reading,
                row.passed_pct,
                parts_text(row.passed, row.areas, row.untold),
            )
        ]


def assess_key_areas(cover: Coverage, today: Served, area: Area, settings: WhereSettings) -> KeyAreas:
    """Hold every key area of the scenario against the service of each operator and of any.

    Parameters
    ----------
    cover : Coverage
        For the pixels of which nothing can be told.
    today : Served
        Where there is service, by reading.
    area : Area
        Places, roads, communes. Places more than 1 km outside the communes are left out; the reader has noted them.
    settings : WhereSettings
        Radius about points, steps along lines, the share that is asked for.

    Notes
    -----
    What lies off the grid, on void terrain, or behind a void where nobody is received cannot be told: such an area
    never passes. It fails if it would not pass even with all of that served.
    """
    shapes, weights = key_area_weights(area, settings)
    untold_pixel = untold_pixels(cover, area).ravel()
    untold = weights @ untold_pixel.astype(float) + np.clip(1.0 - weights.sum(axis=1), 0.0, None)
    table = pd.DataFrame(shapes.drop(columns="geometry")).assign(untold_pct=100 * untold)
    for reading, mask in today.served.items():
        share = weights @ (mask.ravel() & ~untold_pixel).astype(float)
        table[f"{reading}_pct"] = np.where(untold < 1.0 - _ROUNDING, 100 * share, np.nan)
        table[f"{reading}_verdict"] = _verdicts(share, untold, settings.key_area_pct / 100)
    readings = list(today.served)
    by_class, failures = _by_class(table, readings), _failures(table, readings)
    return KeyAreas(table, shapes.geometry, by_class, failures, settings.key_area_pct)


def key_area_weights(area: Area, settings: WhereSettings) -> tuple[gpd.GeoDataFrame, sparse.csr_array]:
    """Every key area of the scenario, and which share of it lies in which pixel, shape (areas, pixels row by row).

    A row sums to 1, or less if part of the area is off the grid. The frame has name, place_class, kind, commune_code,
    commune, source and geometry.
    """
    shapes = _key_areas(area)
    return shapes, _weights(shapes, area.grid, settings)


def _verdicts(share: NDArray[np.float64], untold: NDArray[np.float64], required: float) -> list[str]:
    passed = (share >= required - _ROUNDING) & (untold <= _ROUNDING)
    failed = share + untold < required - _ROUNDING
    return np.select([passed, failed], [Verdict.PASSED.value, Verdict.FAILED.value], Verdict.UNTOLD.value).tolist()


def _key_areas(area: Area) -> gpd.GeoDataFrame:
    """All key areas with their communes, in order of class, name and commune."""
    places = area.places[area.places["place_class"].isin([kind.value for kind in KEY_AREA_CLASSES])]
    is_line = places.geometry.geom_type.str.endswith("LineString")
    numbered = area.roads[(area.roads["number"] != "") & (area.roads["status"] == EXISTING)]
    columns = ["name", "place_class", "source", "geometry"]
    roads = numbered.assign(name=numbered["number"], place_class=PlaceClass.ROAD.value)
    lines = gpd.GeoDataFrame(pd.concat([places.loc[is_line, columns], roads[columns]]), crs=area.grid.epsg)
    surfaces = _with_communes(places.loc[~is_line, columns], area)
    joined = gpd.GeoDataFrame(pd.concat([surfaces, _cut_at_borders(lines, area)]), crs=area.grid.epsg)
    commune = area.communes.iloc[joined["commune_row"]]
    joined = joined.assign(commune_code=commune["code"].to_numpy(), commune=commune["name"].to_numpy())
    order = {kind.value: number for number, kind in enumerate(KEY_AREA_CLASSES)}
    by = {"rank": joined["place_class"].map(order)}
    joined = joined.assign(**by).sort_values(["rank", "name", "commune_code"], kind="stable", ignore_index=True)
    return joined[["name", "place_class", "kind", "commune_code", "commune", "source", "geometry"]]


def _with_communes(surfaces: gpd.GeoDataFrame, area: Area) -> gpd.GeoDataFrame:
    """Points and polygons with the commune of a point inside, without those far from every commune."""
    inner = shapely.point_on_surface(surfaces.geometry.to_numpy())
    rows = commune_rows(area.communes, shapely.get_x(inner), shapely.get_y(inner), PROVINCE_MARGIN_M)
    kinds = np.where(surfaces.geometry.geom_type.str.endswith("Point"), "point", "polygon")
    return surfaces.assign(commune_row=rows, kind=kinds)[rows != NO_COMMUNE]


def _cut_at_borders(lines: gpd.GeoDataFrame, area: Area) -> gpd.GeoDataFrame:
    """A line per name, class and commune; what lies outside the communes falls away."""
    shapes = lines.geometry.to_numpy()
    line, commune = area.communes.sindex.query(shapes, predicate="intersects")
    pieces = shapely.intersection(shapes[line], area.communes.geometry.to_numpy()[commune])
    keys = ["name", "place_class", "source"]
    cut = lines[keys].iloc[line].assign(commune_row=commune, piece=pieces)[shapely.length(pieces) > 0]
    merged = [
        {**dict(zip([*keys, "commune_row"], key, strict=True)), "kind": "line", "geometry": _only_lines(group)}
        for key, group in cut.groupby([*keys, "commune_row"], sort=False)["piece"]
    ]
    return gpd.GeoDataFrame(merged, columns=[*keys, "commune_row", "kind", "geometry"], crs=area.grid.epsg)


def _only_lines(pieces: pd.Series[Any]) -> shapely.MultiLineString:
    """The linework of pieces, each stretch once; points at which a line touches a border fall away."""
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(pieces.to_numpy())))
    return shapely.MultiLineString([part for part in parts if part.geom_type == "LineString"])


def _weights(shapes: gpd.GeoDataFrame, grid: Grid, settings: WhereSettings) -> sparse.csr_array:
    kinds = shapes["kind"].to_numpy()
    surfaces = shapes.geometry[kinds != "line"].copy()
    points = kinds[kinds != "line"] == "point"
    surfaces[points] = surfaces[points].buffer(settings.point_buffer_m)
    area_weights = _area_weights(surfaces, grid)
    line_weights = [_line_weights(line, grid, settings.line_sample_m) for line in shapes.geometry[kinds == "line"]]
    order = np.argsort(np.concatenate([np.flatnonzero(kinds != "line"), np.flatnonzero(kinds == "line")]))
    return sparse.csr_array(sparse.vstack([area_weights, *line_weights], format="csr")[order])


def _area_weights(surfaces: gpd.GeoSeries, grid: Grid) -> sparse.csr_array:
    if surfaces.empty:
        return sparse.csr_array((0, grid.rows * grid.cols))
    parts = pixel_shares(surfaces, grid)
    return sparse.csr_array(sparse.diags_array(grid.pixel_m**2 / surfaces.area.to_numpy()) @ parts)


def _line_weights(line: shapely.MultiLineString, grid: Grid, step_m: float) -> sparse.csr_array:
    steps, pixels = [], []
    for part in line.geoms:
        ends, middles = steps_along(part, step_m)
        steps.append(np.diff(ends))
        pixels.append(pixel_numbers(grid, *middles.T))
    share, pixel = np.concatenate(steps) / line.length, np.concatenate(pixels)
    on_grid = pixel != OFF_GRID
    row = np.zeros(int(on_grid.sum()), np.int64)
    shape = (1, grid.rows * grid.cols)
    return sparse.csr_array(sparse.coo_array((share[on_grid], (row, pixel[on_grid])), shape=shape))


def _by_class(table: pd.DataFrame, readings: list[str]) -> pd.DataFrame:
    rows = []
    for kind in KEY_AREA_CLASSES:
        own = table[table["place_class"].isin([one.value for one in classes_counting(kind)])]
        for reading in readings:
            verdicts = own[f"{reading}_verdict"]
            counts = {verdict.value: int((verdicts == verdict.value).sum()) for verdict in Verdict}
            rows.append(
                {
                    "place_class": kind.value,
                    "reading": reading,
                    "areas": len(own),
                    **counts,
                    "passed_pct": 100 * counts[Verdict.PASSED] / len(own) if len(own) else np.nan,
                    "mean_share_pct": own[f"{reading}_pct"].mean() if len(own) else np.nan,
                }
            )
    return pd.DataFrame(rows)


def _failures(table: pd.DataFrame, readings: list[str]) -> pd.DataFrame:
    rows = []
    for reading in readings:
        open_ones = table[table[f"{reading}_verdict"] != Verdict.PASSED.value]
        for (kind, code, commune), own in open_ones.groupby(["place_class", "commune_code", "commune"], sort=False):
            verdicts = own[f"{reading}_verdict"]
            rows.append(
                {
                    "place_class": kind,
                    "commune_code": code,
                    "commune": commune,
                    "reading": reading,
                    "failed": int((verdicts == Verdict.FAILED.value).sum()),
                    "untold": int((verdicts == Verdict.UNTOLD.value).sum()),
                    "names": "; ".join(own["name"]),
                }
            )
    columns = ["place_class", "commune_code", "commune", "reading", "failed", "untold", "names"]
    return pd.DataFrame(rows, columns=columns)
