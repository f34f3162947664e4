"""Clusters of sites."""

from __future__ import annotations

from dataclasses import replace

from covplan.ingest.locations import cluster_sites
from covplan.network import Site

SITE = Site("", "", "viettel", 0.0, 0.0, "viettel", ("viettel",), 30.0, frozenset(), ())


def at(*places: tuple[float, float]) -> list[Site]:
    return [replace(SITE, id=f"S{k}", x_m=x, y_m=y) for k, (x, y) in enumerate(places)]


def test_sites_in_reach_make_one_location_and_stay_sites() -> None:
    sites = at((0, 0), (500, 0), (40, 0), (80, 0), (500, 51))
    locations = cluster_sites(sites, 50.0)
    assert [place.site_ids for place in locations] == [("S0", "S2", "S3"), ("S1",), ("S4",)]
    assert (locations[0].x_m, locations[0].y_m) == (40.0, 0.0)
    assert [place.id for place in locations] == ["L0001", "L0002", "L0003"]


def test_no_sites_no_locations() -> None:
    assert cluster_sites([], 50.0) == ()
