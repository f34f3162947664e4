"""The three site lists in the shapes in which operators send them, with a few honest mistakes.

Mistakes on purpose, so that checks have something to find: Viettel, one height in words; VNPT, one row with longitude
and latitude exchanged and one id used twice; MobiFone, one mast without a height.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from . import files
from .frame import EPSG, to_degrees

FREQS_MHZ = {"Viettel": ("2550", "773; 2550"), "VNPT": ("3750", "763; 3750"), "MobiFone": ("3850", "3850")}
VIETTEL_WIDTHS = (6, 12, 22, 24, 14, 14, 14, 16, 12, 16, 16, 14, 16, 22, 12)


def write_all(sites: pd.DataFrame, out: Path) -> None:
    """Write the three lists."""
    by_operator = {operator: own.reset_index(drop=True) for operator, own in sites.groupby("operator")}
    _viettel(by_operator["Viettel"], out / "viettel_tram_bts.xlsx")
    _vinaphone(by_operator["VNPT"], out / "vinaphone_bts.csv")
    _mobifone(by_operator["MobiFone"], out / "mobifone_sites.gpkg")


def _freqs(site: pd.Series) -> str:
    """Mid-band everywhere; one 5G site in five has the 700 MHz carrier of 2025 too, if the operator holds one."""
    return FREQS_MHZ[site.operator][int(site.id[-1]) % 5 == 0] if site.has_5g else ""


def _viettel(sites: pd.DataFrame, file: Path) -> None:
    rows: list[list[object]] = [
        ["DANH SÁCH TRẠM BTS VIETTEL TRÊN ĐỊA BÀN TỈNH ĐẮK LẮK – DỮ LIỆU MÔ PHỎNG"],
        ["Hệ tọa độ VN-2000, kinh tuyến trục 108°30', múi chiếu 3°; X: hướng Bắc, Y: hướng Đông"],
        [],
        ["STT", "Mã trạm", "Tên trạm", "Xã/Phường", "X (m)", "Y (m)", "Chiều cao cột (m)", "Độ cao anten (m)"]
        + ["Công nghệ", "Tần số 5G (MHz)", "Phương vị (độ)", "Góc ngẩng (độ)", "Chủ sở hữu cột", "Nhà mạng dùng chung"]
        + ["Năm phát sóng"],
    ]
    for k, site in sites.iterrows():
        rows.append(
            [k + 1, site.id, site["name"], site.commune, site.y_m, site.x_m]
            + ["khoảng 42" if k == 77 else site.mast_height_m, site.antenna_agl_m]
            + ["4G/5G" if site.has_5g else "4G", _freqs(site) or None, "/".join(map(str, site.azimuths))]
            + [site.tilt_deg, site.owner, ", ".join(site.tenants) or None, site.year]
        )
    files.write_workbook(file, "Danh sách trạm", rows, VIETTEL_WIDTHS)


def _vinaphone(sites: pd.DataFrame, file: Path) -> None:
    header = ["ma_tram", "ten_tram", "kinh_do", "vi_do", "ma_xa", "chieu_cao_cot", "do_cao_anten_m", "the_he"]
    header += ["tan_so_5g_mhz", "phuong_vi", "goc_ngang", "chu_cot", "nha_mang_dung_chung", "ghi_chu"]
    rows = []
    for k, site in sites.iterrows():
        lon, lat = (f"{value:.6f}".replace(".", ",") for value in to_degrees(site.x_m, site.y_m))
        if k == 40:
            lon, lat = lat, lon
        id = sites.id[87] if k == 88 else site.id
        rows.append(
            [id, site["name"], lon, lat, site.commune_code, site.mast_height_m]
            + [f"{site.antenna_agl_m:.1f}".replace(".", ","), "4G/5G" if site.has_5g else "4G", _freqs(site)]
            + [", ".join(map(str, site.azimuths)), site.tilt_deg, site.owner, ", ".join(site.tenants), "mô phỏng"]
        )
    files.write_csv(file, header, rows, delimiter=";", bom=True)


def _mobifone(sites: pd.DataFrame, file: Path) -> None:
    height = sites.mast_height_m.astype(float)
    height[30] = None
    frame = gpd.GeoDataFrame(
        {
            "site_id": sites.id,
            "name": sites["name"],
            "height_m": height,
            "antenna_agl_m": sites.antenna_agl_m.astype(float),
            "tech": ["4G,5G" if has else "4G" for has in sites.has_5g],
            "freq_mhz": [_freqs(site) or None for _, site in sites.iterrows()],
            "azimuths": [",".join(map(str, azimuths)) for azimuths in sites.azimuths],
            "tilt_deg": sites.tilt_deg.astype(float),
            "tower_owner": sites.owner,
            "tenants": [", ".join(tenants) or None for tenants in sites.tenants],
        },
        geometry=gpd.points_from_xy(sites.x_m, sites.y_m),
        crs=EPSG,
    )
    files.write_vectors(frame.to_crs(4326), file, "sites")
