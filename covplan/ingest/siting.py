"""What bears on where a mast may stand and what it costs: height limits about airports, and power lines."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

from covplan.errors import Severity
from covplan.ingest.coordinates import parse_number
from covplan.ingest.headings import Vocabulary, clean_text
from covplan.ingest.places import VOCABULARY as PLACE_VOCABULARY
from covplan.ingest.places import read_polygons
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import TableSettings
from covplan.ingest.vectors import named_columns, read_vectors, text_column

HEIGHT_LIMIT_VOCABULARY: Vocabulary = {
    "name": PLACE_VOCABULARY["name"],
    "max_asl_m": ("maxaslm", "maxasl", "docaotoida", "gioihandocao", "caotoida"),
}
HEIGHT_LIMIT_COLUMNS = ("name", "max_asl_m", "source")
POWER_LINE_COLUMNS = ("name", "source")
_LOWEST_M, _HIGHEST_M = -100.0, 9_000.0


def read_height_limits(settings: TableSettings, epsg: int, log: ProblemLog) -> gpd.GeoDataFrame:
    """Polygons over which nothing may rise above ``max_asl_m`` [m above sea]: ``HEIGHT_LIMIT_COLUMNS`` and geometry.

    A limit without a number of −100 to 9,000 m is an error: left out, it would let masts grow.
    """
    named = read_polygons(settings, HEIGHT_LIMIT_VOCABULARY, ("max_asl_m",), epsg, log)
    limits = []
    for row, cell in zip(named["row"], named["max_asl_m"], strict=True):
        try:
            limit_m = parse_number(cell)
        except ValueError:
            limit_m = float("nan")
        if not _LOWEST_M <= limit_m <= _HIGHEST_M:
            params: dict[str, Any] = {"low": _LOWEST_M, "high": _HIGHEST_M, "got": clean_text(cell)}
            log.add(Severity.ERROR, "height_limit.value", settings.file, row=int(row), **params)
        limits.append(limit_m)
    texts = {"name": text_column(named, "name"), "max_asl_m": limits, "source": [settings.source] * len(named)}
    return gpd.GeoDataFrame(texts, geometry=named.geometry.to_numpy(), crs=epsg)


def read_power_lines(settings: TableSettings, epsg: int, log: ProblemLog) -> gpd.GeoDataFrame:
    """Lines that a new mast may be connected to: the columns ``POWER_LINE_COLUMNS`` and geometry."""
    raw = read_vectors(settings.file, settings.layer, settings.crs, epsg, log)
    named = named_columns(raw, {"name": PLACE_VOCABULARY["name"]}, settings.columns, (), settings.file)
    lines = shapely.length(named.geometry.to_numpy()) > 0
    lines &= [shape.geom_type.endswith("LineString") for shape in named.geometry]
    for row, shape in zip(named["row"][~lines], named.geometry[~lines], strict=True):
        log.add(Severity.REJECTED, "geometry.kind", settings.file, row=int(row), expected="line", got=shape.geom_type)
    texts = {"name": text_column(named, "name"), "source": [settings.source] * len(named)}
    return gpd.GeoDataFrame(texts, geometry=named.geometry.to_numpy(), crs=epsg)[lines].reset_index(drop=True)
