"""Compare the methods ``sweep`` and ``exact`` over the province and the effect of the profile step.

Writes the figures into docs/sweep_and_exact.md, between its marks, and the map docs/images/sweep_and_exact.png. Run it
with an interpreter that has covplan and matplotlib, e.g. ``.venv/bin/python scripts/compare_methods.py``.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from benchmarks.machine import describe
from benchmarks.province_area import default_terrain, read_province
from benchmarks.terrain import ANTENNA_AGL_M, RADIO, ROOT, synthetic
from numpy.typing import NDArray
from PIL import Image

from covplan.coverage.path_losses import losses_db
from covplan.coverage.settings import FootprintMethod
from covplan.coverage.window import Mast
from covplan.ingest.area import Area
from covplan.outputs import FIGURE_STYLE

PAGE = ROOT / "docs/sweep_and_exact.md"
PICTURE = ROOT / "docs/images/sweep_and_exact.png"
FREQS_MHZ = [700.0, 3500.0]
MASTS = (4, 3)  # west to east, north to south
STEPS_M = (50.0, 30.0, 15.0)
OF_EVERY = 20  # pixels to one at which steps are compared
MAP_EVERY = 10  # pixels to one of the map


@dataclass(frozen=True, eq=False)
class Round:
    """One mast's pixels and what they are predicted over."""

    area: Any
    mast: Mast
    rows: NDArray[np.int64]
    cols: NDArray[np.int64]
    radius_km: float

    def losses_db(self, method: FootprintMethod, step_m: float, every: int = 1) -> NDArray[np.float64]:
        """Shape (frequency, pixel)."""
        radio = replace(RADIO, method=method, profile_step_m=step_m)
        return losses_db(
            self.mast, self.rows[::every], self.cols[::every], FREQS_MHZ, self.radius_km, self.area, radio
        )[0]


def main() -> None:
    """Compare and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--terrain", type=Path, default=default_terrain())
    parser.add_argument("--pixel-m", type=float, default=30.0)
    parser.add_argument("--radius-km", type=float, default=15.0)
    arguments = parser.parse_args()
    area = read_province(arguments.terrain, arguments.pixel_m)
    bare = replace(area, clutter_m=replace(area.clutter_m, values=np.zeros(area.grid.shape, np.float32)))
    masts = choose_masts(area)
    rounds = {
        "province": [round_mast(area, mast, arguments.radius_km) for mast in masts],
        "province, no clutter": [round_mast(bare, mast, arguments.radius_km) for mast in masts],
    }
    for kind in ("hills", "plain"):
        for name, with_clutter in ((f"synthetic {kind}", True), (f"synthetic {kind}, no clutter", False)):
            place = synthetic(kind, arguments.pixel_m, arguments.radius_km, with_clutter)
            rounds[name] = [Round(place.area, place.mast, place.rows, place.cols, arguments.radius_km)]
    methods, steps = [], []
    for name, places in rounds.items():
        pairs = [by_both(place, arguments.pixel_m) for place in places]
        methods += method_lines(name, pairs)
        steps += step_lines(name, places)
        if name == "province":
            draw(area, places, pairs, PICTURE)
    write(methods, steps, facts(arguments, len(masts), sum(place.rows.size for place in rounds["province"])))


def choose_masts(area: Area) -> list[Mast]:
    """One mast in each part of the province: on the inhabited embedded pixel nearest to the middle of the part."""
    people = area.people
    row, col = np.nonzero(people.values > 0)
    x, y = (centres[index] for centres, index in zip(people.grid.centres(), (col, row), strict=True))
    spots = set()
    for east in (np.arange(MASTS[0]) + 0.5) / MASTS[0]:
        for north in (np.arange(MASTS[1]) + 0.5) / MASTS[1]:
            aim = x.min() + east * np.ptp(x), y.min() + north * np.ptp(y)
            nearest = int(np.argmin(np.hypot(x - aim[0], y - aim[1])))
            spots.add((float(x[nearest]), float(y[nearest])))
    return [Mast.at(east_m, north_m, ANTENNA_AGL_M, area.grid) for east_m, north_m in sorted(spots)]


def round_mast(area: Area, mast: Mast, radius_km: float) -> Round:
    """All pixels of the grid within the radius."""
    row, col = np.indices(area.grid.shape, sparse=True)
    rows, cols = np.nonzero(mast.dist_km(row, col, area.grid) <= radius_km)
    return Round(area, mast, rows, cols, radius_km)


def by_both(place: Round, step_m: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Losses by sweep and by exact, both with points a pixel apart."""
    return place.losses_db(FootprintMethod.SWEEP, step_m), place.losses_db(FootprintMethod.EXACT, step_m)


def statistics_db(difference: NDArray[np.float64]) -> list[str]:
    """Count, mean, rms, 95th percentile and worst [dB], and shares within 1, 3 and 6 dB [%], of what has a value."""
    found = difference[np.isfinite(difference)]
    size = np.abs(found)
    shares = [f"{100 * np.mean(size <= limit):.2f}" for limit in (1, 3, 6)]
    rms, p95 = np.sqrt(np.mean(found**2)), np.percentile(size, 95)
    return [f"{found.size:,}", f"{found.mean():+.3f}", f"{rms:.2f}", f"{p95:.2f}", f"{size.max():.1f}", *shares]


def method_lines(name: str, pairs: list[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> list[str]:
    """Sweep less exact, per frequency, over all masts; and how many pixels only one method has a value for."""
    lines = []
    for f, freq_mhz in enumerate(FREQS_MHZ):
        sweep, exact = (np.concatenate([pair[which][f] for pair in pairs]) for which in (0, 1))
        alone = int((np.isfinite(sweep) != np.isfinite(exact)).sum())
        lines.append(line(name, f"{freq_mhz:g}", *statistics_db(sweep - exact), f"{alone:,}"))
    return lines


def step_lines(name: str, places: list[Round]) -> list[str]:
    """Exact with a longer step less exact with the shortest, on some of the pixels."""
    by_step = [
        np.concatenate([place.losses_db(FootprintMethod.EXACT, step_m, OF_EVERY) for place in places], axis=1)
        for step_m in STEPS_M
    ]
    return [
        line(name, f"{freq_mhz:g}", f"{step_m:g}", *statistics_db(loss[f] - by_step[-1][f]))
        for f, freq_mhz in enumerate(FREQS_MHZ)
        for step_m, loss in zip(STEPS_M[:-1], by_step[:-1], strict=True)
    ]


def line(*entries: str) -> str:
    """A row of a table."""
    return "| " + " | ".join(entries) + " |"


def facts(arguments: argparse.Namespace, masts: int, pixels: int) -> str:
    """What the figures were made from."""
    machine = describe()
    return (
        f"Made {time.strftime('%Y-%m-%d')} with covplan {machine['covplan']} from `{arguments.terrain.name}` on "
        f"{arguments.pixel_m:g} m pixels: {masts} masts of {ANTENNA_AGL_M:g} m, receivers at "
        f"{RADIO.receiver_agl_m:g} m, {pixels:,} pixels within {arguments.radius_km:g} km, "
        f"median of time. Steps: one pixel in {OF_EVERY}."
    )


def write(methods: list[str], steps: list[str], made: str) -> None:
    """Put the figures between the marks of the page."""
    shares = ["≤ 1 dB %", "≤ 3 dB %", "≤ 6 dB %"]
    head = ["pixels", "mean dB", "rms dB", "p95 dB", "worst dB", *shares]
    tables = {
        "figures": [made],
        "methods": table(["terrain", "MHz", *head, "only one"], methods),
        "steps": table(["terrain", "MHz", "step m", *head], steps),
    }
    page = PAGE.read_text(encoding="utf-8")
    for name, lines in tables.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, rest = page.split(begin)
        page = before + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1]
    PAGE.write_text(page, encoding="utf-8")


def table(head: list[str], lines: list[str]) -> list[str]:
    """A Markdown table."""
    return [line(*head), "|" + "---|" * len(head), *lines]


def draw(
    area: Area, places: list[Round], pairs: list[tuple[NDArray[np.float64], NDArray[np.float64]]], file: Path
) -> None:
    """Root mean square of sweep less exact in squares of ``MAP_EVERY`` pixels, over shaded relief, per frequency."""
    coarse = area.ground.values[::MAP_EVERY, ::MAP_EVERY]
    shade = matplotlib.colors.LightSource(315, 45).hillshade(np.nan_to_num(coarse), vert_exag=3, dx=300.0, dy=300.0)
    shade = np.where(np.isnan(coarse), np.nan, shade)
    left, bottom, right, top = (edge / 1000.0 for edge in area.grid.bounds)
    plt.style.use(FIGURE_STYLE)
    colours = plt.get_cmap("viridis", 12)
    figure, axes = plt.subplots(1, len(FREQS_MHZ), figsize=(11.0, 4.9), sharey=True, layout="constrained")
    for f, axis in enumerate(axes):
        squares = np.zeros((2, *coarse.shape))  # sum of squares, count
        for place, (sweep, exact) in zip(places, pairs, strict=True):
            difference = sweep[f] - exact[f]
            found = np.isfinite(difference)
            at = place.rows[found] // MAP_EVERY, place.cols[found] // MAP_EVERY
            np.add.at(squares[0], at, difference[found] ** 2)
            np.add.at(squares[1], at, 1.0)
        with np.errstate(invalid="ignore"):
            rms = np.sqrt(squares[0] / squares[1])
        axis.imshow(shade, cmap="gray", vmin=-0.3, vmax=1.2, extent=(left, right, bottom, top))
        image = axis.imshow(rms, cmap=colours, vmin=0.0, vmax=3.0, extent=(left, right, bottom, top))
        axis.set_title(f"{FREQS_MHZ[f]:g} MHz")
        axis.set_xlabel("easting [km], VN-2000 108°30'")
    axes[0].set_ylabel("northing [km]")
    figure.colorbar(image, ax=axes, label="sweep − exact, rms per 300 m square [dB]", shrink=0.85, extend="max")
    figure.savefig(file, dpi=80)
    plt.close(figure)
    with Image.open(file) as picture:
        few_colours = picture.convert("RGB").quantize(256)
    few_colours.save(file, optimize=True)


if __name__ == "__main__":
    main()
