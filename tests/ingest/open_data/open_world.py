"""All default sources of a place on an imitating server, each with a little in its own layout.

Heights, people and roads are made up. The layouts (names, grids, index files, redirects) are those of the sources.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.ingest.open_data import imitating_server as moods
from tests.ingest.open_data.imitating_server import ImitatingServer
from tests.ingest.open_data.open_files import tif, ward

COMMUNES_TREE = "/repos/thanglequoc/vietnamese-provinces-database/git/trees/cd58063299585146ded3981f2272946ef19ced54"
DEM_PIXELS = 600  # a degree; GLO-30 has 3600


@dataclass(frozen=True)
class World:
    """A place of two units of 0.1 degrees side by side, from a corner to the east.

    Attributes
    ----------
    west, south : float
        Corner of the first unit [degrees].
    iso3, region : str
        Country, and its extract of Geofabrik.
    province : str
        Folder of the communes' repository, e.g. 66_dak_lak; empty outside Vietnam.
    names : tuple of (code, name)
        Of the units.
    """

    west: float
    south: float
    iso3: str
    region: str
    province: str
    names: tuple[tuple[str, str], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        return (self.west, self.south, self.west + 0.1 * len(self.names), self.south + 0.1)


DAK_LAK = World(
    108.0, 12.65, "VNM", "asia/vietnam", "66_dak_lak", (("24133", "Buôn Ma Thuột"), ("24154", "Thành Nhất"))
)
DA_NANG = World(108.1, 16.0, "VNM", "asia/vietnam", "48_da_nang", (("20194", "Hải Châu"), ("20257", "Hòa Vang")))
VIENTIANE = World(102.5, 17.9, "LAO", "asia/laos", "", (("LAO-1", "Xaythany"), ("LAO-2", "Pakngum")))


def serve_world(server: ImitatingServer, world: World, folder: Path) -> dict[str, str]:
    """Serve every default source of a place; return the address of each, for ``open_data.base``."""
    base = {name: f"{server.base}/{name}" for name in ("glo30", "worldpop", "worldcover", "osm")}
    _serve_elevation(server, world, folder)
    _serve_land_cover(server, world, folder)
    _serve_people(server, world, folder)
    _serve_roads(server, world)
    boundaries = "communes" if world.province else "geoboundaries"
    (_serve_communes if world.province else _serve_geoboundaries)(server, world, folder)
    return base | {boundaries: f"{server.base}/{boundaries}"}


def point_at(file: Path, base: dict[str, str], cache: Path) -> None:
    """Write the addresses and the cache into a scenario, as its planner would."""
    text = file.read_text(encoding="utf-8")
    assert text.count("[open_data]\n") == 1
    table = ", ".join(f'{id} = "{address}"' for id, address in base.items())
    text = text.replace("[open_data]\n", f'[open_data]\nbase = {{ {table} }}\ncache = "{cache.as_posix()}"\n')
    file.write_text(text, encoding="utf-8")


def _serve_elevation(server: ImitatingServer, world: World, folder: Path) -> None:
    west, south, east, north = world.box
    names = []
    for lat in range(math.floor(south - 0.1), math.floor(north + 0.1) + 1):
        for lon in range(math.floor(west - 0.1), math.floor(east + 0.1) + 1):
            name = f"Copernicus_DSM_COG_10_N{lat:02d}_00_E{lon:03d}_00_DEM"
            half = 0.5 / DEM_PIXELS
            lons = lon + np.arange(DEM_PIXELS) / DEM_PIXELS
            heights = 300.0 + 150.0 * np.sin(40.0 * lons)[None, :] * np.ones((DEM_PIXELS, 1))
            step = 1 / DEM_PIXELS
            file = folder / f"{name}.tif"
            tif(file, lon - half, lat + 1 + half, step, heights.astype(np.float32), tiled=True, compress="deflate")
            server.serve(f"/glo30/{name}/{name}.tif", moods.ranged(file.read_bytes()))
            names.append(name)
    server.serve("/glo30/tileList.txt", moods.whole("\n".join(names).encode()))


def _serve_land_cover(server: ImitatingServer, world: World, folder: Path) -> None:
    west, south, east, north = world.box
    lats = {3 * math.floor(lat / 3) for lat in (south - 0.1, north + 0.1)}
    lons = {3 * math.floor(lon / 3) for lon in (west - 0.1, east + 0.1)}
    tiles = [(f"N{lat:02d}E{lon:03d}", lon, lat) for lat in lats for lon in lons]
    grid = {"features": [{"properties": {"ll_tile": tile}} for tile, _, _ in tiles]}
    server.serve("/worldcover/v200/2021/esa_worldcover_grid.geojson", moods.whole(json.dumps(grid).encode()))
    for tile, lon, lat in tiles:
        codes = np.full((900, 900), 40, np.uint8)
        file = tif(folder / f"{tile}.tif", lon, lat + 3, 1 / 300, codes, nodata=0, tiled=True, compress="deflate")
        path = f"/worldcover/v200/2021/map/ESA_WorldCover_10m_2021_v200_{tile}_Map.tif"
        server.serve(path, moods.ranged(file.read_bytes()))


def _serve_people(server: ImitatingServer, world: World, folder: Path) -> None:
    """3 people in each pixel of 0.01 degrees: 300 in each unit."""
    west, south = math.floor(world.west) - 1, math.floor(world.south) - 1
    counts = np.full((400, 400), 3.0, np.float32)
    file = tif(folder / "people.tif", west, south + 4, 0.01, counts, nodata=-99999.0)
    name = f"{world.iso3}/v1/100m/constrained/{world.iso3.lower()}_pop_2025_CN_100m_R2025A_v1.tif"
    path = f"/worldpop/GIS/Population/Global_2015_2030/R2025A/2025/{name}"
    server.serve(path, moods.whole(file.read_bytes()))


def _serve_roads(server: ImitatingServer, world: World) -> None:
    west, south, east, north = world.box
    lat = (south + north) / 2
    body = f"""<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">
<node id="1" lat="{lat}" lon="{west - 0.02}"/><node id="2" lat="{lat + 0.01}" lon="{(west + east) / 2}"/>
<node id="3" lat="{lat}" lon="{east + 0.02}"/>
<way id="9"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="trunk"/><tag k="ref" v="QL.26"/></way></osm>"""
    dated = server.serve(f"/osm/{world.region}-261127.osm.pbf", moods.ranged(body.encode()))
    server.serve(f"/osm/{world.region}-latest.osm.pbf", moods.redirect(dated))
    md5 = f"{hashlib.md5(body.encode()).hexdigest()}  {dated.rpartition('/')[2]}"
    server.serve(f"/osm/{world.region}-latest.osm.pbf.md5", moods.whole(md5.encode()))
    ring = [[west - 1, south - 1], [east + 1, south - 1], [east + 1, north + 1], [west - 1, north + 1]]
    extract = {
        "properties": {"urls": {"pbf": f"https://download.geofabrik.de/{world.region}-latest.osm.pbf"}},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
    server.serve("/osm/index-v1.json", moods.whole(json.dumps({"features": [extract]}).encode()))


def _serve_communes(server: ImitatingServer, world: World, folder: Path) -> None:
    tree = []
    for k, (code, name) in enumerate(world.names):
        file = ward(folder / f"{code}.geojson", code, name, world.west + 0.1 * k, world.south, 0.1)
        path = f"json/geojson/{world.province}/wards/{code}_x.geojson"
        server.serve(f"/communes/{path}", moods.ranged(file.read_bytes()))
        tree.append({"path": path, "size": file.stat().st_size})
    listed = json.dumps({"truncated": False, "tree": tree})
    server.serve(f"/communes{COMMUNES_TREE}", moods.whole(listed.encode()))


def _serve_geoboundaries(server: ImitatingServer, world: World, folder: Path) -> None:
    """One file of the country; its first unit reaches far beyond the place, as real ones do."""
    features = []
    for k, (code, name) in enumerate(world.names):
        west, south, size = world.west + 0.1 * k, world.south, 0.1
        left = west - (0.5 if k == 0 else 0.0)
        ring = [[left, south], [west + size, south], [west + size, south + size], [left, south + size], [left, south]]
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [ring]},
                "properties": {"shapeName": name, "shapeID": code, "shapeType": "ADM2", "shapeGroup": world.iso3},
            }
        )
    body = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    release = f"/wmgeolab/geoBoundaries/raw/9469f09/releaseData/gbOpen/{world.iso3}/ADM2"
    path = f"{release}/geoBoundaries-{world.iso3}-ADM2.geojson"
    server.serve(f"/geoboundaries{path}", moods.ranged(body))
    record = json.dumps({"boundaryID": "x", "gjDownloadURL": f"https://github.com{path}"})
    server.serve(f"/geoboundaries/api/current/gbOpen/{world.iso3}/ADM2/", moods.whole(record.encode()))
