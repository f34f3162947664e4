"""Stored results come back exactly, and only under the fingerprint that they were made with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from scipy import sparse

from covplan.errors import FingerprintError, MissingFileError
from covplan.outputs.results import (
    load_coverage,
    load_fibre,
    load_plan,
    load_reach,
    load_served,
    save_coverage,
    save_fibre,
    save_plan,
    save_reach,
    save_served,
)
from covplan.outputs.settings import OutputError
from covplan.planning.reach_matrix import Reach


def test_coverage_comes_back(results, tmp_path: Path) -> None:
    save_coverage(results.cover, tmp_path / "c.npz", "f")
    again = load_coverage(tmp_path / "c.npz", "f")
    assert (again.grid, again.carriers, again.sector_ids) == (
        results.cover.grid,
        results.cover.carriers,
        results.cover.sector_ids,
    )
    for stored, made in ((again.rsrp_dbm, results.cover.rsrp_dbm), (again.best_sector, results.cover.best_sector)):
        assert stored.keys() == made.keys()
        for name in made:
            assert stored[name].dtype == made[name].dtype
            np.testing.assert_array_equal(stored[name], made[name])


def test_served_comes_back(results, tmp_path: Path) -> None:
    frame = results.today.by_commune.copy()
    frame.loc[0, "any_pct"] = np.nan  # a commune where nobody lives
    frame.loc[1, "any"] = 1 / 3
    save_served(replace(results.today, by_commune=frame), tmp_path / "s.npz", "f")
    again = load_served(tmp_path / "s.npz", "f")
    pd.testing.assert_frame_equal(again.by_commune, frame, check_exact=True)
    pd.testing.assert_frame_equal(again.by_district, results.today.by_district, check_exact=True)
    assert (again.service, again.headline_pct, again.totals) == (
        results.today.service,
        results.today.headline_pct,
        results.today.totals,
    )
    for reading, mask in results.today.served.items():
        np.testing.assert_array_equal(again.served[reading], mask)


def test_plan_and_fibre_come_back(results, tmp_path: Path) -> None:
    save_plan(results.plan, tmp_path / "p.npz", "f")
    assert load_plan(tmp_path / "p.npz", "f") == results.plan
    save_fibre(results.fibre, tmp_path / "r.npz", "f")
    again = load_fibre(tmp_path / "r.npz", "f")
    assert_geodataframe_equal(again.segments, results.fibre.segments, check_less_precise=False)
    assert again.site_cost_mn_vnd == results.fibre.site_cost_mn_vnd
    assert (again.new_km, again.cost_mn_vnd, again.unconnected) == (13.18, 790.8, ())


def test_a_fibre_plan_without_segments_comes_back(results, tmp_path: Path) -> None:
    empty = replace(results.fibre, segments=gpd.GeoDataFrame(results.fibre.segments.iloc[:0]))
    save_fibre(empty, tmp_path / "r.npz", "f")
    again = load_fibre(tmp_path / "r.npz", "f").segments
    assert list(again.columns) == list(empty.segments.columns) and len(again) == 0 and again.crs.to_epsg() == 9218


def test_a_reach_matrix_comes_back(results, tmp_path: Path) -> None:
    serves = np.array([[True, False, True], [False, False, False]])
    reach = Reach(
        candidates=tuple(site.candidate for site in results.plan.sites),
        matrix=sparse.csr_array(serves),
        people=np.array([1.5, 2.0, 1 / 3]),
        rows=np.array([0, 1, 2]),
        cols=np.array([3, 4, 5]),
        people_total=100.0,
        people_served_before=60.0,
        reading="any",
    )
    save_reach(reach, tmp_path / "m.npz", "f")
    again = load_reach(tmp_path / "m.npz", "f")
    assert again.candidates == reach.candidates
    np.testing.assert_array_equal(again.matrix.toarray(), serves)
    for name in ("people", "rows", "cols"):
        np.testing.assert_array_equal(getattr(again, name), getattr(reach, name))
    assert (again.people_total, again.people_served_before, again.reading) == (100.0, 60.0, "any")


def test_strangers_are_refused(results, tmp_path: Path) -> None:
    file = tmp_path / "p.npz"
    with pytest.raises(MissingFileError):
        load_plan(file, "f")
    save_plan(results.plan, file, "f")
    with pytest.raises(FingerprintError, match=r"\(f, needed g\)"):
        load_plan(file, "g")
    with pytest.raises(OutputError, match="does not hold a stored fibre: plan"):
        load_fibre(file, "f")
    whole = file.read_bytes()
    for broken in (b"not a result", b"", whole[: len(whole) // 2]):
        file.write_bytes(broken)
        with pytest.raises(OutputError, match="does not hold a stored plan"):
            load_plan(file, "f")


def test_a_pickle_is_not_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "p.npz", about=np.array([{"kind": "plan"}], object))
    with pytest.raises(OutputError, match="does not hold"):
        load_plan(tmp_path / "p.npz", "f")
