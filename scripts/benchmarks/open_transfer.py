"""Open rasters of a province in their true names and sizes from a server on this machine: brought, checked, cut.

What is measured is covplan's work, not a line: bytes that are sent where the server sends parts and where it does not,
seconds, and memory. The tiles are noise over patches, so that they compress about as the real ones do.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.windows import Window

from benchmarks import machine
from covplan.workflow import open_data

BOX = (107.49, 12.16, 109.46, 13.70)  # of the communes of Đắk Lắk
HALF_PIXEL = 0.5 / 3600.0
_STRIP = 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether the server sends parts, and where the tiles are kept."""
    parser.add_argument("--whole", action="store_true", help="a server that answers 200 to every range")
    parser.add_argument("--folder", type=Path, help="keeps the tiles, which are made only where they are not there")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Seconds of fetching and cutting, bytes on disk and over the line, the largest memory."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch) / "served"
        _serve_files(folder)
        ready = multiprocessing.get_context("spawn").Queue()
        server = multiprocessing.get_context("spawn").Process(target=_serve, args=(folder, arguments.whole, ready))
        server.start()
        try:
            base = ready.get(timeout=60)
            file = Path(scratch) / "scenario.toml"
            file.write_text(_scenario(base, Path(scratch) / "cache"), encoding="utf-8")
            before_mb, start, cpu = machine.peak_memory_mb(), time.perf_counter(), time.process_time()
            seconds: dict[str, float] = {}
            fetched = open_data.fetch(file, tell=lambda step, _: seconds.update({step: time.perf_counter() - start}))
            total_s, total_cpu_s = time.perf_counter() - start, time.process_time() - cpu
        finally:
            server.terminate()
            server.join()
        files = [one for those in fetched.files.values() for one in those]
        return {
            "files": len(files),
            "parts": sum(one.window != "" for one in files),
            "served_mb": round(sum(path.stat().st_size for path in folder.rglob("*.tif")) / 1e6, 1),
            "sent_mb": round(sum(one.read_bytes or one.size_bytes for one in files) / 1e6, 1),
            "kept_mb": round(sum(one.size_bytes for one in files) / 1e6, 1),
            "fetched_after_s": round(seconds["fetch"], 1),
            "all_s": round(total_s, 1),
            "cpu_s": round(total_cpu_s, 1),
            "memory_before_mb": before_mb,
            "memory_mb": machine.peak_memory_mb(),
        }


def _scenario(base: str, cache: Path) -> str:
    table = ", ".join(f'{id} = "{base}/{id}"' for id in ("glo30", "worldcover", "worldpop"))
    box = ", ".join(map(str, BOX))
    return f"""name = "x"
[open_data]
box = [{box}]
sources = ["glo30", "worldcover", "worldpop"]
base = {{ {table} }}
cache = "{cache.as_posix()}"
"""


def _serve_files(folder: Path) -> None:
    names = []
    for lat in (12, 13):
        for lon in (107, 108, 109):
            name = f"Copernicus_DSM_COG_10_N{lat}_00_E{lon}_00_DEM"
            file = folder / "glo30" / name / f"{name}.tif"
            _tile(file, lon - HALF_PIXEL, lat + 1 + HALF_PIXEL, 1 / 3600, 3600, "float32", None)
            names.append(name)
    (folder / "glo30" / "tileList.txt").write_text("\n".join(names))
    grid = {"features": [{"properties": {"ll_tile": tile}} for tile in ("N12E105", "N12E108")]}
    cover = folder / "worldcover" / "v200" / "2021"
    for tile, lon in (("N12E105", 105), ("N12E108", 108)):
        file = cover / "map" / f"ESA_WorldCover_10m_2021_v200_{tile}_Map.tif"
        _tile(file, lon, 15, 1 / 12000, 36000, "uint8", 0)
    (cover / "esa_worldcover_grid.geojson").write_text(json.dumps(grid))
    people = folder / "worldpop/GIS/Population/Global_2015_2030/R2025A/2025/VNM/v1/100m/constrained"
    _tile(people / "vnm_pop_2025_CN_100m_R2025A_v1.tif", 102.1, 23.4, 1 / 1200, 18000, "float32", -99999.0)


def _tile(file: Path, west: float, north: float, step: float, pixels: int, dtype: str, nodata: float | None) -> None:
    """A square of patches of 8 or 16 pixels, with noise on heights and nobody on most patches of people."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(pixels)
    form = {"driver": "GTiff", "width": pixels, "height": pixels, "count": 1, "dtype": dtype, "nodata": nodata}
    form |= {"compress": "deflate", "tiled": True, "blockxsize": 1024, "blockysize": 1024, "crs": "EPSG:4326"}
    with rasterio.open(file, "w", transform=Affine(step, 0, west, 0, -step, north), **form) as out:
        for row in range(0, pixels, _STRIP):
            rows = min(_STRIP, pixels - row)
            size = 8 if dtype == "uint8" else 16
            patch = rng.integers(0, 10, (rows // size + 1, pixels // size + 1), np.uint8)
            values = patch.repeat(size, axis=0).repeat(size, axis=1)[:rows, :pixels]
            if dtype == "uint8":
                values = 10 * (values + 1)
            elif nodata is None:
                values = 100.0 * values + rng.normal(0.0, 1.0, values.shape).round(2)
            else:
                values = np.where(values == 0, rng.random(values.shape), nodata)
            out.write(values.astype(dtype), 1, window=Window(0, row, pixels, rows))


def _serve(folder: Path, whole: bool, ready: Any) -> None:
    """Files of a folder, with parts of them if asked for."""

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            file = folder / self.path.partition("?")[0].lstrip("/")
            wanted, size = self.headers.get("Range", ""), file.stat().st_size
            first, last = 0, size - 1
            if wanted and not whole:
                begin, _, end = wanted.removeprefix("bytes=").partition("-")
                first, last = int(begin), min(last, int(end or last))
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
            else:
                self.send_response(200)
            self.send_header("Content-Length", str(last - first + 1))
            self.send_header("ETag", f'"{size}"')
            self.end_headers()
            with file.open("rb") as opened:
                opened.seek(first)
                left = last - first + 1
                while left and (piece := opened.read(min(left, 1 << 20))):
                    self.wfile.write(piece)
                    left -= len(piece)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ready.put(f"http://127.0.0.1:{server.server_address[1]}")
    server.serve_forever()
