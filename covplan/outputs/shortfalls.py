"""What a plan does not serve of what was asked, in words: which floor or limit, and how much in its own unit."""

from __future__ import annotations

from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.planning.covering import PEOPLE
from covplan.planning.second_service import BEHIND, TWICE
from covplan.planning.settings import FloorOf
from covplan.units import M_PER_KM


def shortfall_text(name: str, missing: float, language: Language) -> str:
    """One line for a ``Shortfall``."""
    if name == PEOPLE:
        return text("shortfall.people", language, amount=format_number(missing, language))
    kind, _, of = name.partition(" ")
    if kind == FloorOf.KEY_AREA:
        of = text(f"place_class.{of}", language)
        return text("shortfall.key_area", language, name=of, amount=format_number(missing, language, 1))
    if kind == FloorOf.ROAD:
        return text("shortfall.road", language, name=of, amount=format_number(missing / M_PER_KM, language, 1))
    if kind in (FloorOf.COMMUNE, FloorOf.DISTRICT):
        return text(f"shortfall.{kind}", language, name=of, amount=format_number(missing, language))
    amount = format_number(missing, language)
    if name == TWICE:
        return text("shortfall.twice", language, amount=amount)
    return text("shortfall.behind", language, name=name.removeprefix(f"{BEHIND} "), amount=amount)
