"""The open data sources: where each is, how it is cut, under which licence. The data are in ``sources.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import shapely

from covplan.errors import DownloadError
from covplan.ingest.open_data.remote_files import RemoteFile
from covplan.ingest.open_data.tiles import TILINGS, WITHOUT_INDEX, Where


@dataclass(frozen=True)
class OpenSource:
    """One source.

    Attributes
    ----------
    id, kind, title : str
        Name in settings, what it gives (elevation, people, …), and its title with edition.
    base, path : str
        Address and what follows it, with placeholders; a path that is an address itself stands alone.
    index : str
        List of its files, below ``base`` or an address of its own; empty without.
    md5 : str
        Path of the published MD5; empty without.
    tiling : str
        Name of a rule of ``TILINGS``.
    begins : str
        Kind of file, by which its beginning is checked.
    parts : bool
        Whether its files are GeoTIFFs of which a part can be read.
    mb : float
        Size of one file as reported by others [MB], 0 where not known.
    licence, notice : str
        Licence, and what must be shown beside everything made from it.
    default : bool
        Whether it is fetched without being named.
    non_commercial : bool
        Whether its licence forbids commercial use: everything made from it says so.
    country, outside : str
        ISO 3166-1 code: the source serves this country only, or every other one.
    token : str
        Environment variable of the token that it asks for; empty without.
    """

    id: str
    kind: str
    title: str
    base: str
    path: str
    tiling: str
    licence: str
    notice: str
    index: str = ""
    md5: str = ""
    begins: str = ""
    parts: bool = False
    mb: float = 0.0
    default: bool = False
    non_commercial: bool = False
    country: str = ""
    outside: str = ""
    token: str = ""

    def serves(self, where: Where) -> bool:
        """Whether it has anything for a country."""
        return self.country in ("", where.iso3) and self.outside != where.iso3

    def index_file(self, where: Where, base: str = "") -> RemoteFile | None:
        """The list of its files, if it has one."""
        if not self.index or (self.tiling == "region" and where.region):
            return None
        path = self.index.format(ISO3=where.iso3.upper(), level=where.level)
        return RemoteFile(self._address(base, path), f"index-{where.iso3}-{where.level}", "")

    def files(self, where: Where, index: str = "", base: str = "") -> list[RemoteFile]:
        """Its files for a place.

        Parameters
        ----------
        where : Where
        index : str
            Text of ``index_file``.
        base : str
            Address in place of ``self.base``, e.g. of a mirror, below which everything of the source is looked for.

        Raises
        ------
        DownloadError
            If the index cannot be read or lists nothing for the place.
        """
        try:
            parts = TILINGS[self.tiling](where, index)
        except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
            raise DownloadError("fetch.index", url=self._address(base, self.index), reason=repr(error)) from error
        if not parts:
            raise DownloadError("fetch.nothing", source=self.id, url=self._address(base, self.index))
        box = where.rounded_box() if self.parts else None
        return [self._file(dict(names), base, box) for names in parts]

    def _file(self, names: dict[str, str], base: str, box: tuple[float, float, float, float] | None) -> RemoteFile:
        names.setdefault("token", "{token}")
        url = self._address(base, self.path.format(**names))
        md5 = self._address(base, self.md5.format(**names)) if self.md5 else ""
        # addresses of some sources name the file in the query
        name = url.rpartition("file=")[2] if "file=" in url else url.rpartition("/")[2]
        return RemoteFile(
            url,
            name,
            self.begins,
            md5,
            may_be_absent=not self.index and self.tiling in WITHOUT_INDEX,
            size_bytes=int(names.get("size", 0)),
            box=box,
        )

    def _address(self, base: str, path: str) -> str:
        """Below the base; an address of its own stands alone, but not where a mirror takes the place of the source."""
        if path.startswith(("http://", "https://")):
            if not base:
                return path
            parts = urlsplit(path)
            path = parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
        return (base or self.base).rstrip("/") + ("" if path.startswith("?") else "/") + path


@cache
def open_sources() -> dict[str, OpenSource]:
    """All sources by id, in the order of the file."""
    text = files("covplan.ingest.open_data").joinpath("sources.toml").read_text(encoding="utf-8")
    return {id: OpenSource(id=id, **values) for id, values in tomllib.loads(text).items()}
