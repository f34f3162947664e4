"""Words that people read: English in ``en.toml`` and ``error_texts``, translations of both in gettext catalogues.

In ``vi.po`` a message's context is its key and its source the English text. A translation whose English has changed
since is stale: ``scripts/update_texts.py`` marks it, and a test fails until somebody has looked at it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from covplan.error_texts import TEXTS
from covplan.errors import Problem
from covplan.outputs.settings import Language

ERROR = "error."
"""What the contexts of errors begin with."""


@cache
def _english() -> Mapping[str, str]:
    sections = tomllib.loads(files(__package__).joinpath("en.toml").read_text(encoding="utf-8"))
    words = {f"{section}.{key}": value for section, entries in sections.items() for key, value in entries.items()}
    return words | {ERROR + code: template for code, template in TEXTS.items()}


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Every text of a language: words by ``section.key``, errors by ``error.code``."""
    if language == Language.ENGLISH:
        return _english()
    from babel.messages.pofile import read_po  # English does not need it

    with files(__package__).joinpath(f"{language}.po").open("rb") as stream:
        return {str(message.context): str(message.string) for message in read_po(stream) if message.id}


def text(key: str, language: Language, **params: object) -> str:
    """The text of a key with its parameters filled in."""
    return texts(language)[key].format(**params)


def error_text(code: str, params: Mapping[str, Any], language: Language) -> str:
    """The text of an error or problem code in a language."""
    return texts(language)[ERROR + code].format(**params)


def problem_text(problem: Problem, language: Language) -> str:
    """The remark of a problem, without its place."""
    return error_text(problem.code, problem.params, language)
