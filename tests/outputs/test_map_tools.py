"""What one does with the map, in a real browser with mouse and keys: years, swipe, search, measure, opacity, paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from browser import Browser, Page
from PIL import Image
from pyproj import Geod

from covplan.linear_reference import KmPost, ReferencedRoad
from covplan.network import MastClass
from covplan.outputs import draw_map
from covplan.outputs.lonlat import to_lonlat
from covplan.outputs.map_data import chainage_data
from covplan.outputs.map_masts import mast_data, planned_data
from covplan.outputs.map_stages import find_stages, themes, until
from covplan.outputs.palette import operator_letters
from covplan.outputs.settings import Language, OutputSettings

MAP = "Object.values(window).find(v => v instanceof L.Map)"
ESCAPE, ENTER, DOWN, LEFT = ("Escape", 27), ("Enter", 13), ("ArrowDown", 40), ("ArrowLeft", 37)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with Browser(chromium) as running:
        yield running


@pytest.fixture(scope="module")
def file(results, in_years, tmp_path_factory) -> Path:  # type: ignore[no-untyped-def]
    """The map of a plan by years, where people keep their files."""
    plan, by_year = in_years
    page = draw_map(
        results.area, results.cover, plan, results.fibre, cover_after=results.later, today=results.today,
        after=results.after, by_year=by_year, marking=results.marking,
    )  # fmt: skip
    where = tmp_path_factory.mktemp("họp") / "Sở KH&CN – bản đồ số 1.html"
    page.save(where)
    return where


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    opened = browser.open(file)
    yield opened
    assert [r for r in opened.requests if not r.startswith(("file://", "data:"))] == []
    assert opened.console_errors == []
    opened.close()


def standing(page: Page) -> list[int]:
    """Sites and routes of the plan that are drawn, and coverage pictures."""
    return list(
        page.evaluate(
            f"""(() => {{ let sites = 0, lines = 0; {MAP}.eachLayer(l => {{
            if (['triangle', 'diamond'].includes((l.options.look || {{}}).shape)) {{ sites++; }}
            if (l.options.color === '#fff' && l.options.weight === 5) {{ lines++; }} }});
            return [sites, lines, document.querySelectorAll('.leaflet-raster-pane img').length]; }})()"""
        )
    )


def figures(page: Page) -> list[str]:
    return list(page.evaluate("[...document.querySelectorAll('.cp-figures b')].map(b => b.textContent)"))


def slide(page: Page, part: float) -> None:
    """Drag the slider of the years from where it stands to a part of its way."""
    left, right, at, y = page.evaluate("""(() => { const i = document.querySelector('.cp-years input');
      const r = i.getBoundingClientRect(); return [r.left, r.right, i.value / i.max, r.top + r.height / 2]; })()""")
    inner = right - left - 16
    page.drag(left + 8 + at * inner, y, left + 8 + part * inner, y)


def choose(page: Page, theme: str) -> None:
    page.evaluate(f"document.querySelector('input[value={theme}]').click()")


def test_the_slider_moves_what_stands_the_picture_and_the_figures(page: Page, in_years) -> None:  # type: ignore[no-untyped-def]
    whole = figures(page)
    assert standing(page) == [2, 2, 0] and whole[1] == "2" and whole[3] == "3,7 tỷ đồng"
    choose(page, "area")
    slide(page, 0.5)
    assert standing(page) == [1, 1, 1]
    share = f"{in_years[1][2027].headline_pct:.3f}"[:-2].replace(".", ",")
    # the shared mast for 1000 and its half of the trunk for 225 million đồng
    assert figures(page) == [whole[0].split(" → ")[0] + f" → {share} %", "1", "7,5 km", "1,2 tỷ đồng"]
    assert page.evaluate("document.querySelector('.cp-years b').textContent") == "Hết năm 2027"
    assert page.evaluate("document.querySelector('input[value=area]').closest('label').innerText").endswith(
        "(Hết năm 2027)"
    )
    page.key(*LEFT)
    assert standing(page) == [0, 0, 1] and figures(page)[1:] == ["0", "0,0 km", "0 triệu đồng"]
    assert "→" not in figures(page)[0]
    legend = page.evaluate("document.querySelector('[data-theme-legend]:not([hidden])').innerText")
    assert "đang được phủ sóng" in legend and "thêm nhờ quy hoạch" not in legend  # as the picture of today
    slide(page, 1.0)
    assert standing(page) == [2, 2, 1] and figures(page) == whole


def test_the_tip_of_a_commune_is_of_the_year_shown(page: Page, in_years) -> None:  # type: ignore[no-untyped-def]
    at = page.evaluate(f"""(() => {{ const map = {MAP}; const found = [];
      map.eachLayer(l => {{ if (l instanceof L.Polygon) {{ found.push(l); }} }});
      const east = found.reduce((a, b) => a.getBounds().getEast() > b.getBounds().getEast() ? a : b);
      const p = map.latLngToContainerPoint(east.getBounds().pad(-0.3).getSouthEast()); return [p.x, p.y]; }})()""")
    for part, title, served in ((1.0, "Sau quy hoạch", in_years[1][2029]), (0.5, "Hết năm 2027", in_years[1][2027])):
        slide(page, part)
        page.move_to(*at)
        page.wait(0.15)
        words = page.evaluate("document.querySelector('.cp-tip').innerText")
        share = np.floor(10 * served.by_commune["any_pct"].iloc[1]) / 10
        assert title in words and f"{share:.1f}".replace(".", ",") + " %" in words, (part, words)


def test_the_slider_goes_with_the_theme(page: Page) -> None:
    choose(page, "rsrp_before")
    slide(page, 0.5)  # that theme has no years
    assert page.evaluate("document.querySelector('input[value=area]').checked")
    choose(page, "after")
    assert standing(page) == [1, 1, 0]  # communes have
    choose(page, "rsrp_after")
    assert standing(page) == [2, 2, 1]  # the end of the plan
    page.evaluate("document.querySelector('input[data-layer=shared]').click()")  # off, and it stays so
    choose(page, "area")
    slide(page, 0.5)
    slide(page, 1.0)
    assert standing(page) == [1, 2, 1]


def test_a_plan_without_years_has_no_slider(results, browser: Browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    drawing = draw_map(
        results.area, results.cover, results.plan, results.fibre, today=results.today, after=results.after,
        marking=results.marking,
    )  # fmt: skip
    drawing.save(tmp_path / "map.html")
    opened = browser.open(tmp_path / "map.html")
    assert opened.evaluate("document.querySelector('.cp-years')") is None
    assert opened.evaluate("document.querySelector('.cp-swipe-switch') !== null")
    assert opened.console_errors == []
    opened.close()
    alone = draw_map(results.area, results.cover, marking=results.marking).html
    assert "cp-swipe-switch" not in re.sub(r"(?s)<(script|style)>.*?</\1>", "", alone)


def test_money_of_a_year_is_that_of_its_sites_with_their_shares(results, in_years) -> None:  # type: ignore[no-untyped-def]
    plan, _ = in_years
    built, laid = until(2027, plan, results.fibre)
    assert [site.order for site in built.sites] == [1]
    assert (laid.cost_mn_vnd, laid.new_km) == (225.0, pytest.approx(7.5))  # of a trench for 450 that two sites use
    assert until(None, plan, results.fibre)[1].cost_mn_vnd == 0
    every = until(2029, plan, results.fibre)[1]
    assert every.cost_mn_vnd == pytest.approx(results.fibre.cost_mn_vnd)
    assert find_stages(results.today, results.after, {}) == []


def test_every_state_of_a_theme_is_a_picture_or_a_colour(results, in_years) -> None:  # type: ignore[no-untyped-def]
    stages = find_stages(results.today, results.after, in_years[1])
    assert [stage.state for stage in stages] == ["before", "year_2027", "after"]
    spec = themes(["rsrp_before", "rsrp_after"], stages, True, True)
    assert spec["area"] == {"states": ["area_before", "area_year_2027", "area_after"], "left": "area_before"}
    assert spec["before"]["against"] == "after" and spec["rsrp_after"]["end"]


def test_the_swipe_shows_today_left_and_the_plan_right(page: Page, tmp_path: Path) -> None:
    choose(page, "rsrp_before")
    page.evaluate("document.querySelectorAll('input[data-layer]').forEach(i => { if (i.checked) { i.click(); } })")
    button = page.middle(".cp-swipe-switch")
    page.click(*button)
    assert page.evaluate("document.querySelector('input[value=rsrp_after]').checked")
    x, y = page.middle(".cp-swipe input")
    for name, to in (("right", x + 170), ("left", x - 170)):
        page.drag(x, y, to, y)
        x = to
        page.wait(0.3)
        page.screenshot(tmp_path / f"{name}.png")
    clips = [page.evaluate(f"document.querySelector('.leaflet-{pane}-pane').style.clip") for pane in ("past", "raster")]
    edges = [[float(v) for v in re.findall(r"(-?[\d.]+)px", clip)] for clip in clips]
    assert edges[0][1] == edges[1][3] and edges[0][3] < edges[0][1] < edges[1][1]
    # between both places of the line the plan stands when it is left, today when it is right
    band = [np.asarray(Image.open(tmp_path / f"{name}.png").convert("RGB"), int) for name in ("right", "left")]
    inner = np.s_[150 : int(y) - 60, int(x) + 40 : int(x) + 300]
    assert (np.abs(band[0][inner] - band[1][inner]).sum(axis=2) > 30).mean() > 0.2
    page.click(*button)
    assert page.evaluate("document.querySelector('.leaflet-raster-pane').style.clip") == ""
    assert page.evaluate("document.querySelectorAll('.leaflet-past-pane img').length") == 0


def test_what_the_plan_adds_is_not_left_of_the_line(page: Page) -> None:
    page.click(*page.middle(".cp-swipe-switch"))
    at = page.evaluate(f"""(() => {{ const map = {MAP}; let found;
      map.eachLayer(l => {{ if (l.options.look && l.options.look.shape === 'triangle') {{ found = l; }} }});
      const p = map.latLngToContainerPoint(found.getLatLng()); return [p.x, p.y]; }})()""")
    x, y = page.middle(".cp-swipe input")
    told = []
    for to in (at[0] - 60, at[0] + 60):
        page.drag(x, y, to, y)
        x = to
        page.move_to(5, 890)
        page.move_to(*at)
        page.wait(0.15)
        told.append(page.evaluate("document.querySelector('.cp-tip').textContent"))
    assert "Xây cột mới" in told[0] and "Xây cột mới" not in told[1]


def search(page: Page, words: str) -> list[str]:
    page.evaluate("(i => { i.value = ''; i.focus(); })(document.querySelector('.cp-search input'))")
    page.type(words)
    return list(page.evaluate("[...document.querySelectorAll('.cp-search li')].map(e => e.textContent)"))


def arrived(page: Page) -> str:
    for _ in range(30):
        page.wait(0.1)
        words = page.evaluate("(p => p ? p.innerText : '')(document.querySelector('.leaflet-popup-content'))")
        if words:
            return str(words)
    raise AssertionError("nothing was opened")


def test_search_finds_without_accents_and_case_and_opens_it(page: Page) -> None:
    assert search(page, "buon ma")[0] == "Buôn Ma Thuộtxã, phường"
    page.key(*ENTER)
    words = arrived(page)
    assert "Buôn Ma Thuột" in words and "Đắk Lắk" not in words and "Viettel" in words and "Vĩ độ" in words
    assert search(page, "TUY HÒA")[0].startswith("Tuy Hòa")
    assert search(page, "không có đâu") == ["Không tìm thấy"]
    page.key(*ESCAPE)
    assert page.evaluate("document.querySelector('.cp-search ul').hidden")


@pytest.mark.parametrize(
    ("words", "folded"),
    [("Đắk R’Lấp", "dak r lap"), ("\u00d0ẮK  LẮK", "dak lak"), ("Cư M'gar", "cu m gar"), ("QL.29", "ql 29")],
)
def test_words_are_compared_without_accents_case_and_signs(page: Page, words: str, folded: str) -> None:
    source = (Path(draw_map.__code__.co_filename).parent / "page/texts.js").read_text(encoding="utf-8")
    formula = source[source.index("function fold") :]
    assert page.evaluate(f"(() => {{ {formula} return fold({words!r}); }})()") == folded


def test_search_finds_a_mast_by_its_id_and_shows_its_layer(page: Page) -> None:
    found = search(page, "mb1")
    assert len(found) == 2 and "trạm hiện hữu" in found[0]  # and the site of the plan on it
    page.key(*DOWN)
    assert page.evaluate("document.querySelector('.cp-search li[aria-selected=true]').id") == "cp-found-1"
    assert page.evaluate("document.querySelector('.cp-search input').getAttribute('aria-activedescendant')")
    page.key(*DOWN)  # round to the first
    page.key(*ENTER)
    assert "MobiFone" in arrived(page)
    assert page.evaluate("document.querySelector('input[data-layer=masts]').checked")


def test_a_site_of_a_later_year_moves_the_slider(page: Page) -> None:
    slide(page, 0.0)
    search(page, "b-1")
    page.key(*ENTER)
    assert "Xây cột mới" in arrived(page)
    assert page.evaluate("document.querySelector('.cp-years b').textContent") == "Hết năm 2029"


def test_search_finds_a_km_of_a_road(results, page: Page) -> None:  # type: ignore[no-untyped-def]
    assert search(page, "QL.26 Km 12+300") == ["QL.26 Km12+300lý trình"]
    page.key(*ENTER)
    words = arrived(page)
    assert "QL.26 Km12+300" in words and "chưa theo cột Km" in words
    point = results.area.road_references["QL.26"].locate(12_300.0)
    lon, lat = to_lonlat([point.x], [point.y], results.area.grid.epsg)
    told = [float(value.replace(",", ".")) for value in re.findall(r"\d+,\d{5}", words)]
    assert told == pytest.approx([lat[0], lon[0]], abs=2e-5)
    outside = search(page, "ql26 km99")
    assert outside == ["QL.26: Km0+000 – Km15+000ngoài lý trình của đường"]
    page.key(*ENTER)  # nowhere to go
    assert search(page, "quoc lo 26")[0].startswith("QL.26")


def test_chainage_between_km_posts_is_official(results) -> None:  # type: ignore[no-untyped-def]
    line = results.area.road_references["QL.26"].line
    posted = ReferencedRoad("QL.26", line, posts=(KmPost(1_000.0, 5_000.0), KmPost(3_000.0, 7_100.0)))
    (road,) = chainage_data(replace(results.area, road_references={"QL.26": posted}))
    assert (road["first"], road["official"]) == (4_000.0, [5_000.0, 7_100.0])
    assert len(road["at"]) == int(np.ceil((road["last"] - road["first"]) / road["step"])) + 1
    (plain,) = chainage_data(results.area)
    assert plain["official"] is None


def test_distance_and_area_are_those_of_the_ellipsoid(page: Page) -> None:
    page.click(*page.middle(".cp-measure-switch"))
    corners = [(620.0, 250.0), (900.0, 300.0), (760.0, 600.0)]
    told = []
    for corner in (*corners, corners[0]):
        page.click(*corner)
        told.append(page.evaluate("document.querySelector('.cp-measured').textContent"))
    lat_lon = [page.evaluate(f"(p => [p.lat, p.lng])({MAP}.containerPointToLatLng({list(c)}))") for c in corners]
    lat, lon = zip(*lat_lon, strict=True)
    geod = Geod(ellps="WGS84")

    def numbers(words: str) -> list[float]:
        return [float(v.replace(".", "").replace(",", ".")) for v in re.findall(r"([\d.,]+) (?:km²|km|ha|m)\b", words)]

    assert numbers(told[1])[0] == pytest.approx(geod.line_length(lon[:2], lat[:2]) / 1000, abs=0.006)
    assert numbers(told[2])[0] == pytest.approx(geod.line_length(lon, lat) / 1000, abs=0.006)
    area, perimeter = geod.polygon_area_perimeter(lon, lat)
    assert numbers(told[3]) == [pytest.approx(abs(area) / 1e6, rel=2e-4), pytest.approx(perimeter / 1000, abs=0.006)]
    assert page.evaluate("document.querySelector('.leaflet-popup')") is None  # clicks measured, opened nothing
    page.key(*ESCAPE)
    assert page.evaluate("document.querySelector('.cp-measured').hidden")
    assert page.evaluate("document.querySelectorAll('.leaflet-measure-pane path').length") == 0


@pytest.mark.parametrize(("a", "b"), [((12.0, 107.5), (14.2, 109.4)), ((12.7, 108.0), (12.7, 110.2))])
def test_long_distances_too(page: Page, a: tuple[float, float], b: tuple[float, float]) -> None:
    """The page's formula on its own, over the whole province."""
    source = (Path(draw_map.__code__.co_filename).parent / "page/measure.js").read_text(encoding="utf-8")
    formula = source[: source.index("function makeMeasure")]
    got = page.evaluate(
        f"(() => {{ {formula} return distanceM({{lat: {a[0]}, lng: {a[1]}}}, {{lat: {b[0]}, lng: {b[1]}}}); }})()"
    )
    assert got == pytest.approx(Geod(ellps="WGS84").inv(a[1], a[0], b[1], b[0])[2], rel=1e-4)


def test_a_click_opens_what_stays_and_escape_closes_it(page: Page) -> None:
    at = page.evaluate(f"""(() => {{ const map = {MAP}; let found;
      map.eachLayer(l => {{ if (l.options.look && l.options.look.shape === 'diamond') {{ found = l; }} }});
      const p = map.latLngToContainerPoint(found.getLatLng()); return [p.x, p.y]; }})()""")
    page.click(*at)
    assert "S-MB1" in arrived(page)
    page.move_to(5, 890)
    page.wait(0.2)
    assert page.evaluate("document.querySelector('.leaflet-popup') !== null")
    assert page.evaluate("document.querySelector('.leaflet-popup-close-button').getAttribute('aria-label')") == "Đóng"
    page.key(*ESCAPE)
    page.wait(0.4)
    assert page.evaluate("document.querySelector('.leaflet-popup')") is None


def test_pictures_and_their_legend_have_the_opacity_of_the_slider(page: Page) -> None:
    choose(page, "area")
    page.evaluate("""(i => { i.value = 45; i.dispatchEvent(new Event('input')); })
      (document.querySelector('.cp-opacity input'))""")
    shown = page.evaluate("""[document.querySelector('.leaflet-raster-pane img').style.opacity, getComputedStyle(
      document.querySelector('[data-theme-legend]:not([hidden]) .cp-swatch')).opacity]""")
    assert shown == ["0.45", "0.45"]
    choose(page, "after")
    fill = f"(() => {{ let o; {MAP}.eachLayer(l => {{ if (l instanceof L.Polygon) {{ o = l.options.fillOpacity; }} }});"
    assert page.evaluate(fill + " return o; })()") == 0.45


def test_the_legend_of_a_layer_comes_and_goes_with_it(page: Page) -> None:
    hidden = "document.querySelector('[data-layer-legend=masts]').hidden"
    assert page.evaluate(hidden)
    page.evaluate("document.querySelector('input[data-layer=masts]').click()")
    assert not page.evaluate(hidden)
    legend = page.evaluate("document.querySelector('[data-layer-legend=masts]').innerText").split("\n")
    assert legend[0] == "danh sách không ghi loại cột" and " ".join(legend).split()[-4:] == [
        *("V", "Viettel", "M", "MobiFone"),
    ]


def test_symbols_are_told_apart_without_colours(results) -> None:  # type: ignore[no-untyped-def]
    assert operator_letters(("viettel", "gmobile", "mobile", "vvv")) == {
        "viettel": "V", "vinaphone": "P", "mobifone": "M", "gmobile": "G", "mobile": "O", "vvv": "5",
    }  # fmt: skip
    letters = {item["letter"] for item in mast_data(results.area, Language.ENGLISH)["items"]}
    assert letters == {"V", "M"}
    build = results.plan.sites[1]
    roof = replace(build, candidate=replace(build.candidate, mast_class=MastClass.BUILDING))
    plan = replace(results.plan, sites=(results.plan.sites[0], roof))
    planned = planned_data(results.area, plan, None, Language.ENGLISH)
    assert [planned["looks"][item["look"]]["shape"] for item in planned["items"]] == ["diamond", "roof"]


@pytest.mark.parametrize(("size", "inches"), [("A4", (11.69, 8.27)), ("A3", (16.54, 11.69))])
def test_paper_keeps_scale_marks_and_sources(page: Page, size: str, inches: tuple[float, float]) -> None:
    page.evaluate(f"""(s => {{ s.value = '{size}'; s.dispatchEvent(new Event('change')); }})
      (document.querySelector('.cp-paper'))""")
    page.call("Emulation.setEmulatedMedia", media="print")
    page.wait(0.2)
    seen = page.evaluate("""['.leaflet-control-scale', '.cp-marks', '.cp-source', '.leaflet-control-attribution']
      .map(s => document.querySelector(s).getBoundingClientRect().height > 0)""")
    assert seen == [True] * 4
    assert page.evaluate("document.querySelector('.cp-tools').getBoundingClientRect().height") == 0
    pdf = page.pdf()
    (width, height), *others = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert (float(width) / 72, float(height) / 72) == pytest.approx(inches, abs=0.03)
    assert others == []  # one sheet


def test_it_speaks_english(results, in_years, browser: Browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plan, by_year = in_years
    draw_map(
        results.area, results.cover, plan, results.fibre, today=results.today, after=results.after, by_year=by_year,
        marking=results.marking, settings=OutputSettings(language=Language.ENGLISH),
    ).save(tmp_path / "map.html")  # fmt: skip
    opened = browser.open(tmp_path / "map.html")
    assert "Today" in opened.evaluate("document.querySelector('.cp-ticks').innerText")
    opened.click(*opened.middle(".cp-measure-switch"))
    assert "ellipsoid" in opened.evaluate("document.querySelector('.cp-measured').textContent")
    assert opened.console_errors == []
    opened.close()
