"""MapInfo, KMZ and DXF, read back by other readers."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import ezdxf
import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer

from covplan.outputs import mapinfo
from covplan.outputs.dxf import write_dxf
from covplan.outputs.kmz import write_kmz
from covplan.outputs.layers import make_layers
from covplan.outputs.mapinfo import with_shift, write_mapinfo
from covplan.outputs.settings import Language, OutputError

VI = Language.VIETNAMESE
KML = "{http://www.opengis.net/kml/2.2}"


def layers_of(results):  # type: ignore[no-untyped-def]
    return make_layers(results.area, results.today, results.plan, results.fibre, results.after, results.marking, VI)


@pytest.fixture
def layers(results):  # type: ignore[no-untyped-def]
    return {name: frame for name, frame in layers_of(results).items() if not frame.empty}


def about(results):  # type: ignore[no-untyped-def]
    return {"marking": results.marking, "language": VI}


def test_mapinfo_points_lie_where_the_masts_are(results, layers, tmp_path: Path) -> None:
    """In degrees, by the datum that the table itself names: without its shift they would be 225 m off."""
    write_mapinfo(layers, tmp_path / "tab", **about(results))
    back = pyogrio.read_dataframe(tmp_path / "tab" / "COT_ANTEN.tab")
    frame = layers["COT_ANTEN"]
    own = Transformer.from_crs(9218, 4326, always_xy=True)
    read = Transformer.from_crs(back.crs, 4326, always_xy=True)
    expected = np.column_stack(own.transform(frame.geometry.x, frame.geometry.y))
    got = np.column_stack(read.transform(back.geometry.x, back.geometry.y))
    assert np.abs(got - expected).max() * 111_000 < 0.01  # m
    assert np.abs(shapely.get_coordinates(back.geometry) - shapely.get_coordinates(frame.geometry)).max() < 0.002


def test_mapinfo_keeps_every_letter_and_value(results, layers, tmp_path: Path) -> None:
    letters = "ẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹĐđỲỳƯư"
    layers["COT_ANTEN"].loc[layers["COT_ANTEN"].index[0], "ten"] = letters
    notes = write_mapinfo(layers, tmp_path / "tab", **about(results))
    assert {note.code for note in notes} == {"output.number_as_text"}
    assert {path.stem for path in (tmp_path / "tab").glob("*.tab")} == set(layers)
    for name, frame in layers.items():
        back = pyogrio.read_dataframe(tmp_path / "tab" / f"{name}.tab")
        assert len(back) == len(frame)
    back = pyogrio.read_dataframe(tmp_path / "tab" / "COT_ANTEN.tab")
    assert back["ten"].tolist() == layers["COT_ANTEN"]["ten"].tolist()
    assert letters in back["ten"].tolist()
    np.testing.assert_allclose(back["chieucao"], layers["COT_ANTEN"]["chieucao"].astype(float))


def test_a_text_too_long_for_mapinfo_is_told(results, layers, tmp_path: Path) -> None:
    layers["COT_ANTEN"].loc[layers["COT_ANTEN"].index[0], "ten"] = "ế" * 100  # 300 bytes
    notes = write_mapinfo(layers, tmp_path / "tab", **about(results))
    (note,) = (one for one in notes if one.code == "output.text_cut")
    assert (note.file, note.column, note.params["count"]) == ("tab/COT_ANTEN.tab", "ten", 1)


def test_a_missing_number_is_no_zero_in_mapinfo(results, layers, tmp_path: Path) -> None:
    """GDAL writes 0 for it; as text it is empty, and the field is named."""
    frame = layers["COT_ANTEN"]
    frame["nam"] = [2019, None, None]
    notes = write_mapinfo(layers, tmp_path / "tab", **about(results))
    assert pyogrio.read_dataframe(tmp_path / "tab" / "COT_ANTEN.tab")["nam"].fillna("").tolist() == ["2019", "", ""]
    assert [(n.column, n.params["count"]) for n in notes if n.file == "tab/COT_ANTEN.tab"] == [("nam", 2)]


@pytest.mark.parametrize(("epsg", "shift"), [(9218, "-191.90441429,-39.30318279"), (32648, "0,0,0,0,0,0,0")])
def test_the_shift_is_that_of_proj(epsg: int, shift: str) -> None:
    assert f"TOWGS84[{shift}" in with_shift(epsg)


def test_a_crs_without_a_shift_of_seven_parameters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    by_grid = SimpleNamespace(
        transformers=[SimpleNamespace(operations=(SimpleNamespace(params=(), method_name="NTv2"),))]
    )
    monkeypatch.setattr(mapinfo, "TransformerGroup", lambda *args, **more: by_grid)
    with pytest.raises(OutputError):
        with_shift(9218)


def test_kmz_is_read_by_gdal_with_names_and_places(results, layers, tmp_path: Path) -> None:
    write_kmz(layers, tmp_path / "Đắk Lắk.kmz", **about(results))
    found = {str(name) for name, _ in pyogrio.list_layers(tmp_path / "Đắk Lắk.kmz")}
    assert "Cột ăng ten" in found or len(found) == len(layers)
    with zipfile.ZipFile(tmp_path / "Đắk Lắk.kmz") as archive:
        assert archive.namelist() == ["doc.kml"]
        root = ElementTree.fromstring(archive.read("doc.kml"))
    folders = root.findall(f"{KML}Document/{KML}Folder")
    assert len(folders) == len(layers)
    place = folders[list(layers).index("COT_ANTEN")].find(f"{KML}Placemark/{KML}Point/{KML}coordinates")
    assert place is not None
    lon, lat = map(float, str(place.text).split(","))
    first = layers["COT_ANTEN"].geometry.iloc[0]
    expected = Transformer.from_crs(9218, 4326, always_xy=True).transform(first.x, first.y)
    assert math.dist((lon, lat), expected) * 111_000 < 0.05  # m


def test_kmz_asks_nothing_of_a_network_and_escapes_text(results, layers, tmp_path: Path) -> None:
    layers["COT_ANTEN"].loc[layers["COT_ANTEN"].index[0], "ten"] = "<script>alert(1)</script>&"
    write_kmz(layers, tmp_path / "x.kmz", **about(results))
    with zipfile.ZipFile(tmp_path / "x.kmz") as archive:
        raw = archive.read("doc.kml").decode("utf-8")
    assert "<script>" not in raw
    assert raw.count("http") == 1  # the namespace
    names = [str(one.text) for one in ElementTree.fromstring(raw).iter(f"{KML}name")]
    assert "<script>alert(1)</script>&" in names


def test_dxf_is_read_by_gdal_in_metres_by_layer(results, layers, tmp_path: Path) -> None:
    write_dxf(layers, tmp_path / "Bản vẽ.dxf", **about(results))
    back = pyogrio.read_dataframe(tmp_path / "Bản vẽ.dxf")
    assert set(layers) <= set(back["Layer"])
    outline = back[back["Layer"] == "XA_PHUONG"] if "XA_PHUONG" in layers else back[back["Layer"] == "TUYEN_CAP"]
    name = "XA_PHUONG" if "XA_PHUONG" in layers else "TUYEN_CAP"
    np.testing.assert_allclose(outline.total_bounds, layers[name].total_bounds, atol=0.01)


def test_masts_of_a_dxf_are_blocks_with_attributes(results, layers, tmp_path: Path) -> None:
    layers["COT_ANTEN"].loc[layers["COT_ANTEN"].index[0], "ten"] = "Ea H'Leo ầữđ {\\A1;}"
    write_dxf(layers, tmp_path / "x.dxf", **about(results))
    drawing = ezdxf.readfile(tmp_path / "x.dxf")
    assert drawing.units == 6  # metres
    assert not drawing.audit().errors
    masts = drawing.modelspace().query('INSERT[layer=="COT_ANTEN"]')
    frame = layers["COT_ANTEN"]
    assert len(masts) == len(frame)
    for mast, (_, row) in zip(masts, frame.iterrows(), strict=True):
        assert (mast.dxf.insert.x, mast.dxf.insert.y) == (row.geometry.x, row.geometry.y)
        assert mast.get_attrib_text("ID") == row["id"]
        assert mast.get_attrib_text("TEN") == row["ten"]


def test_a_dxf_says_what_it_is_and_in_which_crs(results, layers, tmp_path: Path) -> None:
    write_dxf(layers, tmp_path / "x.dxf", **about(results))
    (note,) = ezdxf.readfile(tmp_path / "x.dxf").modelspace().query("MTEXT")
    said = note.plain_text()
    assert "EPSG:9218" in said
    assert "DỮ LIỆU MÔ PHỎNG" in said


def test_nothing_to_draw_is_a_drawing_with_its_note(results, tmp_path: Path) -> None:
    write_dxf({}, tmp_path / "x.dxf", **about(results))
    assert len(ezdxf.readfile(tmp_path / "x.dxf").modelspace()) == 1
