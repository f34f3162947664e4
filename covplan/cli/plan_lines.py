"""A plan as lines of a terminal. Imported only for ``covplan plan``."""

from __future__ import annotations

from collections.abc import Iterator

from covplan.cli.rendering import headline
from covplan.cli.table_lines import titled_lines
from covplan.cli.words import word
from covplan.outputs.marking import marks, service_line
from covplan.outputs.numbers import format_number
from covplan.outputs.plan_tables import COMMUNE_COLUMNS, FUND_COLUMNS, OPERATOR_COLUMNS, PLAN_COLUMNS, YEAR_COLUMNS
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.units import MN_PER_BN
from covplan.workflow import EditAnswer, PlanAnswer

_FUND_SHOWN = (
    *("village_id", "village", "commune", "area_class", "electrified", "points", "village_people", "year"),
    *("order", "id", "total_cost"),
)
_COLUMNS = {
    "plan_years": YEAR_COLUMNS,
    "plan_operators": OPERATOR_COLUMNS,
    "plan_communes": COMMUNE_COLUMNS,
    "fund_villages": FUND_COLUMNS,
}
_PARTS = {"site_cost", "fibre_cost"}


def plan_lines(answer: PlanAnswer, language: Language) -> Iterator[str]:
    """The headline, each site with its reason, sums and views, and where the files are."""
    yield from headline(answer.summary, language)
    whole, *others = answer.tables
    yield ""
    yield from titled_lines(_narrow(whole, language), answer.folder, language, below=_below(whole, language))
    for table in others:
        yield ""
        yield from titled_lines(_shortened(table), answer.folder, language)
        if table.key == "fund_villages" and table.rows:
            fund = FUND_COLUMNS.index("fund")
            yield f"{table.columns[fund]}: {table.rows[0][fund]}"
    yield ""
    if answer.figure is not None:
        yield word("figure", language, path=answer.figure)
    yield word("plan.edit", language, file=answer.folder / "plan.csv")
    yield word("run.tables", language, path=answer.folder)


def edit_lines(answer: EditAnswer, language: Language) -> Iterator[str]:
    """Both plans side by side, what was changed, which communes win or lose, and where the files are."""
    yield answer.marking.title
    yield " – ".join(marks(answer.marking, language))
    yield service_line(answer.marking, language)
    for table in answer.changes:
        yield ""
        yield from titled_lines(table, answer.folder, language)
    yield ""
    yield word("plan.no_proof", language)
    yield word("run.tables", language, path=answer.folder)


def _narrow(whole: Table, language: Language) -> Table:
    """What fits a terminal of the plan's table: cost in billions, road and Km in one, no year where none is given."""
    rows = [dict(zip(PLAN_COLUMNS, row, strict=True)) for row in whole.rows]
    heads = word("plan.columns", language).split("|")
    narrow = [
        (
            row["year"],
            *(row["order"], row["id"], row["kind"], row["place"], row["commune"]),
            " ".join(filter(None, (row["road"], row["chainage"]))),
            *(row["operator"], row["total_cost"] / MN_PER_BN, row["people_added"], row["served_pct"]),
        )
        for row in rows
    ]
    first = 0 if any(row[0] is not None for row in narrow) else 1
    return Table(whole.key, tuple(heads[first:]), tuple(row[first:] for row in narrow))


def _below(whole: Table, language: Language) -> list[str]:
    """Of each site whose mast it is, what it radiates and from how high, and why it is in the plan."""
    lines = []
    for values in whole.rows:
        row = dict(zip(PLAN_COLUMNS, values, strict=True))
        what = [row["bands"], word("plan.antennas", language, height=format_number(row["height"], language))]
        if row["mast_owner"]:
            what.insert(0, word("plan.mast_of", language, owner=row["mast_owner"]))
        lines.append(f"{'; '.join(what)}. {row['why']}")
    return lines


def _shortened(table: Table) -> Table:
    """What fits a terminal: less of the list of villages, the whole cost without its parts; others as they are."""
    columns = _COLUMNS.get(table.key)
    if columns is None:
        return table
    left_out = _PARTS if table.key != "fund_villages" else set(FUND_COLUMNS) - set(_FUND_SHOWN)
    shown = [k for k, name in enumerate(columns) if name not in left_out]
    rows = tuple(tuple(row[k] for k in shown) for row in table.rows)
    return Table(table.key, tuple(table.columns[k] for k in shown), rows)
