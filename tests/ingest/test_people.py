"""People per pixel and per commune."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_inputs import write_raster

from covplan.errors import InputError, InputProblemsError
from covplan.grid import Grid
from covplan.ingest.people import CommuneShares, commune_shares, fit_to_totals, read_people
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import PeopleSettings

GRID = Grid(9218, 449_000.0, 1_403_000.0, 100.0, 40, 50)


def slanted(official: tuple[int, int, int] = (5_000, 3_000, 2_000)) -> gpd.GeoDataFrame:
    """Three communes whose borders run slanting through pixels, in a province with a slanting coast."""
    a, b, c, d = (450_013, 1_400_017), (452_940, 1_400_555), (452_411, 1_402_480), (450_222, 1_402_871)
    middle = (451_377, 1_401_489)
    shapes = [shapely.Polygon(ring) for ring in ([a, b, middle], [b, c, d, middle], [d, a, middle])]
    table = {"code": ["1", "2", "3"], "name": ["Một", "Hai", "Ba"], "population": list(official)}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=9218)


def zonal(people: np.ndarray, communes: gpd.GeoDataFrame) -> np.ndarray:
    left, bottom, right, top = GRID.bounds
    wkt = communes.crs.to_wkt()
    source = NumPyRasterSource(people, xmin=left, ymin=bottom, xmax=right, ymax=top, srs_wkt=wkt)
    return exact_extract(source, communes, ["sum"], output="pandas")["sum"].to_numpy()


@pytest.fixture
def raster(tmp_path: Path) -> PeopleSettings:
    people = np.random.default_rng(1).gamma(0.5, 20.0, (60, 70)).astype(np.float32)
    file = write_raster(tmp_path / "dân số.tif", people, 448_950, 1_403_050, 70.0, nodata=-99999.0)
    return PeopleSettings(file, "base", "test")


def test_shares_equal_exact_intersections() -> None:
    communes = slanted()
    shares = commune_shares(communes, GRID)
    assert shares.matrix.sum() * GRID.pixel_m**2 == pytest.approx(communes.area.sum(), rel=1e-6)
    row, col = GRID.rowcol(451_377, 1_401_489)
    left, top = GRID.left_m + col * 100.0, GRID.top_m - row * 100.0
    pixel = shapely.box(left, top - 100, left + 100, top)
    got = shares.matrix[:, [int(row) * GRID.cols + int(col)]].toarray().ravel()
    np.testing.assert_allclose(got, communes.intersection(pixel).area / 1e4, atol=1e-5)


def test_communes_come_to_their_official_totals(raster: PeopleSettings) -> None:
    communes = slanted()
    log = ProblemLog()
    people = read_people(raster, communes, commune_shares(communes, GRID), log).values
    np.testing.assert_allclose(zonal(people, communes), communes["population"], atol=0.01)
    assert people.sum() == pytest.approx(10_000, abs=0.05)  # the raster alone gives the same total
    assert [p.code for p in log.problems] == ["people.total", "people.rescaled"]


def test_without_rescaling_the_rasters_people_stay(raster: PeopleSettings) -> None:
    communes = slanted()
    plain = PeopleSettings(raster.file, "base", "test", rescale_to_official=False)
    people = read_people(plain, communes, commune_shares(communes, GRID), ProblemLog()).values
    assert people.sum() == pytest.approx(zonal(people, communes).sum(), rel=1e-6)
    assert 0.9 < people.sum() / 10_000 < 20


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.tuples(*[st.integers(1, 90_000)] * 3))
def test_fitting_reaches_any_totals(seed: int, totals: tuple[int, int, int]) -> None:
    communes = slanted()
    shares = commune_shares(communes, GRID)
    people = np.random.default_rng(seed).gamma(0.3, 20.0, GRID.shape) * (shares.covered > 0.999)
    fitted = people.copy()
    fit_to_totals(fitted, shares, np.array(totals, float))
    np.testing.assert_allclose(zonal(fitted, communes), totals, atol=0.5)
    assert (fitted >= 0).all() and ((fitted > 0) <= (people > 0)).all()


def test_fitting_leaves_a_pixel_of_one_commune_in_proportion() -> None:
    communes = slanted()
    shares = commune_shares(communes, GRID)
    people = np.ones(GRID.shape) * (shares.covered > 0.999)
    fitted = people.copy()
    fit_to_totals(fitted, shares, np.array([5_000.0, 3_000.0, 2_000.0]))
    own = (shares.matrix.toarray()[0].reshape(GRID.shape) > 1 - 1e-7) & (people > 0)
    assert np.ptp(fitted[own]) < 1e-9


def test_a_commune_without_people_is_an_error(tmp_path: Path) -> None:
    people = np.full((40, 50), -1.0, np.float32)
    people[20:, :25] = 1.0
    people[:5] = 0
    file = write_raster(tmp_path / "p.tif", people, 449_000, 1_403_000, 100.0, nodata=-1.0)
    communes = slanted()
    communes.loc[1, "geometry"] = shapely.box(453_000, 1_402_000, 453_900, 1_402_900)
    with pytest.raises(InputProblemsError, match="commune 2 Hai has 3000 people officially and none in the raster"):
        read_people(PeopleSettings(file, "b", "s"), communes, commune_shares(communes, GRID), ProblemLog())


@pytest.mark.parametrize(
    ("value", "nodata", "text"),
    [
        (np.nan, None, "1 values that are no numbers"),
        (np.nan, -99999.0, "1 values that are no numbers"),
        (-99999.0, None, r"1 negative values \(lowest -99999\)"),
        (np.inf, -99999.0, "1 values that are no numbers"),
    ],
)
def test_unmarked_nonsense_is_an_error(tmp_path: Path, value: float, nodata: float | None, text: str) -> None:
    people = np.ones((40, 50), np.float32)
    people[20, 20] = value
    file = write_raster(tmp_path / "p.tif", people, 449_000, 1_403_000, 100.0, nodata=nodata)
    communes = slanted()
    with pytest.raises(InputError, match=text):
        read_people(PeopleSettings(file, "b", "s"), communes, commune_shares(communes, GRID), ProblemLog())


def test_marked_nan_is_nodata(tmp_path: Path) -> None:
    people = np.ones((40, 50), np.float32)
    people[20, 20] = np.nan
    file = write_raster(tmp_path / "p.tif", people, 449_000, 1_403_000, 100.0, nodata=np.nan)
    communes = slanted()
    shares: CommuneShares = commune_shares(communes, GRID)
    result = read_people(PeopleSettings(file, "b", "s"), communes, shares, ProblemLog())
    assert result.values.sum() == pytest.approx(10_000, abs=0.05)


@settings(deadline=None, max_examples=15)
@given(st.sets(st.integers(0, GRID.rows * GRID.cols - 1), max_size=300))
def test_shares_of_some_pixels_are_columns_of_all(chosen: set[int]) -> None:
    shares, pixels = commune_shares(slanted(), GRID), np.array(sorted(chosen), np.int64)
    np.testing.assert_array_equal(shares.of_pixels(pixels).toarray(), shares.matrix.toarray()[:, pixels])
