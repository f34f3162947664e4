"""What people call the line along which Km are counted: its number or name, and where it leaves a numbered road."""

from __future__ import annotations

import geopandas as gpd

from covplan.linear_reference import ChainageBasis, format_chainage
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.routing.road_lines import RoadLine, RoadLines


def road_name(line: RoadLine, language: Language) -> str:
    """``QL.29``, ``QL.29 nhánh 2``, ``Lê Lợi, nối QL.29 tại Km12+300 (tính trên bản đồ)``.

    No two lines of ``RoadLines`` have one name.
    """
    if line.number:
        name = line.number
    else:
        name = text("road_name.joined" if line.joins else "road_name.apart", language, **_parts(line, language))
    return name if line.branch == 1 else text("road_name.branch", language, name=name, branch=line.branch)


def with_road_names(sections: gpd.GeoDataFrame, lines: RoadLines, language: Language) -> gpd.GeoDataFrame:
    """Sections of ``make_sections`` with what people call their roads as ``road``."""
    return sections.assign(road=[road_name(lines.lines[row], language) for row in sections["line"]])


def _parts(line: RoadLine, language: Language) -> dict[str, str]:
    name = line.name or text("road_name.unnumbered", language)
    if line.joins is None:
        north, east = (format_number(value, language) for value in (line.y_m, line.x_m))
        return {"name": name, "north": north, "east": east}
    basis = ChainageBasis.OFFICIAL if line.joins_official else ChainageBasis.MODELLED
    return {
        "name": name,
        "joined": road_name(line.joins, language),
        "chainage": format_chainage(line.joins_m),
        "basis": text(f"chainage.{basis}", language),
    }
