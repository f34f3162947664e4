"""Shared routes → tables: sections, who is joined, what single failures cut off, who has no second route."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np

from covplan.outputs.layers import chainage_text
from covplan.outputs.marking import operator_name
from covplan.outputs.numbers import format_number
from covplan.outputs.road_names import road_name
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import problem_text, text
from covplan.routing.cures import CureKind, PossibleCure
from covplan.routing.failures import Failure
from covplan.routing.route_plan import RoutePlan
from covplan.units import M_PER_KM


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
        self._terminals, self._corridors = plan.basis.joining.terminals, plan.basis.corridors
        self._lines = plan.basis.lines

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
                *(one.cost_low_mn_vnd, one.cost_base_mn_vnd, one.cost_high_mn_vnd, str(one.year)),
                *(len(one.protects), self._names(one.protects)),
            )
            for one in sections.itertuples()
        ]
        return self._table("sections", columns, rows)

    def failures(self) -> Table:
        """What fails by itself, who is cut off, and how many people; most people first.

        Sections of one road that cut off the same are one row.
        """
        alike: dict[tuple[object, ...], tuple[Failure, list[int]]] = {}
        for failure in self._plan.failures:
            edge = failure.edges[0]
            line = int(self._lines.line_of[edge]) if failure.group is None else failure.group
            alike.setdefault((failure.group is None, line, failure.nodes), (failure, []))[1].append(edge)
        rows = []
        for failure, edges in alike.values():
            cut = np.concatenate([self._plan.at(node) for node in failure.nodes])
            kinds = self._terminals["kind"].iloc[cut]
            offices, masts = (int((kinds == kind).sum()) for kind in ("commune_office", "mast"))
            what = self._word("one_edge" if failure.group is None else "whole_road")
            where = self.places(edges) if failure.group is None else self._plan.roads[failure.group]
            rows.append((what, where, round(failure.people), offices, masts, len(cut), self._names(cut)))
        return self._table("failures", "fails where people offices masts cut_count cut", rows)

    def unprotected(self) -> Table:
        """Who was to have two routes and has one, what stands in the way, and what would cure it."""
        rows = []
        cures = {cure.name: self._cure(cure) for cure in self._plan.cures}
        for one in self._plan.unprotected:
            causes = [self.places(one.edges)] if one.edges else []
            causes += [self._plan.roads[group] for group in one.groups]
            causes += [text("route.junction", self._language, where=self.point(node)) for node in one.nodes]
            for row in self._plan.at(one.node).tolist():
                if self._terminals["twice"].iat[row]:
                    helped = "; ".join(cures[name] for name in one.cures)
                    rows.append((self._terminals["name"].iat[row], "; ".join(causes), helped))
        return self._table("unprotected", "name causes cures", rows)

    def _cure(self, cure: PossibleCure) -> str:
        if cure.masts:
            cost = format_number(cure.cost_mn_vnd, self._language)
            return text("route.cure_masts", self._language, masts=cure.masts, cost=cost)
        params = {"start": self.point(cure.from_node), "km": format_number(cure.length_m / M_PER_KM, self._language, 1)}
        if cure.kind is not CureKind.ENTRY:
            params["end"] = self.point(cure.to_node)
        if cure.kind is CureKind.LINK:
            params["cost"] = format_number(cure.cost_mn_vnd, self._language)
        return text(f"route.cure_{cure.kind}", self._language, **params)

    def terminals(self) -> Table:
        """Everybody: whether joined, by which year, the spur, and whether there are two routes."""
        joined, protected = self._plan.joined, self._plan.is_protected
        apart = {problem.params["name"]: problem_text(problem, self._language) for problem in self._plan.apart}
        rows = [
            (
                *(one.id, one.name, self._word(f"kind_{one.kind}"), self._yes(one.must), self._yes(joined[k])),
                *(str(one.year) if joined[k] else "", one.spur_m if joined[k] else None),
                *(one.spur_base_mn_vnd if joined[k] else None, round(one.people)),
                self._yes(protected[k]) if one.twice else "",
                "" if joined[k] else apart.get(one.name, self._word("not_worth")),
            )
            for k, one in enumerate(self._terminals.itertuples())
        ]
        return self._table("terminals", "id name kind must joined year spur spur_cost people protected reason", rows)

    def places(self, edges: Sequence[int]) -> str:
        """Road and Km of edges, in order, those of one road together."""
        by_line: dict[int, list[int]] = {}
        for edge in edges:
            by_line.setdefault(int(self._lines.line_of[edge]), []).append(edge)
        parts = []
        for line, own in by_line.items():
            at_m = np.concatenate([self._lines.from_m[own], self._lines.to_m[own]])
            parts.append(f"{self._road(line)} {chainage_text(at_m.min())} – {chainage_text(at_m.max())}")
        return "; ".join(parts)

    def _road(self, line: int) -> str:
        return road_name(self._lines.lines[line], self._language)

    def point(self, node: int) -> str:
        """Road and Km of a node, a numbered road first."""
        corridors, lines = self._corridors, self._lines
        beside = np.flatnonzero((corridors.ends == node).any(axis=1)).tolist()
        edge = min(beside, key=lambda edge: (not lines.referenced[edge], corridors.road[edge] == "", edge))
        at_m = (lines.from_m, lines.to_m)[int(corridors.ends[edge, 0] != node)][edge]
        return f"{self._road(int(lines.line_of[edge]))} {chainage_text(at_m)}"
