"""Words that people read, one TOML file per language; the same keys and parameters in each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from covplan.errors import TEXTS, Problem
from covplan.outputs.settings import Language


@cache
def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Every text of a language by ``section.key``."""
    sections = _read(f"{language}.toml")
    return {f"{section}.{key}": value for section, entries in sections.items() for key, value in entries.items()}


def text(key: str, language: Language, **params: object) -> str:
    """The text of a key with its parameters filled in."""
    return texts(language)[key].format(**params)


def error_text(code: str, params: Mapping[str, Any], language: Language) -> str:
    """The text of an error or problem code in a language."""
    template = TEXTS[code] if language is Language.ENGLISH else _read("errors_vi.toml")[code]
    return str(template.format(**params))


def problem_text(problem: Problem, language: Language) -> str:
    """The remark of a problem, without its place."""
    return error_text(problem.code, problem.params, language)
