"""The table of proposals as a person hands it back: agreed, kept as it was, or not decided yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from covplan.errors import Severity
from covplan.ingest.headings import Vocabulary, heading_key, require_columns
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, read_rows
from covplan.ingest.table_files import read_table

VOCABULARY: Vocabulary = {
    "proposal": ("proposal", "madexuat"),
    "decision": ("decision", "quyetdinh"),
}
_AGREED, _KEPT = ("dongy", "agree"), ("giunguyen", "keep")


def read_decisions(file: Path) -> Mapping[str, bool | None]:
    """Id of a proposal → whether it is agreed to; None where nothing was decided.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read or lacks a column.
    InputProblemsError
        With every row whose decision is neither of the two words or another than before, or that has no id.
    """
    table = read_table(file, VOCABULARY, {})
    columns = require_columns(table.headings, VOCABULARY, {}, VOCABULARY, file)
    log, decisions = ProblemLog(), dict[str, bool | None]()
    for row in read_rows(table, columns):
        word = heading_key(row.text("decision"))
        try:
            if word and word not in (*_AGREED, *_KEPT):
                raise RejectedRow("decision.word", row.heading("decision"), got=row.text("decision"))
            id, decision = row.required("proposal"), word in _AGREED if word else None
            if decisions.setdefault(id, decision) != decision:
                raise RejectedRow("decision.differs", row.heading("decision"), id=id)
        except RejectedRow as reason:
            row.report(reason, log, Severity.ERROR)
    log.raise_errors()
    return decisions
