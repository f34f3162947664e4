"""Results → files that people open; each says what it is, from what, and under which definition of service."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.outputs.backhaul_tables import make_backhaul_table
    from covplan.outputs.calibration_figure import draw_calibration
    from covplan.outputs.calibration_report import calibration_table
    from covplan.outputs.corrections import write_corrections
    from covplan.outputs.cost_range_comparison import cost_range_tables
    from covplan.outputs.curve_figure import draw_curve
    from covplan.outputs.fibre_layers import make_fibre_layers
    from covplan.outputs.fibre_tables import make_fibre_tables
    from covplan.outputs.figure_style import FIGURE_STYLE
    from covplan.outputs.frames import make_commune_frame, make_site_frame
    from covplan.outputs.geotiff import write_geotiff
    from covplan.outputs.layers import make_layers
    from covplan.outputs.link_report import LinkReport, link_record
    from covplan.outputs.map_page import OfflineMap
    from covplan.outputs.maps import draw_map
    from covplan.outputs.marking import mark
    from covplan.outputs.mast_loads import mast_load_table
    from covplan.outputs.path_figure import write_path_figure
    from covplan.outputs.plan_tables import PlanFindings, candidate_table, curve_table, make_plan_tables
    from covplan.outputs.registry import write_registry
    from covplan.outputs.report.commune_sheets import write_commune_sheets
    from covplan.outputs.report.document import write_report
    from covplan.outputs.report.findings import ReportFindings
    from covplan.outputs.report.handout_report import write_handout_report
    from covplan.outputs.report.pdf import convert_to_pdf
    from covplan.outputs.results import (
        load_choice,
        load_coverage,
        load_fibre,
        load_network,
        load_plan,
        load_reach,
        load_served,
        save_choice,
        save_coverage,
        save_fibre,
        save_network,
        save_plan,
        save_reach,
        save_served,
    )
    from covplan.outputs.road_names import with_road_names
    from covplan.outputs.route_layers import make_hop_layer, make_route_layers
    from covplan.outputs.route_share_tables import make_share_tables
    from covplan.outputs.route_tables import make_route_tables
    from covplan.outputs.route_works_tables import make_cable_tables, make_works_tables
    from covplan.outputs.settings import Language, Marking, OutputSettings
    from covplan.outputs.sharing_comparison import sharing_tables
    from covplan.outputs.static_maps import MapFindings, write_static_maps
    from covplan.outputs.table_rows import fibre_rows, site_rows
    from covplan.outputs.tables import Table, make_tables, write_csv, write_input_report, write_workbook
    from covplan.outputs.target_statuses import declared_rows, definition_key, read_earlier, status_record, status_rows
    from covplan.outputs.together_tables import operator_tables, resilience_tables, uncertainty_tables
    from covplan.outputs.vectors import write_geopackage, write_shapefiles
    from covplan.outputs.where_tables import WHERE_PARTS, make_where_tables

__all__ = [
    "FIGURE_STYLE",
    "with_road_names",
    "Language",
    "LinkReport",
    "MapFindings",
    "Marking",
    "OfflineMap",
    "OutputSettings",
    "PlanFindings",
    "ReportFindings",
    "Table",
    "WHERE_PARTS",
    "calibration_table",
    "candidate_table",
    "convert_to_pdf",
    "mast_load_table",
    "cost_range_tables",
    "curve_table",
    "declared_rows",
    "definition_key",
    "draw_calibration",
    "draw_curve",
    "draw_map",
    "fibre_rows",
    "link_record",
    "load_choice",
    "load_coverage",
    "load_fibre",
    "load_network",
    "load_plan",
    "load_reach",
    "load_served",
    "make_commune_frame",
    "make_layers",
    "make_plan_tables",
    "make_site_frame",
    "make_tables",
    "make_where_tables",
    "mark",
    "read_earlier",
    "operator_tables",
    "resilience_tables",
    "make_backhaul_table",
    "make_hop_layer",
    "make_fibre_layers",
    "make_fibre_tables",
    "make_route_layers",
    "make_cable_tables",
    "make_route_tables",
    "make_share_tables",
    "make_works_tables",
    "save_choice",
    "save_coverage",
    "save_fibre",
    "save_network",
    "save_plan",
    "save_reach",
    "save_served",
    "sharing_tables",
    "site_rows",
    "status_record",
    "status_rows",
    "uncertainty_tables",
    "write_commune_sheets",
    "write_corrections",
    "write_csv",
    "write_geopackage",
    "write_geotiff",
    "write_handout_report",
    "write_input_report",
    "write_path_figure",
    "write_registry",
    "write_report",
    "write_shapefiles",
    "write_static_maps",
    "write_workbook",
]

_HOME = {
    "FIGURE_STYLE": "figure_style",
    "with_road_names": "road_names",
    "Language": "settings",
    "LinkReport": "link_report",
    "MapFindings": "static_maps",
    "Marking": "settings",
    "OfflineMap": "map_page",
    "OutputSettings": "settings",
    "PlanFindings": "plan_tables",
    "ReportFindings": "report.findings",
    "Table": "tables",
    "WHERE_PARTS": "where_tables",
    "calibration_table": "calibration_report",
    "candidate_table": "plan_tables",
    "convert_to_pdf": "report.pdf",
    "mast_load_table": "mast_loads",
    "cost_range_tables": "cost_range_comparison",
    "curve_table": "plan_tables",
    "declared_rows": "target_statuses",
    "definition_key": "target_statuses",
    "draw_calibration": "calibration_figure",
    "draw_curve": "curve_figure",
    "draw_map": "maps",
    "fibre_rows": "table_rows",
    "link_record": "link_report",
    "load_choice": "results",
    "load_coverage": "results",
    "load_fibre": "results",
    "load_network": "results",
    "load_plan": "results",
    "load_reach": "results",
    "load_served": "results",
    "make_commune_frame": "frames",
    "make_site_frame": "frames",
    "make_layers": "layers",
    "make_plan_tables": "plan_tables",
    "make_tables": "tables",
    "make_where_tables": "where_tables",
    "mark": "marking",
    "read_earlier": "target_statuses",
    "operator_tables": "together_tables",
    "resilience_tables": "together_tables",
    "make_backhaul_table": "backhaul_tables",
    "make_hop_layer": "route_layers",
    "make_fibre_layers": "fibre_layers",
    "make_fibre_tables": "fibre_tables",
    "make_route_layers": "route_layers",
    "make_cable_tables": "route_works_tables",
    "make_route_tables": "route_tables",
    "make_share_tables": "route_share_tables",
    "make_works_tables": "route_works_tables",
    "save_choice": "results",
    "save_coverage": "results",
    "save_fibre": "results",
    "save_network": "results",
    "save_plan": "results",
    "save_reach": "results",
    "save_served": "results",
    "sharing_tables": "sharing_comparison",
    "site_rows": "table_rows",
    "status_record": "target_statuses",
    "status_rows": "target_statuses",
    "uncertainty_tables": "together_tables",
    "write_commune_sheets": "report.commune_sheets",
    "write_corrections": "corrections",
    "write_csv": "tables",
    "write_geopackage": "vectors",
    "write_geotiff": "geotiff",
    "write_handout_report": "report.handout_report",
    "write_input_report": "tables",
    "write_path_figure": "path_figure",
    "write_registry": "registry",
    "write_report": "report.document",
    "write_shapefiles": "vectors",
    "write_static_maps": "static_maps",
    "write_workbook": "tables",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.outputs.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.outputs' has no attribute {name!r}")
