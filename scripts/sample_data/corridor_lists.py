"""What may carry or save cable along roads: ducts and poles, an expressway to come, entries from other provinces.

The expressway is an announced one with its sources, drawn through the towns that the announcements name. Ducts, poles,
owners and the cable that waits at the entries are invented; they lie on the roads.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely
import shapely.ops

from .frame import EPSG, read_facts, to_degrees

INVENTED = "giả định, vị trí trên đường vẽ"
# owner, road, towns between which it runs; or one town, and how far on both sides of it [m]
DUCTS = (
    ("VNPT", "QL.14", ("Buôn Ma Thuột",), 5_000.0),
    ("Sở Xây dựng", "QL.29", ("Buôn Hồ",), 2_500.0),
    ("VNPT", "QL.1", ("Tuy Hòa",), 4_000.0),
    ("Sở Xây dựng", "TSĐ", ("M'Drắk", "Krông Á"), 0.0),
)
POLES = (
    ("Điện lực", "ĐT.643", (), 0.0),
    ("Điện lực", "ĐT.650", (), 0.0),
    ("Điện lực", "ĐT.689", (), 0.0),
    ("Điện lực", "ĐT.690", (), 0.0),
    ("Điện lực", "ĐT.697B", (), 0.0),
    ("Điện lực", "ĐT.698", (), 0.0),
)
ENTRIES = (  # where the road leaves the province, from the town on
    ("Đèo Cù Mông", "QL.1", "Gia Lai", "VNPT"),
    ("Đèo Cả", "QL.1", "Khánh Hòa", "Viettel"),
    ("Ea H'Leo", "QL.14", "Gia Lai", "Viettel"),
    ("Đèo Phượng Hoàng", "QL.26", "Khánh Hòa", "VNPT"),
)
ENTRY_HEADER = ("ten_diem", "kinh_do", "vi_do", "noi_den", "don_vi", "nguon")


def make_shared(
    what: Sequence[tuple[str, str, tuple[str, ...], float]],
    roads: gpd.GeoDataFrame,
    towns: gpd.GeoSeries,
    province: shapely.Geometry,
) -> gpd.GeoDataFrame:
    """Lines along roads within the province: owner, route, free places, source."""
    rows = []
    for owner, number, ends, each_side_m in what:
        line = _whole(roads, number)
        at_m = [line.project(towns[town]) for town in ends]
        if at_m:
            line = shapely.ops.substring(line, min(at_m) - each_side_m, max(at_m) + each_side_m)
        for part in shapely.get_parts(line.intersection(province)):
            rows.append((owner, f"{owner}-{number}", INVENTED, part))
    columns = ["don_vi", "ma_tuyen", "nguon", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=roads.crs)


def make_new_roads(towns: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Works where there is no road yet: straight from town to town."""
    facts = read_facts("road_works.csv")
    lines = [shapely.LineString(towns[via.split(";")].tolist()) for via in facts.via]
    return gpd.GeoDataFrame(facts.drop(columns=["number", "via"]), geometry=lines, crs=EPSG)


def make_entries(
    roads: gpd.GeoDataFrame, towns: gpd.GeoSeries, province: shapely.Geometry
) -> list[tuple[str, float, float, str, str, str]]:
    """The point of each road on the province's border nearest to a town, in degrees."""
    rows = []
    for town, number, leads_to, owner in ENTRIES:
        inside = _whole(roads, number).intersection(province)
        tips = shapely.points([part.coords[end] for part in shapely.get_parts(inside) for end in (0, -1)])
        tip = min(tips, key=towns[town].distance)
        lon, lat = to_degrees(tip.x, tip.y)
        name = f"{number} {town}"
        rows.append((name, round(float(lon), 5), round(float(lat), 5), leads_to, owner, INVENTED))
    return rows


def _whole(roads: gpd.GeoDataFrame, number: str) -> shapely.LineString:
    """The pieces of a road, which stand in order."""
    return shapely.LineString(shapely.get_coordinates(roads.geometry[roads.number == number].to_numpy()))
