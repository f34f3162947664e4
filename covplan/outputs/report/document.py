"""The annual report of a run as a DOCX: its sections in order, and the annexes."""

from __future__ import annotations

from pathlib import Path

from covplan.outputs.comparison import flat_settings
from covplan.outputs.marking import corrections_line, operator_name, service_line
from covplan.outputs.numbers import format_date, format_number, format_plain, format_share
from covplan.outputs.report.findings import ReportFindings
from covplan.outputs.report.funding_tables import funded_parts, funding_sums, site_list
from covplan.outputs.report.joining_tables import SHOWN, backhaul_sums, capacity_table, full_table, hop_table
from covplan.outputs.report.letter import Letter
from covplan.outputs.report.plan_sums import fund_orders, has_fund_rule, operators_table, years_table
from covplan.outputs.report.report_tables import DECIMALS, TEXT, ReportTable, Tables, make_table
from covplan.outputs.report.target_table import counts_lines, target_table, untold_table
from covplan.outputs.report.year_on_year import headline_sentence, is_comparable, lead_sentence, year_on_year_table
from covplan.outputs.settings import Language, Marking
from covplan.outputs.shortfalls import shortfall_text
from covplan.outputs.static_maps import FIGURE, MapFindings, map_picture
from covplan.outputs.texts import text
from covplan.units import M_PER_KM

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def write_report(found: ReportFindings, file: Path, *, marking: Marking, language: Language) -> None:
    """Write the report to the provincial People's Committee; agency, number, place, date and signature stay blank."""
    _Report(found, marking, language).write(file)


class _Report:
    def __init__(self, found: ReportFindings, marking: Marking, language: Language) -> None:
        self._found, self._marking, self._language = found, marking, language
        self._letter = Letter(f"{self._text('subject', year=found.year)} – {marking.title}", marking, language)
        self._tables = Tables(found, language)
        self._maps = MapFindings(found.area, found.today, found.after, found.planned, found.sections)
        self._parts = funded_parts(found.planned, found.funding)
        self._section = self._figures = self._numbered = 0

    def write(self, file: Path) -> None:
        """All sections; each numbers itself."""
        about = (self._text("subject", year=self._found.year), self._marking.title)
        self._letter.opening(self._text("title"), about, self._text("addressee"))
        self._results()
        self._targets()
        self._places()
        self._key_areas()
        self._sharing()
        self._plan()
        self._routes()
        if self._found.earlier:
            self._year_on_year()
        self._letter.closing(
            self._text("closing"), [self._text(f"recipient_{key}") for key in ("addressee", "copies", "archive")]
        )
        self._letter.annex(self._text("annex", number="I"), self._text("annex_communes"))
        self._table("table_communes", self._tables.communes())
        self._letter.note(self._text("note_unrounded"))
        self._letter.annex(self._text("annex", number="II"), self._text("annex_sites"))
        self._table("table_sites", site_list(self._parts, self._found.area, self._language))
        self._letter.annex(self._text("annex", number="III"), self._text("annex_basis"))
        self._basis()
        self._letter.annex(self._text("annex", number="IV"), self._text("annex_licences"))
        self._licences()
        self._letter.save(file)

    def _text(self, key: str, **params: object) -> str:
        return text(f"report.{key}", self._language, **params)

    def _number(self, value: float, decimals: int = 0) -> str:
        return format_number(value, self._language, decimals)

    def _heading(self, key: str) -> None:
        self._letter.heading(f"{ROMAN[self._section]}. {self._text(f'section_{key}')}")
        self._section += 1

    def _table(self, key: str, table: ReportTable, **params: object) -> None:
        """A table under its numbered caption; of rounded figures with a sum, it says that they need not add up."""
        self._numbered += 1
        title = self._text(key, **params)
        self._letter.table(self._text("table", number=self._numbered, title=title), table)
        if table.total is not None and not DECIMALS.keys().isdisjoint(table.kinds):
            self._letter.note(self._text("note_totals"))

    def _map(self, key: str) -> None:
        """One of the static maps, numbered."""
        self._figures += 1
        picture = map_picture(key, self._maps, marking=self._marking, language=self._language)
        caption = self._text("figure", number=self._figures, title=text(f"paper.{key}", self._language))
        about = f"{caption}. {self._text(f'seen_{key}', **self._seen())}"
        self._letter.picture(picture, caption, about, FIGURE.width)

    def _seen(self) -> dict[str, str]:
        """The figures that the alternative texts of maps tell."""
        found, lowest = self._found, self._tables.lowest(1).rows
        km = float(found.sections.geometry.length.sum()) / M_PER_KM
        return {
            "today": format_share(found.summary["served_before_pct"], self._language),
            "after": format_share(found.summary["served_after_pct"], self._language),
            "lowest": lowest[0][1] if lowest else "–",
            "sites": self._number(len(found.planned.plan.sites)),
            "built": self._number(found.summary["sites_built"]),
            "km": self._number(km),
        }

    def _results(self) -> None:
        self._heading("results")
        self._letter.paragraph(lead_sentence(self._found, self._language), bold=True)
        self._letter.paragraph(headline_sentence(self._found, self._marking, self._language))
        if missing := self._found.planned.plan.missing:
            shown = "; ".join(shortfall_text(one.name, one.missing, self._language) for one in missing)
            self._letter.paragraph(self._text("missing", missing=shown))
        self._table("table_headline", self._tables.headline())
        self._letter.note(self._text("note_headline"))

    def _targets(self) -> None:
        self._heading("targets")
        held = self._found.held
        if not held:
            self._letter.paragraph(self._text("no_targets"))
            return
        self._letter.paragraph(self._text("about_targets"))
        for line in counts_lines(held, self._language):
            self._letter.paragraph(line)
        self._table("table_targets", target_table(held, self._language))
        self._table("table_untold", untold_table(held, self._language))

    def _places(self) -> None:
        self._heading("places")
        found = self._found
        reading = found.today.service.reading
        shares = found.today.by_commune[f"{reading}_pct"]
        later = found.after.by_commune[f"{reading}_pct"]
        target = found.planned.plan.target_pct
        params = {
            "target": format_plain(target, self._language),
            "count": self._number(int((shares >= target).sum())),
            "after": self._number(int((later >= target).sum())),
            "communes": self._number(len(shares)),
        }
        self._letter.paragraph(self._text("about_places", **params))
        self._table("table_lowest", self._tables.lowest())
        self._map("coverage")
        self._table("table_districts", self._tables.districts())
        self._letter.note(self._text("note_unrounded"))
        self._map("communes")

    def _key_areas(self) -> None:
        self._heading("key_areas")
        required = format_plain(self._found.where.key_areas.required_pct, self._language)
        self._letter.paragraph(self._text("about_key_areas", required=required))
        self._table("table_key_areas", self._tables.key_areas())

    def _sharing(self) -> None:
        self._heading("sharing")
        sharing = self._found.sharing
        sites, shared = (int(sharing.by_commune[column].sum()) for column in ("sites", "shared"))
        near = {"pairs": self._number(len(sharing.pairs)), "near": self._number(sharing.near_m)}
        self._letter.paragraph(
            self._text("about_sharing", sites=self._number(sites), shared=self._number(shared), **near)
        )
        self._table("table_tenancy", self._tables.tenancy())
        self._table("table_arrangements", self._tables.arrangements())

    def _plan(self) -> None:
        self._heading("plan")
        planned, as_of = self._found.planned, self._marking.as_of
        built = self._found.summary["sites_built"]
        counts = {"sites": self._number(len(planned.plan.sites)), "built": self._number(built)}
        counts |= self._lease_years()
        self._letter.paragraph(self._text("about_plan", **counts))
        self._map("plan")
        self._table("table_years", years_table(planned, as_of, self._language))
        if planned.plan.years:
            self._letter.note(self._text("note_years"))
        self._table("table_operators", operators_table(planned, as_of, self._language))
        self._table("table_funding", funding_sums(self._parts, self._language))
        self._letter.note(self._text("note_funding"))
        self._fund_note()

    def _fund_note(self) -> None:
        planned = self._found.planned
        rule = planned.villages.fund_rule
        if rule is None:
            self._letter.note(self._text("fund_none"))
        elif has_fund_rule(planned, self._marking.as_of):
            self._letter.note(self._text("fund_rule", rule=rule.title, sites=self._number(len(fund_orders(planned)))))
        else:
            self._letter.note(self._text("fund_ended", rule=rule.title, day=format_date(rule.last_day, self._language)))

    def _routes(self) -> None:
        self._heading("routes")
        self._letter.paragraph(self._text("about_routes", **self._lease_years()))
        self._map("routes")
        self._table("table_routes", self._tables.routes())
        self._table("table_dig_once", self._tables.dig_once())
        self._joining()

    def _lease_years(self) -> dict[str, str]:
        """How many years of rent are in the cost of fibre."""
        return {"lease_years": format_plain(self._found.lease_years, self._language)}

    def _joining(self) -> None:
        """Fibre or microwave for masts, and whether the fibre of the routes is enough."""
        found, language = self._found, self._language
        if found.backhaul is None:
            self._letter.paragraph(self._text("no_microwave"))
        else:
            self._letter.paragraph(self._text("about_backhaul"))
            self._table("table_backhaul", backhaul_sums(found.backhaul, language))
            self._table("table_hops", hop_table(found.backhaul, language), shown=SHOWN)
        year = int(found.fibre.capacity["year"].max()) if len(found.fibre.capacity) else found.year
        self._letter.paragraph(self._text("about_capacity", year=year))
        self._table("table_capacity", capacity_table(found.fibre, language))
        self._table("table_full", full_table(found.fibre, found.sections, language), shown=SHOWN)

    def _year_on_year(self) -> None:
        self._heading("earlier")
        self._table("table_earlier", year_on_year_table(self._found, self._language))
        other = [one["as_of"] for one in self._found.earlier if not is_comparable(one, self._found.summary)]
        if other:
            days = ", ".join(format_date(day, self._language) for day in other)
            self._letter.note(self._text("not_comparable", days=days))

    def _basis(self) -> None:
        """Model, people, what is modelled, uncertainty, settings, inputs, licences."""
        letter, marking, language = self._letter, self._marking, self._language
        letter.heading(self._text("basis_model"), 2)
        letter.paragraph(service_line(marking, language))
        letter.paragraph(self._text("program", version=marking.version, fingerprint=marking.fingerprint[:12]))
        operators, carriers = ", ".join(map(operator_name, marking.operators)), "; ".join(marking.carriers)
        letter.paragraph(self._text("operators", operators=operators, carriers=carriers))
        if corrected := corrections_line(marking, language):
            letter.paragraph(corrected)
        letter.heading(self._text("basis_people"), 2)
        void = self._number(self._found.summary["people_void"])
        letter.paragraph(self._text("people", base=marking.people_base, epoch=marking.admin_epoch, void=void))
        letter.heading(self._text("basis_modelled"), 2)
        letter.paragraph(self._text("modelled"))
        letter.heading(self._text("basis_uncertainty"), 2)
        letter.paragraph(self._text("uncertainty", draws=self._number(self._found.uncertainty.settings.draws)))
        self._table("table_interval", self._tables.interval())
        letter.heading(self._text("basis_inputs"), 2)
        self._table("table_inputs", self._inputs())
        letter.heading(self._text("basis_settings"), 2)
        self._table("table_settings", self._settings())

    def _licences(self) -> None:
        """Open data with licence and notice as their owners word it, then the sources of all files as declared."""
        found, letter = self._found, self._letter
        if self._marking.non_commercial:
            letter.paragraph(self._text("non_commercial"), bold=True)
        words = [text(f"word.{answer}", self._language) for answer in ("no", "yes")]
        rows = [
            (str(one["title"]), str(one["licence"]), str(one["notice"]), words[bool(one["non_commercial"])])
            for one in found.open_data.values()
        ]
        columns = self._columns(("source", 40), ("licence", 30), ("notice", 72), ("non_commercial", 22))
        self._table("table_licences", make_table(columns, rows))
        letter.paragraph(self._text("about_sources"))
        sources: dict[str, list[str]] = {}
        for one in found.inputs:
            sources.setdefault(one.source or self._text("not_declared"), []).append(one.name)
        named = [(source, ", ".join(dict.fromkeys(names))) for source, names in sources.items()]
        self._table("table_sources", make_table(self._columns(("source", 92), ("file", 72)), named))
        letter.paragraph(text("marking.boundaries_statement", self._language))

    def _columns(self, *columns: tuple[str, float]) -> list[tuple[str, str, float]]:
        return [(self._text(f"column_{key}"), TEXT, width) for key, width in columns]

    def _inputs(self) -> ReportTable:
        rows = [(one.key, one.name, format_date(one.changed, self._language), one.sha256) for one in self._found.inputs]
        return make_table(self._columns(("key", 40), ("file", 40), ("changed", 22), ("sha256", 63)), rows)

    def _settings(self) -> ReportTable:
        rows = [(key, value or "–") for key, value in flat_settings(self._found.settings)]
        return make_table(self._columns(("key", 85), ("value", 80)), rows)
