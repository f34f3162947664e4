"""All that a report tells of one run, as the other layers found it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from covplan.assessment.operators import OperatorsTogether
from covplan.assessment.served import Served
from covplan.assessment.sharing import MastSharing
from covplan.assessment.target_records import HeldTarget
from covplan.assessment.uncertainty import Uncertainty
from covplan.assessment.where import Where
from covplan.ingest.area import Area
from covplan.ingest.funding import Funding
from covplan.outputs.plan_tables import PlanFindings
from covplan.outputs.tables import Table
from covplan.routing.backhaul_plan import BackhaulPlan
from covplan.routing.fibre_findings import FibreFindings


@dataclass(frozen=True)
class InputFile:
    """A file that the scenario names: its key, name, day of its last change (ISO), SHA-256 and source as declared."""

    key: str
    name: str
    changed: str
    sha256: str
    source: str


@dataclass(frozen=True, eq=False)
class ReportFindings:
    """What the report of a year stands on.

    Attributes
    ----------
    summary, earlier : mapping, sequence of mappings
        ``summary.json`` of this run and of those before it, the oldest first.
    held : sequence of HeldTarget
        Empty without targets.
    sections : GeoDataFrame
        Shared routes as ``make_sections`` gives them.
    route_tables : sequence of Table
        Of the shared routes, ``dig_once`` among them.
    backhaul : BackhaulPlan or None
        None where the scenario does not ask for microwave.
    fibre : FibreFindings
        Of the shared routes.
    funding : mapping
        Who pays, by item.
    open_data : mapping
        The record of open data that were fetched, by source.
    lease_years : float
        Years of rent of ducts, poles and cable in the cost of fibre.
    settings : mapping
        Plain values by key, those of the service, radio, assessment, planning and routing.
    """

    year: int
    area: Area
    today: Served
    after: Served
    planned: PlanFindings
    where: Where
    together: OperatorsTogether
    sharing: MastSharing
    uncertainty: Uncertainty
    sections: gpd.GeoDataFrame
    route_tables: Sequence[Table]
    backhaul: BackhaulPlan | None
    fibre: FibreFindings
    funding: Mapping[str, Funding]
    open_data: Mapping[str, Mapping[str, Any]]
    held: Sequence[HeldTarget]
    summary: Mapping[str, Any]
    earlier: Sequence[Mapping[str, Any]]
    lease_years: float
    settings: Mapping[str, Any]
    inputs: Sequence[InputFile]
