"""Files appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from covplan.outputs.files import file_names, writing, writing_folder
from covplan.outputs.settings import OutputError


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_older_file_and_nothing_else(tmp_path: Path, failure: type[BaseException]) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(failure), writing(target) as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise failure
    assert [f.name for f in tmp_path.iterdir()] == ["a.csv"]
    assert target.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_older_folder_and_nothing_else(tmp_path: Path, failure: type[BaseException]) -> None:
    target = tmp_path / "shp"
    with writing_folder(target) as temporary:
        (temporary / "a.txt").write_text("old", encoding="utf-8")
    with pytest.raises(failure), writing_folder(target) as temporary:
        (temporary / "b.txt").write_text("half", encoding="utf-8")
        raise failure
    assert [f.name for f in tmp_path.rglob("*")] == ["shp", "a.txt"]


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        with writing_folder(tmp_path / "shp") as temporary:
            (temporary / name).touch()
    assert [f.name for f in tmp_path.rglob("*")] == ["shp", "b.txt"]


def test_the_suffix_stays_and_parents_are_made(tmp_path: Path) -> None:
    with writing(tmp_path / "x/y/a.gpkg") as temporary:
        assert temporary.suffix == ".gpkg" and temporary.parent == tmp_path / "x/y"
        temporary.touch()
    assert (tmp_path / "x/y/a.gpkg").is_file()


def test_a_file_held_open_by_another_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:  # what Windows does
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match=r"a\.csv cannot be replaced.*close it"), writing(tmp_path / "a.csv") as part:
        part.touch()
    assert list(tmp_path.iterdir()) == []


def test_an_open_folder_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "shp"
    target.mkdir()
    (target / "old.txt").touch()
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if to == target and not self.name.endswith("-old"):
            raise PermissionError(13, "in use")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError, match="cannot be replaced"), writing_folder(target) as part:
        (part / "new.txt").touch()
    assert [f.name for f in tmp_path.rglob("*")] == ["shp", "old.txt"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot write in"), writing(tmp_path / "file/a.csv"):
        pass


def test_ids_become_names_that_every_system_takes() -> None:
    names = file_names(["viettel-nr-773", "VNPT/Net", "a:b?", "Đắk Lắk", "..", "x" * 300, "viettel+vnpt"])
    assert list(names.values()) == ["viettel-nr-773", "VNPT_Net", "a_b_", "Đắk_Lắk", "_", "x" * 60, "viettel+vnpt"]


def test_no_two_ids_become_one_name_where_case_does_not_count() -> None:
    names = file_names(["Viettel", "viettel", "a/b", "a:b", "Viettel"])
    assert names == {"Viettel": "Viettel", "viettel": "viettel_2", "a/b": "a_b", "a:b": "a_b_2"}
