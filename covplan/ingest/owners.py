"""Names of operators and mast owners as lists write them → ids."""

from __future__ import annotations

from covplan.ingest.headings import heading_key

_KNOWN = {
    "viettel": (
        "viettel",
        "vtt",
        "tapdoanviettel",
        "vienthongviettel",
        "vietteltelecom",
        "vietteldaklak",
        "viettelphuyen",
    ),
    "vinaphone": (
        "vnpt",
        "vinaphone",
        "vina",
        "vnptvinaphone",
        "tapdoanvnpt",
        "vienthongdaklak",
        "vnptdaklak",
        "vnptphuyen",
        "vienthongphuyen",
    ),
    "mobifone": (
        "mobifone",
        "mobi",
        "mbf",
        "vms",
        "tongcongtymobifone",
        "mobifonedaklak",
        "mobifonephuyen",
        "mobifonekhuvuc7",
    ),
}
_IDS = {word: id for id, words in _KNOWN.items() for word in words}


def owner_id(name: object) -> str:
    """Id of an operator or owner: ``VNPT`` → ``vinaphone``; an unknown name becomes its own key; empty stays empty.

    Only whole names count: *Viettel Construction* is another company than the operator.
    """
    key = heading_key(name)
    return _IDS.get(key, key)
