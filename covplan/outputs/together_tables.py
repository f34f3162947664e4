"""Operators together, shared masts, failures and intervals → tables; numbers stay numbers.

Each function gives the tables of the province, then those by commune, which are too long for a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from covplan.assessment.operators import ALL_OPERATORS, OWN, ROAMING, OperatorsTogether
from covplan.assessment.resilience import Resilience
from covplan.assessment.served import ANY_OPERATOR
from covplan.assessment.sharing import MastSharing
from covplan.assessment.uncertainty import Uncertainty
from covplan.ingest.risk_groups import RiskKind
from covplan.outputs.marking import operator_name
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import text

Both = tuple[tuple[Table, ...], tuple[Table, ...]]


def operator_tables(result: OperatorsTogether, sharing: MastSharing, language: Language) -> Both:
    """Arrangements, readings, gains, tenancy, near masts; then sharing and people by commune."""
    province = (
        _arrangements(result, language),
        _readings(result, language),
        _gains(result, language),
        _table("tenancy", sharing.by_owner, language, owner=_owner(language)),
        _table("near_masts", sharing.pairs, language, operator_a=operator_name, operator_b=operator_name),
    )
    return province, (
        _table("mast_sharing", sharing.by_commune, language),
        _by_commune("operator_communes", result.by_commune, result.columns, language),
    )


def resilience_tables(result: Resilience, language: Language) -> Both:
    """Groups, those with most people first, and the people who hang on one of them by commune."""
    lost = [column for column in result.by_group.columns if column not in _GROUP_COLUMNS]
    heads = _heads(("type", *_GROUP_COLUMNS[1:]), language)
    heads += tuple(text("column.lost", language, reading=_reading(name, language)) for name in lost)
    kinds = {str(kind): text(f"risk.{kind}", language) for kind in RiskKind}
    groups = result.by_group.assign(kind=[kinds[kind] for kind in result.by_group["kind"]])
    one = {
        column: text("column.one", language, kind=kinds[column[4:]].lower()) for column in result.by_commune.columns[4:]
    }
    communes = result.by_commune
    by_commune = Table(
        "risk_communes",
        (*_heads(("code", "name", "population", "people_served"), language), *one.values()),
        _rows(communes, people=["population", "served", *one]),
    )
    return (Table("risk_groups", heads, _rows(groups, people=lost)),), (by_commune,)


def uncertainty_tables(result: Uncertainty, language: Language) -> Both:
    """The share of every reading, what each source contributes, and communes."""
    params: dict[str, Any] = {"interval": f"{result.settings.interval_pct:g}"}
    spread = tuple(text(f"column.{key}", language, **params) for key in ("mean", "sd", "low", "high"))
    median = text("column.median", language)
    readings = result.by_reading.assign(reading=[_reading(name, language) for name in result.by_reading["reading"]])
    sources = result.by_source.assign(source=[text(f"source.{name}", language) for name in result.by_source["source"]])
    by_commune = Table(
        "interval_communes",
        (*_heads(("code", "name", "population"), language), median, *spread),
        _rows(result.by_commune, people=["population"]),
    )
    return (
        Table("interval", (*_heads(("reading",), language), median, *spread), _rows(readings)),
        Table("interval_sources", (*_heads(("source",), language), *spread), _rows(sources)),
    ), (by_commune,)


_GROUP_COLUMNS = ["kind", "name", "sites", "operators", "autonomy_h", "autonomy_unknown"]


def _arrangements(result: OperatorsTogether, language: Language) -> Table:
    heads = [text("column.operator", language)]
    for name in result.arrangements:
        arrangement = text(f"arrangement.{name}", language)
        heads += [text(f"column.{key}", language, reading=arrangement) for key in ("reading_people", "reading_share")]
    columns = ["operator", *(name + end for name in result.arrangements for end in ("", "_pct"))]
    frame = result.by_operator[columns].assign(operator=[operator_name(o) for o in result.by_operator["operator"]])
    return Table("arrangements", tuple(heads), _rows(frame, people=result.arrangements))


def _readings(result: OperatorsTogether, language: Language) -> Table:
    """Any and all operators, by their own masts and as they share."""
    ends = ["", *(f":{name}" for name in result.arrangements if name not in (OWN, ROAMING))]
    names = [reading + end for end in ends for reading in (ANY_OPERATOR, ALL_OPERATORS)]
    people = [float(result.by_commune[name].sum()) for name in names]
    rows = [
        (_reading(name, language), round(count), 100 * count / result.population)
        for name, count in zip(names, people, strict=True)
    ]
    return Table("readings", _heads(("reading", "people_served", "share_pct"), language), tuple(rows))


def _gains(result: OperatorsTogether, language: Language) -> Table:
    heads = (text("column.guest", language), *map(operator_name, result.gains.columns))
    rows = [
        (operator_name(guest), *(round(float(people)) if guest != host else None for host, people in row.items()))
        for guest, row in result.gains.iterrows()
    ]
    return Table("gains", heads, tuple(rows))


def _by_commune(key: str, frame: pd.DataFrame, readings: Iterable[str], language: Language) -> Table:
    people = list(readings)
    heads = _heads(("code", "name", "population"), language)
    heads += tuple(text("column.reading_people", language, reading=_reading(name, language)) for name in people)
    return Table(key, heads, _rows(frame[["code", "name", "population", *people]], people=["population", *people]))


def _table(key: str, frame: pd.DataFrame, language: Language, **named: Any) -> Table:
    """A frame as it is, with the names of operators and owners in words."""
    frame = frame.assign(**{column: [name(value) for value in frame[column]] for column, name in named.items()})
    return Table(key, _heads(frame.columns, language), _rows(frame))


def _owner(language: Language) -> Any:
    return lambda owner: operator_name(owner) if owner else text("word.unknown", language)


def _reading(name: str, language: Language) -> str:
    """``viettel:every_mast`` in words."""
    reading, _, arrangement = name.partition(":")
    words = {ANY_OPERATOR: "word.any_operator", ALL_OPERATORS: "word.all_operators"}
    shown = text(words[reading], language) if reading in words else operator_name(reading)
    return f"{shown} – {text(f'arrangement.{arrangement}', language)}" if arrangement else shown


def _heads(keys: Iterable[str], language: Language) -> tuple[str, ...]:
    return tuple(text(f"column.{key}", language) for key in keys)


def _rows(frame: pd.DataFrame, people: Iterable[str] = ()) -> tuple[tuple[Any, ...], ...]:
    """The rows of a frame, people as whole numbers."""
    rounded = frame.assign(**{column: frame[column].round().astype(int) for column in people})
    return tuple(zip(*(rounded[column].tolist() for column in rounded.columns), strict=True))
