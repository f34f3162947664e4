"""White and weak spots on the map: inhabited pixels by state, people in them by commune, what the words mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covplan.assessment.spots import STATES, Spots, SpotState
from covplan.ingest.area import Area
from covplan.outputs import palette
from covplan.outputs.map_panel import Group, Keys, Switch
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.texts import text

_SHOWN = (SpotState.WHITE, SpotState.WEAK)
_NAMES = ("before", "after")
_NOT_KNOWN = "–"


def spot_themes(spots: Sequence[Spots]) -> tuple[str, ...]:
    """The themes that there are: today, and with the plan."""
    return tuple(f"spots_{name}" for name in _NAMES[: len(spots)])


def spot_classes(spots: Spots, area: Area) -> NDArray[np.uint8]:
    """1 white, 2 weak, where people live; 0 elsewhere."""
    classes = np.zeros(area.grid.shape, np.uint8)
    for k, state in enumerate(_SHOWN, start=1):
        classes[(spots.state == STATES.index(state)) & (area.people.values > 0)] = k
    return classes


def add_spots(communes: dict[str, Any], spots: Sequence[Spots], language: Language) -> None:
    """Put the people in white and in weak spots among what is told of a commune; not known in between years."""
    for state in _SHOWN:
        communes["readings"].append(text(f"map.people_{state}", language))
        people = {name: one.by_commune[state.value].to_numpy(float) for name, one in zip(_NAMES, spots, strict=False)}
        for k, item in enumerate(communes["items"]):
            for name, shares in item["shares"].items():
                told = format_number(people[name][k], language) if name in people else _NOT_KNOWN
                shares.append(told)


def spot_group(spots: Sequence[Spots], language: Language) -> Group:
    """Both layers; the legend gives the people of the province in each and says what white and weak are."""
    themes = spot_themes(spots)
    switches = [Switch(name, text(f"map.{name}", language), theme=True) for name in themes]
    rows = []
    for state, colour in zip(_SHOWN, palette.SPOTS, strict=True):
        people = " → ".join(format_number(float(one.by_commune[state.value].sum()), language) for one in spots)
        rows.append((colour, text(f"map.spots_{state}", language, people=people)))
    margin = format_number(spots[0].weak_margin_db, language)
    notes = tuple(text(f"map.{state}_means", language, margin=margin) for state in _SHOWN)
    return Group(
        text("map.group_spots", language), tuple(switches), (Keys(tuple(rows), themes=" ".join(themes), notes=notes),)
    )
