"""The map of two plans: classes by hand, pixels by a slow count, the page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from browser import Browser

from covplan.grid import Grid
from covplan.outputs.comparison import Side, comparison_tables
from covplan.outputs.difference_map import can_be_drawn, class_limits, difference_class, draw_difference, pixel_classes
from covplan.outputs.palette import DIFFERENCE
from covplan.outputs.settings import Language

ATTACK = "<img src=x onerror=alert(1)></script>{{ 7*7 }}"


@pytest.fixture
def sides(results) -> tuple[Side, Side]:  # type: ignore[no-untyped-def]
    """The plan against what stands today, as if nothing were built."""
    whole = Side("cả", {}, results.area, results.today, results.after, results.plan, results.fibre)
    no_fibre = replace(results.fibre, segments=results.fibre.segments.iloc[:0], new_km=0.0, cost_mn_vnd=0.0)
    nothing = Side(
        "không", {}, results.area, results.today, results.today, replace(results.plan, sites=()), no_fibre
    )  # fmt: skip
    return whole, nothing


@pytest.mark.parametrize(
    ("largest", "limits"), [(0.0, (1.0, 2.0)), (3.0, (1.0, 2.0)), (77.0, (5.0, 20.0)), (4_200.0, (200.0, 1_000.0))]
)
def test_limits_are_round_numbers(largest: float, limits: tuple[float, float]) -> None:
    assert class_limits(np.array([0.0, -largest])) == limits


def test_classes_are_even_on_both_sides() -> None:
    values = [-1_000.0, -999.0, -200.0, -199.0, -0.4, 0.0, 0.4, 1.0, 200.0, 1_000.0]
    assert [difference_class(value, (200.0, 1_000.0)) for value in values] == [0, 1, 1, 2, 3, 3, 3, 4, 5, 6]


def test_pixels_are_won_lost_or_served_by_both(sides: tuple[Side, Side]) -> None:
    whole, nothing = sides
    classes, turned = pixel_classes(whole, nothing), pixel_classes(nothing, whole)
    today, after = nothing.after.served["any"], whole.after.served["any"]
    for (row, col), value in np.ndenumerate(classes):
        assert value == (1 if today[row, col] and after[row, col] else 3 if after[row, col] else 0)
    assert (turned == 2).sum() == (classes == 3).sum() > 0


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with Browser(chromium) as running:
        yield running


def test_the_page_tells_what_the_tables_tell(
    sides: tuple[Side, Side], results, browser: Browser, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    whole, nothing = sides
    other = replace(results.marking, service=replace(results.marking.service, threshold_dbm=-100.0), synthetic=False)
    draw_difference(nothing, whole, (other, results.marking), Language.VIETNAMESE).save(tmp_path / "bản đồ.html")
    page = browser.open(tmp_path / "bản đồ.html")
    head = page.evaluate("document.querySelector('.cp-head').innerText")
    assert "DỮ LIỆU MÔ PHỎNG" in head  # one side is enough
    assert "không: Được phủ sóng 5G: SS-RSRP ≥ −100 dBm" in head and "cả: Được phủ sóng 5G: SS-RSRP ≥ −110" in head
    assert "0 → 2" in head and "0 triệu đồng → 3,7 tỷ đồng" in head
    assert page.evaluate("document.querySelectorAll('[data-theme-legend=people] > div:not([hidden])').length") == 7
    page.evaluate("""(i => { i.focus(); i.value = 'buon'; i.dispatchEvent(new Event('input')); })
      (document.querySelector('.cp-search input'))""")
    page.key("Enter", 13)
    page.wait(1.5)
    told = page.evaluate("document.querySelector('.leaflet-popup-content').innerText")
    communes = comparison_tables(nothing, whole, Language.VIETNAMESE)[1][0]
    row = next(row for row in communes.rows if row[1] == "Buôn Ma Thuột")
    a, b, difference = (f"{round(value):,}".replace(",", ".") for value in row[8:11])
    assert f"{a}\t{b}\t+{difference}" in told
    page.evaluate("document.querySelector('input[value=pixels]').click()")
    page.wait(0.2)
    legend = page.evaluate("document.querySelector('[data-theme-legend=pixels]').innerText")
    assert "cả hai cùng phủ" in legend and "chỉ cả phủ" in legend and "chỉ không phủ" not in legend
    assert page.evaluate("document.querySelectorAll('.leaflet-raster-pane img').length") == 1
    assert [r for r in page.requests if not r.startswith(("file://", "data:"))] == []
    assert page.console_errors == []


def test_names_of_scenarios_and_communes_are_text(
    sides: tuple[Side, Side], results, browser: Browser, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    area = replace(results.area, communes=results.area.communes.assign(name=ATTACK))
    attacked = [replace(side, name=ATTACK, area=area) for side in sides]
    page = draw_difference(*attacked, (results.marking, results.marking), Language.ENGLISH)
    assert "<img" not in page.html
    page.save(tmp_path / "map.html")
    opened = browser.open(tmp_path / "map.html")
    assert ATTACK in opened.evaluate("document.querySelector('h1').innerText")
    assert opened.console_errors == []


def test_no_difference_is_grey_everywhere(sides: tuple[Side, Side], results) -> None:  # type: ignore[no-untyped-def]
    same = draw_difference(sides[0], sides[0], (results.marking, results.marking), Language.ENGLISH).html
    assert f'"people":"{DIFFERENCE[3]}"' in same
    assert not any(f'"people":"{colour}"' in same for colour in (*DIFFERENCE[:3], *DIFFERENCE[4:]))


def test_other_grids_and_other_communes_have_no_map(sides: tuple[Side, Side]) -> None:
    first, second = sides
    assert can_be_drawn(first, second)
    grid = first.area.grid
    moved = Grid(grid.epsg, grid.left_m + 250.0, grid.top_m, grid.pixel_m, grid.rows, grid.cols)
    assert not can_be_drawn(first, replace(second, area=replace(second.area, grid=moved)))
    renamed = second.area.communes.assign(code=["22015", "99999"])
    assert not can_be_drawn(first, replace(second, area=replace(second.area, communes=renamed)))
