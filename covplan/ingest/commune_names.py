"""Names of communes as people write them → codes: certain, possible, or none.

Certain is a name that differs from the known one only in what carries no meaning: case, spaces, apostrophes, where the
tone stands (Hoà, Hòa), Ð for Đ, the word for the kind of unit, and accents that are missing. An accent that is another
one, a letter too many or a name that two communes bear make it a possible one, for a person to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from covplan.ingest.headings import clean_text, heading_key

LEAST_LIKENESS = 0.8
"""Least ratio of Ratcliff and Obershelp (difflib) of two names without accents that are held to be alike.

The standard library is enough: a province has some hundred names, and one is compared with all of them in milliseconds.
"""

MOST_POSSIBLE = 5

_KINDS = {"xã": "xa", "phường": "phuong", "thị trấn": "thitran", "x": "xa", "p": "phuong", "tt": "thitran"}
_KINDS |= {"xa": "xa", "phuong": "phuong", "thi tran": "thitran"}
_PREFIX = re.compile(r"(?:(xã|phường|thị trấn|xa|phuong|thi tran)\s+|(x|p|tt)\.\s*)(?=\S)", re.IGNORECASE)
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True)
class KnownCommune:
    """A commune of a list: ``kind`` is xã, phường or thị trấn, empty where it is not told."""

    code: str
    name: str
    kind: str = ""


@dataclass(frozen=True)
class NameMatch:
    """The communes that a written name may stand for, the likeliest first; ``certain`` where it is one beyond doubt."""

    communes: tuple[KnownCommune, ...]
    certain: bool


@dataclass(frozen=True)
class _Spelling:
    """Letters without tones, spaces and signs; the tone of each syllable by the index at which it ends."""

    kind: str
    letters: str
    tones: frozenset[tuple[int, str]]
    plain: str  # letters without any accent

    def may_lack_accents_of(self, other: _Spelling) -> bool:
        """Whether this is the other name, with accents left out at most."""
        return (
            self.plain == other.plain
            and self.tones <= other.tones
            and all(a in (b, c) for a, b, c in zip(self.letters, other.letters, other.plain, strict=True))
        )


@lru_cache(maxsize=4096)
def _spelling(name: str) -> _Spelling:
    text = clean_text(name).lower()
    kind = ""
    if match := _PREFIX.match(text):
        kind, text = _KINDS[match[1] or match[2]], text[match.end() :]
    letters, tones = "", set()
    for syllable in re.split(r"[\s\-]+", text):
        apart = unicodedata.normalize("NFD", syllable)
        whole = unicodedata.normalize("NFC", "".join(one for one in apart if one not in _TONES))
        letters += "".join(one for one in whole if one.isalnum())
        tones |= {(len(letters), one) for one in apart if one in _TONES}
    return _Spelling(kind, letters, frozenset(tones), "".join(_bare(letter) for letter in letters))


def _bare(letter: str) -> str:
    return "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]


class CommuneNames:
    """The names of one list of communes, all of one epoch."""

    def __init__(self, communes: Iterable[KnownCommune]) -> None:
        self.by_code = {one.code: one for one in communes}
        self._spelled = [(one, _spelling(one.name)) for one in self.by_code.values()]

    def match(self, name: str) -> NameMatch:
        """The communes that a written name may stand for."""
        written = _spelling(name)
        if not written.letters:
            return NameMatch((), False)
        same = [one for one, known in self._spelled if written.may_lack_accents_of(known)]
        exact = [one for one in same if _agrees_in_full(written, _spelling(one.name))]
        for found in (exact, same):
            of_kind = [one for one in found if not written.kind or _kind_of(one) in ("", written.kind)]
            if len(of_kind) == 1:
                return NameMatch(tuple(of_kind), True)
            if found:
                return NameMatch(tuple(of_kind or found), False)
        return NameMatch(self._alike(written), False)

    def _alike(self, written: _Spelling) -> tuple[KnownCommune, ...]:
        """Communes whose names are alike; those with another number are other communes (Phú Hoà 1 and 2)."""
        number, found = _digits(written.plain), []
        for one, known in self._spelled:
            if number and _digits(known.plain) not in ("", number):
                continue
            likeness = SequenceMatcher(None, written.plain, known.plain, autojunk=False).ratio()
            if likeness >= LEAST_LIKENESS:
                found.append((-likeness, one.code, one))
        return tuple(one for *_, one in sorted(found, key=lambda item: item[:2])[:MOST_POSSIBLE])


def _agrees_in_full(written: _Spelling, known: _Spelling) -> bool:
    return (written.letters, written.tones) == (known.letters, known.tones)


def _kind_of(one: KnownCommune) -> str:
    return heading_key(one.kind) or _spelling(one.name).kind


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
