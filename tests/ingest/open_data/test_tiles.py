"""Names of tiles: the published examples, the edges, and the places where the naming turns."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covplan.errors import DownloadError
from covplan.ingest.open_data import tiles
from covplan.ingest.open_data.s2_cells import level_4_tokens, token
from covplan.ingest.open_data.tiles import Where

DAKLAK = Where(107.48, 12.15, 109.50, 13.72, region="asia/vietnam", provinces=("66",), mcc="452")


def glo30_name(lat: str, lon: str) -> str:
    return f"Copernicus_DSM_COG_10_{lat}_00_{lon}_00_DEM"


def test_glo30_tiles_of_dak_lak_are_six() -> None:
    index = "\n".join(glo30_name(lat, lon) for lat in ("N11", "N12", "N13") for lon in ("E107", "E108", "E109"))
    names = [one["tile"] for one in tiles.glo30(DAKLAK, index)]
    assert names == [glo30_name(lat, lon) for lat in ("N12", "N13") for lon in ("E107", "E108", "E109")]


def test_a_tile_that_the_index_does_not_list_is_sea() -> None:
    assert [one["tile"] for one in tiles.glo30(DAKLAK, glo30_name("N12", "E109"))] == [glo30_name("N12", "E109")]


def test_glo30_tiles_are_shifted_by_half_a_pixel() -> None:
    just_north = Where(107.5, 13.00005, 107.6, 13.00010)
    index = "\n".join((glo30_name("N12", "E107"), glo30_name("N13", "E107")))
    assert [one["tile"] for one in tiles.glo30(just_north, index)] == [glo30_name("N12", "E107")]


def test_names_turn_at_the_equator_and_at_greenwich() -> None:
    around = Where(-0.5, -0.5, 0.5, 0.5)
    assert [(one["lat"], one["lon"]) for one in tiles.degree(around, "")] == [
        ("S01", "W001"), ("S01", "E000"), ("N00", "W001"), ("N00", "E000")
    ]  # fmt: skip


def test_worldcover_needs_both_tiles_at_108_degrees() -> None:
    grid = {"features": [{"properties": {"ll_tile": name}} for name in ("N12E105", "N12E108", "N15E105")]}
    assert [one["tile"] for one in tiles.three_degrees(DAKLAK, json.dumps(grid))] == ["N12E105", "N12E108"]


@pytest.mark.parametrize(
    ("where", "tile"),
    [(DAKLAK, "R8_C29"), (Where(2.0, 39.2, 3.5, 40.1), "R5_C19"), (Where(0.0, 39.11, 9.9, 49.09), "R5_C19")],
)
def test_ghsl_tiles(where: Where, tile: str) -> None:
    assert [one["tile"] for one in tiles.ghsl(where, "")] == [tile]


@pytest.mark.parametrize(("year", "epoch"), [(2025, "2025"), (2027, "2025"), (2028, "2030"), (2045, "2030")])
def test_ghsl_epochs_are_five_years_apart(year: int, epoch: str) -> None:
    assert tiles.ghsl(Where(107.48, 12.15, 109.5, 13.72, year=year), "")[0]["epoch"] == epoch


def test_fabdem_archives_by_corner() -> None:
    assert tiles.ten_degrees(DAKLAK, "") == [{"tile": "N10E100-N20E110"}]
    assert tiles.ten_degrees(Where(-47.0, -9.0, -46.9, -8.9), "") == [{"tile": "S10W050-N00W040"}]


def test_commune_files_are_those_of_the_province() -> None:
    paths = [
        "json/geojson/66_dak_lak/66_dak_lak.geojson",
        "json/geojson/66_dak_lak/wards/22015_tuy_hoa.geojson",
        "json/geojson/68_lam_dong/wards/24781_da_lat.geojson",
        "README.md",
    ]
    index = json.dumps({"truncated": False, "tree": [{"path": path, "size": 900} for path in paths]})
    assert tiles.communes(DAKLAK, index) == [{"path": paths[1], "size": "900"}]


def test_a_shortened_tree_is_an_error() -> None:
    with pytest.raises(DownloadError):
        tiles.communes(DAKLAK, json.dumps({"truncated": True, "tree": []}))


def test_the_newest_quarter_is_the_last_key_of_the_list() -> None:
    keys = "".join(
        f"<Contents><Key>a/year=2026/quarter={q}/x.parquet</Key><LastModified>d</LastModified><Size>{q}0</Size></Contents>"
        for q in (2, 1, 3)
    )
    listed = f"<ListBucketResult><Contents><Key>a/</Key><Size>0</Size></Contents>{keys}</ListBucketResult>"
    newest = [{"key": f"a/year=2026/quarter={q}/x.parquet", "size": f"{q}0"} for q in (2, 3)]
    assert tiles.newest_keys(DAKLAK, listed) == newest[-1:]
    assert tiles.newest_keys(replace(DAKLAK, quarters=2), listed) == newest
    assert tiles.newest_keys(DAKLAK, "<ListBucketResult/>") == []


def test_the_smallest_extract_that_holds_the_box_is_taken() -> None:
    def extract(path: str, west: float, south: float, east: float, north: float) -> dict[str, object]:
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        urls = {"pbf": f"https://download.geofabrik.de/{path}-latest.osm.pbf"}
        geometry = {"type": "MultiPolygon", "coordinates": [[ring]]}
        return {"properties": {"id": path, "urls": urls}, "geometry": geometry}

    world = {"properties": {"id": "planet", "urls": {"pbf": "https://x/planet-latest.osm.pbf"}}, "geometry": None}
    boxes = {"asia": (60, 0, 150, 60), "asia/laos": (100, 13.9, 107.7, 22.6), "asia/vietnam": (102, 8, 110, 23.5)}
    index = json.dumps({"features": [world, *(extract(path, *box) for path, box in boxes.items())]})
    vientiane = Where(102.4, 17.8, 102.8, 18.2, iso3="LAO")
    assert tiles.region(vientiane, index) == [{"region": "asia/laos"}]  # that of Vietnam holds it too, and is larger
    assert tiles.region(replace(vientiane, region="asia/laos"), "") == [{"region": "asia/laos"}]
    assert tiles.region(Where(99.0, 17.8, 102.8, 18.2, iso3="LAO"), index) == [{"region": "asia"}]
    assert tiles.region(Where(10.0, 17.8, 10.8, 18.2), index) == []


def test_cells_need_a_mobile_country_code() -> None:
    with pytest.raises(DownloadError):
        tiles.mobile_country(replace(DAKLAK, mcc=""), "")


def test_hrsl_files_by_the_rectangles_of_their_mosaic() -> None:
    def source(name: str, x: int, y: int) -> str:
        return f"""<ComplexSource><SourceFilename relativeToVRT="1">v1.5/{name}</SourceFilename>
            <SrcRect xOff="0" yOff="0" xSize="36000" ySize="36000" />
            <DstRect xOff="{x}" yOff="{y}" xSize="36000" ySize="36000" /></ComplexSource>"""

    step = 1 / 3600
    head = f"<VRTDataset><GeoTransform> 90.0, {step}, 0.0, 30.0, 0.0, {-step}</GeoTransform>"
    placed = (("a.tif", 36000, 36000), ("b.tif", 36000, 0), ("c.tif", 0, 36000))
    index = head + "".join(source(*one) for one in placed) + "</VRTDataset>"
    assert tiles.hrsl(DAKLAK, index) == [{"path": "v1.5/a.tif"}]  # 100 to 110 E, 10 to 20 N
    assert len(tiles.hrsl(Where(99.5, 19.5, 100.5, 20.5), index)) == 3
    for broken in ("<html>", head + "<SourceFilename>x</SourceFilename></VRTDataset>"):
        with pytest.raises(ValueError, match="VRT"):
            tiles.hrsl(DAKLAK, broken)


def test_building_files_by_quadkey_and_s2_cell() -> None:
    keys = [*(f"13221320{k}" for k in range(4)), "132213210", "132213213", "132213231", "132213222", "32213230"]
    rows = "\n".join(["Location,QuadKey,Url,Size,UploadDate", *(f"Vietnam,{key},https://x/{key},1,d" for key in keys)])
    urls = [one["url"] for one in tiles.quadkeys(DAKLAK, rows)]
    assert urls == [f"https://x/{key}" for key in keys[:3] + keys[3:7]]
    assert tiles.s2_level_4(DAKLAK, "") == [{"tile": "317"}]


@given(st.floats(-180, 180), st.floats(-89.9, 89.9))
def test_s2_tokens_are_cells_of_level_4(lon: float, lat: float) -> None:
    value = int(token(lon, lat).ljust(3, "0"), 16)
    assert value >> 9 < 6
    assert value & 1


def test_the_six_faces_have_256_cells_each() -> None:
    found = level_4_tokens(-180.0, -90.0, 180.0, 90.0)
    assert len(set(found)) == len(found) == 6 * 256
