"""What the documents show runs: Python and console examples on the tiny scenario, TOML as settings, doctests."""

from __future__ import annotations

import doctest
import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import matplotlib as mpl
import pytest
from tiny_scenario import write_tiny_scenario

from covplan.cli import main
from covplan.cli.words import _WORDS, COMMANDS
from covplan.outputs.settings import Language
from covplan.outputs.texts import texts
from covplan.scenario.settings import keys_at

PROJECT = Path(__file__).resolve().parents[1]
PAGES = [PROJECT / "README.md", PROJECT / "README.vi.md", *sorted((PROJECT / "docs").glob("*.md"))]
SHOWN = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
QUICK = """
exact_nodes = 0

[routing.protection]
exact_nodes = 20

[targets]
file = "targets.toml"

[outputs]
as_of = "2026-11-01"
"""
TARGETS = """\
plan = "Kế hoạch"
source = "thử"

[areas.new]
title_vi = "Tỉnh mới"
title_en = "New province"
units = [{ admin_code = "66", admin_epoch = "2025-07" }]

[[target]]
id = "T1"
clause = "II.2"
title_vi = "Dân số được phủ sóng 5G"
title_en = "Population covered"
scope = "new"
operator = ">="
value = 99
unit = "%"
year = 2030
evidence = "served_5g_pct:any"
kinds = ["modelled"]
"""


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", SHOWN[page], re.MULTILINE | re.DOTALL)


def pages_with(kind: str) -> list[str]:
    return [page for page in SHOWN if blocks(page, kind)]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A working directory in which the scenario that the documents name is the tiny one."""
    folder = tmp_path_factory.mktemp("ví dụ")
    written = write_tiny_scenario(folder / "data/daklak")
    text = written.read_text(encoding="utf-8").replace("Kịch bản tí hon", "Tiny").rstrip() + QUICK
    (folder / "data/daklak/targets.toml").write_text(TARGETS, encoding="utf-8")
    (folder / "data/daklak/scenario.toml").write_text(text, encoding="utf-8")
    (folder / "data/daklak/other.toml").write_text('extends = "scenario.toml"\nname = "other"\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("COVPLAN_LANG", raising=False)
        yield folder


@pytest.mark.parametrize("page", pages_with("python"))
def test_python_examples_run(workplace: Path, page: str) -> None:
    names: dict[str, object] = {}
    with mpl.rc_context():
        for block in blocks(page, "python"):  # later blocks of a page may use what earlier ones made
            exec(compile(block, page, "exec"), names)


# What stands for something of the reader's own in the table of commands.
OWN = {
    "S.toml": "data/daklak/scenario.toml",
    "scenario.toml": "data/daklak/scenario.toml",
    "A.toml": "data/daklak/scenario.toml",
    "B.toml": "data/daklak/other.toml",
    "NAME": "tinh-moi",
    "CODE": "66",
    "SITE": "VT1",
    "LON,LAT": "108.06,12.68",
    "TÊN": "tinh-moi-2",
    "MÃ": "66",
    "TRẠM": "VT1",
    "KINH,VĨ": "108.06,12.68",
}
NEEDS_MORE = {
    "fetch": "opens the network: tests/ingest/open_data",
    "calibrate": "needs a drive test: tests/workflow/test_calibrate.py",
    "report": "turns pages into PDF, which takes long: tests/workflow/test_annual_report.py",
}


def console_lines() -> list[str]:
    lines = [
        line.removeprefix("$ ")
        for page in pages_with("console")
        for block in blocks(page, "console")
        for line in block.splitlines()
        if line.startswith("$ ")
    ]
    for page in ("README.md", "README.vi.md"):
        lines += re.findall(r"^\| `(covplan [^`]+)` \|", SHOWN[page], re.MULTILINE)
    return list(dict.fromkeys(lines))


def test_the_table_of_commands_shows_each() -> None:
    assert {shlex.split(line)[1] for line in console_lines()} >= set(COMMANDS)


@pytest.mark.parametrize("line", console_lines())
def test_console_examples_run(workplace: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, command, *arguments = shlex.split(line)
    if command in NEEDS_MORE:
        arguments = ["--help"]  # that its page of help is there; it runs where the reason says
    assert main([command, *(OWN.get(argument, argument) for argument in arguments)]) == 0, capsys.readouterr().err
    assert capsys.readouterr().out.strip()


def fragments(language: str) -> set[str]:
    """Words of texts and terminal between their parameters, as far as the other language says them otherwise."""
    said: dict[str, set[str]] = {}
    for k, one in enumerate(("vi", "en")):
        templates = [*texts(Language(one)).values(), *(pair[k] for pair in _WORDS.values())]
        parts = (part.strip() for template in templates for part in re.split(r"\{[^{}]*\}|\n", template))
        said[one] = {part for part in parts if len(part) >= 8 and " " in part}
    return said[language] - said["en" if language == "vi" else "vi"]


@pytest.mark.parametrize(("language", "other"), [("en", "vi"), ("vi", "en")])
@pytest.mark.parametrize("line", [one for one in console_lines() if shlex.split(one)[1] not in {*NEEDS_MORE, "new"}])
def test_a_command_speaks_one_language(
    workplace: Path, line: str, language: str, other: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, command, *arguments = shlex.split(line)
    if command == "template":
        (workplace / arguments[0]).unlink(missing_ok=True)  # a template is never written over
    assert main(["--lang", language, command, *(OWN.get(argument, argument) for argument in arguments)]) == 0
    said = "".join(capsys.readouterr())
    assert [part for part in fragments(other) if part in said] == []


@pytest.mark.parametrize("page", pages_with("toml"))
def test_toml_examples_name_settings_that_there_are(page: str) -> None:
    """Tables of a scenario: every key is one of the settings'; files of other kinds have tests of their own."""
    for block in blocks(page, "toml"):
        table = tomllib.loads(block)
        if set(table) <= set(keys_at(())) | {"antennas", "carriers", "extends"}:
            assert list(unknown(table, ())) == []


def unknown(table: dict[str, object], path: tuple[str, ...]) -> Iterator[str]:
    for key, value in table.items():
        if path[-1:] == ("model",) or not keys_at(path):
            return  # keys of a model, of a mapping
        if path and key not in keys_at(path):
            yield ".".join((*path, key))
        elif isinstance(value, dict):
            yield from unknown(value, (*path, key))


WITH_DOCTESTS = [
    ".".join(file.relative_to(PROJECT).with_suffix("").parts)
    for file in sorted((PROJECT / "covplan").rglob("*.py"))
    if ">>> " in file.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", WITH_DOCTESTS)
def test_examples_of_docstrings_run(name: str) -> None:
    failed, tried = doctest.testmod(import_module(name))
    assert tried and not failed


def test_there_are_docstrings_with_examples() -> None:
    assert len(WITH_DOCTESTS) >= 5
