"""What a run computes, as indicators: all with one stamp, in the registry file of the run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from covplan import assessment, coverage, planning
from covplan.assessment import DeclaredComparison, Modelled, PlannedValue
from covplan.assessment.operators import operator_indicators
from covplan.assessment.resilience import resilience_indicators
from covplan.assessment.sharing import sharing_indicators
from covplan.assessment.uncertainty import uncertainty_indicators
from covplan.assessment.uncertainty_settings import MEDIAN_PCT
from covplan.ingest.indicators import Indicator
from covplan.outputs.texts import text
from covplan.routing.fibre_reach import places_of, reach_by_commune, reach_indicators, reached_from
from covplan.scenario import Step
from covplan.scenario.service_profiles import OWN
from covplan.workflow.job import Job

if TYPE_CHECKING:
    from covplan.coverage.service import ServiceSettings

OF_OPERATORS, OF_RESILIENCE = ("shared_5g_pct", "gain_5g_people"), "behind_one_"


def stamp(job: Job, service: ServiceSettings | None = None) -> Modelled:
    """What the indicators of a run have in common; their source names version, model, service and run.

    ``service`` is another than the scenario's, for what is computed under it.
    """
    marking = job.marking(Step.EXPORT)
    communes = job.area.communes
    return Modelled(
        province_code=job.scenario.assessment.province_code,
        admin_epoch=job.area.admin_epoch,
        period=marking.as_of[:7],
        source=_source(job, coverage.label(job.scenario.radio.model), (service or marking.service).label),
        as_of=marking.as_of,
        headline=marking.service.reading,
        parts={
            f"province:{name}": frozenset(own["code"])
            for name, own in communes.groupby("province", sort=False)
            if name  # boundaries need not tell former provinces
        },
    )


def _source(job: Job, *parts: str) -> str:
    marking = job.marking(Step.EXPORT)
    made_up = (text("marking.synthetic", job.language),) if marking.synthetic else ()
    return "; ".join((f"covplan {marking.version}", *parts, marking.fingerprint[:12], *made_up))


def computed_indicators(job: Job, compared: Sequence[DeclaredComparison], named: Collection[str]) -> list[Indicator]:
    """Indicators that the run itself computes, the province before its former provinces and communes.

    What operators gain together and who hangs on one failure takes predictions of their own: it is computed where
    ``named``, ids without what follows the first colon, asks for it.
    """
    about = stamp(job)
    found = list(assessment.modelled_indicators(job.today, about))
    for one in compared:
        found += assessment.declared_indicators(one, about)
    at_median = replace(job.scenario.service, probability_pct=MEDIAN_PCT, profile=OWN)  # no margin is in the draws
    found += uncertainty_indicators(job.uncertainty, stamp(job, at_median))
    found += job.where.indicators(about)
    lists = "; ".join(dict.fromkeys(one.source for one in job.scenario.area.sites))
    sharing = assessment.count_sharing(job.area, job.scenario.assessment.sharing)
    found += sharing_indicators(sharing, replace(about, source=lists))
    found += _fibre_indicators(job, about)
    if any(stem in named for stem in OF_OPERATORS):
        found += operator_indicators(job.together, about)
    if any(stem.startswith(OF_RESILIENCE) for stem in named):
        found += resilience_indicators(job.resilience, about)
    return found


def _fibre_indicators(job: Job, about: Modelled) -> list[Indicator]:
    """Who is near existing cable; nothing where the scenario has no cable: what is not listed is not known."""
    area, settings = job.area, job.scenario.routing
    if not area.fibre:
        return []
    within_m = settings.reach.distribution_m
    lists = "; ".join(dict.fromkeys(one.source for one in job.scenario.area.fibre))
    near = text("fibre.near", job.language, sources=lists, metres=f"{within_m:g}")
    about = replace(about, source=_source(job, near))
    places = places_of(area, settings.terminals.people_per_household)
    before = reached_from(places, [cable.line for cable in area.fibre], within_m)
    return list(reach_indicators(reach_by_commune(area, places, {"before": before}), about))


def planned_values(job: Job) -> list[PlannedValue]:
    """What is planned for the end of years, where the scenario has years: people served and who has fibre [%]."""
    if not job.scenario.planning.years:
        return []
    plan, about, found = job.routed[0], stamp(job), []
    for year in plan.years:
        built = replace(
            plan, sites=tuple(site for site in plan.sites if site.year is not None and site.year <= year.year)
        )
        served = planning.served_by_commune(built, job.reach, job.area, job.today)
        table = job.today.by_commune[["code", "population"]].assign(planned=served)
        for one in about.shares(table, {"planned": f"served_5g_pct:{plan.reading}"}):
            found.append(PlannedValue(one.id, one.admin_code, one.admin_epoch, year.year, one.value))
    if job.sections is None:
        return found
    last = job.scenario.routing.target_year
    for one in reach_indicators(job.route_fibre.reach, about, after=True):
        found.append(PlannedValue(one.id, one.admin_code, one.admin_epoch, last, one.value))
    return found
