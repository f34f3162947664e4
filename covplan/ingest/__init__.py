"""Outside data → rasters, tables and network objects on the planning grid."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "read_antenna": "antennas",
    "read_area": "area",
    "read_equipment": "equipment",
    "read_corrections": "corrections",
    "read_drawn_lines": "drawn_lines",
    "read_indicators": "indicators",
    "read_measurements": "measurements",
    "read_service_area": "service_areas",
    "read_buildings": "buildings",
    "read_speed_tests": "speed_tests",
    "read_speed_tiles": "speed_tiles",
    "read_targets": "targets",
    "EvidenceKind": "indicators",
    "Indicator": "indicators",
    "Area": "area",
    "PathMeasurement": "path_profiles",
    "PathRecord": "path_profiles",
    "read_path_profile": "path_profiles",
    "roads_from_graph": "roads",
    "PlanEdits": "plan_edits",
    "read_plan_edits": "plan_edits",
    "AdminEpoch": "settings",
    "AreaSettings": "settings",
    "BoundarySettings": "settings",
    "Coordinates": "settings",
    "ElevationSettings": "settings",
    "FibreSettings": "settings",
    "LandCoverSettings": "settings",
    "PeopleSettings": "settings",
    "ServiceAreaSettings": "settings",
    "SiteListSettings": "settings",
    "SurfaceKind": "settings",
    "TableSettings": "settings",
    "TargetSettings": "settings",
}

__all__ = sorted([*_HOME, "regrid"])


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for: geopandas and rasterio take a second."""
    if name == "regrid":  # the module: its function has the same name
        return import_module("covplan.ingest.regrid")
    if name in _HOME:
        return getattr(import_module(f"covplan.ingest.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.ingest' has no attribute {name!r}")
