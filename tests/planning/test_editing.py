"""A plan changed by hand against a full prediction of everything, and every mistake of its file."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from covplan.assessment.served import Served, count_served
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage import RadioSettings, predict
from covplan.coverage.service import ServiceSettings
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.ingest.plan_edits import read_plan_edits
from covplan.ingest.problems import ProblemLog
from covplan.planning import (
    EditedPlan,
    EditKind,
    Floors,
    Plan,
    PlanningSettings,
    Reach,
    build_reach_matrix,
    edit_plan,
    find_candidates,
    find_floors,
    make_plan,
    served_by_commune,
    wanted_sites,
)
from covplan.planning.settings import FloorOf, FloorSettings
from covplan.propagation.p1812 import P1812

RADIO = RadioSettings(P1812(delta_n=45.0, n0=340.0, latitude_deg=12.9))
SERVICE = ServiceSettings(threshold_dbm=-72.0)
# a floor under a road has demand pixels at which nobody lives
PLANNING = PlanningSettings(target_pct=95.0, max_candidates=30, floors=(FloorSettings(FloorOf.ROAD, 60.0),))
HEADS = ["Mã vị trí", "Nhà mạng", "X bắc (m, VN-2000)", "Y đông (m, VN-2000)", "Độ cao ăng ten (m)", "Năm", "Vì sao"]


@dataclass(frozen=True)
class Planned:
    """A plan of the tiny area."""

    area: Area
    today: Served
    reach: Reach
    floors: Floors
    plan: Plan


@pytest.fixture(scope="module")
def planned(tiny_area: Area) -> Planned:
    left, bottom, _, top = tiny_area.grid.bounds
    park = gpd.GeoDataFrame(
        {"name": ["VQG"], "source": ["test"]}, geometry=[shapely.box(left, top - 900, left + 900, top)], crs=9218
    )
    ground = tiny_area.ground.values.copy()
    ground[60:, 60:] = np.nan
    area = replace(tiny_area, exclusions=park, ground=Raster(ground, tiny_area.grid, "ground"))
    today = count_served(predict(area, RADIO), area, SERVICE)
    floors = find_floors(area, today, PLANNING, WhereSettings())
    spots = find_candidates(area, today, PLANNING, floors.unserved)
    reach = build_reach_matrix(spots, area, RADIO, SERVICE, today, floors.unserved)
    plan = make_plan(reach, PLANNING, floors.requirements(reach))
    assert (reach.people == 0.0).any()
    assert len(plan.sites) >= 4 and any(site.candidate.site_id for site in plan.sites)
    return Planned(area, today, reach, floors, plan)


def rows_of(plan: Plan) -> list[list[str]]:
    """The plan as it stands in its table, with decimal commas."""
    rows = []
    for site in plan.sites:
        spot = site.candidate
        numbers = [f"{value:.3f}".replace(".", ",") for value in (spot.y_m, spot.x_m, spot.sectors[0].antenna_agl_m)]
        rows.append([spot.id, spot.operator.capitalize(), *numbers, "", "xem; để biết"])
    return rows


def write(rows: list[list[str]], file: Path) -> Path:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([HEADS, *rows])
    return file


def edited(planned: Planned, rows: list[list[str]], folder: Path) -> EditedPlan:
    log = ProblemLog()
    edits = read_plan_edits(write(rows, folder / "sửa.csv"), log)
    wanted = wanted_sites(edits, planned.reach, planned.area, PLANNING, log)
    assert log.problems == []
    return edit_plan(planned.plan, wanted, planned.reach, planned.area, RADIO, planned.today, planned.floors)


def check_recount(planned: Planned, result: EditedPlan) -> None:
    """Predict every mast that stands and every site of the plan anew, and count."""
    stations = (*planned.area.sites, *(site.candidate for site in result.plan.sites))
    again = count_served(predict(planned.area, RADIO, sites=stations), planned.area, SERVICE)
    assert result.plan.served_pct_after == pytest.approx(again.headline_pct, abs=1e-9)
    by_commune = served_by_commune(result.plan, result.reach, planned.area, planned.today)
    np.testing.assert_allclose(by_commune, again.by_commune["any"].to_numpy(float), atol=1e-6)


def test_a_table_that_nobody_changed_is_the_plan(planned: Planned, tmp_path: Path) -> None:
    result = edited(planned, rows_of(planned.plan), tmp_path)
    assert result.edits == () and result.reach is planned.reach
    for before, after in zip(planned.plan.sites, result.plan.sites, strict=True):
        assert (before.order, before.candidate) == (after.order, after.candidate)
        assert after.people_added == pytest.approx(before.people_added)
    assert result.plan.reached == planned.plan.reached
    assert result.plan.proof.gap_pct is None  # nothing is proven of it
    assert result.plan.missing == planned.plan.missing
    check_recount(planned, result)


def test_dropped_added_moved_and_made_by_hand_count_as_a_full_recount(planned: Planned, tmp_path: Path) -> None:
    left, bottom, _, _ = planned.area.grid.bounds
    rows = rows_of(planned.plan)
    dropped = rows.pop(0)
    moved = next(row for row in rows if row[0].startswith("N-"))
    moved[2:4] = [str(bottom + 12_300), str(left + 9_100)]
    higher = next(row for row in rows if row[0].startswith("N-") and row is not moved)
    higher[4] = "60"
    in_plan = {site.candidate.id for site in planned.plan.sites}
    added = next(c for c in planned.reach.candidates if c.id not in in_plan)
    rows += [[added.id, "", "", "", "", "", ""]]
    rows += [["TAY-1", "MobiFone", str(bottom + 3_000), str(left + 13_000), "30", "", ""]]
    result = edited(planned, rows, tmp_path)
    kinds = {(edit.before or edit.after).candidate.id: edit.kind for edit in result.edits}  # type: ignore[union-attr]
    assert kinds == {
        dropped[0]: EditKind.DROPPED,
        moved[0]: EditKind.CHANGED,
        higher[0]: EditKind.CHANGED,
        added.id: EditKind.ADDED,
        "TAY-1": EditKind.ADDED,
    }
    assert [site.candidate.id for site in result.plan.sites] == [row[0] for row in rows]
    by_id = {site.candidate.id: site.candidate for site in result.plan.sites}
    assert (by_id[moved[0]].x_m, by_id[moved[0]].y_m) == (left + 9_100, bottom + 12_300)
    assert {s.antenna_agl_m for s in by_id[higher[0]].sectors} == {60.0}
    hand = by_id["TAY-1"]
    assert (hand.operator, hand.sectors[0].antenna_agl_m, hand.commune) == ("mobifone", 30.0, 1)
    assert {c.id for c in hand.carriers} == {"mobifone-nr-3850"}
    check_recount(planned, result)


def test_everything_dropped_is_today(planned: Planned, tmp_path: Path) -> None:
    result = edit_plan(planned.plan, (), planned.reach, planned.area, RADIO, planned.today, planned.floors)
    assert result.plan.served_pct_after == pytest.approx(planned.today.headline_pct)
    assert not result.plan.reached and len(result.edits) == len(planned.plan.sites)
    missing = {one.name: one.missing for one in result.plan.missing}
    assert set(missing) == {"people", "road QL.26"}
    lack = 0.95 * planned.today.population - planned.today.totals["any"]
    assert missing["people"] == pytest.approx(lack)


def test_years_order_the_sites_and_are_told_as_changes(planned: Planned, tmp_path: Path) -> None:
    rows = rows_of(planned.plan)
    rows[0][5], rows[1][5] = "2029", "2028"
    result = edited(planned, rows, tmp_path)
    ids = [row[0] for row in rows]
    assert [site.candidate.id for site in result.plan.sites] == [ids[1], ids[0], *ids[2:]]
    assert [site.year for site in result.plan.sites[:3]] == [2028, 2029, None]
    assert [edit.kind for edit in result.edits] == [EditKind.CHANGED] * 2
    assert result.plan.served_pct_after == pytest.approx(planned.plan.served_pct_after)


def test_all_mistakes_are_told_at_once_with_row_and_column(planned: Planned, tmp_path: Path) -> None:
    left, bottom, right, top = planned.area.grid.bounds
    rows = rows_of(planned.plan)
    standing = next(row for row in rows if row[0].startswith("S-"))
    new = next(row for row in rows if row[0].startswith("N-"))
    there = [f"{bottom + 3_000:.0f}", f"{left + 3_000:.0f}"]
    wrong = [
        ([new[0], "", *there, "", "", ""], "north", None),  # a known id, moved: right
        ([new[0], "", "", "", "", "", ""], "id", "plan_edit.twice"),
        ([standing[0], "", *there, "", "", ""], "north", "plan_edit.standing"),
        (["N-9999", "", "", "", "", "", ""], "id", "plan_edit.unknown"),
        (["A", "Viettel", there[0], "", "", "", ""], "east", "cell.empty"),
        (["B", "Viettel", "bắc", "đông", "", "", ""], "north", "cell.number"),
        (["C", "Viettel", str(bottom - 500), there[1], "", "", ""], "north", "plan_edit.outside"),
        (["D", "Viettel", str(top - 300), str(left + 300), "", "", ""], "north", "plan_edit.excluded"),
        (["E", "Viettel", str(bottom + 300), str(right - 300), "", "", ""], "north", "plan_edit.void"),
        (["F", "GTel", *there, "", "", ""], "operator", "planning.unlicensed"),
        (["G;H", "Viettel", *there, "", "", ""], "id", "plan_edit.id"),
        (["I", "Viettel", *there, "0", "", ""], "height", "cell.range"),
        (["J", "Viettel", *there, "", "2028,5", ""], "year", "cell.count"),
        (["", "Viettel", *there, "", "", ""], "id", "cell.empty"),
    ]
    file = write([row for row, _, _ in wrong], tmp_path / "sửa.csv")
    log = ProblemLog()
    edits = read_plan_edits(file, log)
    wanted_sites(edits, planned.reach, planned.area, PLANNING, log)
    heading = dict(zip(("id", "operator", "north", "east", "height", "year"), HEADS, strict=False))
    told = {(problem.row, problem.column, problem.code) for problem in log.errors()}
    expected = {(k, heading[field], code) for k, (_, field, code) in enumerate(wrong, 2) if code}
    expected |= {(7, heading["east"], "cell.number")}  # both cells of row B
    assert told == expected
    assert all(problem.file == "sửa.csv" and problem.text for problem in log.errors())


def test_a_candidate_keeps_its_operator_and_its_height(planned: Planned, tmp_path: Path) -> None:
    rows = rows_of(planned.plan)
    standing = next(row for row in rows if row[0].startswith("S-"))
    other = "MobiFone" if standing[1] == "Viettel" else "Viettel"
    log = ProblemLog()
    for change in ({1: other}, {4: "70"}):
        row = [change.get(k, cell) for k, cell in enumerate(standing)]
        wanted_sites(read_plan_edits(write([row], tmp_path / "a.csv"), log), planned.reach, planned.area, PLANNING, log)
    assert [problem.code for problem in log.errors()] == ["plan_edit.operator", "plan_edit.standing"]
    assert [problem.column for problem in log.errors()] == [HEADS[1], HEADS[4]]


def test_of_alternatives_at_a_place_one_is_kept(planned: Planned, tmp_path: Path) -> None:
    first, second = planned.reach.candidates[-2:]
    reach = replace(planned.reach, candidates=(*planned.reach.candidates[:-1], replace(second, place=first.place)))
    rows = [[spot.id, "", "", "", "", "", ""] for spot in (first, second)]
    log = ProblemLog()
    wanted_sites(read_plan_edits(write(rows, tmp_path / "b.csv"), log), reach, planned.area, PLANNING, log)
    (error,) = log.errors()
    assert (error.code, error.row) == ("plan_edit.alternative", 3)
