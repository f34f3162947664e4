"""Every code has a text in both languages with the same parameters."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from covplan.error_texts import TEXTS
from covplan.outputs.settings import Language
from covplan.outputs.texts import ERROR, texts

PACKAGE = Path(__file__).resolve().parents[1] / "covplan"
VIETNAMESE = {key.removeprefix(ERROR): one for key, one in texts(Language.VIETNAMESE).items() if key.startswith(ERROR)}


def parameters(text: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", TEXTS)
def test_each_code_has_a_vietnamese_text_with_the_same_parameters(code: str) -> None:
    assert code in VIETNAMESE
    assert parameters(VIETNAMESE[code]) == parameters(TEXTS[code])


def test_no_vietnamese_text_is_left_over() -> None:
    assert set(VIETNAMESE) <= set(TEXTS)


def test_each_code_is_used() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
    assert [code for code in TEXTS if sources.count(f'"{code}"') < 2] == []  # once in TEXTS itself
