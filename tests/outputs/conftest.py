"""Results on the tiny area, made by hand so that what the outputs say can be checked against known numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from covplan.assessment.served import Served
from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings
from covplan.ingest.area import Area
from covplan.ingest.costs import CostRange
from covplan.network import MastClass, Sector
from covplan.outputs.marking import mark
from covplan.outputs.settings import Marking, OutputSettings
from covplan.planning.candidates import Candidate, CandidateKind
from covplan.planning.plan import Plan, PlannedSite, PlanYear, Proof
from covplan.routing.fibre_plan import FibrePlan


def make_coverage(area: Area, reach_m: float) -> Coverage:
    """Power that falls with the distance from the area's west side."""
    x, _ = area.grid.centres()
    east = np.broadcast_to((x - area.grid.left_m)[None, :], area.grid.shape)
    rsrp = (-60.0 - 50.0 * east / reach_m).astype(np.float32)
    rsrp[rsrp < -130] = np.nan
    carriers = tuple(c for c in area.carriers)
    return Coverage(
        grid=area.grid,
        carriers=carriers,
        rsrp_dbm={c.id: rsrp - 5 * k for k, c in enumerate(carriers)},
        best_sector={o: np.where(np.isnan(rsrp), -1, 0).astype(np.int32) for o in area.operators},
        sector_ids=("VT1-0",),
        void=np.zeros(area.grid.shape, bool),
        beyond_model=np.zeros(area.grid.shape, bool),
    )


def make_served(area: Area, east_m: float) -> Served:
    """Everybody west of a line is served by each operator, the last one 2 km less far."""
    x, _ = area.grid.centres()
    people = area.people.values
    masks = {
        operator: np.broadcast_to(x < area.grid.left_m + east_m - 2000.0 * k, area.grid.shape)
        for k, operator in enumerate(area.operators)
    }
    masks["any"] = np.logical_or.reduce(list(masks.values()))
    half = np.broadcast_to(np.arange(area.grid.cols) < 32, area.grid.shape)
    communes = area.communes[["code", "name"]].copy()
    communes["population"] = [people[half].sum(), people[~half].sum()]
    for name, mask in masks.items():
        communes[name] = [people[half & mask].sum(), people[~half & mask].sum()]
        communes[f"{name}_pct"] = 100 * communes[name] / communes["population"]
    totals = {name: float(communes[name].sum()) for name in masks}
    population = float(communes["population"].sum())
    districts = communes.rename(columns={"name": "district"}).drop(columns="code")
    districts.insert(1, "province", ["Phú Yên", "Đắk Lắk"])
    province = pd.DataFrame({"province": ["Đắk Lắk"], "population": [population]})
    return Served(
        by_commune=pd.DataFrame(communes),
        by_district=districts,
        by_province=province,
        served={name: np.array(mask) for name, mask in masks.items()},
        service=ServiceSettings(),
        people_base="synthetic",
        headline_pct=100 * totals["any"] / population,
        people=people,
        totals=totals,
        population=population,
        people_void=0.0,
    )


@dataclass(frozen=True)
class Results:
    """All that ``draw_map`` and its neighbours take."""

    area: Area
    cover: Coverage
    later: Coverage
    today: Served
    after: Served
    plan: Plan
    fibre: FibrePlan
    marking: Marking


@pytest.fixture(scope="session")
def results(tiny_area: Area) -> Results:
    left, bottom, _, _ = tiny_area.grid.bounds
    n28, n77 = tiny_area.carriers[0], tiny_area.carriers[2]
    share = Candidate(
        "S-MB1", CandidateKind.RENT, "mobifone", left + 12_500, bottom + 8_200, "viettel", "MB1",
        (Sector("S-MB1-0", 0.0, 3.0, 42.0, (n77,)),),
        CostRange.known(1000.0), CostRange(300.0, 450.0, 900.0), 1, "QL.26", 12_000.0,
    )  # fmt: skip
    build = Candidate(
        "B-1", CandidateKind.BUILD, "viettel", left + 15_000, bottom + 3_000, "", "",
        (Sector("B-1-0", 0.0, 3.0, 45.0, (n28,)),),
        CostRange.known(1900.0), CostRange(400.0, 600.0, 1200.0), 1, "", None,
    )  # fmt: skip
    plan = Plan(
        (PlannedSite(1, share, 2500.0, 80.0), PlannedSite(2, build, 1000.0, 99.2)),
        99.0,
        55.0,
        99.2,
        True,
        "any",
        Proof(3000.0, 2970.0, "HiGHS"),
    )
    lines = [
        shapely.LineString([(left + 5_000, bottom + 8_100), (left + 12_500, bottom + 8_100)]),
        shapely.LineString([(left + 12_500, bottom + 8_100), (left + 15_000, bottom + 3_000)]),
    ]
    segments = gpd.GeoDataFrame(
        {
            "road": ["QL.26", ""],
            "km_from_m": [4_500.0, math.nan],
            "km_to_m": [12_000.0, math.nan],
            "length_m": [line.length for line in lines],
            "cost_mn_vnd": [450.0, 340.8],
            "kind": ["road", "access"],
            "candidate_ids": ["B-1;S-MB1", "B-1"],
        },
        geometry=lines,
        crs=9218,
    )
    fibre = FibrePlan(segments, 13.18, 790.8, {"S-MB1": 225.0, "B-1": 565.8}, ())
    today, after = make_served(tiny_area, 8_000.0), make_served(tiny_area, 14_000.0)
    marking = mark(
        tiny_area,
        today.service,
        OutputSettings(as_of="2026-11-23"),
        title="Quy hoạch phủ sóng 5G tỉnh Đắk Lắk",
        synthetic=True,
        model="ITU-R P.1812-8",
        fingerprint="0123456789abcdef",
        version="0.1.0",
    )
    cover, later = make_coverage(tiny_area, 8_000.0), make_coverage(tiny_area, 15_000.0)
    return Results(tiny_area, cover, later, today, after, plan, fibre, marking)


@pytest.fixture(scope="session")
def three_masts(tiny_area: Area) -> Area:
    """A shared one on a building, a small one, one of which nothing is known."""
    first, second, third = tiny_area.sites
    shared = replace(first, mast_class=MastClass.BUILDING, tenants=("viettel", "mobifone"))
    return replace(tiny_area, sites=(shared, replace(second, mast_code="A1b"), third))


@pytest.fixture(scope="session")
def in_years(results: Results) -> tuple[Plan, dict[int, Served]]:
    """The plan with its shared mast in 2027 and its new one in 2029, and who is served at the end of each year."""
    first, second = results.plan.sites
    years = tuple(PlanYear(year, None, None, 1000.0, 900.0, pct, 99.5) for year, pct in ((2027, 80.0), (2029, 99.2)))
    sites = (replace(first, year=2027), replace(second, year=2029))
    plan = replace(results.plan, sites=sites, years=years)
    return plan, {2027: make_served(results.area, 11_000.0), 2029: results.after}
