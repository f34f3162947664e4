"""Makes data/daklak: the embedded scenario, from typed facts and models with fixed seeds.

Run it from anywhere: ``python scripts/make_sample_data.py``. Two runs give the same bytes. With ``--etopo FILE`` the
small cut of ETOPO5 is made again from the whole-earth netCDF file (``etopo5.cdf`` of Debian's ferret-datasets).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sample_data import communes as commune_model
from sample_data import (
    corridor_lists,
    files,
    frame,
    network_lists,
    operator_files,
    road_works,
    roads,
    settlement,
    terrain,
    villages,
)

ROAD_SOURCE = "mô phỏng qua các điểm đặt tay"
COSTS = (
    # item, unit, low, base, high, year, source
    ("nr_on_mast", "mn_vnd", 800, 1100, 1500, 2025, "bậc độ lớn, giả định của người lập mẫu"),
    ("new_mast", "mn_vnd", 600, 850, 1200, 2025, "bậc độ lớn, giả định; BTS trên đèo khoảng 830 (báo chí 2025)"),
    ("mast_sharing", "mn_vnd", 50, 100, 150, 2025, "bậc độ lớn, giả định của người lập mẫu"),
    ("fibre_aerial", "mn_vnd/km", 40, 60, 80, 2025, "bậc độ lớn, giả định của người lập mẫu"),
    ("nr_one_carrier", "mn_vnd", 500, 700, 1000, 2025, "giả định: khoảng hai phần ba của nr_on_mast"),
    ("mast_upgrade", "mn_vnd", 20, 60, 150, 2025, "giả định: gia cố cột, mở rộng nguồn điện"),
    ("mast_on_building", "mn_vnd", 150, 250, 370, 2025, "giả định; kế hoạch CTR 2024: 300–370 (tapchicongthuong.vn)"),
    ("extra_height", "mn_vnd/m", 14, 20, 29, 2025, "giả định: giá cột mới chia cho chiều cao 42 m"),
    ("power_connection", "mn_vnd/km", 300, 500, 900, 2025, "giả định của người lập mẫu"),
    ("access_road", "mn_vnd/km", 100, 300, 800, 2025, "giả định: đường tạm đưa vật tư vào, không phải đường nhựa"),
    ("nr_opex", "mn_vnd/year", 60, 90, 140, 2025, "giả định: điện khoảng 3 kW quanh năm và bảo dưỡng"),
    ("mast_opex", "mn_vnd/year", 20, 40, 70, 2025, "giả định; thuê đất nông thôn 1.000 USD/năm (edwardoughton/pytal)"),
    ("mast_rent", "mn_vnd/year", 36, 60, 96, 2025, "giả định; giá thuê do hai bên thỏa thuận, chưa có giá công bố"),
    (
        "fibre_buried",
        "mn_vnd/km",
        130,
        250,
        400,
        2025,
        "giả định; ESCAP 2018: khoảng 13.000 USD/km ở Myanmar; pytal: 5 USD/m nông thôn",
    ),
    ("fibre_duct", "mn_vnd/km", 30, 45, 70, 2025, "giả định: cáp và kéo cáp trong cống bể có sẵn, không đào"),
    ("fibre_poles", "mn_vnd/km", 30, 40, 55, 2025, "giả định: cáp và treo cáp trên cột có sẵn"),
    (
        "duct_lease",
        "mn_vnd/km/year",
        3,
        8,
        79,
        2025,
        "giả định; mức cao: giá trần Hà Nội 79.258 đồng/m/năm (viettimes.vn)",
    ),
    ("pole_lease", "mn_vnd/km/year", 0.5, 1, 2, 2025, "giả định của người lập mẫu"),
    ("cable_lease", "mn_vnd/km/year", 1, 2, 5, 2025, "giả định: thuê một đôi sợi; giá do hai bên thỏa thuận"),
    (
        "microwave_end",
        "mn_vnd",
        55,
        150,
        390,
        2025,
        "giả định: máy, ăng-ten, lắp đặt một đầu; một bước sóng 4.272 USD (unicef/giga-open-cost-model) đến 30.000 USD "
        "(edwardoughton/pytal), tính tròn 26.000 đồng/USD",
    ),
    (
        "microwave_licence",
        "mn_vnd/mhz/year",
        0.01,
        0.05,
        0.2,
        2025,
        "giả định của người lập mẫu; phí tần số theo Thông tư 265/2016/TT-BTC và sửa đổi, chưa tra từng mức",
    ),
)


def main() -> None:
    """Make every file and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=frame.DATA, help="folder of the result (default: data/daklak)")
    parser.add_argument("--etopo", type=Path, help="whole-earth ETOPO5 netCDF file to cut again")
    arguments = parser.parse_args()
    if arguments.etopo:
        terrain.cut_etopo5(arguments.etopo)
    arguments.out.mkdir(parents=True, exist_ok=True)
    make_all(arguments.out)


def make_all(out: Path) -> None:
    """Make the scenario's data in ``out``."""
    table = commune_model.read_communes()
    communes = commune_model.to_polygons(commune_model.partition(table), table)
    communes = communes.to_crs(4326).to_crs(frame.EPSG)  # as every reader will see them: borders cross pixel centres
    rugged = terrain.ruggedness()
    height = terrain.make_terrain()
    road_pieces = roads.make_roads(rugged, table)
    people = settlement.make_people(settlement.Ground(height, road_pieces), communes, table)
    cover = settlement.make_land_cover(height, people, rugged)
    files.write_raster(out / "terrain.tif", height, nodata=-32768, predictor=2)
    files.write_raster(out / "people.tif", people, nodata=-9999.0, predictor=3)
    files.write_raster(out / "land_cover.tif", cover, nodata=0, predictor=1)
    files.write_vectors(communes.to_crs(4326), out / "communes.gpkg", "communes")
    files.write_vectors(road_pieces.assign(source=ROAD_SOURCE).to_crs(4326), out / "roads.gpkg", "roads")
    files.write_vectors(settlement.exclusion_example(), out / "exclusions.gpkg", "exclusions")
    _write_tables(out)
    rows = villages.make_villages(people, communes, table)
    files.write_csv(out / "villages.csv", villages.HEADER, rows)
    sites = network_lists.make_sites(people, communes)
    operator_files.write_all(sites, out)
    towns = frame.points_frame(frame.read_facts("towns.csv")).to_crs(frame.EPSG)
    works = road_works.make_road_works(road_pieces, towns)
    files.write_vectors(works.to_crs(4326), out / "road_works.gpkg", "road_works")
    cables = network_lists.make_cables(road_pieces, shapely.union_all(communes.geometry.to_numpy()), towns)
    files.write_shapefile(cables, out / "fibre_vn2000.shp")
    _write_corridor_lists(out, road_pieces, shapely.union_all(communes.geometry.to_numpy()))
    _report(out, communes, people, sites, road_pieces, cables)


def _write_corridor_lists(out: Path, road_pieces: gpd.GeoDataFrame, province: shapely.Geometry) -> None:
    towns = frame.points_frame(frame.read_facts("towns.csv")).to_crs(frame.EPSG).set_index("name").geometry
    for name, what in (("ducts", corridor_lists.DUCTS), ("poles", corridor_lists.POLES)):
        shared = corridor_lists.make_shared(what, road_pieces, towns, province)
        files.write_geojson(shared, out / f"{name}.geojson")
    files.write_geojson(corridor_lists.make_new_roads(towns), out / "expressway_works.geojson")
    entries = corridor_lists.make_entries(road_pieces, towns, province)
    files.write_csv(out / "fibre_entries.csv", corridor_lists.ENTRY_HEADER, entries)


def _write_tables(out: Path) -> None:
    places = [*frame.read_facts("places.csv").itertuples(index=False), *_district_seats()]
    rows = [(*row, "vị trí gần đúng, đặt tay") for row in places]
    files.write_csv(out / "places.csv", ["name", "category", "lon", "lat", "source"], rows)
    files.write_csv(out / "costs.csv", ["item", "unit", "low", "base", "high", "year", "source"], COSTS)


def _district_seats() -> Iterator[tuple[str, str, float, float]]:
    """The seats of the former districts, where their towns are."""
    towns = frame.read_facts("towns.csv").set_index("name")
    for district, town in frame.read_facts("district_seats.csv").itertuples(index=False):
        yield f"Trung tâm {district} cũ ({town})", "district_seat", towns.lon[town], towns.lat[town]


def _report(
    out: Path,
    communes: gpd.GeoDataFrame,
    people: NDArray[np.float32],
    sites: pd.DataFrame,
    road_pieces: gpd.GeoDataFrame,
    cables: gpd.GeoDataFrame,
) -> None:
    error = communes.area / 1e6 / communes.area_km2 - 1
    print(
        f"communes {len(communes)}, area {communes.area.sum() / 1e6:.1f} km2 (official {communes.area_km2.sum():.1f})"
    )
    print(f"  area error: mean {error.abs().mean():.1%}, greatest:")
    for k in error.abs().nlargest(6).index:
        print(f"    {communes.code[k]} {communes.name[k]:<14} {error[k]:+.1%} of {communes.area_km2[k]:.1f} km2")
    print(f"people {people.sum(dtype=float):,.1f} in {np.count_nonzero(people):,} pixels")
    for operator, own in sites.groupby("operator"):
        print(
            f"sites {operator}: {len(own)}, with 5G {own.has_5g.sum()}, on shared masts {own.tenants.map(bool).sum()}"
        )
    km = (road_pieces.length.groupby(road_pieces.number).sum() / 1000).round(1)
    print("roads [km]: " + ", ".join(f"{number or 'other'} {length}" for number, length in km.items()))
    print(f"cable {cables.length.sum() / 1000:.0f} km in {len(cables)} pieces")
    sizes = {file.name: file.stat().st_size for file in sorted(out.rglob("*")) if file.is_file()}
    print(f"files {sum(sizes.values()):,} bytes: " + ", ".join(f"{n} {s:,}" for n, s in sizes.items()))


if __name__ == "__main__":
    main()
