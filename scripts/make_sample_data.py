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
COSTS = Path(__file__).resolve().parents[1] / "covplan" / "workflow" / "new_files" / "costs.csv"
"""The reference prices of every new scenario."""


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
    (out / "costs.csv").write_bytes(COSTS.read_bytes())


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
