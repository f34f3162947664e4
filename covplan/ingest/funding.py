"""Who pays for what: a table of item, payer, basis, as the province decides it; what no row names is undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from covplan.errors import InputProblemsError, Severity
from covplan.ingest.headings import Vocabulary, require_columns
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, read_rows
from covplan.ingest.table_files import read_table

VOCABULARY: Vocabulary = {
    "item": ("item", "hangmuc", "ma", "id", "matram", "siteid"),
    "payer": ("payer", "nguonvon", "funding", "fundingsource", "donvichitra"),
    "basis": ("basis", "cancu", "vanban", "decision"),
}


@dataclass(frozen=True)
class Funding:
    """Who pays for an item, and the document that says so, "" where none is named."""

    item: str
    payer: str
    basis: str


def read_funding(file: Path) -> Mapping[str, Funding]:
    """The rows of a file by item: the id of a proposed site, or a kind of work; every item once, with its payer.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read or lacks a column; that of ``basis`` may be left out.
    InputProblemsError
        With all rows that are wrong.
    """
    table = read_table(file, VOCABULARY, {})
    columns = require_columns(table.headings, VOCABULARY, {}, ("item", "payer"), file)
    log, found = ProblemLog(), dict[str, Funding]()
    for row in read_rows(table, columns):
        try:
            one = Funding(row.required("item"), row.required("payer"), row.text("basis"))
            if one.item in found:
                raise RejectedRow("funding.twice", row.heading("item"), item=one.item)
            found[one.item] = one
        except RejectedRow as reason:
            row.report(reason, log, Severity.ERROR)
    if errors := log.errors():
        raise InputProblemsError(errors)
    return found
