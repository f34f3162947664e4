"""The part of a remote GeoTIFF that lies in a box, over a server that really sends parts of files.

GDAL could open addresses itself (vsicurl). It would then ask in its own name, with its own retries and certificates,
and leave no record of what came. Here it reads a file-like object instead, whose bytes come through the same client as
every other file: one place opens connections, names itself, waits when asked to and knows the version that it reads.
"""

from __future__ import annotations

import io
import math
from collections import OrderedDict
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import rasterio
import requests
from affine import Affine
from rasterio.errors import RasterioError
from rasterio.windows import Window

from covplan.ingest.open_data.asking import Asking, first_byte, version_of
from covplan.ingest.open_data.http_files import Progress, keep, sha256_of
from covplan.ingest.open_data.remote_files import FetchedFile

BLOCK_BYTES = 1 << 19
KEPT_BLOCKS = 32
"""Blocks remembered: the headers of a file and the tiles of one row of them."""
MOST_OF_A_FILE = 0.5
"""Share of the pixels from which on the whole file is fetched: it can be continued, and serves other scenarios."""
_ROWS_AT_ONCE = 1024
_ENV = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GTIFF_IGNORE_READ_ERRORS": "NO"}


class WholeFileNeeded(Exception):
    """The server sends no parts, not of one version, or the part would be most of the whole."""


class NoSuchTile(Exception):
    """The source has no such file, and none was to be expected."""


class RangeFile(io.RawIOBase):
    """A remote file for GDAL: read, seek, tell; blocks are asked for when they are needed.

    What goes wrong while GDAL reads cannot be raised through it: it is kept in ``trouble`` and the read ends early.
    """

    def __init__(self, ask: Asking) -> None:
        super().__init__()
        self._ask = ask
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._at = 0
        self.trouble: BaseException | None = None
        self.read_bytes = 0
        first, self._blocks[0] = self._ranged(0, BLOCK_BYTES - 1)
        self.length, self.version = _whole_length(first), version_of(first)
        self.headers, self.url = first.headers, str(first.url)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.length}[whence]
        return self._at

    def read(self, size: int = -1) -> bytes:
        end = self.length if size < 0 else min(self.length, self._at + size)
        found = bytearray()
        while self._at < end:
            number, skipped = divmod(self._at, BLOCK_BYTES)
            try:
                block = self._block(number)
            except BaseException as error:  # also KeyboardInterrupt: it is raised again when GDAL has returned
                self.trouble = error
                return b""
            piece = block[skipped : skipped + end - self._at]
            found += piece
            self._at += len(piece)
        return bytes(found)

    def _block(self, number: int) -> bytes:
        if (known := self._blocks.get(number)) is not None:
            self._blocks.move_to_end(number)
            return known
        first = number * BLOCK_BYTES
        last = min(self.length, first + BLOCK_BYTES) - 1
        response, body = self._ranged(first, last)
        if version_of(response) != self.version or _whole_length(response) != self.length:
            raise WholeFileNeeded("another version")
        self._blocks[number] = body
        if len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return self._blocks[number]

    def _ranged(self, first: int, last: int) -> tuple[requests.Response, bytes]:
        """A 206 that begins where it should, and all of its body; what breaks off is asked for again."""
        reason: object = ""
        for _attempt in range(self._ask.patience.attempts):
            try:
                with self._ask.get(self._ask.file.url, {"Range": f"bytes={first}-{last}"}) as response:
                    self._check(response, first)
                    body = response.content
            except requests.exceptions.SSLError as error:
                self._ask.fail("fetch.certificate", reason=error)
            except requests.RequestException as error:
                reason = error
                continue
            if len(body) == min(last + 1, _whole_length(response)) - first:
                self.read_bytes += len(body)
                return response, body
            reason = f"{len(body)} of {last + 1 - first} bytes"
        self._ask.fail("fetch.gave_up", attempts=self._ask.patience.attempts, reason=reason, kept=0)

    def _check(self, response: requests.Response, first: int) -> None:
        if response.status_code == 206 and first_byte(response) == first:
            return
        if response.status_code in (200, 206, 416):
            raise WholeFileNeeded(f"status {response.status_code}")
        if self._ask.is_absent(response):
            raise NoSuchTile
        self._ask.refused(response)


def _whole_length(response: requests.Response) -> int:
    """End of ``Content-Range: bytes first-last/length``."""
    length = response.headers.get("Content-Range", "").rpartition("/")[2]
    if not length.isdigit():
        raise WholeFileNeeded(f"Content-Range {response.headers.get('Content-Range')!r}")
    return int(length)


def fetch_part(ask: Asking, folder: Path, progress: Progress | None = None) -> FetchedFile:
    """Read the part of a remote GeoTIFF in ``file.box`` and write it to ``folder / file.part_name``.

    Pixels, nodata and CRS are those of the remote file.

    Raises
    ------
    WholeFileNeeded
        If the server answers 200 to a range, sends less than it said or another version, the file cannot be read in
        parts, or most of it lies in the box.
    NoSuchTile
        If the source has no such tile, and none was to be expected.
    DownloadError
        Which address, and what came.
    """
    assert ask.file.box is not None
    remote = RangeFile(ask)
    target = folder / ask.file.part_name
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        with rasterio.Env(**_ENV), rasterio.open("part.tif", driver="GTiff", opener=_opener(remote)) as dataset:
            window = _window(dataset, ask.file.box)
            _copy(dataset, window, part, remote, progress)
    except (RasterioError, rasterio.errors.RasterioIOError) as error:
        part.unlink(missing_ok=True)
        raise remote.trouble or WholeFileNeeded(str(error)) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    fetched = FetchedFile(
        name=ask.file.part_name,
        url=ask.shown(remote.url),
        size_bytes=part.stat().st_size,
        sha256=sha256_of(part),
        etag=remote.headers.get("ETag", ""),
        last_modified=remote.headers.get("Last-Modified", ""),
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        window=f"{window.col_off},{window.row_off},{window.width},{window.height}",
        read_bytes=remote.read_bytes,
    )
    return keep(fetched, part, target)


def _opener(remote: RangeFile) -> Any:
    def open_(path: str, mode: str = "rb") -> RangeFile:
        if not path.endswith("part.tif"):  # GDAL looks for files beside it
            raise FileNotFoundError(path)
        remote.seek(0)
        return remote

    return open_


def _window(dataset: Any, box: tuple[float, float, float, float]) -> Window:
    """Whole pixels around a box, as far as the raster goes."""
    place, (west, south, east, north) = dataset.transform, box
    left, right = (math.floor((west - place.c) / place.a), math.ceil((east - place.c) / place.a))
    top, bottom = (math.floor((north - place.f) / place.e), math.ceil((south - place.f) / place.e))
    left, right = max(left, 0), min(right, dataset.width)
    top, bottom = max(top, 0), min(bottom, dataset.height)
    pixels = max(right - left, 0) * max(bottom - top, 0)
    if not 0 < pixels < MOST_OF_A_FILE * dataset.width * dataset.height:
        raise WholeFileNeeded("most of it" if pixels else "none of it")
    return Window(left, top, right - left, bottom - top)


def _copy(dataset: Any, window: Window, target: Path, remote: RangeFile, progress: Progress | None) -> None:
    """Write a window in strips of whole rows of tiles, so that each tile is asked for once."""
    place = dataset.transform
    profile = {
        "driver": "GTiff",
        "width": window.width,
        "height": window.height,
        "count": dataset.count,
        "dtype": dataset.dtypes[0],
        "crs": dataset.crs,
        "transform": place * Affine.translation(window.col_off, window.row_off),
        "nodata": dataset.nodata,
        "compress": "deflate",
        "tiled": True,
        "blockxsize": 512,
        "blockysize": 512,
    }
    rows = max(_ROWS_AT_ONCE, dataset.block_shapes[0][0])
    done = window.row_off
    with rasterio.open(target, "w", **profile) as out:
        while done < window.row_off + window.height:
            until = min(window.row_off + window.height, (done // rows + 1) * rows)
            strip = Window(window.col_off, done, window.width, until - done)
            values = dataset.read(window=strip)
            if remote.trouble is not None:
                raise remote.trouble
            out.write(values, window=Window(0, done - window.row_off, window.width, until - done))
            done = until
            if progress is not None:
                progress(done - window.row_off, window.height)
    with suppress(FileNotFoundError):
        target.with_name(target.name + ".aux.xml").unlink()
