"""Shared routes → tables: sections, who is joined, what single failures cut off, who has no second route."""

from __future__ import annotations

import math
from collections.abc import Iterable

import geopandas as gpd
import numpy as np

from covplan.outputs.layers import chainage_text
from covplan.outputs.marking import operator_name
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import problem_text, text
from covplan.routing.route_plan import RoutePlan


def make_route_tables(plan: RoutePlan, sections: gpd.GeoDataFrame, language: Language) -> tuple[Table, ...]:
    """``sections``, ``failures``, ``unprotected``, ``terminals``; money in million đồng."""
    writer = _Writer(plan, language)
    return writer.sections(sections), writer.failures(), writer.unprotected(), writer.terminals()


def chainage_basis(from_m: float, official: bool, language: Language) -> str:
    """By Km posts or modelled; empty where there is no chainage."""
    return text(f"route.{'official' if official else 'modelled'}", language) if math.isfinite(from_m) else ""


class _Writer:
    def __init__(self, plan: RoutePlan, language: Language) -> None:
        self._plan, self._language = plan, language
        self._terminals = plan.basis.joining.terminals

    def _table(self, key: str, columns: str, rows: Iterable[tuple[object, ...]]) -> Table:
        heads = tuple(text(f"route.{column}", self._language) for column in columns.split())
        return Table(key, heads, tuple(rows))

    def _word(self, key: str) -> str:
        return text(f"route.{key}", self._language)

    def _yes(self, value: bool) -> str:
        return text("word.yes" if value else "word.no", self._language)

    def _names(self, rows: Iterable[int]) -> str:
        return "; ".join(self._terminals["name"].iloc[list(rows)])

    def sections(self, sections: gpd.GeoDataFrame) -> Table:
        """Road, Km, commune, way, owner, users, cost, year, and whom each protects."""
        columns = (
            "section road from to chainage commune_code commune way owner length users_count users cost_low cost_base "
            "cost_high year protects_count protects"
        )
        rows = [
            (
                *(one.section, one.road, chainage_text(one.from_m), chainage_text(one.to_m)),
                chainage_basis(one.from_m, one.official, self._language),
                *(one.commune_code, one.commune, self._word(f"way_{one.way}"), operator_name(one.owner)),
                *(round(one.length_m), len(one.users), self._names(one.users)),
                *(one.cost_low_mn_vnd, one.cost_base_mn_vnd, one.cost_high_mn_vnd, one.year),
                *(len(one.protects), self._names(one.protects)),
            )
            for one in sections.itertuples()
        ]
        return self._table("sections", columns, rows)

    def failures(self) -> Table:
        """What fails by itself, who is cut off, and how many people; most people first."""
        rows = []
        for failure in self._plan.failures:
            cut = np.concatenate([self._plan.at(node) for node in failure.nodes])
            kinds = self._terminals["kind"].iloc[cut]
            offices, masts = int((kinds == "commune_office").sum()), int((kinds == "mast").sum())
            where = self._plan.roads[failure.group] if failure.group is not None else self.place(failure.edges[0])
            what = self._word("whole_road" if failure.group is not None else "one_edge")
            rows.append((what, where, round(failure.people), offices, masts, len(cut), self._names(cut)))
        return self._table("failures", "fails where people offices masts cut_count cut", rows)

    def unprotected(self) -> Table:
        """Who was to have two routes and has one, what stands in the way, and what would cure it."""
        rows = []
        for one in self._plan.unprotected:
            causes = [self.place(edge) for edge in one.edges] + [self._plan.roads[group] for group in one.groups]
            for row in self._plan.at(one.node).tolist():
                if self._terminals["twice"].iat[row]:
                    rows.append((self._terminals["name"].iat[row], "; ".join(causes), "; ".join(one.cures)))
        return self._table("unprotected", "name causes cures", rows)

    def terminals(self) -> Table:
        """Everybody: whether joined, by which year, the spur, and whether there are two routes."""
        joined, protected = self._plan.joined, self._plan.is_protected
        apart = {problem.params["name"]: problem_text(problem, self._language) for problem in self._plan.apart}
        rows = [
            (
                *(one.id, one.name, self._word(f"kind_{one.kind}"), self._yes(one.must), self._yes(joined[k])),
                *(one.year if joined[k] else None, one.spur_m if joined[k] else None),
                *(one.spur_base_mn_vnd if joined[k] else None, round(one.people)),
                self._yes(protected[k]) if one.twice else "",
                "" if joined[k] else apart.get(one.name, self._word("not_worth")),
            )
            for k, one in enumerate(self._terminals.itertuples())
        ]
        return self._table("terminals", "id name kind must joined year spur spur_cost people protected reason", rows)

    def place(self, edge: int) -> str:
        """Road and Km of an edge; without Km its middle in the scenario's coordinates."""
        corridors = self._plan.basis.corridors
        road = corridors.road[edge] or self._word("unnumbered")
        ends_m = sorted((corridors.from_m[edge], corridors.to_m[edge]))
        if np.isfinite(ends_m).all():
            return f"{road} {chainage_text(ends_m[0])} – {chainage_text(ends_m[1])}"
        middle = corridors.lines[edge].interpolate(0.5, normalized=True)
        return f"{road} (X {middle.y:.0f}, Y {middle.x:.0f})"
