"""A PostGIS query → a GeoPackage, against a database that is imitated."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from covplan.errors import DownloadError
from covplan.ingest.open_data import postgis
from covplan.ingest.open_data.settings import PostgisQuery
from covplan.workflow import open_data

GEOMETRY_OID, TEXT_OID = 18_532, 25
QUERY = PostgisQuery("open_data/cap.gpkg", "SELECT * FROM cap_quang", "gis.example", "gis", "reader")
LINE = shapely.LineString([(450_000, 1_420_000), (451_000, 1_421_000)])


def ewkb(shape: shapely.Geometry, srid: int = 9218) -> str:
    """How PostGIS sends geometry."""
    return shapely.to_wkb(shapely.set_srid(shape, srid), hex=True, include_srid=True)


class Database:
    """A connection and its cursor in one, with one answer."""

    def __init__(self, rows: list[tuple[Any, ...]], columns: list[tuple[str, int]], known: bool = True) -> None:
        self.rows, self.columns, self.known = rows, columns, known
        self.asked: list[str] = []
        self.closed = 0

    def cursor(self) -> Database:
        return self

    def commit(self) -> None:
        self.asked.append("COMMIT")

    def close(self) -> None:
        self.closed += 1

    def execute(self, text: str, parameters: tuple[Any, ...] = ()) -> None:
        self.asked.append(text)
        if "spatial_ref_sys" in text:
            assert parameters == (9218,)
            self._answer = [("EPSG", 9218, "…")] if self.known else []
        elif "pg_type" in text:
            self._answer = [(GEOMETRY_OID,)]
        else:
            self._answer, self.description = self.rows, self.columns

    def fetchall(self) -> list[Any]:
        return self._answer

    def fetchmany(self, most: int) -> list[Any]:
        return self._answer[:most]

    def fetchone(self) -> Any:
        return self._answer[0] if self._answer else None


COLUMNS = [("ma_tuyen", TEXT_OID), ("so_soi", 23), ("geom", GEOMETRY_OID)]
ROWS = [("C1", Decimal("48"), ewkb(LINE)), ("C2", None, ewkb(shapely.reverse(LINE)))]


def test_the_answer_is_a_file_with_its_crs(tmp_path: Path) -> None:
    database = Database(ROWS, COLUMNS)
    file = postgis.fetch_query(QUERY, tmp_path / "cap.gpkg", lambda _: database)
    frame = gpd.read_file(file)
    assert frame.crs.to_epsg() == 9218
    assert list(frame["ma_tuyen"]) == ["C1", "C2"] and frame["so_soi"].iloc[0] == 48
    assert frame.geometry.iloc[0].equals(LINE)
    assert database.asked[0].endswith("READ ONLY") and database.asked[1] == "COMMIT"  # before the query
    assert database.closed == 2
    assert [one.name for one in tmp_path.iterdir()] == ["cap.gpkg"]


@pytest.mark.parametrize(
    ("rows", "columns", "known", "code"),
    [
        ([], COLUMNS, True, "postgis.rows"),
        ([("C1",)], COLUMNS[:1], True, "postgis.geometry"),
        ([(ewkb(LINE), ewkb(LINE))], [("a", GEOMETRY_OID), ("b", GEOMETRY_OID)], True, "postgis.geometry"),
        ([("C1", 1, ewkb(LINE, 0))], COLUMNS, True, "postgis.srid"),
        ([("C1", 1, ewkb(LINE, 9218)), ("C2", 1, ewkb(LINE, 9217))], COLUMNS, True, "postgis.srid"),
        (ROWS, COLUMNS, False, "postgis.srid"),
        ([("C1", 1, "no geometry")], COLUMNS, True, "postgis.failed"),
    ],
)
def test_answers_that_are_no_layer(tmp_path: Path, rows: list[Any], columns: list[Any], known: bool, code: str) -> None:
    (tmp_path / "cap.gpkg").write_text("an older answer")
    with pytest.raises(DownloadError) as caught:
        postgis.fetch_query(QUERY, tmp_path / "cap.gpkg", lambda _: Database(rows, columns, known))
    assert caught.value.code == code
    assert (tmp_path / "cap.gpkg").read_text() == "an older answer"


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    def refuse(query: PostgisQuery) -> Any:
        raise OSError("connection refused")

    with pytest.raises(DownloadError, match="database on gis.example does not answer the query: connection refused"):
        postgis.fetch_query(QUERY, tmp_path / "cap.gpkg", refuse)


def test_the_password_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from pg8000 import dbapi

    given: dict[str, Any] = {}
    monkeypatch.setattr(dbapi, "connect", lambda **options: given.update(options))
    monkeypatch.setenv("PGPASSWORD", "of the environment")
    postgis.connect(QUERY)
    assert given["password"] == "of the environment" and given["host"] == "gis.example" and given["port"] == 5432


SCENARIO = """
[open_data]
box = [108.0, 12.6, 108.1, 12.7]

[[open_data.postgis]]
file = "open_data/cap.gpkg"
query = "SELECT * FROM cap_quang"
host = "gis.example"
database = "gis"
user = "reader"
"""


def test_fetch_asks_and_offline_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    asked = []

    def answer(query: PostgisQuery, file: Path) -> Path:
        asked.append(query)
        file.write_bytes(b"")
        return file

    monkeypatch.setattr(postgis, "fetch_query", answer)
    with pytest.raises(DownloadError, match="asks no database"):
        open_data.fetch(scenario, ["postgis"], offline=True)
    fetched = open_data.fetch(scenario, ["postgis"])
    assert asked == [QUERY] and fetched.made == (tmp_path / "open_data/cap.gpkg",)
    assert open_data.fetch(scenario, ["postgis"], offline=True).made == fetched.made and len(asked) == 1
    listed = open_data.wanted_files(scenario, ["postgis"])
    assert (listed.wanted, listed.later) == ([], [])


def test_the_dry_run_lists_the_query(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from covplan.cli import main

    scenario = tmp_path / "scenario.toml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    assert main(["fetch", str(scenario), "--only", "postgis", "--dry-run"]) == 0
    assert "Truy vấn gis trên gis.example → open_data/cap.gpkg" in capsys.readouterr().out
