"""What a prediction with interference adds to the outputs: SINR, RSRQ and estimated throughput, and who has what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from covplan import assessment, coverage, outputs
from covplan.coverage.service import SigmaSource
from covplan.outputs.files import file_names
from covplan.outputs.texts import text
from covplan.scenario.service_profiles import service_profiles

if TYPE_CHECKING:
    import pandas as pd

    from covplan.coverage import Coverage
    from covplan.coverage.service import ServiceSettings
    from covplan.network import Carrier
    from covplan.outputs.settings import Language, Marking
    from covplan.workflow.job import Job


def write_radio_service(job: Job, cover: Coverage, folder: Path, moment: str, marking: Marking) -> None:
    """Write a raster per carrier and quantity, the sectors of the busy hour and the people served by profile."""
    language, service = job.language, job.scenario.service
    names = file_names(carrier.id for carrier in cover.carriers)
    for carrier in cover.carriers:
        load = f"{service.load_of(carrier):g}"
        for name, values, unit in _quantities(cover, carrier, service):
            what = f"{text(f'radio_service.{name}', language, load=load)}, {carrier.id}, {moment}"
            file = folder / f"{name}_{names[carrier.id]}.tif"
            outputs.write_geotiff(
                values, cover.grid, file, description=what, unit=unit, marking=marking, language=language
            )
        second = coverage.interference_of(cover).second_sector[carrier.id]
        what = f"{text('radio_service.second_sector', language)}, best_sector.csv, {carrier.id}, {moment}"
        file = folder / f"second_sector_{names[carrier.id]}.tif"
        outputs.write_geotiff(second, cover.grid, file, description=what, nodata=-1, marking=marking, language=language)
    services = {service.profile: service}
    services |= {name: profile.of(service) for name, profile in service_profiles().items() if name not in services}
    if service.sigma_source is SigmaSource.CALIBRATED:  # each carrier's own; there is none for the other technology
        services = {name: one for name, one in services.items() if one.technology is service.technology}
    tables = {
        "busy_hour": assessment.share_busy_hour(cover, job.area, service, job.scenario.assessment.busy_hour),
        "service_profiles": assessment.served_by_profile(cover, job.area, services.values()),
    }
    for name, frame in tables.items():
        outputs.write_csv(_table(name, frame, language), folder / f"{name}.csv", marking=marking, language=language)


def _quantities(
    cover: Coverage, carrier: Carrier, service: ServiceSettings
) -> Iterator[tuple[str, NDArray[np.floating[Any]], str]]:
    """Name, median raster and unit of each; the rates are of a user who has the whole sector."""
    sinr = coverage.sinr_db(cover, carrier, service.load_of(carrier))
    yield "sinr", sinr, "dB"
    yield "rsrq", coverage.rsrq_db(cover, carrier, service.load_of(carrier)), "dB"
    yield "downlink_estimate", coverage.downlink_mbps(sinr, carrier, service.throughput), "Mb/s"
    yield (
        "uplink_estimate",
        coverage.uplink_mbps(coverage.coupling_loss_db(cover, carrier), carrier, service.throughput),
        "Mb/s",
    )


def _table(name: str, frame: pd.DataFrame, language: Language) -> outputs.Table:
    columns = tuple(text(f"radio_service.column_{column}", language) for column in frame.columns)
    yes_no = {True: text("word.yes", language), False: text("word.no", language)}
    rows = (tuple(yes_no[bool(v)] if isinstance(v, bool | np.bool_) else v for v in row) for row in frame.values)
    return outputs.Table(name, columns, tuple(rows))
