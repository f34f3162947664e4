"""The marking in words: marks, the definition of service, sources."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from covplan.coverage.service import ServiceSettings, SigmaSource
from covplan.ingest.corrections import Corrections
from covplan.network import Technology
from covplan.outputs.numbers import format_date, format_number
from covplan.outputs.settings import LEAST_PEOPLE, ROUNDED_M, Handout, Language, Marking, OutputSettings
from covplan.outputs.texts import text

if TYPE_CHECKING:
    from covplan.ingest.area import Area
    from covplan.ingest.open_data.lock_file import Notice

_LEFT_OUT = "…"
_PATH = re.compile(r"(?:file:/|(?<![A-Za-z])[A-Za-z]:[\\/]|\\\\|(?<![\w:/.])/(?=\w)).*", re.DOTALL)
"""A path of a drive, a server or a root, to the end of the text, since folders have spaces; not a web address."""

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
    notices: Sequence[Notice] = (),
) -> Marking:
    """The marking of a run's outputs; the notices of open data count among the sources."""
    return Marking(
        title=title,
        synthetic=synthetic or (area.corrections is not None and area.corrections.synthetic),
        classification=settings.classification,
        service=service,
        operators=area.operators,
        carriers=tuple(f"{operator_name(c.operator)} {c.band} {c.freq_mhz:g} MHz" for c in area.carriers),
        pixel_m=area.grid.pixel_m,
        model=model,
        people_base=area.people_base,
        admin_epoch=str(area.admin_epoch),
        sources=(*area.sources, *(notice.text for notice in notices)),
        as_of=settings.as_of,
        fingerprint=fingerprint,
        version=version,
        corrections=_of_carriers(area),
        non_commercial=any(notice.non_commercial for notice in notices),
    )


def _of_carriers(area: Area) -> Corrections | None:
    """The area's corrections, those of its own carriers only."""
    if area.corrections is None:
        return None
    ids = {carrier.id for carrier in area.carriers}
    return replace(area.corrections, carriers=tuple(one for one in area.corrections.carriers if one.id in ids))


def operator_name(operator: str) -> str:
    """An operator, or several, as people know them; an unknown id stays as it is.

    >>> operator_name("viettel+vinaphone"), operator_name("x")
    ('Viettel + VinaPhone', 'x')
    """
    return " + ".join(_OPERATOR_NAMES.get(one, one) for one in operator.split("+"))


def marks(marking: Marking, language: Language) -> tuple[str, ...]:
    """The words in capitals: DỮ LIỆU MÔ PHỎNG and the ban on commercial use where they apply, and for whom it is."""
    synthetic = (text("marking.synthetic", language),) if marking.synthetic else ()
    banned = (text("marking.non_commercial", language),) if marking.non_commercial else ()
    given = marking.handout
    whom = marking.classification if given is None else text(f"audience.{given.audience}", language, **_partner(given))
    return synthetic + banned + ((whom,) if whom else ())


def _partner(given: Handout) -> dict[str, str]:
    return {"partner": operator_name(given.partner)} if given.partner else {}


def handout_line(marking: Marking, language: Language) -> str:
    """What the audience is shown, and how much is withheld; empty for the internal one."""
    given = marking.handout
    if given is None:
        return ""
    sizes = {"hexagon": given.hexagon_m, "rounded": ROUNDED_M, "people": LEAST_PEOPLE}
    shown = {name: format_number(value, language) for name, value in sizes.items()}
    about = text(f"audience.about_{given.audience}", language, **shown, **_partner(given))
    withheld = text("audience.withheld", language, count=format_number(given.withheld, language))
    return f"{about} {withheld}"


def mark_handout(marking: Marking, handout: Handout, sources: Sequence[str]) -> Marking:
    """The marking of what is handed out: sources of what is shown, no name of a file or folder."""
    corrections = marking.corrections
    return replace(
        marking,
        handout=handout,
        sources=tuple(_PATH.sub(_LEFT_OUT, source) for source in sources),
        corrections=corrections and replace(corrections, file=_LEFT_OUT, measurements=_LEFT_OUT, sha256=_LEFT_OUT),
    )


def reading_text(marking: Marking, language: Language) -> str:
    """Which operators the headline counts."""
    return _reading_text(marking.service, language)


def _reading_text(service: ServiceSettings, language: Language) -> str:
    return text("marking.any", language) if service.reading == "any" else operator_name(service.reading)


def read_as(marking: Marking, reading: str) -> Marking:
    """The marking of what one operator serves, or any of them: its definition of service says so."""
    return replace(marking, service=replace(marking.service, reading=reading))


def generation(service: ServiceSettings) -> str:
    """``5G`` or ``4G``."""
    return "5G" if service.technology is Technology.NR else "4G"


def service_line(marking: Marking, language: Language) -> str:
    """The definition of "served" in one sentence, to stand beside every percentage."""
    return text(
        "marking.service",
        language,
        **_asked(marking.service, language),
        sigma=_sigma_text(marking, language),
        pixel=format_number(marking.pixel_m, language),
        model=_model_text(marking, language),
    )


def definition_line(service: ServiceSettings, language: Language) -> str:
    """What "served" asks for, where nothing is known of the prediction."""
    return text("marking.definition", language, **_asked(service, language))


def _asked(service: ServiceSettings, language: Language) -> dict[str, str]:
    return {
        "generation": generation(service),
        "power": "SS-RSRP" if service.technology is Technology.NR else "RSRP",
        "rates": _rates_text(service, language),
        "threshold": f"{service.threshold_dbm:g}".replace("-", "−"),
        "probability": f"{service.probability_pct:g}",
        "environment": text(
            f"marking.{service.environment}",
            language,
            loss=f"{service.vehicle_loss_db:g}",
            spread=f"{service.vehicle_sigma_db:g}",
            buildings=_buildings_text(service, language),
        ),
        "reading": _reading_text(service, language),
    }


def _rates_text(service: ServiceSettings, language: Language) -> str:
    if not service.asks_for_rates:
        return ""
    down, up = (f"{mbps:g}" for mbps in (service.downlink_mbps, service.uplink_mbps))
    loads = sorted({service.load_pct, *service.loads_pct.values()})
    return text("marking.rates", language, down=down, up=up, load=" – ".join(f"{load:g}" for load in loads))


def _buildings_text(service: ServiceSettings, language: Language) -> str:
    """Share of thermally efficient buildings by WorldCover class."""
    shares = [
        text("marking.buildings", language, code=code, share=f"{share:g}")
        for code, share in sorted(service.efficient_pct.items())
    ]
    return ", ".join(shares) or "0 %"


def _sigma_text(marking: Marking, language: Language) -> str:
    service, corrections = marking.service, marking.corrections
    if service.sigma_source is SigmaSource.P1812:
        return text("marking.sigma_p1812", language)
    values = [service.sigma_db]
    if service.sigma_source is SigmaSource.CALIBRATED:
        values = [carrier.sigma_db for carrier in corrections.carriers] if corrections is not None else []
    ends = dict.fromkeys(format_number(end(values, default=math.nan), language, 1) for end in (min, max))
    return text(f"marking.sigma_{service.sigma_source}", language, db=" – ".join(ends))


def _model_text(marking: Marking, language: Language) -> str:
    """The model's edition, and the corrections that were put on it."""
    corrections = marking.corrections
    if corrections is None or not corrections.carriers:
        return marking.model
    return text(
        "marking.corrected",
        language,
        model=marking.model,
        rows=format_number(corrections.rows, language),
        file=corrections.file,
        made=format_date(corrections.made, language),
    )


def corrections_line(marking: Marking, language: Language) -> str:
    """Where the corrections come from and which carriers they are for; empty without corrections."""
    corrections = marking.corrections
    if corrections is None:
        return ""
    first, last = (format_date(day, language) for day in (corrections.first_day, corrections.last_day))
    return text(
        "marking.corrections",
        language,
        file=corrections.file,
        measurements=corrections.measurements,
        sha256=corrections.sha256[:12],
        rows=format_number(corrections.rows, language),
        pixels=format_number(corrections.pixels, language),
        days=text("marking.days", language, first=first, last=last) if first else "",
        made=format_date(corrections.made, language),
        carriers=", ".join(carrier.id for carrier in corrections.carriers) or "–",
    )


def header(marking: Marking, language: Language) -> list[tuple[str, str]]:
    """Label and value of everything that an output says about itself, in order of weight."""
    rows = [
        ("title", marking.title),
        ("marks", " – ".join(marks(marking, language))),
        ("handout", handout_line(marking, language)),
        ("definition", service_line(marking, language)),
        ("corrections", corrections_line(marking, language)),
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
