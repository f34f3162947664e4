"""Symbols of the map, drawn once: the page's canvas and its legend take the same outlines and looks.

Masts are triangles where the list says what they are: full for A2 (bulky), with a hole for A1 (small, camouflaged), on
a bar where they stand on a building; circles where it does not say. A dot is 5G, stripes are the operators that share
it. What stands has a dark edge, what is proposed a red one. Coordinates in radii, y downwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import shapely
from markupsafe import Markup

_Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Shape:
    """Rings that are filled, the hole of the hollow variant, lines over it, y of a dot; no rings: a circle."""

    rings: tuple[_Ring, ...] = ()
    hole: _Ring = ()
    lines: tuple[_Ring, ...] = ()
    middle: float = 0.0


_LEGEND_RADIUS = 6.0
_SQUARE: _Ring = ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))

SHAPES: Mapping[str, Shape] = {
    "circle": Shape(),
    "triangle": Shape((((0, -1.1), (1, 0.75), (-1, 0.75)),), ((0, -0.35), (0.5, 0.45), (-0.5, 0.45)), middle=0.2),
    "roof": Shape(
        (((0, -1.25), (0.95, 0.4), (-0.95, 0.4)), ((-1.05, 0.7), (1.05, 0.7), (1.05, 1.05), (-1.05, 1.05))),
        ((0, -0.55), (0.45, 0.15), (-0.45, 0.15)),
        middle=-0.1,
    ),
    "diamond": Shape((((0, -1), (1, 0), (0, 1), (-1, 0)),)),
    "square": Shape((_SQUARE,)),
    "passed": Shape((_SQUARE,), lines=(((-0.5, 0.0), (-0.12, 0.42), (0.55, -0.45)),)),
    "failed": Shape((_SQUARE,), lines=(((-0.5, -0.5), (0.5, 0.5)), ((-0.5, 0.5), (0.5, -0.5)))),
    "untold": Shape(
        (_SQUARE,),
        lines=(
            ((-0.36, -0.25), (-0.3, -0.5), (0.0, -0.62), (0.3, -0.5), (0.34, -0.25), (0.0, 0.05), (0.0, 0.22)),
            ((0.0, 0.5), (0.0, 0.62)),
        ),
    ),
}


@dataclass(frozen=True)
class Look:
    """How a mark looks: its shape, its colours as stripes from left to right, its edge and lines."""

    shape: str
    fills: tuple[str, ...]
    edge: str
    radius: float
    weight: float = 1.0
    hollow: bool = False
    dot: bool = False
    ink: str = ""  # of the shape's lines

    def as_data(self) -> dict[str, Any]:
        """For the page's script."""
        return asdict(self)


def shapes_data() -> dict[str, Any]:
    """All shapes for the page's script."""
    return {name: asdict(shape) for name, shape in SHAPES.items()}


def symbol(look: Look) -> Markup:
    """A look as an inline SVG of the legend."""
    shape, r = SHAPES[look.shape], min(look.radius, _LEGEND_RADIUS)
    outlines = [shapely.Polygon([(r * x, r * y) for x, y in ring]) for ring in shape.rings]
    body = shapely.MultiPolygon(outlines) if outlines else shapely.Point(0, 0).buffer(r)
    parts = []
    last, width = len(look.fills) - 1, 2 * r / len(look.fills)
    for k, fill in enumerate(look.fills):
        left, right = -2 * r if k == 0 else -r + k * width, 2 * r if k == last else -r + (k + 1) * width
        band = shapely.intersection(body, shapely.box(left, -2 * r, right, 2 * r))
        parts.append(f'<path d="{_path(band)}" fill="{fill}"/>')
    if look.hollow:
        hole = shapely.Polygon([(r * x, r * y) for x, y in shape.hole])
        parts.append(f'<path d="{_path(hole)}" fill="#fff"/>')
    parts.append(f'<path d="{_path(body)}" fill="none" stroke="{look.edge}" stroke-width="{look.weight}"/>')
    if look.dot:
        at = f'cx="0" cy="{shape.middle * r:.1f}"'
        parts.append(f'<circle {at} r="{0.45 * r:.1f}" fill="#fff"/><circle {at} r="{0.26 * r:.1f}"/>')
    for line in shape.lines:
        at = " ".join(f"{r * x:.1f},{r * y:.1f}" for x, y in line)
        parts.append(f'<polyline points="{at}" fill="none" stroke="{look.ink}" stroke-width="1.7"/>')
    return Markup(f'<svg viewBox="-11 -8 22 16" aria-hidden="true">{"".join(parts)}</svg>')


def _path(geometry: shapely.Geometry) -> str:
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    rings = [shapely.get_coordinates(polygon.exterior)[:-1] for polygon in polygons]
    return "".join("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring) + "Z" for ring in rings)
