"""Results → one GeoDataFrame per layer of ``fields.LAYERS``, in the scenario's CRS."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio.features
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from covplan.assessment.served import Served
from covplan.grid import Grid
from covplan.ingest.area import Area
from covplan.ingest.costs import NO_COST, CostRange
from covplan.linear_reference import format_chainage
from covplan.network import Site, Technology
from covplan.outputs.fields import LAYERS, kind_of, layer_of_year
from covplan.outputs.marking import operator_name, read_as, service_line
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text
from covplan.planning.candidate_records import Candidate
from covplan.planning.plan import Plan, PlannedSite
from covplan.routing.fibre_plan import FibrePlan

_ROADSIDE_M = 500.0  # a mast farther from every numbered road gets no chainage
_NEIGHBOURS = np.ones((3, 3), bool)


def make_layers(
    area: Area,
    today: Served,
    plan: Plan | None,
    fibre: FibrePlan | None,
    after: Served | None,
    marking: Marking,
    language: Language,
    by_year: Mapping[int, Served] = MappingProxyType({}),
) -> dict[str, gpd.GeoDataFrame]:
    """Every layer that the results allow, by name; columns are field codes.

    ``by_year`` says who is served at the end of each year of the plan: what stands and is served then has layers too.
    """
    last, word = (today, "before") if after is None else (after, "after")
    when = text(f"word.{word}", language)
    sites = [] if plan is None else _proposed_sites(plan, fibre, area, language)
    routes = [] if fibre is None else _proposed_routes(fibre, () if plan is None else plan.sites, language)
    records = {
        "COT_ANTEN": _masts(area, language),
        "TUYEN_CAP": _cables(area, language),
        "VITRI_DEXUAT": sites,
        "TUYEN_DEXUAT": routes,
        "VUNG_PHU": _coverage(area.grid, last, when, marking, language),
        "VUNG_LOM": _unserved(area, last, when),
        "XA_PHUONG": _communes(area, today, after, when),
    }
    for year, served in by_year.items():
        then = text("word.end_of_year", language, year=year)
        state = {
            "VITRI_DEXUAT": _until(year, sites),
            "TUYEN_DEXUAT": _until(year, routes),
            "VUNG_PHU": _coverage(area.grid, served, then, marking, language),
            "VUNG_LOM": _unserved(area, served, then),
            "XA_PHUONG": _communes(area, today, served, then),
        }
        records |= {layer_of_year(name, year): rows for name, rows in state.items()}
    return {name: _frame(name, rows, area.grid.epsg) for name, rows in records.items()}


def route_years(fibre: FibrePlan, sites: Sequence[PlannedSite]) -> list[int | None]:
    """The first year in which a site needs each new route; None where none of its sites has a year."""
    year_of = {site.candidate.id: site.year for site in sites if site.year is not None}
    users = [ids.split(";") for ids in fibre.segments["candidate_ids"]]
    return [min((year_of[id] for id in ids if id in year_of), default=None) for ids in users]


def _until(year: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["nam"] is not None and row["nam"] <= year]


def commune_of(area: Area, x_m: float, y_m: float, rounded_m: float = 0.0) -> tuple[str, str]:
    """Code and name of the commune at a point, empty outside, and for a position that was rounded."""
    if rounded_m:
        return "", ""
    rows = area.communes.sindex.query(shapely.Point(x_m, y_m), predicate="intersects")
    if not len(rows):
        return "", ""
    commune = area.communes.iloc[int(min(rows))]
    return str(commune["code"]), str(commune["name"])


def chainage_text(chainage_m: float | None) -> str:
    """``Km12+450``, empty where there is none."""
    return "" if chainage_m is None or not math.isfinite(chainage_m) else format_chainage(chainage_m)


def bands_text(carriers: Any) -> str:
    """``n28 773 MHz, n41 2550 MHz``."""
    return ", ".join(f"{carrier.band} {carrier.freq_mhz:g} MHz" for carrier in carriers)


def kind_text(kind: str, language: Language) -> str:
    """The word for a kind of cable, route or proposal."""
    return text(f"word.{kind}", language)


def with_rounding(words: str, rounded_m: float, language: Language) -> str:
    """The words, and that the position was rounded where it was."""
    rounded = text("word.rounded", language, metres=format_number(rounded_m, language)) if rounded_m else ""
    return "; ".join(filter(None, (words, rounded)))


def _frame(layer: str, rows: list[dict[str, Any]], epsg: int) -> gpd.GeoDataFrame:
    columns = [field.code for field in LAYERS[kind_of(layer)]]
    data = {code: [row[code] for row in rows] for code in columns}
    return gpd.GeoDataFrame(data, geometry=[row["geometry"] for row in rows], crs=epsg)


def _roadside(area: Area, site: Site) -> tuple[str, str]:
    """Number and chainage of the nearest numbered road, empty if none is near or the site's position was rounded."""
    best, found = _ROADSIDE_M, ("", "")
    if site.rounded_m:
        return found
    for number, road in area.road_references.items():
        chainage_m, distance_m = road.project(site.x_m, site.y_m)
        if distance_m < best:
            best, found = distance_m, (number, format_chainage(chainage_m))
    return found


def _masts(area: Area, language: Language) -> list[dict[str, Any]]:
    rows = []
    for site in area.sites:
        code, name = commune_of(area, site.x_m, site.y_m, site.rounded_m)
        road, chainage = _roadside(area, site)
        rows.append(
            {
                "id": site.id,
                "ten": site.name,
                "loai": site.mast_code or site.mast_class or "",
                "dn": operator_name(site.operator),
                "dn_sohuu": operator_name(site.mast_owner),
                "dn_thue": ", ".join(operator_name(o) for o in site.tenants if o != site.operator),
                "chieucao": site.mast_height_m,
                "congnghe": technologies_text(site.technologies),
                "co_5g": int(Technology.NR in site.technologies),
                "dungchung": int(site.is_shared),
                "hientrang": with_rounding(text("word.existing", language), site.rounded_m, language),
                "nam": site.year,
                "xa_ma": code,
                "xa_ten": name,
                "duong": road,
                "lytrinh": chainage,
                "x_bac": site.y_m,
                "y_dong": site.x_m,
                "geometry": shapely.Point(site.x_m, site.y_m),
            }
        )
    return rows


def technologies_text(technologies: frozenset[Technology]) -> str:
    """``4G, 5G``."""
    return ", ".join(sorted({Technology.LTE: "4G", Technology.NR: "5G"}[t] for t in technologies))


def _cables(area: Area, language: Language) -> list[dict[str, Any]]:
    return [
        {
            "id": route.id,
            "dn": operator_name(route.owner),
            "loai": kind_text(route.kind, language),
            "soi": route.fibres,
            "soi_roi": route.spare_fibres,
            "dai_m": route.line.length,
            "geometry": route.line,
        }
        for route in area.fibre
    ]


def fibre_cost_mn_vnd(candidate: Candidate, fibre: FibrePlan | None) -> float:
    """Its share of the routed fibre, NaN where no road joins it to a cable; the estimate before routing."""
    return candidate.backhaul_mn_vnd if fibre is None else fibre.site_cost_mn_vnd.get(candidate.id, math.nan)


def fibre_range(candidate: Candidate, fibre: FibrePlan | None) -> CostRange:
    """That share from low to high; nothing where no road joins it."""
    share = fibre_cost_mn_vnd(candidate, fibre)
    return NO_COST if math.isnan(share) else candidate.backhaul.scaled_to(share)


def joined_text(candidate: Candidate, fibre: FibrePlan | None, language: Language) -> str:
    """Whether the routed fibre joins it to a cable, yes or no; empty before routing."""
    if fibre is None:
        return ""
    return text("word.no" if candidate.id in fibre.unconnected else "word.yes", language)


def _proposed_sites(plan: Plan, fibre: FibrePlan | None, area: Area, language: Language) -> list[dict[str, Any]]:
    rows = []
    for site in plan.sites:
        candidate = site.candidate
        code, name = commune_of(area, candidate.x_m, candidate.y_m, candidate.rounded_m)
        rows.append(
            {
                "thutu": site.order,
                "nam": site.year,
                "id": candidate.id,
                "hinhthuc": with_rounding(kind_text(candidate.kind, language), candidate.rounded_m, language),
                "loai": candidate.mast_class or "",
                "dn": operator_name(candidate.operator),
                "dn_sohuu": operator_name(candidate.mast_owner),
                "bangtan": bands_text(candidate.carriers),
                "cao_anten": max((s.antenna_agl_m for s in candidate.sectors), default=math.nan),
                "dan_them": site.people_added,
                "luyke_pct": site.served_pct_after,
                "cp_tram": candidate.cost_mn_vnd,
                "cp_cap": fibre_cost_mn_vnd(candidate, fibre),
                "noi_cap": joined_text(candidate, fibre, language),
                "xa_ma": code,
                "xa_ten": name,
                "duong": candidate.road,
                "lytrinh": chainage_text(candidate.chainage_m),
                "x_bac": candidate.y_m,
                "y_dong": candidate.x_m,
                "geometry": shapely.Point(candidate.x_m, candidate.y_m),
            }
        )
    return rows


def _proposed_routes(fibre: FibrePlan, sites: Sequence[PlannedSite], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "duong": segment.road,
            "km_tu": chainage_text(segment.km_from_m),
            "km_den": chainage_text(segment.km_to_m),
            "loai": kind_text(segment.kind, language),
            "dai_m": segment.length_m,
            "chiphi": segment.cost_mn_vnd,
            "tram": segment.candidate_ids,
            "nam": year,
            "geometry": segment.geometry,
        }
        for segment, year in zip(fibre.segments.itertuples(), route_years(fibre, sites), strict=True)
    ]


def mask_to_polygon(mask: NDArray[np.bool_], grid: Grid) -> shapely.MultiPolygon:
    """The outline of the true pixels."""
    found = rasterio.features.shapes(mask.astype(np.uint8), mask=mask, transform=grid.transform)
    return shapely.MultiPolygon([shapely.geometry.shape(shape) for shape, _ in found])


def _coverage(grid: Grid, last: Served, when: str, marking: Marking, language: Language) -> list[dict[str, Any]]:
    names = {"any": text("word.any_operator", language)}
    return [
        {
            "dn": names.get(reading, operator_name(reading)),
            "thoidiem": when,
            "dt_km2": float(mask.sum()) * grid.pixel_area_km2,
            "dinhnghia": service_line(read_as(marking, reading), language),
            "geometry": mask_to_polygon(mask, grid),
        }
        for reading, mask in last.served.items()
        if mask.any()
    ]


def unserved_mask(area: Area, served: Served) -> NDArray[np.bool_]:
    """Pixels where people live whom the headline's reading does not serve."""
    return (area.people.values > 0) & ~served.served[served.service.reading]


def _unserved(area: Area, last: Served, when: str) -> list[dict[str, Any]]:
    labels, count = ndimage.label(unserved_mask(area, last), structure=_NEIGHBOURS)
    people = ndimage.sum_labels(area.people.values, labels, np.arange(1, count + 1))
    pixels = np.bincount(labels.ravel(), minlength=count + 1)
    parts: dict[int, list[shapely.Geometry]] = {}
    for shape, label in rasterio.features.shapes(
        labels.astype(np.int32), mask=labels > 0, transform=area.grid.transform
    ):
        parts.setdefault(int(label), []).append(shapely.geometry.shape(shape))
    rows = []
    for rank, index in enumerate(np.argsort(-people, kind="stable")):
        label = int(index) + 1
        place = shapely.MultiPolygon(parts[label])
        inside = place.representative_point()
        code, name = commune_of(area, inside.x, inside.y)
        rows.append(
            {
                "id": f"VL{rank + 1}",
                "thoidiem": when,
                "dan": float(people[index]),
                "dt_km2": float(pixels[label]) * area.grid.pixel_area_km2,
                "xa_ma": code,
                "xa_ten": name,
                "geometry": place,
            }
        )
    return rows


def _communes(area: Area, today: Served, after: Served | None, when: str) -> list[dict[str, Any]]:
    share = f"{today.service.reading}_pct"
    later = np.full(len(area.communes), np.nan) if after is None else after.by_commune[share].to_numpy(float)
    return [
        {
            "xa_ma": commune.code,
            "ten": commune.name,
            "loai": commune.type,
            "huyen_cu": commune.district,
            "tinh_cu": commune.province,
            "danso": float(people),
            "phu_truoc": float(before),
            "thoidiem": when,
            "phu_sau": float(then),
            "geometry": commune.geometry,
        }
        for commune, people, before, then in zip(
            area.communes.itertuples(),
            today.by_commune["population"],
            today.by_commune[share],
            later,
            strict=True,
        )
    ]
