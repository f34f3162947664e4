"""Classes of places: the 13 groups of key areas of III.1.d of the provincial plan, and those that its targets name."""

from __future__ import annotations

from enum import StrEnum

from covplan.ingest.headings import heading_key


class PlaceClass(StrEnum):
    """What a place is to the plan. KA-01 to KA-13 follow the order of III.1.d, Kế hoạch 28/KH-UBND of 2025-02-06."""

    PUBLIC_ADMINISTRATION = "public_administration"  # KA-01
    HERITAGE = "heritage"  # KA-02
    TOURISM = "tourism"  # KA-03
    HEALTH = "health"  # KA-04
    HIGHER_EDUCATION = "higher_education"  # KA-05: colleges and universities only
    TRANSPORT_HUB = "transport_hub"  # KA-06
    ROAD = "road"  # KA-07
    WATERWAY = "waterway"  # KA-08
    SHOPPING_CENTRE = "shopping_centre"  # KA-09
    DENSE_RESIDENTIAL = "dense_residential"  # KA-10
    COMMERCIAL_BUILDING = "commercial_building"  # KA-11: with hotels
    TOWNSHIP = "township"  # KA-12
    RURAL_KEY_AREA = "rural_key_area"  # KA-13
    INDUSTRIAL_PARK = "industrial_park"  # target II.1
    RAILWAY_STATION = "railway_station"  # target II.1; a transport hub too
    AIRPORT = "airport"  # target II.1; a transport hub too
    DISTRICT_SEAT = "district_seat"  # no key area: where the seat of a former district was


KEY_AREA_CLASSES = tuple(one for one in PlaceClass if one is not PlaceClass.DISTRICT_SEAT)
PLAN_CLASSES = KEY_AREA_CLASSES[:13]
"""The 13 of III.1.d, KA-01 first."""

_WORDS: dict[PlaceClass, tuple[str, ...]] = {
    PlaceClass.PUBLIC_ADMINISTRATION: (
        *("administration", "publicoffice", "office", "government", "governmentoffice", "townhall"),
        *("hanhchinhcong", "hanhchinh", "khuvuchanhchinhcong", "truso", "trusohanhchinh", "coquannhanuoc", "ubnd"),
        "trungtamhanhchinh",
    ),
    PlaceClass.HERITAGE: (
        *("relic", "historicsite", "monument", "ditich", "ditichlichsu", "ditichlichsuvanhoa"),
        *("khuditich", "khuditichlichsuvanhoa"),
    ),
    PlaceClass.TOURISM: (
        *("touristarea", "scenicsite", "dulich", "khudulich", "khudulichtrongdiem", "diemdulich"),
        *("danhlamthangcanh", "danhthang", "danhlamthangcanhkhudulichtrongdiem"),
    ),
    PlaceClass.HEALTH: ("hospital", "clinic", "healthcentre", "yte", "cosoyte", "benhvien", "trungtamyte", "tramyte"),
    PlaceClass.HIGHER_EDUCATION: (
        *("university", "college", "daihoc", "caodang", "truongdaihoc", "truongcaodang"),
        *("caodangdaihoc", "truongcaodangdaihoc"),
    ),
    PlaceClass.TRANSPORT_HUB: (
        *("hub", "busstation", "port", "daumoigiaothong", "benxe", "cangbien", "bencang", "cang"),
    ),
    PlaceClass.ROAD: ("highway", "duongbo", "hethongduongbo", "tuyenduong"),
    PlaceClass.WATERWAY: ("river", "duongthuy", "hethongduongthuy", "tuyenduongthuy"),
    PlaceClass.SHOPPING_CENTRE: ("mall", "shoppingcenter", "shopping", "trungtamthuongmai", "sieuthi"),
    PlaceClass.DENSE_RESIDENTIAL: (
        *("residential", "residentialcomplex", "khudancu", "khudancuphuchop", "khudothi"),
        *("khuvuctaptrungdongdancu", "khudancuphuchopkhuvuctaptrungdongdancu"),
    ),
    PlaceClass.COMMERCIAL_BUILDING: (
        *("hotel", "officebuilding", "khachsan", "toanhathuongmai", "toanhathuongmaikhachsan"),
    ),
    PlaceClass.TOWNSHIP: ("thitran", "thitrancu", "cacthitran"),
    PlaceClass.RURAL_KEY_AREA: ("ruralcentre", "khuvuctrongdiemonongthon", "trongdiemnongthon"),
    PlaceClass.INDUSTRIAL_PARK: (
        *("industrialzone", "industrialarea", "industrial", "khucongnghiep", "kcn", "cumcongnghiep", "ccn"),
        *("khukinhte", "economiczone"),
    ),
    PlaceClass.RAILWAY_STATION: ("station", "trainstation", "railstation", "ga", "nhaga", "gaduongsat"),
    PlaceClass.AIRPORT: ("sanbay", "canghangkhong"),
    PlaceClass.DISTRICT_SEAT: ("huyenly", "trungtamhuyen", "trungtamhuyencu", "tinhly", "thixaly"),
}
_CLASS_OF_WORD = {
    **{word: kind for kind, words in _WORDS.items() for word in words},
    **{heading_key(kind): kind for kind in PlaceClass},
    **{f"ka{number:02d}": kind for number, kind in enumerate(PLAN_CLASSES, start=1)},
}


def place_class(text: str) -> PlaceClass | None:
    """The class that a word or code names (``Bệnh viện``, ``hospital``, ``KA-04``), None for an unknown one.

    General schools, markets, passes and border gates are in no class: III.1.d does not name them.
    """
    return _CLASS_OF_WORD.get(heading_key(text))


def classes_counting(kind: PlaceClass) -> tuple[PlaceClass, ...]:
    """The classes whose places count under a class: stations and airports are transport hubs too."""
    if kind is PlaceClass.TRANSPORT_HUB:
        return (kind, PlaceClass.RAILWAY_STATION, PlaceClass.AIRPORT)
    return (kind,)
