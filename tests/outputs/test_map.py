"""The map in a real browser with the network off: no request, no complaint, texts as texts, layers that switch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from browser import Browser, Page

from covplan.errors import GridMismatchError
from covplan.grid import Grid
from covplan.linear_reference import ReferencedRoad
from covplan.outputs import draw_map
from covplan.outputs.lonlat import to_lonlat
from covplan.outputs.map_data import commune_data
from covplan.outputs.map_images import WebGrid, relief_classes, rsrp_classes, served_classes
from covplan.outputs.map_masts import planned_data
from covplan.outputs.map_page import OfflineMap
from covplan.outputs.map_panel import figures
from covplan.outputs.palette import served_colour
from covplan.outputs.settings import Language, OutputSettings

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{% raw %}@data@</script>"


def draw(results, **changes) -> OfflineMap:  # type: ignore[no-untyped-def]
    known = {"cover_after": results.later, "today": results.today, "after": results.after, "marking": results.marking}
    return draw_map(results.area, results.cover, results.plan, results.fibre, **(known | changes))


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with Browser(chromium) as running:
        yield running


@pytest.fixture(scope="module")
def page(results, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    file = tmp_path_factory.mktemp("map") / "map.html"
    draw(results).save(file)
    opened = browser.open(file)
    yield opened
    opened.close()


def check_quiet(page: Page) -> None:
    assert [r for r in page.requests if not r.startswith(("file://", "data:"))] == []
    assert len([r for r in page.requests if r.startswith("file://")]) == 1
    assert page.console_errors == []


def test_the_page_asks_for_nothing_and_complains_of_nothing(page: Page) -> None:
    for box in ("input[name=cp-theme]", "input[data-layer]"):
        page.evaluate(f"document.querySelectorAll('{box}').forEach(i => i.click())")
    page.wait(0.3)
    page.evaluate("document.querySelectorAll('input[data-layer]').forEach(i => i.click())")
    page.evaluate("document.querySelector('input[name=cp-theme][value=after]').click()")
    page.wait(0.2)
    check_quiet(page)


def test_no_resource_of_the_page_lies_elsewhere(results) -> None:
    html = draw(results).html
    assert not re.search(r"<(link|img|iframe|script)\b[^>]*\b(src|href)\b", html)
    assert not re.search(r"url\(\s*[\"']?(?!data:)", html.replace("url(#default#VML)", ""))
    assert "sourceMappingURL" not in html
    assert len(html.encode("utf-8")) < 3_000_000


def test_a_site_that_no_road_joins_is_told_in_its_tip_and_above(results) -> None:
    fibre = replace(results.fibre, site_cost_mn_vnd={"S-MB1": 450.0}, unconnected=("B-1",))
    tips = [item["r"][6] for item in planned_data(results.area, results.plan, fibre, Language.ENGLISH)["items"]]
    assert tips[1] == "cannot be joined along roads" != tips[0]
    for routed, detail in ((fibre, "sites not joined: 1"), (results.fibre, "")):
        shown = figures(None, None, None, routed, results.marking, Language.ENGLISH)
        assert [figure.detail for figure in shown] == [detail]


def test_marks_definition_and_boundaries_are_seen(page: Page) -> None:
    seen = page.evaluate("document.body.innerText")
    for words in (
        "DỮ LIỆU MÔ PHỎNG",
        "NỘI BỘ",
        "SS-RSRP ≥ −110 dBm",
        "ước tính",
        "Ranh giới tham khảo, không có giá trị pháp lý",
        "Số liệu đến 23/11/2026",
        "Cột xây mới",
        "3,7 tỷ đồng",
    ):
        assert words in seen
    assert page.evaluate("document.querySelector('.leaflet-control-attribution').innerText") == (
        "Ranh giới tham khảo, không có giá trị pháp lý"
    )
    assert "mi" not in page.evaluate("document.querySelector('.leaflet-control-scale').innerText").split()
    assert page.evaluate("document.documentElement.lang") == "vi"


def test_the_whole_area_is_seen_on_a_desk_and_on_a_telephone(results, browser: Browser, tmp_path) -> None:
    draw(results).save(tmp_path / "map.html")
    for width, height, touch in ((1440, 900, False), (390, 800, True)):
        page = browser.open(tmp_path / "map.html", width, height, touch)
        check_quiet(page)
        outside = page.evaluate("""(() => {
          const map = Object.values(window).find(v => v instanceof L.Map);
          const box = map.getContainer().getBoundingClientRect();
          let bounds = L.latLngBounds([]);
          map.eachLayer(l => { if (l instanceof L.Polygon) { bounds.extend(l.getBounds()); } });
          const a = map.latLngToContainerPoint(bounds.getNorthWest());
          const b = map.latLngToContainerPoint(bounds.getSouthEast());
          const head = document.querySelector('.cp-head').getBoundingClientRect();
          return [a.x >= 0, a.y >= 0, b.x <= box.width, b.y <= box.height, b.x - a.x > 150,
                  a.x >= head.right || a.y >= head.bottom, document.documentElement.scrollWidth <= box.width];
        })()""")
        assert outside == [True] * 7, (width, outside)
        page.close()


def test_themes_exclude_each_other_and_show_their_own_legend(page: Page) -> None:
    def shown() -> tuple[int, list[str]]:
        return (
            page.evaluate("document.querySelectorAll('.leaflet-raster-pane img').length"),
            page.evaluate(
                "[...document.querySelectorAll('[data-theme-legend]:not([hidden])')].map(e => e.dataset.themeLegend)"
            ),
        )

    for value, expected in (
        ("area", (1, ["area"])),
        ("rsrp_after", (1, ["rsrp_before rsrp_after"])),
        ("before", (0, ["before after"])),
        ("none", (0, [])),
        ("after", (0, ["before after"])),
    ):
        page.evaluate(f"document.querySelector('input[value={value}]').click()")
        assert shown() == expected


def test_switches_add_and_remove_layers(page: Page) -> None:
    count = (
        "(() => { let n = 0; Object.values(window).find(v => v instanceof L.Map).eachLayer(() => n++); return n; })()"
    )
    before = page.evaluate(count)
    page.evaluate("document.querySelector('input[data-layer=masts]').click()")
    assert page.evaluate(count) == before + 3 + 1  # three sites and their group
    page.evaluate("document.querySelector('input[data-layer=masts]').click()")
    assert page.evaluate(count) == before


def test_the_year_of_a_site_stands_last_in_its_tip_and_nothing_without_phases(results) -> None:  # type: ignore[no-untyped-def]
    first, *rest = results.plan.sites
    phased = replace(results.plan, sites=(replace(first, year=2028), *rest))
    data = planned_data(results.area, phased, results.fibre, Language.VIETNAMESE)
    assert data["labels"][-1] == "Năm đầu tư"
    assert [item["r"][-1] for item in data["items"]] == ["2028", ""]


def test_the_tip_of_a_commune_gives_people_and_shares(page: Page) -> None:
    at = page.evaluate("""(() => { const map = Object.values(window).find(v => v instanceof L.Map);
      let found; map.eachLayer(l => { if (l instanceof L.Polygon) { found = found || l; } });
      const p = map.latLngToContainerPoint(found.getBounds().pad(-0.3).getSouthWest()); return [p.x, p.y]; })()""")
    page.move_to(*at)
    page.wait(0.2)
    words = page.evaluate("document.querySelector('.cp-tip').innerText")
    assert "Tuy Hòa" in words and "Dân số" in words and "Viettel" in words and "100,0 %" in words


def with_attack(results):  # type: ignore[no-untyped-def]
    area, plan = results.area, results.plan
    communes = area.communes.assign(name=ATTACK, type=ATTACK)
    roads = area.roads.assign(number=ATTACK, name=ATTACK)
    places = gpd.GeoDataFrame(
        {"name": [ATTACK], "category": [ATTACK], "source": [""]},
        geometry=[shapely.Point(area.sites[0].x_m, area.sites[0].y_m)],
        crs=9218,
    )
    zone = places.assign(geometry=places.buffer(500))
    references = {ATTACK: ReferencedRoad(ATTACK, area.road_references["QL.26"].line)}
    sites = tuple(replace(site, name=ATTACK, mast_owner=ATTACK) for site in area.sites)
    fibre = tuple(replace(route, id=ATTACK, owner=ATTACK) for route in area.fibre)
    chosen = tuple(replace(s, candidate=replace(s.candidate, id=ATTACK, road=ATTACK)) for s in plan.sites)
    return replace(
        results,
        area=replace(
            area, communes=communes, roads=roads, places=places, exclusions=zone, road_references=references,
            sites=sites, fibre=fibre,
        ),
        plan=replace(plan, sites=chosen),
        marking=replace(results.marking, title=ATTACK, classification=ATTACK, sources=(ATTACK,), people_base=ATTACK),
    )  # fmt: skip


def test_markup_in_files_is_shown_as_text(results, browser: Browser, tmp_path) -> None:
    drawing = draw(with_attack(results), marking=with_attack(results).marking)
    assert "<img src=x" not in drawing.html and "<script>alert" not in drawing.html
    drawing.save(tmp_path / "map.html")
    page = browser.open(tmp_path / "map.html")
    page.evaluate("document.querySelectorAll('input[data-layer]').forEach(i => { if (!i.checked) { i.click(); } })")
    opened = page.evaluate("""(() => { const map = Object.values(window).find(v => v instanceof L.Map); let n = 0;
      map.eachLayer(l => { if (l.getTooltip && l.getTooltip()) { l.openTooltip(); n++; } }); return n; })()""")
    assert opened >= 10
    page.wait(0.2)
    check_quiet(page)
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    assert ATTACK in page.evaluate("document.querySelector('h1').innerText")
    assert ATTACK in page.evaluate("document.querySelector('.cp-tip').textContent")
    page.close()


def test_the_map_speaks_english_and_does_without_a_plan(results, browser: Browser, tmp_path) -> None:
    drawing = draw_map(
        results.area,
        results.cover,
        marking=replace(results.marking, synthetic=False),
        settings=OutputSettings(language=Language.ENGLISH),
    )
    drawing.save(tmp_path / "map.html")
    page = browser.open(tmp_path / "map.html")
    check_quiet(page)
    seen = page.evaluate("document.body.innerText")
    assert "Layers and legend" in seen and "SYNTHETIC" not in seen and "Proposed plan" not in seen.title()
    page.close()


def test_another_grid_is_refused(results) -> None:
    other = replace(results.cover, grid=Grid(9218, 0.0, 0.0, 250.0, 64, 64))
    with pytest.raises(GridMismatchError, match="different grids"):
        draw_map(results.area, other, marking=results.marking)


def test_pictures_lie_where_the_grid_lies(results) -> None:
    grid = results.area.grid
    web = WebGrid.over(grid)
    (south, west), (north, east) = web.bounds
    left, bottom, right, top = grid.bounds
    lon, lat = to_lonlat([left, right, left, right], [bottom, bottom, top, top], grid.epsg)
    assert west <= lon.min() and east >= lon.max() and south <= lat.min() and north >= lat.max()
    rows, cols = web.row.shape
    for k, j in ((0.25, 0.4), (0.5, 0.5), (0.8, 0.9)):
        row, col = int(k * rows), int(j * cols)
        # the picture's pixel shows the grid's pixel whose centre lies within about half a pixel of it
        x, y = grid.centres()
        at = to_lonlat(x[web.col[row, col]], y[web.row[row, col]], grid.epsg)
        assert float(at[0]) == pytest.approx(west + (east - west) * (col + 0.5) / cols, abs=0.0013)
        assert float(at[1]) == pytest.approx(north + (south - north) * (row + 0.5) / rows, abs=0.0013)


def test_classes(results) -> None:
    rsrp = np.array([[-110.1, -110.0, -100.0, -85.0, -60.0, np.nan]], np.float32)
    assert rsrp_classes(rsrp, -110.0).tolist() == [[0, 1, 2, 3, 4, 0]]
    classes = served_classes(results.area, results.today, results.after)
    people, today, after = results.area.people.values, results.today.served["any"], results.after.served["any"]
    assert (classes[today] == 1).all() and (classes[after & ~today] == 2).all()
    assert (classes == 3).sum() == ((people > 0) & ~after).sum() > 0
    colours = [served_colour(v) for v in (0.0, 49.9, 50.0, 94.9, 98.99, 99.0, 100.0)]
    assert [colours.index(c) for c in colours] == [0, 0, 2, 3, 4, 5, 5]


def test_real_borders_stay_shared_and_small(results, shared: Path) -> None:
    real = gpd.read_file(shared / "data/daklak/daklak_boundaries.gpkg", layer="communes_2025").to_crs(9218)
    columns = {"code": real["code"], "name": real["name"], "type": real["type"], "district": "", "province": ""}
    seats = real.geometry.representative_point()
    seat = {"population": real["population"], "seat_x_m": seats.x, "seat_y_m": seats.y}
    communes = gpd.GeoDataFrame(columns | seat, geometry=real.geometry, crs=9218)
    data = commune_data(replace(results.area, communes=communes), None, None, Language.VIETNAMESE, {})
    assert len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()) < 600_000
    drawn = [shapely.MultiPolygon([(p[0], p[1:]) for p in item["c"]]) for item in data["items"]]
    whole = shapely.union_all(shapely.make_valid(drawn))
    assert sum(p.area for p in drawn) == pytest.approx(whole.area, rel=1e-5)  # no overlaps
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(whole)])
    assert filled.area == pytest.approx(whole.area, rel=1e-5)  # no slivers between neighbours
    assert sum(item["major"] for item in data["items"]) >= 10


def test_a_slope_to_the_north_west_is_lit() -> None:
    y, x = np.mgrid[0:20, 0:20] * 250.0
    inside = np.ones((20, 20), bool)
    lit = relief_classes((x + y) * 0.05, 250.0, inside)  # rises to the south-east: faces north-west
    dark = relief_classes(-(x + y) * 0.05, 250.0, inside)
    flat = relief_classes(x * 0, 250.0, inside)
    assert lit.min() > flat.max() >= flat.min() > dark.max()
    x[3, 3] = np.nan
    assert relief_classes(x, 250.0, inside)[3, 4] == 0


def test_communes_are_coloured_by_households_near_fibre(results, browser: Browser, tmp_path) -> None:  # type: ignore[no-untyped-def]
    near = {"households_before": [20.0, 0.0], "households_after": [200.0, 0.0]}
    reach = pd.DataFrame({"households": [200.0, 0.0], **near})
    drawn = draw(results, fibre_reach=reach)
    drawn.save(tmp_path / "map.html")
    page = browser.open(tmp_path / "map.html")
    for theme, share in (("fibre_before", 10.0), ("fibre_after", 100.0)):
        page.evaluate(f"document.querySelector('input[name=cp-theme][value={theme}]').click()")
        assert page.evaluate(f"document.querySelector('[data-theme-legend~={theme}]').hidden") is False
        for colour in (served_colour(share), served_colour(float("nan"))):  # nobody lives in the second
            assert f'"{theme}":"{colour}"' in drawn.html
    check_quiet(page)
    page.close()
