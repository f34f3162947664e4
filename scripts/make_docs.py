"""Build the pages of docs/ and the reference of the packages into build/docs; a warning is an error.

Needs the extra "docs" (in the environment of scripts/test.py it is there). Nothing is fetched, and the pages ask
nothing of any network.
"""

import sys
from pathlib import Path

from sphinx.cmd.build import main

PROJECT = Path(__file__).resolve().parents[1]


def build(folder):
    """Exit code of Sphinx; the pages are in ``folder/html``, what it keeps for the next time beside them."""
    kept = ["-d", str(folder / "doctrees")]
    return main(["-q", "-W", "--keep-going", "-b", "html", *kept, str(PROJECT / "docs"), str(folder / "html")])


if __name__ == "__main__":
    target = PROJECT / "build/docs"
    code = build(target)
    print(target / "html/index.html")
    sys.exit(code)
