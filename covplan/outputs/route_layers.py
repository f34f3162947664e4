"""Shared routes → the layer that is handed over: VN-2000 lines by section, with road and Km."""

from __future__ import annotations

import geopandas as gpd

from covplan.outputs.fields import LAYERS
from covplan.outputs.layers import chainage_text
from covplan.outputs.marking import operator_name
from covplan.outputs.route_tables import chainage_basis
from covplan.outputs.settings import Language
from covplan.outputs.texts import text


def make_route_layers(sections: gpd.GeoDataFrame, language: Language) -> dict[str, gpd.GeoDataFrame]:
    """The layer ``TUYEN_CHUNG`` of ``fields.LAYERS``."""
    rows = [
        {
            "doan": one.section,
            "duong": one.road,
            "km_tu": chainage_text(one.from_m),
            "km_den": chainage_text(one.to_m),
            "loai_lt": chainage_basis(one.from_m, one.official, language),
            "xa_ma": one.commune_code,
            "xa_ten": one.commune,
            "cach": text(f"route.way_{one.way}", language),
            "dn_sohuu": operator_name(one.owner),
            "dai_m": one.length_m,
            "so_dung": len(one.users),
            "so_bve": len(one.protects),
            "cp_thap": one.cost_low_mn_vnd,
            "chiphi": one.cost_base_mn_vnd,
            "cp_cao": one.cost_high_mn_vnd,
            "nam": one.year,
        }
        for one in sections.itertuples()
    ]
    columns = [field.code for field in LAYERS["TUYEN_CHUNG"]]
    data = {code: [row[code] for row in rows] for code in columns}
    return {"TUYEN_CHUNG": gpd.GeoDataFrame(data, geometry=sections.geometry.to_numpy(), crs=sections.crs)}
