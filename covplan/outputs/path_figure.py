"""A picture of one path: terrain on the curved Earth, clutter, ray, Fresnel zone, horizons and the models' losses."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from covplan.outputs.figure_style import INK, SOFT, quiet_style
from covplan.outputs.files import writing
from covplan.outputs.link_report import LinkReport
from covplan.outputs.marking import short_line
from covplan.outputs.numbers import format_number, format_plain
from covplan.outputs.palette import PROPOSED
from covplan.outputs.settings import Language, OutputError
from covplan.outputs.texts import text
from covplan.propagation.comparison import titles
from covplan.terrain.line_of_sight import Clearance, fresnel_radius_m

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg", ".pdf")
PNG_DPI = 160
FREE_SHARE = 0.6  # of the first Fresnel radius: an edge below it costs nothing, P.1812-8 eq. (12)

_SEA = 1
_SMOOTH = 401  # points of the Fresnel ellipse
_WIDTH_IN, _PLOT_IN, _LINE_IN = 11.0, 4.5, 0.235
_LEFT_IN, _RIGHT_IN, _BELOW_IN = 0.85, 0.3, 1.25
_TITLE_IN, _TABLE_IN, _FIRST_COLUMN_IN, _COLUMN_IN = 0.32, 0.72, 5.9, 0.95
_COLUMNS, _NAME_CHARACTERS, _END_CHARACTERS = 6, 58, 32
_GROUND, _GROUND_EDGE, _CLUTTER, _WATER = "#d8c9ae", "#7a6748", "#86ab72", "#a9cfe0"
_ZONE = "#2f6f9f"


def check_figure_file(file: Path) -> None:
    """Raise ``OutputError`` unless the suffix is that of a picture that can be written."""
    if file.suffix.lower() not in SUFFIXES:
        raise OutputError("output.figure", file=file)


def write_path_figure(report: LinkReport, file: Path, language: Language) -> Path:
    """Draw a path and write it as PNG, SVG or PDF by the file's suffix.

    The zone drawn is that of the lowest frequency, the widest. Ends are named only where the scenario is internal or
    the profile is from a file: the position of a site does not leave the office in a public figure.

    Raises
    ------
    OutputError
        If the suffix is another, or the file cannot be written.
    """
    return write_figure(lambda: draw_path(report, language), file)


def write_figure(draw: Callable[[], Figure], file: Path) -> Path:
    """Write what ``draw`` draws, in the style of all pictures of paths.

    Raises
    ------
    OutputError
        If the suffix is none of ``SUFFIXES``, or the file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    check_figure_file(file)
    kind = file.suffix.lower()[1:]
    with quiet_style():
        figure = draw()
        FigureCanvasAgg(figure)
        with writing(file) as temporary:
            undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
            figure.savefig(temporary, format=kind, dpi=PNG_DPI, metadata=undated)
    return file


def draw_path(report: LinkReport, language: Language) -> Figure:
    """The picture of a path."""
    figure, axes = start_figure(report, _loss_rows(report, language), language)
    add_legend(axes)
    return figure


def start_figure(report: LinkReport, rows: list[Row], language: Language) -> tuple[Figure, Axes]:
    """Terrain, ray, zone and marks under a table, without the legend."""
    from matplotlib.figure import Figure

    above_in = _TABLE_IN + _LINE_IN * len(rows) + 0.1
    height_in = above_in + _PLOT_IN + _BELOW_IN
    figure = Figure(figsize=(_WIDTH_IN, height_in))
    box = (
        _LEFT_IN / _WIDTH_IN,
        _BELOW_IN / height_in,
        1.0 - (_LEFT_IN + _RIGHT_IN) / _WIDTH_IN,
        _PLOT_IN / height_in,
    )
    axes = figure.add_axes(box)
    _draw_terrain(axes, report, language)
    _draw_ray(axes, report, language)
    _draw_marks(axes, report, language)
    _frame(axes, report, language)
    _write_words(figure, report, rows, language, height_in)
    return figure, axes


def add_legend(axes: Axes) -> None:
    """What the lines and areas are, below the picture."""
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.42 / _PLOT_IN),
        ncols=5,
        frameon=False,
        fontsize=8.5,
        columnspacing=1.6,
        handlelength=1.8,
    )


def end_names(report: LinkReport, language: Language) -> tuple[str, str]:
    """What the figure calls the two ends."""
    shown = report.marking is None or bool(report.marking.classification)
    start, end = (report.start, report.end) if shown else ("", "")
    names = start or text("path.transmitter", language), end or text("path.receiver", language)
    return textwrap.shorten(names[0], _END_CHARACTERS), textwrap.shorten(names[1], _END_CHARACTERS)


def _draw_terrain(axes: Axes, report: LinkReport, language: Language) -> None:
    sight, profile = report.sight, report.profile
    dist, ground = sight.dist_km, profile.ground_m + sight.bulge_m
    floor, _ = _limits(report)
    axes.fill_between(dist, floor, ground, color=_GROUND, linewidth=0, label=text("path.ground", language), zorder=2)
    surface = sight.surface_m + sight.bulge_m
    if (surface > ground).any():
        label = text("path.clutter", language)
        axes.fill_between(dist, ground, surface, color=_CLUTTER, linewidth=0, label=label, zorder=3)
    if (profile.zone == _SEA).any():
        wet = profile.zone == _SEA
        label = text("path.sea", language)
        axes.fill_between(dist, floor, ground, where=wet, color=_WATER, linewidth=0, label=label, zorder=3)
    axes.plot(dist, ground, color=_GROUND_EDGE, linewidth=1.0, zorder=4)
    if sight.bulge_m.max() > floor:
        label = text("path.sea_level", language)
        axes.plot(dist, sight.bulge_m, color=_ZONE, linewidth=0.9, linestyle=(0, (1, 2)), label=label, zorder=4)


def _draw_ray(axes: Axes, report: LinkReport, language: Language) -> None:
    sight, freq_mhz = report.sight, min(report.freqs_mhz)
    dist = np.linspace(0.0, report.dist_km, _SMOOTH)
    ray, radius = np.interp(dist, sight.dist_km, sight.ray_m), fresnel_radius_m(dist, freq_mhz)
    label = text("path.fresnel", language, freq=format_plain(freq_mhz, language))
    axes.fill_between(dist, ray - radius, ray + radius, color=_ZONE, alpha=0.16, linewidth=0, label=label, zorder=5)
    for side in (-1.0, 1.0):
        axes.plot(dist, ray + side * radius, color=_ZONE, linewidth=0.8, alpha=0.75, zorder=6)
    axes.plot(
        dist,
        ray - FREE_SHARE * radius,
        color=_ZONE,
        linewidth=1.1,
        linestyle=(0, (4, 2)),
        label=text("path.fresnel_06", language),
        zorder=6,
    )
    axes.plot(dist, ray, color=PROPOSED, linewidth=1.5, label=text("path.ray", language), zorder=7)


def _draw_marks(axes: Axes, report: LinkReport, language: Language) -> None:
    """Masts with their heights, the horizons where they hide the other end, and the tightest point."""
    sight = report.sight
    ends = zip((0, -1), end_names(report, language), (report.tx_agl_m, report.rx_agl_m), ("left", "right"), strict=True)
    for at, name, height_m, side in ends:
        x, foot, top = sight.dist_km[at], sight.surface_m[at], sight.ray_m[at]
        axes.plot([x, x], [foot, top], color=INK, linewidth=2.6, solid_capstyle="butt", zorder=8, clip_on=False)
        axes.plot([x], [top], marker="o", markersize=6, color=INK, zorder=9, clip_on=False, linestyle="none")
        axes.annotate(
            text("path.mast_height", language, name=name, height=format_number(height_m, language, 1)),
            (x, top),
            xytext=(0.008 if at == 0 else 0.992, 0.97),
            textcoords="axes fraction",
            ha=side,
            va="top",
            fontweight="bold",
            fontsize=9,
            zorder=11,
        )
    if not sight.clear:
        horizons = (("path.tx_horizon", ">", 0, sight.tx_horizon), ("path.rx_horizon", "<", -1, sight.rx_horizon))
        for key, marker, at, horizon in horizons:
            x = horizon.dist_km if at == 0 else report.dist_km - horizon.dist_km
            y = float(np.interp(x, sight.dist_km, sight.surface_m + sight.bulge_m))
            axes.plot([sight.dist_km[at], x], [sight.ray_m[at], y], color=INK, linewidth=0.9, linestyle=":", zorder=7)
            style: dict[str, Any] = {"marker": marker, "markersize": 8, "color": "#e09f1f", "markeredgecolor": INK}
            axes.plot([x], [y], **style, linestyle="none", label=text(key, language), zorder=10)
    _note_tightest(axes, report, sight.worst(min(report.freqs_mhz)), language)


def _note_tightest(axes: Axes, report: LinkReport, worst: Clearance, language: Language) -> None:
    """A bar from the ground to the ray at the tightest point, with its figures at the top of the picture."""
    sight = report.sight
    ray = float(np.interp(worst.dist_km, sight.dist_km, sight.ray_m))
    axes.plot(
        [worst.dist_km, worst.dist_km],
        [ray - worst.clearance_m, ray],
        color=PROPOSED,
        linewidth=2.2,
        marker="_",
        markersize=9,
        label=text("path.tightest", language),
        zorder=10,
    )
    share = worst.dist_km / report.dist_km
    note = text(
        "path.tightest_note",
        language,
        clearance=_signed(worst.clearance_m, language, 1),
        fraction=_signed(worst.fraction, language, 2),
    )
    axes.annotate(
        note,
        (worst.dist_km, max(ray, ray - worst.clearance_m)),
        xytext=(min(max(share, 0.25), 0.75), 0.97),
        textcoords="axes fraction",
        ha="center",
        va="top",
        fontsize=9,
        color=PROPOSED,
        arrowprops={"arrowstyle": "-", "color": PROPOSED, "linewidth": 0.8, "linestyle": (0, (2, 2))},
        zorder=11,
    )


def _frame(axes: Axes, report: LinkReport, language: Language) -> None:
    from matplotlib.ticker import FuncFormatter

    axes.set_xlim(0.0, report.dist_km)
    axes.set_ylim(*_limits(report))
    axes.set_xlabel(text("path.distance", language), labelpad=3)
    k = format_number(report.sight.earth_k, language, 2)
    axes.set_ylabel(text("path.height", language, k=k))
    axes.grid(axis="y", zorder=0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: format_plain(value, language)))


def _write_words(figure: Figure, report: LinkReport, rows: list[Row], language: Language, height_in: float) -> None:
    """Title, the table of losses and, below, what the figure says of itself."""
    from matplotlib.lines import Line2D

    left, right = _LEFT_IN / _WIDTH_IN, 1.0 - _RIGHT_IN / _WIDTH_IN
    start, end = end_names(report, language)
    length = text("path.length", language, km=format_number(report.dist_km, language, 2))
    sight = text("path.clear" if report.sight.clear else "path.cut", language).lower()
    heading = f"{text('path.title', language, start=start, end=end)} · {length}, {sight}"
    figure.text(left, 1 - _TITLE_IN / height_in, heading, fontsize=14, fontweight="bold", va="center")
    for k, row in enumerate(rows):
        y = 1 - (_TABLE_IN + _LINE_IN * k) / height_in
        style: dict[str, Any] = {"fontsize": 9.5, "va": "center", "color": SOFT if row.quiet else INK}
        figure.text(left, y, row.name, **style)
        for column, cell in enumerate(row.cells):
            x = (_FIRST_COLUMN_IN + _COLUMN_IN * column) / _WIDTH_IN
            figure.text(x, y, cell, ha="right", **style)
        if row.quiet and row.cells:
            rule = y - 0.5 * _LINE_IN / height_in
            figure.add_artist(Line2D([left, right], [rule, rule], color="#d5dade", linewidth=0.8))
    footer = [text("path.file", language, file=report.source)] if report.source else []
    footer += [text("marking.estimate", language)] if report.marking is None else [short_line(report.marking, language)]
    figure.text(left, 0.16 / height_in, " – ".join(footer), fontsize=8, color=SOFT, va="center")


@dataclass(frozen=True)
class Row:
    """A line of the table; quiet ones are heads and notes."""

    name: str
    cells: tuple[str, ...] = ()
    quiet: bool = False


def _loss_rows(report: LinkReport, language: Language) -> list[Row]:
    """A row per model and a column per frequency, in blocks of as many columns as the picture is wide."""
    losses = {(a.model, a.freq_mhz): math.nan if a.loss is None else a.loss.loss_db for a in report.answers}
    freqs_mhz, rows = report.freqs_mhz, []
    for first in range(0, len(freqs_mhz), _COLUMNS):
        some = freqs_mhz[first : first + _COLUMNS]
        heads = tuple(text("path.megahertz", language, freq=format_plain(freq, language)) for freq in some)
        rows.append(Row(text("path.estimate", language), heads, quiet=True))
        for model, title in titles(report.answers).items():
            cells = tuple(format_number(losses[model, freq], language, 1) for freq in some)
            name, *more = textwrap.wrap(title, _NAME_CHARACTERS)
            rows += [Row(name, cells), *map(Row, more)]
    if not all(map(math.isfinite, losses.values())):
        rows.append(Row(text("path.no_loss", language), quiet=True))
    return rows


def _limits(report: LinkReport) -> tuple[float, float]:
    """Lowest and highest height of the picture [m], with room below for the ground and above for words."""
    sight, freq_mhz = report.sight, min(report.freqs_mhz)
    top = np.maximum(sight.ray_m + fresnel_radius_m(sight.dist_km, freq_mhz), sight.surface_m + sight.bulge_m).max()
    low = float((report.profile.ground_m + sight.bulge_m).min())
    span = max(float(top) - low, 10.0)
    return low - 0.12 * span, float(top) + 0.34 * span


def _signed(value: float, language: Language, decimals: int) -> str:
    return format_number(value, language, decimals).replace("-", "−")
