"""Coverage with a plan: its masts year by year over what stands before, and who is served by the end of each year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from covplan import assessment, coverage, outputs
from covplan.scenario import Scenario

if TYPE_CHECKING:
    from covplan.assessment import Served
    from covplan.coverage import Coverage
    from covplan.ingest.area import Area
    from covplan.planning import Plan


@dataclass(frozen=True, eq=False)
class CoverageByYear:
    """Received power with the whole plan, and who is served at the end of each of its years but the last."""

    cover: Coverage
    earlier: dict[int, Served]


def predict_by_year(
    plan: Plan,
    today: Coverage,
    area: Area,
    scenario: Scenario,
    executor: Executor | None,
    progress: Callable[[float], None],
) -> CoverageByYear:
    """Only the chosen masts are predicted, and put over today's; a plan without years is built at once."""
    years = [year.year for year in plan.years]
    rounds = [[site for site in plan.sites if site.year == year] for year in years] or [list(plan.sites)]
    cover, earlier, done = today, {}, 0

    def tell(part: float) -> None:
        progress((done + part) / len(rounds))

    for done, sites in enumerate(rounds):
        masts = tuple(site.candidate for site in sites)
        added = coverage.predict(area, scenario.radio, executor=executor, progress=tell, sites=masts)
        cover = coverage.merge(cover, added)
        if done + 1 < len(years):
            earlier[years[done]] = assessment.count_served(cover, area, scenario.service)
    return CoverageByYear(cover, earlier)


def save_by_year(built: CoverageByYear, file: Path, fingerprint: str) -> None:
    """Store it: the coverage in ``file``, the years beside it."""
    for year, served in built.earlier.items():
        outputs.save_served(served, _of_year(file, year), fingerprint)
    outputs.save_coverage(built.cover, file, fingerprint)


def load_by_year(file: Path, fingerprint: str, years: Sequence[int]) -> CoverageByYear:
    """What ``save_by_year`` stored for a plan of these years; raises as ``load_coverage`` does."""
    earlier = {year: outputs.load_served(_of_year(file, year), fingerprint) for year in years[:-1]}
    return CoverageByYear(outputs.load_coverage(file, fingerprint), earlier)


def _of_year(file: Path, year: int) -> Path:
    return file.with_stem(f"{file.stem}_{year}")
