"""A page for each commune in one PDF: its map, figures and proposed sites. Drawn directly, so that a page is a page."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from covplan.assessment.key_areas import Verdict
from covplan.assessment.served import Served
from covplan.assessment.spots import SpotState
from covplan.assessment.where import Where
from covplan.ingest.area import Area
from covplan.outputs.figure_style import quiet_style
from covplan.outputs.files import writing
from covplan.outputs.layers import kind_text
from covplan.outputs.map_drawing import (
    draw_communes,
    draw_roads,
    draw_service,
    draw_sites,
    number_sites,
    outline,
    service_handles,
)
from covplan.outputs.map_furniture import STYLE, dress, padded, source_lines
from covplan.outputs.map_images import served_classes
from covplan.outputs.marking import marks, operator_name, service_line
from covplan.outputs.numbers import format_cost, format_date, format_number, format_share
from covplan.outputs.plan_tables import PlanFindings
from covplan.outputs.report.plan_sums import site_cost_bn_vnd
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text
from covplan.planning.plan import PlannedSite
from covplan.units import MN_PER_BN

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_A4_IN = (8.27, 11.69)
_LEFT, _RIGHT = 0.09, 0.93
_SHOWN_SITES, _SITE_CHARACTERS, _WRAPPED = 6, 52, 118
_LINE, _NUMBER_PT = 0.0178, 7.5
_STATES = (SpotState.WHITE, SpotState.WEAK, SpotState.SERVED, SpotState.UNTOLD)


def write_commune_sheets(
    area: Area,
    served: tuple[Served, Served],
    planned: PlanFindings,
    where: Where,
    file: Path,
    *,
    marking: Marking,
    language: Language,
    progress: Callable[[float], None],
) -> None:
    """Write a page per commune in order of code; ``served`` is today and with the plan."""
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    sheets = _Sheets(area, served, planned, where, marking, language)
    about = {"Title": marking.title, "Creator": f"covplan {marking.version}"}
    with quiet_style(STYLE), writing(file) as temporary, PdfPages(temporary, metadata=about) as pages:
        for row in range(len(area.communes)):
            figure = Figure(figsize=_A4_IN)
            sheets.draw(figure, row)
            pages.savefig(figure)
            progress((row + 1) / len(area.communes))


class _Sheets:
    """What all pages share."""

    def __init__(
        self,
        area: Area,
        served: tuple[Served, Served],
        planned: PlanFindings,
        where: Where,
        marking: Marking,
        language: Language,
    ) -> None:
        self._area, self._planned, self._where = area, planned, where
        self._today, self._after = served
        self._marking, self._language = marking, language
        self._classes = served_classes(area, *served)
        self._standing = shapely.STRtree(shapely.points([(site.x_m, site.y_m) for site in area.sites]))
        spots = [(site.candidate.x_m, site.candidate.y_m) for site in planned.plan.sites]
        self._proposed = shapely.STRtree(shapely.points(np.reshape(spots, (-1, 2))))

    def _text(self, key: str, **params: object) -> str:
        return text(f"report.{key}", self._language, **params)

    def draw(self, figure: Figure, row: int) -> None:
        """The page of a row of ``area.communes``."""
        commune = self._area.communes.iloc[row]
        shape = commune.geometry
        self._title(figure, commune)
        self._map(figure, shape)
        self._columns(figure, row, commune)
        foot = textwrap.fill(service_line(self._marking, self._language), _WRAPPED)
        foot += "\n" + "\n".join(textwrap.fill(line, _WRAPPED) for line in self._source_lines())
        figure.text(0.5, 0.018, foot, ha="center", va="bottom", fontsize=7.2, color="#444444")

    def _source_lines(self) -> list[str]:
        return source_lines(self._marking, self._language).splitlines()

    def _title(self, figure: Figure, commune: Any) -> None:
        middle: dict[str, Any] = {"ha": "center", "va": "top"}
        figure.text(0.5, 0.982, " – ".join(marks(self._marking, self._language)), fontsize=9.5, weight="bold", **middle)
        title = self._text("sheet_title", type=commune["type"], name=commune["name"]).upper()
        figure.text(0.5, 0.958, title, fontsize=15, weight="bold", **middle)
        as_of = format_date(self._marking.as_of, self._language) or "–"
        about = self._text("sheet_about", code=commune["code"], district=commune["district"], as_of=as_of)
        figure.text(0.5, 0.932, about, fontsize=9.5, **middle)

    def _map(self, figure: Figure, shape: Any) -> None:
        """The commune in the middle, its neighbours pale around it."""
        bounds = padded(shape.bounds, 0.08)
        axes = figure.add_axes((_LEFT - 0.03, 0.37, _RIGHT - _LEFT + 0.06, 0.54))
        draw_service(axes, self._classes, self._area.grid)
        draw_roads(axes, self._area, bounds)
        draw_communes(axes, self._area, bounds)
        draw_sites(axes, self._area, self._planned, self._language, bounds)
        number_sites(axes, self._inside(shape), _NUMBER_PT)
        frame = shapely.box(*padded(shape.bounds, 3.0)).difference(shape)
        axes.add_patch(outline(frame, facecolor="white", alpha=0.6, edgecolor="none", zorder=3.5))  # a pale veil
        handles = [*service_handles(self._language), *axes.get_legend_handles_labels()[0]]
        axes.legend(
            handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.005), ncols=3, fontsize=7.5, frameon=False
        )
        dress(axes, bounds, self._language)

    def _columns(self, figure: Figure, row: int, commune: Any) -> None:
        top = 0.310
        left: dict[str, Any] = {"va": "top", "fontsize": 8.6}
        figure.text(_LEFT, top, self._text("sheet_figures"), weight="bold", **left)
        for k, (name, value) in enumerate(self._figures(row, commune), 1):
            figure.text(_LEFT, top - k * _LINE, name, **left)
            figure.text(0.47, top - k * _LINE, value, ha="right", **left)
        figure.text(0.51, top, self._text("sheet_sites"), weight="bold", **left)
        lines = [part for line in self._sites(commune.geometry) for part in textwrap.wrap(line, _SITE_CHARACTERS)]
        for k, line in enumerate(lines, 1):
            figure.text(0.51, top - k * _LINE, line, **left)

    def _figures(self, row: int, commune: Any) -> list[tuple[str, str]]:
        language, reading = self._language, self._today.service.reading
        today, after = self._today.by_commune.iloc[row], self._after.by_commune.iloc[row]
        inside = self._inside(commune.geometry)
        cost = sum(sum(site_cost_bn_vnd(site, self._planned)) for site in inside)
        operators = [one for one in self._area.operators if one != reading]
        shares = [(self._text("figure_before"), today[f"{reading}_pct"])]
        shares += [(self._text("figure_after"), after[f"{reading}_pct"])]
        shares += [(self._text("sheet_of", operator=operator_name(one)), today[f"{one}_pct"]) for one in operators]
        standing = len(self._standing.query(commune.geometry, predicate="contains"))
        return [
            (self._text("column_population"), format_number(today["population"], language)),
            (self._text("sheet_area"), format_number(commune.geometry.area / 1e6, language, 1)),
            *((name, format_share(share, language)) for name, share in shares),
            (self._text("sheet_masts"), format_number(standing, language)),
            (self._text("sheet_planned"), format_number(len(inside), language)),
            (self._text("sheet_cost"), format_number(cost, language, 1)),
            (self._text("sheet_key_areas"), self._key_areas(str(commune["code"]), reading)),
            (self._text("sheet_villages"), self._villages(str(commune["code"]))),
        ]

    def _key_areas(self, code: str, reading: str) -> str:
        areas = self._where.key_areas.areas
        verdicts = areas.loc[areas["commune_code"] == code, f"{reading}_verdict"].astype(str)
        return " / ".join(str(int((verdicts == verdict).sum())) for verdict in Verdict)

    def _villages(self, code: str) -> str:
        villages = self._where.villages.villages
        states = villages.loc[villages["commune_code"] == code, "state"].astype(str)
        return " / ".join(str(int((states == state).sum())) for state in _STATES)

    def _inside(self, shape: Any) -> list[PlannedSite]:
        return [self._planned.plan.sites[k] for k in sorted(self._proposed.query(shape, predicate="contains"))]

    def _sites(self, shape: Any) -> list[str]:
        inside, language = self._inside(shape), self._language
        lines = []
        for site in inside[:_SHOWN_SITES]:
            spot = site.candidate
            kind, operator = kind_text(spot.kind, language).lower(), operator_name(spot.operator)
            cost = format_cost(MN_PER_BN * sum(site_cost_bn_vnd(site, self._planned)), language)
            params = {"order": site.order, "id": spot.id, "kind": kind, "operator": operator, "cost": cost}
            key = "sheet_site" if site.year is None else "sheet_site_year"
            lines.append(self._text(key, year=site.year, **params))
        if len(inside) > _SHOWN_SITES:
            lines.append(self._text("sheet_more", count=len(inside) - _SHOWN_SITES))
        return lines or [self._text("nothing")]
