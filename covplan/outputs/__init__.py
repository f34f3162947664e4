"""Results → files that people open; each says what it is, from what, and under which definition of service."""

from __future__ import annotations

from covplan.outputs.geotiff import write_geotiff
from covplan.outputs.layers import make_layers
from covplan.outputs.maps import OfflineMap, draw_map
from covplan.outputs.marking import mark
from covplan.outputs.results import (
    load_coverage,
    load_fibre,
    load_plan,
    load_reach,
    load_served,
    save_coverage,
    save_fibre,
    save_plan,
    save_reach,
    save_served,
)
from covplan.outputs.settings import Language, Marking, OutputSettings
from covplan.outputs.tables import make_tables, write_csv, write_input_report, write_workbook
from covplan.outputs.vectors import write_geopackage, write_shapefiles

__all__ = [
    "Language",
    "Marking",
    "OfflineMap",
    "OutputSettings",
    "draw_map",
    "load_coverage",
    "load_fibre",
    "load_plan",
    "load_reach",
    "load_served",
    "make_layers",
    "make_tables",
    "mark",
    "save_coverage",
    "save_fibre",
    "save_plan",
    "save_reach",
    "save_served",
    "write_csv",
    "write_geopackage",
    "write_geotiff",
    "write_input_report",
    "write_shapefiles",
    "write_workbook",
]
