"""Write the corpus of awkward files into a folder, and docs/awkward_files.md from what becomes of them.

    python scripts/make_awkward_files.py [FOLDER]

The files are made from a known truth (tests/ingest/awkward/known_truth.py); a test holds each against it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases import Case, Outcome

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/awkward_files.md"
HEAD = """# Awkward files

Made by `scripts/make_awkward_files.py`, which also writes the files themselves (`python scripts/make_awkward_files.py
FOLDER`). Each is made from a known truth: six sites, four villages, three cables, three communes and three speed tests
of an invented province. A test reads all of them: each loads to the truth exactly (positions to 2 cm), or is refused
with file, sheet, row, column and reason; none loads to something else. *Loads, telling* means that the truth is loaded
and that a row beside it, or a repair, is reported.

What no reader can see is not here: a wrong declaration that nothing in the file contradicts, a wrong but possible
value, leading zeros that a spreadsheet has taken off an id, degrees packed as 12.4048 without a word that says so, rows
that are struck through.

"""


def page(folder: Path) -> str:
    """The page, from files written into ``folder``."""
    from cases import LOADS, outcome
    from corpus import CASES

    text = [HEAD, f"{len(CASES)} files, {sum(case.expected == LOADS for case in CASES)} of which load.\n"]
    for kind, cases in groupby(CASES, key=lambda case: Path(case.file).parent.name):
        text += [f"\n## {kind.replace('_', ' ')}\n\n", "| file | what is awkward | outcome |\n|---|---|---|\n"]
        text += [line(case, outcome(case, folder)) for case in cases]
    return "".join(text)


def line(case: Case, found: Outcome) -> str:
    """The line of the page for one file."""
    told = _cell(found.told)
    said = ("loads, telling: " + told if told else "loads") if not found.missing else f"refused: {_cell(found.text)}"
    return f"| `{Path(case.file).name}` | {_cell(case.what)} | {said} |\n"


def _cell(text: str) -> str:
    plain = " ".join(text.split())
    return plain.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="where the files shall stay; without it, nowhere")
    folder = parser.parse_args().folder
    for part in ("tests/ingest", "tests/ingest/awkward"):
        sys.path.insert(0, str(ROOT / part))
    warnings.simplefilter("ignore")
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        text = page(folder)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            text = page(Path(scratch))
    PAGE.write_text(text, encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
