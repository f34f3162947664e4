"""What ``check --fix`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from covplan.cli.words import word

if TYPE_CHECKING:
    from covplan.workflow import FixAnswer


def fix_lines(answer: FixAnswer, language: str) -> Iterator[str]:
    """Cleaned copies, number of changes, and what a person is asked."""
    for file in answer.cleaned:
        yield word("fix.cleaned", language, path=file)
    yield word("fix.changed", language, count=answer.changed, path=answer.folder / "changes.csv")
    if answer.asked:
        params = {"count": answer.asked, "open": answer.undecided, "path": answer.folder / "proposals.xlsx"}
        yield word("fix.asked", language, **params)
    if answer.outdated:
        yield word("fix.outdated", language, count=answer.outdated)
