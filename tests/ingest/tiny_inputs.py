"""Input files of a complete tiny scenario: two communes west of the sea, 5 x 4 km, one road, one cable, three sites."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from affine import Affine

from covplan.ingest.settings import (
    AdminEpoch,
    AreaSettings,
    BoundarySettings,
    Coordinates,
    ElevationSettings,
    FibreSettings,
    LandCoverSettings,
    PeopleSettings,
    SiteListSettings,
    SurfaceKind,
    TableSettings,
)
from covplan.network import AntennaPattern, Carrier, Technology

EPSG = 9218
LEFT, BOTTOM = 450_000.0, 1_400_000.0
WIDTH, HEIGHT = 5_000.0, 4_000.0
PIXEL = 250.0
PEOPLE = {"24133": 6_000, "24136": 4_000}

PANEL = AntennaPattern("panel-mid", gain_dbi=18.0, horizontal_beamwidth_deg=65.0, vertical_beamwidth_deg=7.0)
LOW_PANEL = AntennaPattern("panel-low", gain_dbi=14.5, horizontal_beamwidth_deg=65.0, vertical_beamwidth_deg=12.0)
CARRIERS = (
    Carrier("viettel", Technology.NR, 773.0, 10.0, 15, 52, 50.8, LOW_PANEL, radius_km=8.0),
    Carrier("viettel", Technology.NR, 2550.0, 100.0, 30, 273, 53.0, PANEL, radius_km=5.0),
    Carrier("mobifone", Technology.NR, 3850.0, 100.0, 30, 273, 53.0, PANEL, radius_km=5.0),
)

SITES_CSV = """DANH SÁCH TRẠM;;;;;;;;;;
Mã trạm;Tên trạm;X (m);Y (m);Chiều cao cột (m);Công nghệ;Tần số 5G;Phương vị;Góc ngẩng;Chủ cột;Dùng chung
VT1;Buôn Đôn 1;1401500,0;451200,5;42;4G/5G;2550;0/120/240;4;Viettel;Không
VT2;Ea Súp 2;1402500,0;453700,5;36;4G;;0/120/240;3;MobiFone;Có
"""
MOBIFONE_CSV = """site_id,lon,lat,height_m,tech,freq_mhz,azimuths,tilt_deg,tower_owner
MB1,{lon},{lat},45,4G/5G,3850,"0,120,240",5,MobiFone
"""
COSTS_CSV = """item,unit,low,base,high,year,source
nr_on_mast,mn_vnd,800,1000,1500,2025,test
new_mast,mn_vnd,600,900,1200,2025,test
mast_sharing,mn_vnd,50,100,150,2025,test
fibre_aerial,mn_vnd/km,40,60,80,2025,test
"""


def write_raster(
    file: Path, values: Any, left: float, top: float, pixel: float, *, epsg: int | None = EPSG, nodata: Any = None
) -> Path:
    """A GeoTIFF of one band with square pixels."""
    values = np.asarray(values)
    profile = {"driver": "GTiff", "height": values.shape[0], "width": values.shape[1], "count": 1}
    transform = Affine(pixel, 0.0, left, 0.0, -pixel, top)
    crs = None if epsg is None else f"EPSG:{epsg}"
    with rasterio.open(file, "w", **profile, dtype=values.dtype, crs=crs, transform=transform, nodata=nodata) as out:
        out.write(values, 1)
    return file


def communes() -> gpd.GeoDataFrame:
    """Two communes, west and east."""
    middle = LEFT + 2_600.0
    shapes = [
        shapely.box(LEFT, BOTTOM, middle, BOTTOM + HEIGHT),
        shapely.box(middle, BOTTOM, LEFT + WIDTH, BOTTOM + HEIGHT),
    ]
    table = {
        "ma_xa": list(PEOPLE),
        "ten_xa": ["Buôn Đôn", "Ea Súp"],
        "loai": ["Xã", "Phường"],
        "huyen": ["Buôn Đôn", "Ea Súp"],
        "tinh": ["Đắk Lắk", "Đắk Lắk"],
        "dan_so": list(PEOPLE.values()),
    }
    return gpd.GeoDataFrame(table, geometry=shapes, crs=EPSG)


def write_tiny_inputs(folder: Path) -> AreaSettings:
    """Write every input into ``folder``, which is made if it is not there; the settings that read them."""
    folder.mkdir(parents=True, exist_ok=True)
    communes().to_file(folder / "xã.gpkg", layer="xa")
    _write_rasters(folder)
    (folder / "viettel.csv").write_text(SITES_CSV, encoding="utf-8-sig")
    place = gpd.GeoSeries([shapely.Point(LEFT + 4_000, BOTTOM + 1_000)], crs=EPSG).to_crs(4326).iloc[0]
    (folder / "mobifone.csv").write_text(MOBIFONE_CSV.format(lon=place.x, lat=place.y), encoding="utf-8")
    (folder / "đơn giá.csv").write_text(COSTS_CSV, encoding="utf-8")
    line = shapely.LineString([(LEFT, BOTTOM + 1_500), (LEFT + WIDTH, BOTTOM + 1_500)])
    road = {"ref": ["QL.26;HCM"], "name": ["Quốc lộ 26"]}
    gpd.GeoDataFrame(road, geometry=[line], crs=EPSG).to_file(folder / "đường.gpkg")
    cable = {"ma_tuyen": ["C1"], "don_vi": ["Viettel"], "loai": ["ngầm"], "so_soi": [48]}
    short = shapely.LineString([(LEFT, BOTTOM + 1_500), (LEFT + 1_500, BOTTOM + 1_500)])
    gpd.GeoDataFrame(cable, geometry=[short], crs=EPSG).to_file(folder / "cáp.gpkg")
    csv = f"name,category,lon,lat\nBệnh viện,hospital,{place.x},{place.y}\n"
    (folder / "địa điểm.csv").write_text(csv, encoding="utf-8")
    csv = f"village_id,name,people,lon,lat\nT1,Buôn Một,120,{place.x},{place.y}\n"
    (folder / "thôn.csv").write_text(csv, encoding="utf-8")
    park = shapely.box(LEFT + 200, BOTTOM + 3_000, LEFT + 900, BOTTOM + 3_800)
    gpd.GeoDataFrame({"name": ["Rừng"]}, geometry=[park], crs=EPSG).to_file(folder / "cấm.gpkg")
    return tiny_settings(folder)


def _write_rasters(folder: Path) -> None:
    left, top = LEFT - 3_000, BOTTOM + HEIGHT + 3_000
    rows, cols = 100, 110  # of 100 m
    ground = np.broadcast_to(np.maximum(0.0, 2.0 * (80.0 - np.arange(cols))), (rows, cols)).astype(np.float32)
    write_raster(folder / "độ cao.tif", ground, left, top, 100.0)
    cover = np.full((rows, cols), 40, np.uint8)
    cover[:, :30] = 10
    cover[:, 80:] = 80  # the sea begins at the communes' eastern border
    cover[40:60, 40:60] = 50
    write_raster(folder / "lớp phủ.tif", cover, left, top, 100.0, nodata=0)
    people = np.full((rows, cols), -99999.0, np.float32)
    people[35:65, 35:75] = 8.0
    write_raster(folder / "dân số.tif", people, left, top, 100.0, nodata=-99999.0)


def tiny_settings(folder: Path) -> AreaSettings:
    """Settings over the files of ``write_tiny_inputs``."""
    epoch = AdminEpoch.JULY_2025
    return AreaSettings(
        epsg=EPSG,
        pixel_m=PIXEL,
        admin_epoch=epoch,
        boundaries=BoundarySettings(folder / "xã.gpkg", epoch, "tiny communes"),
        elevation=ElevationSettings((folder / "độ cao.tif",), SurfaceKind.TERRAIN, "tiny terrain"),
        land_cover=LandCoverSettings(folder / "lớp phủ.tif", "tiny land cover"),
        people=PeopleSettings(folder / "dân số.tif", "tiny 2025", "tiny people"),
        costs=folder / "đơn giá.csv",
        carriers=CARRIERS,
        sites=(
            SiteListSettings(folder / "viettel.csv", "viettel", Coordinates.VN2000, "list", meridian="108:30"),
            SiteListSettings(folder / "mobifone.csv", "mobifone", Coordinates.LONLAT, "list"),
        ),
        roads=(TableSettings(folder / "đường.gpkg", "tiny roads"),),
        fibre=(FibreSettings(folder / "cáp.gpkg", "tiny cables"),),
        places=(TableSettings(folder / "địa điểm.csv", "tiny places"),),
        villages=(TableSettings(folder / "thôn.csv", "tiny villages"),),
        exclusions=(TableSettings(folder / "cấm.gpkg", "tiny exclusions"),),
        margin_km=1.0,
    )
