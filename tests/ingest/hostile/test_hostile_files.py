"""Files that try to do harm: an error in little time and memory, or the right answer."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from affine import Affine
from hostile_files import (
    DOCTYPE,
    HEAD_ROW,
    HEADINGS,
    KML,
    LINE,
    OSM,
    ROW,
    SHEET,
    Maker,
    archive,
    features,
    long_road,
    open_document,
    raster,
    repeated,
    text,
    workbook,
)
from limited_reading import MEMORY_MB, Reading

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as Linux has them")

MOST_S = 2.0
"""Processor time: other processes must not make a test fail."""


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with Reading() as process:
        yield process


def pixels(size_m: float, height_m: float | None = None) -> Affine:
    return Affine(size_m, 0, 449_900, 0, -size_m if height_m is None else height_m, 1_400_100)


def packed_heights(file: Path) -> None:
    with gzip.open(file, "wb", 1) as out:
        for _ in range(120):
            out.write(bytes(2**20))


def behind(prefix: bytes, make: Maker) -> Maker:
    """An archive that does not begin like one."""

    def write(file: Path) -> None:
        make(file)
        file.write_bytes(prefix + file.read_bytes())

    return write


def bomb(head: str, part: str, times: int) -> Maker:
    return archive({"doc.kml": (head, part, times)})


GOOD_KML = KML.format(doctype="", name="ok", line=LINE)
SLIP = archive({"../../../escaped.txt": ("x", "", 0), "/escaped.txt": ("x", "", 0), "doc.kml": (GOOD_KML, "", 0)})
PLACEMARK = "<Placemark><name>x</name><Point><coordinates>108,12</coordinates></Point></Placemark>"
BOX = shapely.box(450_000, 1_400_000, 460_000, 1_410_000)
BOW = shapely.Polygon([(450_000, 1_400_000), (460_000, 1_410_000), (460_000, 1_400_000), (450_000, 1_410_000)])
ENTITY_SHEET = f"{DOCTYPE}{SHEET}<row>{HEAD_ROW}</row><row><c t='inlineStr'><is><t>{{}}</t></is></c></row>"
TAIL = "</sheetData></worksheet>"
FAR_ROW = '<row r="900000000"><c t="n"><v>1</v></c></row>'
WIDE_ROW = '<row><c r="XFD1" t="n"><v>1</v></c></row>'


def commune(shape: shapely.Geometry, people: float) -> Maker:
    return features([shape], ma=["1"], ten=["x"], dan_so=[people])


def line(*points: tuple[float, float]) -> Maker:
    with np.errstate(invalid="ignore"):
        return features([shapely.LineString(points)], ref=["QL.1"])


def elsewhere(source: str) -> Maker:
    return text(
        "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>"
        f"{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )


REFUSED: dict[str, tuple[str, Maker, str]] = {
    "laughs.kml": ("roads", text(KML.format(doctype=DOCTYPE, name="&a9;", line=LINE)), "file.unreadable"),
    "secret.kml": ("roads", text(KML.format(doctype=DOCTYPE, name="&secret;", line=LINE)), "file.unreadable"),
    "laughs.osm": ("roads", text(OSM.format(doctype=DOCTYPE, name="&a9;")), "file.unreadable"),
    "secret.osm": ("roads", text(OSM.format(doctype=DOCTYPE, name="&secret;")), "file.unreadable"),
    "spaces.kmz": ("roads", bomb(GOOD_KML[:-20], " " * 1000, 300_000), "archive.bomb"),
    "placemarks.kmz": ("roads", bomb(GOOD_KML[:92], PLACEMARK, 3_000_000), "archive.bomb"),
    "laughs.xlsx": ("table", workbook(ENTITY_SHEET.format("&a9;") + TAIL), "file.unreadable"),
    "secret.xlsx": ("table", workbook(ENTITY_SHEET.format("&secret;") + TAIL), "file.unreadable"),
    "laughs.ods": ("table", open_document(f"{DOCTYPE}", "<text:p>&a9;</text:p>"), "file.unreadable"),
    "secret.ods": ("table", open_document(f"{DOCTYPE}", "<text:p>&secret;</text:p>"), "file.unreadable"),
    "cells.ods": ("table", open_document("", "<text:p>name</text:p>", repeated_rows=1_048_576), "table.size"),
    "rows.xlsx": ("table", workbook(f"{SHEET}<row>{HEAD_ROW}</row>", ROW, 6_000_000), "archive.bomb"),
    "spaces.xlsx": ("table", workbook(f"{SHEET}<row>{HEAD_ROW}</row>", " " * 1000, 300_000), "archive.bomb"),
    "behind.xlsx": ("table", behind(b"MZ", workbook(f"{SHEET}<row>{HEAD_ROW}</row>", ROW, 6_000_000)), "archive.bomb"),
    "gap.xlsx": ("table", workbook(f"{SHEET}<row>{HEAD_ROW}</row>{FAR_ROW}{TAIL}"), "table.size"),
    "wide.xlsx": ("table", workbook(f"{SHEET}<row>{HEAD_ROW}</row>{WIDE_ROW * 1_000}{TAIL}"), "table.size"),
    "rows.csv": ("table", repeated(HEADINGS, "a,b,108,12\n", 800_000), "table.size"),
    "commas.csv": ("table", repeated(HEADINGS, ",", 2_000_000), "text.line"),
    "quote.csv": ("table", repeated(f'{HEADINGS}"', "x\n", 500_000), "file.unreadable"),
    "fine.tif": ("elevation", raster(200_000, 200_000, pixels(0.001)), "raster.too_fine"),
    "four.tif": ("elevation", raster(40, 40, pixels(100), bands=4), "raster.form"),
    "bare.tif": ("elevation", raster(40, 40, pixels(100), crs=None), "crs.none"),
    "rotated.tif": ("elevation", raster(40, 40, Affine(98, 17, 449_900, 17, -98, 1_400_100)), "raster.form"),
    "flat.tif": ("elevation", raster(40, 40, pixels(0)), "raster.form"),
    "endless.tif": ("elevation", raster(40, 40, pixels(np.inf)), "raster.form"),
    "elsewhere.tif": ("elevation", text("\n <VRTDataset rasterXSize='40' rasterYSize='40'>"), "file.elsewhere"),
    "N12E108.hgt.gz": ("elevation", packed_heights, "archive.bomb"),
    "elsewhere.gpkg": ("roads", elsewhere("/vsicurl/http://127.0.0.1:9/x.kml"), "file.elsewhere"),
    "nan.gpkg": ("roads", line((450_000, 1_400_000), (np.nan, 1_400_100), (450_100, 1_400_200)), "geometry.not_finite"),
    "inf.gpkg": ("roads", line((450_000, 1_400_000), (np.inf, 1_400_100)), "geometry.not_finite"),
    "huge.gpkg": ("roads", line((450_000, 1_400_000), (1e300, 1_400_100)), "crs.wrong"),
    "huge_people.gpkg": ("communes", commune(BOX, 1e300), "input.problems"),
    "endless_people.gpkg": ("communes", commune(BOX, np.inf), "input.problems"),
    "deep.geojson": ("roads", text('{"type":"FeatureCollection","features":' + "[" * 1_000_000), "file.unreadable"),
}

READ: dict[str, tuple[str, Maker, str]] = {
    "slip.kmz": ("roads", SLIP, "1"),
    "long.gpkg": ("roads", features([long_road(1_000_000)], ref=["QL.1"]), "1"),
    "bow.gpkg": ("communes", commune(BOW, 5.0), "1"),
    "north_down.tif": ("elevation", raster(40, 40, Affine(100, 0, 449_900, 0, 100, 1_396_000)), "0.0"),
}


@pytest.mark.filterwarnings("ignore:invalid value encountered in linestrings:RuntimeWarning")
@pytest.mark.parametrize("name", [*REFUSED, *READ])
def test_harm_is_refused_or_read_rightly_in_little_time_and_memory(reading: Reading, tmp_path: Path, name: str) -> None:
    reader, make, expected = (REFUSED | READ)[name]
    file = tmp_path / "in" / name
    file.parent.mkdir()
    make(file)
    outcome = reading(reader, file)
    if outcome.seconds > MOST_S:  # a busy machine adds to the time, and never takes from it
        outcome = reading(reader, file)
    file.unlink()
    if name in READ:
        assert (outcome.error, outcome.text) == ("", expected)
    else:
        assert outcome.error.partition(":")[2] == expected, outcome
    assert outcome.seconds <= MOST_S and outcome.memory_mb <= MEMORY_MB, outcome
    assert "root:" not in outcome.text and not any(tmp_path.rglob("*.txt")) and not Path("/escaped.txt").exists()


def test_the_limits_hold_a_reader_that_runs_away(reading: Reading, tmp_path: Path) -> None:
    """The test's own test: a reader that is given what it cannot take is seen."""
    assert reading("table", tmp_path / "absent.csv").error == "MissingFileError:file.missing"
    assert reading("roads", tmp_path).error.startswith("MissingFileError")
