"""Roads (OSM or official) → lines with number, class and status, one row per number."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from covplan.errors import Severity
from covplan.ingest.headings import Vocabulary, clean_text, heading_key
from covplan.ingest.openstreetmap import LAYER, READING, is_openstreetmap, roads_of, ways_of_graph
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import TableSettings
from covplan.ingest.vectors import in_crs, named_columns, read_vectors, text_column
from covplan.network import RoadClass

if TYPE_CHECKING:
    import networkx as nx

VOCABULARY: Vocabulary = {
    "number": ("number", "ref", "reference", "sohieu", "sohieuduong", "maduong"),
    "name": ("name", "ten", "tenduong"),
    "road_class": ("roadclass", "class", "highway", "fclass", "kind", "capduong", "loaiduong"),
    "status": ("status", "trangthai", "hientrang"),
    "owner": ("owner", "operator", "donviquanly", "coquanquanly", "chusohuu"),
}

ROAD_COLUMNS = ("number", "name", "road_class", "status", "owner", "source")
EXISTING, PLANNED = "existing", "planned"
"""The status of a road."""


_NUMBER = re.compile(r"^(CT|QL|ĐT|DT|TL|ĐH|DH)[\s.\-]*(\d+\w*)$", re.IGNORECASE)
_BY_PREFIX = {
    "CT": RoadClass.EXPRESSWAY,
    "QL": RoadClass.NATIONAL,
    "ĐT": RoadClass.PROVINCIAL,
    "TL": RoadClass.PROVINCIAL,
}
_BY_WORD = {
    RoadClass.EXPRESSWAY: ("motorway", "motorwaylink", "expressway", "caotoc", "duongcaotoc"),
    RoadClass.NATIONAL: ("trunk", "trunklink", "primary", "primarylink", "national", "quoclo"),
    RoadClass.PROVINCIAL: ("secondary", "secondarylink", "provincial", "duongtinh", "tinhlo"),
}
_CLASS_OF_WORD = {word: kind for kind, words in _BY_WORD.items() for word in words}


def road_number(text: str) -> str:
    """One way to write a number: ``QL 14``, ``QL14`` → ``QL.14``; ``DT.697`` → ``ĐT.697``; others stay."""
    match = _NUMBER.match(text)
    if match is None:
        return text
    prefix = match[1].upper().replace("DT", "ĐT").replace("DH", "ĐH")
    return f"{prefix}.{match[2].upper()}"


def road_class(number: str, stated: str) -> RoadClass:
    """Class by number (CT., QL./HCM/TSĐ, ĐT./TL.), else by the class column's word."""
    if number in ("HCM", "TSĐ"):
        return RoadClass.NATIONAL
    prefix = number.partition(".")[0]
    return _BY_PREFIX.get(prefix) or _CLASS_OF_WORD.get(heading_key(stated), RoadClass.OTHER)


def read_roads(settings: TableSettings, epsg: int, log: ProblemLog) -> gpd.GeoDataFrame:
    """The roads of a file in the scenario's CRS: the columns ``ROAD_COLUMNS`` and geometry.

    A way with several numbers (``QL.14;HCM``) becomes one row for each. Railways are rejected. The status is
    ``planned`` where a status or class column says so, else ``existing``.
    """
    osm = is_openstreetmap(settings.file)
    layer = settings.layer or (LAYER if osm else None)
    reading = READING if osm and layer == LAYER else {}
    raw = read_vectors(settings.file, layer, settings.crs, epsg, log, **reading)
    return _rows(roads_of(raw) if reading else raw, settings, epsg, log)


def roads_from_graph(graph: nx.MultiDiGraph, epsg: int, source: str, log: ProblemLog) -> gpd.GeoDataFrame:
    """The roads of a graph that osmnx made, as ``read_roads`` gives those of a file.

    ``epsg`` is the scenario's CRS, ``source`` the words for the column of that name; what is wrong goes to ``log``.
    Needs the extra ``osm``. osmnx keeps the tags ``operator`` (owner), ``construction`` and ``proposed`` (class of a
    planned road, else ``other``) only where they were added to ``osmnx.settings.useful_tags_way`` before.
    """
    settings = TableSettings(Path("osmnx"), source)
    ways = ways_of_graph(graph)
    return _rows(in_crs(ways, ways.crs, epsg, settings.file, log), settings, epsg, log)


def _rows(raw: gpd.GeoDataFrame, settings: TableSettings, epsg: int, log: ProblemLog) -> gpd.GeoDataFrame:
    named = named_columns(raw, VOCABULARY, settings.columns, (), settings.file)
    records = []
    fields = [text_column(named, field) for field in ("number", "name", "road_class", "status", "owner")]
    for numbers, name, stated, status, owner, row, shape in zip(*fields, named["row"], named.geometry, strict=True):
        lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString" and part.length > 0]
        if "rail" in stated.lower() or not lines:
            code = "road.rail" if lines else "geometry.kind"
            params = {} if lines else {"expected": "line", "got": shape.geom_type}
            log.add(Severity.REJECTED, code, settings.file, row=int(row), **params)
            continue
        planned = heading_key(f"{status} {stated}")
        for number in split_numbers(numbers):
            record = {
                "number": number,
                "name": name,
                "road_class": road_class(number, stated).value,
                "status": PLANNED if "plan" in planned or "quyhoach" in planned else EXISTING,
                "owner": owner,
                "source": settings.source,
            }
            records += [{**record, "geometry": line} for line in lines]
    frame = pd.DataFrame(records, columns=[*ROAD_COLUMNS, "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=epsg)


def split_numbers(text: str) -> list[str]:
    """``QL.14;HCM`` → QL.14 and HCM; an empty text is one road without number."""
    numbers = [road_number(clean_text(part)) for part in re.split("[;,]", text) if part.strip()]
    return list(dict.fromkeys(numbers)) or [""]
