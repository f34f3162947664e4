"""Colours of the map: safe for the colour-blind, sober enough to print; what is proposed is red, what stands is not."""

from __future__ import annotations

PROPOSED = "#c1121f"
STANDING = "#333333"
"""Edge of what stands."""

SERVED_CLASSES_PCT = (50.0, 80.0, 95.0, 99.0)
SERVED_COLOURS = ("#a6611a", "#dfc27d", "#f3ecdc", "#80cdc1", "#018571")
"""ColorBrewer BrBG, five classes: below 50 %, … , 99 % and more."""

NO_PEOPLE = "#e4e4e4"

SERVED_TODAY, SERVED_NEW, UNSERVED = "#4d9f97", "#8fb8de", "#575260"
"""Pixels served today, added by the plan, inhabited but unserved."""

PLACE = "#30343b"

SPOTS = ("#231f2b", "#e08214")
"""Inhabited pixels: white spots, weak spots; dark and middling in black and white."""

VERDICTS = {"passed": "#018571", "failed": "#ffffff", "untold": "#d9d9d9"}
"""Key areas: ground of the mark; what it says is the sign on it."""

VERDICT_EDGE = PLACE
VERDICT_INK = {"passed": "#ffffff", "failed": "#a6421a", "untold": "#44484e"}

DIFFERENCE = ("#8c510a", "#d8b365", "#f6e8c3", "#f5f5f5", "#c7eae5", "#5ab4ac", "#01665e")
"""ColorBrewer BrBG, seven classes: many fewer people, …, no difference, …, many more."""

CHANGED = ("#b9c0c9", "#01857a", "#b35806")
"""Pixels that both serve, the second only, the first only."""

RSRP_STEP_DB = 10.0
RSRP_COLOURS = ("#fee391", "#a1dab4", "#41b6c4", "#225ea8")
"""From the threshold upwards, one class per step, the last one open."""

ROADS = {"expressway": "#5b3a8c", "national": "#6b6b6b", "provincial": "#a3a3a3"}
CABLE = "#3b4a5a"
SHARING = ("#c7a4d8", "#9e6ab8", "#7b3294", "#40004b")
"""Shared routes by number of users, few to many."""

PROTECTION = ("#d55e00", "#009e73", "#0072b2")
"""Of which a cut cuts somebody off; one of two ways; there for a second way only (Okabe and Ito's palette)."""

_OPERATORS = {"viettel": "#e69f00", "vinaphone": "#0072b2", "mobifone": "#b5539c"}
_LETTERS = {"viettel": "V", "vinaphone": "P", "mobifone": "M"}
_OTHERS = ("#56b4e9", "#1b1b1b", "#8c6d31", "#009e73")


def operator_colours(operators: tuple[str, ...]) -> dict[str, str]:
    """A colour for each operator; the known ones keep theirs in every map."""
    strangers = [operator for operator in operators if operator not in _OPERATORS]
    return _OPERATORS | {o: _OTHERS[k % len(_OTHERS)] for k, o in enumerate(strangers)}


def operator_letters(operators: tuple[str, ...]) -> dict[str, str]:
    """A letter for each operator, for maps without colours: the first of its name that is not taken, else a number."""
    letters = dict(_LETTERS)
    for operator in operators:
        if operator not in letters:
            taken = set(letters.values())
            free = (letter for letter in operator.upper() if letter.isalpha() and letter not in taken)
            letters[operator] = next(free, str(len(letters)))
    return letters


def served_colour(served_pct: float) -> str:
    """Colour of a share; grey where nobody lives (NaN)."""
    if served_pct != served_pct:
        return NO_PEOPLE
    return SERVED_COLOURS[sum(served_pct >= low for low in SERVED_CLASSES_PCT)]
