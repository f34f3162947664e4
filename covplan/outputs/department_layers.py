"""Layers that a department asks for beside those of the plan: ducts, poles, routes to be buried, key areas."""

from __future__ import annotations

from collections import Counter
from typing import Any

import geopandas as gpd
import shapely

from covplan.assessment.key_areas import KeyAreas
from covplan.ingest.area import Area
from covplan.ingest.passive_codes import SERVICE_POINT_CODES, passive_code
from covplan.ingest.place_classes import KEY_AREA_CLASSES, PlaceClass
from covplan.ingest.shared_routes import RouteKind, SharedRoute
from covplan.outputs.fields import LAYERS
from covplan.outputs.layers import commune_of
from covplan.outputs.marking import operator_name
from covplan.outputs.settings import Language
from covplan.outputs.texts import text


def make_department_layers(area: Area, key_areas: KeyAreas, language: Language) -> dict[str, gpd.GeoDataFrame]:
    """CONG_BE, COT_TREO, TUYEN_NGAMHOA, KV_TRONGDIEM and DIEM_PVCC of ``fields.LAYERS``; what nobody has sent is empty.

    Parameters
    ----------
    area : Area
    key_areas : KeyAreas
        Today's, for the share of each key area that is served.
    language : Language
    """
    records = {
        "CONG_BE": _routes(area, RouteKind.DUCT),
        "COT_TREO": _routes(area, RouteKind.POLES),
        "TUYEN_NGAMHOA": [],  # no input holds the province's list of cables to be buried
        "KV_TRONGDIEM": _key_areas(area, key_areas, language),
        "DIEM_PVCC": _service_points(area),
    }
    return {name: _frame(name, rows, area.grid.epsg) for name, rows in records.items()}


def _frame(layer: str, rows: list[dict[str, Any]], epsg: int) -> gpd.GeoDataFrame:
    data = {field.code: [row[field.code] for row in rows] for field in LAYERS[layer]}
    return gpd.GeoDataFrame(data, geometry=[row["geometry"] for row in rows], crs=epsg)


def _routes(area: Area, kind: RouteKind) -> list[dict[str, Any]]:
    return [
        {
            "id": route.id,
            "loai": route.code,
            "dn_sohuu": operator_name(route.owner),
            "con_cho": route.free,
            "dai_m": route.shape.length,
            "geometry": line,
        }
        for route in area.shared_routes
        if route.kind is kind
        for line in _lines(route)
    ]


def _lines(route: SharedRoute) -> list[shapely.LineString]:
    """The line of a route; poles drawn as points have none and are joined in their order."""
    if isinstance(route.shape, shapely.LineString):
        return [route.shape]
    points = shapely.get_coordinates(route.shape)
    return [shapely.LineString(points)] if len(points) > 1 else []


def _key_areas(area: Area, found: KeyAreas, language: Language) -> list[dict[str, Any]]:
    """Each key area as a point; its share is left out where another of the class has its name and commune."""
    keys = ["name", "place_class", "commune_code"]
    told = Counter(found.areas[keys].itertuples(index=False, name=None))
    share = {tuple(row[key] for key in keys): row for row in found.areas.to_dict("records")}
    rows = []
    for place in area.places.itertuples(index=False):
        if not place.place_class or PlaceClass(place.place_class) not in KEY_AREA_CLASSES:
            continue
        point = shapely.point_on_surface(place.geometry)
        there = _place(area, point)
        key = (place.name, place.place_class, there["xa_ma"])
        one = share[key] if told[key] == 1 else None
        rows.append(
            {
                "ten": place.name,
                "loai": text(f"place_class.{place.place_class}", language),
                "phu_pct": None if one is None else one["any_pct"],
                "dat": "" if one is None else text(f"verdict.{one['any_verdict']}", language),
                **there,
            }
        )
    return rows


def _service_points(area: Area) -> list[dict[str, Any]]:
    """Places whose category is Đ1 or Đ2."""
    codes = [passive_code(category, SERVICE_POINT_CODES) for category in area.places["category"]]
    return [
        {"ten": place.name, "loai": code, **_place(area, shapely.point_on_surface(place.geometry))}
        for place, code in zip(area.places.itertuples(index=False), codes, strict=True)
        if code
    ]


def _place(area: Area, point: shapely.Point) -> dict[str, Any]:
    code, commune = commune_of(area, point.x, point.y)
    return {"xa_ma": code, "xa_ten": commune, "x_bac": point.y, "y_dong": point.x, "geometry": point}
