"""Modelled settlement and land cover: people round the seats, along roads and in villages, some of them remote."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter

from .frame import EPSG, PIXEL_M, SHAPE, TRANSFORM, burn, points_frame, read_facts, rowcol
from .noise import spectral_field
from .terrain import lakes, rivers

PARTS = 16  # people come in sixteenths, which float32 holds exactly
TREE, SHRUB, GRASS, CROP, BUILT, WATER = 10, 20, 30, 40, 50, 80
TOWN_REACH_M = {"city": 2_600.0, "town": 1_500.0, "seat": 1_000.0, "township": 900.0, "suburb": 1_500.0}
BUILT_FROM = 250.0  # people per pixel, 4,000 per km2: mostly roofs
CLEARED_M = 600.0  # fields and gardens round the houses reach this far
REMOTE_SHARE = 0.04  # of the villages stand away from the roads
HAMLET_FROM = 1.5  # people in the least pixel that is lived in


def water_mask(height: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Sea, lakes and wide rivers."""
    return (height == 0) | burn([*lakes().values(), *rivers().values()])


def slope_of(height: NDArray[np.int16]) -> NDArray[np.float64]:
    """Slope as rise over run."""
    dy, dx = np.gradient(height.astype(float), PIXEL_M)
    return np.asarray(np.hypot(dx, dy))


def _away_m(lines: gpd.GeoSeries) -> NDArray[np.float64]:
    return np.asarray(distance_transform_edt(~burn(list(lines), all_touched=True))) * PIXEL_M


class Ground:
    """What settlement follows: how easy the land is, how far the roads are, where the towns stand."""

    def __init__(self, height: NDArray[np.int16], roads: gpd.GeoDataFrame) -> None:
        slope = slope_of(height)
        self.dry = ~water_mask(height)
        # gentle, not too high, and not at the bottom of a narrow valley, where floods come
        sunken_m = np.clip(gaussian_filter(height.astype(float), 1_500 / PIXEL_M) - height, 0, None)
        self.easy = np.exp(-((slope / 0.10) ** 2) - np.clip(height - 750.0, 0, None) / 250 - (sunken_m / 30) ** 2)
        self.passable = self.dry & (slope < 0.30) & (height < 1_300)
        ordinary = roads[roads.road_class != "expressway"]
        main = ordinary.road_class.isin(["national", "provincial"])
        self.along_roads = np.exp(-_away_m(ordinary[main].geometry) / 900) + 0.6 * np.exp(
            -_away_m(ordinary[~main].geometry) / 700
        )
        self.towns = self._around_towns()

    @staticmethod
    def _around_towns() -> NDArray[np.float64]:
        towns = points_frame(read_facts("towns.csv")).to_crs(EPSG)
        result = np.zeros(SHAPE)
        for kind, reach_m in TOWN_REACH_M.items():
            free = np.ones(SHAPE, bool)
            chosen = towns[towns.kind == kind]
            free[rowcol(chosen.geometry.x, chosen.geometry.y)] = False
            result = np.maximum(result, np.exp(-distance_transform_edt(free) * PIXEL_M / reach_m))
        return result


def commune_of_pixels(communes: gpd.GeoDataFrame) -> NDArray[np.int16]:
    """Row of the commune that holds a pixel's centre, -1 outside."""
    owner = np.full(SHAPE, -1, np.int16)
    for k, shape in enumerate(communes.geometry):
        owner[burn([shape])] = k
    return owner


def make_people(ground: Ground, communes: gpd.GeoDataFrame, centres: pd.DataFrame) -> NDArray[np.float32]:
    """People per pixel; each commune's pixels sum to its official population exactly."""
    owner = commune_of_pixels(communes)
    rng = np.random.Generator(np.random.PCG64(41))
    row, col = rowcol(centres.seat_x_m, centres.seat_y_m)
    fields = np.exp(0.6 * spectral_field(43, slope=1.2, longest_km=8))
    people = np.zeros(SHAPE, np.int64)
    for k in range(len(communes)):
        rows, cols = np.nonzero((owner == k) & ground.passable)
        pixels = (rows, cols)
        away = np.hypot(rows - row[k], cols - col[k]) * PIXEL_M
        near = 0.02 + ground.easy[pixels]  # near a town even steep land is built on
        urban = communes.type[k] == "phường"
        weight = _parts(
            {
                "seat": (0.15, near * np.exp(-away / (1_200 if urban else 700))),
                "towns": (0.45 if urban else 0.12, near * ground.towns[pixels] * (ground.towns[pixels] > 0.02)),
                "roads": (0.25, np.clip(ground.along_roads[pixels] - 0.15, 0, None) * ground.easy[pixels]),
                "villages": (0.15 if urban else 0.48, _villages(rng, ground, rows, cols, int(communes.population[k]))),
            }
        )
        weight *= fields[pixels]
        people[pixels] = _whole_parts(weight, int(communes.population[k]) * PARTS)
    return (people / PARTS).astype(np.float32)


def _parts(parts: dict[str, tuple[float, NDArray[np.float64]]]) -> NDArray[np.float64]:
    """Sum of the parts, each scaled to its share; a part that is nowhere leaves its share to the others."""
    return np.asarray(sum(share * part / part.sum() for share, part in parts.values() if part.sum() > 0))


def _villages(
    rng: np.random.Generator, ground: Ground, rows: NDArray[np.int64], cols: NDArray[np.int64], population: int
) -> NDArray[np.float64]:
    """Villages of some hundred people in clusters about half a kilometre wide, of unequal size."""
    n = int(np.clip(population / 900, 8, 70))
    remote = max(1, round(REMOTE_SHARE * n))
    likely = ground.easy[rows, cols] * (0.15 + ground.along_roads[rows, cols]) + 1e-6
    at = rng.choice(len(rows), n - remote, p=likely / likely.sum())
    likely = ground.easy[rows, cols] + 1e-6
    far = rng.choice(len(rows), remote, p=likely / likely.sum())
    size = np.concatenate([rng.lognormal(0, 0.6, n - remote), 0.25 * rng.lognormal(0, 0.5, remote)])
    result = np.zeros(len(rows))
    for place, people in zip(np.concatenate([at, far]), size, strict=True):
        away = np.hypot(rows - rows[place], cols - cols[place]) * PIXEL_M
        result += people * np.exp(-((away / 380) ** 2))
    return result


def _whole_parts(weight: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Whole numbers in proportion to ``weight`` that sum to ``total``; the largest remainders are rounded up.

    Pixels that would hold less than a hamlet stay empty.
    """
    share = weight / weight.sum() * total
    share[share < HAMLET_FROM * PARTS] = 0
    share *= total / share.sum()
    whole = np.floor(share).astype(np.int64)
    missing = total - int(whole.sum())
    whole[np.argsort(whole - share, kind="stable")[:missing]] += 1
    return whole


def make_land_cover(
    height: NDArray[np.int16], people: NDArray[np.float32], rugged: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """Land cover in the codes of ESA WorldCover: forest in the mountains and in Yok Đôn, crops, towns, water."""
    density = gaussian_filter(people.astype(float), 2)
    patches = spectral_field(51, slope=1.4, longest_km=12)
    wild = 2.2 * rugged + 6 * slope_of(height) - 0.12 * np.log1p(density * 20) + 0.25 * patches
    # dry forest between the Cambodian border and the plateau, by distance from the roads and people
    cols = np.arange(SHAPE[1])[None, :] * PIXEL_M + TRANSFORM.c
    wild = wild + 0.9 * np.clip((432_000 - cols) / 15_000, 0, 1) * (density < 0.4)
    cleared = distance_transform_edt(people == 0) * PIXEL_M < CLEARED_M
    cover = np.select(
        [people > BUILT_FROM, cleared, wild > 0.95, wild > 0.8, (wild > 0.7) & (patches > 0)],
        [BUILT, CROP, TREE, SHRUB, GRASS],
        default=CROP,
    ).astype(np.uint8)
    cover[water_mask(height)] = WATER
    return cover


def exclusion_example() -> gpd.GeoDataFrame:
    """One invented area where nothing may be proposed, inside Yok Đôn, EPSG:4326."""
    shape = shapely.box(107.58, 12.88, 107.66, 12.94)
    columns = {"name": ["Vùng loại trừ minh họa (giả định)"], "source": ["giả định"]}
    return gpd.GeoDataFrame(columns, geometry=[shape], crs=4326)
