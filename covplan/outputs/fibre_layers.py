"""Fibre of shared routes → layers that are handed over: reach of fibre by commune, OLT sites."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from covplan.ingest.area import Area
from covplan.outputs.fields import LAYERS
from covplan.routing.fibre_findings import FibreFindings


def make_fibre_layers(found: FibreFindings, area: Area) -> dict[str, gpd.GeoDataFrame]:
    """The layers ``XA_CAPQUANG`` and ``VITRI_OLT`` of ``fields.LAYERS``."""
    reach, olts = found.reach, found.olts
    inhabited = reach["households"].where(reach["households"] > 0)
    communes = {
        "xa_ma": reach["code"],
        "ten": reach["name"],
        "so_ho": reach["households"].round(),
        "ho_truoc": 100 * reach["households_before"] / inhabited,
        "ho_sau": 100 * reach["households_after"] / inhabited,
        "ho_gbps": 100 * reach["households_gbps"] / inhabited,
        "so_thon": reach["villages"],
        "thon_truoc": reach["villages_before"],
        "thon_sau": reach["villages_after"],
        "tru_truoc": reach["offices_before"],
        "tru_sau": reach["offices_after"],
    }
    sites = {
        "id": olts["id"],
        "ten": olts["name"],
        "hethong": [found.system.name] * len(olts),
        "so_ho": olts["households"].round(),
        "xanhat_km": olts["farthest_km"],
        "x_bac": olts["y_m"],
        "y_dong": olts["x_m"],
    }
    shapes = shapely.points(olts["x_m"].to_numpy(float), olts["y_m"].to_numpy(float))
    return {
        "XA_CAPQUANG": _frame("XA_CAPQUANG", communes, area.communes.geometry.to_numpy(), area.grid.epsg),
        "VITRI_OLT": _frame("VITRI_OLT", sites, shapes, area.grid.epsg),
    }


def _frame(layer: str, columns: dict[str, Any], shapes: Any, epsg: int) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.DataFrame(columns)[[field.code for field in LAYERS[layer]]], geometry=shapes, crs=epsg)
