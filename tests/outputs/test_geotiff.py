"""GeoTIFF: values, nodata, CRS and marking come back; the file is cloud-optimised."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from covplan.errors import GridMismatchError
from covplan.outputs.geotiff import write_geotiff
from covplan.outputs.settings import Language

VI = Language.VIETNAMESE


def test_values_nodata_and_marking_come_back(results, tmp_path) -> None:
    rsrp = results.cover.any_rsrp_dbm()
    assert np.isnan(rsrp).any()
    file = tmp_path / "rsrp.tif"
    about = {"marking": results.marking, "language": VI, "description": "SS-RSRP", "unit": "dBm"}
    write_geotiff(rsrp, results.area.grid, file, **about)
    with rasterio.open(file) as source:
        np.testing.assert_array_equal(source.read(1), rsrp)
        assert np.isnan(source.nodata)
        assert source.crs.to_epsg() == 9218
        assert source.transform == results.area.grid.transform
        assert source.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert "DỮ LIỆU MÔ PHỎNG" in source.tags()["MARKING"] and "NỘI BỘ" in source.tags()["MARKING"]
        assert source.tags()["FINGERPRINT"] == results.marking.fingerprint
        assert (source.descriptions[0], source.units[0]) == ("SS-RSRP", "dBm")
    assert [f.name for f in tmp_path.iterdir()] == ["rsrp.tif"]


def test_classes_and_flags_keep_their_numbers(results, tmp_path) -> None:
    grid = results.area.grid
    about = {"marking": results.marking, "language": VI}
    write_geotiff(results.today.served["any"], grid, tmp_path / "served.tif", description="served", **about)
    best = results.cover.best_sector["viettel"]
    write_geotiff(best, grid, tmp_path / "best.tif", description="best", nodata=-1, **about)
    with rasterio.open(tmp_path / "served.tif") as source:
        assert source.dtypes == ("uint8",)
        np.testing.assert_array_equal(source.read(1) == 1, results.today.served["any"])
    with rasterio.open(tmp_path / "best.tif") as source:
        assert source.nodata == -1
        np.testing.assert_array_equal(source.read(1), best)


def test_another_shape_is_refused(results, tmp_path) -> None:
    with pytest.raises(GridMismatchError, match="has shape"):
        write_geotiff(
            np.zeros((3, 3)),
            results.area.grid,
            tmp_path / "a.tif",
            marking=results.marking,
            language=VI,
            description="x",
        )
