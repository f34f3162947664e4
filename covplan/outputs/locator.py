"""A small sketch of the country that shows where a map lies, with Hoàng Sa and Trường Sa, as every national map must.

It holds no outline of the country: the coast is a line through places on it, whose positions are rounded to 0.1°, and
no border is drawn. Nothing is taken from a map. Positions are general knowledge; checked were the extent of Hoàng Sa
(https://biendong.net/2013/08/08/v-tri-a-ly-va-iu-kin-t-nhien-qun-o-hoang-sa/: 15°44′ to 17°06′ N, 111°12′ to 112°53′ E)
and the main island of Trường Sa (https://vi.wikipedia.org/wiki/Cụm_Trường_Sa: 8°39′ N, 111°55′ E).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely

from covplan.ingest.area import Area
from covplan.outputs.figure_style import INK
from covplan.outputs.lonlat import geometries_to_lonlat
from covplan.outputs.map_drawing import outline
from covplan.outputs.map_furniture import EDGE, SOFT
from covplan.outputs.palette import PROPOSED
from covplan.outputs.settings import Language, OutputError
from covplan.outputs.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COAST = (
    (108.1, 21.5),  # Mũi Sa Vĩ
    (107.1, 20.9),  # Hạ Long
    (106.8, 20.7),  # Đồ Sơn
    (106.6, 20.2),  # Ba Lạt
    (105.9, 19.7),  # Sầm Sơn
    (105.7, 18.8),  # Cửa Lò
    (106.6, 17.5),  # Đồng Hới
    (107.1, 17.0),  # Cửa Tùng
    (107.6, 16.6),  # Thuận An
    (108.3, 16.1),  # Sơn Trà
    (108.9, 15.2),  # Ba Làng An
    (109.3, 13.8),  # Quy Nhơn
    (109.5, 12.6),  # Mũi Đôi
    (109.2, 12.2),  # Nha Trang
    (109.0, 11.4),  # Mũi Dinh
    (108.0, 10.7),  # Kê Gà
    (107.1, 10.3),  # Vũng Tàu
    (106.3, 9.5),  # Định An
    (105.4, 9.0),  # Gành Hào
    (104.7, 8.6),  # Mũi Cà Mau
    (105.1, 10.0),  # Rạch Giá
    (104.5, 10.4),  # Hà Tiên
)
"""Longitude and latitude [deg], from north to south and round the cape."""

TOWNS = {"Hà Nội": (105.8, 21.0), "Đà Nẵng": (108.2, 16.1), "TP. Hồ Chí Minh": (106.7, 10.8)}
ISLANDS = {"Phú Quốc": (104.0, 10.2), "Côn Đảo": (106.6, 8.7)}
HOANG_SA = ((111.5, 17.1), (111.2, 15.8), (111.6, 16.5), (112.3, 16.8), (112.7, 16.7))
"""Đá Bắc, Tri Tôn, Hoàng Sa, Phú Lâm, Linh Côn."""
TRUONG_SA = (
    *((114.3, 11.4), (114.4, 10.2), (114.3, 9.9), (113.7, 9.0)),  # Song Tử Tây, Nam Yết, Sinh Tồn, Phan Vinh
    *((111.9, 8.6), (114.7, 8.9), (113.3, 8.2), (112.9, 7.9)),  # Trường Sa, Tiên Nữ, Thuyền Chài, An Bang
)

BOUNDS = (100.0, 5.8, 118.0, 23.9)
"""West, south, east, north [deg]: all of the country, its mainland and both archipelagos."""

_MIDDLE_DEG = (BOUNDS[1] + BOUNDS[3]) / 2
HEIGHT_FOR_WIDTH = (BOUNDS[3] - BOUNDS[1]) / ((BOUNDS[2] - BOUNDS[0]) * math.cos(math.radians(_MIDDLE_DEG)))
_COARSE_M = 2000.0


def draw_locator(figure: Figure, box: tuple[float, float, float, float], area: Area, language: Language) -> None:
    """Draw the sketch into a box of the figure (left, bottom, width, height, each as a share).

    Raises
    ------
    OutputError
        If the area does not lie in the sketch.
    """
    place = _place(area)
    west, south, east, north = BOUNDS
    axes = figure.add_axes(box)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1.0 / math.cos(math.radians(_MIDDLE_DEG)))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.plot(*zip(*COAST, strict=True), color=EDGE, linewidth=1.0)
    for marker, places in (("s", TOWNS), (".", ISLANDS)):
        for name, (lon, lat) in places.items():
            axes.plot(lon, lat, marker, color=INK, markersize=2.0)
            is_land = lon < 106.0 or places is TOWNS  # names stand on the side without coast
            _write(axes, name, (lon + (-0.25 if is_land else 0.25), lat), ha="right" if is_land else "left")
    for key, islands in (("hoang_sa", HOANG_SA), ("truong_sa", TRUONG_SA)):
        axes.plot(*zip(*islands, strict=True), ".", color=INK, markersize=2.2)
        lon = sum(lon for lon, _ in islands) / len(islands)
        below = min(lat for _, lat in islands) - 0.25
        _write(axes, text(f"locator.{key}", language), (lon, below), ha="center", va="top", weight="bold")
    _write(axes, text("locator.sea", language), (112.8, 13.0), ha="center", color=SOFT, style="italic")
    _write(axes, text("locator.coast", language), (106.1, 18.9), color=SOFT, style="italic")
    axes.add_patch(outline(place, facecolor=PROPOSED, edgecolor=INK, linewidth=0.4, zorder=3))
    at = place.centroid
    axes.annotate(
        text("locator.here", language),
        (at.x, at.y),
        xytext=(104.2, 14.2),
        ha="center",
        fontsize=5.6,
        arrowprops={"arrowstyle": "-", "lw": 0.5, "color": INK},
    )
    axes.set_title(text("locator.title", language), fontsize=6.2, pad=3)


def _write(axes: Axes, words: str, at: tuple[float, float], **style: Any) -> None:
    axes.annotate(words, at, **{"fontsize": 5.2, "va": "center", "color": INK, "annotation_clip": False, **style})


def _place(area: Area) -> Any:
    """The area in degrees, as coarse as the sketch."""
    whole = shapely.union_all(area.communes.geometry.to_numpy()).simplify(_COARSE_M)
    (place,) = geometries_to_lonlat([whole], area.grid.epsg)
    if not shapely.box(*BOUNDS).contains(place):
        raise OutputError("output.outside_country")
    return place
