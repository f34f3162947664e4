"""Shared masts by the fields of the lists, tenancy, near masts: counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from covplan.assessment.modelled import Modelled
from covplan.assessment.operator_settings import SharingSettings
from covplan.assessment.sharing import count_sharing, mast_users, sharing_indicators
from covplan.errors import ModelRangeError
from covplan.ingest.area import Area
from covplan.ingest.indicators import EvidenceKind
from covplan.ingest.locations import cluster_sites
from covplan.network import Site


def with_sites(area: Area, *sites: Site) -> Area:
    return replace(area, sites=sites, locations=cluster_sites(sites, 50.0))


def a_site(area: Area, id: str, operator: str, x_m: float, owner: str = "", tenants: tuple[str, ...] = ()) -> Site:
    return replace(
        area.sites[0],
        **{"id": id, "operator": operator, "x_m": area.grid.left_m + x_m, "mast_owner": owner},
        tenants=tenants or (operator,),
    )


@pytest.fixture
def five(tiny_area: Area) -> Area:
    """West: one viettel mast in both lists, one beside it of nobody known. East: a tower company's, a flagged one."""
    return with_sites(
        tiny_area,
        a_site(tiny_area, "V1", "viettel", 3_000, "viettel", ("viettel", "mobifone")),
        a_site(tiny_area, "M1", "mobifone", 3_020, "viettel"),
        a_site(tiny_area, "V2", "viettel", 3_150),
        a_site(tiny_area, "M2", "mobifone", 12_000, "ocktower"),
        replace(a_site(tiny_area, "V3", "viettel", 12_130, "viettel"), sharing_reported=True),
    )


def test_fields_not_nearness_make_a_mast_shared(five: Area) -> None:
    table = count_sharing(five, SharingSettings()).by_commune
    assert table["code"].tolist() == ["22015", "24133"]
    assert table["sites"].tolist() == [3, 2]
    assert table["shared"].tolist() == [2, 0]  # the owner of M1's mast is an operator
    assert table["flagged"].tolist() == [0, 2]  # a foreign owner, a flag: nobody else is named


def test_near_masts_are_of_different_operators_and_not_yet_shared(five: Area) -> None:
    pairs = count_sharing(five, SharingSettings(near_m=200.0)).pairs
    assert pairs[["site_a", "site_b"]].to_numpy().tolist() == [["M2", "V3"]]
    assert pairs["distance_m"][0] == pytest.approx(130.0)
    assert pairs["commune"][0] == "Buôn Ma Thuột"
    assert count_sharing(five, SharingSettings(near_m=129.0)).pairs.empty


def test_tenancy_counts_a_mast_once(five: Area) -> None:
    table = count_sharing(five, SharingSettings()).by_owner.set_index("owner")
    assert table.loc["viettel", ["masts", "tenants", "tenancy"]].tolist() == [2, 3, 1.5]
    assert table.loc["ocktower", ["masts", "tenants"]].tolist() == [1, 1]
    assert table.loc["", ["masts", "tenants"]].tolist() == [1, 1]


def test_sites_outside_all_communes_are_counted_apart(tiny_area: Area) -> None:
    table = count_sharing(with_sites(tiny_area, a_site(tiny_area, "V9", "viettel", -500)), SharingSettings()).by_commune
    assert table["code"].tolist() == ["22015", "24133", ""]
    assert table["sites"].tolist() == [0, 0, 1]


def test_a_tower_company_is_no_user(five: Area) -> None:
    assert mast_users(five.sites[3], five) == {"mobifone"}
    assert mast_users(five.sites[1], five) == {"viettel", "mobifone"}


def test_the_share_is_reported_not_modelled(five: Area) -> None:
    result = count_sharing(five, SharingSettings())
    about = Modelled("66", five.admin_epoch, "2026", "lists", "2026-11-28")
    found = {one.admin_code: one for one in sharing_indicators(result, about)}
    assert found["66"].value == pytest.approx(40.0)
    assert found["22015"].value == pytest.approx(200 / 3)
    assert {one.kind for one in found.values()} == {EvidenceKind.REPORTED}


def test_no_sites_no_masts(tiny_area: Area) -> None:
    result = count_sharing(with_sites(tiny_area), SharingSettings())
    assert result.by_commune["sites"].sum() == 0 and result.by_owner.empty and result.pairs.empty


def test_a_distance_is_in_range() -> None:
    with pytest.raises(ModelRangeError, match="near_m must be 0 to 10000 m"):
        SharingSettings(near_m=-1.0)
