"""The layers handed to other systems and their fields: one schema for shapefile and GeoPackage.

The names are ours, no published provincial schema was found. Codes are what fits a DBF file: ASCII, at most 10 bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from covplan.outputs.settings import Language, OutputError
from covplan.outputs.texts import text


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class Field:
    """One field: its code, its full name in both languages, its kind and unit."""

    code: str
    vi: str
    en: str
    kind: Kind = Kind.TEXT
    unit: str = ""

    def name(self, language: Language) -> str:
        """Full name."""
        return self.vi if language is Language.VIETNAMESE else self.en


_ID = Field("id", "Mã", "Id")
_NAME = Field("ten", "Tên", "Name")
_OPERATOR = Field("dn", "Nhà mạng", "Operator")
_MAST_CODE = Field("loai", "Loại cột theo quy hoạch (A1a … A2c)", "Code of the mast (A1a … A2c)")
_OWNER = Field("dn_sohuu", "Đơn vị sở hữu hạ tầng", "Owner of the infrastructure")
_COMMUNE_CODE = Field("xa_ma", "Mã xã, phường", "Commune code")
_COMMUNE = Field("xa_ten", "Tên xã, phường", "Commune")
_ROAD = Field("duong", "Số hiệu đường", "Road")
_CHAINAGE = Field("lytrinh", "Lý trình (tính trên bản đồ)", "Chainage (modelled)")
_LENGTH = Field("dai_m", "Chiều dài", "Length", Kind.NUMBER, "m")
_COST = Field("chiphi", "Chi phí ước tính", "Cost, estimated", Kind.NUMBER, "triệu đồng")
_HOUSEHOLDS = Field("so_ho", "Số hộ (ước tính)", "Households (estimate)", Kind.NUMBER)
_WHEN = Field("thoidiem", "Thời điểm (hiện trạng, hết năm, sau quy hoạch)", "Today, end of a year or with the plan")
_NORTH = Field("x_bac", "Tọa độ X (bắc), VN-2000", "X (north), VN-2000", Kind.NUMBER, "m")
_EAST = Field("y_dong", "Tọa độ Y (đông), VN-2000", "Y (east), VN-2000", Kind.NUMBER, "m")

MARKING_FIELDS = (
    Field("danh_dau", "Đánh dấu", "Marking"),
    Field("nguon", "Nguồn số liệu", "Sources"),
    Field("ngay_sl", "Thời điểm số liệu", "Data as of", Kind.DATE),
)
"""At the end of every layer: a shapefile that is copied alone still says what it is."""

LAYERS: dict[str, tuple[Field, ...]] = {
    "COT_ANTEN": (
        _ID,
        _NAME,
        _MAST_CODE,
        _OPERATOR,
        _OWNER,
        Field("dn_thue", "Nhà mạng thuê chung", "Tenants"),
        Field("chieucao", "Chiều cao cột", "Mast height", Kind.NUMBER, "m"),
        Field("congnghe", "Công nghệ", "Technologies"),
        Field("co_5g", "Có 5G (1: có, 0: không)", "Has 5G (1 yes, 0 no)", Kind.INTEGER),
        Field("dungchung", "Dùng chung (1: có, 0: không)", "Shared (1 yes, 0 no)", Kind.INTEGER),
        Field("hientrang", "Hiện trạng", "Status"),
        Field("nam", "Năm phát sóng", "Year of going on air", Kind.INTEGER),
        _COMMUNE_CODE,
        _COMMUNE,
        _ROAD,
        _CHAINAGE,
        _NORTH,
        _EAST,
    ),
    "TUYEN_CAP": (
        _ID,
        _OPERATOR,
        Field("loai", "Loại cáp (chôn, cống, treo)", "Kind of cable"),
        Field("soi", "Số sợi", "Fibres", Kind.INTEGER),
        Field("soi_roi", "Số sợi dự phòng (sợi rỗi)", "Spare fibres", Kind.INTEGER),
        _LENGTH,
    ),
    "VITRI_DEXUAT": (
        Field("thutu", "Thứ tự đầu tư", "Order of investment", Kind.INTEGER),
        Field("nam", "Năm đầu tư (trống: chưa chia năm)", "Year of investment (empty: no phases)", Kind.INTEGER),
        _ID,
        Field("hinhthuc", "Hình thức (nâng cấp, thuê cột, xây mới)", "Upgrade, rent or build"),
        _MAST_CODE,
        _OPERATOR,
        _OWNER,
        Field("bangtan", "Băng tần", "Bands"),
        Field("cao_anten", "Độ cao ăng ten so với mặt đất", "Antenna height above ground", Kind.NUMBER, "m"),
        Field("dan_them", "Dân số được phủ thêm (ước tính)", "People added (estimate)", Kind.NUMBER, "người"),
        Field("luyke_pct", "Tỷ lệ dân số được phủ lũy kế (ước tính)", "Served so far (estimate)", Kind.NUMBER, "%"),
        Field("cp_tram", "Chi phí trạm, ước tính", "Cost of the site, estimated", Kind.NUMBER, "triệu đồng"),
        Field("cp_cap", "Chi phí cáp quang phân bổ, ước tính", "Share of fibre cost", Kind.NUMBER, "triệu đồng"),
        Field("noi_cap", "Nối được vào cáp quang dọc đường", "Joined to the fibre along roads"),
        _COMMUNE_CODE,
        _COMMUNE,
        _ROAD,
        _CHAINAGE,
        _NORTH,
        _EAST,
    ),
    "TUYEN_DEXUAT": (
        _ROAD,
        Field("km_tu", "Từ lý trình (tính trên bản đồ)", "From chainage (modelled)"),
        Field("km_den", "Đến lý trình (tính trên bản đồ)", "To chainage (modelled)"),
        Field("loai", "Loại tuyến (dọc đường, nhánh vào trạm)", "Along a road or branch"),
        _LENGTH,
        _COST,
        Field("tram", "Các trạm dùng tuyến", "Sites that use it"),
        Field("nam", "Năm cần tuyến (trống: chưa chia năm)", "Year of need (empty: no phases)", Kind.INTEGER),
    ),
    "TUYEN_CHUNG": (
        Field("doan", "Đoạn", "Section"),
        _ROAD,
        Field("km_tu", "Từ lý trình", "From Km"),
        Field("km_den", "Đến lý trình", "To Km"),
        Field("loai_lt", "Lý trình theo cột Km hay mô hình", "Chainage by Km posts or modelled"),
        _COMMUNE_CODE,
        _COMMUNE,
        Field("cach", "Cách lắp đặt", "Way of laying"),
        Field("dn_sohuu", "Chủ sở hữu hạ tầng sẵn có", "Owner of what is there"),
        _LENGTH,
        Field("so_dung", "Số đầu cuối dùng", "Users", Kind.INTEGER),
        Field("so_bve", "Số đầu cuối được bảo vệ", "Protected by it", Kind.INTEGER),
        Field("cp_thap", "Chi phí thấp, ước tính", "Cost, low, estimated", Kind.NUMBER, "triệu đồng"),
        _COST,
        Field("cp_cao", "Chi phí cao, ước tính", "Cost, high, estimated", Kind.NUMBER, "triệu đồng"),
        Field("nam", "Năm", "Year", Kind.INTEGER),
    ),
    "CONG_BE": (
        _ID,
        Field("loai", "Loại công trình ngầm (N1, N2)", "Code of the duct (N1, N2)"),
        _OWNER,
        Field("con_cho", "Số ống hoặc chỗ còn trống", "Free ducts or places", Kind.INTEGER),
        _LENGTH,
    ),
    "COT_TREO": (
        _ID,
        Field("loai", "Loại cột treo cáp (C1, C2)", "Code of the poles (C1, C2)"),
        _OWNER,
        Field("con_cho", "Số chỗ còn trống trên cột", "Free places on the poles", Kind.INTEGER),
        _LENGTH,
    ),
    "TUYEN_NGAMHOA": (
        _ID,
        _ROAD,
        Field("nam", "Năm ngầm hóa", "Year of burial", Kind.INTEGER),
        _LENGTH,
    ),
    "KV_TRONGDIEM": (
        _NAME,
        Field("loai", "Loại khu vực trọng điểm", "Class of key area"),
        Field("phu_pct", "Tỷ lệ diện tích được phủ hiện trạng (ước tính)", "Served today (estimate)", Kind.NUMBER, "%"),
        Field("dat", "Đạt hay chưa đạt theo ngưỡng của kịch bản", "Whether enough of it is served"),
        _COMMUNE_CODE,
        _COMMUNE,
        _NORTH,
        _EAST,
    ),
    "DIEM_PVCC": (
        _NAME,
        Field("loai", "Loại điểm cung cấp dịch vụ (Đ1, Đ2)", "Code of the service point (Đ1, Đ2)"),
        _COMMUNE_CODE,
        _COMMUNE,
        _NORTH,
        _EAST,
    ),
    "CHANG_VIBA": (
        Field("cot", "Mã cột", "Mast"),
        Field("toi", "Chặng tới cột", "To mast"),
        Field("so_chang", "Số chặng tới cáp quang", "Hops to fibre", Kind.INTEGER),
        Field("may", "Máy vi ba", "Radio"),
        Field("bang_ghz", "Băng tần", "Band", Kind.NUMBER, "GHz"),
        Field("kenh_mhz", "Kênh", "Channel", Kind.NUMBER, "MHz"),
        Field("dai_m", "Chiều dài", "Length", Kind.NUMBER, "m"),
        Field("ho_tvi", "Độ hở ở k trung vị, ước tính", "Clearance at the median k, estimated", Kind.NUMBER, "F1"),
        Field("ho_thap", "Độ hở ở k thấp, ước tính", "Clearance at the low k, estimated", Kind.NUMBER, "F1"),
        Field("dutru_db", "Dự trữ pha-đinh, ước tính", "Fade margin, estimated", Kind.NUMBER, "dB"),
        Field("sansang", "Sẵn sàng tới cáp quang, ước tính", "Availability to fibre, estimated", Kind.NUMBER, "%"),
        Field("tai_mbps", "Tải của chặng", "Load of the hop", Kind.NUMBER, "Mb/s"),
        Field("dl_mbps", "Dung lượng", "Capacity", Kind.NUMBER, "Mb/s"),
        _COST,
    ),
    "VUNG_PHU": (
        _OPERATOR,
        _WHEN,
        Field("dt_km2", "Diện tích phủ", "Area served", Kind.NUMBER, "km²"),
        Field("dinhnghia", "Định nghĩa phủ sóng", "Definition of service"),
    ),
    "VUNG_LOM": (
        _ID,
        _WHEN,
        Field("dan", "Dân số chưa được phủ (ước tính)", "People without service (estimate)", Kind.NUMBER, "người"),
        Field("dt_km2", "Diện tích", "Area", Kind.NUMBER, "km²"),
        _COMMUNE_CODE,
        _COMMUNE,
    ),
    "XA_PHUONG": (
        _COMMUNE_CODE,
        _NAME,
        Field("loai", "Loại (xã, phường)", "Commune or ward"),
        Field("huyen_cu", "Huyện, thị xã, thành phố cũ", "Former district"),
        Field("tinh_cu", "Tỉnh cũ", "Former province"),
        Field("danso", "Dân số", "Population", Kind.NUMBER, "người"),
        Field("phu_truoc", "Tỷ lệ được phủ hiện trạng (ước tính)", "Served today (estimate)", Kind.NUMBER, "%"),
        _WHEN,
        Field("phu_sau", "Tỷ lệ được phủ tại thời điểm đó (ước tính)", "Served then (estimate)", Kind.NUMBER, "%"),
    ),
    "O_LUCGIAC": (
        _WHEN,
        Field("canh_m", "Cạnh ô lục giác", "Edge of the hexagon", Kind.NUMBER, "m"),
        Field("truoc_tu", "Tỷ lệ dân được phủ hiện trạng, từ (ước tính)", "Served today, at least", Kind.INTEGER, "%"),
        Field(
            "sau_tu", "Tỷ lệ dân được phủ tại thời điểm đó, từ (ước tính)", "Served then, at least", Kind.INTEGER, "%"
        ),
    ),
    "XA_CAPQUANG": (
        _COMMUNE_CODE,
        _NAME,
        _HOUSEHOLDS,
        Field("ho_truoc", "Hộ gần cáp quang hiện có (ước tính)", "Households near existing fibre", Kind.NUMBER, "%"),
        Field("ho_sau", "Hộ gần cáp quang sau quy hoạch (ước tính)", "Households near fibre then", Kind.NUMBER, "%"),
        Field("ho_gbps", "Hộ có thể dùng 1 Gb/s sau quy hoạch (ước tính)", "Households with 1 Gb/s", Kind.NUMBER, "%"),
        Field("so_thon", "Số thôn, buôn", "Villages", Kind.INTEGER),
        Field("thon_truoc", "Thôn gần cáp quang hiện có", "Villages near existing fibre", Kind.INTEGER),
        Field("thon_sau", "Thôn gần cáp quang sau quy hoạch", "Villages near fibre, planned", Kind.INTEGER),
        Field("tru_truoc", "Trụ sở gần cáp quang hiện có", "Offices near existing fibre", Kind.INTEGER),
        Field("tru_sau", "Trụ sở gần cáp quang sau quy hoạch", "Offices near fibre, planned", Kind.INTEGER),
    ),
    "VITRI_OLT": (
        _ID,
        _NAME,
        Field("hethong", "Hệ thống quang thụ động", "Passive optical system"),
        _HOUSEHOLDS,
        Field("xanhat_km", "Xa nhất theo cáp", "Farthest along cable", Kind.NUMBER, "km"),
        _NORTH,
        _EAST,
    ),
}


GEOMETRY = {
    "COT_ANTEN": "Point",
    "VITRI_DEXUAT": "Point",
    "TUYEN_CAP": "LineString",
    "TUYEN_CHUNG": "LineString",
    "CHANG_VIBA": "LineString",
    "TUYEN_DEXUAT": "LineString",
    "VUNG_PHU": "MultiPolygon",
    "VUNG_LOM": "MultiPolygon",
    "CONG_BE": "LineString",
    "COT_TREO": "LineString",
    "TUYEN_NGAMHOA": "LineString",
    "KV_TRONGDIEM": "Point",
    "DIEM_PVCC": "Point",
    "XA_PHUONG": "MultiPolygon",
    "O_LUCGIAC": "MultiPolygon",
    "XA_CAPQUANG": "MultiPolygon",
    "VITRI_OLT": "Point",
}
"""Geometry of each layer."""

BY_YEAR = ("VITRI_DEXUAT", "TUYEN_DEXUAT", "VUNG_PHU", "VUNG_LOM", "XA_PHUONG")
"""Layers that a plan with years also has as they are at the end of each: ``VUNG_PHU_2027``."""


def layer_of_year(layer: str, year: int) -> str:
    """The name of a layer of ``BY_YEAR`` as it is at the end of a year."""
    return f"{layer}_{year}"


def kind_of(layer: str) -> str:
    """The name in ``LAYERS``, of a layer of a year too."""
    kind, _, year = layer.rpartition("_")
    return kind if kind in BY_YEAR and year.isdecimal() else layer


def title_of(layer: str, language: Language) -> str:
    """What a layer is called for people."""
    kind = kind_of(layer)
    title = text(f"layer.{kind}", language)
    return title if kind == layer else f"{title}, {text('word.end_of_year', language, year=layer[len(kind) + 1 :])}"


def check_codes(layer: str, fields: tuple[Field, ...]) -> None:
    """Raise ``OutputError`` on a code that a DBF file would cut or confuse."""
    seen: set[str] = set()
    for field in fields:
        code = field.code
        if not code.isascii() or len(code) > 10 or code.upper() in seen:
            raise OutputError("output.field", layer=layer, field=code)
        seen.add(code.upper())
