"""The Vietnamese catalogue is complete and no older than the English texts."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from covplan.outputs.settings import Language
from covplan.outputs.texts import texts

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))
import update_texts

EN = Language.ENGLISH


def test_the_catalogue_is_what_the_script_makes_of_the_english_texts() -> None:
    """Then no text is without a message, and no message is of a text that is gone."""
    with update_texts.FILE.open("rb") as stream:
        made = update_texts.updated(read_po(stream, locale="vi"))
    assert update_texts.FILE.read_text(encoding="utf-8") == update_texts.written(made)


def test_no_translation_is_missing_or_stale() -> None:
    with update_texts.FILE.open("rb") as stream:
        messages = [message for message in read_po(stream, locale="vi") if message.id]
    assert [message.context for message in messages if message.fuzzy or not message.string] == []
    assert {message.context: message.id for message in messages} == dict(texts(EN))


def test_a_changed_english_text_makes_its_translation_stale_and_a_new_one_is_missing() -> None:
    key = "map.close"
    old = Catalog(locale="vi")
    old.add("Shut", "Đóng", context=key)
    old.add("Gone", "Mất", context="map.gone")
    made = {message.context: message for message in update_texts.updated(old) if message.id}
    assert made[key].fuzzy and made[key].string == "Đóng" and made[key].id == texts(EN)[key]
    assert "map.gone" not in made
    assert made["map.zoom_in"].string == "" and not made["map.zoom_in"].fuzzy
