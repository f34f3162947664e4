"""The map as the output of a notebook's cell, turned into HTML: drawn, quiet, and stored once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from browser import Browser, Page

from covplan.outputs import OfflineMap, draw_map


@pytest.fixture(scope="module")
def map_page(results: Any) -> OfflineMap:
    known = {"cover_after": results.later, "today": results.today, "after": results.after, "marking": results.marking}
    return draw_map(results.area, results.cover, results.plan, results.fibre, **known)


@pytest.fixture(scope="module")
def page(map_page: OfflineMap, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A notebook with the map in a cell's output as Jupyter stores it, exported by nbconvert, open in a browser."""
    from nbconvert import HTMLExporter

    data = {"text/html": map_page._repr_html_(), "text/plain": repr(map_page)}
    output = nbformat.v4.new_output("execute_result", data=data, execution_count=1)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("page", outputs=[output], execution_count=1)])
    # what nbconvert itself would fetch is no concern of the map
    exporter = HTMLExporter(require_js_url="", jquery_url="", mathjax_url="", mermaid_js_url="")
    html, _ = exporter.from_notebook_node(book)
    file = tmp_path_factory.mktemp("sổ tay") / "map.html"
    file.write_text(html, encoding="utf-8")
    with Browser(chromium) as browser:
        opened = browser.open(file)
        opened.wait(1.0)
        yield opened
        opened.close()


def in_frame(page: Page, script: str) -> Any:
    return page.evaluate(
        f"(() => {{ const doc = document.querySelector('iframe').contentDocument; return {script}; }})()"
    )


def test_the_map_in_a_notebook_is_drawn(page: Page) -> None:
    assert in_frame(page, "doc.querySelectorAll('input[name=cp-theme]').length") > 2
    pictures = in_frame(page, "[...doc.querySelectorAll('img.leaflet-image-layer')].map(one => one.naturalWidth)")
    assert pictures and min(pictures) > 10
    colours = """(() => {
        const found = new Set();
        for (const canvas of doc.querySelectorAll('canvas')) {
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            for (let k = 0; k < pixels.length; k += 4)
                if (pixels[k + 3] > 0) found.add(pixels[k] + ',' + pixels[k + 1] + ',' + pixels[k + 2]);
        }
        return found.size;
    })()"""
    assert in_frame(page, colours) > 5
    width, height = in_frame(page, "[doc.body.clientWidth, doc.body.clientHeight]")
    assert width > 500 and height > 500


def test_it_works_within_its_frame(page: Page) -> None:
    shown = "doc.querySelector('input[name=cp-theme]:checked').value"
    before = in_frame(page, shown)
    in_frame(page, "doc.querySelector('input[name=cp-theme]:not(:checked)').click()")
    assert in_frame(page, shown) != before
    assert "DỮ LIỆU MÔ PHỎNG" in in_frame(page, "doc.body.innerText")


def test_it_asks_for_nothing_and_complains_of_nothing(page: Page) -> None:
    assert [r for r in page.requests if not r.startswith(("file://", "data:", "about:"))] == []
    assert len([r for r in page.requests if r.startswith("file://")]) == 1
    assert page.console_errors == []


def test_a_notebook_keeps_the_page_once(map_page: OfflineMap) -> None:
    assert len(repr(map_page)) < 100
