"""The layers of the map in a real browser with the network off: every one switched, symbols, years, services, tiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from browser import Browser, Page

from covplan.assessment.key_areas import KeyAreas, assess_key_areas
from covplan.assessment.spots import find_spots
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.entry_loss import Environment
from covplan.ingest.area import Area
from covplan.outputs import draw_map, palette
from covplan.outputs.map_key_areas import key_area_data, key_area_group
from covplan.outputs.map_symbols import SHAPES
from covplan.outputs.settings import Language, OutputError, OutputSettings

MAP = "Object.values(window).find(v => v instanceof L.Map)"
VI, EN = Language.VIETNAMESE, Language.ENGLISH
WHERE = WhereSettings()


@pytest.fixture(scope="module")
def area(three_masts: Area) -> Area:
    """With three key areas from west to east."""
    left, bottom, *_ = three_masts.grid.bounds
    names, categories = ["Bệnh viện tây", "Trường giữa", "Bến xe đông"], ["health", "higher_education", "transport_hub"]
    places = gpd.GeoDataFrame(
        {"name": names, "category": categories, "place_class": categories, "source": ["giả định"] * 3},
        geometry=[shapely.Point(left + east, bottom + 8_050) for east in (3_000, 10_000, 15_500)],
        crs=9218,
    )
    return replace(three_masts, places=places)


@pytest.fixture(scope="module")
def key_areas(area: Area, results, in_years) -> list[KeyAreas]:  # type: ignore[no-untyped-def]
    """Today, 2027 and 2029: all to 8, 11 and 14 km from the west side are served."""
    return [assess_key_areas(results.cover, one, area, WHERE) for one in (results.today, *in_years[1].values())]


@pytest.fixture(scope="module")
def drawn(area: Area, results, in_years, key_areas) -> dict[str, Any]:  # type: ignore[no-untyped-def]
    """Arguments of a map with everything on it."""
    plan, by_year = in_years
    (x0, y0), (x1, y1) = ((p.x_m, p.y_m) for p in (area.sites[0], area.sites[1]))
    sections = gpd.GeoDataFrame(
        {
            "section": ["D1", "D2"], "road": ["QL.26", ""], "from_m": [0.0, np.nan], "to_m": [900.0, np.nan],
            "commune": ["Tuy Hòa", ""], "way": ["cable", "buried"], "owner": ["viettel", ""],
            "year": [2027, 2031], "length_m": [900.0, 500.0], "cost_base_mn_vnd": [10.0, 20.0],
            "users": [(1,), (1, 2)], "protects": [(), (2,)], "joins": [True, True],
        },
        geometry=[shapely.LineString([(x0, y0), (x1, y0)]), shapely.LineString([(x1, y0), (x1, y1 + 900)])],
        crs=9218,
    )  # fmt: skip
    spots = [find_spots(results.cover, one, area, WHERE) for one in (results.today, results.after)]
    inside = replace(results.today.service, environment=Environment.IN_VEHICLE, threshold_dbm=-105.0)
    others = [(replace(results.today, service=inside, headline_pct=12.34), replace(results.after, service=inside))]
    return {
        "area": area, "cover_before": results.cover, "plan": plan, "fibre": results.fibre,
        "cover_after": results.later, "today": results.today, "after": results.after, "by_year": by_year,
        "key_areas": key_areas, "spots": spots, "others": others, "sections": sections, "marking": results.marking,
    }  # fmt: skip


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with Browser(chromium) as running:
        yield running


@pytest.fixture(scope="module")
def file(drawn: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("Hội nghị") / "Bản đồ Đắk Lắk – lớp số 1.html"
    draw_map(**drawn).save(where)
    return where


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    opened = browser.open(file)
    yield opened
    assert [r for r in opened.requests if not r.startswith(("file://", "data:"))] == []
    assert opened.console_errors == []
    opened.close()


def ink(page: Page) -> list[int]:
    """Sum of what the canvas of the vectors holds, number of pictures, number of labels that are seen."""
    page.wait(0.1)
    return list(
        page.evaluate("""(() => { const c = document.querySelector('.leaflet-overlay-pane canvas');
        const copy = new OffscreenCanvas(c.width, c.height).getContext('2d', {willReadFrequently: true});
        copy.drawImage(c, 0, 0);
        const d = copy.getImageData(0, 0, c.width, c.height).data; let sum = 0;
        for (let k = 0; k < d.length; k += 4) { sum = (sum * 31 + d[k] + 7 * d[k + 1] + 49 * d[k + 2] + d[k + 3]) | 0; }
        const some = (name) => document.querySelectorAll(name).length;
        return [sum, some('.leaflet-raster-pane img') + some('.leaflet-relief-pane img'), some('.cp-label')]; })()""")
    )


def click(page: Page, selector: str) -> None:
    page.evaluate(f"document.querySelector('{selector}').click()")


def test_every_layer_changes_what_is_seen_and_asks_for_nothing(page: Page) -> None:
    names = page.evaluate("[...document.querySelectorAll('input[data-layer]')].map(i => i.dataset.layer)")
    assert set(names) >= {"built", "shared", "routes", "sharing", "protection", "key_areas", "masts", "cables", "roads"}
    for name in names:
        before = ink(page)
        click(page, f"input[data-layer={name}]")
        assert ink(page) != before, name
        legend = page.evaluate(f"(e => e && e.hidden)(document.querySelector('[data-layer-legend={name}]'))")
        checked = page.evaluate(f"document.querySelector('input[data-layer={name}]').checked")
        assert legend is None or legend is not checked


def test_every_theme_changes_what_is_seen_and_its_legend_is_open(page: Page) -> None:
    themes = page.evaluate("[...document.querySelectorAll('input[name=cp-theme]')].map(i => i.value)")
    assert set(themes) >= {"area", "rsrp_after", "op_viettel", "other_0", "spots_before", "spots_after"}
    seen = []
    for theme in themes:
        click(page, f'input[value="{theme}"]')
        seen.append(
            (*ink(page), page.evaluate("(i => i ? i.src : '')(document.querySelector('.leaflet-raster-pane img'))"))
        )
        shown = page.evaluate(f"""(() => {{ const box = document.querySelector('[data-theme-legend~={theme}]');
          return box && box.getBoundingClientRect().height > 10; }})()""")
        assert shown or theme == "none", theme
    alike = {"op_viettel", "other_0"}  # here who serves them is who serves any
    assert len({one for one, theme in zip(seen, themes, strict=True) if theme not in alike}) == len(themes) - len(alike)


def test_the_head_names_the_service_that_is_shown(page: Page) -> None:
    def head() -> list[str]:
        return list(
            page.evaluate("""['.cp-figures span', '.cp-figures b', '.cp-definition']
            .map(s => document.querySelector(s).textContent)""")
        )

    own = head()
    assert own[0] == "Dân số được phủ 5G" and "≥ −110 dBm" in own[2] and "ngoài trời" in own[2]
    click(page, "input[value=other_0]")
    value, definition = head()[1:]
    assert value.startswith("12,3 % → ") and "≥ −105 dBm" in definition and "trong xe (tổn hao 9 ± 5 dB)" in definition
    click(page, "input[value=op_mobifone]")
    assert "MobiFone" in head()[2] and "≥ −110 dBm" in head()[2]
    click(page, "input[value=after]")
    assert head() == own


def test_white_and_weak_spots_say_what_they_are_and_how_many_people(page: Page, drawn: dict[str, Any]) -> None:
    click(page, "input[value=spots_before]")
    legend = page.evaluate("document.querySelector('[data-theme-legend~=spots_before]').innerText")
    table = drawn["spots"][0].by_commune
    white = f"{round(table['white'].sum()):,}".replace(",", ".")
    assert f"vùng trắng: {white}" in legend.replace("\n", " ")
    assert "không nhà mạng nào phục vụ 5G" in legend and "chưa tới 5 dB" in legend
    at = page.evaluate(f"""(() => {{ const map = {MAP}; const found = [];
      map.eachLayer(l => {{ if (l instanceof L.Polygon) {{ found.push(l); }} }});
      const east = found.reduce((a, b) => a.getBounds().getEast() > b.getBounds().getEast() ? a : b);
      const p = map.latLngToContainerPoint(east.getBounds().pad(-0.3).getSouthEast()); return [p.x, p.y]; }})()""")
    page.move_to(*at)
    page.wait(0.15)
    told = page.evaluate("[...document.querySelectorAll('.cp-tip tr')].map(r => r.innerText)")
    people = {words.split("\t")[0]: words.split("\t")[1:] for words in told}
    after = drawn["spots"][1].by_commune
    expected = [f"{round(one['white'].iloc[1]):,}".replace(",", ".") for one in (table, after)]
    assert people["Người trong vùng trắng"] == expected


def verdicts(page: Page) -> list[str]:
    """Signs of key areas from west to east."""
    return list(
        page.evaluate(f"""(() => {{ const found = []; {MAP}.eachLayer(l => {{
        if (l.options.look && ['passed', 'failed', 'untold'].includes(l.options.look.shape)) {{
          found.push([l.getLatLng().lng, l.options.look.shape]); }} }});
        return found.sort((a, b) => a[0] - b[0]).map(pair => pair[1]); }})()""")
    )


def test_key_areas_pass_year_by_year(page: Page) -> None:
    click(page, "input[data-layer=key_areas]")
    told = []
    for stage in range(3):
        page.evaluate(f"""(i => {{ i.value = {stage}; i.dispatchEvent(new Event('input')); }})
          (document.querySelector('.cp-years input'))""")
        told.append(verdicts(page))
    assert told == [["passed", "failed", "failed"], ["passed", "passed", "failed"], ["passed", "passed", "failed"]]
    legend = page.evaluate("document.querySelector('[data-layer-legend=key_areas]').innerText")
    assert "4. Cơ sở y tế: 1 → 1 / 1" in legend and "5. Trường cao đẳng, đại học: 0 → 1 / 1" in legend
    assert "Chưa có số liệu: 1. Hành chính công" in legend and "Không đạt" in legend


def test_key_areas_left_of_the_line_are_those_of_today(page: Page) -> None:
    click(page, "input[data-layer=key_areas]")
    left = page.evaluate(f"""(() => {{ const found = []; {MAP}.eachLayer(l => {{
      if (l.options.left && l.options.left.look) {{ found.push([l.getLatLng().lng, l.options.left.look.shape]); }} }});
      return found.sort((a, b) => a[0] - b[0]).map(pair => pair[1]); }})()""")
    assert left == ["passed", "failed", "failed"] != verdicts(page)
    roads = page.evaluate(f"""(() => {{ const found = []; {MAP}.eachLayer(l => {{
      if (l.options.left && l.options.left.color) {{ found.push(l.options.left._dashArray); }} }});
      return found; }})()""")
    assert len(roads) == 2 and [7, 5] in roads  # as the canvas wants dashes


def test_roads_are_lines_with_a_verdict_and_signs_differ_without_colour(key_areas: list[KeyAreas]) -> None:
    data = key_area_data(key_areas, "any", VI)
    road = [item for item in data["items"] if "c" in item]
    assert len(road) == 2 and all(len(item["v"]) == 3 for item in road)  # cut at the border of the communes
    dashes = [line["dashArray"] for line in data["lines"]]
    assert len(set(dashes)) == 3
    assert [look["shape"] for look in data["looks"]] == ["passed", "failed", "untold"]
    assert len({SHAPES[look["shape"]].lines for look in data["looks"]}) == 3
    (keys,) = key_area_group(key_areas[:1], "any", VI).keys
    assert any(note.endswith("1 / 1") for note in keys.notes)  # today alone


def test_routes_come_with_their_years_and_all_are_there_at_the_end(page: Page) -> None:
    click(page, "input[data-layer=sharing]")
    click(page, "input[data-layer=protection]")
    count = f"""(() => {{ let n = 0; {MAP}.eachLayer(l => {{
      if (l.options.weight === 3 && l.options.right) {{ n++; }} }}); return n; }})()"""
    told = []
    for stage in range(3):
        page.evaluate(f"""(i => {{ i.value = {stage}; i.dispatchEvent(new Event('input')); }})
          (document.querySelector('.cp-years input'))""")
        told.append(page.evaluate(count))
    assert told == [0, 2, 4]  # the second section is of 2031, after the last year of the slider


def test_key_areas_of_too_few_moments_are_refused(drawn: dict[str, Any]) -> None:
    with pytest.raises(OutputError, match="2 moments for a map of 3"):
        draw_map(**(drawn | {"key_areas": drawn["key_areas"][:2]}))


def rgb(colour: str) -> list[int]:
    return [int(colour[k : k + 2], 16) for k in (1, 3, 5)]


def test_the_canvas_paints_what_the_legend_shows(page: Page, area: Area) -> None:
    for layer in ("built", "shared", "routes", "roads", "names"):
        click(page, f"input[data-layer={layer}]")
    click(page, "input[value=none]")
    click(page, "input[data-layer=masts]")
    colours = palette.operator_colours(area.operators)

    def pixels(number: int, places: list[tuple[float, float]]) -> list[list[int]]:
        """Colours about the mark of a site, in its radii; the mark is made large, to hit its parts."""
        page.evaluate(f"""(() => {{ const map = {MAP}, found = [];
          map.eachLayer(l => {{ if (l.options.look && l.options.of) {{ found.push(l); }} }});
          window.mark = found.sort((a, b) => a.getLatLng().lng - b.getLatLng().lng)[{number}];
          Object.assign(window.mark.options.look, {{radius: 20, made: null}});
          map.setView(window.mark.getLatLng(), 13, {{animate: false}}); }})()""")
        page.wait(0.5)  # what was zooming has come to rest
        return list(
            page.evaluate(f"""(() => {{ const at = {MAP}.latLngToContainerPoint(window.mark.getLatLng());
            const c = document.querySelector('.leaflet-overlay-pane canvas'), box = c.getBoundingClientRect();
            const ink = new OffscreenCanvas(c.width, c.height).getContext('2d', {{willReadFrequently: true}});
            ink.drawImage(c, 0, 0);
            const r = 20 * 1.15, scale = c.width / box.width;
            return {[list(p) for p in places]}.map(([x, y]) => [...ink.getImageData(
              Math.round((at.x - box.left + x * r) * scale), Math.round((at.y - box.top + y * r) * scale), 1, 1)
              .data].slice(0, 3)); }})()""")
        )

    # on a roof, shared: left and right stripe, the dot of 5G
    *stripes, dot = pixels(0, [(-0.66, 0.25), (0.66, 0.25), (0.0, -0.1)])
    assert stripes == [rgb(colours["viettel"]), rgb(colours["mobifone"])] and max(dot) < 60
    # hollow: the operator's colour around a white hole
    assert pixels(1, [(0.0, 0.6), (0.0, 0.2)]) == [rgb(colours["mobifone"]), [255, 255, 255]]
    # a circle
    assert pixels(2, [(0.0, 0.0)]) == [rgb(colours["viettel"])]


def test_tiles_are_asked_for_only_where_they_are_wanted(
    drawn: dict[str, Any], browser: Browser, tmp_path: Path
) -> None:
    assert "openstreetmap" not in draw_map(**drawn).html
    draw_map(**drawn, settings=OutputSettings(online_tiles=True, language=EN)).save(tmp_path / "map.html")
    page = browser.open(tmp_path / "map.html")
    asked = [r for r in page.requests if not r.startswith(("file://", "data:"))]
    assert asked and all(r.startswith("https://tile.openstreetmap.org/") for r in asked)
    told = page.evaluate("document.querySelector('.leaflet-control-attribution').innerText")
    assert "© OpenStreetMap contributors" in told and "borders" in told and "no legal force" in told
    assert not page.evaluate("document.querySelector('input[data-layer=relief]').checked")
    count = len(page.requests)
    click(page, "input[data-layer=tiles]")
    click(page, ".cp-whole")
    page.wait(0.2)
    assert len(page.requests) == count  # off, it asks for nothing more
    page.close()
