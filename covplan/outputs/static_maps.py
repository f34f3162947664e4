"""Maps for paper and projector, as PNG, SVG or PDF: title, legend, scale, north arrow, definition, sources, marks."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covplan.assessment.served import Served
from covplan.ingest.area import Area
from covplan.outputs import locator
from covplan.outputs.figure_style import quiet_style
from covplan.outputs.files import writing
from covplan.outputs.map_drawing import (
    draw_communes,
    draw_masts,
    draw_roads,
    draw_routes,
    draw_service,
    draw_shares,
    draw_sites,
    number_sites,
    road_handles,
    service_handles,
    share_handles,
)
from covplan.outputs.map_furniture import PALE, SOFT, STYLE, Bounds, MapFormat, dress, foot_lines, padded, picture
from covplan.outputs.map_images import served_classes
from covplan.outputs.marking import marks
from covplan.outputs.plan_tables import PlanFindings
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PT_PER_IN, _NUMBER_PT = 72.0, 4.6
_MARGIN_IN, _GAP_IN, _ENTRY_IN = 0.35, 0.1, 0.165


@dataclass(frozen=True)
class Layout:
    """Sizes [in] of a map: the whole, and what is left free above, below and beside it for words and legend.

    Without a height it is as high as the area and the legend below it need. The legend stands in ``columns``, words at
    the foot in lines of so many ``characters``.
    """

    width: float
    height: float | None
    above: float
    below: float
    beside: float
    columns: int
    characters: int


A4 = Layout(11.69, 8.27, 0.95, 0.3, 2.75, 1, 52)
"""A page of its own, with a title: for paper and projector."""
FIGURE = Layout(5.4, None, 0.22, 0.62, 0.0, 2, 118)
"""A picture in a text, which has the title below it."""


@dataclass(frozen=True, eq=False)
class MapFindings:
    """What the maps of a run are drawn from; ``planned`` and ``sections``, shared routes, None where none are shown."""

    area: Area
    today: Served
    after: Served
    planned: PlanFindings | None = None
    sections: gpd.GeoDataFrame | None = None


def map_titles(found: MapFindings, language: Language) -> dict[str, str]:
    """Key and title of each map that there is."""
    absent = {key for key, part in (("plan", found.planned), ("routes", found.sections)) if part is None}
    keys = [key for key in _MAPS if key not in absent]
    return {key: text(f"paper.{key}", language) for key in keys}


def draw_static_map(
    key: str,
    found: MapFindings,
    *,
    layout: Layout = A4,
    inset: bool = False,
    marking: Marking,
    language: Language,
) -> Figure:
    """Draw one of ``map_titles``; ``inset``: with the sketch of the country, for a layout with room beside."""
    with quiet_style(STYLE):
        bounds = padded(found.area.communes.total_bounds, 0.03)
        figure, axes, in_per_m = _frame(bounds, layout)
        handles = _MAPS[key](axes, found, language, _PT_PER_IN * in_per_m)
        dress(axes, bounds, language)
        if layout.height is None:
            _make_room(figure, axes, _ENTRY_IN * math.ceil(len(handles) / layout.columns))
        _write_head(figure, text(f"paper.{key}", language) if layout.height else "", marking, language)
        _write_beside(figure, axes, handles, layout, foot_lines(marking, language, layout.characters))
        if inset:
            width, height = figure.get_size_inches()
            wide = layout.beside - 2 * _GAP_IN
            size = (wide / width, wide * locator.HEIGHT_FOR_WIDTH / height)
            locator.draw_locator(figure, (_left(layout), 0.45 - 0.5 * size[1], *size), found.area, language)
    return figure


def map_picture(
    key: str,
    found: MapFindings,
    form: MapFormat = MapFormat.PNG,
    *,
    layout: Layout = FIGURE,
    inset: bool = False,
    marking: Marking,
    language: Language,
) -> bytes:
    """One of ``map_titles`` as a file."""
    figure = draw_static_map(key, found, layout=layout, inset=inset, marking=marking, language=language)
    return picture(figure, form, f"{marking.title} – {text(f'paper.{key}', language)}", marking.version)


def write_static_maps(
    found: MapFindings, folder: Path, form: MapFormat, *, inset: bool, marking: Marking, language: Language
) -> list[Path]:
    """Write every map as a page of A4 into a folder, in the place of older ones of the same type; return the files."""
    files: list[Path] = []
    for key in map_titles(found, language):
        files.append(folder / f"{key}.{form}")
        content = map_picture(key, found, form, layout=A4, inset=inset, marking=marking, language=language)
        with writing(files[-1]) as temporary:
            temporary.write_bytes(content)
    return files


def _frame(bounds: Bounds, layout: Layout) -> tuple[Figure, Axes, float]:
    """An empty figure with its axes, and the inches of the figure for a metre of the ground."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    west, south, east, north = bounds
    margin = _MARGIN_IN if layout.height else 0.0
    wide = layout.width - 2 * margin - layout.beside
    height = layout.height or layout.above + wide * (north - south) / (east - west) + layout.below
    high = height - layout.above - layout.below
    figure = Figure(figsize=(layout.width, height), facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((margin / layout.width, layout.below / height, wide / layout.width, high / height))
    return figure, axes, min(wide / (east - west), high / (north - south))


def _make_room(figure: Figure, axes: Axes, more_in: float) -> None:
    """Make the figure higher below the axes."""
    width, height = figure.get_size_inches()
    box, share = axes.get_position(), height / (height + more_in)
    figure.set_size_inches(width, height + more_in)
    axes.set_position((box.x0, 1 - share * (1 - box.y0), box.width, share * box.height))


def _left(layout: Layout) -> float:
    """Where words beside or below the map begin, as a share of the width."""
    beside = layout.width - layout.beside - _MARGIN_IN + _GAP_IN
    return (beside if layout.beside else _GAP_IN) / layout.width


def _write_head(figure: Figure, title: str, marking: Marking, language: Language) -> None:
    """Marks, and on a page of its own the titles of the scenario and of the map."""
    height = figure.get_size_inches()[1]
    middle: dict[str, Any] = {"ha": "center", "va": "top", "weight": "bold"}
    figure.text(0.5, 1 - 0.06 / height, " – ".join(marks(marking, language)), fontsize=8.5, **middle)
    if title:
        words = "\n".join([*textwrap.wrap(marking.title, 100)[:2], title])
        figure.text(0.5, 1 - 0.28 / height, words, fontsize=11.5, linespacing=1.25, **middle)


def _write_beside(figure: Figure, axes: Axes, handles: list[Any], layout: Layout, foot: str) -> None:
    """The legend, from the top of what is beside the map or from its lower edge, and the words at the foot."""
    box, height = axes.get_position(original=True), figure.get_size_inches()[1]
    top, low = (box.y1, box.y0) if layout.beside else (box.y0, 0.08 / height)
    style: dict[str, Any] = {"fontsize": 7.5, "frameon": False, "handlelength": 3.4, "borderaxespad": 0.3}
    at = (_left(layout), top)
    figure.legend(handles=handles, ncols=layout.columns, loc="upper left", bbox_to_anchor=at, **style)
    figure.text(_left(layout), low, foot, va="bottom", fontsize=6.2, color=SOFT)


def _coverage(axes: Axes, found: MapFindings, language: Language, pt_per_m: float) -> list[Any]:
    draw_service(axes, served_classes(found.area, found.today, found.after), found.area.grid)
    draw_communes(axes, found.area)
    return service_handles(language)


def _communes(axes: Axes, found: MapFindings, language: Language, pt_per_m: float) -> list[Any]:
    return _shares(axes, found.area, found.today, language, pt_per_m)


def _communes_after(axes: Axes, found: MapFindings, language: Language, pt_per_m: float) -> list[Any]:
    return _shares(axes, found.area, found.after, language, pt_per_m)


def _shares(axes: Axes, area: Area, served: Served, language: Language, pt_per_m: float) -> list[Any]:
    draw_shares(axes, area, served.by_commune[f"{served.service.reading}_pct"].to_numpy(float), pt_per_m)
    return share_handles(language)


def _plan(axes: Axes, found: MapFindings, language: Language, pt_per_m: float) -> list[Any]:
    assert found.planned is not None  # map_titles leaves the map out
    draw_communes(axes, found.area, colour=PALE)
    draw_roads(axes, found.area)
    draw_sites(axes, found.area, found.planned, language)
    number_sites(axes, found.planned.plan.sites, _NUMBER_PT)
    return [*axes.get_legend_handles_labels()[0], *road_handles(language)]


def _routes(axes: Axes, found: MapFindings, language: Language, pt_per_m: float) -> list[Any]:
    draw_communes(axes, found.area, colour=PALE)
    draw_masts(axes, found.area, language)
    draw_routes(axes, found.sections, language)
    return list(axes.get_legend_handles_labels()[0])


_MAPS: Mapping[str, Callable[[Axes, MapFindings, Language, float], list[Any]]] = {
    "coverage": _coverage,
    "communes": _communes,
    "communes_after": _communes_after,
    "plan": _plan,
    "routes": _routes,
}
