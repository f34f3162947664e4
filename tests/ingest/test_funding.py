"""The table of who pays: read with Vietnamese and English headings; what is wrong is an error, never a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from covplan.errors import InputError, InputProblemsError
from covplan.ingest.funding import Funding, read_funding


def written(folder: Path, text: str) -> Path:
    file = folder / "nguồn vốn.csv"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("head", ["Hạng mục;Nguồn vốn;Căn cứ", "item;payer;basis", "Mã trạm;funding source;Văn bản"])
def test_rows_by_item(head: str, tmp_path: Path) -> None:
    found = read_funding(written(tmp_path, f"{head}\nbuild;Quỹ VTCI;QĐ 1\nB-1;Ngân sách tỉnh;\n"))
    assert found == {
        "build": Funding("build", "Quỹ VTCI", "QĐ 1"),
        "B-1": Funding("B-1", "Ngân sách tỉnh", ""),
    }


def test_the_basis_may_be_left_out(tmp_path: Path) -> None:
    assert read_funding(written(tmp_path, "item,payer\nfibre,doanh nghiệp\n"))["fibre"].basis == ""


@pytest.mark.parametrize(
    ("rows", "code"), [("build,a\nbuild,b\n", "funding.twice"), ("build,\n", "cell.empty"), (",a\n", "cell.empty")]
)
def test_a_row_that_says_nothing_clear_is_an_error(rows: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(InputProblemsError) as caught:
        read_funding(written(tmp_path, f"item,payer\n{rows}"))
    assert [problem.code for problem in caught.value.problems] == [code]


def test_without_payers_it_is_no_table_of_funding(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="payer"):
        read_funding(written(tmp_path, "item,cost\nbuild,3\n"))
