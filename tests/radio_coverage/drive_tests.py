"""A synthetic drive test over the tiny area: four masts, three clutter classes, and a truth to be found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import ndimage

from covplan.coverage.footprint import received_dbm
from covplan.coverage.settings import RadioSettings
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.ingest.measurements import NO_PCI, Measurements
from covplan.network import Site
from covplan.propagation import P1812

RADIO = RadioSettings(P1812(delta_n=45.0, n0=370.0, latitude_deg=12.7))
LOW, MID = "viettel-nr-773", "viettel-nr-2550"
TREES, FIELDS, TOWN = 10, 40, 50

# Carrier → class → offset at 2 km [dB], slope [dB per decade]
TRUTH: Mapping[str, Mapping[int, tuple[float, float]]] = {
    LOW: {TREES: (-9.0, -6.0), FIELDS: (4.0, 3.0), TOWN: (-4.0, 8.0)},
    MID: {TREES: (-12.0, 0.0), FIELDS: (2.0, -4.0), TOWN: (-6.0, 4.0)},
}
REFERENCE_KM = 2.0


def patchwork(area: Area) -> Area:
    """The tiny area on air: four masts of one operator, over patches of 1 km of three clutter classes."""
    row, col = np.indices(area.grid.shape)
    classes = np.array([TREES, FIELDS, TOWN, FIELDS], np.uint8)[(row // 4 + 2 * (col // 4) + row // 16) % 4]
    first = area.sites[0]
    left, bottom, _, _ = area.grid.bounds
    places = ((3_000, 3_500), (12_500, 4_000), (3_500, 12_000), (12_000, 12_500))
    return replace(
        area,
        clutter_class=Raster(classes, area.grid, "clutter class"),
        sites=tuple(_moved(first, f"S{k}", left + east, bottom + north) for k, (east, north) in enumerate(places)),
    )


def _moved(site: Site, id: str, x_m: float, y_m: float) -> Site:
    sectors = tuple(replace(sector, id=f"{id}-{k}") for k, sector in enumerate(site.sectors, 1))
    return replace(site, id=id, x_m=x_m, y_m=y_m, sectors=sectors)


@dataclass(frozen=True, eq=False)
class Drive:
    """Pixels along the roads with the strongest mast by plain search: per carrier, arrays of one length."""

    area: Area
    rows: np.ndarray[Any, Any]
    cols: np.ndarray[Any, Any]
    predicted_dbm: Mapping[str, np.ndarray[Any, Any]]
    dist_km: Mapping[str, np.ndarray[Any, Any]]


def drive_roads(area: Area, spacing: int = 4) -> Drive:
    """Every ``spacing``-th row and column of pixels is a road."""
    row, col = np.indices(area.grid.shape)
    rows, cols = (index.astype(np.int64) for index in np.nonzero((row % spacing == 0) | (col % spacing == 0)))
    x, y = area.grid.centres()
    powers = [received_dbm(site, rows, cols, area, RADIO) for site in area.sites]
    away = np.array([np.hypot(x[cols] - s.x_m, y[rows] - s.y_m) / 1000 for s in area.sites])
    predicted, dist = {}, {}
    for carrier in (LOW, MID):
        of_masts = np.array([np.nan_to_num(one[carrier], nan=-999.0) for one in powers])
        strongest = of_masts.argmax(axis=0)
        predicted[carrier] = of_masts.max(axis=0)
        dist[carrier] = np.take_along_axis(away, strongest[None], axis=0)[0]
    return Drive(area, rows, cols, predicted, dist)


def true_correction_db(drive: Drive, carrier: str) -> np.ndarray[Any, Any]:
    classes = drive.area.clutter_class.values[drive.rows, drive.cols]
    lines = np.array([TRUTH[carrier].get(int(code), (0.0, 0.0)) for code in classes])
    return lines[:, 0] + lines[:, 1] * np.log10(np.maximum(drive.dist_km[carrier], 0.1) / REFERENCE_KM)


def shadowing_db(area: Area, sigma_db: float, seed: int) -> np.ndarray[Any, Any]:
    """A field that hangs together over about 500 m."""
    field = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal(area.grid.shape), 1.2, mode="wrap")
    return sigma_db * field / field.std()


def measure(drive: Drive, values_dbm: Mapping[str, Any], repeats: int = 1, spread_db: float = 0.0) -> Measurements:
    """Rows with given RSRP at pixel centres, ``repeats`` for each pixel; where nothing is predicted there are none."""
    x, y = drive.area.grid.centres()
    rng = np.random.default_rng(9)
    parts: dict[str, list[Any]] = {"x": [], "y": [], "dbm": [], "carrier": []}
    for carrier, dbm in values_dbm.items():
        heard = np.repeat(np.flatnonzero(drive.predicted_dbm[carrier] > -900), repeats)
        parts["x"].append(x[drive.cols[heard]])
        parts["y"].append(y[drive.rows[heard]])
        parts["dbm"].append(np.asarray(dbm)[heard] + spread_db * rng.standard_normal(heard.size))
        parts["carrier"].append(np.full(heard.size, carrier, object))
    together = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    count = together["x"].size
    return Measurements(
        file="drive.csv",
        x_m=together["x"],
        y_m=together["y"],
        rsrp_dbm=together["dbm"],
        carrier=together["carrier"],
        sector=np.full(count, "", object),
        pci=np.full(count, NO_PCI, np.int64),
        first_day="2026-11-01",
        last_day="2026-11-02",
    )


def some(measurements: Measurements, where: Any) -> Measurements:
    """The rows of a mask or index."""
    arrays = ("x_m", "y_m", "rsrp_dbm", "carrier", "sector", "pci")
    return replace(measurements, **{name: getattr(measurements, name)[where] for name in arrays})
