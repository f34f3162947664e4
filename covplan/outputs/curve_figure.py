"""People against money as a picture: the best that was found, and a band up to what nobody can exceed."""

from __future__ import annotations

from pathlib import Path

from covplan.outputs.figure_style import quiet_style
from covplan.outputs.files import writing
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.planning.curve import PeopleCurve
from covplan.planning.plan import Plan
from covplan.units import MN_PER_BN

FOUND, OPEN, PLAN = "#2166ac", "#92c5de", "#b35806"  # told apart by the colour-blind and in grey


@quiet_style()
def draw_curve(curve: PeopleCurve, plan: Plan, cost_mn_vnd: float, title: str, file: Path, language: Language) -> None:
    """Write the picture as PNG; the plan stands in it at ``cost_mn_vnd``, and ``title`` says what the figures are."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.0, 6.0), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title, fontsize=9, wrap=True)
    axes = figure.subplots()
    budgets = [point.budget_mn_vnd / MN_PER_BN for point in curve.points]
    served = [curve.served_pct(point.people) for point in curve.points]
    bound = [curve.served_pct(point.bound_people) for point in curve.points]
    names = {key: text(f"planned.curve_{key}", language) for key in ("band", "found", "target", "plan")}
    # between two budgets no more is proven than this: the choice of the smaller, the bound of the larger
    lower = [served[0], *served[:-1]]
    axes.fill_between(budgets, lower, bound, step="pre", color=OPEN, alpha=0.6, linewidth=0, label=names["band"])
    axes.step(budgets, served, where="post", color=FOUND, marker="o", markersize=4, label=names["found"])
    axes.axhline(plan.target_pct, color="black", linewidth=0.8, linestyle="--", label=names["target"])
    at = (cost_mn_vnd / MN_PER_BN, plan.served_pct_after)
    axes.plot(*at, color=PLAN, marker="D", markersize=7, linestyle="", label=names["plan"])
    axes.set_xlabel(text("planned.curve_money", language))
    axes.set_ylabel(text("planned.curve_people", language))
    axes.xaxis.set_major_formatter(lambda value, _: format_number(value, language))
    axes.yaxis.set_major_formatter(lambda value, _: format_number(value, language, 1))
    axes.set_xlim(left=0.0)
    axes.grid(True)
    axes.legend(loc="lower right")
    with writing(file) as temporary:
        figure.savefig(temporary, dpi=110, metadata={"Software": "covplan"})
