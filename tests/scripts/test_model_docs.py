"""The page of the models says what the models say."""

from __future__ import annotations

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.append(str(PROJECT / "scripts"))


def test_the_page_of_the_models_is_up_to_date() -> None:
    from make_model_docs import GROUNDS, PAGE, USE, page

    text = PAGE.read_text(encoding="utf-8")
    assert text == page()
    for name in GROUNDS:
        assert (PAGE.parent / f"images/models_{name}.png").stat().st_size < 150_000
    assert all((PAGE.parent / link).exists() for link, _ in USE.values())
