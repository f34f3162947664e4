"""The marking in words: marks, the definition of service, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covplan.coverage.service import ServiceSettings, SigmaSource
from covplan.outputs.numbers import format_date, format_number
from covplan.outputs.settings import Language, Marking, OutputSettings
from covplan.outputs.texts import text

if TYPE_CHECKING:
    from covplan.ingest.area import Area

_OPERATOR_NAMES = {"viettel": "Viettel", "vinaphone": "VinaPhone", "mobifone": "MobiFone"}


def mark(
    area: Area,
    service: ServiceSettings,
    settings: OutputSettings,
    *,
    title: str,
    synthetic: bool,
    model: str,
    fingerprint: str,
    version: str,
) -> Marking:
    """The marking of a run's outputs."""
    return Marking(
        title=title,
        synthetic=synthetic,
        classification=settings.classification,
        service=service,
        operators=area.operators,
        carriers=tuple(f"{operator_name(c.operator)} {c.band} {c.freq_mhz:g} MHz" for c in area.carriers),
        pixel_m=area.grid.pixel_m,
        model=model,
        people_base=area.people_base,
        admin_epoch=str(area.admin_epoch),
        sources=area.sources,
        as_of=settings.as_of,
        fingerprint=fingerprint,
        version=version,
    )


def operator_name(operator: str) -> str:
    """``viettel`` → ``Viettel``; an unknown id stays as it is."""
    return _OPERATOR_NAMES.get(operator, operator)


def marks(marking: Marking, language: Language) -> tuple[str, ...]:
    """The words in capitals: DỮ LIỆU MÔ PHỎNG where it applies, and the classification."""
    synthetic = (text("marking.synthetic", language),) if marking.synthetic else ()
    return synthetic + ((marking.classification,) if marking.classification else ())


def reading_text(marking: Marking, language: Language) -> str:
    """Which operators the headline counts."""
    reading = marking.service.reading
    return text("marking.any", language) if reading == "any" else operator_name(reading)


def service_line(marking: Marking, language: Language) -> str:
    """The definition of "served" in one sentence, to stand beside every percentage."""
    service = marking.service
    if service.sigma_source is SigmaSource.P1812:
        sigma = text("marking.sigma_p1812", language)
    else:
        db = format_number(service.sigma_db, language, 1)
        sigma = text(f"marking.sigma_{service.sigma_source}", language, db=db)
    return text(
        "marking.service",
        language,
        threshold=f"{service.threshold_dbm:g}".replace("-", "−"),
        probability=f"{service.probability_pct:g}",
        environment=text(f"marking.{service.environment}", language),
        sigma=sigma,
        reading=reading_text(marking, language),
        pixel=format_number(marking.pixel_m, language),
        model=marking.model,
    )


def header(marking: Marking, language: Language) -> list[tuple[str, str]]:
    """Label and value of everything that an output says about itself, in order of weight."""
    rows = [
        ("title", marking.title),
        ("marks", " – ".join(marks(marking, language))),
        ("definition", service_line(marking, language)),
        ("operators", ", ".join(map(operator_name, marking.operators))),
        ("carriers", "; ".join(marking.carriers)),
        ("people_base", marking.people_base),
        ("admin_epoch", marking.admin_epoch),
        ("as_of", format_date(marking.as_of, language)),
        ("sources", "; ".join(marking.sources)),
        ("boundaries", text("marking.boundaries_statement", language)),
        ("fingerprint", f"{marking.fingerprint} (covplan {marking.version})"),
    ]
    return [(text(f"marking.label_{key}", language), value) for key, value in rows if value]


def short_line(marking: Marking, language: Language) -> str:
    """Marks, date and fingerprint: what fits beside every record."""
    parts = [*marks(marking, language), text("marking.estimate", language), marking.as_of, marking.fingerprint[:12]]
    return " – ".join(part for part in parts if part)
