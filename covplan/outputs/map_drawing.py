"""Layers of a map on paper with their legends; classes differ without colour too: by shade, hatching, dashes, shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from covplan.grid import Grid
from covplan.ingest.area import Area
from covplan.outputs.figure_style import INK
from covplan.outputs.map_furniture import EDGE, Bounds
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
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.planning.candidate_records import CandidateKind
from covplan.planning.plan import PlannedSite
from covplan.routing.settings import Way

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

_HATCHES, _NOBODY = ("xxx", "///", "", "", ""), "..."
"""Of ``SERVED_COLOURS``, whose browns have nearly the greys of its greens, and of communes without people."""

_NAME_PT, _SHARE_PT, _LETTER_EM, _LINE_EM = 4.4, 5.6, 0.6, 1.15

_WAYS: dict[Way, tuple[str, Any, float]] = {
    Way.CABLE: (CABLE, "solid", 0.8),
    Way.DUCT: (CABLE, "solid", 2.4),  # with a white line in it: double
    Way.POLES: (CABLE, (0, (1, 1.2)), 1.4),
    Way.CODUG: (PROPOSED, (0, (2, 1)), 2.2),
    Way.AERIAL: (PROPOSED, (0, (6, 1.5, 1, 1.5)), 1.2),
    Way.BURIED: (PROPOSED, (0, (4, 2)), 1.4),
}
"""Colour, dashes and width, no two of the same dashes and width: what is there is grey, what is new is red."""


def draw_communes(axes: Axes, area: Area, bounds: Bounds | None = None, colour: str = EDGE) -> None:
    """Boundaries of all communes, or of those within bounds."""
    _within(area.communes, bounds).boundary.plot(ax=axes, color=colour, linewidth=0.4, zorder=3)


def draw_service(axes: Axes, classes: NDArray[np.uint8], grid: Grid) -> None:
    """Pixels by class of ``served_classes``."""
    from matplotlib.colors import ListedColormap

    west, south, east, north = grid.bounds
    colours = ListedColormap([SERVED_TODAY, SERVED_NEW, UNSERVED])
    shown = np.ma.masked_equal(classes, 0)
    extent = (west, east, south, north)
    axes.imshow(shown, cmap=colours, vmin=0.5, vmax=3.5, extent=extent, interpolation="none", zorder=1)


def service_handles(language: Language) -> list[Any]:
    """Legend of ``draw_service``."""
    from matplotlib.patches import Patch

    keys = ((SERVED_TODAY, "served_today"), (SERVED_NEW, "served_new"), (UNSERVED, "unserved_people"))
    return [Patch(facecolor=colour, edgecolor=EDGE, label=text(f"map.{key}", language)) for colour, key in keys]


def draw_shares(axes: Axes, area: Area, shares_pct: NDArray[np.float64], pt_per_m: float) -> None:
    """Communes by the share of their people, with the share as a number, and the name where there is room for it.

    ``pt_per_m`` are points of the figure for a metre of the ground; a share is cut, not rounded up.
    """
    for shape, share in zip(area.communes.geometry, shares_pct, strict=True):
        colour = served_colour(share)
        hatch = _NOBODY if colour == NO_PEOPLE else _HATCHES[SERVED_COLOURS.index(colour)]
        axes.add_patch(outline(shape, facecolor=colour, edgecolor=EDGE, linewidth=0.4, hatch=hatch))
    names = area.communes["name"].astype(str)
    for name, shape, share in zip(names, area.communes.geometry, shares_pct, strict=True):
        _label(axes, name, shape, share, pt_per_m)


def _label(axes: Axes, name: str, shape: Any, share_pct: float, pt_per_m: float) -> None:
    """The share in the middle of the widest place, the name above it."""
    circle = shapely.maximum_inscribed_circle(shape, tolerance=200.0)
    at, radius_pt = circle.coords[0], circle.length * pt_per_m
    wide_pt = _LETTER_EM * _NAME_PT * len(name)
    fits = math.hypot(wide_pt / 2, _LINE_EM * (_NAME_PT + _SHARE_PT) / 2) <= 1.15 * radius_pt
    style: dict[str, Any] = {"ha": "center", "textcoords": "offset points", "color": "black", "zorder": 5}
    style["bbox"] = {"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.4}
    if math.isfinite(share_pct):
        down = -1.0 if fits else 0.0
        va = "top" if fits else "center"
        words = f"{math.floor(share_pct + 1e-9):d}"
        axes.annotate(words, at, xytext=(0, down), va=va, fontsize=_SHARE_PT, fontweight="bold", **style)
    if fits:
        axes.annotate(name, at, xytext=(0, 0.6), va="bottom", fontsize=_NAME_PT, **style)


def share_handles(language: Language) -> list[Any]:
    """Legend of ``draw_shares``."""
    from matplotlib.patches import Patch

    ends = [format_plain(pct, language) for pct in SERVED_CLASSES_PCT]
    names = [text("map.class_below", language, high=ends[0])]
    names += [text("map.class_between", language, low=a, high=b) for a, b in zip(ends, ends[1:], strict=False)]
    names += [text("map.class_above", language, low=ends[-1]), text("report.no_people", language)]
    keys = zip((*SERVED_COLOURS, NO_PEOPLE), (*_HATCHES, _NOBODY), names, strict=True)
    return [Patch(facecolor=colour, edgecolor=EDGE, hatch=hatch, label=name) for colour, hatch, name in keys]


def draw_roads(axes: Axes, area: Area, bounds: Bounds | None = None) -> None:
    """Expressways, national and provincial roads."""
    roads = _within(area.roads, bounds)
    for road_class, colour in ROADS.items():
        own = roads[roads["road_class"] == road_class]
        if len(own):
            own.plot(ax=axes, color=colour, linewidth=0.7, zorder=2)


def road_handles(language: Language) -> list[Any]:
    """Legend of ``draw_roads``."""
    from matplotlib.lines import Line2D

    keys = {"expressway": "expressway", "national": "national", "provincial": "other"}
    return [
        Line2D([], [], color=colour, linewidth=0.9, label=text(f"map.road_{keys[road_class]}", language))
        for road_class, colour in ROADS.items()
    ]


def draw_routes(axes: Axes, sections: gpd.GeoDataFrame, language: Language) -> None:
    """Shared routes by way of laying; a legend entry for each way that there is."""
    for way, (colour, dashes, width) in _WAYS.items():
        own = sections[sections["way"] == way.value]
        if len(own):
            label = text(f"route.way_{way}", language)
            style: dict[str, Any] = {"linestyle": dashes, "zorder": 5}
            own.plot(ax=axes, color=colour, linewidth=width, label=label, **style)
            if way is Way.DUCT:
                own.plot(ax=axes, color="white", linewidth=width / 3, zorder=5.1)


def draw_sites(axes: Axes, area: Area, planned: PlanFindings, language: Language, bounds: Bounds | None = None) -> None:
    """Masts that stand as dots, proposed new ones as triangles, those to be shared as squares, new fibre as lines."""
    draw_masts(axes, area, language)
    segments = _within(planned.fibre.segments, bounds)
    if len(segments):
        segments.plot(ax=axes, color=PROPOSED, linewidth=1.3, zorder=5, label=text("map.new_fibre", language))
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
                label=text(f"paper.{key}", language),
                **style,
            )


def draw_masts(axes: Axes, area: Area, language: Language) -> None:
    """Masts that stand, as dots."""
    standing = [(site.x_m, site.y_m) for site in area.sites]
    if standing:
        label = text("map.masts", language)
        axes.plot(*zip(*standing, strict=True), ".", color=INK, markersize=2.6, zorder=4, label=label)


def number_sites(axes: Axes, sites: Sequence[PlannedSite], size_pt: float) -> None:
    """The number that each site has in the tables, beside it."""
    for site in sites:
        at = (site.candidate.x_m, site.candidate.y_m)
        axes.annotate(str(site.order), at, xytext=(2.4, 1.6), textcoords="offset points", fontsize=size_pt, zorder=8)


def outline(shape: Any, **style: Any) -> Any:
    """A patch of a polygon or several, holes left open."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    rings: Sequence[Any] = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    return PathPatch(
        Outline.make_compound_path(*(Outline(np.asarray(ring.coords), closed=True) for ring in rings)), **style
    )


def _within(frame: Any, bounds: Bounds | None) -> Any:
    if bounds is None:
        return frame
    west, south, east, north = bounds
    return frame.cx[west:east, south:north]
