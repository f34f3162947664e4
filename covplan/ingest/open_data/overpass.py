"""OpenStreetMap of a box from the Overpass API, through osmnx → a GeoPackage in the layers of GDAL.

osmnx cuts the box into questions of a size that the server bears and keeps each answer, so that a call that was broken
off goes on. By itself it asks a busy server for ever and takes incomplete answers for whole ones: what came is judged
here before osmnx sees it.
"""

from __future__ import annotations

import json
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import requests
import shapely

from covplan.errors import DownloadError, InputError
from covplan.ingest.open_data.asking import LONGEST_WAIT_S, Patience, retry_after_s
from covplan.ingest.open_data.http_files import Progress, sha256_of, write_note
from covplan.ingest.open_data.preparing_osm import write_layers
from covplan.ingest.open_data.remote_files import FetchedFile, RemoteFile
from covplan.ingest.osm_layers import AREAS, LINES, POINTS, WANTED_TAGS

if TYPE_CHECKING:
    from types import ModuleType

WHO_ASKS = "covplan/0.1 (open planning of mobile networks; osmnx)"
"""Both user agent and referer: the stock ones of libraries are answered with 406."""

DEADLINE_S = 3600.0
"""After so long the work ends, whatever the server promises."""

QUESTION_S = 180
"""What the server may take for one question, its own default."""

_PAUSE = 30.0  # times the pause before another attempt at a file: 30 s, which the operators ask for after 429
_BUSY = {429, 502, 503, 504}
_OF_DIMENSION = (POINTS, LINES, AREAS)


class _Busy(Exception):
    """Worth another attempt, after so many seconds if the server says how many."""

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


def fetch_overpass(
    file: RemoteFile,
    folder: Path,
    *,
    patience: Patience | None = None,
    progress: Progress | None = None,
    deadline_s: float = DEADLINE_S,
) -> FetchedFile:
    """Ask for ``WANTED_TAGS`` in the box that the file's name states, and write ``folder / file.name``.

    Parameters
    ----------
    file : RemoteFile
        Of the source ``overpass``.
    folder : Path
        Of the source; the answers so far are kept below it until all are there.
    patience : Patience, optional
        Attempts at one question and the pause between them, thirty times that of a file.
    progress : callable, optional
        Called with the bytes of each answer.
    deadline_s : float
        For all of it.

    Raises
    ------
    DownloadError
        The server refuses, is busy, answers incompletely or says nothing in time; osmnx is not installed.
    """
    patience, answers = patience or Patience(), folder / f"{file.name}.answers"
    base = file.url.partition("#")[0].removesuffix("/interpreter")
    asked = _Asked(base, time.monotonic() + deadline_s, progress)
    box = [float(value) for value in file.name.removesuffix(".gpkg").split("_")[1:]]
    with _osmnx(base, answers, asked) as osmnx:
        found = _until_there(lambda: _features(osmnx, shapely.box(*box), asked), asked, patience)
    target = folder / file.name
    _write(found, target)
    fetched = FetchedFile(
        name=file.name,
        url=f"{base}/interpreter",
        size_bytes=target.stat().st_size,
        sha256=sha256_of(target),
        etag="",
        last_modified=_data_of(answers),
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_note(fetched, target)
    shutil.rmtree(answers)
    return fetched


class _Asked:
    """What every answer is held against, before osmnx sees it."""

    def __init__(self, base: str, deadline: float, progress: Progress | None) -> None:
        self.base, self.deadline, self.progress = base, deadline, progress
        self.bytes = 0
        self.whole = 0  # answers

    def left_s(self) -> float:
        return self.deadline - time.monotonic()

    def judge(self, response: requests.Response, **_: object) -> None:
        """Raise unless the answer is whole; given to requests as a hook."""
        try:
            self._judge(response)
        except Exception:
            response.close()
            raise

    def _judge(self, response: requests.Response) -> None:
        if self.left_s() <= 0.0:
            self.fail("fetch.deadline")
        status = response.status_code
        if status in _BUSY:
            raise _Busy(f"status {status}", retry_after_s(response))
        if status != 200:
            code = {406: "fetch.not_acceptable", 404: "fetch.not_found", 403: "fetch.forbidden"}
            self.fail(code.get(status, "fetch.status"), status=status)
        try:
            answer = json.loads(response.content)
        except ValueError:
            says = response.content[:80].decode("utf-8", "replace")
            self.fail("fetch.beginning", kind="json", says=says)
        if not isinstance(answer, dict) or "remark" in answer or "elements" not in answer:
            self.fail("fetch.remark", remark=answer.get("remark", "") if isinstance(answer, dict) else answer)
        self.whole += 1
        self.bytes += len(response.content)
        if self.progress is not None:
            self.progress(self.bytes, None)

    def fail(self, code: str, **params: object) -> None:
        raise DownloadError(code, url=f"{self.base}/interpreter", **params)


def _until_there(ask: Callable[[], gpd.GeoDataFrame], asked: _Asked, patience: Patience) -> gpd.GeoDataFrame:
    """Ask again while the server is busy: so many times for each question, and not beyond the deadline."""
    attempts, whole = 0, -1
    while True:
        attempts, whole = (1 if asked.whole > whole else attempts + 1), asked.whole
        try:
            return ask()
        except requests.exceptions.SSLError as error:
            asked.fail("fetch.certificate", reason=error)
        except (_Busy, requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            reason = error
        wait_s = patience.first_wait_s * _PAUSE * 2.0 ** (attempts - 1)
        if isinstance(reason, _Busy) and reason.wait_s is not None:
            wait_s = max(wait_s, reason.wait_s)
        wait_s = min(wait_s, LONGEST_WAIT_S)
        if wait_s >= asked.left_s():
            asked.fail("fetch.deadline")
        if attempts >= patience.attempts:
            asked.fail("fetch.gave_up", attempts=attempts, reason=reason, kept=asked.bytes)
        time.sleep(wait_s)


def _features(osmnx: ModuleType, box: shapely.Polygon, asked: _Asked) -> gpd.GeoDataFrame:
    osmnx.settings.requests_timeout = max(1, min(QUESTION_S, int(asked.left_s())))
    try:
        return osmnx.features_from_polygon(box, dict(WANTED_TAGS))
    except osmnx._errors.InsufficientResponseError as error:
        raise DownloadError("fetch.nothing", source="overpass", url=asked.base) from error


@contextmanager
def _osmnx(base: str, answers: Path, asked: _Asked) -> Iterator[ModuleType]:
    """osmnx with our settings, which are one for the whole process and are put back, as is Python's name service."""
    try:
        import osmnx
    except ImportError:
        raise InputError("osm.no_osmnx") from None
    ours: dict[str, Any] = {
        "overpass_url": base,
        "http_user_agent": WHO_ASKS,
        "http_referer": WHO_ASKS,
        "requests_kwargs": {"hooks": {"response": asked.judge}},
        "overpass_rate_limit": False,  # it would wait for a free slot for ever; 429 says the same
        "doh_url_template": None,  # no name service of others
        "use_cache": True,
        "cache_folder": answers,
        "log_console": False,
        "log_file": False,
    }
    settings = osmnx.settings
    before = {name: getattr(settings, name) for name in (*ours, "requests_timeout")}
    names = socket.getaddrinfo
    for name, value in ours.items():
        setattr(settings, name, value)
    try:
        yield osmnx
    finally:
        socket.getaddrinfo = names
        for name, value in before.items():
            setattr(settings, name, value)


def _data_of(answers: Path) -> str:
    """Of when the data are: the earliest ``timestamp_osm_base`` of the answers."""
    stamps = []
    for file in answers.glob("*.json"):
        about = json.loads(file.read_text(encoding="utf-8")).get("osm3s", {})
        stamps += [about["timestamp_osm_base"]] if "timestamp_osm_base" in about else []
    return min(stamps, default="")


def _write(found: gpd.GeoDataFrame, target: Path) -> None:
    """The layers of GDAL, each with osm_id, name, highway and all tags as JSON."""
    own = [column for column in found.columns if column not in (found.geometry.name, "nodes", "ways")]
    records = found[own].to_dict("records")
    tags = [{key: value for key, value in record.items() if isinstance(value, str)} for record in records]
    table = {
        "osm_id": [f"{kind}/{id}" for kind, id in found.index],
        "name": [one.get("name") for one in tags],
        "highway": [one.get("highway") for one in tags],
        "other_tags": [json.dumps(one, ensure_ascii=False) for one in tags],
    }
    frame = gpd.GeoDataFrame(table, geometry=found.geometry.to_numpy(), crs=4326)
    dimension = shapely.get_dimensions(frame.geometry.to_numpy())
    write_layers({layer: frame[dimension == k] for k, layer in enumerate(_OF_DIMENSION)}, target)
