"""Vietnamese text from before Unicode, TCVN3 (fonts .VnTime) and VNI (fonts VNI-Times), recognised and converted.

Such text comes as Latin-1: ``§¾k L¾k`` and ``Ñaék Laék`` are both *Đắk Lắk*. It is converted only where the result is
clearly Vietnamese and what was read is clearly not; where neither is clear, nobody can tell what it says.

References
----------
TCVN 5712:1993, VN3; VNI code chart for Windows (VNI Software Co.).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from covplan.ingest.sheets import Cells
from covplan.ingest.vietnamese_syllables import is_syllable

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"

# TCVN3: each vowel with its five tones, in the order of the standard (grave, hook, tilde, acute, dot below).
_TCVN3_TONES = {
    "a": "µ¶·¸¹",
    "ă": "»¼½¾Æ",
    "â": "ÇÈÉÊË",
    "e": "ÌÎÏÐÑ",
    "ê": "ÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä",
    "ô": "åæçèé",
    "ơ": "êëìíî",
    "u": "ïñòóô",
    "ư": "õö÷øù",
    "y": "úûüýþ",
}
_TCVN3_PLAIN = dict(zip("¡¢£¤¥¦§¨©ª«¬\u00ad®", "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))

# VNI: a mark that follows its letter; ô, ö and ñ are letters of their own, i and ỵ have single codes.
_VNI_TONES = {"ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ù": _ACUTE, "ï": _DOT}
_VNI_CIRCUMFLEX = {"â": "", "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "á": _ACUTE, "ä": _DOT}
_VNI_BREVE = {"ê": "", "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "é": _ACUTE, "ë": _DOT}
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "í": "í", "ò": "ị", "î": "ỵ"}

_RUN = re.compile("(?:[^\\W\\d_]|[\u00a1-\u00ff])+")
_ONLY_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
_FEWEST_WORDS = 3  # that differ, before a whole file is converted
_CLEAR, _DOUBTFUL = 0.9, 0.5


class Unclear(Exception):
    """Text that is neither plain Vietnamese nor clearly of one old encoding; ``row`` and ``text`` are of the first."""

    def __init__(self, row: int, text: str) -> None:
        super().__init__(text)
        self.row, self.text = row, text


def _compose(letters: str) -> str:
    return unicodedata.normalize("NFC", letters)


def _tcvn3_table() -> dict[str, str]:
    table = dict(_TCVN3_PLAIN)
    for vowel, codes in _TCVN3_TONES.items():
        for code, tone in zip(codes, (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT), strict=True):
            table[code] = _compose(vowel + tone)
    return table


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_LETTERS)
    for base, letter in [*((one, one) for one in "aeouy"), ("ô", "ơ"), ("ö", "ư")]:
        marks = {mark: _compose(letter + tone) for mark, tone in _VNI_TONES.items()}
        if base in "aeo":
            marks |= {mark: _compose(letter + _CIRCUMFLEX + tone) for mark, tone in _VNI_CIRCUMFLEX.items()}
        if base == "a":
            marks |= {mark: _compose(letter + _BREVE + tone) for mark, tone in _VNI_BREVE.items()}
        table |= {base + mark: made for mark, made in marks.items()}
    capitals = {
        key[0].upper() + rest: made.upper() for key, made in table.items() for rest in {key[1:], key[1:].upper()}
    }
    return table | capitals


_TCVN3, _VNI = _tcvn3_table(), _vni_table()
_VNI_UNIT = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    """Unicode of TCVN3 that was read as Latin-1. Capitals of .VnTimeH follow the plain letters beside them."""
    made = "".join(_TCVN3.get(letter, letter) for letter in text)
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    return made.upper() if len(plain) > 1 and all(letter.isupper() for letter in plain) else made


def from_vni(text: str) -> str:
    """Unicode of VNI for Windows that was read as Latin-1."""
    return _VNI_UNIT.sub(lambda match: _VNI[match[0]], text)


_READINGS: dict[str, Callable[[str], str]] = {"TCVN3 (.VnTime)": from_tcvn3, "VNI": from_vni}


def decode_cells(rows: Sequence[Cells], numbers: Sequence[int]) -> tuple[tuple[Cells, ...], str]:
    """The rows in Unicode, and the name of the encoding that they were in; empty where nothing was to be done.

    Raises
    ------
    Unclear
        If it cannot be told what the text says.
    """
    first: dict[str, tuple[int, str]] = {}
    unicode_words = False
    for number, row in zip(numbers, rows, strict=True):
        for cell in row:
            if isinstance(cell, str) and not cell.isascii():
                unicode_words = unicode_words or bool(_ONLY_UNICODE.search(cell))
                for run in _RUN.findall(cell):
                    if not run.isascii() and not _ONLY_UNICODE.search(run):
                        first.setdefault(run, (number, cell))
    encoding = _encoding(first, unicode_words)
    if not encoding:
        return tuple(rows), ""
    read = _READINGS[encoding]
    return tuple(tuple(read(c) if isinstance(c, str) and not c.isascii() else c for c in row) for row in rows), encoding


def _encoding(first: dict[str, tuple[int, str]], unicode_words: bool) -> str:
    if not first:
        return ""
    plain = _share(first, lambda text: text)
    shares = {name: _share(first, read) for name, read in _READINGS.items()}
    best, other = sorted(shares, key=lambda name: -shares[name])
    legacy = [word for word in first if not is_syllable(word) and _is_legacy(word)]
    if (
        not unicode_words
        and len(first) >= _FEWEST_WORDS
        and shares[best] >= _CLEAR
        and max(plain, shares[other]) <= _DOUBTFUL
    ):
        return best
    if legacy and (plain <= _DOUBTFUL or any(_has_signs(word) for word in legacy)):
        raise Unclear(*first[legacy[0]])
    return ""


def _share(words: dict[str, Any], read: Callable[[str], str]) -> float:
    return sum(is_syllable(read(word)) for word in words) / len(words)


def _is_legacy(word: str) -> bool:
    """Whether a word would be Vietnamese in an old encoding; µm and §A are too short to tell."""
    has_plain_letter = any(letter.isascii() for letter in word)
    return len(word) > 2 and has_plain_letter and any(is_syllable(read(word)) for read in _READINGS.values())


def _has_signs(word: str) -> bool:
    """Whether signs such as § or ¾ stand within a word, as they do in no other text; j·k is a product."""
    return any(not letter.isalpha() for letter in word if letter != "·")
