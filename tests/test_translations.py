"""Nothing that people read is missing in one of the languages, and every text that the code asks for is there.

Files' texts are compared in ``tests/outputs/test_texts.py``, errors in ``tests/test_errors.py``.
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from covplan.cli import words
from covplan.outputs.settings import Language
from covplan.outputs.texts import ERROR, texts

PACKAGE = Path(__file__).resolve().parents[1] / "covplan"
KEYS = {"text": set(texts(Language.VIETNAMESE)), "word": set(words._WORDS)}
SOURCES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(PACKAGE.rglob("*.py"))}
WORDS = {**words._WORDS, **{f"help of {name}": pair for name, pair in words.COMMANDS.items()}}


def parameters(template: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("key", WORDS)
def test_a_word_of_the_terminal_is_there_twice(key: str) -> None:
    vietnamese, english = WORDS[key]
    assert vietnamese.strip() and english.strip()
    assert parameters(vietnamese) == parameters(english)


def test_a_text_of_files_is_empty_in_both_languages_or_in_none() -> None:
    vietnamese, english = texts(Language.VIETNAMESE), texts(Language.ENGLISH)
    assert {key for key, one in vietnamese.items() if not one.strip()} == {
        key for key, one in english.items() if not one.strip()
    }
    names = re.compile("Trường Sa|Hoàng Sa|Đắk Lắk")  # keep their letters in English
    files = {
        key: one for key, one in english.items() if not key.startswith(ERROR)
    }  # errors quote what stands in inputs
    assert [key for key, one in files.items() if re.search("[ăđơưạảấầậắặẹếềệịọốồộớờợụứừự]", names.sub("", one))] == []


def asked(tree: ast.AST) -> Iterator[tuple[str, ast.expr, ast.Call]]:
    """Function, key and call wherever a text is asked for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYS and node.args:
            yield node.func.id, node.args[0], node


def pattern(key: ast.expr) -> str | None:
    """What a key can be, as an expression; None if it is a variable."""
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return re.escape(key.value)
    if isinstance(key, ast.JoinedStr):
        parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in key.values]
        return "".join(parts)
    return None


ASKED = [
    (file.relative_to(PACKAGE).as_posix(), name, key, call)
    for file, tree in SOURCES.items()
    for name, key, call in asked(tree)
    if file.name != "words.py" and file.parent.name != "texts"
]


def test_every_text_that_is_asked_for_is_there() -> None:
    found = 0
    for file, name, key, call in ASKED:
        branches = [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]
        for expression in map(pattern, branches):
            if expression is not None:
                found += 1
                assert any(re.fullmatch(expression, known) for known in KEYS[name]), (file, call.lineno, expression)
    assert found > 300


def test_a_text_gets_the_parameters_that_it_has() -> None:
    for file, name, key, call in ASKED:
        given = {one.arg for one in call.keywords}
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)) or None in given:
            continue
        for template in _templates(name, key.value):
            assert parameters(template) <= given, (file, call.lineno, key.value)


def _templates(name: str, key: str) -> Iterator[str]:
    if name == "word":
        yield from words._WORDS[key]
    else:
        yield from (texts(language)[key] for language in Language)


def test_every_word_of_the_terminal_is_used() -> None:
    everything = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES if file.name != "words.py")
    expressions = [one for _, name, key, _ in ASKED if name == "word" and (one := pattern(key))]
    unused = [
        key
        for key in words._WORDS
        if f'"{key}"' not in everything
        and f'"{key.rsplit(".", 1)[-1]}"' not in everything  # put together from a table
        and not any(re.fullmatch(one, key) for one in expressions)
    ]
    assert unused == []
