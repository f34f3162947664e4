"""Whether a word could be a Vietnamese syllable, names of the Central Highlands (Đắk, Krông, Pốk) included."""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSETS = (
    *("ngh", "ng", "nh", "gh", "gi", "kh", "ph", "th", "tr", "ch", "qu"),
    *("kr", "kl", "kp", "kb", "br", "bl", "dr", "đr", "pr", "pl", "ml", "mr", "hm", "hl", "hr", "hn", "st", "sr", "gr"),
    *"bcdđghklmnpqrstvxwjz",
)
_NUCLEI = (
    *("iêu", "yêu", "uôi", "ươi", "ươu", "oai", "oay", "oao", "oeo", "uây", "uyê", "uya", "uyu"),
    *("ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iê", "iu", "oa", "oă", "oe", "oi", "oo", "ôi", "ơi"),
    *("ua", "uâ", "uê", "ui", "uô", "uơ", "ưa", "ưi", "ươ", "ưu", "uy", "yê", "ea", "êa"),
    *"aăâeêioôơuưy",
)
_CODAS = ("ng", "nh", "ch", *"cmnptklrh")
_SYLLABLE = re.compile(f"(?:{'|'.join(_ONSETS)})?(?P<nucleus>{'|'.join(_NUCLEI)})(?P<coda>{'|'.join(_CODAS)})?")
_TONE_FIRST = frozenset(
    (*("ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iu"), *("oi", "ôi", "ơi", "ua", "ui", "ưa", "ưi", "ưu"))
)
"""Nuclei that bear their tone on the first vowel where nothing follows: *xão*, never *xaõ*."""


def is_syllable(word: str) -> bool:
    """Whether a word, in any case and normal form, is written as a Vietnamese syllable is."""
    letters, tone_at = [], -1
    for letter in unicodedata.normalize("NFD", word.lower()):
        if letter not in _TONES:
            letters.append(letter)
        elif tone_at >= 0:
            return False
        else:
            tone_at = len(unicodedata.normalize("NFC", "".join(letters))) - 1
    match = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", "".join(letters)))
    if match is None:
        return False
    start, end = match.span("nucleus")
    if tone_at >= 0 and not start <= tone_at < end:
        return False
    return not (match["nucleus"] in _TONE_FIRST and not match["coda"] and tone_at == start + 1)
