"""What every map on paper has around it: scale bar, north arrow, marks, sources; and how its figure becomes a file."""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from covplan.outputs.figure_style import INK, quiet_style
from covplan.outputs.marking import service_line
from covplan.outputs.numbers import format_date, format_plain
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text
from covplan.units import M_PER_KM

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Bounds = tuple[float, float, float, float]
"""West, south, east, north in the scenario's metres."""

SOFT, EDGE, PALE = "#444444", "#555555", "#a0a0a0"
DPI = 200
STYLE: dict[Any, Any] = {
    "font.size": 8.5,
    "hatch.linewidth": 0.35,
    "svg.fonttype": "none",  # text stays text
}
"""What maps have otherwise than all figures."""


class MapFormat(StrEnum):
    """A type of picture: of dots, or of lines and letters."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


def picture(figure: Figure, form: MapFormat, title: str, version: str) -> bytes:
    """The figure as a file that names the program, but no day, user or machine: the same every time."""
    program = f"covplan {version}"
    about: dict[MapFormat, dict[str, Any]] = {
        MapFormat.PNG: {"Software": program},
        MapFormat.SVG: {"Title": title, "Creator": program, "Date": None},
        MapFormat.PDF: {"Title": title, "Creator": program, "CreationDate": None},
    }
    stream = io.BytesIO()
    with quiet_style(STYLE):
        figure.savefig(stream, format=form.value, dpi=DPI, metadata=about[form])
    return stream.getvalue()


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


def source_lines(marking: Marking, language: Language) -> str:
    """What stands under every map: program, model, run, day of the data; the statement on boundaries."""
    as_of = format_date(marking.as_of, language) or "–"
    about = {"fingerprint": marking.fingerprint[:12], "model": marking.model, "as_of": as_of}
    return f"{text('report.map_source', language, **about)}\n{text('marking.boundaries_statement', language)}"


def foot_lines(marking: Marking, language: Language, characters: int) -> str:
    """The definition of service and the source lines, none longer than so many characters."""
    lines = [service_line(marking, language), *source_lines(marking, language).splitlines()]
    return "\n".join(textwrap.fill(line, characters) for line in lines)


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
