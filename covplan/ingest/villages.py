"""Villages (thôn, buôn, tổ dân phố) as points: the centre of each and its outlying clusters, with people."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from covplan.errors import InputError
from covplan.grid import Grid
from covplan.ingest.headings import Vocabulary, heading_key, require_columns
from covplan.ingest.point_rows import POSITION, check_inside, points_of
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.settings import TableSettings
from covplan.ingest.table_files import read_table

VOCABULARY: Vocabulary = {
    "village_id": ("villageid", "mathon", "mathonbuon", "mabuon", "ma", "id"),
    "name": ("name", "village", "ten", "tenthon", "tenthonbuon", "thon", "thonbuon", "buon"),
    "part": ("part", "vitri", "loaidiem", "diem"),
    "people": ("people", "population", "danso", "songuoi", "nhankhau"),
    "electrified": ("electrified", "dien", "dienluoi", "codien", "codienluoi"),
    "area_class": ("areaclass", "khuvuc", "loaikhuvuc", "phanloaikhuvuc"),
    "mobile_service": ("mobileservice", "cosong", "cosongdidong", "songdidong", "dichvudidong"),
    **POSITION,
}
VILLAGE_COLUMNS = (
    *("village_id", "name", "part", "people", "modelled_people", "electrified", "area_class", "mobile_service"),
    "source",
)


class VillagePart(StrEnum):
    """Which point of a village: its centre (house of culture), or a cluster of houses away from it."""

    CENTRE = "centre"
    CLUSTER = "cluster"


_PARTS = {
    VillagePart.CENTRE: ("", "centre", "center", "trungtam", "trungtamthon", "nhavanhoa", "nhavanhoathon"),
    VillagePart.CLUSTER: ("cluster", "cum", "cumdancu", "diemdancu", "cumle", "cumxatrungtam"),
}
_PART_OF_WORD = {word: part for part, words in _PARTS.items() for word in words}
_AREA_CLASSES = {
    **dict.fromkeys(("i", "1", "kvi", "kv1", "khuvuci", "khuvuc1"), "I"),
    **dict.fromkeys(("ii", "2", "kvii", "kv2", "khuvucii", "khuvuc2"), "II"),
    **dict.fromkeys(("iii", "3", "kviii", "kv3", "khuvuciii", "khuvuc3"), "III"),
    **dict.fromkeys(("dbkk", "dacbietkhokhan", "thondacbietkhokhan"), "ĐBKK"),
}


def read_villages(
    settings: TableSettings, epsg: int, extent: shapely.Geometry | None, grid: Grid | None, log: ProblemLog
) -> gpd.GeoDataFrame:
    """Points of villages in the scenario's CRS: the columns ``VILLAGE_COLUMNS`` and geometry.

    ``part`` is the value of a ``VillagePart``, the centre where the file does not say. ``people`` is NaN,
    ``electrified`` and ``mobile_service`` (any mobile service at the point, by survey) None and ``area_class`` empty
    where it says nothing, ``modelled_people`` is left to ``village_people.py``; the class is I, II, III (khu vực) or
    ĐBKK (đặc biệt khó khăn). Rejected: a row without id, name or position, a word that cannot be read, a village id
    that stands for another name, a point off the planning grid or outside the province.
    """
    table = read_table(settings.file, VOCABULARY, settings.columns, settings.layer, log)
    at = points_of(table, settings, epsg)
    required = ("village_id", "name", *at.required)
    columns = require_columns(table.headings, VOCABULARY, settings.columns, required, settings.file)
    names: dict[str, str] = {}
    records, points = [], []
    for row in read_rows(table, columns):
        try:
            record = _record(row, settings.source)
            point = at.of(row)
            check_inside(row, record["name"], point, extent, grid)
            if names.setdefault(record["village_id"], record["name"]) != record["name"]:
                params = {"id": record["village_id"], "first": names[record["village_id"]], "got": record["name"]}
                raise RejectedRow("village.id", row.heading("village_id"), **params)
        except RejectedRow as reason:
            row.report(reason, log)
            continue
        records.append(record)
        points.append(point)
    if not records:
        raise InputError("table.no_rows", file=settings.file.name, count=len(table.rows))
    return gpd.GeoDataFrame(pd.DataFrame(records, columns=VILLAGE_COLUMNS), geometry=points, crs=epsg)


def _record(row: Row, source: str) -> dict[str, Any]:
    people = row.value("people", 0, 1e6, "people")
    return {
        "village_id": row.required("village_id"),
        "name": row.required("name"),
        "part": _known(row, "part", _PART_OF_WORD, "village.part").value,
        "people": np.nan if people is None else people,
        "modelled_people": np.nan,
        "electrified": row.yes_no("electrified"),
        "area_class": _known(row, "area_class", {"": "", **_AREA_CLASSES}, "village.area_class"),
        "mobile_service": row.yes_no("mobile_service"),
        "source": source,
    }


def _known(row: Row, field: str, words: dict[str, Any], code: str) -> Any:
    text = row.text(field)
    key = heading_key(text)
    if key not in words or (text and not key):  # signs only are no word
        raise RejectedRow(code, row.heading(field), got=text)
    return words[key]
