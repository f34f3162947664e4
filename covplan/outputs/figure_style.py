"""How every figure looks, in files, reports and notebooks: quiet axes, one face of type, colours told apart by all.

In a notebook: ``plt.style.use(covplan.outputs.FIGURE_STYLE)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

INK, SOFT, RULE, FAINT = "#1d2530", "#5c6670", "#b9c0c6", "#e6e8ea"
"""Words, words that stand back, axes, lines behind everything."""

FIGURE_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # has every Vietnamese letter and comes with matplotlib
    "font.size": 9.0,
    "text.color": INK,
    "text.parse_math": False,  # a name with a $ is no formula
    "axes.edgecolor": RULE,
    "axes.labelcolor": SOFT,
    "axes.titlesize": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    # Okabe and Ito's colours, without black and yellow
    "axes.prop_cycle": "cycler('color', ['0072b2', 'd55e00', '009e73', 'cc79a7', 'e69f00', '56b4e9'])",
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT,
    "legend.fontsize": 8.5,
    "legend.framealpha": 0.9,
    "legend.edgecolor": "#cccccc",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "image.cmap": "viridis",
    "svg.hashsalt": "covplan",  # the same picture is the same file
    "pdf.fonttype": 42,  # whole letters, those of Vietnamese among them, that can be searched
}
"""Settings of matplotlib."""


@contextmanager
def quiet_style(changes: Mapping[Any, Any] = MappingProxyType({})) -> Iterator[None]:
    """Figures that are drawn and written inside look as all do, but for the settings of matplotlib that are changed."""
    import matplotlib

    with matplotlib.rc_context({**FIGURE_STYLE, **changes}):
        yield
