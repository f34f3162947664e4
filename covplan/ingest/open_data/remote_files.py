"""Records of files elsewhere and of what came of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RemoteFile:
    """What to get and how to know it.

    Attributes
    ----------
    url : str
        Where it is; ``{token}`` stands for a secret that is never written anywhere.
    name : str
        File name below the folder of its source, ``/`` between folders.
    kind : str
        How it begins: tif, gz, zip, parquet, json or pbf; empty for text.
    md5_url : str
        Where the source publishes ``<md5>  <name>``; empty without.
    may_be_absent : bool
        The source has no index: 403 and 404 mean that there is no such tile, e.g. in the sea.
    size_bytes : int
        As the source's index says, 0 where it does not.
    box : tuple, optional
        West, south, east, north [degrees]: enough of a GeoTIFF if the server sends parts of files.
    """

    url: str
    name: str
    kind: str = ""
    md5_url: str = ""
    may_be_absent: bool = False
    size_bytes: int = 0
    box: tuple[float, float, float, float] | None = None

    @property
    def part_name(self) -> str:
        """File name of the part in ``box``."""
        assert self.box is not None
        stem, dot, suffix = self.name.rpartition(".")
        return f"{stem}@{','.join(f'{value:g}' for value in self.box)}{dot}{suffix}"


@dataclass(frozen=True)
class FetchedFile:
    """A file on disk and where it came from.

    Attributes
    ----------
    name : str
        Below the folder of its source.
    url : str
        The last address after redirects, without secrets.
    size_bytes, sha256 : int, str
        Of the file on disk.
    etag, last_modified : str
        As the server said.
    fetched : str
        UTC, ISO 8601.
    window : str
        Columns and rows of the remote raster that the file holds, ``col,row,columns,rows``; empty: all of the file.
    read_bytes : int
        Bytes that were sent for a window, its blocks and the headers before them; 0 for a whole file.
    """

    name: str
    url: str
    size_bytes: int
    sha256: str
    etag: str
    last_modified: str
    fetched: str
    window: str = ""
    read_bytes: int = 0
