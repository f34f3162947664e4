"""Static maps: what stands on them, read back from each type of file; the sketch of the country."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image

from covplan.outputs import locator
from covplan.outputs.map_furniture import MapFormat, padded, scale_length_m
from covplan.outputs.plan_tables import PlanFindings
from covplan.outputs.settings import Language, Marking, OutputError
from covplan.outputs.static_maps import (
    A4,
    FIGURE,
    MapFindings,
    draw_static_map,
    map_picture,
    map_titles,
    write_static_maps,
)
from covplan.outputs.texts import text
from covplan.routing.settings import Way
from tests.outputs.conftest import Results

VI, EN = Language.VIETNAMESE, Language.ENGLISH
MARKS = "DỮ LIỆU MÔ PHỎNG – NỘI BỘ"
BOUNDARIES = "Ranh giới tham khảo, không có giá trị pháp lý về địa giới."


@pytest.fixture(scope="module")
def found(results: Results) -> MapFindings:
    planned = PlanFindings(results.plan, results.fibre, (), (), None, None)  # type: ignore[arg-type]
    ways = [way.value for way in Way]
    lines = [shapely.LineString([(0, k * 1e3), (5e3, k * 1e3)]) for k in range(len(ways))]
    sections = gpd.GeoDataFrame({"way": ways}, geometry=lines, crs=results.area.grid.epsg)
    return MapFindings(results.area, results.today, results.after, planned, sections)


def svg_words(content: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", word) for word in ElementTree.fromstring(content).itertext() if word.strip()]


@pytest.mark.parametrize("form", list(MapFormat))
def test_the_same_map_is_the_same_file(form: MapFormat, found: MapFindings, results: Results) -> None:
    first, second = (
        map_picture("plan", found, form, layout=A4, inset=True, marking=results.marking, language=VI) for _ in range(2)
    )
    assert first == second


def test_an_svg_holds_its_words_as_text(found: MapFindings, results: Results) -> None:
    words = svg_words(map_picture("plan", found, MapFormat.SVG, layout=A4, marking=results.marking, language=VI))
    assert {MARKS, BOUNDARIES.split(" về")[0], "Bắc", "Cột xây mới (số: thứ tự trong bảng)"} & set(words) >= {
        MARKS,
        "Bắc",
    }
    together = " ".join(words)
    for part in (
        results.marking.title,
        "Trạm và tuyến cáp của trạm theo phương án",
        BOUNDARIES,
        "Cột xây mới",
        "số liệu đến 23/11/2026",
        "SS-RSRP ≥ −110 dBm",
    ):
        assert part in together
    assert "Hoàng Sa" not in together  # a map of the province has no sketch of the country


def test_a_pdf_holds_its_words_and_fonts(found: MapFindings, results: Results, tmp_path: Path) -> None:
    file = tmp_path / "map.pdf"
    file.write_bytes(map_picture("coverage", found, MapFormat.PDF, layout=A4, marking=results.marking, language=VI))
    content = file.read_bytes()
    assert b"/FontFile2" in content and b"/CreationDate" not in content
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on the path")
    words = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    assert MARKS in words and "Vùng phủ sóng hiện nay" in words


def test_a_png_is_a_page_of_a4_and_names_no_machine(found: MapFindings, results: Results, tmp_path: Path) -> None:
    kind = {"inset": False, "marking": results.marking, "language": VI}
    files = write_static_maps(found, tmp_path / "bản đồ", MapFormat.PNG, **kind)
    assert [file.name for file in files] == [
        *("coverage.png", "communes.png", "communes_after.png", "plan.png", "routes.png")
    ]
    for file in files:
        with Image.open(file) as image:
            assert image.size == (2338, 1654)
            assert set(image.info) == {"Software", "dpi"}
            assert image.info["Software"] == "covplan 0.1.0"
            assert image.convert("L").getextrema()[0] < 64
    assert list(map_titles(replace(found, sections=None), VI)) == [file.stem for file in files[:4]]


@pytest.mark.parametrize("form", list(MapFormat))
def test_nothing_of_the_machine_is_in_a_file(
    form: MapFormat, found: MapFindings, results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USER", "ten-nguoi-dung")
    content = map_picture("routes", found, form, marking=results.marking, language=VI)
    streams = [zlib.decompress(part) for part in re.findall(rb"stream\n(x.*?)\nendstream", content, re.S)]
    for part in (content, *streams):
        assert b"ten-nguoi-dung" not in part
        assert str(Path.home()).encode() not in part or str(Path.home()) == "/"
        assert str(Path.cwd()).encode() not in part


def test_shares_are_labelled_and_cut(found: MapFindings, results: Results) -> None:
    by_commune = results.today.by_commune.assign(any_pct=[98.99, 12.0])
    shown = replace(found, today=replace(results.today, by_commune=by_commune))
    figure = draw_static_map("communes", shown, marking=results.marking, language=VI)
    labels = figure.axes[0].texts
    assert [one.get_text() for one in labels if one.get_fontweight() == "bold"] == ["98", "12"]
    assert set(results.area.communes["name"]) <= {one.get_text() for one in labels}


def test_classes_are_told_apart_without_colour(found: MapFindings, results: Results) -> None:
    figure = draw_static_map("communes", found, marking=results.marking, language=VI)
    patches = figure.legends[0].get_patches()
    greys = [
        (round(float(np.dot(patch.get_facecolor()[:3], (0.299, 0.587, 0.114))), 1), patch.get_hatch() or "")
        for patch in patches
    ]
    assert len(set(greys)) == len(patches)
    routes = draw_static_map("routes", found, marking=results.marking, language=VI)
    words = [text(f"route.way_{way}", VI) for way in Way]
    lines = [one for one in routes.axes[0].collections if one.get_label() in words]
    looks = {(str(one.get_linestyle()), float(one.get_linewidth()[0])) for one in lines}
    assert len(looks) == len(lines) == len(Way)


def test_the_scale_bar_is_as_long_as_it_says(found: MapFindings, results: Results) -> None:
    axes = draw_static_map("coverage", found, marking=results.marking, language=VI).axes[0]
    bar = [patch.get_width() for patch in axes.patches if patch.get_height() < 500]
    (words,) = (one.get_text() for one in axes.texts if one.get_text().endswith(" km"))
    assert sum(bar) == pytest.approx(1000.0 * float(words.removesuffix(" km").replace(",", ".")))


@pytest.mark.parametrize(("at_most", "length"), [(1.0, 1.0), (1.99, 1.0), (4_999.0, 2_000.0), (57_000.0, 50_000.0)])
def test_scale_bars_are_round(at_most: float, length: float) -> None:
    assert scale_length_m(at_most) == length


def test_margins_are_of_the_larger_side() -> None:
    assert padded((0.0, 0.0, 100.0, 10.0), 0.1) == (-10.0, -10.0, 110.0, 20.0)


def test_the_sketch_shows_both_archipelagos_where_they_are(found: MapFindings, results: Results) -> None:
    figure = draw_static_map("coverage", found, inset=True, marking=results.marking, language=VI)
    sketch = figure.axes[1]
    words = [one.get_text() for one in sketch.texts]
    assert "Quần đảo Hoàng Sa\n(TP. Đà Nẵng)" in words and "Quần đảo Trường Sa\n(tỉnh Khánh Hòa)" in words
    assert sketch.get_title() == "Sơ đồ vị trí, không theo tỉ lệ"
    west, south, east, north = locator.BOUNDS
    drawn = np.vstack([line.get_xydata() for line in sketch.lines])
    for islands, box in (
        (locator.HOANG_SA, (111.0, 15.7, 113.0, 17.3)),
        (locator.TRUONG_SA, (111.5, 6.5, 117.4, 12.0)),
    ):
        for lon, lat in islands:
            assert box[0] <= lon <= box[2] and box[1] <= lat <= box[3]
            assert (np.abs(drawn - (lon, lat)).sum(axis=1) < 1e-9).any()
            assert west < lon < east and south < lat < north
    assert sketch.get_xlim() == (west, east) and sketch.get_ylim() == (south, north)


def test_the_sketch_is_of_one_country(found: MapFindings, results: Results) -> None:
    far = results.area.communes.set_geometry(results.area.communes.translate(0.0, -1.5e6))
    elsewhere = replace(found, area=replace(results.area, communes=far))
    with pytest.raises(OutputError, match="outputs.national_inset"):
        draw_static_map("communes", elsewhere, inset=True, marking=results.marking, language=VI)


def test_marks_that_do_not_apply_are_not_there(found: MapFindings, results: Results) -> None:
    real: Marking = replace(results.marking, synthetic=False, classification="")
    words = " ".join(svg_words(map_picture("plan", found, MapFormat.SVG, layout=FIGURE, marking=real, language=EN)))
    assert "SYNTHETIC" not in words and "NỘI BỘ" not in words
    assert "New mast" in words
    assert real.title in words  # as the title of the file
