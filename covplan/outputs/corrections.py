"""Corrections → a TOML file that people can read and compare, and that a scenario can name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from covplan.ingest.corrections import CarrierCorrection, Corrections, Misfit
from covplan.outputs.files import writing
from covplan.outputs.settings import Language
from covplan.outputs.texts import text

_HEAD = """\
# {title}
# [area] corrections = "{file}"
# RSRP (dBm) = {model} + offset_db + slope_db_per_decade * log10(d / reference_km),   from_km <= d <= to_km
"""


def write_corrections(corrections: Corrections, file: Path, language: Language, marks: str = "") -> None:
    """Write what ``ingest.corrections.read_corrections`` reads back to the same numbers; ``marks`` go on top of it."""
    lines = "\n".join(_lines(corrections, language, marks))
    with writing(file) as temporary:
        temporary.write_text(f"{lines}\n", encoding="utf-8", newline="\n")


def _lines(corrections: Corrections, language: Language, marks: str) -> Iterator[str]:
    if marks:
        yield "# " + "".join(letter if letter.isprintable() else " " for letter in marks)  # one line, whatever it holds
    title = text("calibration.file_head", language)
    yield _HEAD.format(title=title, file=corrections.file, model=corrections.model)
    for item in fields(corrections):
        if item.name not in ("file", "carriers"):
            yield _entry(item.name, getattr(corrections, item.name))
    for carrier in corrections.carriers:
        yield "\n[[carriers]]"
        yield from _carrier_lines(carrier, language)


def _carrier_lines(carrier: CarrierCorrection, language: Language) -> Iterator[str]:
    for item in fields(carrier):
        value = getattr(carrier, item.name)
        if isinstance(value, Misfit):
            pairs = ", ".join(_entry(name, number) for name, number in asdict(value).items())
            yield f"{item.name} = {{ {pairs} }}  # {text(f'calibration.{item.name}', language)}"
        elif item.name != "classes":
            yield _entry(item.name, value)
    for one in carrier.classes:
        yield "\n[[carriers.classes]]"
        yield f"{_entry('code', one.code)}  # {text(f'clutter.{one.code}', language)}"
        yield from (_entry(item.name, getattr(one, item.name)) for item in fields(one) if item.name != "code")


def _entry(name: str, value: Any) -> str:
    """A key with its value, written as in JSON; unlike TOML it leaves DEL bare."""
    plain = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{name} = {plain}"
