"""One scenario at work: each intermediate result is made once, when it is first asked for, and kept for the next time.

A kept result is used only under the fingerprint of its step: other settings, inputs or code compute it again. Layers
are asked through their packages, which import what is asked for: a run of which nothing changed needs next to nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from covplan import __version__, assessment, coverage, ingest, outputs, planning, routing
from covplan.errors import FingerprintError, InputProblemsError, MissingFileError, PlanningError, Problem
from covplan.ingest.open_data.lock_file import read_notices
from covplan.outputs.settings import Language, Marking, OutputError
from covplan.scenario import Scenario, Step, fingerprint
from covplan.workflow.backhaul import find_backhaul
from covplan.workflow.coverage_by_year import CoverageByYear, load_by_year, predict_by_year, save_by_year
from covplan.workflow.plan_and_route import Planner, plan_and_route

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from covplan.assessment import OperatorsTogether, Resilience, Served, Uncertainty, Where
    from covplan.coverage import Coverage
    from covplan.ingest.area import Area
    from covplan.ingest.open_data.lock_file import Notice
    from covplan.outputs import PlanFindings
    from covplan.planning import Floors, Hanging, Plan, Reach, SecondService
    from covplan.planning.settings import PlanningAim
    from covplan.routing import (
        BackhaulChoice,
        BackhaulPlan,
        FibreFindings,
        FibrePlan,
        RouteBasis,
        RouteNetwork,
        RoutePlan,
    )

Progress = Callable[[str, float | None], None]
"""Called with a step and the fraction of it that is done, or None where its kept result is used."""

Found = Callable[["PlanningAim", float, float], None]
"""Called while a plan is sought: its aim, the best value so far and the bound [million đồng, or people]."""

_Kept = TypeVar("_Kept")


_NO_ROUTES = ("corridors.no_roads", "corridors.no_backbone", "terminals.none")


class Job:
    """A scenario, the folder of its results, and the results so far.

    Attributes
    ----------
    seconds : dict
        Step → seconds that it took in this process.
    unchanged : list of str
        Steps whose kept result was used.
    """

    def __init__(
        self,
        scenario: Scenario,
        folder: Path,
        executor: Executor | None = None,
        progress: Progress | None = None,
        found: Found | None = None,
    ) -> None:
        self.scenario = scenario
        self.folder = folder
        self.seconds: dict[str, float] = {}
        self.unchanged: list[str] = []
        self.executor = executor
        self._progress = progress or (lambda step, fraction: None)
        self._found = found or (lambda aim, value, bound: None)

    @property
    def language(self) -> Language:
        """Language of the files."""
        return self.scenario.outputs.language

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[float], None]]:
        """Time a step and report its progress; yields what takes the fraction done."""
        started = time.monotonic()
        self._progress(name, 0.0)
        # the end is told once, by this function
        yield lambda fraction: self._progress(name, min(fraction, 0.999))
        self.seconds[name] = round(time.monotonic() - started, 2)
        self._progress(name, 1.0)

    def skip(self, name: str) -> None:
        """Tell that the kept result of a step is used."""
        self.unchanged.append(name)
        self._progress(name, None)

    def _kept(
        self,
        name: str,
        step: Step,
        load: Callable[[Path, str], _Kept],
        save: Callable[[_Kept, Path, str], None],
        compute: Callable[[Callable[[float], None]], _Kept],
    ) -> _Kept:
        file, wanted = self.folder / "results" / f"{name}.npz", fingerprint(self.scenario, step)
        try:
            kept = load(file, wanted)
        except (MissingFileError, FingerprintError, OutputError):  # none, an older one, or a damaged one
            with self.step(name) as progress:
                made = compute(progress)
                save(made, file, wanted)
            return made
        self.skip(name)
        return kept

    @cached_property
    def area(self) -> Area:
        """Everything that is read; ``input_report.csv`` is written whether it can be used or not."""
        with self.step("area") as progress:
            remarks = self.scenario.remarks
            try:
                area: Area = ingest.read_area(self.scenario.area, progress)
            except InputProblemsError as error:
                problems = (*remarks, *error.problems)
                self.report_inputs(problems)
                raise InputProblemsError(problems) from None
            self.report_inputs((*remarks, *area.problems))
        return replace(area, problems=(*remarks, *area.problems))

    def report_inputs(self, problems: Iterable[Problem]) -> None:
        """Write every remark on the inputs to ``input_report.csv``."""
        outputs.write_input_report(problems, self.folder / "input_report.csv", language=self.language)

    @cached_property
    def cover(self) -> Coverage:
        """Received power today."""
        area = self.area

        def compute(progress: Callable[[float], None]) -> Coverage:
            return coverage.predict(area, self.scenario.radio, executor=self.executor, progress=progress)

        return self._kept("coverage", Step.COVERAGE, outputs.load_coverage, outputs.save_coverage, compute)

    @cached_property
    def today(self) -> Served:
        """People served today."""
        return assessment.count_served(self.cover, self.area, self.scenario.service)

    @cached_property
    def where(self) -> Where:
        """Key areas, former districts, roads and villages today."""
        cover, today, settings = self.cover, self.today, self.scenario.assessment.where
        with self.step("where"):
            return assessment.assess_where(cover, today, self.area, settings)

    @cached_property
    def uncertainty(self) -> Uncertainty:
        """The interval of today's served share."""
        scenario = self.scenario
        with self.step("uncertainty") as progress:
            return assessment.draw_shares(
                self.area, scenario.radio, scenario.service, scenario.assessment.uncertainty, self.executor, progress
            )

    @cached_property
    def together(self) -> OperatorsTogether:
        """Operators together today."""
        scenario = self.scenario
        with self.step("operators") as progress:
            return assessment.operators_together(
                self.today, self.area, scenario.radio, scenario.assessment.shared_networks, self.executor, progress
            )

    @cached_property
    def resilience(self) -> Resilience:
        """People who hang on what can fail."""
        scenario = self.scenario
        with self.step("resilience") as progress:
            return assessment.count_resilience(
                self.area, scenario.radio, scenario.service, scenario.assessment.resilience, self.executor, progress
            )

    @cached_property
    def floors(self) -> Floors:
        """What must be served of communes, districts, key areas and roads."""
        scenario = self.scenario
        return planning.find_floors(self.area, self.today, scenario.planning, scenario.assessment.where)

    @cached_property
    def hanging(self) -> Hanging | None:
        """Who hangs on one mast or power area today, where the plan is asked about it."""
        scenario, area = self.scenario, self.area
        if not scenario.planning.asks_for_second_service:
            return None
        with self.step("resilience") as progress:
            return planning.find_hanging(
                area, scenario.radio, scenario.service, scenario.assessment.resilience, self.executor, progress
            )

    @cached_property
    def second(self) -> SecondService | None:
        """Whom candidates would serve a second time, where the plan is asked about it."""
        scenario, hanging, reach = self.scenario, self.hanging, self.reach
        if hanging is None:
            return None
        with self.step("second") as progress:
            return planning.build_second_service(
                hanging,
                reach,
                self.area,
                scenario.radio,
                scenario.service,
                self.today,
                scenario.planning,
                self.executor,
                progress,
            )

    @cached_property
    def reach(self) -> Reach:
        """Candidates and whom each would serve."""
        scenario, area, today, also = self.scenario, self.area, self.today, self.floors.unserved

        def compute(progress: Callable[[float], None]) -> Reach:
            wanting = today if self.hanging is None else self.hanging.as_unserved(today)
            spots = planning.find_candidates(area, wanting, scenario.planning, also)
            return planning.build_reach_matrix(
                spots,
                area,
                scenario.radio,
                scenario.service,
                today,
                also,
                self.executor,
                progress,
                scenario.assessment.busy_hour,
            )

        return self._kept("reach", Step.REACH, outputs.load_reach, outputs.save_reach, compute)

    @cached_property
    def planner(self) -> Planner:
        """What makes plans of a reach for this scenario."""
        return Planner(self.scenario.planning, self.floors, self.area, self._found, self.second)

    @cached_property
    def routed(self) -> tuple[Plan, FibrePlan]:
        """Chosen masts at routed costs, and their routes."""
        reach = self.reach

        def compute(progress: Callable[[float], None]) -> tuple[Plan, FibrePlan]:
            return plan_and_route(reach, self.scenario, self.planner, progress)

        return self._kept("plan", Step.PLAN, _load_routed, _save_routed, compute)

    @cached_property
    def route_basis(self) -> RouteBasis:
        """What shared routes are planned on: all who are to be joined, masts of the plan among them."""
        scenario, (plan, _) = self.scenario, self.routed
        settings, gateways = scenario.routing, scenario.assessment.resilience.fibre_gateways
        locked, forbidden = (
            [line for file in files for line in ingest.read_drawn_lines(file, scenario.area.epsg)]
            for files in (settings.lock_lines, settings.forbid_lines)
        )
        marked = routing.mark_sections(settings, locked, forbidden)
        return routing.find_basis(self.area, settings, plan.sites, gateways, marked)

    @cached_property
    def chosen_backhaul(self) -> BackhaulPlan | None:
        """Fibre or microwave for each mast as a tree would have it; None where microwave is not asked for."""
        basis = find_backhaul(self)
        if basis is None:
            return None

        def compute(progress: Callable[[float], None]) -> BackhaulChoice:
            return routing.choose_backhaul(basis.problem)

        choice = self._kept("backhaul", Step.ROUTES, outputs.load_choice, outputs.save_choice, compute)
        return routing.plan_backhaul(basis, choice)

    @cached_property
    def network(self) -> RouteNetwork:
        """The edges of shared routes for all who have no hop."""
        basis = self._by_fibre(self.chosen_backhaul)

        def compute(progress: Callable[[float], None]) -> RouteNetwork:
            return routing.choose_network(basis, self.scenario.routing.protection.exact_nodes)

        return self._kept("routes", Step.ROUTES, outputs.load_network, _save_network, compute)

    @cached_property
    def backhaul(self) -> BackhaulPlan | None:
        """Fibre or microwave for each mast: fibre for those that the network passes anyway."""
        chosen = self.chosen_backhaul
        return None if chosen is None else chosen.settled(self.network.edges)

    @cached_property
    def routes(self) -> RoutePlan:
        """Shared routes for all who are to be joined by fibre."""
        basis = self._by_fibre(self.backhaul)
        cures = routing.possible_cures(basis, routing.needed_routes(basis, self.network.edges), self.area)
        if self.backhaul is not None:
            cures = routing.with_hops(cures, routing.find_hop_cures(self.backhaul.basis), basis)
        return routing.assemble_routes(basis, self.network, cures, self.scenario.planning.discount_pct)

    @cached_property
    def route_sections(self) -> GeoDataFrame:
        """The sections of the shared routes with the names of their roads; an error where there can be none."""
        sections = routing.make_sections(self.routes, self.area)
        return outputs.with_road_names(sections, self.route_basis.lines, self.language)

    @property
    def sections(self) -> GeoDataFrame | None:
        """The same; None where there is no road, nobody to join or nothing to join to."""
        try:
            return self.route_sections
        except PlanningError as error:
            if error.code in _NO_ROUTES:
                return None
            raise

    def _by_fibre(self, backhaul: BackhaulPlan | None) -> RouteBasis:
        """The basis without the masts that have a hop."""
        basis = self.route_basis
        return basis if backhaul is None else replace(basis, joining=routing.without_hops(basis.joining, backhaul))

    @cached_property
    def route_fibre(self) -> FibreFindings:
        """What is told about the fibre in the shared routes; an error where ``sections`` are None."""
        sections, settings = self.route_sections, self.scenario.routing
        gateways = self.scenario.assessment.resilience.fibre_gateways
        return routing.find_fibre(self.routes, sections, self.area, settings, self.routed[0].sites, gateways)

    @cached_property
    def findings(self) -> PlanFindings:
        """What is told about the plan: why each site, what is lost without it, the villages that it serves."""
        return find_out(self, *self.routed, self.reach)

    @cached_property
    def _built(self) -> CoverageByYear:
        """Received power with the plan, and who is served by the end of each of its years."""
        plan = self.routed[0]

        def compute(progress: Callable[[float], None]) -> CoverageByYear:
            return predict_by_year(plan, self.cover, self.area, self.scenario, self.executor, progress)

        load = partial(load_by_year, years=[year.year for year in plan.years])
        return self._kept("after", Step.PLAN, load, save_by_year, compute)

    @property
    def cover_after(self) -> Coverage:
        """Received power with the plan."""
        return self._built.cover

    @cached_property
    def after(self) -> Served:
        """People served with the plan."""
        return assessment.count_served(self.cover_after, self.area, self.scenario.service)

    @property
    def after_by_year(self) -> dict[int, Served]:
        """People served at the end of each year of the plan; empty for a plan without years."""
        years = self.routed[0].years
        return {**self._built.earlier, years[-1].year: self.after} if years else {}

    def have_all(self) -> None:
        """Make or load every result: the last one asks for all before it."""
        _ = self.after

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the licences of fetched data ask to be told."""
        return read_notices(self.scenario.file.parent)

    def marking(self, step: Step) -> Marking:
        """What the outputs of a step say about themselves."""
        scenario = self.scenario
        return outputs.mark(
            self.area,
            scenario.service,
            scenario.outputs,
            title=scenario.title,
            synthetic=scenario.synthetic,
            model=coverage.label(scenario.radio.model),
            fingerprint=fingerprint(scenario, step),
            version=__version__,
            notices=self.notices,
        )


def find_out(job: Job, plan: Plan, fibre: FibrePlan, reach: Reach) -> PlanFindings:
    """What is told about any routed plan of which the matrix knows all candidates."""
    area, today, villages = job.area, job.today, job.where.villages
    return outputs.PlanFindings(
        plan,
        fibre,
        planning.site_facts(plan, reach, area, today),
        planning.rank_importance(plan, reach, fibre.own_cost_mn_vnd),
        planning.villages_gained(plan, villages, area, job.scenario.radio, today, job.executor),
        villages,
    )


def _load_routed(file: Path, wanted: str) -> tuple[Plan, FibrePlan]:
    return outputs.load_plan(file, wanted), outputs.load_fibre(file.with_name("fibre.npz"), wanted)


def _save_routed(routed: tuple[Plan, FibrePlan], file: Path, made_with: str) -> None:
    if routed[0].proof.interrupted:  # the next run tries anew
        return
    outputs.save_fibre(routed[1], file.with_name("fibre.npz"), made_with)
    outputs.save_plan(routed[0], file, made_with)


def _save_network(network: RouteNetwork, file: Path, made_with: str) -> None:
    if not network.proof.interrupted:  # else the next run tries anew
        outputs.save_network(network, file, made_with)


@contextmanager
def open_job(
    scenario: Scenario, out: Path | None = None, progress: Progress | None = None, found: Found | None = None
) -> Iterator[Job]:
    """A job with a thread for each processor; on an error or Ctrl-C the masts that wait are dropped.

    ``out`` is the folder of the results, ``out/<name>`` in the working directory without one. ``progress`` is told each
    step and the fraction of it that is done, ``found`` the best plan so far and the bound.
    """
    executor = ThreadPoolExecutor(_processors())
    try:
        yield Job(scenario, (out or Path("out") / scenario.name).absolute(), executor, progress, found)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
