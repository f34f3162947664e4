"""Numbers and dates as people read them: 12.345,6 and 23/11/2026 in Vietnamese, 12,345.6 and 2026-11-23 in English."""

from __future__ import annotations

import math

from covplan.outputs.settings import Language, parse_date

_SWAP = str.maketrans(",.", ".,")


def format_number(value: float, language: Language, decimals: int = 0) -> str:
    """Grouped thousands, fixed decimals; ``–`` for NaN."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0.0:
        text = text.removeprefix("-")
    return text.translate(_SWAP) if language is Language.VIETNAMESE else text


def format_plain(value: float, language: Language) -> str:
    """As few digits as tell the number, without groups: a frequency, a tick of an axis."""
    text = f"{value:g}".replace("-", "−")
    return text.replace(".", ",") if language is Language.VIETNAMESE else text


def format_share(value_pct: float, language: Language) -> str:
    """A percentage with one decimal, cut rather than rounded up.

    >>> format_share(98.96, Language.VIETNAMESE), format_share(98.96, Language.ENGLISH)
    ('98,9 %', '98.9 %')
    """
    cut = math.floor(value_pct * 10 + 1e-9) / 10 if math.isfinite(value_pct) else value_pct
    return f"{format_number(cut, language, 1)} %"


def format_cost(value_mn_vnd: float, language: Language) -> str:
    """Million đồng, as tỷ (billion) đồng from one tỷ on.

    >>> format_cost(12_345.6, Language.VIETNAMESE), format_cost(450.0, Language.ENGLISH)
    ('12,3 tỷ đồng', '450 mn VND')
    """
    if abs(value_mn_vnd) >= 1000:
        unit = "tỷ đồng" if language is Language.VIETNAMESE else "bn VND"
        return f"{format_number(value_mn_vnd / 1000, language, 1)} {unit}"
    unit = "triệu đồng" if language is Language.VIETNAMESE else "mn VND"
    return f"{format_number(value_mn_vnd, language)} {unit}"


def format_date(text: str, language: Language) -> str:
    """An ISO date in the order of the language; empty stays empty."""
    day = parse_date(text)
    if day is None:
        return ""
    return day.strftime("%d/%m/%Y") if language is Language.VIETNAMESE else day.isoformat()
