"""A polygon that cannot be used would hand out what lies in it: it is an error."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from tiny_inputs import EPSG

from covplan.errors import InputProblemsError
from covplan.ingest.settings import TableSettings
from covplan.ingest.withheld import read_withheld

BELT = shapely.box(450_000, 1_400_000, 451_000, 1_401_000)


def write(file: Path, *shapes: shapely.Geometry) -> TableSettings:
    gpd.GeoDataFrame({"name": ["belt"] * len(shapes)}, geometry=list(shapes), crs=EPSG).to_file(file)
    return TableSettings(file, "test")


def test_the_polygons_of_all_files(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{k}.gpkg", BELT) for k in range(2)]
    assert len(read_withheld(files, EPSG)) == 2
    assert read_withheld((), EPSG).empty


def test_a_line_is_an_error(tmp_path: Path) -> None:
    line = write(
        tmp_path / "a.gpkg", shapely.LineString(BELT.exterior)
    )  # a LinearRing is nothing that GDAL writes: it crashes now and then
    with pytest.raises(InputProblemsError, match="polygon"):
        read_withheld([line], EPSG)
