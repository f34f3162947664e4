"""Tiles of speed tests, cells and buildings: small files in the layouts of their sources, and what becomes of them."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from pyproj import Geod

from covplan.assessment import speed_tile_indicators
from covplan.errors import InputError, Problem
from covplan.ingest import read_buildings, read_speed_tiles
from covplan.ingest.open_data.preparing_optional import prepare_buildings, prepare_cells, prepare_speed_tiles
from covplan.ingest.open_data.tiles import Where
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import AdminEpoch

HERE = Where(107.9, 12.6, 108.3, 12.9, provinces=("66",), mcc="452")
SECOND, FIRST = "2026-04-01_performance_mobile_tiles.parquet", "2026-01-01_performance_mobile_tiles.parquet"
LAST_YEAR = "2025-10-01_performance_mobile_tiles.parquet"


def quadkey(lon: float, lat: float) -> str:
    """Bing's naming of the tile of zoom 16 at a place, bit by bit."""
    n = 2**16
    x = int((lon + 180) / 360 * n)
    y = int((1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * n)
    return "".join(str((x >> bit & 1) + 2 * (y >> bit & 1)) for bit in range(15, -1, -1))


def quarter(file: Path, rows: list[tuple[str, int, int, int, int]]) -> Path:
    """A quarter: quadkey, kbit/s down and up, latency, tests."""
    pytest.importorskip("pyarrow")
    names = ["quadkey", "avg_d_kbps", "avg_u_kbps", "avg_lat_ms", "tests"]
    table = pd.DataFrame(rows, columns=names)
    table["quadkey"] = table["quadkey"].astype(str)
    table.assign(devices=1, tile="POLYGON EMPTY", tile_x=0.0, tile_y=0.0).to_parquet(file)
    return file


def communes() -> gpd.GeoDataFrame:
    west, east = shapely.box(108.0, 12.65, 108.1, 12.75), shapely.box(108.1, 12.65, 108.2, 12.75)
    frame = gpd.GeoDataFrame({"code": ["24133", "24163"]}, geometry=[west, east], crs=4326)
    return frame.to_crs(9218)


A, B, OUTSIDE = (108.05, 12.70), (108.15, 12.70), (108.25, 12.85)  # two communes; the box, but no commune


@pytest.fixture
def tiles(tmp_path: Path) -> tuple[Path, tuple[Problem, ...]]:
    files = [
        quarter(
            tmp_path / SECOND,
            [
                (quadkey(*A), 40_000, 10_000, 40, 30),
                (quadkey(108.06, 12.71), 100_000, 20_000, 20, 10),
                (quadkey(*B), 90_000, 9_000, 30, 29),
                (quadkey(*OUTSIDE), 1, 1, 1, 1000),
                (quadkey(106.7, 10.8), 1, 1, 1, 1000),
                (quadkey(-58.4, -34.6), 1, 1, 1, 1000),
            ],
        ),
        quarter(tmp_path / FIRST, [(quadkey(*A), 10_000, 5_000, 60, 60)]),
        quarter(tmp_path / LAST_YEAR, []),
    ]
    return tmp_path / "speed_tiles.csv", prepare_speed_tiles(files, HERE, tmp_path / "speed_tiles.csv")


def test_tiles_are_cut_to_the_box_and_counted(tiles: tuple[Path, tuple[Problem, ...]]) -> None:
    file, remarks = tiles
    table = pd.read_csv(file, dtype={"quadkey": str})
    assert sorted(table["tests"]) == [10, 29, 30, 60, 1000]
    assert set(table["period"]) == {"2026-Q1", "2026-Q2"}
    # a tile of zoom 16 is 360 / 65536 degrees wide: its middle is at most half of that away
    assert abs(table["lon"][table["tests"] == 30].item() - A[0]) <= 180 / 65536
    assert abs(table["lat"][table["tests"] == 30].item() - A[1]) <= 180 / 65536
    assert [remark.code for remark in remarks] == ["speed_tiles.count", "speed_tiles.count", "speed_tiles.none"]


def test_means_of_communes_weigh_by_tests_over_the_quarters_of_a_year(tiles: tuple[Path, tuple[Problem, ...]]) -> None:
    log = ProblemLog()
    read = read_speed_tiles(tiles[0], communes(), log)
    found = speed_tile_indicators(read, communes(), province_code="66", admin_epoch=AdminEpoch.JULY_2025)
    values = {(one.id, one.admin_code): one for one in found}
    down = values["dl_mean_mobile_mbps", "24133"]
    assert down.value == pytest.approx((40 * 30 + 100 * 10 + 10 * 60) / 100)
    assert (down.n_samples, down.period, down.as_of) == (100, "2026", "2026-06-30")
    assert (down.kind, down.unit) == ("measured", "Mb/s")
    assert "non-commercial" in down.source
    assert values["latency_mean_mobile_ms", "24133"].value == pytest.approx((40 * 30 + 20 * 10 + 60 * 60) / 100)
    hidden = values["dl_mean_mobile_mbps", "24163"]
    assert np.isnan(hidden.value) and hidden.n_samples == 29 and hidden.period == "2026"
    whole = values["dl_mean_mobile_mbps", "66"]  # with the 29 that are hidden by themselves, without the tile outside
    assert whole.value == pytest.approx((40 * 30 + 100 * 10 + 10 * 60 + 90 * 29) / 129)
    assert len(found) == 9 and not log.problems


def test_a_place_without_tiles_is_told(tmp_path: Path) -> None:
    prepare_speed_tiles([quarter(tmp_path / SECOND, [])], HERE, tmp_path / "speed_tiles.csv")
    log = ProblemLog()
    read = read_speed_tiles(tmp_path / "speed_tiles.csv", communes(), log)
    assert [problem.code for problem in log.problems] == ["speed_tiles.none_inside"]
    assert speed_tile_indicators(read, communes(), province_code="66", admin_epoch=AdminEpoch.JULY_2025) == ()


@pytest.mark.parametrize("cell", ["", "x", "-1", "inf"])
def test_broken_tiles_are_refused(cell: str, tiles: tuple[Path, tuple[Problem, ...]]) -> None:
    text = tiles[0].read_text(encoding="utf-8").replace("40000.0", cell).replace("40000", cell)
    tiles[0].write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_speed_tiles(tiles[0], communes(), ProblemLog())


def test_what_is_no_quarter_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / SECOND).write_bytes(b"PAR1 and no more")
    for name, code in (
        ("2026-02-01_performance_mobile_tiles.parquet", "speed_tiles.quarter"),
        (SECOND, "file.unreadable"),
    ):
        with pytest.raises(InputError) as caught:
            prepare_speed_tiles([tmp_path / name], HERE, tmp_path / "x.csv")
        assert caught.value.code == code
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match="pip install"):
        prepare_speed_tiles([tmp_path / SECOND], HERE, tmp_path / "x.csv")


HEADINGS = "radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal\n"
ECI = 1234 << 8
CELLS = (
    f"LTE,452,4,1,{ECI + 1},0,108.00,12.70,1000,30,1,1600000000,1700000000,0\n"
    f"LTE,452,4,1,{ECI + 2},0,108.04,12.74,2000,10,1,1600000000,1750000000,0\n"
    f"LTE,452,7,1,{ECI + 2},0,108.10,12.70,500,1,1,1600000000,1700000000,0\n"
    "LTE,452,4,1,17,0,108.05,12.70,500,1,1,1600000000,1700000000,0\n"
    "GSM,452,4,1,99999,0,108.05,12.70,500,1,1,1600000000,1700000000,0\n"
    f"LTE,452,4,1,{ECI + 3},0,106.70,10.80,500,1,1,1600000000,1700000000,0\n"
    f"LTE,457,1,1,{ECI + 3},0,108.05,12.70,500,1,1,1600000000,1700000000,0\n"
)


@pytest.mark.parametrize("heading", ["", HEADINGS], ids=["country", "world"])
def test_lte_cells_are_put_together_by_enodeb(heading: str, tmp_path: Path) -> None:
    (tmp_path / "452.csv.gz").write_bytes(gzip.compress((heading + CELLS).encode()))
    (remark,) = prepare_cells([tmp_path / "452.csv.gz"], HERE, tmp_path / "cells.gpkg")
    made = pyogrio.read_dataframe(tmp_path / "cells.gpkg").set_index("operator")
    assert sorted(made.index) == ["452-07", "viettel"]
    one = made.loc["viettel"]
    assert (one["enb"], one["cells"], one["samples"], one["range_m"]) == (1234, 2, 40, 2000)
    assert one["updated"] == "2025-06-15"
    assert (one.geometry.x, one.geometry.y) == pytest.approx((108.01, 12.71))  # weighted 30 to 10
    assert "CC BY-SA" in one["note"] and "not a site" in one["note"]
    assert remark.params == {"rows": 6, "mcc": "452", "here": 4, "without": 1, "clusters": 2}


def test_a_file_without_the_country_gives_an_empty_layer_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "452.csv.gz").write_bytes(gzip.compress(HEADINGS.encode()))
    (remark,) = prepare_cells([tmp_path / "452.csv.gz"], HERE, tmp_path / "cells.gpkg")
    assert remark.code == "cells.none"
    assert pyogrio.read_info(tmp_path / "cells.gpkg")["features"] == 0


def test_cells_that_cannot_be_read_are_an_error(tmp_path: Path) -> None:
    whole = gzip.compress((HEADINGS + CELLS * 2000).encode())
    for body in (whole[: len(whole) // 2], gzip.compress(b"a,b\n1,2\n"), gzip.compress(b"\xff\xfe\x00")):
        (tmp_path / "452.csv.gz").write_bytes(body)
        with pytest.raises(InputError):
            prepare_cells([tmp_path / "452.csv.gz"], HERE, tmp_path / "cells.gpkg")
        assert not (tmp_path / "cells.gpkg").exists()


def house(lon: float, lat: float, size: float = 1e-4) -> shapely.Polygon:
    return shapely.box(lon, lat, lon + size, lat + size)


def test_buildings_of_microsoft_are_points_with_areas(tmp_path: Path) -> None:
    shapes = [house(108.05, 12.70), house(108.15, 12.70), house(108.25, 12.85), house(100.0, 12.7)]
    lines = [
        json.dumps({"type": "Feature", "properties": {"height": -1.0}, "geometry": json.loads(shapely.to_geojson(one))})
        for one in shapes
    ]
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (remark,) = prepare_buildings([tmp_path / "a.csv.gz"], HERE, tmp_path / "buildings.gpkg")
    assert remark.params == {"count": 3}
    read = read_buildings(tmp_path / "buildings.gpkg", communes())
    assert len(read.x_m) == 2  # the third stands in the box, but in no commune
    area_m2 = abs(Geod(ellps="WGS84").geometry_area_perimeter(shapes[0])[0])
    np.testing.assert_allclose(read.area_m2, area_m2, rtol=1e-3)
    place = gpd.GeoSeries([shapely.centroid(shapes[0])], crs=4326).to_crs(9218).iloc[0]
    np.testing.assert_allclose((read.x_m[0], read.y_m[0]), (place.x, place.y), atol=0.2)


def test_buildings_of_google_and_on_a_border(tmp_path: Path) -> None:
    text = "latitude,longitude,area_in_meters,confidence,geometry,full_plus_code\n"
    text += (
        '12.70,108.05,61.5,0.9,"POLYGON((1 1, 2 1, 2 2, 1 1))",7P\n12.70,108.10,20.0,0.7,x,7P\n12.70,109.5,1,0.9,x,7P\n'
    )
    (tmp_path / "317_buildings.csv.gz").write_bytes(gzip.compress(text.encode()))
    prepare_buildings([tmp_path / "317_buildings.csv.gz"], HERE, tmp_path / "buildings.gpkg")
    assert pyogrio.read_dataframe(tmp_path / "buildings.gpkg")["area_m2"].tolist() == [61.5, 20.0]
    assert len(read_buildings(tmp_path / "buildings.gpkg", communes()).x_m) == 2


def test_broken_buildings_are_an_error(tmp_path: Path) -> None:
    for body in (
        b'{"type": "Feature", "geometry"',
        b"latitude,longitude\n1,2\n",
        b"latitude,longitude,area_in_meters\nx,y,z\n",
    ):
        (tmp_path / "a.csv.gz").write_bytes(gzip.compress(body))
        with pytest.raises(InputError):
            prepare_buildings([tmp_path / "a.csv.gz"], HERE, tmp_path / "buildings.gpkg")
