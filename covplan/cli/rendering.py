"""Errors, problems and results as lines in the user's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from covplan.cli.words import word
from covplan.errors import CovplanError, InputProblemsError, Problem, ScenarioError, Severity
from covplan.outputs.numbers import format_number, format_share
from covplan.outputs.settings import Language
from covplan.outputs.texts import error_text, problem_text, text
from covplan.workflow import Result


def error_lines(error: CovplanError, language: str) -> Iterator[str]:
    """One line that says what is wrong; for an error that carries several problems, a line for each below it."""
    problems = [p for p in getattr(error, "problems", ()) if p.severity is Severity.ERROR]
    if isinstance(error, ScenarioError) and problems:
        what = word("scenario_errors", language, count=len(problems), file=error.params["file"])
    elif isinstance(error, InputProblemsError) and problems:
        what = word("input_errors", language, count=len(problems))
    else:
        what = error_text(error.code, error.params, Language(language))
    yield f"{word('error', language)}: {what}"
    yield from (f"  {problem_line(problem, language)}" for problem in problems)


def problem_line(problem: Problem, language: str) -> str:
    """Place and text of a problem."""
    parts = [problem.file]
    for name, value in (("sheet", problem.sheet), ("row", problem.row), ("column", problem.column)):
        names_its_key = name == "column" and problem.code.startswith("scenario.")
        if value not in ("", None) and not names_its_key:
            name = "key" if name == "column" and problem.file.endswith(".toml") else name
            parts.append(f"{text(f'column.{name}', Language(language)).lower()} {value}")
    what = problem_text(problem, Language(language))
    return f"{', '.join(parts)}: {what.removeprefix(f'{problem.file} ')}"


def problem_table(problems: Sequence[Problem], language: str) -> Iterator[str]:
    """All problems, the gravest first, then their counts."""
    labels = {severity: text(f"word.{severity}", Language(language)).upper() for severity in Severity}
    width = max(map(len, labels.values()))
    for severity, label in labels.items():
        for problem in problems:
            if problem.severity is severity:
                yield f"{label:{width}}  {problem_line(problem, language)}"
    counts = {str(severity): sum(p.severity is severity for p in problems) for severity in Severity}
    yield word("check.counts", language, **counts)


def result_lines(result: Result, language: str) -> Iterator[str]:
    """The headline with its definition, the plan, and where the files are."""
    yield from headline(result.summary, language)
    yield word("run.map", language, path=result.map)
    yield word("run.tables", language, path=result.tables)
    yield word("run.folder", language, path=result.folder)


def headline(summary: dict[str, Any], language: str) -> Iterator[str]:
    """The figures of a plan, each with what it depends on."""
    in_words = Language(language)
    yield f"{summary['title']}"
    if summary["marks"][language]:
        yield summary["marks"][language]
    yield word(
        "run.served",
        language,
        before=format_share(summary["served_before_pct"], in_words),
        after=format_share(summary["served_after_pct"], in_words),
        population=format_number(summary["population"], in_words),
    )
    yield summary["definition"][language]
    yield word("run.base", language, base=summary["people_base"], carriers="; ".join(summary["carriers"]))
    if not summary["target_reached"]:
        yield word("run.missed", language, target=format_number(summary["target_pct"], in_words, 1))
    if summary["missing"]:
        from covplan.outputs.shortfalls import shortfall_text  # loads what plans are made with
    for lack in summary["missing"]:
        what = shortfall_text(lack["name"], lack["missing"], in_words)
        yield f"  {word('run.missing', language, what=what)}"
    yield word(
        "run.plan",
        language,
        built=summary["sites_built"],
        shared=summary["sites_shared"],
        fibre=format_number(summary["fibre_new_km"], in_words, 1),
        cost=format_number(summary["cost_bn_vnd"], in_words, 1),
    )
    low, high, opex = (
        format_number(summary[key], in_words, 1)
        for key in ("cost_low_bn_vnd", "cost_high_bn_vnd", "opex_bn_vnd_per_year")
    )
    yield f"  {word('run.range', language, low=low, high=high, opex=opex)}"
    for year in summary["years"]:
        served, most = (format_share(year[key], in_words) for key in ("served_pct", "most_pct"))
        cost = format_number(year["cost_bn_vnd"], in_words, 1)
        yield f"  {word('run.year', language, year=year['year'], cost=cost, served=served, most=most)}"
    proof = summary["proof"]
    if proof["gap_pct"] is not None:
        key = "run.proof" if proof["bound_people"] is None else "run.proof_people"
        yield word(key, language, gap=format_number(proof["gap_pct"], in_words, 2))
    if proof["interrupted"]:
        yield word("run.interrupted", language)
    if summary["sites_unconnected"]:
        yield word("run.unconnected", language, count=summary["sites_unconnected"])
