"""The documents and the reference of the packages are built without a warning and without a network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = (
    *("ingest", "terrain", "propagation", "coverage", "assessment", "planning", "routing", "outputs"),
    *("scenario", "workflow"),
)


@pytest.fixture(scope="module")
def pages(sphinx: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    script = f"import sys, make_docs; from pathlib import Path; sys.exit(make_docs.build(Path({str(folder)!r})))"
    paths = os.pathsep.join(map(str, (PROJECT, PROJECT / "scripts", PROJECT / "tests/no_network")))
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


def test_the_reference_has_every_name_of_every_package(pages: Path) -> None:
    for package in PACKAGES:
        page = (pages / f"api/{package}.html").read_text(encoding="utf-8")
        module = import_module(f"covplan.{package}")
        missing = [
            name
            for name in module.__all__
            if f'id="covplan.{package}.{name}"' not in page
            and callable(getattr(module, name))  # constants that no page explains
        ]
        assert missing == []


def test_every_page_can_be_reached(pages: Path) -> None:
    index = (pages / "index.html").read_text(encoding="utf-8")
    for file in (PROJECT / "docs").rglob("*.md"):
        if file.name != "index.md":
            assert file.relative_to(PROJECT / "docs").with_suffix(".html").as_posix() in index, file


def test_the_pages_ask_nothing_of_any_network(pages: Path) -> None:
    assert len(list(pages.rglob("*.html"))) > 50
    for file in pages.rglob("*"):
        if file.suffix == ".html":
            text = file.read_text(encoding="utf-8")
            assert not re.search(r'<(?:script|img|iframe|source)[^>]* src="(?:https?:)?//', text), file
            assert not re.search(r'<link[^>]* href="(?:https?:)?//', text), file
        elif file.suffix == ".css":
            assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", file.read_text(encoding="utf-8")), file
