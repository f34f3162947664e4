"""Lines that say which part of a road is meant."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString, MultiLineString, Point

from covplan.errors import CovplanError
from covplan.ingest.drawn_lines import read_drawn_lines


def test_lines_come_in_the_scenarios_crs(tmp_path: Path) -> None:
    shapes = [LineString([(108.0, 13.0), (108.1, 13.0)]), MultiLineString([[(108.2, 13.0), (108.3, 13.0)]])]
    gpd.GeoDataFrame(geometry=shapes, crs=4326).to_file(tmp_path / "a.geojson")
    lines = read_drawn_lines(tmp_path / "a.geojson", 9218)
    assert [one.file for one in lines] == ["a.geojson"] * 2
    assert [one.line.length for one in lines] == pytest.approx([10_850, 10_850], rel=0.01)


def test_what_is_no_line_is_an_error(tmp_path: Path) -> None:
    gpd.GeoDataFrame(geometry=[Point(108.0, 13.0)], crs=4326).to_file(tmp_path / "a.geojson")
    with pytest.raises(CovplanError):
        read_drawn_lines(tmp_path / "a.geojson", 9218)
