"""The report that may be handed out: people served by commune, with two maps; a document of its own, not a cut one.

It is drawn from redacted results only, and has no annex of input files and settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from covplan.outputs.marking import corrections_line, handout_line, marks, operator_name, service_line
from covplan.outputs.numbers import format_date, format_number, format_share
from covplan.outputs.redaction import Shown
from covplan.outputs.report.letter import Letter
from covplan.outputs.report.report_tables import SHARE, TEXT, WHOLE, YEAR, ReportTable, make_table
from covplan.outputs.settings import Language, Marking
from covplan.outputs.static_maps import FIGURE, MapFindings, map_picture
from covplan.outputs.texts import text


def write_handout_report(shown: Shown, year: int, file: Path, *, marking: Marking, language: Language) -> None:
    """Write the report of a year as DOCX."""

    def told(key: str, **params: object) -> str:
        return text(f"report.{key}", language, **params)

    def columns(*given: tuple[str, str, float]) -> list[tuple[str, str, float]]:
        return [(told(f"column_{key}"), kind, width) for key, kind, width in given]

    today, after = shown.today, shown.after
    reading = today.service.reading
    figures: Sequence[tuple[str, str, float]] = (
        ("population", WHOLE, 20.0), ("share_now", SHARE, 20.0), ("share_after", SHARE, 20.0)
    )  # fmt: skip

    def shares(names: Sequence[Sequence[str]], now: Any, then: Any) -> Iterator[tuple[Any, ...]]:
        pct = f"{reading}_pct"
        for name, people, before, later in zip(names, now["population"], now[pct], then[pct], strict=True):
            yield (*name, float(people), float(before), float(later))

    subject = told("subject", year=year)
    letter = Letter(f"{subject} – {marking.title}", marking, language)
    letter.opening(told("title"), (subject, marking.title), " – ".join(marks(marking, language)))
    letter.heading(f"I. {told('section_results')}")
    headline = told(
        "handout_headline",
        as_of=format_date(marking.as_of, language),
        share=format_share(today.headline_pct, language),
        people=format_number(today.totals[reading], language),
        population=format_number(today.population, language),
        after=format_share(after.headline_pct, language),
    )
    letter.paragraph(headline, bold=True)
    letter.paragraph(service_line(marking, language))
    if shown.by_year:
        rows = [(one, served.headline_pct) for one, served in sorted(shown.by_year.items())]
        letter.table("", make_table(columns(("year", YEAR, 40.0), ("share_end", SHARE, 40.0)), rows))
    found = MapFindings(shown.area, today, after)
    for key in ("coverage", "communes"):
        picture = map_picture(key, found, marking=marking, language=language)
        caption = text(f"paper.{key}", language)
        letter.picture(picture, caption, f"{caption}. {headline}", FIGURE.width)
    letter.heading(f"II. {told('section_places')}")
    districts = today.by_district[["district", "province"]].to_numpy(str).tolist()
    heads = columns(("district", TEXT, 50.0), ("province", TEXT, 40.0), *figures)
    letter.table(told("table_districts"), make_table(heads, shares(districts, today.by_district, after.by_district)))
    communes = shown.area.communes[["code", "name", "district"]].to_numpy(str).tolist()
    heads = columns(("code", TEXT, 18.0), ("commune", TEXT, 40.0), ("district", TEXT, 40.0), *figures)
    table: ReportTable = make_table(heads, shares(communes, today.by_commune, after.by_commune))
    letter.table(told("table_communes"), table)
    letter.note(told("note_unrounded"))
    letter.heading(f"III. {told('handout_basis')}")
    operators, carriers = ", ".join(map(operator_name, marking.operators)), "; ".join(marking.carriers)
    people = format_number(today.people_void, language, 1)
    for line in (
        handout_line(marking, language),
        told("program", version=marking.version, fingerprint=marking.fingerprint[:12]),
        told("operators", operators=operators, carriers=carriers),
        corrections_line(marking, language),
        told("people", base=marking.people_base, epoch=marking.admin_epoch, void=people),
        "; ".join(marking.sources) + ".",
        text("marking.boundaries_statement", language),
    ):
        if line:
            letter.paragraph(line)
    letter.save(file)
