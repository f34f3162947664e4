"""Draw the map of a scenario with all layers, open it in headless Chromium, and time opening, drawing, panning."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.terrain import SCENARIO
from covplan import workflow
from covplan.ingest.area import Area
from covplan.scenario import read_scenario

if TYPE_CHECKING:
    from browser import Page

REPEATS = 5
CODES = ("", "A2b", "A2a", "A1a", "A1b", "A2c", "")
MAP = "Object.values(window).find(v => v instanceof L.Map)"
DRAWN = {
    "redraw_ms": "renderer._redrawBounds = null; renderer._redraw();",
    "pan_ms": "map.panBy([15, 5], {animate: false});",
    "swipe_ms": "slider.value = 300 + k * 10; slider.dispatchEvent(new Event('input'));",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which scenario, its pixels, the folder of kept results, how many masts at least."""
    parser.add_argument("scenario", type=Path, nargs="?", default=SCENARIO.with_name("by_year.toml"))
    parser.add_argument("--pixel-m", type=float, default=250.0)
    parser.add_argument("--out", type=Path, required=True, help="where the results are kept from run to run")
    parser.add_argument("--masts", type=int, default=0, help="repeat the site lists, in all kinds of mast, up to this")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Bytes, seconds to draw; least and median milliseconds on a screen of 1920 x 1080 with all masts shown."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests/outputs"))
    from browser import Browser  # needs what the tests need

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        return {"error": "no Chromium is installed"}
    scenario = read_scenario(arguments.scenario, (f"area.pixel_m={arguments.pixel_m}",))
    with workflow.open_job(scenario, arguments.out) as job:
        job.have_all()
        _ = job.sections, job.route_fibre  # of the sites that there are
        if arguments.masts:
            job.__dict__["area"] = with_masts(job.area, arguments.masts)
        started = time.perf_counter()
        file = workflow.map_(job)
        seconds, masts = time.perf_counter() - started, len(job.area.sites)
    opened = []
    with Browser(program) as browser:
        for _ in range(REPEATS):
            page = browser.open(file, 1920, 1080)
            opened.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
            found = _timed(page)
    return {
        "pixel_m": arguments.pixel_m,
        "masts": masts,
        "bytes": file.stat().st_size,
        "draw_s": round(seconds, 1),
        "open_ms": _least_and_median(opened),
        **found,
    }


def with_masts(area: Area, least: int) -> Area:
    """The sites of an area with copies beside them, each copy of another kind of mast."""
    copies = -(-least // len(area.sites))
    sites = tuple(
        replace(site, id=f"{site.id}-{k}", x_m=site.x_m + 900 * k, y_m=site.y_m + 700 * (k % 3), mast_code=CODES[k % 7])
        for site in area.sites
        for k in range(copies)
    )
    return replace(area, sites=sites)


def _timed(page: Page) -> dict[str, list[float]]:
    page.evaluate("document.querySelector('input[data-layer=masts]').click()")
    page.wait(0.5)
    found = {}
    for name, body in DRAWN.items():
        if name == "swipe_ms":
            page.evaluate("document.querySelector('.cp-swipe-switch').click()")
        times = page.evaluate(f"""(() => {{ const map = {MAP}, found = [];
          const slider = document.querySelector('.cp-swipe input'); let renderer;
          map.eachLayer(l => {{ if (l._renderer && l._renderer._ctx) {{ renderer = l._renderer; }} }});
          for (let k = 0; k < 40; k++) {{ const start = performance.now(); {body}
            found.push(performance.now() - start); }} return found; }})()""")
        found[name] = _least_and_median(times)
    return found


def _least_and_median(times: list[float]) -> list[float]:
    ordered = sorted(times)
    return [round(ordered[0], 1), round(ordered[len(ordered) // 2], 1)]
