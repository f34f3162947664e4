"""Recognises column headings in Vietnamese and English, and cleans text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from covplan.errors import InputError

Vocabulary = Mapping[str, tuple[str, ...]]
"""Our field → headings by which it is recognised, as keys of ``heading_key``."""

_LARGEST_CODE = 99_999_999  # beyond that a number is no code
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))  # soft hyphen, zero-width space and joiner, BOM
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
# What a heading of personal data contains; short words only count alone, or "Cho tên trạm" would be a person's name.
_PERSONAL = (
    *("dienthoai", "sdt", "sodidong", "phone", "mobilenumber", "msisdn", "imsi", "imei"),
    *("cccd", "cmnd", "cancuoc", "chungminhnhandan", "passport"),
    *("dinhdanhcanhan", "identitynumber", "identitycard", "nationalid", "citizenid"),
    *("hovaten", "tennguoi", "tenkhachhang", "tenchuthuebao", "customername", "subscribername", "personname"),
    *("firstname", "lastname", "surname", "ngaysinh", "dateofbirth", "email"),
)
_PERSONAL_ALONE = {
    *("hoten", "fullname", "tel", "hochieu", "sodinhdanh", "idnumber", "idcard"),
    *("nguoilienhe", "contactname", "contactperson"),
}


def clean_text(value: object) -> str:
    """Text in NFC with literal ``\\uXXXX`` decoded, Ð as Đ, one kind of apostrophe, and single spaces."""
    if value is None or value != value:
        return ""
    if isinstance(value, str) and value.isascii() and "\\" not in value and "`" not in value:
        return " ".join(value.split())  # the same, for the many cells that need nothing else
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), str(value))
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs of escapes; half a pair is none
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE).replace("\u00d0", "Đ")
    text = re.sub("[\u2019\u2018\u02bc\u00b4`]", "'", text)
    return " ".join(text.split())


def without_marks(text: str) -> str:
    """The text in small letters without accents: ``Krông Năng`` → ``krong nang``."""
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def code_text(value: object) -> str:
    """An administrative code as text of five digits; spreadsheets and shapefiles make numbers of codes."""
    if isinstance(value, int | float | np.number) and float(value).is_integer() and 0 <= value <= _LARGEST_CODE:
        return f"{int(value):05d}"
    return clean_text(value)


def heading_key(text: object) -> str:
    """A heading without case, accents, spaces and signs: ``Chiều cao cột (m)`` → ``chieucaocotm``."""
    plain = unicodedata.normalize("NFKD", clean_text(text).replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in plain.lower() if letter.isascii() and letter.isalnum())


def _keys(heading: object) -> tuple[str, str]:
    return heading_key(heading), heading_key(_BRACKETS.sub("", clean_text(heading)))


def personal_columns(headings: Iterable[object]) -> list[str]:
    """Headings that look like personal data: telephone, IMSI, IMEI, MSISDN, identity number, name of a person."""
    keys = {clean_text(heading): _keys(heading) for heading in headings}
    return [
        heading
        for heading, (key, plain) in keys.items()
        if any(word in key for word in _PERSONAL) or {key, plain} & _PERSONAL_ALONE
    ]


def match_columns(
    headings: Sequence[object], vocabulary: Vocabulary, mapping: Mapping[str, str]
) -> tuple[dict[str, int], list[str]]:
    """Column index of each field, by the scenario's mapping and otherwise by recognised headings.

    Returns
    -------
    columns : dict
        Field → index into ``headings``.
    absent : list of str
        Mapped headings that are not there.
    """
    keys = [_keys(heading) for heading in headings]
    columns: dict[str, int] = {}
    absent = []
    for field, heading in mapping.items():
        found = [k for k, key in enumerate(keys) if key[0] == heading_key(heading)]
        if found:
            columns[field] = found[0]
        else:
            absent.append(heading)
    taken = set(columns.values())
    for field, words in vocabulary.items():
        if field in mapping:
            continue
        for word in words:
            hits = [k for k, key in enumerate(keys) if word in key and k not in taken]
            if hits:
                columns[field] = hits[0]
                taken.add(hits[0])
                break
    return columns, absent


def _same_heading(headings: Sequence[object], index: int, mapped: str | None, words: tuple[str, ...]) -> list[str]:
    """The headings that say of a field what the one at ``index`` says: one of them is another table or another year."""
    keys = [_keys(heading) for heading in headings]
    if mapped is not None:
        same = [k for k, key in enumerate(keys) if key[0] == keys[index][0]]
    else:
        word = next(word for word in words if word in keys[index])
        same = [k for k, key in enumerate(keys) if word in key]
    return [clean_text(headings[k]) for k in same]


def require_columns(
    headings: Sequence[object],
    vocabulary: Vocabulary,
    mapping: Mapping[str, str],
    required: Iterable[str],
    file: Path,
) -> dict[str, int]:
    """``match_columns``, with an error for personal data, unknown fields, and columns that are not there or twice.

    A heading that the vocabulary itself names is no personal data.

    Raises
    ------
    InputError
        Naming what is missing and the headings that the file has.
    """
    own = {word for words in vocabulary.values() for word in words}  # full_name may be that of a commune
    if personal := [heading for heading in personal_columns(headings) if heading_key(heading) not in own]:
        raise InputError("column.personal", file=file.name, columns=", ".join(personal))
    if unknown := [field for field in mapping if field not in vocabulary]:
        raise InputError("column.field", file=file.name, fields=", ".join(unknown), known=", ".join(sorted(vocabulary)))
    columns, absent = match_columns(headings, vocabulary, mapping)
    for field, index in columns.items():
        if len(same := _same_heading(headings, index, mapping.get(field), vocabulary[field])) > 1:
            raise InputError("column.several", file=file.name, field=field, headings=", ".join(same))
    missing = absent + [field for field in required if field not in columns and field not in mapping]
    if missing:
        there = ", ".join(clean_text(h) for h in headings if clean_text(h))
        raise InputError("column.missing", file=file.name, missing=", ".join(missing), headings=there)
    return columns
