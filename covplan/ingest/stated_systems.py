"""What the words about a table say of its coordinate system, held against what the scenario declares.

A list whose title names another meridian, a six-degree zone or HN-72 would be read to a place some hundred metres to
some ten kilometres off, and still lie in the province.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from covplan.errors import CrsError
from covplan.ingest.headings import clean_text, without_marks
from covplan.ingest.reference_systems import MERIDIANS, meridian_key

_MERIDIAN = re.compile(
    r"(?:kinh tuyen(?: truc)?|\bktt|\bmeridian|\bl0|\bcm)\W{0,3}(?:la|of)?\W{0,3}"
    r"(10[2-8](?:\s*(?:°|do\b|o(?![a-z])|[:.,-])\s*\d{1,2})?)"
)
_ZONE = re.compile(r"(?:vn-?2000|tm-?3)\W{1,3}(10[2-8]-\d{2})\b")
_OTHER_SYSTEMS = re.compile(r"\bhn\W?72\b|\bha noi\W?(?:19)?72\b|\bindian\W?1975\b")
_SIX_DEGREES = re.compile(r"\bmui(?: chieu)?\W?6|\btm\W?6\b|\butm\b|\bzone\W?4[89]\b")
_VN2000 = re.compile(r"\bvn\W?2000\b")


def _plain(text: str) -> str:
    return without_marks(clean_text(text)).replace("º", "°")


def stated_meridians(texts: Iterable[str]) -> dict[str, str]:
    """Each meridian of VN-2000 that texts name, as ``MERIDIANS`` has it → the text."""
    found = {}
    for text in texts:
        for match in (*_MERIDIAN.finditer(_plain(text)), *_ZONE.finditer(_plain(text))):
            key = meridian_key(re.sub(r"\s*(?:do|o)(?![a-z])", "°", match[1]).rstrip(":.,-"))
            if key in MERIDIANS:
                found[key] = text
    return found


def check_vn2000(texts: Iterable[str], epsg: int, file: Path) -> None:
    """Raise ``CrsError`` if a text about a table names another meridian, a six-degree zone, or another datum."""
    texts = tuple(texts)
    declared = next(key for key, code in MERIDIANS.items() if code == epsg)
    meridians = stated_meridians(texts)
    if meridians and declared not in meridians:
        raise CrsError("crs.stated", file=file.name, stated=next(iter(meridians.values())), declared=declared)
    for text in texts:
        if _OTHER_SYSTEMS.search(_plain(text)) or _SIX_DEGREES.search(_plain(text)):
            raise CrsError("crs.stated", file=file.name, stated=text, declared=f"VN-2000 / TM-3 {declared}")


def check_wgs84(texts: Iterable[str], file: Path) -> None:
    """Raise ``CrsError`` if a text about a table of degrees names VN-2000 or HN-72: some 200 m or more from WGS 84."""
    for text in texts:
        if _OTHER_SYSTEMS.search(_plain(text)) or _VN2000.search(_plain(text)):
            raise CrsError("crs.stated", file=file.name, stated=text, declared="WGS 84")
