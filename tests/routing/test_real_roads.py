"""Shared routes on the real roads of the province with the invented cable of the reference data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from covplan.ingest.area import Area
from covplan.ingest.fibre_routes import read_fibre
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import transformer
from covplan.ingest.road_references import reference_roads
from covplan.ingest.roads import read_roads
from covplan.ingest.settings import FibreSettings, TableSettings
from covplan.routing.route_basis import find_basis
from covplan.routing.route_network import choose_network
from covplan.routing.route_plan import assemble_routes
from covplan.routing.settings import ProtectionSettings, RoutingSettings, TerminalKind, TerminalSettings

BUON_MA_THUOT = (108.0445, 12.6802)


@pytest.fixture(scope="module")
def real_area(shared: Path, tiny_area: Area) -> Area:
    """Communes, roads and cable; of masts one at Buôn Ma Thuột. Ground and land cover are unknown."""
    folder, log = shared / "data/daklak", ProblemLog()
    communes = gpd.read_file(folder / "daklak_communes_2025_simplified.geojson").to_crs(9218)
    seats = communes.representative_point()
    communes = communes.assign(district="", province=communes["old_province"], seat_x_m=seats.x, seat_y_m=seats.y)
    roads = read_roads(TableSettings(folder / "daklak_roads_osm.gpkg", "OpenStreetMap", layer="roads"), 9218, log)
    cable = read_fibre(FibreSettings(folder / "operators/tuyen_cap_quang_vn2000.shp", "giả định"), 9218, log)
    x_m, y_m = transformer(4326, 9218, folder).transform(*BUON_MA_THUOT)
    hub = replace(tiny_area.sites[0], id="HUB", x_m=x_m, y_m=y_m)
    return replace(
        tiny_area, communes=communes, roads=roads, road_references=reference_roads(roads), fibre=cable,
        sites=(hub,), locations=(), villages=tiny_area.villages.head(0), places=tiny_area.places.head(0),
    )  # fmt: skip


def test_ql29_is_the_critical_inner_link_between_the_two_halves(real_area: Area) -> None:
    spurs = TerminalSettings(longest_spur_m=15_000.0)  # seats are not known, only points within communes
    settings = RoutingSettings(terminals=spurs, protection=ProtectionSettings(exact_nodes=100))
    basis = find_basis(real_area, settings, gateways=("HUB",))
    plan = assemble_routes(basis, choose_network(basis, 20.0))
    terminals, road = basis.joining.terminals, basis.corridors.road
    assert (terminals["kind"] == TerminalKind.COMMUNE_OFFICE).all() and plan.joined.all()
    east = (real_area.communes["province"] == "Phú Yên (cũ)").to_numpy()
    critical = []
    for failure in plan.failures:
        cut = np.concatenate([plan.at(node) for node in failure.nodes])
        if failure.group is None and east[cut].sum() > 0.9 * east.sum() and (~east)[cut].sum() < 0.1 * (~east).sum():
            critical.append((road[failure.edges[0]], failure.people))
    assert critical and {number for number, _ in critical} == {"QL.29"}
    assert max(people for _, people in critical) > 700_000
    assert not plan.is_protected[east].any()  # whoever lives there hangs on it
