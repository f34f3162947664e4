"""Maps as pictures for paper: scale bar, north arrow, source line, marks; every class readable in black and white."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from covplan.assessment.served import Served
from covplan.grid import Grid
from covplan.ingest.area import Area
from covplan.outputs.figure_style import INK, quiet_style
from covplan.outputs.map_images import served_classes
from covplan.outputs.marking import marks
from covplan.outputs.numbers import format_plain
from covplan.outputs.palette import (
    CABLE,
    NO_PEOPLE,
    PROPOSED,
    ROADS,
    SERVED_CLASSES_PCT,
    SERVED_COLOURS,
    SERVED_NEW,
    SERVED_TODAY,
    UNSERVED,
    served_colour,
)
from covplan.outputs.plan_tables import PlanFindings
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text
from covplan.planning.candidate_records import CandidateKind
from covplan.units import M_PER_KM

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_IN, ABOVE_IN, BELOW_IN, DPI = 6.5, 0.25, 0.4, 150
_EDGE = "#555555"

Bounds = tuple[float, float, float, float]
"""West, south, east, north in the scenario's metres."""


def coverage_map(area: Area, today: Served, after: Served, marking: Marking, language: Language) -> bytes:
    """Where people are served today, where the plan adds service, where people remain without; as PNG."""
    with _figure(area, marking, language) as (axes, written):
        draw_service(axes, served_classes(area, today, after), area.grid)
        draw_communes(axes, area)
        axes.legend(handles=service_handles(language), **_LEGEND)
    return written()


def communes_map(area: Area, served: Served, marking: Marking, language: Language) -> bytes:
    """Communes by share under the headline's reading, with the share as a number where there is room; as PNG."""
    from matplotlib.patches import Patch

    shares = served.by_commune[f"{served.service.reading}_pct"].to_numpy(float)
    with _figure(area, marking, language) as (axes, written):
        area.communes.plot(ax=axes, color=[served_colour(share) for share in shares], edgecolor=_EDGE, linewidth=0.4)
        for shape, share in zip(area.communes.geometry, shares, strict=True):
            if math.isfinite(share):
                at = shape.representative_point()
                words = f"{math.floor(share + 1e-9):d}"
                axes.annotate(words, (at.x, at.y), fontsize=5.5, ha="center", va="center", color=_ink_on(share))
        axes.legend(handles=[Patch(facecolor=c, edgecolor=_EDGE, label=n) for c, n in _classes(language)], **_LEGEND)
    return written()


def plan_map(area: Area, planned: PlanFindings, marking: Marking, language: Language) -> bytes:
    """Sites of the plan by kind, new fibre, roads and what stands; as PNG."""
    with _figure(area, marking, language) as (axes, written):
        draw_communes(axes, area)
        draw_roads(axes, area)
        draw_sites(axes, area, planned, language)
        axes.legend(**_LEGEND)
    return written()


@contextmanager
def _figure(area: Area, marking: Marking, language: Language) -> Iterator[tuple[Axes, Callable[[], bytes]]]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with quiet_style():
        bounds = padded(area.communes.total_bounds, 0.03)
        map_in = WIDTH_IN * (bounds[3] - bounds[1]) / (bounds[2] - bounds[0])
        height_in = ABOVE_IN + map_in + BELOW_IN
        figure = Figure(figsize=(WIDTH_IN, height_in))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.0, BELOW_IN / height_in, 1.0, map_in / height_in))

        def written() -> bytes:
            with quiet_style():
                dress(axes, bounds, language)
                sign(figure, marking, language)
                stream = io.BytesIO()
                figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": f"covplan {marking.version}"})
            return stream.getvalue()

        yield axes, written


def draw_communes(axes: Axes, area: Area, bounds: Bounds | None = None) -> None:
    """Boundaries of all communes, or of those within bounds."""
    _within(area.communes, bounds).boundary.plot(ax=axes, color=_EDGE, linewidth=0.4, zorder=3)


def draw_service(axes: Axes, classes: NDArray[np.uint8], grid: Grid) -> None:
    """Pixels by class of ``served_classes``."""
    from matplotlib.colors import ListedColormap

    west, south, east, north = grid.bounds
    colours = ListedColormap([SERVED_TODAY, SERVED_NEW, UNSERVED])
    shown = np.ma.masked_equal(classes, 0)
    extent = (west, east, south, north)
    axes.imshow(shown, cmap=colours, vmin=0.5, vmax=3.5, extent=extent, interpolation="nearest", zorder=1)


def service_handles(language: Language) -> list[Any]:
    """Legend of ``draw_service``."""
    from matplotlib.patches import Patch

    keys = ((SERVED_TODAY, "served_today"), (SERVED_NEW, "served_new"), (UNSERVED, "unserved_people"))
    return [Patch(facecolor=colour, edgecolor=_EDGE, label=text(f"map.{key}", language)) for colour, key in keys]


def draw_roads(axes: Axes, area: Area, bounds: Bounds | None = None) -> None:
    """Expressways, national and provincial roads."""
    roads = _within(area.roads, bounds)
    for road_class, colour in ROADS.items():
        own = roads[roads["road_class"] == road_class]
        if len(own):
            own.plot(ax=axes, color=colour, linewidth=0.7, zorder=2)


def _within(frame: Any, bounds: Bounds | None) -> Any:
    if bounds is None:
        return frame
    west, south, east, north = bounds
    return frame.cx[west:east, south:north]


def draw_sites(axes: Axes, area: Area, planned: PlanFindings, language: Language, bounds: Bounds | None = None) -> None:
    """Masts that stand as dots, proposed new ones as triangles, those to be shared as squares, new fibre as lines."""
    standing = [(site.x_m, site.y_m) for site in area.sites]
    if standing:
        label = text("layer.COT_ANTEN", language)
        axes.plot(*zip(*standing, strict=True), ".", color=INK, markersize=2.6, zorder=4, label=label)
    segments = _within(planned.fibre.segments, bounds)
    if len(segments):
        segments.plot(ax=axes, color=CABLE, linewidth=1.1, zorder=5, label=text("map.new_fibre", language))
    for built, key, marker in ((False, "shared", "s"), (True, "built", "^")):
        own = [
            (site.candidate.x_m, site.candidate.y_m)
            for site in planned.plan.sites
            if (site.candidate.kind is CandidateKind.BUILD) == built
        ]
        if own:
            style: dict[str, Any] = {"markersize": 5.5 if built else 4.2, "markeredgecolor": INK}
            axes.plot(
                *zip(*own, strict=True),
                marker,
                color=PROPOSED if built else "white",
                markeredgewidth=0.7,
                zorder=7 if built else 6,
                label=text(f"map.{key}", language),
                **style,
            )


def dress(axes: Axes, bounds: Bounds, language: Language) -> None:
    """Limits, scale bar and north arrow; no other axes."""
    west, south, east, north = bounds
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal")
    axes.set_axis_off()
    width, height = east - west, north - south
    length = scale_length_m(width / 4.0)
    x, y, tall = west + 0.03 * width, south + 0.03 * height, 0.008 * height
    for k, colour in enumerate((INK, "white")):
        start = x + k * length / 2.0
        axes.add_patch(_box(start, y, length / 2.0, tall, colour))
    words = text("report.km", language, km=format_plain(length / M_PER_KM, language))
    style: dict[str, Any] = {
        "fontsize": 8,
        "zorder": 10,
        "bbox": {"facecolor": "white", "alpha": 0.7, "lw": 0, "pad": 1},
    }
    axes.annotate(words, (x + length, y + 1.5 * tall), ha="center", va="bottom", **style)
    axes.annotate("0", (x, y + 1.5 * tall), ha="center", va="bottom", **style)
    axes.annotate(
        text("report.north", language),
        xy=(0.95, 0.99),
        xytext=(0.95, 0.92),
        xycoords="axes fraction",
        ha="center",
        va="top",
        arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.4},
        fontsize=9,
        zorder=10,
    )


def sign(figure: Figure, marking: Marking, language: Language) -> None:
    """Marks above; source, day, fingerprint and the statement on boundaries below."""
    figure.text(0.5, 0.99, " – ".join(marks(marking, language)), ha="center", va="top", fontsize=9, weight="bold")
    figure.text(0.5, 0.008, source_lines(marking, language), ha="center", va="bottom", fontsize=6.8, color="#444444")


def source_lines(marking: Marking, language: Language) -> str:
    """What stands under every map."""
    source = text("report.map_source", language, fingerprint=marking.fingerprint[:12], model=marking.model)
    return f"{source}\n{text('marking.boundaries_statement', language)}"


def padded(bounds: Sequence[float], share: float) -> Bounds:
    """Bounds with a margin of a share of their larger side."""
    west, south, east, north = map(float, bounds)
    margin = share * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def scale_length_m(at_most_m: float) -> float:
    """The longest of 1, 2, 5, 10 … that is not longer."""
    power = 10.0 ** math.floor(math.log10(at_most_m))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= at_most_m)


def _box(x: float, y: float, width: float, height: float, colour: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), width, height, facecolor=colour, edgecolor=INK, linewidth=0.7, zorder=10)


def _classes(language: Language) -> list[tuple[str, str]]:
    """Colour and words of each class of shares."""
    ends = [format_plain(pct, language) for pct in SERVED_CLASSES_PCT]
    names = [text("map.class_below", language, high=ends[0])]
    names += [text("map.class_between", language, low=a, high=b) for a, b in zip(ends, ends[1:], strict=False)]
    names += [text("map.class_above", language, low=ends[-1]), text("report.no_people", language)]
    return list(zip((*SERVED_COLOURS, NO_PEOPLE), names, strict=True))


def _ink_on(share: float) -> str:
    """White on the dark ends of the scale."""
    return "white" if share < SERVED_CLASSES_PCT[0] or share >= SERVED_CLASSES_PCT[-1] else "black"


_LEGEND: dict[str, Any] = {"loc": "lower right", "fontsize": 7.5}
