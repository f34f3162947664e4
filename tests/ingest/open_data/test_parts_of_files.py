"""Parts of remote GeoTIFFs: the pixels of the box, and a whole file wherever a server does not truly send parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from covplan.errors import DownloadError
from covplan.ingest.open_data.asking import Asking, Patience, new_session
from covplan.ingest.open_data.http_files import kept_file
from covplan.ingest.open_data.parts import BLOCK_BYTES, NoSuchTile, WholeFileNeeded, fetch_part
from covplan.ingest.open_data.remote_files import RemoteFile
from tests.ingest.open_data import imitating_server as moods
from tests.ingest.open_data.imitating_server import ImitatingServer
from tests.ingest.open_data.open_files import tif

QUICK = Patience(attempts=3, first_wait_s=0.0, connect_s=2.0, read_s=0.5)
BOX = (108.25, 12.402, 108.5, 12.75)
VALUES = np.random.default_rng(1).normal(500.0, 90.0, (1200, 1200)).astype(np.float32)  # noise does not compress


@pytest.fixture
def server() -> Iterator[ImitatingServer]:
    with moods.imitating_server() as running:
        yield running


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A tiled GeoTIFF of 108 to 109 E, 12 to 13 N, some 6 MB."""
    file = tif(tmp_path_factory.mktemp("cog") / "t.tif", 108.0, 13.0, 1 / 1200, VALUES, nodata=-9999.0, tiled=True)
    assert file.stat().st_size > 8 * BLOCK_BYTES
    return file.read_bytes()


def remote(url: str) -> RemoteFile:
    return RemoteFile(url, "a/t.tif", "tif", box=BOX)


def get(file: RemoteFile, folder: Path, progress: object = None):
    return fetch_part(Asking(file, new_session(), "", QUICK), folder, progress)


def test_a_part_holds_the_pixels_of_the_box(server: ImitatingServer, tmp_path: Path, body: bytes) -> None:
    file = remote(server.serve("/t.tif", moods.ranged(body)))
    steps: list[tuple[int, int | None]] = []
    fetched = get(file, tmp_path, lambda done, total: steps.append((done, total)))
    # rows from floor(0.25 * 1200) to ceil(0.598 * 1200), columns from 300 to 600
    assert fetched.window == "300,300,300,418"
    with rasterio.open(tmp_path / fetched.name) as made:
        np.testing.assert_array_equal(made.read(1), VALUES[300:718, 300:600])
        assert made.nodata == -9999.0
        assert made.crs.to_epsg() == 4326
        np.testing.assert_allclose(made.bounds, (108.25, 13 - 718 / 1200, 108.5, 12.75))
    part = (tmp_path / fetched.name).read_bytes()
    assert (fetched.sha256, fetched.size_bytes) == (hashlib.sha256(part).hexdigest(), len(part))
    assert (fetched.name, fetched.etag) == ("a/t@108.25,12.402,108.5,12.75.tif", '"v1"')
    assert kept_file(file.part_name, tmp_path) == fetched
    assert steps[-1] == (418, 418)
    asked = [headers["Range"] for _, headers in server.asked]
    assert len(set(asked)) == len(asked)  # nothing twice
    assert fetched.read_bytes < len(body) / 2


def test_a_server_that_answers_200_to_a_range_sends_whole_files(
    server: ImitatingServer, tmp_path: Path, body: bytes
) -> None:
    with pytest.raises(WholeFileNeeded, match="200"):
        get(remote(server.serve("/t.tif", moods.whole(body))), tmp_path)
    assert not list(tmp_path.rglob("*.tif*"))


def test_ranges_of_another_place_are_not_taken(server: ImitatingServer, tmp_path: Path, body: bytes) -> None:
    shifted = moods.status(206, body[100:200], Content_Range=f"bytes 100-199/{len(body)}")
    with pytest.raises(WholeFileNeeded, match="206"):
        get(remote(server.serve("/t.tif", shifted)), tmp_path)


def test_ranges_without_a_length_are_not_taken(server: ImitatingServer, tmp_path: Path, body: bytes) -> None:
    unknown = moods.status(206, body[:BLOCK_BYTES], Content_Range=f"bytes 0-{BLOCK_BYTES - 1}/*")
    with pytest.raises(WholeFileNeeded, match="Content-Range"):
        get(remote(server.serve("/t.tif", unknown)), tmp_path)


def test_a_short_range_is_asked_for_again(server: ImitatingServer, tmp_path: Path, body: bytes) -> None:
    answers = moods.ranged(body), moods.short_range(body, 1000), moods.truncated_range(body, 1000), moods.ranged(body)
    fetched = get(remote(server.serve("/t.tif", *answers)), tmp_path)
    with rasterio.open(tmp_path / fetched.name) as made:
        np.testing.assert_array_equal(made.read(1), VALUES[300:718, 300:600])


def test_ranges_that_stay_short_end_with_an_error(server: ImitatingServer, tmp_path: Path, body: bytes) -> None:
    file = remote(server.serve("/t.tif", moods.ranged(body), moods.short_range(body, 1000)))
    with pytest.raises(DownloadError) as caught:
        get(file, tmp_path)
    assert (caught.value.code, file.url in str(caught.value)) == ("fetch.gave_up", True)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_parts_of_two_versions_are_not_mixed(server: ImitatingServer, tmp_path: Path, body: bytes) -> None:
    file = remote(server.serve("/t.tif", moods.ranged(body), moods.ranged(body, '"v2"')))
    with pytest.raises(WholeFileNeeded, match="another version"):
        get(file, tmp_path)


@pytest.mark.parametrize(
    ("box", "reason"),
    [((107.9, 11.9, 109.1, 13.1), "most"), ((108.0, 12.0, 108.52, 13.0), "most"), ((105.0, 12.0, 106.0, 13.0), "none")],
)
def test_a_file_of_which_most_or_nothing_is_wanted_is_fetched_whole(
    server: ImitatingServer, tmp_path: Path, body: bytes, box: tuple[float, float, float, float], reason: str
) -> None:
    file = replace(remote(server.serve("/t.tif", moods.ranged(body))), box=box)
    with pytest.raises(WholeFileNeeded, match=reason):
        get(file, tmp_path)


def test_what_is_no_tiff_is_left_to_the_whole_file_to_tell(server: ImitatingServer, tmp_path: Path) -> None:
    with pytest.raises(WholeFileNeeded):
        get(remote(server.serve("/t.tif", moods.ranged(b"<html>" * 1000))), tmp_path)


def test_absent_and_refused_tiles(server: ImitatingServer, tmp_path: Path) -> None:
    file = remote(server.serve("/t.tif", moods.access_denied))
    with pytest.raises(NoSuchTile):
        get(replace(file, may_be_absent=True), tmp_path)
    with pytest.raises(DownloadError) as caught:
        get(file, tmp_path)
    assert caught.value.code == "fetch.forbidden"


def test_interrupted_work_leaves_no_part(server: ImitatingServer, tmp_path: Path, body: bytes) -> None:
    def ctrl_c(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get(remote(server.serve("/t.tif", moods.ranged(body))), tmp_path, ctrl_c)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
