"""Km posts calibrate the chainage of a road."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely import LineString

from covplan.ingest.km_posts import calibrate
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import transformer
from covplan.ingest.settings import TableSettings
from covplan.linear_reference import ChainageError, KmPost, ReferencedRoad

X, Y = 450_000.0, 1_400_000.0
ROAD = ReferencedRoad("QL.26", LineString([(X, Y), (X + 10_000, Y)]))


def read(tmp_path: Path, *posts: tuple[str, str, float, float]) -> tuple[ReferencedRoad, list[str]]:
    back = transformer(9218, 4326, Path("x"))
    rows = [f"{road},{km},{','.join(map(str, back.transform(X + x, Y + y)))}" for road, km, x, y in posts]
    file = tmp_path / "posts.csv"
    file.write_text("\n".join(["so_hieu,ly_trinh,lon,lat", *rows]), encoding="utf-8")
    log = ProblemLog()
    road = calibrate({"QL.26": ROAD}, TableSettings(file, "test"), 9218, log)["QL.26"]
    return road, [problem.code for problem in log.problems]


def test_chainage_runs_evenly_between_posts_and_is_official_there_only(tmp_path: Path) -> None:
    road, problems = read(tmp_path, ("QL26", "Km20+000", 1_000, 20), ("QL.26", "24", 5_000, -10))
    assert road.project(X + 3_000, Y)[0] == pytest.approx(22_000, abs=1)
    assert (road.first_m, road.end_m) == pytest.approx((19_000, 29_000), abs=1)
    assert road.basis_at([19_500, 22_000, 24_500]).tolist() == [False, True, False]
    point = road.locate(23_000)
    assert (point.x - X, point.y - Y) == pytest.approx((4_000, 0), abs=1) and problems == []


def test_posts_that_run_against_the_line_turn_it(tmp_path: Path) -> None:
    road, _ = read(tmp_path, ("QL.26", "Km5", 8_000, 0), ("QL.26", "Km10+100", 3_000, 0))
    assert road.line.coords[0] == ROAD.line.coords[-1]
    assert road.project(X + 3_000, Y)[0] == pytest.approx(10_100, abs=1)


def test_wrong_posts_are_rejected_with_their_reason(tmp_path: Path) -> None:
    good = [("QL.26", f"Km{k}", 1_000.0 * k, 0.0) for k in (1, 2, 3)]
    road, problems = read(
        tmp_path, *good, ("QL.26", "Km1+500", 5_000, 0), ("QL.26", "Km9", 9_000, 400), ("QL.99", "Km1", 0, 0),
        ("QL.26", "cột", 7_000, 0),
    )  # fmt: skip
    assert len(road.posts) == 3
    assert sorted(problems) == ["chainage.text", "post.off_road", "post.order", "post.road"]


def test_one_post_calibrates_nothing_and_is_noted(tmp_path: Path) -> None:
    road, problems = read(tmp_path, ("QL.26", "Km4", 4_000, 0))
    assert road is ROAD and problems == ["post.alone"]


def test_a_line_much_shorter_than_its_posts_say_is_noted(tmp_path: Path) -> None:
    _, problems = read(tmp_path, ("QL.26", "Km1", 1_000, 0), ("QL.26", "Km4", 3_000, 0))
    assert problems == ["post.stretched"]


def test_posts_that_do_not_grow_are_an_error() -> None:
    with pytest.raises(ChainageError, match="two Km posts"):
        ReferencedRoad("QL.26", ROAD.line, posts=(KmPost(0, 5_000), KmPost(100, 4_000)))
