"""What nobody outside may see is in no byte of what is handed out: every output of the command line is opened.

The scenario carries marks in every input (``planted_scenario``). The same search finds them in the internal outputs, so
that it is able to fail.
"""

from __future__ import annotations

import base64
import html
import io
import re
import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from covplan.cli import main
from tests import planted_scenario as planted
from tests.planted_scenario import PARTNERS, SECRET, Spot, write_planted_scenario

METRES, DEGREES = 20.0, 0.0002
CORNERS = tuple(
    Spot(f"corner {k} of the {name}", *corner)
    for name, polygon in (("base", planted.BASE), ("belt", planted.BELT))
    for k, corner in enumerate(shapely.get_coordinates(polygon)[:4])
)
VECTORS = (".shp", ".gpkg", ".tab", ".geojson", ".dxf", ".kmz")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs of all audiences; only the public report as PDF too, which takes LibreOffice seconds."""
    base = tmp_path_factory.mktemp("rò rỉ")
    scenario, folder = str(write_planted_scenario(base)), base / "out"
    for words in (
        ["map"],
        ["export"],
        ["export", "--profile", "sxd"],
        ["run", "--audience", "public"],
        ["report", "--audience", "public"],
        ["run", "--audience", "partner"],
        ["report", "--audience", "partner"],
        ["export", "--profile", "sxd", "--audience", "partner"],
    ):
        with pytest.MonkeyPatch.context() as patch:
            if "partner" in words:
                patch.setattr("covplan.outputs.report.pdf.PROGRAMS", ())
            assert main([words[0], scenario, *words[1:], "--out", str(folder)]) == 0, words
    return folder


@pytest.fixture(scope="module")
def public(out: Path) -> Path:
    return out / "public"


@pytest.fixture(scope="module")
def partner(out: Path) -> Path:
    return out / "partner_viettel"


def files_of(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def opened(name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and whatever is packed in it, down to the last: members, pictures, compressed streams, text of a PDF."""
    yield name, raw
    if raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for member in archive.infolist():
                yield f"{name}/name", member.filename.encode() + member.comment
                yield from opened(f"{name}/{member.filename}", archive.read(member))
    for k, match in enumerate(re.finditer(rb"base64,([A-Za-z0-9+/=]{16,})", raw)):
        yield from opened(f"{name}#{k}", base64.b64decode(match[1]))
    if raw[:8] == b"\x89PNG\r\n\x1a\n" or raw[:5] == b"%PDF-":
        for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", raw):
            with_rest = zlib.decompressobj()
            try:
                inflated = with_rest.decompress(raw[match.start() :])
            except zlib.error:
                continue
            yield f"{name}@{match.start()}", inflated
    if raw[:5] == b"%PDF-" and shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-", "-"], input=raw, capture_output=True, check=True).stdout
        yield f"{name}:text", text


@cache
def contents(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Every file of a folder, its path, and all that is packed in it."""
    found = []
    for file in files_of(folder):
        name = file.relative_to(folder).as_posix()
        found += [(f"{name}:path", name.encode()), *opened(name, file.read_bytes())]
    return tuple(found)


def marks_in(folder: Path, start: str) -> dict[str, str]:
    """Every mark of a kind → where it was found first; in any case of letters, in UTF-8 and in UTF-16."""
    found: dict[str, str] = {}
    small = start.lower().encode()
    plain = re.compile(small + rb"[a-z0-9]{2,}")
    wide = re.compile(b"".join(bytes([c, 0]) for c in small) + rb"(?:[a-z0-9]\0){2,}")
    for name, raw in contents(folder):
        lowered = raw.lower()
        for match in (*plain.finditer(lowered), *wide.finditer(lowered)):
            found.setdefault(match[0].replace(b"\0", b"").decode().upper(), name)
    return found


def whole_forms(*numbers: int) -> list[bytes]:
    """Whole numbers as they may be printed."""
    marked = [f"{number:,}".replace(",", mark) for number in numbers for mark in ("", ",", ".", " ", "\u00a0")]
    return sorted({form.encode() for form in marked})


def metre_forms(value: float) -> list[bytes]:
    return whole_forms(int(value), round(value))


def degree_forms(value: float) -> list[bytes]:
    """Four decimals, cut or rounded: eleven metres."""
    cut = {f"{int(value * 1e4) / 1e4:.4f}", f"{value:.4f}"}
    return sorted(form.encode() for form in {*cut, *(form.replace(".", ",") for form in cut)})


def written(raw: bytes, spot: Spot) -> bool:
    """Whether both coordinates stand near each other as text, in either order."""
    lon, lat = spot.lonlat
    for east, north in ((metre_forms(spot.x_m), metre_forms(spot.y_m)), (degree_forms(lon), degree_forms(lat))):
        if not all(any(form in raw for form in forms) for forms in (east, north)):
            continue
        one, other = (rb"(?<!\d)(?:" + b"|".join(map(re.escape, forms)) + rb")" for forms in (east, north))
        if any(re.search(a + rb".{1,200}?" + b, raw, re.DOTALL) for a, b in ((one, other), (other, one))):
            return True
    return False


def stored(raw: bytes, spots: Iterable[Spot]) -> set[str]:
    """Spots of which both coordinates follow each other as doubles, at any offset and in either byte order."""
    found: set[str] = set()
    pairs = [(spot.name, *pair, off) for spot in spots for pair, off in ((spot.xy, METRES), (spot.lonlat, DEGREES))]
    for shift in range(8):
        whole = raw[shift : shift + (len(raw) - shift) // 8 * 8]
        for order in ("<f8", ">f8"):
            values = np.frombuffer(whole, order).astype(float)
            both = np.stack([values[:-1], values[1:]], axis=1)
            both = both[((np.abs(both) > 1.0) & (np.abs(both) < 1e8)).all(axis=1)]  # few are left of what is no number
            for name, first, second, off in pairs:
                for pair in ((first, second), (second, first)):
                    if (np.abs(both - pair) < off).all(axis=1).any():
                        found.add(name)
    return found


def vertices(file: Path) -> np.ndarray:  # type: ignore[type-arg]
    """All vertices of a vector file as GDAL reads them, in the scenario's metres."""
    parts = [np.empty((0, 2))]
    for layer, kind in pyogrio.list_layers(file):
        if kind is not None:
            frame = pyogrio.read_dataframe(file, layer=layer)
            metric = frame.to_crs(planted.EPSG) if frame.crs else frame
            parts.append(shapely.get_coordinates(metric.geometry.to_numpy()))
    return np.concatenate(parts)


def spots_in(folder: Path, spots: Iterable[Spot]) -> dict[str, str]:
    """Every planted point → where it was found first: as text, as doubles, or as a vertex."""
    spots = tuple(spots)
    found: dict[str, str] = {}
    for name, raw in contents(folder):
        here = {spot.name for spot in spots if written(raw, spot)} | stored(raw, spots)
        for one in here:
            found.setdefault(one, name)
    with tempfile.TemporaryDirectory() as copied:  # GDAL writes beside what it reads
        files = files_of(Path(shutil.copytree(folder, copied, dirs_exist_ok=True)))
        for file in (one for one in files if one.suffix in VECTORS):
            at = vertices(file)
            for spot in spots:
                if (np.hypot(*(at - (spot.x_m, spot.y_m)).T) < METRES).any():
                    found.setdefault(spot.name, file.name)
    return found


def counts_in(folder: Path, *numbers: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for name, raw in contents(folder):
        for number in numbers:
            forms = [form for form in whole_forms(number) if form in raw]
            if any(re.search(rb"(?<!\d)" + re.escape(form) + rb"(?!\d)", raw) for form in forms):
                found.setdefault(number, name)
    return found


def test_the_search_finds_what_is_planted_in_internal_outputs(out: Path, tmp_path: Path) -> None:
    internal = tmp_path / "internal"
    shutil.copytree(out, internal, ignore=shutil.ignore_patterns("results", "public", "partner_*", "rasters_*"))
    for name in ("export_sxd/ti-hon.gpkg", "export_sxd/ti-hon.kmz", "map.html", "tables/ti-hon.xlsx"):
        alone = tmp_path / name.replace("/", "_")
        alone.mkdir()
        shutil.copy(out / name, alone)
        assert marks_in(alone, SECRET), name
    found = marks_in(internal, SECRET)
    wanted = ("NAME", "ID3", "ID4", "TOWERCO", "CABLE", "CABLECO", "DUCT", "DUCTCO", "PLACE", "BASE", "SOURCE", "USER")
    assert {f"{SECRET}{one}" for one in wanted} <= set(found)
    counts = (planted.OWN_FIBRES, planted.OTHER_FIBRES, planted.OTHER_SPARE, planted.OTHER_DUCTS)
    assert set(counts_in(internal, *counts)) == set(counts)
    masts = {planted.OWN, planted.OTHER, planted.FAR, planted.OWN_INSIDE, planted.OTHER_INSIDE, planted.PLACE_INSIDE}
    assert {spot.name for spot in masts} <= set(spots_in(internal, masts))
    base = [corner for corner in CORNERS if "base" in corner.name]
    assert spots_in(internal, base)  # the map draws the polygons in which nothing is built


def test_the_public_sees_no_mark_no_count_and_no_point(public: Path) -> None:
    assert marks_in(public, SECRET) == {}
    assert marks_in(public, PARTNERS) == {}
    assert counts_in(public, planted.OWN_FIBRES, planted.OTHER_FIBRES, planted.OTHER_SPARE, planted.OTHER_DUCTS) == {}
    assert spots_in(public, (*planted.HIDDEN_FROM_PUBLIC, *CORNERS)) == {}


def test_the_partner_sees_its_own_and_nothing_else(partner: Path) -> None:
    assert marks_in(partner, SECRET) == {}
    own = marks_in(partner, PARTNERS)
    assert {f"{PARTNERS}{one}" for one in ("ID1", "NAME1", "ID2", "NAME2", "CABLE", "PLACE", "SOURCE")} <= set(own)
    assert counts_in(partner, planted.OTHER_FIBRES, planted.OTHER_SPARE, planted.OTHER_DUCTS) == {}
    assert counts_in(partner, planted.OWN_FIBRES)
    assert spots_in(partner, (*planted.HIDDEN_FROM_PARTNER, *CORNERS)) == {}
    assert set(spots_in(partner, (planted.OWN, planted.RENTED))) == {planted.OWN.name, planted.RENTED.name}


def test_nothing_internal_lies_beside_what_is_handed_out(public: Path, partner: Path) -> None:
    names = {file.relative_to(public).as_posix() for file in files_of(public)}
    assert {name.split("/")[0] for name in names} == {"map.html", "ti-hon.gpkg", "shapefiles", "tables", "report"}
    for folder in (public, partner):
        assert not [file for file in files_of(folder) if file.suffix in (".json", ".npz", ".tif", ".toml")]
        assert not [file for file in files_of(folder) if file.name.startswith((".", "input_report"))]


@pytest.mark.parametrize(("folder", "mark"), [("public", "CÔNG KHAI"), ("partner", "ĐỐI TÁC – Viettel")])
def test_every_file_says_for_whom_it_is(folder: str, mark: str, request: pytest.FixtureRequest) -> None:
    for file in files_of(request.getfixturevalue(folder)):
        if file.suffix in (".html", ".gpkg", ".docx", ".xlsx", ".kmz", ".csv", ".dxf", ".xml", ".dbf", ".geojson"):
            if file.name == "truong_du_lieu.csv":
                continue
            packed = b"".join(raw for _, raw in opened(file.name, file.read_bytes()))
            words = html.unescape(packed.decode("utf-8", errors="replace"))  # XLSX has its letters as numbers
            assert mark in words, file
            assert "NỘI BỘ" not in words, file


def test_the_count_of_what_is_withheld_is_told_and_no_more(public: Path) -> None:
    # two masts and a proposal on one of them, a cable, a place, a village and a road lie in the polygons
    about = (public / "map.html").read_text(encoding="utf-8")
    assert "Không nêu 7 đối tượng nằm trong vùng không công bố" in about
