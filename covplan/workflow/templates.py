"""``template``: a workbook for those who are asked for data."""

from __future__ import annotations

from pathlib import Path

from covplan.outputs.settings import Language
from covplan.outputs.template_columns import kind_of
from covplan.outputs.templates import write_template


def template(file: Path, kind: str | None, language: Language) -> Path:
    """Write the template of a kind of table, that of the file's name where none is named; the file.

    Raises
    ------
    OutputError
        If there is no such kind, or the file is there already.
    """
    write_template(kind_of(file, kind, language), file, language)
    return file
