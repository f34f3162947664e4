"""Every value of every layer through each format and back: what comes back is what went in, or stands on the list."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from covplan.outputs import vectors
from covplan.outputs.fields import LAYERS, MARKING_FIELDS, Kind
from covplan.outputs.layers import make_layers
from covplan.outputs.mapinfo import write_mapinfo
from covplan.outputs.settings import Language, OutputError, parse_date
from covplan.outputs.vectors import write_geojson, write_geopackage, write_shapefiles

VI = Language.VIETNAMESE


@pytest.fixture
def layers(results):  # type: ignore[no-untyped-def]
    made = make_layers(results.area, results.today, results.plan, results.fibre, results.after, results.marking, VI)
    return {name: frame for name, frame in made.items() if not frame.empty}


def read_back(form: str, name: str, folder: Path, layers, results) -> gpd.GeoDataFrame:  # type: ignore[no-untyped-def]
    """The layer as GDAL reads it, columns by code."""
    about = {"marking": results.marking, "language": VI}
    match form:
        case "gpkg":
            write_geopackage(layers, folder / "a.gpkg", **about)
            read = pyogrio.read_dataframe(folder / "a.gpkg", layer=name)
            codes = {field.vi: field.code for field in LAYERS[name] + MARKING_FIELDS}
            return read.rename(columns=codes)
        case "shp":
            write_shapefiles(layers, folder / "s", **about)
        case "tab":
            write_mapinfo(layers, folder / "s", **about)
        case "geojson":
            write_geojson(layers, folder / "s", **about)
    return pyogrio.read_dataframe(folder / "s" / f"{name}.{form}")


@pytest.mark.parametrize("form", ["gpkg", "shp", "tab", "geojson"])
def test_every_value_comes_back(form: str, results, layers, tmp_path: Path) -> None:
    for name, frame in layers.items():
        read = read_back(form, name, tmp_path / name, layers, results)
        assert len(read) == len(frame), name
        for field in LAYERS[name]:
            sent, got = frame[field.code].tolist(), read[field.code].tolist()
            if field.kind is Kind.TEXT:  # a format may know no difference between an empty text and none
                assert ["" if one != one or one is None else one for one in got] == [str(one) for one in sent], (
                    name,
                    field.code,
                )
            else:
                sent = [np.nan if one is None else float(one) for one in sent]
                got = [np.nan if one is None or one == "" else float(one) for one in got]
                np.testing.assert_allclose(got, sent, rtol=1e-13, err_msg=f"{name} {field.code}")
        day = read["ngay_sl"].iloc[0]
        assert (str(day)[:10]) == str(parse_date(results.marking.as_of))
        assert read["nguon"].iloc[0] == "; ".join(results.marking.sources)


@pytest.mark.parametrize(("form", "most_m"), [("gpkg", 0.0), ("shp", 0.0), ("tab", 0.002), ("geojson", 0.02)])
def test_every_shape_comes_back(form: str, most_m: float, results, layers, tmp_path: Path) -> None:
    """TAB holds whole numbers in a box, GeoJSON seven decimals of a degree (RFC 7946 and GDAL's default)."""
    for name, frame in layers.items():
        read = read_back(form, name, tmp_path / name, layers, results)
        shapes = read.geometry if form == "tab" else read.to_crs(9218).geometry
        for sent, got in zip(frame.geometry, shapes, strict=True):
            assert shapely.hausdorff_distance(sent, got) <= most_m + 1e-9, name


def test_a_file_beyond_two_gigabytes_is_refused(results, layers, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(vectors, "MOST_BYTES", 1000)
    for write in (write_shapefiles, write_mapinfo):
        with pytest.raises(OutputError, match="2 GB"):
            write(layers, tmp_path / "s", marking=results.marking, language=VI)
        assert not (tmp_path / "s").exists()
