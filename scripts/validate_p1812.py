"""Compare the compiled P.1812-8 with the published vectors (../shared) and with the slow oracle. Prints JSON.

Largest differences: in dB for losses, relative for the rest. Run with an interpreter that has covplan, e.g.
``.venv/bin/python scripts/validate_p1812.py --paths 3000``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/propagation"))

from p1812_face import FREQS_MHZ, both, difference, predict_published, random_profile, random_radio  # noqa: E402
from p1812_reference import reference_cases  # noqa: E402


def widen(worst: dict[str, float], got: dict[str, float], expected: dict[str, float]) -> None:
    """Keep the largest difference per name; a name that is not expected is an error."""
    for name, value in got.items():
        worst[name] = max(worst.get(name, 0.0), difference(name, value, expected[name]))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--paths", type=int, default=3000, help="random paths per frequency")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the reference data")
    arguments = parser.parse_args()
    published: dict[str, float] = {}
    cases = reference_cases(arguments.shared)
    for profile, measurement, log in cases:
        widen(published, predict_published(profile, measurement), log)
    oracle = {}
    for freq_mhz in FREQS_MHZ:
        worst: dict[str, float] = {}
        for seed in range(arguments.paths):
            rng = np.random.default_rng(seed)
            widen(worst, *both(random_profile(rng), random_radio(rng), freq_mhz))
        oracle[f"{freq_mhz:g}"] = {"Lb": worst["Lb"], "worst": max(worst.items(), key=lambda item: item[1])}
    print(json.dumps({"vectors": len(cases), "published": published, "paths": arguments.paths, "oracle": oracle}))


if __name__ == "__main__":
    main()
