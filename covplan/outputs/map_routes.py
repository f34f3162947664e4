"""Shared routes on the map: by the number of their users, and by what a cut of each would do."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from covplan.outputs import palette
from covplan.outputs.layers import chainage_text
from covplan.outputs.map_data import line_parts
from covplan.outputs.map_panel import Group, Keys, Switch, svg
from covplan.outputs.marking import operator_name
from covplan.outputs.numbers import format_cost, format_number
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.units import M_PER_KM

FEW_USERS = (2, 10, 50)
"""From so many users on a section has the next colour of ``palette.SHARING``."""

_LABELS = ("way", "owner", "users_count", "protects_count", "length", "cost_base", "year")


def shared_route_data(sections: gpd.GeoDataFrame, language: Language) -> dict[str, Any]:
    """A line per section with the colours ``k`` of both layers and its figures."""
    items = [
        {
            "c": parts,
            "year": int(one.year),
            "k": {"sharing": sharing_colour(len(one.users)), "protection": protection_colour(one.joins, one.protects)},
            "n": f"{one.section} {one.road}".strip(),
            "s": " – ".join(filter(None, (chainage_text(one.from_m), chainage_text(one.to_m), one.commune))),
            "r": [
                text(f"route.way_{one.way}", language),
                operator_name(one.owner),
                format_number(len(one.users), language),
                format_number(len(one.protects), language),
                f"{format_number(one.length_m / M_PER_KM, language, 2)} km",
                format_cost(one.cost_base_mn_vnd, language),
                str(one.year),
            ],
        }
        for one, parts in zip(
            sections.itertuples(), line_parts(sections.geometry.to_numpy(), sections.crs.to_epsg()), strict=True
        )
    ]
    return {"items": items, "labels": [text(f"route.{label}", language) for label in _LABELS]}


def sharing_colour(users: int) -> str:
    """By how many it is used."""
    return palette.SHARING[sum(users >= low for low in FEW_USERS)]


def protection_colour(joins: bool, protects: tuple[int, ...]) -> str:
    """One way only, one of two ways, or there for a second way only."""
    return palette.PROTECTION[0 if not protects else 1 if joins else 2]


def shared_route_group(language: Language) -> Group:
    """Both layers with their legends; neither is shown first."""
    lows = (0, *FEW_USERS)
    sharing = [
        text("map.users_from", language, low=low) if k == len(lows) - 1
        else text("map.users_between", language, low=max(low, 0), high=lows[k + 1] - 1)
        for k, low in enumerate(lows)
    ]  # fmt: skip
    protection = [text(f"map.protection_{key}", language) for key in ("one", "two", "second")]
    switches = tuple(
        Switch(
            name, text(f"map.{name}", language), symbol=svg(f'<path d="M-10 0h20" stroke="{colour}" stroke-width="3"/>')
        )
        for name, colour in (("sharing", palette.SHARING[-1]), ("protection", palette.PROTECTION[1]))
    )
    keys = (
        Keys(tuple(zip(palette.SHARING, sharing, strict=True)), layer="sharing"),
        Keys(tuple(zip(palette.PROTECTION, protection, strict=True)), layer="protection"),
    )
    return Group(text("map.group_shared", language), switches, keys)
