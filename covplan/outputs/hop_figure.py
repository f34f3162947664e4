"""A picture of one microwave hop: the path over both Earths, its budget and how often it is out."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from covplan.outputs.link_report import LinkReport
from covplan.outputs.numbers import format_number, format_plain
from covplan.outputs.path_figure import Row, add_legend, start_figure, write_figure
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.propagation.rain import LEAST_PCT
from covplan.routing.microwave import Hop
from covplan.routing.microwave_settings import HopSettings
from covplan.terrain.line_of_sight import LineOfSight

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LOW = "#b8542f"
_CHARACTERS = 130


@dataclass(frozen=True, eq=False)
class HopReport:
    """What a picture tells of a hop.

    Attributes
    ----------
    path : LinkReport
        Over the median Earth, at the hop's frequency.
    low : LineOfSight
        Over the Earth of the low k.
    hop : Hop
    load_mbps : float
        What all masts behind the hop need.
    hops : int
        Hops from the mast to fibre.
    chain_pct : float
        Availability of all of them together [%].
    """

    path: LinkReport
    low: LineOfSight
    hop: Hop
    load_mbps: float
    hops: int
    chain_pct: float


def write_hop_figure(report: HopReport, settings: HopSettings, file: Path, language: Language) -> Path:
    """Draw a hop and write it as PNG, SVG or PDF by the file's suffix; ends are named as in pictures of paths."""
    return write_figure(lambda: draw_hop(report, settings, language), file)


def draw_hop(report: HopReport, settings: HopSettings, language: Language) -> Figure:
    """The picture of a hop."""
    figure, axes = start_figure(report.path, _rows(report, settings, language), language)
    low = report.low
    label = text("backhaul.low_surface", language, k=format_plain(low.earth_k, language))
    axes.plot(low.dist_km, low.surface_m + low.bulge_m, color=_LOW, linewidth=1.1, linestyle=(0, (3, 2)), label=label)
    add_legend(axes)
    return figure


def _rows(report: HopReport, settings: HopSettings, language: Language) -> list[Row]:
    hop, radio = report.hop, report.hop.radio

    def number(value: float, decimals: int) -> str:
        return format_number(value, language, decimals).replace("-", "−")

    def plain(value: float) -> str:
        return format_plain(value, language)

    def significant(value: float) -> str:
        return plain(float(f"{value:.3g}"))

    multipath = (
        text("backhaul.not_counted", language) if hop.multipath_pct is None else f"{significant(hop.multipath_pct)} %"
    )
    lines: dict[str, dict[str, object]] = {
        "figure_radio": {
            "radio": radio.name, "freq": plain(radio.freq_ghz), "channel": plain(radio.channel_mhz),
            "capacity": number(radio.capacity_mbps, 0), "load": number(report.load_mbps, 0),
        },
        "figure_clearance": {
            "median": number(hop.median_fraction, 2), "k": plain(round(settings.median_k, 3)),
            "wanted": plain(settings.median_fraction), "low": number(hop.low_fraction, 2),
            "low_k": plain(settings.low_k), "low_wanted": plain(settings.low_fraction),
        },
        "figure_budget": {
            "received": number(hop.received_dbm, 1), "threshold": number(radio.threshold_dbm, 1),
            "margin": number(hop.margin_db, 1),
        },
        "figure_rain": {"rain": plain(settings.rain_mm_h), "source": settings.rain_source},
        "figure_outage": {
            "rain": f"{'≤ ' * (hop.rain_pct <= LEAST_PCT)}{significant(hop.rain_pct)}", "multipath": multipath,
            "hop": number(hop.availability_pct, 3), "hops": report.hops, "chain": number(report.chain_pct, 3),
        },
    }  # fmt: skip
    words = (text(f"backhaul.{key}", language, **values) for key, values in lines.items())
    return [Row(line, quiet=True) for one in words for line in textwrap.wrap(one, _CHARACTERS)]
