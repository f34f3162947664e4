"""The package's P.1812-8 asked like the oracle, its values under the names of the published logs, and random paths."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from p1812_oracle import oracle, path_centre_latitude
from p1812_reference import Measurement
from p1812_reference import Profile as PublishedProfile

from covplan.propagation.p1812 import P1812, Polarisation
from covplan.propagation.path_loss import PathLoss
from covplan.terrain.profile import Profile

NO_COAST = (500.0, 500.0)  # what the logs state, and the default of the oracle
POLARISATIONS = {1: Polarisation.HORIZONTAL, 2: Polarisation.VERTICAL}
FREQS_MHZ = (700.0, 2600.0, 3800.0)
DECIBELS = frozenset({
    "Lbfs", "Lb0p", "Lb0b", "Lbulla", "Lbulls", "Ldsph", "Ld50", "Ldb", "Ldp", "Lbd50", "Lbd", "Lbs", "Lba", "Lminb0p",
    "Lminbap", "Lbda", "Lbam", "Lbc", "Lb", "Ep",
})  # fmt: skip
LOG_NAMES = {
    "theta_t": "th_t", "theta_r": "th_r", "theta": "th", "omega": "w", "hst": "hst Eq (85)", "hsr": "hsr Eq (86)"
}  # fmt: skip
SAME_NAMES = ("d", "dlt", "dlr", "dtm", "dlm", "hts", "hrs", "hstd", "hsrd", "hte", "hre", "hm")


def log_values(loss: PathLoss) -> dict[str, float]:
    """Every intermediate that the face gives and the logs state, under the name of the logs."""
    values = dict(loss.losses)
    values.update({name: loss.geometry[name] for name in SAME_NAMES})
    values.update({log: loss.geometry[name] for name, log in LOG_NAMES.items()})
    return {**values, "Lb": loss.loss_db, "Ep": loss.field_dbuv_m}


def predict_published(profile: PublishedProfile, measurement: Measurement) -> dict[str, float]:
    """What the package says of a published profile."""
    latitude = path_centre_latitude(
        profile.tx_lat_deg, profile.tx_lon_deg, profile.rx_lat_deg, profile.rx_lon_deg, profile.dist_km[-1]
    )
    polarisation = POLARISATIONS[measurement.polarisation]
    model = P1812(profile.delta_n, profile.n0, latitude, measurement.time_pct, polarisation)
    path = Profile.of(profile.dist_km, profile.ground_m, profile.clutter_m, profile.zone)
    return log_values(
        model.path(
            path,
            freq_mhz=measurement.freq_mhz,
            tx_agl_m=measurement.htg_m,
            rx_agl_m=measurement.hrg_m,
            coast_km=NO_COAST,
        )
    )


def difference(name: str, got: float, expected: float) -> float:
    """Absolute for decibels, relative (absolute below 1) for the rest."""
    return abs(got - expected) / (1.0 if name in DECIBELS else max(1.0, abs(expected)))


def random_profile(rng: np.random.Generator) -> Profile:
    """5 to 120 points over 0.3 to 80 km: flat, steps, spikes, ridges or hills, with coast, sea and clutter."""
    n = int(rng.integers(5, 121))
    dist = np.linspace(0.0, 10.0 ** rng.uniform(-0.5, 1.9), n)
    share, relief = dist / dist[-1], rng.choice([3.0, 40.0, 400.0])
    ground = {
        "flat": np.full(n, 20.0),
        "steps": np.where(share > rng.uniform(0.1, 0.9), relief, 5.0),
        "spikes": np.where(rng.random(n) > 0.95, relief, 2.0 * rng.random(n)),
        "ridges": relief * np.abs(np.sin(share * rng.uniform(2.0, 25.0))),
        "hills": np.abs(np.cumsum(rng.normal(0.0, relief / 20.0, n))),
    }[rng.choice(["flat", "steps", "spikes", "ridges", "hills"])]
    coast = rng.choice([0.1, 0.5, 2.0], p=[0.2, 0.2, 0.6])
    zone = np.where(share > coast, 1, np.where(share > coast - 0.2, 3, 4))
    if rng.random() < 0.5:
        zone = zone[::-1]
    sea = zone == 1
    clutter = rng.choice([0.0, 8.0, 15.0, 20.0], n) if rng.random() < 0.5 else np.zeros(n)
    return Profile.of(dist, np.where(sea, 0.0, ground), np.where(sea, 0.0, clutter), zone)


def random_radio(rng: np.random.Generator) -> dict[str, Any]:
    """Settings of a mobile network's link, as keywords of the oracle except for the frequency."""
    return {
        "time_pct": float(rng.choice([1.0, 10.0, 50.0])),
        "htg_m": float(rng.uniform(10.0, 60.0)),
        "hrg_m": 1.5,
        "polarisation": int(rng.choice([1, 2])),
        "latitude_deg": float(rng.uniform(8.0, 24.0)),
        "delta_n": float(rng.uniform(35.0, 70.0)),
        "n0": float(rng.uniform(320.0, 390.0)),
        "location_pct": float(rng.choice([50.0, 80.0, 95.0])),
        "sigma_l_db": 5.5,
    }


def both(profile: Profile, radio: dict[str, Any], freq_mhz: float) -> tuple[dict[str, float], dict[str, float]]:
    """Values of the package and of the oracle for one path."""
    model = P1812(
        radio["delta_n"], radio["n0"], radio["latitude_deg"], radio["time_pct"], POLARISATIONS[radio["polarisation"]]
    )
    fast = model.path(
        profile,
        freq_mhz=freq_mhz,
        tx_agl_m=radio["htg_m"],
        rx_agl_m=radio["hrg_m"],
        location_pct=radio["location_pct"],
        sigma_db=radio["sigma_l_db"],
        coast_km=NO_COAST,
    )
    arrays = (profile.dist_km, profile.ground_m, profile.clutter_m, profile.zone)
    slow = oracle(*(array.tolist() for array in arrays), freq_ghz=freq_mhz / 1000.0, **radio)
    return log_values(fast), slow


def reverse(profile: Profile) -> Profile:
    """The same path from the other end."""
    total = profile.dist_km[-1]
    columns = (profile.ground_m, profile.clutter_m, profile.zone)
    return Profile(total - profile.dist_km[::-1], *(column[::-1].copy() for column in columns))


def both_ways_db(seed: int) -> tuple[float, float]:
    """Loss of a random path from one end and from the other."""
    rng = np.random.default_rng(seed)
    there, freq_mhz, tx_m, rx_m = random_profile(rng), float(rng.uniform(30.0, 6000.0)), 35.0, 1.5
    model = P1812(45.0, 370.0, 12.7, time_pct=float(rng.choice([1.0, 10.0, 50.0])))
    forth = model.path(there, freq_mhz=freq_mhz, tx_agl_m=tx_m, rx_agl_m=rx_m)
    return forth.loss_db, model.path(reverse(there), freq_mhz=freq_mhz, tx_agl_m=rx_m, rx_agl_m=tx_m).loss_db


def bullington_rise_db(seed: int, raised_m: float) -> float:
    """What the Bullington loss of a random profile grows by when one of its inner points is raised."""
    rng = np.random.default_rng(seed)
    profile, freq_mhz = random_profile(rng), float(rng.uniform(30.0, 6000.0))
    raised = profile.ground_m.copy()
    raised[int(rng.integers(1, raised.size - 1))] += raised_m
    model = P1812(45.0, 370.0, 12.7)
    before, after = (
        model.path(replace(profile, ground_m=ground), freq_mhz=freq_mhz, tx_agl_m=35.0, rx_agl_m=1.5).losses["Lbulla"]
        for ground in (profile.ground_m, raised)
    )
    return after - before
