"""What is left for a partner and for the public, record by record."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from covplan.ingest.area import Area
from covplan.ingest.places import EXCLUSION_COLUMNS
from covplan.network import Site
from covplan.outputs.hexagons import Hexagons
from covplan.outputs.layers import make_layers
from covplan.outputs.marking import handout_line, header, mark_handout, marks
from covplan.outputs.redaction import Results, Shown, redact
from covplan.outputs.settings import Audience, Handout, Language, OutputError, OutputSettings

VI, EN = Language.VIETNAMESE, Language.ENGLISH
PUBLIC, PARTNER = Audience.PUBLIC, Audience.PARTNER


def polygons(*shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    texts = {name: ["secret"] * len(shapes) for name in EXCLUSION_COLUMNS}
    return gpd.GeoDataFrame(texts, geometry=list(shapes), crs=9218)


def shown_to(results, audience: Audience, partner: str = "", area: Area | None = None, *withheld) -> Shown:  # type: ignore[no-untyped-def]
    given = Results(area or results.area, results.today, results.after, {}, results.plan)
    return redact(given, audience, OutputSettings(partner=partner), polygons(*withheld))


def around(x_m: float, y_m: float, half_m: float = 100.0) -> shapely.Polygon:
    return shapely.box(x_m - half_m, y_m - half_m, x_m + half_m, y_m + half_m)


def at(site: Site) -> tuple[float, float]:
    return site.x_m, site.y_m


def test_the_public_gets_no_feature_at_all(results) -> None:  # type: ignore[no-untyped-def]
    area = shown_to(results, PUBLIC).area
    kept = {"carriers", "communes", "roads", "road_references", "protected", "height_limits", "power_lines"}
    for name in {field.name for field in fields(Area)} - kept:
        value = getattr(area, name)
        if isinstance(value, tuple | gpd.GeoDataFrame):
            assert len(value) == 0, name
    assert all(len(getattr(area, name)) == 0 for name in ("protected", "height_limits", "power_lines"))
    assert not area.costs.items
    assert set(area.roads["owner"]) | set(area.roads["source"]) == {""}
    assert shown_to(results, PUBLIC).plan is None


def test_rasters_are_the_same_all_over_a_hexagon(results) -> None:  # type: ignore[no-untyped-def]
    shown, lattice = shown_to(results, PUBLIC), Hexagons.over(results.area.grid)
    rasters = [shown.area.people.values, *shown.today.served.values(), *shown.after.served.values(), shown.today.people]
    for raster in rasters:
        first = np.zeros(len(lattice.x_m))
        first[lattice.of_pixel.ravel()] = raster.ravel()
        assert np.allclose(first[lattice.of_pixel], raster)
    assert shown.today.headline_pct == results.today.headline_pct
    assert shown.today.by_commune.equals(results.today.by_commune)


def test_nothing_is_painted_beyond_the_communes(results) -> None:  # type: ignore[no-untyped-def]
    area = replace(results.area, communes=results.area.communes.iloc[:1])
    shown = shown_to(results, PUBLIC, "", area)
    east = np.s_[:, 32:]
    assert not shown.area.people.values[east].any() and not shown.after.served["any"][east].any()
    assert shown.after.served["any"][:, :32].any()


def test_a_hexagon_is_served_where_most_of_its_people_are(results) -> None:  # type: ignore[no-untyped-def]
    shown, lattice = shown_to(results, PUBLIC), Hexagons.over(results.area.grid)
    people, mask = results.today.people, results.today.served["any"]
    for k in range(len(lattice.x_m)):
        here = lattice.of_pixel == k
        total, served = people[here].sum(), (people * mask)[here].sum()
        assert bool(shown.today.served["any"][here].any()) == (total >= 10 and served >= total / 2)
        assert bool((shown.area.people.values[here] > 0).any()) == (total >= 10)
    frame = shown.hexagons
    assert len(frame) == sum(people[lattice.of_pixel == k].sum() >= 10 for k in range(len(lattice.x_m)))
    assert set(frame["truoc_tu"]) <= {0, 50, 80, 95, 99} and (frame["sau_tu"] >= frame["truoc_tu"]).all()


def test_a_withheld_polygon_leaves_the_gap_of_an_empty_one(results) -> None:  # type: ignore[no-untyped-def]
    area, people = results.area, np.array(results.today.people)
    row, col = np.argwhere(people > 0)[20]
    x, y = area.grid.centres()
    polygon = around(x[col], y[row], 2_000.0)
    shown = shown_to(results, PUBLIC, "", None, polygon)
    inside = (np.abs(x[None, :] - x[col]) <= 2_000 + 125) & (np.abs(y[:, None] - y[row]) <= 2_000 + 125)
    emptied = replace(results.today, people=np.where(inside, 0.0, people))
    without = redact(
        Results(area, emptied, replace(results.after, people=emptied.people), {}, results.plan),
        PUBLIC, OutputSettings(), polygons(),
    )  # fmt: skip
    assert shown.hexagons.drop(columns="geometry").equals(without.hexagons.drop(columns="geometry"))
    assert np.array_equal(shown.area.people.values, without.area.people.values)
    assert len(shown.hexagons) < len(shown_to(results, PUBLIC).hexagons)


def test_a_partner_sees_its_own_mast_and_others_on_a_grid(results) -> None:  # type: ignore[no-untyped-def]
    shown = shown_to(results, PARTNER, "viettel")
    own = {site.id: site for site in results.area.sites if site.operator == "viettel"}
    told = {site.id: site for site in shown.area.sites if site.operator == "viettel"}
    assert {id: at(site) for id, site in told.items()} == {id: at(site) for id, site in own.items()}
    assert all(site.file == "" and site.row is None and site.rounded_m == 0 for site in told.values())
    (other,) = (site for site in shown.area.sites if site.operator == "mobifone")
    true = next(site for site in results.area.sites if site.operator == "mobifone")
    assert at(other) == (round(true.x_m, -3), round(true.y_m, -3)) != at(true)
    assert (other.name, other.mast_owner, other.sectors, other.rounded_m) == ("", "", (), 1000.0)
    assert math.isnan(other.mast_height_m) and other.id == "mobifone-1"
    assert other.technologies == true.technologies and other.is_shared == true.is_shared


def test_a_rounded_mast_has_no_commune_and_no_chainage(results) -> None:  # type: ignore[no-untyped-def]
    shown = shown_to(results, PARTNER, "viettel")
    layers = make_layers(shown.area, shown.today, shown.plan, None, shown.after, results.marking, VI)
    masts = layers["COT_ANTEN"].set_index("dn")
    row = masts.loc["MobiFone"]
    assert (row["xa_ma"], row["xa_ten"], row["duong"], row["lytrinh"]) == ("", "", "", "")
    assert row["hientrang"] == "Hiện hữu; vị trí làm tròn về lưới 1.000 m" or "làm tròn" in row["hientrang"]
    assert (masts.loc["Viettel", "xa_ma"] != "").all()


def test_a_partner_sees_its_own_proposals_only(results) -> None:  # type: ignore[no-untyped-def]
    plan = shown_to(results, PARTNER, "viettel").plan
    assert plan is not None
    (site,) = plan.sites
    true = results.plan.sites[1]
    assert (site.candidate.x_m, site.candidate.y_m) == (true.candidate.x_m, true.candidate.y_m)
    assert site.candidate.id == "DX2" and site.candidate.sectors[0].id == "DX2-0"
    assert math.isnan(plan.proof.cost_mn_vnd) and plan.years == ()


def test_a_proposal_on_a_mast_of_others_is_rounded(results) -> None:  # type: ignore[no-untyped-def]
    sites = tuple(replace(s, operator="vinaphone") if s.id == "MB1" else s for s in results.area.sites)
    plan = shown_to(results, PARTNER, "mobifone", replace(results.area, sites=sites)).plan
    assert plan is not None
    (site,) = plan.sites
    spot, true = site.candidate, results.plan.sites[0].candidate
    assert (spot.x_m, spot.y_m) == (round(true.x_m, -3), round(true.y_m, -3))
    assert (spot.road, spot.chainage_m, spot.mast_owner, spot.commune, spot.site_id) == ("", None, "", -1, "")
    exact = shown_to(results, PARTNER, "mobifone").plan
    assert exact is not None and exact.sites[0].candidate.x_m == true.x_m


def test_polygons_drop_masts_cable_and_proposals_with_a_count(results) -> None:  # type: ignore[no-untyped-def]
    mast, spot, cable = results.area.sites[0], results.plan.sites[1].candidate, results.area.fibre[0]
    corner = shapely.get_coordinates(cable.line)[-1]
    area = replace(results.area, exclusions=polygons(around(mast.x_m, mast.y_m)))
    shown = shown_to(results, PARTNER, "viettel", area, around(spot.x_m, spot.y_m), around(*corner))
    assert [site.id for site in shown.area.sites] == ["VT2", "mobifone-1"]
    assert shown.area.fibre == () and shown.plan is not None and shown.plan.sites == ()
    assert shown.handout.withheld == 3
    assert shown_to(results, PUBLIC, "", area, around(*corner)).handout.withheld == 2


def test_a_road_that_leads_through_is_kept_and_one_inside_is_not(results) -> None:  # type: ignore[no-untyped-def]
    line = results.area.roads.geometry.iloc[0]
    through = around(*line.interpolate(0.5, normalized=True).coords[0], 500.0)
    assert len(shown_to(results, PUBLIC, "", None, through).area.roads) == 1
    whole = line.buffer(10.0)
    shown = shown_to(results, PUBLIC, "", None, whole)
    assert shown.area.roads.empty and not shown.area.road_references
    assert shown.handout.withheld >= 1


@pytest.mark.parametrize(
    ("partner", "error"), [("", "names nobody.*viettel, mobifone"), ("gtel", "'gtel' has neither")]
)
def test_a_partner_must_be_named(results, partner: str, error: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OutputError, match=error):
        shown_to(results, PARTNER, partner)


def test_the_marking_says_for_whom_and_names_no_file(results) -> None:  # type: ignore[no-untyped-def]
    handout = Handout(PARTNER, "viettel", 750.0, 4)
    sources = ["OpenStreetMap https://osm.org/copyright", "/home/nguyễn văn a/x.csv", r"see C:\Users\a b\x.csv", "1/2"]
    marking = mark_handout(replace(results.marking, classification="MẬT NỘI BỘ"), handout, sources)
    assert marking.sources == ("OpenStreetMap https://osm.org/copyright", "…", "see …", "1/2")
    assert marks(marking, VI)[-1] == "ĐỐI TÁC – Viettel" and marks(marking, EN)[-1] == "PARTNER – Viettel"
    assert "Không nêu 4 đối tượng" in handout_line(marking, VI)
    assert "MẬT" not in str(header(marking, VI))
    public = mark_handout(marking, Handout(PUBLIC, "", 750.0, 0), ())
    assert marks(public, VI)[-1] == "CÔNG KHAI"
    assert "750 m" in dict(header(public, VI))["Bản phát hành"]
