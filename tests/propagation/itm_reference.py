"""What NTIA publishes of ITM: its CSV cases beside the project, the driver's examples, and plain geometry as oracle.

The examples are those of ``cmd_examples`` in NTIA's repository: one profile, one area, with the printed intermediates.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covplan.propagation.itm import ITM, Climate, ITMArea, Siting, Variability
from covplan.propagation.p1812 import Polarisation
from covplan.terrain.profile import Profile

POLARISATIONS = (Polarisation.HORIZONTAL, Polarisation.VERTICAL)
Radio = dict[str, float]


def profile_of(heights: list[float] | NDArray[np.float64], step_m: float) -> Profile:
    """Bare inland ground at equal steps."""
    n = len(heights)
    return Profile.of(np.arange(n) * step_m / 1000.0, heights, np.zeros(n), np.full(n, 4))


def level(dist_km: float, ground_m: float = 0.0) -> Profile:
    """Flat ground, also for the area mode, which asks for the length only."""
    return profile_of([ground_m] * 11, 100.0 * dist_km)


def _settings(row: dict[str, str]) -> dict[str, Any]:
    mode = int(row["mdvar"])
    return {
        "climate": list(Climate)[int(row["climate"]) - 1],
        "n0": float(row["N_0"]),
        "permittivity": float(row["epsilon"]),
        "conductivity": float(row["sigma"]),
        "polarisation": POLARISATIONS[int(row["pol"])],
        "time_pct": float(row["time"]),
        "location_pct": float(row["location"]),
        "situation_pct": float(row["situation"]),
        "variability": list(Variability)[mode % 10],
        "location_varies": mode // 10 % 2 == 0,
        "situation_varies": mode // 20 == 0,
    }


def _radio(row: dict[str, str]) -> Radio:
    return {
        "freq_mhz": float(row["f__mhz"]),
        "tx_agl_m": float(row["h_tx__meter"]),
        "rx_agl_m": float(row["h_rx__meter"]),
    }


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def point_to_point_cases(shared: Path) -> Iterator[tuple[ITM, Profile, Radio, float]]:
    """Model, profile, radio and loss [dB] of each row of p2p.csv with its line of pfls.csv."""
    folder = shared / "reference" / "itm"
    profiles = (folder / "pfls.csv").read_text(encoding="utf-8").splitlines()
    for row, line in zip(_rows(folder / "p2p.csv"), profiles, strict=True):
        steps, step_m, *heights = (float(value) for value in line.split(","))
        assert len(heights) == steps + 1
        yield ITM(**_settings(row)), profile_of(heights, step_m), _radio(row), float(row["A__db"])


def area_cases(shared: Path) -> Iterator[tuple[ITMArea, float, Radio, float]]:
    """Model, distance [km], radio and loss [dB] of each row of area.csv."""
    for row in _rows(shared / "reference" / "itm" / "area.csv"):
        model = ITMArea(
            **_settings(row),
            delta_h_m=float(row["delta_h__meter"]),
            tx_siting=list(Siting)[int(row["tx_siting_criteria"])],
            rx_siting=list(Siting)[int(row["rx_siting_criteria"])],
        )
        yield model, float(row["d__km"]), _radio(row), float(row["A__db"])


EXAMPLE_RUNS = (
    (1692, 2), (1693, 6), (1694, 9), (1695, 8), (1696, 6), (1697, 10), (1698, 10), (1699, 6), (1700, 7), (1701, 6),
    (1702, 8), (1703, 9), (1704, 8), (1705, 10), (1706, 9), (1707, 7), (1708, 8), (1709, 5), (1710, 8), (1709, 1),
)  # fmt: skip
EXAMPLE_PROFILE = profile_of([float(height) for height, count in EXAMPLE_RUNS for _ in range(count)], 25.6)  # pfl.txt
EXAMPLE_RADIO: Radio = {"freq_mhz": 3500.0, "tx_agl_m": 15.0, "rx_agl_m": 3.0}
EXAMPLE_SETTINGS: dict[str, Any] = {
    "climate": Climate.CONTINENTAL_TEMPERATE,
    "n0": 301.0,
    "variability": Variability.ACCIDENTAL,
}
PRINTED_POINT_TO_POINT = {
    "A_fs": 114.5, "d": 3.635, "theta_hzn_tx": -1.949e-3, "theta_hzn_rx": -0.856e-3, "d_hzn_tx": 14868.0,
    "d_hzn_rx": 6494.0, "h_e_tx": 15.0, "h_e_rx": 3.0, "N_s": 251.5, "delta_h": 3.2, "A_ref": 0.0, "mode": 1.0,
}  # fmt: skip
PRINTED_AREA = {
    "A_fs": 123.3, "d": 10.0, "theta_hzn_tx": -1.811e-3, "theta_hzn_rx": -0.567e-3, "d_hzn_tx": 14722.0,
    "d_hzn_rx": 6206.0, "h_e_tx": 15.0, "h_e_rx": 3.0, "N_s": 301.0, "delta_h": 20.0, "A_ref": 11.2, "mode": 1.0,
}  # fmt: skip
HALF_A_DIGIT = {
    "A_fs": 0.05, "d": 5e-4, "theta_hzn_tx": 5e-7, "theta_hzn_rx": 5e-7, "d_hzn_tx": 0.5, "d_hzn_rx": 0.5,
    "h_e_tx": 0.05, "h_e_rx": 0.05, "N_s": 0.05, "delta_h": 0.05, "A_ref": 0.05, "mode": 0.0,
}  # fmt: skip
RELIABILITY_TABLE = {  # time % -> loss with situations of 10, 60 and 90 %
    10.0: (110.9, 117.2, 129.1),
    65.0: (110.9, 117.4, 129.2),
    90.0: (110.9, 117.5, 129.3),
}
DISTANCE_TABLE = {  # km -> loss with situations of 50, 75 and 90 %; 10 GHz, antennas at 3 m, smooth ground
    10: (147.0, 151.7, 155.9), 20: (174.9, 179.2, 183.1), 30: (198.7, 202.9, 206.7), 40: (213.0, 217.3, 221.0),
    50: (215.8, 220.0, 223.8), 60: (218.1, 222.4, 226.1), 70: (220.1, 224.4, 228.1), 80: (221.9, 226.1, 229.9),
    90: (223.4, 227.7, 231.4), 100: (224.8, 229.0, 232.7), 200: (234.6, 238.5, 241.9), 300: (243.6, 247.2, 250.4),
    400: (252.0, 255.6, 258.7), 500: (260.0, 263.5, 266.6), 600: (267.5, 271.0, 274.1), 700: (274.8, 278.3, 281.4),
    800: (281.9, 285.3, 288.4), 900: (288.8, 292.3, 295.4), 1000: (295.6, 299.1, 302.2),
}  # fmt: skip


def plain_horizon(
    height: NDArray[np.float64], step: float, h_from: float, h_to: float, a_e: float
) -> tuple[float, float]:
    """Distance and angle of the horizon seen from the first point."""
    far = np.arange(1, height.size) * step
    top = height[1:] + np.append(np.zeros(height.size - 2), h_to)
    angle = (top - height[0] - h_from) / far - far / (2.0 * a_e)
    best = int(np.argmax(angle)) if angle.max() > angle[-1] else height.size - 2
    return float(far[best]), float(angle[best])


def plain_fit(height: NDArray[np.float64], first: int, last: int) -> tuple[float, float]:
    """Ends of the straight line of least squares between two points, which count half themselves."""
    x = np.arange(first, last + 1)
    weight = np.ones(x.size)
    weight[[0, -1]] = np.sqrt(0.5)
    line = np.poly1d(np.polyfit(x, height[first : last + 1], 1, w=weight))
    return float(line(0)), float(line(height.size - 1))


def plain_irregularity(height: NDArray[np.float64], step: float, start: float, end: float) -> float:
    """Interdecile range about the fitted line, by interpolation and sorting."""
    tenth = min(max(int(0.1 * ((end - start) / step + 8.0)), 4), 25)
    places = np.linspace(start / step, end / step, 10 * tenth - 5)
    sample = np.interp(places, np.arange(height.size), height)
    begin, finish = plain_fit(sample, 0, sample.size - 1)
    rest = np.sort(sample - np.linspace(begin, finish, sample.size))
    return float(rest[-tenth] - rest[tenth - 1]) / (1.0 - 0.8 * np.exp(-(end - start) / 50e3))


def random_heights(rng: np.random.Generator) -> tuple[NDArray[np.float64], float]:
    """6 to 400 heights and their step [m] over 0.5 to 120 km: flat, sloping, steps, spikes, ridges or hills."""
    n = int(rng.integers(6, 400))
    step = float(10.0 ** rng.uniform(np.log10(500.0), np.log10(120e3))) / (n - 1)
    share, relief = np.linspace(0.0, 1.0, n), rng.choice([3.0, 40.0, 400.0])
    ground = {
        "flat": np.full(n, 20.0),
        "slope": relief * share,
        "steps": np.where(share > rng.uniform(0.1, 0.9), relief, 5.0),
        "spikes": np.where(rng.random(n) > 0.95, relief, 2.0 * rng.random(n)),
        "ridges": relief * np.abs(np.sin(share * rng.uniform(2.0, 25.0))),
        "hills": np.abs(np.cumsum(rng.normal(0.0, relief / 20.0, n))),
    }[rng.choice(["flat", "slope", "steps", "spikes", "ridges", "hills"])]
    return ground + 400.0, step
