"""Bring vi.po in line with the English texts: ``python scripts/update_texts.py``.

New texts come in without a translation, changed ones are marked fuzzy, those that are gone leave. Then translate in
``covplan/outputs/texts/vi.po``, by hand or in an editor for gettext, and take the marks away.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from covplan.outputs.settings import Language
from covplan.outputs.texts import texts

FILE = Path(__file__).resolve().parents[1] / "covplan" / "outputs" / "texts" / "vi.po"
HEAD = r"""# Vietnamese texts of covplan. A context is the key of a text, a source its English (en.toml, error_texts).
msgid ""
msgstr ""
"Language: vi\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
_WIDTH = 110


def updated(catalogue: Catalog) -> Catalog:
    """A catalogue with a message for each English text, in the order of these, and the translations of another."""
    known = {message.context: message for message in catalogue if message.id}
    made = Catalog(locale="vi", fuzzy=False)
    for key, english in texts(Language.ENGLISH).items():
        old = known.get(key)
        stale = old is not None and (old.id != english or old.fuzzy)
        made.add(english, "" if old is None else old.string, context=key, flags={"fuzzy"} if stale else ())
    return made


def written(catalogue: Catalog) -> str:
    """The text of the file."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=_WIDTH, omit_header=True)
    return HEAD + stream.getvalue().decode("utf-8")


def main() -> None:
    """Rewrite the file and tell what is to be done."""
    with FILE.open("rb") as stream:
        made = updated(read_po(stream, locale="vi"))
    FILE.write_text(written(made), encoding="utf-8", newline="\n")
    for message in made:
        if message.id and (message.fuzzy or not message.string):
            print(f"{message.context}: {'stale' if message.fuzzy else 'missing'}: {message.id}")


if __name__ == "__main__":
    main()
