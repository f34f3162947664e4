"""Invented villages: two in every commune, away from its seat, most with a cluster of houses apart."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .frame import PIXEL_M, pixel_centres, rowcol, to_degrees
from .settlement import commune_of_pixels

PER_COMMUNE = 2
FROM_SEAT_M = 2_000.0
CLUSTER_M = (1_000.0, 3_000.0)  # from the centre
REACH_M = 400.0  # people so near to a point are counted to it
HEADER = ("ma_thon", "ten_thon", "vi_tri", "so_nguoi", "dien_luoi", "khu_vuc", "lon", "lat")
CLASSES, CLASS_SHARES = ("I", "II", "III"), (0.5, 0.2, 0.3)
ELECTRIFIED_SHARE = 0.97


def make_villages(people: NDArray[np.float32], communes: gpd.GeoDataFrame, centres: pd.DataFrame) -> list[tuple]:
    """Rows of the list under ``HEADER``."""
    owner = commune_of_pixels(communes)
    rng = np.random.Generator(np.random.PCG64(61))
    seat_row, seat_col = rowcol(centres.seat_x_m, centres.seat_y_m)
    result: list[tuple] = []
    for k, code in enumerate(communes.code):
        rows, cols = np.nonzero((owner == k) & (people > 0))
        from_seat = np.hypot(rows - seat_row[k], cols - seat_col[k]) * PIXEL_M
        far = np.flatnonzero(from_seat > FROM_SEAT_M)
        for number, at in enumerate(rng.choice(far, PER_COMMUNE, replace=False), start=1):
            about = (f"{code}-{number}", f"Thôn {number} {communes.name[k]} (giả định)")
            grid = "Có" if rng.random() < ELECTRIFIED_SHARE else "Không"
            kind = rng.choice(CLASSES, p=CLASS_SHARES)
            away = np.hypot(rows - rows[at], cols - cols[at]) * PIXEL_M
            apart = np.flatnonzero((away > CLUSTER_M[0]) & (away < CLUSTER_M[1]))
            points = [("trung tâm", at), *(("cụm dân cư", one) for one in rng.permutation(apart)[:1])]
            result += _rows(about, (grid, str(kind)), points, people, rows, cols)
    return result


def _rows(
    about: tuple[str, str],
    facts: tuple[str, str],
    points: list[tuple[str, int]],
    people: NDArray[np.float32],
    rows: NDArray[np.int64],
    cols: NDArray[np.int64],
) -> Iterator[tuple]:
    x, y = pixel_centres()
    for part, at in points:
        near = np.hypot(rows - rows[at], cols - cols[at]) * PIXEL_M <= REACH_M
        count = round(float(people[rows[near], cols[near]].sum(dtype=float)))
        lon, lat = to_degrees(x[rows[at], cols[at]], y[rows[at], cols[at]])
        yield (*about, part, count, *facts, round(float(lon), 5), round(float(lat), 5))
