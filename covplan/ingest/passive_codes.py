"""Codes that local plans of passive works give to masts, ducts, rows of poles and public service points.

A1a, A1b: small masts (on a building; camouflaged). A2a, A2b, A2c: bulky ones (on a building; on the ground; other). N1,
N2: underground works for telecommunications alone, or for several uses. C1, C2: poles, likewise. Đ1, Đ2: public service
points with and without staff. TT 14/2013/TT-BTTTT as local plans cite it; its text was not seen.
"""

from __future__ import annotations

import re

from covplan.ingest.headings import clean_text

MAST_CODES = ("A1a", "A1b", "A2a", "A2b", "A2c")
DUCT_CODES = ("N1", "N2")
POLE_CODES = ("C1", "C2")
SERVICE_POINT_CODES = ("Đ1", "Đ2")

_CODE = re.compile(r"([ancđd]\d[a-c]?)(?![\w])", re.IGNORECASE)


def passive_code(text: object, known: tuple[str, ...]) -> str:
    """The code that a cell names, alone or before its words (``A2b – cột mặt đất``); empty where it names none."""
    match = _CODE.match(clean_text(text))
    named = match[1].lower().replace("đ", "d") if match else ""
    return next((code for code in known if code.lower().replace("đ", "d") == named), "")
