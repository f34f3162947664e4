"""What titles say of the coordinates below them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyproj import CRS

from covplan.errors import CrsError
from covplan.ingest.reference_systems import meridian_key, zone_without_datum
from covplan.ingest.stated_systems import check_vn2000, check_wgs84, stated_meridians

FILE = Path("trạm.xlsx")


@pytest.mark.parametrize(
    ("text", "meridian"),
    [
        ("Hệ toạ độ VN-2000, kinh tuyến trục 108°30', múi chiếu 3°", "108:30"),
        ("VN2000 KTT 108 độ 15 phút", "108:15"),
        ("Kinh tuyến trục: 107°45’", "107:45"),
        ("KTT: 108o30", "108:30"),
        ("KINH TUYẾN TRỤC 108º", "108:00"),
        ("VN-2000 / TM-3 108-30", "108:30"),
        ("central meridian 105:45", "105:45"),
        ("kinh tuyến trục 108,5", "108:30"),
    ],
)
def test_meridians_in_titles(text: str, meridian: str) -> None:
    assert list(stated_meridians([text])) == [meridian]


@pytest.mark.parametrize("text", ["Danh sách trạm 108", "Số 105/2025", "Kinh tuyến 90", "KTT", "Trạm 108:30"])
def test_no_meridians(text: str) -> None:
    assert stated_meridians([text]) == {}


@pytest.mark.parametrize(
    "text",
    ["KTT 108°15'", "Hệ HN-72", "hệ Hà Nội 72", "Indian 1975", "múi chiếu 6°", "UTM 49N", "VN-2000 / TM-6", "Zone 49"],
)
def test_what_contradicts_the_declared_zone(text: str) -> None:
    with pytest.raises(CrsError, match="trạm.xlsx says of its coordinates"):
        check_vn2000(["DANH SÁCH", text], 9218, FILE)


@pytest.mark.parametrize(
    "text", ["KTT 108°30', múi 3°", "VN-2000", "Góc cụp 6 độ", "Số 6/2026", "KTT 108°15' và KTT 108°30'"]
)
def test_what_does_not(text: str) -> None:
    check_vn2000([text], 9218, FILE)


@pytest.mark.parametrize("text", ["VN-2000", "Hệ tọa độ VN2000", "HN72"])
def test_degrees_that_are_not_of_wgs84(text: str) -> None:
    with pytest.raises(CrsError, match="declares WGS 84"):
        check_wgs84([text], FILE)
    check_wgs84(["WGS-84", "Năm 2000"], FILE)


@pytest.mark.parametrize(
    "value", ["108:30", "108°30'", "108 30", "108-30", 108.5, "108.5", "108,5", "KTT 108 độ 30 phút", "108°30'00\""]
)
def test_ways_to_write_a_meridian(value: object) -> None:
    assert meridian_key(value) == "108:30"


@pytest.mark.parametrize("value", ["108.30", "108.15", "abc", "", 48])
def test_what_is_no_meridian_of_ours(value: object) -> None:
    assert meridian_key(value) not in ("108:30", "108:15", "108:00")


def test_a_zone_that_has_lost_its_datum() -> None:
    lost = CRS.from_proj4("+proj=tmerc +lat_0=0 +lon_0=108.5 +k=0.9999 +x_0=500000 +y_0=0 +datum=WGS84 +units=m")
    assert zone_without_datum(lost) == "108:30"
    for epsg in (9218, 32649, 3857, 4326, 3406):
        assert zone_without_datum(CRS.from_epsg(epsg)) == ""
