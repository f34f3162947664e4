"""Reads the published profiles and logs of ITU-R P.1812-8 that lie beside the project (eeveetza/Py1812)."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

LOG_INPUTS = {  # what a log states of its input, under the names of `read_log`
    "Ptx", "Gtx", "Grx", "f", "p", "pL", "sigmaL", "phi_t", "phi_r", "lam_t", "lam_r", "htg", "hrg", "pol", "DN", "N0",
    "dct", "dcr", "R2", "Rn-1",
}  # fmt: skip


@dataclass(frozen=True)
class Measurement:
    """One line of a profile's table of measurements: the radio, and what the reference predicts for it."""

    freq_mhz: float
    htg_m: float
    hrg_m: float
    polarisation: int  # 1 horizontal, 2 vertical
    time_pct: float
    field_dbuv_m: float
    loss_db: float  # to 1e-8 dB, finer than the log


@dataclass(frozen=True)
class Profile:
    """One terrain profile of n points from the transmitter to the receiver."""

    name: str
    dist_km: tuple[float, ...]
    ground_m: tuple[float, ...]
    code: tuple[int, ...]  # coverage: 1 water, 2 rural, 3 suburban, 4 urban or trees, 5 dense urban
    clutter_m: tuple[float, ...]
    zone: tuple[int, ...]  # 1 sea, 3 coastal land, 4 inland
    tx_lat_deg: float
    tx_lon_deg: float
    rx_lat_deg: float
    rx_lon_deg: float
    delta_n: float
    n0: float
    measurements: tuple[Measurement, ...]


def read_profile(file: Path) -> Profile:
    """Read one file of p1812/profiles."""
    header: dict[str, str] = {}
    points: list[list[str]] = []
    measurements: list[Measurement] = []
    part = "header"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.reader(stream):
            first = row[0].strip() if row else ""
            if first in ("{Begin of Profile}", "{Begin of Measurements}"):
                part = first
            elif first in ("{End of Profile}", "{End of Measurements}"):
                part = "between"
            elif part == "header" and len(row) > 1 or first == "Number of Points:":
                header[first] = row[1].strip()
            elif part == "{Begin of Profile}":
                points.append(row)
            elif part == "{Begin of Measurements}":
                measurements.append(_measurement(row))
    if len(points) != int(header["Number of Points:"]):
        raise ValueError(f"{file.name}: {len(points)} points, {header['Number of Points:']} announced")
    return Profile(
        name=file.stem,
        dist_km=tuple(float(row[0]) for row in points),
        ground_m=tuple(float(row[1]) for row in points),
        code=tuple(int(row[2]) for row in points),
        clutter_m=tuple(float(row[3]) for row in points),
        zone=tuple(int(row[4]) for row in points),
        tx_lat_deg=float(header["Tx LAT:"]),
        tx_lon_deg=float(header["Tx LON:"]),
        rx_lat_deg=float(header["Rx LAT:"]),
        rx_lon_deg=float(header["Rx LON:"]),
        delta_n=float(header["Average annual values dN (N-units/km):"]),
        n0=float(header["Average annual sea-level surface refractivity No (N-units):"]),
        measurements=tuple(measurements),
    )


def _measurement(row: list[str]) -> Measurement:
    return Measurement(
        freq_mhz=float(row[0]),
        htg_m=float(row[1]),
        hrg_m=float(row[3]),
        polarisation=int(row[4]),
        time_pct=float(row[14]),
        field_dbuv_m=float(row[16]),
        loss_db=float(row[17]),
    )


def read_log(file: Path) -> dict[str, float]:
    """Read one file of p1812/results: value by name, without the unit ("Lbulla (dB)" is "Lbulla").

    A name that the log uses twice carries the reference of its line: "hst Eq (85)" and "hst Eq (90a)".
    """
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.reader(stream) if row and row[0].strip() and not row[0].startswith("#")]
    names = [re.sub(r"\s*\([^)]*\)", "", row[0]).strip() for row in rows]
    log: dict[str, float] = {}
    for name, row in zip(names, rows, strict=True):
        key = name if names.count(name) == 1 else f"{name} {row[1].strip()}"
        if key in log:
            raise ValueError(f"{file.name}: {key!r} stands twice")
        log[key] = float([cell for cell in row if cell.strip()][-1])  # the name of the last line has commas of its own
    return log


def reference_cases(shared: Path) -> list[tuple[Profile, Measurement, dict[str, float]]]:
    """Every profile with each of its measurements and the log of it, 36 in all."""
    folder = shared / "reference" / "p1812"
    cases = []
    for file in sorted((folder / "profiles").glob("*.csv")):
        profile = read_profile(file)
        for k, measurement in enumerate(profile.measurements):
            cases.append((profile, measurement, read_log(folder / "results" / f"{profile.name}_{k}_log.csv")))
    return cases
