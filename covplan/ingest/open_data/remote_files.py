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
    """

    url: str
    name: str
    kind: str = ""
    md5_url: str = ""
    may_be_absent: bool = False


@dataclass(frozen=True)
class FetchedFile:
    """A file on disk and where it came from; ``url`` is the last address after redirects, without secrets."""

    name: str
    url: str
    size_bytes: int
    sha256: str
    etag: str
    last_modified: str
    fetched: str  # UTC, ISO 8601
