"""One row of a site list → ``Site`` with its sectors, or the reason why not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely

from covplan.errors import InputError, Severity
from covplan.ingest.crosswalk import Crosswalk
from covplan.ingest.headings import Vocabulary, code_text, heading_key
from covplan.ingest.mast_positions import MAST_CLASSES
from covplan.ingest.owners import owner_id
from covplan.ingest.passive_codes import MAST_CODES, passive_code
from covplan.ingest.positions import Positions
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row
from covplan.ingest.sectors import UnlicensedError, carriers_of, licensed, make_sectors, with_power
from covplan.ingest.settings import AdminEpoch, SiteListSettings
from covplan.ingest.table_files import Table
from covplan.network import Carrier, MastClass, NetworkError, Sector, Site, Technology

VOCABULARY: Vocabulary = {
    "site_id": ("siteid", "matram", "matrambts", "mabts", "manhatram", "mavitri", "sitecode", "idtram", "id", "ma"),
    "name": ("tentram", "sitename", "tenvitri", "name", "ten"),  # in KML "name" is the label, whatever that shows
    "x_m": ("x", "xm", "toadox", "xbac", "bac", "northing"),  # VN-2000: X is north
    "y_m": ("y", "ym", "toadoy", "ydong", "dong", "easting"),
    "meridian": ("kinhtuyentruc", "kinhtuyen", "meridian", "centralmeridian", "ktt", "ktruc", "muichieu"),
    "lon": ("lon", "long", "lng", "longitude", "kinhdo"),
    "lat": ("lat", "latitude", "vido"),
    "mast_height_m": (
        "mastheightm",
        "mastheight",
        "chieucaocot",
        "docaocot",
        "caocot",
        "heightm",
        "height",
        "chieucao",
    ),
    "antenna_agl_m": (
        "antennaaglm",
        "antennaheight",
        "docaoanten",
        "docaoantenm",
        "docaoangten",
        "docaoangtenm",
        "chieucaoanten",
        "chieucaotreoanten",
    ),
    "technologies": ("technologies", "technology", "tech", "congnghe", "thehe", "loaicongnghe"),
    "freq_mhz": ("freqmhz", "tanso5g", "tanso5gmhz", "frequency", "freq", "tansomhz", "tanso"),
    "azimuths": ("azimuths", "azimuth", "phuongvi", "gocphuongvi", "huong"),
    "tilt_deg": ("tiltdeg", "tilt", "gocngang", "gocngangdo", "goccup", "docup", "downtilt"),
    "power_w": ("powerw", "congsuatphat5g", "congsuat5gw", "congsuatphat", "congsuatw", "congsuat", "power"),
    "eirp_dbm": ("eirpdbm", "eirpdbm5g", "eirp5g", "eirp"),
    "mast_owner": ("mastowner", "towerowner", "chusohuucot", "chucot", "chusohuu", "donvisohuu", "dnsohuu", "owner"),
    "tenants": ("tenants", "tenant", "donvithue", "dnthue", "nhamangdungchung", "nhamangthue"),
    "shared": ("shared", "dungchung", "sharing"),
    "power_area": ("powerarea", "khuvucdien", "lodien", "xuattuyen", "tramdien"),
    "access_road": ("accessroad", "duongvao", "duongtiepcan"),
    "autonomy_h": ("autonomyh", "sogioduphong", "thoigianduphong", "giodutrunguon", "sogioacquy"),
    "mast_class": ("mastclass", "loaicot"),
    "antenna_area_m2": (
        *("antennaaream2", "antennaarea", "allowedantennaaream2", "allowedantennaarea"),
        *("dientichantenchophepm2", "dientichantenchophep", "dientichangtenchophepm2", "dientichangtenchophep"),
        *("dientichchangiochophepm2", "dientichchangiochophep", "taiantenchophepm2", "taiantenchophep"),
        *("taiangtenchophepm2", "taiangtenchophep"),
    ),
    "commune_code": ("communecode", "maxa", "maxaphuong", "xama"),
    "commune": ("commune", "xaphuong", "xa", "tenxa"),  # held against the code; the position decides
    "year": ("year", "namphatsong", "nam", "onairyear"),
}

TECHNOLOGIES = {"4g": Technology.LTE, "lte": Technology.LTE, "5g": Technology.NR, "nr": Technology.NR}
"""Technology by the key of a word."""

_NOT_MODELLED = ("2g", "gsm", "3g", "umts", "wcdma")


@dataclass(frozen=True, eq=False)
class SiteContext:
    """What the scenario knows and a list is held against; extent and communes are None where they could not be read."""

    epsg: int
    admin_epoch: AdminEpoch
    carriers: tuple[Carrier, ...]
    extent: shapely.Geometry | None
    communes: gpd.GeoDataFrame | None
    crosswalk: Crosswalk | None = None  # from communes before July 2025 to those of the scenario


class SiteBuilder:
    """Makes sites of rows and remembers what one note per file will say."""

    def __init__(self, settings: SiteListSettings, context: SiteContext, table: Table, log: ProblemLog) -> None:
        self.settings, self.table, self.log = settings, table, log
        self.nr, self.lte = (
            carriers_of(context.carriers, settings.operator, one) for one in (Technology.NR, Technology.LTE)
        )
        self.sites: list[Site] = []
        self.commune_codes: list[str] = []
        self.notes: Counter[str] = Counter()
        self._rows_by_id: dict[str, int] = {}
        self._rows_by_place: dict[tuple[float, float], int] = {}

    def add(self, row: Row, positions: Positions, k: int) -> None:
        """One site, or ``RejectedRow``."""
        site_id = row.required("site_id")
        if site_id in self._rows_by_id:
            raise RejectedRow("site.duplicate", row.heading("site_id"), id=site_id, first=self._rows_by_id[site_id])
        if not positions.inside[k]:
            raise RejectedRow("position.outside", row.first_heading("x_m", "lon"), id=site_id)
        mast_m, antenna_m = self._heights(row)
        technologies = _technologies(row)
        site = Site(
            id=site_id,
            name=row.text("name") or site_id,
            operator=self.settings.operator,
            x_m=float(positions.x_m[k]),
            y_m=float(positions.y_m[k]),
            mast_owner=owner_id(row.text("mast_owner")),
            tenants=self._tenants(row),
            mast_height_m=mast_m,
            technologies=technologies,
            sectors=self._sectors(row, site_id, antenna_m, technologies),
            file=self.settings.file.name,
            row=row.number,
            sharing_reported=row.yes_no("shared"),
            power_area=row.text("power_area"),
            access_road=row.text("access_road"),
            autonomy_h=row.value("autonomy_h", 0, 8760, "h"),
            mast_class=self._mast_class(row),
            antenna_area_m2=row.value("antenna_area_m2", 0, 200, "m²"),
            mast_code=passive_code(row.text("mast_class"), MAST_CODES),
            year=row.year("year"),
        )
        self._remark(row, site, bool(positions.swapped[k]))
        self.sites.append(site)
        self.commune_codes.append(code_text(row.cell("commune_code")))

    def _remark(self, row: Row, site: Site, swapped: bool) -> None:
        place = (round(site.x_m, 1), round(site.y_m, 1))
        where: dict[str, Any] = {"file": self.settings.file, "sheet": self.table.sheet, "row": row.number}
        if swapped:
            self.log.add(Severity.REPAIRED, "position.swapped", **where, id=site.id)
        if place in self._rows_by_place:
            first = self._rows_by_place[place]
            self.log.add(Severity.NOTE, "site.same_position", **where, id=site.id, first=first)
        self._rows_by_id[site.id] = row.number
        self._rows_by_place.setdefault(place, row.number)

    def _heights(self, row: Row) -> tuple[float, float]:
        """Heights of mast and antenna above ground [m]; where one is not stated, the other stands for it."""
        mast_m = row.value("mast_height_m", 1, 300, "m")
        antenna_m = row.value("antenna_agl_m", 1, 300, "m")
        if antenna_m is None:
            if mast_m is None:
                field = "mast_height_m" if "mast_height_m" in row.columns else "antenna_agl_m"
                raise RejectedRow("cell.empty", row.heading(field))
            self.notes["site.antenna_at_top"] += 1
            return mast_m, mast_m
        if mast_m is None:
            self.notes["site.mast_from_antenna"] += 1
            return antenna_m, antenna_m
        return mast_m, antenna_m

    def _mast_class(self, row: Row) -> MastClass | None:
        """None where the list says nothing, or something else, as how the mast is made."""
        text = row.text("mast_class")
        code = passive_code(text, MAST_CODES)
        word = heading_key(code or text)
        self.notes["site.mast_class"] += bool(word) and not code and word not in MAST_CLASSES
        return MAST_CLASSES.get(word)

    def _tenants(self, row: Row) -> tuple[str, ...]:
        named = row.text("tenants").replace(",", ";").replace("/", ";").split(";")
        return tuple(dict.fromkeys(id for id in (self.settings.operator, *map(owner_id, named)) if id))

    def _sectors(
        self, row: Row, site_id: str, antenna_m: float, technologies: frozenset[Technology]
    ) -> tuple[Sector, ...]:
        """What a 5G row radiates, and a 4G row where the scenario has LTE carriers of the operator."""
        if Technology.NR in technologies and not self.nr:
            raise InputError("site.no_carrier", file=self.settings.file.name, operator=self.settings.operator)
        nr = self.nr if Technology.NR in technologies else ()
        lte = self.lte if Technology.LTE in technologies else ()
        if not (nr or lte):
            return ()
        freqs = row.values("freq_mhz", 1, 100_000, "MHz")
        azimuths = row.values("azimuths", 0, 360, "°")
        tilt_deg = row.value("tilt_deg", -20, 45, "°")
        if not azimuths or tilt_deg is None:
            if not nr:
                self.notes["site.lte_no_direction"] += 1
                return ()
            raise RejectedRow("site.no_direction", row.heading("tilt_deg" if azimuths else "azimuths"))
        power_w = row.value("power_w", 0.001, 2000, "W")
        eirp_dbm = row.value("eirp_dbm", 0, 100, "dBm")
        try:
            named = licensed((*nr, *lte), freqs)
            # a technology of which no frequency is named is on air with all that the operator has
            nr, lte = (tuple(c for c in named if c in known) or known for known in (nr, lte))
            carriers, others = (nr, lte) if nr else (lte, ())
            powered = with_power(carriers, power_w, eirp_dbm)
            sectors = make_sectors(site_id, azimuths, tilt_deg, antenna_m, powered + others)
        except UnlicensedError as error:
            column = row.heading("freq_mhz")
            raise RejectedRow(
                "site.frequency",
                column,
                got=error.freq_mhz,
                operator=self.settings.operator,
                blocks=error.blocks,
            ) from None
        except NetworkError as error:
            raise RejectedRow(error.code, "", **error.params) from None
        if nr and not freqs:
            self.notes["site.all_carriers"] += 1
        if lte and not set(lte) & set(named if freqs else ()):
            self.notes["site.all_lte"] += 1
        if tilt_deg and any(one.electrical_tilt_deg or one.antenna.electrical_tilt_deg for one in nr + lte):
            self.notes["site.two_tilts"] += 1  # a list that states the sum of both would have it counted twice
        if len(carriers) > 1 and (power_w is not None or eirp_dbm is not None):
            self.notes["site.power_highest"] += 1
        return sectors

    def write_notes(self) -> None:
        """One note per kind and file, with the number of rows that it is about."""
        for code, count in (+self.notes).items():
            self.log.note(code, self.settings.file, sheet=self.table.sheet, count=count)


def _technologies(row: Row) -> frozenset[Technology]:
    text = row.required("technologies")
    parts = [heading_key(part) for part in text.replace(",", "/").replace(";", "/").replace("+", "/").split("/")]
    words = [word for word in parts if word]
    if not words or any(word not in TECHNOLOGIES and word not in _NOT_MODELLED for word in words):
        raise RejectedRow("site.technology", row.heading("technologies"), got=text)
    return frozenset(TECHNOLOGIES[word] for word in words if word in TECHNOLOGIES)
