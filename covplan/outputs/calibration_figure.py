"""A calibration as a picture: residuals before and after, over distance and by clutter class, a row per carrier."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from covplan.coverage.calibration import Calibration, Figures
from covplan.ingest.corrections import CarrierCorrection
from covplan.outputs.calibration_report import class_name
from covplan.outputs.figure_style import quiet_style
from covplan.outputs.files import writing
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BEFORE, AFTER = "#b35806", "#2166ac"  # told apart by the colour-blind and in grey
_BIN_DB = 2.0
_WIDEST_DB = 40.0
_NEAREST_KM = 0.01  # a pixel's centre may be the mast's own place, which a logarithm does not show
_DISTANCE_BINS = 12
_LEAST_IN_BIN = 5


@quiet_style()
def draw_calibration(calibration: Calibration, title: str, file: Path, language: Language) -> None:
    """Write the picture as PNG; ``title`` says what was measured, what was modelled, and the marks of the outputs."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(15.0, 1.2 + 3.8 * len(calibration.carriers)), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title, fontsize=11)
    rows = figure.subplots(len(calibration.carriers), 3, squeeze=False)
    for axes, carrier in zip(rows, calibration.carriers, strict=True):
        _draw_carrier(axes, calibration, carrier, language)
    with writing(file) as temporary:
        figure.savefig(temporary, dpi=110, metadata={"Software": "covplan"})


def _draw_carrier(
    axes: Sequence[Axes], calibration: Calibration, carrier: CarrierCorrection, language: Language
) -> None:
    own = calibration.pixels.carrier == carrier.id
    before_db = calibration.pixels.residual_db[own]
    after_db = before_db - calibration.left_out_db[own]
    both = ((before_db, BEFORE, "before", carrier.before), (after_db, AFTER, "after", carrier.after))
    edges = np.arange(-_WIDEST_DB, _WIDEST_DB + _BIN_DB, _BIN_DB).tolist()
    for values, colour, when, misfit in both:
        numbers = {name: format_number(value, language, 1) for name, value in vars(misfit).items()}
        label = text("calibration.legend", language, when=text(f"calibration.{when}", language), **numbers)
        shown = np.clip(values, -_WIDEST_DB, _WIDEST_DB)
        axes[0].hist(shown, edges, histtype="stepfilled", alpha=0.25, color=colour)
        axes[0].hist(shown, edges, histtype="step", color=colour, label=label)
        _draw_distances(axes[1], np.maximum(calibration.pixels.dist_km[own], _NEAREST_KM), values, colour)
    axes[0].set_xlabel(text("calibration.axis_residual", language))
    axes[0].set_ylabel(text("calibration.axis_pixels", language))
    axes[0].set_ylim(top=1.7 * axes[0].get_ylim()[1])  # room for the legend
    axes[0].legend(fontsize=8, loc="upper left")
    axes[1].set_xscale("log")
    axes[1].xaxis.set_major_formatter(lambda km, _: format_number(km, language, max(0, -math.floor(math.log10(km)))))
    axes[1].set_ylim(-_WIDEST_DB, _WIDEST_DB)
    axes[1].set_xlabel(text("calibration.axis_distance", language))
    axes[1].set_ylabel(text("calibration.axis_residual", language))
    _draw_classes(axes[2], [one for one in calibration.figures if one.carrier == carrier.id], language)
    axes[0].set_title(carrier.id, fontsize=10, fontweight="bold", loc="left")
    axes[1].set_title(text("calibration.title_distance", language), fontsize=9)
    axes[2].set_title(text("calibration.title_classes", language), fontsize=9)
    for one in axes:
        one.grid(True)


def _draw_distances(axes: Axes, dist_km: NDArray[np.float64], values_db: NDArray[Any], colour: str) -> None:
    """All pixels faintly, and the median of each stretch of distance as a line."""
    axes.scatter(dist_km, np.clip(values_db, -_WIDEST_DB, _WIDEST_DB), s=4, alpha=0.2, color=colour, linewidths=0)
    edges = np.geomspace(dist_km.min(), dist_km.max() * 1.0001, _DISTANCE_BINS + 1)
    middle = np.sqrt(edges[1:] * edges[:-1])
    bins = np.digitize(dist_km, edges) - 1
    filled = [k for k in range(_DISTANCE_BINS) if np.count_nonzero(bins == k) >= _LEAST_IN_BIN]
    axes.plot(middle[filled], [np.median(values_db[bins == k]) for k in filled], color=colour, marker="o", markersize=4)
    axes.axhline(0.0, color="black", linewidth=0.8)


def _draw_classes(axes: Axes, figures: Sequence[Figures], language: Language) -> None:
    """Mean and standard deviation by class, before above after."""
    by_class = [one for one in figures if one.code is not None]
    for place, one in enumerate(by_class):
        for shift, colour, misfit in ((-0.15, BEFORE, one.before), (0.15, AFTER, one.after)):
            axes.errorbar(
                misfit.mean_db, place + shift, xerr=misfit.sigma_db, color=colour, marker="o", markersize=5, capsize=3
            )
    names = [f"{class_name(one.code, language)} ({one.pixels})" for one in by_class]
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.set_xlabel(text("calibration.axis_mean", language))
