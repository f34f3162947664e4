"""Where the table of a sheet begins: a header of one or two rows, with units below it, and no second table beside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from covplan.ingest.headings import Vocabulary, clean_text, heading_key, match_columns
from covplan.ingest.sheets import NumberedRow, Sheet, Unreadable
from covplan.ingest.unit_words import is_unit

HEADER_ROWS = 30
"""A header is looked for in so many first rows."""

MOST_HEADINGS = 2_000
"""A row of more cells is no header."""

_TOTALS = frozenset(
    ("tong", "tongcong", "tongso", "cong", "congtong", "tongcongtinh", "toantinh", "total", "totals", "grandtotal")
    + ("subtotal", "sum", "trungbinh", "average", "mean")
)
_BRACKETED = re.compile(r"[(\[]\s*(\w{1,3})\s*[)\]]")


@dataclass(frozen=True)
class Header:
    """The headings of a table, in which rows they stand, and the index of the first row below."""

    headings: tuple[str, ...]
    rows: tuple[int, ...]
    below: int
    score: int


def filled_rows(sheet: Sheet) -> list[NumberedRow]:
    """Rows with anything in them."""
    return [(number, row) for number, row in sheet.rows if any(cell not in (None, "") for cell in row)]


def find_header(sheet: Sheet, vocabulary: Vocabulary, mapping: Mapping[str, str]) -> Header | None:
    """The header among the first rows with most recognised or mapped headings; None where there is none.

    Two rows are one header where only together they hold more: a merged heading (*Toạ độ*) over its parts (*X*, *Y*).
    """
    filled = filled_rows(sheet)

    def score(headings: Sequence[object]) -> int:
        return len(match_columns(headings, vocabulary, mapping)[0])

    best: Header | None = None
    for k, (number, row) in enumerate(filled[:HEADER_ROWS]):
        if len(row) > MOST_HEADINGS:
            continue
        found = Header(tuple(map(clean_text, row)), (number,), k + 1, score(row))
        if k + 1 < len(filled) and _could_be_headings(filled[k + 1][1]):
            pair = _joined(sheet, (number, row), filled[k + 1], vocabulary, mapping)
            below, points = filled[k + 1][1], score(pair)
            if points > max(found.score, score(below)) or (points == score(below) and points > found.score > 0):
                found = Header(pair, (number, filled[k + 1][0]), k + 2, points)
        if found.score and (best is None or found.score > best.score):
            best = found
    return _with_units(best, filled) if best else None


def _could_be_headings(row: Sequence[object]) -> bool:
    return all(cell is None or isinstance(cell, str) for cell in row)


def _joined(
    sheet: Sheet, above: NumberedRow, below: NumberedRow, vocabulary: Vocabulary, mapping: Mapping[str, str]
) -> tuple[str, ...]:
    """One heading per column of two rows of headings."""
    uppers = _spread(sheet, above, below)
    width = max(len(uppers), len(below[1]))
    lowers = [clean_text(cell) for cell in below[1]] + [""] * (width - len(below[1]))
    uppers += [""] * (width - len(uppers))
    return tuple(_heading(upper, lower, vocabulary, mapping) for upper, lower in zip(uppers, lowers, strict=True))


def _spread(sheet: Sheet, above: NumberedRow, below: NumberedRow) -> list[str]:
    """The upper headings, each over all the columns that it spans."""
    number, row = above
    texts = [clean_text(cell) for cell in row]
    if sheet.knows_spans:
        for span in sheet.spans:
            if span.first_row <= number <= span.last_row and span.first_column < len(texts):
                texts += [""] * (span.last_column + 1 - len(texts))
                wide = range(span.first_column, span.last_column + 1)
                texts[span.first_column : span.last_column + 1] = [texts[span.first_column]] * len(wide)
        return texts
    texts += [""] * (len(below[1]) - len(texts))  # in text a heading stands over the first of its columns only
    for k in range(1, len(texts)):
        if not texts[k] and k < len(below[1]) and clean_text(below[1][k]):
            texts[k] = texts[k - 1]
    return texts


def _heading(upper: str, lower: str, vocabulary: Vocabulary, mapping: Mapping[str, str]) -> str:
    """*Chiều cao* over *Anten* is one heading; what is above *X* only says that it is a coordinate.

    A height alone is none: above it may stand of what.
    """
    if not upper or not lower or upper == lower:
        return upper or lower
    for text in (f"{upper} {lower}", f"{lower} {upper}"):
        if match_columns([text], vocabulary, mapping)[0]:
            return text
    key = heading_key(lower)
    if match_columns([lower], vocabulary, mapping)[0] and not ("cao" in key or "height" in key):
        return lower
    return f"{upper} {lower}"


def _with_units(header: Header, filled: list[NumberedRow]) -> Header:
    """The header with a row of units below it taken into the headings, and without a row that numbers the columns."""
    headings, rows, below = list(header.headings), list(header.rows), header.below
    for number, row in filled[below : below + 2]:
        texts = [clean_text(cell) for cell in row[: len(headings)]]
        words = [text.strip("()[]") for text in texts]
        if _numbers_columns(row):
            pass
        elif any(texts) and all(not word or is_unit(word) for word in words):
            headings = [f"{head} ({word})" if word else head for head, word in _side_by_side(headings, words)]
        else:
            break
        rows.append(number)
        below += 1
    return Header(tuple(headings), tuple(rows), below, header.score)


def _side_by_side(headings: list[str], words: list[str]) -> list[tuple[str, str]]:
    return list(zip(headings, words + [""] * (len(headings) - len(words)), strict=True))


def _numbers_columns(row: Sequence[object]) -> bool:
    """Whether a row holds only (1), (2), (3) … or A, B, 1, 2, 3 …, as forms have them under the headings."""
    texts = [clean_text(cell) for cell in row]
    words = [(match[1] if (match := _BRACKETED.fullmatch(text)) else text) for text in texts if text]
    numbers = [word.removesuffix(".0") for word in words if word.removesuffix(".0").isdecimal()]
    letters = words[: len(words) - len(numbers)]
    return (
        len(numbers) >= 3
        and all(len(word) == 1 and word.isalpha() for word in letters)
        and [int(number) for number in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))
        and int(numbers[0]) in (0, 1, 2)
    )


def other_headers(
    rows: Sequence[NumberedRow], header: Header, vocabulary: Vocabulary, mapping: Mapping[str, str]
) -> tuple[list[int], list[int]]:
    """Rows below a header that repeat it, as on printed pages, and rows that are the header of another table.

    Where a title or an empty row stands above it, the same header is that of another table.
    """
    least = max(2, (header.score + 1) // 2)
    own = [heading_key(heading) for heading in header.headings]
    repeated, others = [], []
    before, alone = header.rows[-1], False
    for number, row in rows:
        follows = number == before + 1 and not alone
        before, alone = number, sum(cell not in (None, "") for cell in row) == 1
        if sum(isinstance(cell, str) for cell in row) < least:
            continue
        if follows and [heading_key(cell) for cell in row][: len(own)] == own[: len(row)]:
            repeated.append(number)
        elif len(match_columns(row, vocabulary, mapping)[0]) >= least:
            others.append(number)
    return repeated, others


def total_row(row: Sequence[Any]) -> str:
    """The word by which a row is known as a total of others, or empty."""
    for cell in row:
        text = clean_text(cell)
        if not text or isinstance(cell, Unreadable) or not isinstance(cell, str):
            continue
        key = heading_key(text.partition(":")[0])
        if key in _TOTALS or key.startswith(("tongcong", "congtoan", "totalof")):
            return text
        return ""
    return ""
