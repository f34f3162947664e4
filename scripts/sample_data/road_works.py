"""Invented works on roads, so that there is something to dig with.

That QL.29 is to be upgraded from 2026 to 2030 is public (cafef.vn 2025-09-19, dantri.com.vn 2025-09-18); its parts,
their years and all that is said of other roads and of trenches is invented.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
import shapely.ops

INVENTED = "giả định của người lập mẫu"
PUBLIC = (
    "chủ trương nâng cấp QL.29 giai đoạn 2026–2030 theo báo chí (cafef.vn, dantri.com.vn 9/2025); chia đoạn, năm và "
    "mức tiết kiệm là giả định"
)
WORKS = (
    # name, owner, road, from, to, first year, last year, saved [%], source
    ("Nâng cấp QL.29 đoạn Hai Riêng – Ea Sô", "Sở Xây dựng", "QL.29", "Hai Riêng", "Ea Sô", 2027, 2028, 95, PUBLIC),
    ("Nâng cấp QL.29 đoạn Ea Sô – Krông Năng", "Sở Xây dựng", "QL.29", "Ea Sô", "Krông Năng", 2028, 2029, 95, PUBLIC),
    ("Nâng cấp QL.29 đoạn Ea Kiết – Ea Súp", "Sở Xây dựng", "QL.29", "Ea Kiết", "Ea Súp", 2031, 2032, 95, PUBLIC),
    ("Mở rộng Trường Sơn Đông M'Drắk – Yang Mao", "Bộ Xây dựng", "TSĐ", "M'Drắk", "Yang Mao", 2028, 2030, 95, INVENTED),
    ("Sửa mặt đường ĐT.692", "Sở Xây dựng", "ĐT.692", "Yang Reh", "Cư Drăm", 2028, 2028, 40, INVENTED),
)  # fmt: skip


def make_road_works(roads: gpd.GeoDataFrame, towns: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Works along parts of numbered roads between two towns: name, owner, years, share saved, source, geometry."""
    at = towns.set_index("name").geometry
    rows = []
    for name, owner, number, first, last, *rest in WORKS:
        pieces = roads[roads.number == number].geometry.to_numpy()  # in order, each from where the last one ends
        whole = shapely.remove_repeated_points(shapely.LineString(shapely.get_coordinates(pieces)))
        ends = sorted(whole.project(at[town]) for town in (first, last))
        rows.append((name, owner, *rest, shapely.ops.substring(whole, *ends)))
    columns = ["ten", "chu_dau_tu", "tu_nam", "den_nam", "tiet_kiem", "source", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=roads.crs)
