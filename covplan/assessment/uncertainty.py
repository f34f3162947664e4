"""How sure the served share is: drawn many times with everything that is uncertain, never with the margin of a service.

Each draw adds to the median power a bias of the model common to the province, a bias per clutter class and shadowing,
and compares with the threshold itself; the people of each commune are multiplied by a factor. The same seed gives the
same draws, whatever the number of threads.
"""

from __future__ import annotations

import math
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.assessment._draws import draw_served, keep_strongest
from covplan.assessment.modelled import Modelled
from covplan.assessment.residents import Residents, find_residents
from covplan.assessment.served import ANY_OPERATOR, counts_in_reading, require_power
from covplan.assessment.uncertainty_settings import MEDIAN_PCT, BiasSource, UncertaintySettings
from covplan.coverage.by_station import by_station
from covplan.coverage.service import ServiceSettings, required_median_dbm, sigma_db
from covplan.coverage.settings import RadioSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area, Progress
from covplan.ingest.indicators import Indicator
from covplan.network import Technology

BIAS, CLASSES, SHADOWING, POPULATION = "bias", "classes", "shadowing", "population"
SOURCES = (BIAS, CLASSES, SHADOWING, POPULATION)


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """The served share [%] with its interval.

    Attributes
    ----------
    by_reading : DataFrame
        reading (operators, then any), median_pct (no uncertainty: what has service at 50 % of places), mean_pct,
        sd_pct, low_pct, high_pct (ends of the interval).
    by_commune : DataFrame
        code, name, population, then the same five for any operator; NaN where nobody lives.
    by_source : DataFrame
        source (each alone, the others off; last ``all``), mean_pct, sd_pct, low_pct, high_pct of any operator.
    served, population : arrays, shapes (draws, communes, readings) and (draws, communes)
        People of each draw.
    settings : UncertaintySettings
    bias_sigma_db : float
        The standard deviation that the common bias was drawn with.
    """

    by_reading: pd.DataFrame
    by_commune: pd.DataFrame
    by_source: pd.DataFrame
    served: NDArray[np.float64]
    population: NDArray[np.float64]
    settings: UncertaintySettings
    bias_sigma_db: float

    @property
    def draws_pct(self) -> NDArray[np.float64]:
        """Share of the province in each draw [%], shape (draws, readings)."""
        return _shares_pct(self.served, self.population)


@dataclass(frozen=True, eq=False)
class Strongest:
    """The strongest masts of each operator at each resident: arrays of shape (operator, n, few), the strongest first.

    ``margin_db`` is median power over the threshold (-inf where there is no such mast), of the carrier of the mast that
    has most; ``sigma_db`` its standard deviation over places; ``mast`` the number of its location.
    """

    margin_db: NDArray[np.float32]
    sigma_db: NDArray[np.float32]
    mast: NDArray[np.int32]


def draw_shares(
    area: Area,
    radio: RadioSettings,
    service: ServiceSettings,
    settings: UncertaintySettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Uncertainty:
    """Draw the served share of every operator and of any.

    Parameters
    ----------
    service : ServiceSettings
        Threshold, environment and deviation over places; its probability is not used.

    Raises
    ------
    PlanningError
        If the bias is to come from corrections and there are none, or if nobody lives in the communes.
    """
    residents = find_residents(area)
    bias_sigma = bias_sigma_db(area, settings, service.technology)
    found = strongest(area, radio, service, residents, settings.servers, executor, progress)
    draw = _Draw(area, residents, found, settings, bias_sigma)
    counts, factors = draw.all(frozenset(SOURCES), executor)
    median = draw.one(0, frozenset())[0]
    people = np.asarray(residents.in_communes.sum(axis=1)).ravel()
    served, population = counts * factors[:, :, None], factors * people
    shares = _shares_pct(served, population)
    readings = [*area.operators, ANY_OPERATOR]
    spread = partial(_spread, interval_pct=settings.interval_pct)
    by_reading = pd.DataFrame({"reading": readings, "median_pct": 100 * median.sum(axis=0) / people.sum()})
    inhabited = np.where(people > 0, people, np.nan)
    commune_pct = 100 * counts[:, :, -1] / inhabited
    alone = [_one_source(draw, source, people, executor) for source in SOURCES]
    sources = [pd.DataFrame({"source": [name]}) for name in (*SOURCES, "all")]
    return Uncertainty(
        by_reading=by_reading.assign(**spread(shares)),
        by_commune=residents.names.assign(
            population=people, median_pct=100 * median[:, -1] / inhabited, **spread(commune_pct)
        ),
        by_source=pd.concat(
            [name.assign(**spread(one)) for name, one in zip(sources, (*alone, shares[:, -1:]), strict=True)],
            ignore_index=True,
        ),
        served=served,
        population=population,
        settings=settings,
        bias_sigma_db=bias_sigma,
    )


def uncertainty_indicators(result: Uncertainty, about: Modelled) -> tuple[Indicator, ...]:
    """``served_5g_mean_pct:<reading>`` of the province and its parts, with the interval as confidence."""
    found, interval_pct = [], result.settings.interval_pct
    for place, codes in about.places():
        inside = np.ones(len(result.by_commune), bool) if codes is None else result.by_commune["code"].isin(codes)
        if not result.population[:, inside].any():
            continue
        shares = _shares_pct(result.served[:, inside], result.population[:, inside])
        spread = pd.DataFrame(_spread(shares, interval_pct)).assign(reading=result.by_reading["reading"])
        for row in spread.itertuples():
            remark = f"{interval_pct:g} %: {row.low_pct:.2f}–{row.high_pct:.2f}, n = {result.settings.draws}"
            found.append(
                place.indicator(f"served_5g_mean_pct:{row.reading}", float(row.mean_pct), "%", confidence=remark)
            )
    return tuple(found)


def bias_sigma_db(area: Area, settings: UncertaintySettings, technology: Technology = Technology.NR) -> float:
    """Standard deviation of the common bias [dB].

    From corrections it is the standard error of their mean: the deviation of residuals over the root of the number of
    blocks, which stand for independent places; of several carriers the largest.
    """
    if settings.bias_source is BiasSource.FIXED:
        return settings.bias_sigma_db
    ids = [carrier.id for carrier in area.carriers if counts_in_reading(carrier, ANY_OPERATOR, technology)]
    measured = [area.corrections.of(id) for id in ids] if area.corrections is not None else []
    if not ids or not measured or any(one is None for one in measured):
        raise PlanningError("assessment.bias_corrections")
    return max(one.after.sigma_db / math.sqrt(one.blocks) for one in measured if one is not None)


def strongest(
    area: Area,
    radio: RadioSettings,
    service: ServiceSettings,
    residents: Residents,
    few: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Strongest:
    """The strongest ``few`` sites of each operator at each resident, by median power over the threshold."""
    own = {c.id: c for c in area.carriers if counts_in_reading(c, ANY_OPERATOR, service.technology)}
    pixel_m, corrections = area.grid.pixel_m, area.corrections
    require_power(service)
    at_median = replace(service, probability_pct=MEDIAN_PCT)
    sigmas = {id: sigma_db(carrier, service, pixel_m, corrections) for id, carrier in own.items()}
    shape = (len(area.operators), residents.rows.size, few)
    found = Strongest(np.full(shape, -np.inf, np.float32), np.zeros(shape, np.float32), np.full(shape, -1, np.int32))
    location = {id: k for k, place in enumerate(area.locations) for id in place.site_ids}
    for one in by_station(area, radio, area.sites, residents.inhabited, executor=executor, progress=progress):
        site, positions = area.sites[one.station], residents.position[one.rows, one.cols]
        best = np.full(positions.size, -np.inf, np.float32)
        sigma = np.zeros(positions.size, np.float32)
        classes = area.clutter_class.values[one.rows, one.cols]
        for id, rsrp_dbm in one.rsrp_dbm.items():
            if id in own:
                needed = required_median_dbm(own[id], at_median, pixel_m, corrections, classes)
                margin = (rsrp_dbm.astype(np.float64) - needed).astype(np.float32)  # its sign is exact
                more = margin > best  # not where NaN
                best[more], sigma[more] = margin[more], sigmas[id]
        o = area.operators.index(site.operator)
        keep_strongest(
            positions, best, sigma, location[site.id], found.margin_db[o], found.sigma_db[o], found.mast[o]
        )  # fmt: skip
    return found


@dataclass(frozen=True, eq=False)
class _Draw:
    """Makes draws: a draw is a function of its number and of the seed alone."""

    area: Area
    residents: Residents
    found: Strongest
    settings: UncertaintySettings
    bias_sigma_db: float

    def all(
        self, sources: frozenset[str], executor: Executor | None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """People served (draw, commune, reading) and factors on people (draw, commune), with some sources on."""
        numbers = range(self.settings.draws)
        work = partial(self.one, sources=sources)
        drawn = list(map(work, numbers) if executor is None else executor.map(work, numbers))
        return np.array([counts for counts, _ in drawn]), np.array([factor for _, factor in drawn])

    def one(self, number: int, sources: frozenset[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """People served (commune, reading) before the factors (commune,) on them."""
        # every source draws its numbers in every draw: switching one off leaves the others as they were
        random = np.random.Generator(np.random.PCG64([self.settings.seed, number]))
        settings, residents, area = self.settings, self.residents, self.area
        bias = random.standard_normal() * self.bias_sigma_db * (BIAS in sources)
        by_class = random.standard_normal(256) * settings.class_sigma_db * (CLASSES in sources)
        sigma = settings.population_sigma * (POPULATION in sources)
        log_sigma = math.sqrt(math.log1p(sigma**2))
        factor = np.exp(random.standard_normal(len(residents.names)) * log_sigma - log_sigma**2 / 2)
        key = random.integers(0, 2**64, dtype=np.uint64)
        classes = area.clutter_class.values[residents.rows, residents.cols]
        x_m, y_m = (one * area.grid.pixel_m for one in (residents.cols.astype(float), residents.rows.astype(float)))
        served = np.zeros(self.found.margin_db.shape[:2], np.bool_)
        # (1 - d/L) falls to 1/e at the correlation distance
        side_m = settings.correlation_m / (1.0 - math.exp(-1.0))
        draw_served(
            key, bias + by_class[classes], x_m, y_m, side_m, settings.between_masts, SHADOWING in sources,
            self.found.margin_db, self.found.sigma_db, self.found.mast, served,
        )  # fmt: skip
        every = np.column_stack([*served, served.any(axis=0)])
        return residents.count(every), factor


def _one_source(
    draw: _Draw, source: str, people: NDArray[np.float64], executor: Executor | None
) -> NDArray[np.float64]:
    """Share of the province that any operator serves [%] with one source on, shape (draw, 1)."""
    counts, factors = draw.all(frozenset({source}), executor)
    return _shares_pct(counts[:, :, -1:] * factors[:, :, None], factors * people)


def _shares_pct(served: NDArray[np.float64], population: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the people of all communes given that is served [%], shape (draw, reading)."""
    return np.asarray(100 * served.sum(axis=1) / population.sum(axis=1)[:, None])


def _spread(shares_pct: NDArray[np.float64], interval_pct: float) -> dict[str, NDArray[np.float64]]:
    """Mean, standard deviation and interval over draws (first axis)."""
    tail = (100.0 - interval_pct) / 2.0
    low, high = np.percentile(shares_pct, [tail, 100.0 - tail], axis=0)
    return {
        "mean_pct": shares_pct.mean(axis=0),
        "sd_pct": shares_pct.std(axis=0, ddof=1),
        "low_pct": low,
        "high_pct": high,
    }
