"""NTIA's published figures for eHata, with their profiles."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from covplan.terrain.profile import Profile

FOLDER = Path(__file__).resolve().parents[1] / "data" / "ehata"


@dataclass(frozen=True)
class Published:
    """One case; heights run from the mobile to the base station."""

    id: str
    freq_mhz: float
    hb_m: float
    hm_m: float
    environment: str
    ground_m: tuple[float, ...]
    step_m: float
    loss_db: float

    @property
    def profile(self) -> Profile:
        """The profile from the base station; sea where NTIA has it, at height 0."""
        ground = np.array(self.ground_m[::-1])
        dist = np.arange(ground.size) * self.step_m / 1000.0
        return Profile.of(dist, ground, np.zeros(ground.size), np.where(ground == 0.0, 1, 4))


@cache
def published() -> tuple[Published, ...]:
    """All cases of tests/data/ehata."""
    lines = (line.split(",") for line in (FOLDER / "profiles.csv").read_text().splitlines())
    profiles = {name: (float(step), tuple(map(float, heights))) for name, step, *heights in lines}
    with (FOLDER / "published.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    cases = []
    for row in rows:
        step_m, ground = profiles[row["profile"]]
        cases.append(
            Published(
                id=row["id"],
                freq_mhz=float(row["freq_mhz"]),
                hb_m=float(row["hb_m"]),
                hm_m=float(row["hm_m"]),
                environment=row["environment"],
                ground_m=ground[::-1] if row["reversed"] == "yes" else ground,
                step_m=step_m,
                loss_db=float(row["loss_db"]),
            )
        )
    return tuple(cases)
