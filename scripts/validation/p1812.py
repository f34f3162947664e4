"""P.1812-8: published vectors, the independent version, the sweep, its whole range, and what physics demands."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from p1812_face import (
    FREQS_MHZ,
    both,
    both_ways_db,
    bullington_rise_db,
    difference,
    predict_published,
    random_profile,
    random_radio,
)
from p1812_full_range import full_range
from p1812_reference import reference_cases
from radial_paths import worst_difference

from covplan.propagation.p1812._losses import knife_edge_db
from validation.rows import Row, largest

MODEL, SWEEP = "P.1812-8", "P.1812-8, sweep over an area"
EEVEETZA = "github.com/eeveetza/Py1812"
TEXT = "Recommendation ITU-R P.1812-8, tests/propagation/p1812_oracle.py"
MIXED = "dB or 1"
SEED = 1812


class Symbols(NamedTuple):
    """Largest difference of every intermediate, in dB for losses and relative for the rest."""

    vectors: dict[str, float]
    oracle: dict[float, dict[str, float]]  # by frequency [MHz]


def widen(worst: dict[str, float], got: dict[str, float], expected: dict[str, float]) -> None:
    """Keep the largest difference per name; a name that is not expected is an error."""
    for name, value in got.items():
        worst[name] = largest((difference(name, value, expected[name]), worst.get(name, 0.0)))


def path_rows(shared: Path, paths: int) -> tuple[list[Row], Symbols]:
    """Single paths against the 36 vectors and against ``paths`` random paths of the oracle at each frequency."""
    cases = reference_cases(shared)
    vectors: dict[str, float] = {}
    for profile, measurement, log in cases:
        widen(vectors, predict_published(profile, measurement), log)
    reason = "the logs have 9 digits or more; 1e-6 dB is far below any meaning"
    most = largest(vectors.values())
    rows = [
        Row(MODEL, "published vectors, Lb", EEVEETZA, len(cases), vectors["Lb"], 1e-6, reason),
        Row(
            MODEL, f"the same, worst of {len(vectors)} quantities", EEVEETZA, len(cases), most, 1e-6, reason, "dB or 1"
        ),
    ]
    oracle: dict[float, dict[str, float]] = {}
    for freq_mhz in FREQS_MHZ:
        worst: dict[str, float] = {}
        for seed in range(paths):
            rng = np.random.default_rng(seed)
            widen(worst, *both(random_profile(rng), random_radio(rng), freq_mhz))
        oracle[freq_mhz] = worst
        name = f"independent version at {freq_mhz:g} MHz"
        reason = "at 50 % covplan takes Fi as 0, the approximation of Attachment 2 gives 3e-9"
        rows.append(Row(MODEL, f"{name}, Lb", TEXT, paths, worst["Lb"], 1e-6, reason))
        most = largest(worst.values())
        rows.append(Row(MODEL, f"{name}, worst of {len(worst)} quantities", TEXT, paths, most, 1e-6, reason, MIXED))
    return rows, Symbols(vectors, oracle)


def sweep_row(paths: int) -> Row:
    """The sweep on hard radials against each path by itself."""
    worst, done, _ = worst_difference(SEED, paths)
    reason = "the order of sums differs; a tie broken otherwise would show as 0.01 dB or more"
    reference = "the same points path by path: spikes, steps, ties, grazing, 0.1–20 km, 0.1–6 GHz, 1–50 %"
    return Row(SWEEP, reference, "tests/radio_coverage/radial_paths.py", done, worst, 1e-6, reason)


def property_rows(paths: int, pairs: int) -> list[Row]:
    """What must hold whatever the path: numbers everywhere, and what physics demands of the parts and of the whole."""
    ranged = full_range(paths, SEED)
    nu = np.linspace(-3.0, 20.0, 200_001)
    steps = np.diff([knife_edge_db(float(value)) for value in nu])
    ways = [both_ways_db(seed) for seed in range(pairs)]
    rises = [bullington_rise_db(seed, 10.0 ** (seed % 7 - 3)) for seed in range(pairs)]
    touches = [abs(bullington_rise_db(seed, 1e-6)) for seed in range(pairs)]
    whole_range, knife_edge = "tests/propagation/p1812_full_range.py", "by itself"
    face = "tests/propagation/p1812_face.py"
    return [
        Row(MODEL, "paths with an intermediate that is not finite, over all ranges", whole_range, paths,
            ranged.not_finite, 0, "30 MHz–6 GHz, 0.25–3,000 km, 1–3,000 m, 1–50 %", "paths"),
        Row(MODEL, "paths with Lb below Lb0p, over all ranges", whole_range, paths, ranged.below_free_space, 0,
            "eq. (69)", "paths"),
        Row(MODEL, "reciprocity: Lb from one end and from the other", face, pairs,
            largest(abs(one - other) for one, other in ways), 1e-6, "the order of sums differs"),
        Row("J(ν), P.1812-8 eq. (12)", "largest fall as ν grows, −3 to 20", knife_edge, nu.size,
            max(-float(steps.min()), 0.0), 0.0, "monotone"),
        Row("J(ν), P.1812-8 eq. (12)", "largest step over Δν = 1.15e-4", knife_edge, nu.size,
            float(np.abs(steps).max()), 0.01, "the Recommendation cuts J off at ν = −0.78, where it is 0.004 dB"),
        Row("Bullington part of P.1812-8", "largest fall as a point is raised by 1 mm to 1 km", face, pairs,
            largest((0.0, *(-rise for rise in rises))), 1e-9, "rounding"),
        Row("Bullington part of P.1812-8", "largest change as a point is raised by 1 µm", face, pairs, largest(touches),
            1e-4, "ν changes by up to 12 per metre 2.5 m from an antenna"),
    ]  # fmt: skip
