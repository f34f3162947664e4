"""What the map of a run shows beside its headline: key areas by stage, white and weak spots, other definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from covplan import assessment
from covplan.coverage.entry_loss import Environment
from covplan.coverage.service import ServiceSettings, SigmaSource
from covplan.ingest.land_cover_classes import UNKNOWN
from covplan.network import Carrier, Technology

if TYPE_CHECKING:
    from covplan.assessment import KeyAreas, Served, Spots
    from covplan.ingest.area import Area
    from covplan.workflow.job import Job


class MapFindings(TypedDict):
    """Arguments of ``outputs.draw_map``."""

    key_areas: list[KeyAreas]
    spots: list[Spots]
    others: list[tuple[Served, Served | None]]


def map_findings(job: Job) -> MapFindings:
    """Key areas and spots where the service is 5G by its power, which is what they tell of; nothing where it has rates.

    What of key areas cannot be told before the last year is taken from today's prediction: masts can only add to what
    is known.
    """
    area, service, where = job.area, job.scenario.service, job.scenario.assessment.where
    found = MapFindings(key_areas=[], spots=[], others=[])
    if service.asks_for_rates:
        return found
    ends = ((job.cover, job.today), (job.cover_after, job.after))
    if service.technology is Technology.NR:
        built = list(job.after_by_year.values()) or [job.after]
        covers = [job.cover] * len(built) + [job.cover_after]
        found["key_areas"] = [
            assessment.assess_key_areas(cover, served, area, where)
            for cover, served in zip(covers, (job.today, *built), strict=True)
        ]
        found["spots"] = [assessment.find_spots(cover, served, area, where) for cover, served in ends]
    found["others"] = [
        (assessment.count_served(job.cover, area, other), assessment.count_served(job.cover_after, area, other))
        for other in other_services(service, area)
    ]
    return found


def other_services(service: ServiceSettings, area: Area) -> Iterator[ServiceSettings]:
    """The same threshold and probability elsewhere: outdoors, indoors, in vehicles; and for the other technology.

    Indoors by the land cover, or in ordinary buildings where that has gaps. A technology that is not predicted for
    every operator is left out: its shares would be too low. None of it asks for a new prediction.
    """
    gaps = bool((area.clutter_class.values == UNKNOWN).any())
    indoors = Environment.INDOOR_TRADITIONAL if gaps else Environment.INDOOR_BY_CLUTTER
    for environment in (Environment.OUTDOOR, indoors, Environment.IN_VEHICLE):
        if environment is not service.environment:
            yield replace(service, environment=environment)
    for technology in set(Technology) - {service.technology}:
        carriers = [carrier for carrier in area.carriers if carrier.technology is technology]
        if {carrier.operator for carrier in carriers} >= set(area.operators) and _have_sigma(carriers, service, area):
            yield replace(service, technology=technology)


def _have_sigma(carriers: Sequence[Carrier], service: ServiceSettings, area: Area) -> bool:
    """Whether the location variability of all carriers is known: of measured ones only where it is to be measured."""
    if service.sigma_source is not SigmaSource.CALIBRATED:
        return True
    return area.corrections is not None and all(area.corrections.of(carrier.id) for carrier in carriers)
