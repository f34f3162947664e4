"""Measurements → one median per pixel, carrier and sector, beside what the model predicts there."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.coverage.footprint import Received, distances_km, received
from covplan.coverage.settings import RadioSettings
from covplan.ingest.area import Area, Progress
from covplan.ingest.measurements import NO_PCI, Measurements
from covplan.network import Sector, Site


@dataclass(frozen=True, eq=False)
class MeasuredPixels:
    """One entry per measured pixel, carrier and sector; arrays of one length.

    Attributes
    ----------
    carrier : array of str
        Id of the carrier.
    row, col : array, int64
        Pixel of the planning grid.
    measured_dbm, predicted_dbm : array, float64
        Median of the measured RSRP; median RSRP that the model predicts, without corrections.
    rows : array, int64
        Rows of the file behind the median.
    spread_db : array, float64
        Standard deviation of these rows; NaN for a single one.
    clutter_class : array, uint8
        WorldCover code of the pixel.
    dist_km : array, float64
        From the mast to the pixel's centre.
    mast : array, int64
        Index into ``Area.sites``.
    by_id : array, bool
        Whether the file names the sector; else it is the strongest predicted one of the carrier.
    unpredicted : int
        Further pixels where the model predicts nothing: beyond the radius of every mast, or void.
    """

    carrier: NDArray[Any]
    row: NDArray[np.int64]
    col: NDArray[np.int64]
    measured_dbm: NDArray[np.float64]
    predicted_dbm: NDArray[np.float64]
    rows: NDArray[np.int64]
    spread_db: NDArray[np.float64]
    clutter_class: NDArray[np.uint8]
    dist_km: NDArray[np.float64]
    mast: NDArray[np.int64]
    by_id: NDArray[np.bool_]
    unpredicted: int

    @property
    def residual_db(self) -> NDArray[np.float64]:
        """Measured less predicted [dB]."""
        return self.measured_dbm - self.predicted_dbm


def match_pixels(
    measurements: Measurements,
    area: Area,
    radio: RadioSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> MeasuredPixels:
    """Bin measurements to pixels, find their sectors and predict them, without corrections.

    A row belongs to the sector that it names where a site list has that sector on the row's carrier. All other rows of
    a pixel and carrier are kept apart by PCI or the name that they carry. Those that are most, of equals the strongest,
    are set against the strongest predicted sector: both are what a receiver there mostly uses. (The strongest median
    alone would favour the luck of few rows.)
    """
    area = replace(area, corrections=None)
    bins = _bins(measurements, area)
    mast, predicted = _predict(bins, area, radio, executor, progress)
    kept = np.isfinite(predicted)
    bins, mast, predicted = bins[kept], mast[kept], predicted[kept]
    row, col = bins["row"].to_numpy(np.int64), bins["col"].to_numpy(np.int64)
    dist_km = np.full(len(bins), np.nan)
    for k in np.unique(mast):
        of_mast = mast == k
        dist_km[of_mast] = distances_km(area.sites[k], row[of_mast], col[of_mast], area.grid)
    return MeasuredPixels(
        carrier=bins["carrier"].to_numpy(object),
        row=row,
        col=col,
        measured_dbm=bins["median"].to_numpy(np.float64),
        predicted_dbm=predicted,
        rows=bins["count"].to_numpy(np.int64),
        spread_db=bins["std"].to_numpy(np.float64),
        clutter_class=area.clutter_class.values[row, col],
        dist_km=dist_km,
        mast=mast,
        by_id=bins["known"].to_numpy() != "",
        unpredicted=int((~kept).sum()),
    )


def _bins(measurements: Measurements, area: Area) -> pd.DataFrame:
    """Medians by carrier, pixel and known sector; of what names no known sector one group per pixel."""
    sectors = (sector for site in area.sites for sector in site.sectors)
    radiated = {(sector.id, carrier.id) for sector in sectors for carrier in sector.carriers}
    names = zip(measurements.sector, measurements.carrier, strict=True)
    known = np.array([pair[0] if pair in radiated else "" for pair in names], object)
    pci = [str(number) if number != NO_PCI else "" for number in measurements.pci]
    label = np.where((known == "") & (np.array(pci, object) != ""), np.array(pci, object), measurements.sector)
    row, col = area.grid.rowcol(measurements.x_m, measurements.y_m)
    table = pd.DataFrame(
        {"carrier": measurements.carrier, "row": row, "col": col, "known": known, "label": label}
        | {"rsrp_dbm": measurements.rsrp_dbm}
    )
    pixel = ["carrier", "row", "col"]
    bins = table.groupby([*pixel, "known", "label"])["rsrp_dbm"].agg(["median", "count", "std"]).reset_index()
    has_known = bins["known"].ne("").groupby([bins[name] for name in pixel]).transform("any")
    unknown = bins[~has_known].sort_values([*pixel, "count", "median"]).drop_duplicates(pixel, keep="last")
    return pd.concat([bins[bins["known"] != ""], unknown]).sort_values([*pixel, "known"], ignore_index=True)


def _predict(
    bins: pd.DataFrame, area: Area, radio: RadioSettings, executor: Executor | None, progress: Progress | None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Index of the mast and predicted RSRP [dBm] of every bin; -1 and NaN where nothing is predicted."""
    mast, predicted = np.full(len(bins), -1), np.full(len(bins), np.nan)
    carriers = frozenset(bins["carrier"])
    known = bins["known"].to_numpy(object)
    tasks = []
    for index, site in enumerate(area.sites):
        for sector in site.sectors:
            if (named := np.flatnonzero(known == sector.id)).size:
                tasks.append((index, _restricted(site, (sector,), carriers), named))
        tasks.append((index, _restricted(site, site.sectors, carriers), np.flatnonzero(known == "")))
    row, col = bins["row"].to_numpy(np.int64), bins["col"].to_numpy(np.int64)

    def one(task: tuple[int, Site, NDArray[np.int64]]) -> tuple[NDArray[np.int64], dict[str, Received]]:
        _, station, places = task
        reach_km = max((c.radius_km for s in station.sectors for c in s.carriers), default=-1.0)
        near = places[distances_km(station, row[places], col[places], area.grid) <= reach_km]
        return near, received(station, row[near], col[near], area, radio)[0] if near.size else {}

    results = executor.map(one, tasks) if executor else map(one, tasks)
    carrier = bins["carrier"].to_numpy(object)
    for done, ((index, _, _), (near, found)) in enumerate(zip(tasks, results, strict=True), 1):
        for id, powers in found.items():
            stronger = (carrier[near] == id) & ~(powers.rsrp_dbm <= predicted[near]) & np.isfinite(powers.rsrp_dbm)
            predicted[near[stronger]], mast[near[stronger]] = powers.rsrp_dbm[stronger], index
        if progress is not None:
            progress(done / len(tasks))
    return mast, predicted


def _restricted(site: Site, sectors: Sequence[Sector], carriers: frozenset[str]) -> Site:
    """A site with some of its sectors, and of their carriers those that were measured."""
    kept = (replace(s, carriers=tuple(c for c in s.carriers if c.id in carriers)) for s in sectors)
    return replace(site, sectors=tuple(sector for sector in kept if sector.carriers))
