"""GeoDataFrames handed in are read like files: same rows, same checks, same fingerprint for the same content."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from tiny_inputs import BOTTOM, EPSG, LEFT, WIDTH, communes, write_tiny_inputs

from covplan.errors import CrsError, InputProblemsError
from covplan.ingest import AreaSettings, read_area, with_frames


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> AreaSettings:
    return write_tiny_inputs(tmp_path_factory.mktemp("khung dữ liệu"))


def roads() -> gpd.GeoDataFrame:
    lines = [shapely.LineString([(LEFT, BOTTOM + y), (LEFT + WIDTH, BOTTOM + y)]) for y in (1_500.0, 3_000.0)]
    return gpd.GeoDataFrame({"ref": ["QL.26", "ĐT.697"], "name": ["một", "hai"]}, geometry=lines, crs=EPSG)


def sites() -> gpd.GeoDataFrame:
    table = {"site_id": ["Z9", "A1"], "height_m": [42, 36], "tech": ["4G/5G", "4G"], "freq_mhz": ["3850", ""]}
    table |= {"azimuths": ["0,120,240"] * 2, "tilt_deg": [4, 3], "tower_owner": ["MobiFone", "Viettel"]}
    points = [shapely.Point(LEFT + 1_000, BOTTOM + 1_000), shapely.Point(LEFT + 4_000, BOTTOM + 3_000)]
    return gpd.GeoDataFrame(table, geometry=points, crs=EPSG)


def test_frames_stand_in_place_of_files_whatever_their_crs(settings: AreaSettings, tmp_path: Path) -> None:
    lonlat = communes().assign(dan_so=[7_000, 1_000]).to_crs(4326)
    handed = with_frames(
        settings, tmp_path / "Đắk Lắk", source="sổ tay", communes=lonlat, roads=roads(), sites={"mobifone": sites()}
    )
    area = read_area(handed)
    assert area.communes["population"].tolist() == [7_000, 1_000]
    assert area.people.values.sum() == pytest.approx(8_000)
    assert (area.communes.area / communes().area).tolist() == pytest.approx([1.0, 1.0], abs=1e-6)
    assert [(site.id, site.operator, site.x_m, site.mast_height_m) for site in area.sites] == [
        ("Z9", "mobifone", LEFT + 1_000, 42.0),
        ("A1", "mobifone", LEFT + 4_000, 36.0),
    ]
    assert sorted(area.roads["number"]) == ["QL.26", "ĐT.697"]
    assert "sổ tay" in area.sources and "tiny communes" not in area.sources
    assert area.fibre  # what no frame replaces is read as before


def test_what_is_wrong_in_a_frame_is_a_remark_with_its_row(settings: AreaSettings, tmp_path: Path) -> None:
    broken = sites()
    broken.loc[1, "height_m"] = 4_000
    area = read_area(with_frames(settings, tmp_path, source="thử", sites={"mobifone": broken}))
    assert any(problem.row == 2 and "sites_mobifone" in problem.file for problem in area.problems)
    with pytest.raises(InputProblemsError, match="communes"):
        read_area(with_frames(settings, tmp_path, source="thử", communes=communes().drop(columns="ma_xa")))


def test_the_same_content_is_the_same_file(settings: AreaSettings, tmp_path: Path) -> None:
    first = with_frames(settings, tmp_path / "1", source="thử", roads=roads()).roads[0].file.read_bytes()
    again = with_frames(settings, tmp_path / "2", source="thử", roads=roads()).roads[0].file.read_bytes()
    other = with_frames(settings, tmp_path / "3", source="thử", roads=roads().iloc[:1]).roads[0].file.read_bytes()
    assert first == again != other


def test_a_frame_without_a_crs_is_refused(settings: AreaSettings, tmp_path: Path) -> None:
    with pytest.raises(CrsError, match="roads carries no CRS"):
        with_frames(settings, tmp_path, source="thử", roads=roads().set_crs(None, allow_override=True))
    assert not list(tmp_path.iterdir())
