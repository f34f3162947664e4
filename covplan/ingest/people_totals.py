"""Official people of communes on several bases (census, registered) → those of one base, projected where asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.errors import AdminEpochError, InputError, InputProblemsError, Severity
from covplan.ingest.headings import Vocabulary, code_text, require_columns
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.settings import AdminEpoch, PeopleTotalsSettings
from covplan.ingest.table_files import read_table

VOCABULARY: Vocabulary = {
    "code": ("code", "communecode", "maxa", "maphuongxa", "ma"),
    "base": ("base", "coso", "cosodanso", "loaidanso"),
    "year": ("year", "nam"),
    "people": ("people", "population", "danso", "songuoi"),
    "source": ("source", "nguon"),
}


@dataclass(frozen=True, eq=False)
class PeopleTotals:
    """People of each commune, in the order of the communes, and what they are, as every percentage says it."""

    people: NDArray[np.float64]
    base: str


def read_people_totals(
    settings: PeopleTotalsSettings, codes: NDArray[np.object_], epoch: AdminEpoch, log: ProblemLog
) -> PeopleTotals:
    """The people of a base for each of the communes with these codes.

    A projection multiplies them by (1 + g)^(years), the same growth g for all communes: an assumption, which the name
    of the base says. It is rounded to whole people.

    Raises
    ------
    AdminEpochError
        If the table is of another epoch than the scenario.
    InputError
        If the base is not in the table, its rows disagree about year or source, or a projection has no source or
        does not lead forwards.
    InputProblemsError
        For rows that cannot be read, communes that are there twice or not at all, and unknown codes.
    """
    file = settings.file
    if settings.admin_epoch != epoch:
        raise AdminEpochError("epoch.mixed", file=file.name, epoch=settings.admin_epoch.value, expected=epoch.value)
    table = read_table(file, VOCABULARY, settings.columns, settings.sheet)
    columns = require_columns(table.headings, VOCABULARY, settings.columns, tuple(VOCABULARY), file)
    since, records = len(log.problems), []
    for row in read_rows(table, columns):
        try:
            records.append(_record(row))
        except RejectedRow as reason:  # a total that is left out would fall silently to zero
            row.report(reason, log, Severity.ERROR)
    log.raise_errors(since)
    frame = pd.DataFrame(records, columns=["row", *VOCABULARY])
    own = frame[frame["base"] == settings.base]
    if own.empty:
        known = ", ".join(sorted(frame["base"].unique()))
        raise InputError("people_totals.base", file=file.name, base=settings.base, known=known)
    _check_codes(own, codes, settings, log)
    if len(own[["year", "source"]].drop_duplicates()) > 1:
        raise InputError("people_totals.mixed", file=file.name, base=settings.base)
    people = own.set_index("code")["people"].reindex(codes).to_numpy(float)
    return _projected(people, int(own["year"].iloc[0]), str(own["source"].iloc[0]), settings)


def _record(row: Row) -> dict[str, object]:
    year, people = row.value("year", 1900, 2100, ""), row.value("people", 0, 1e7, "people")
    for field, value in (("year", year), ("people", people)):
        if value is None or value != int(value):
            raise RejectedRow("cell.count", row.heading(field), got=row.text(field))
    return {
        "row": row.number,
        "code": code_text(row.cell("code")),
        "base": row.required("base"),
        "year": year,
        "people": people,
        "source": row.required("source"),
    }


def _check_codes(
    own: pd.DataFrame, codes: NDArray[np.object_], settings: PeopleTotalsSettings, log: ProblemLog
) -> None:
    since = len(log.problems)
    for row, code, twice in zip(own["row"], own["code"], own["code"].duplicated(), strict=True):
        if twice or code not in codes:
            reason = "people_totals.twice" if twice else "people_totals.unknown"
            log.add(Severity.ERROR, reason, settings.file, row=int(row), commune=code)
    if missing := sorted(set(codes) - set(own["code"])):
        names = ", ".join(missing[:10])
        log.add(Severity.ERROR, "people_totals.missing", settings.file, count=len(missing), codes=names)
    raised = log.errors(since)
    if raised:
        raise InputProblemsError(raised)


def _projected(people: NDArray[np.float64], year: int, source: str, settings: PeopleTotalsSettings) -> PeopleTotals:
    name = f"{settings.base} {year} ({source})"
    if settings.to_year is None:
        return PeopleTotals(people, name)
    if settings.to_year <= year or not settings.growth_source:
        raise InputError("people_totals.projection", to_year=settings.to_year, year=year)
    growth = settings.growth_pct_per_year
    grown = np.rint(people * (1.0 + growth / 100.0) ** (settings.to_year - year))
    assumed = f"{growth:+g} %/năm, giả định/assumed: {settings.growth_source}"
    return PeopleTotals(grown, f"{name} → {settings.to_year} ({assumed})")
