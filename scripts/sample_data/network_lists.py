"""Invented networks: three operators' site lists as they are sent, and their cables along the roads.

No mast, owner, height or cable here is real. Masts stand where people live; some carry two or three operators by the
lists' own owner and tenant fields, and some stand side by side without sharing anything.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from .frame import LEFT_M, PIXEL_M, TOP_M

PLACES = 352
ROWS = {"Viettel": 190, "VNPT": 136, "MobiFone": 112}
WITH_5G = {"Viettel": 52, "VNPT": 32, "MobiFone": 27}
SIDE_BY_SIDE = 0.2  # of the places with several operators: own masts a few metres apart
CABLES = {
    "Viettel": ["QL.1", "QL.14", "QL.19C", "QL.25", "QL.26", "QL.27", "QL.29", "ĐT.697", "ĐT.692", "ĐT.688", "ĐT.641"],
    "VNPT": ["QL.1", "QL.14", "QL.25", "QL.26", "QL.27", "QL.29", "ĐT.697", "ĐT.641", "ĐT.643", "ĐT.688", "ĐT.687B"],
    "MobiFone": ["QL.1", "QL.14", "QL.25", "QL.26"],
}
# of QL.29 only these parts carry cable [m along the drawn road]: Vũng Rô to Hai Riêng, and round Buôn Hồ
QL29_CABLE = (("Vũng Rô", "Hai Riêng"), ("Krông Năng", "Ea Kiết"))


@dataclass(frozen=True)
class _Place:
    x_m: float
    y_m: float
    crowd: float  # people within some two kilometres
    operators: tuple[str, ...]  # the first built first
    shares: bool


def make_sites(people: NDArray[np.float32], communes: gpd.GeoDataFrame) -> pd.DataFrame:
    """One row per operator and place: id, name, operator, position, owner, tenants, heights, technology, sectors."""
    rng = np.random.Generator(np.random.PCG64(61))
    places = _assign(rng, *_choose_places(rng, people))
    rows = []
    for place in places:
        azimuth = int(rng.integers(0, 12)) * 10
        height = int(rng.choice([24, 27, 30, 36] if place.crowd > 15_000 else [42, 42, 45, 48, 51, 54]))
        for k, operator in enumerate(place.operators):
            owner = place.operators[0] if place.shares else operator
            others = [o for o in place.operators if o != operator] if place.shares else []
            shift = rng.normal(0, 4 if place.shares else 15, 2)  # lists measure the same mast a few metres apart
            rows.append(
                {
                    "operator": operator,
                    "x_m": round(place.x_m + shift[0], 2),
                    "y_m": round(place.y_m + shift[1], 2),
                    "crowd": place.crowd * rng.lognormal(0, 0.6),
                    "owner": owner,
                    "tenants": others,
                    "mast_height_m": height if place.shares or k == 0 else height - 6,
                    "antenna_agl_m": height - 2 - 3 * k,
                    "azimuths": [(azimuth + 20 * k + 120 * s) % 360 for s in range(3)],
                    "tilt_deg": int(rng.integers(3, 7) if place.crowd > 15_000 else rng.integers(2, 5)),
                    "year": int(rng.integers(2009, 2025)),
                }
            )
    sites = pd.DataFrame(rows).sort_values(["operator", "y_m"], ascending=[True, False], ignore_index=True)
    sites["has_5g"] = False
    for operator, n in WITH_5G.items():
        own = sites[sites.operator == operator]
        sites.loc[own.crowd.nlargest(n).index, "has_5g"] = True
    return _named(sites, communes)


def _choose_places(
    rng: np.random.Generator, people: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Places by crowd, none too near to another: half a kilometre in cities, four in the country."""
    crowd = gaussian_filter(people.astype(float), 4) * 2 * np.pi * 4**2
    rows, cols = np.nonzero(people > 2)
    local = crowd[rows, cols]
    order = np.argsort(-(0.8 * np.log(local) + rng.gumbel(size=len(rows))), kind="stable")
    x = LEFT_M + (cols + rng.uniform(0.2, 0.8, len(cols))) * PIXEL_M
    y = TOP_M - (rows + rng.uniform(0.2, 0.8, len(rows))) * PIXEL_M
    spacing = np.clip(4_600 - 1_000 * np.log10(local / 300 + 1) * 2.0, 700, 4_200)
    taken: list[int] = []
    for k in order:
        near = np.array(taken, int)
        if len(taken) == 0 or np.hypot(x[near] - x[k], y[near] - y[k]).min() > spacing[k]:
            taken.append(int(k))
        if len(taken) == PLACES:
            break
    return x[taken], y[taken], local[taken]


def _assign(
    rng: np.random.Generator, x: NDArray[np.float64], y: NDArray[np.float64], crowd: NDArray[np.float64]
) -> list[_Place]:
    """Give each place its operators: one everywhere, second and third ones where people are many."""
    names = list(ROWS)
    left = dict(ROWS)
    chosen: list[list[str]] = [[] for _ in x]
    for k in rng.permutation(len(x)):
        share = np.array([left[n] for n in names], float)
        first = names[int(rng.choice(3, p=share / share.sum()))]
        chosen[k].append(first)
        left[first] -= 1
    for k in np.argsort(-(np.log(crowd) + 0.8 * rng.gumbel(size=len(x))), kind="stable").tolist() * 2:
        free = [n for n in names if left[n] > 0 and n not in chosen[k]]
        if free:
            more = max(free, key=left.__getitem__)
            chosen[k].append(more)
            left[more] -= 1
    shares = rng.random(len(x)) > SIDE_BY_SIDE
    return [
        _Place(float(x[k]), float(y[k]), float(crowd[k]), tuple(chosen[k]), bool(shares[k] and len(chosen[k]) > 1))
        for k in range(len(x))
    ]


def _named(sites: pd.DataFrame, communes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Ids, names and commune codes."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(sites.x_m, sites.y_m), crs=communes.crs)
    nearest = points.sjoin_nearest(communes[["code", "name", "type", "geometry"]])
    nearest = nearest[~nearest.index.duplicated()].sort_index()
    prefix = sites.operator.map({"Viettel": "DLK", "VNPT": "VNP-DL", "MobiFone": "MBF66"})
    serial = sites.groupby("operator").cumcount() + 1
    number = sites.groupby([sites.operator, nearest.code]).cumcount() + 1
    return sites.assign(
        id=[f"{p}{n:04d}" for p, n in zip(prefix, serial, strict=True)],
        name=[f"{a} {n}" for a, n in zip(nearest.name, number, strict=True)],
        commune_code=nearest.code.to_numpy(),
        commune=(nearest.type.str.capitalize() + " " + nearest.name).to_numpy(),
    )


def make_cables(roads: gpd.GeoDataFrame, province: shapely.Geometry, towns: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cable pieces along the roads that carry them: owner, route, kind, fibres, spare, geometry; EPSG:9218."""
    rng = np.random.Generator(np.random.PCG64(71))
    points = towns.set_index("name").geometry
    rows = []
    for owner, numbers in CABLES.items():
        for number in numbers:
            for line in roads[roads.number == number].geometry:
                inside = line.intersection(province)
                if inside.length < 200 or (number == "QL.29" and not _carries_cable(line, roads, points)):
                    continue
                fibres = int(rng.choice([24, 48, 48, 96]))
                kind = str(rng.choice(["treo", "treo", "cống bể", "chôn trực tiếp"]))
                for part in shapely.get_parts(inside):
                    if part.geom_type == "LineString":
                        rows.append(
                            (owner, f"{owner}-{number}", kind, fibres, int(fibres * rng.uniform(0.1, 0.5)), part)
                        )
    columns = ["don_vi", "ma_tuyen", "loai", "so_soi", "soi_roi", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=roads.crs)


def _carries_cable(line: shapely.LineString, roads: gpd.GeoDataFrame, points: gpd.GeoSeries) -> bool:
    """Whether a piece of QL.29 lies on one of the stretches with cable."""
    whole = shapely.line_merge(shapely.union_all(roads[roads.number == "QL.29"].geometry.to_numpy()))
    middle = whole.project(line.interpolate(0.5, normalized=True))
    stretches = ([whole.project(points[town]) for town in ends] for ends in QL29_CABLE)
    return any(min(ends) <= middle <= max(ends) for ends in stretches)
