"""Shared routes and microwave hops → the layers that are handed over: VN-2000 lines."""

from __future__ import annotations

import geopandas as gpd
from shapely import LineString

from covplan.outputs.fields import LAYERS
from covplan.outputs.layers import chainage_text
from covplan.outputs.marking import operator_name
from covplan.outputs.route_tables import chainage_basis
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.routing.backhaul_plan import BackhaulPlan
from covplan.units import M_PER_KM


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


def make_hop_layer(plan: BackhaulPlan) -> dict[str, gpd.GeoDataFrame]:
    """The layer ``CHANG_VIBA`` of ``fields.LAYERS``: straight lines from mast to mast."""
    masts, chains = plan.basis.masts, plan.chains
    rows = []
    for mast in plan.by_hop.tolist():
        hop, parent = plan.hop(mast), int(plan.parent[mast])
        rows.append(
            {
                "cot": masts["id"].iat[mast],
                "toi": masts["id"].iat[parent],
                "so_chang": int(chains.hops[mast]),
                "may": hop.radio.name,
                "bang_ghz": hop.radio.freq_ghz,
                "kenh_mhz": hop.radio.channel_mhz,
                "dai_m": hop.dist_km * M_PER_KM,
                "ho_tvi": hop.median_fraction,
                "ho_thap": hop.low_fraction,
                "dutru_db": hop.margin_db,
                "sansang": 100.0 - float(chains.outage_pct[mast]),
                "tai_mbps": float(chains.load_mbps[mast]),
                "dl_mbps": hop.radio.capacity_mbps,
                "chiphi": plan.basis.costs[int(plan.option[mast])].base,
                "geometry": LineString(masts.geometry.iloc[[mast, parent]].to_list()),
            }
        )
    columns = [*(field.code for field in LAYERS["CHANG_VIBA"]), "geometry"]
    data = {code: [row[code] for row in rows] for code in columns}
    return {"CHANG_VIBA": gpd.GeoDataFrame(data, geometry="geometry", crs=masts.crs)}
