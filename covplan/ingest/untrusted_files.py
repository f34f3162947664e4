"""Files that would fill the memory or lead elsewhere: refused before a library opens them.

Nothing is ever unpacked to disk, so names of entries that lead out of an archive lead nowhere.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path

from covplan.errors import InputError

MAX_UNPACKED_BYTES = 256 * 2**20
"""A workbook of a province's sites unpacks to a few megabytes; one as full as ``MAX_CELLS`` allows to about this."""

MAX_KML_BYTES = 64 * 2**20
"""GDAL holds KML, packed or not, as a tree that takes sixteen times as much."""

MAX_RATIO = 200
"""What people write is packed 5 to 30 times smaller, deflate allows 1,032 times: beyond this it is made to burst."""

_SMALL_BYTES = 10 * 2**20  # so much does no harm whatever its ratio
_MAX_HEIGHTS_BYTES = 2 * 7201**2  # the largest .hgt: half an arc second, two bytes a height
_CHUNK_BYTES = 2**20
_LEAD_ELSEWHERE = (b"<OGRVRTDataSource", b"<OGRWFSDataSource")  # to any file, and into the network
_HEAD_BYTES = 4096


def check_vector(file: Path) -> None:
    """Raise ``InputError`` if a vector file is an archive made to burst, or only leads to others."""
    with file.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if any(mark in head for mark in _LEAD_ELSEWHERE):
        raise InputError("file.elsewhere", file=file.name)
    size = file.stat().st_size
    if b"<kml" in head and size > MAX_KML_BYTES:
        raise InputError("text.size", file=file.name, mb=size / 2**20, most_mb=MAX_KML_BYTES / 2**20)
    check_archive(file)


def check_raster(file: Path) -> None:
    """Raise ``InputError`` if a raster is text that leads to others (VRT, WMS), or packed and made to burst."""
    with file.open("rb") as stream:
        head = stream.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"<", b"{")):
        raise InputError("file.elsewhere", file=file.name)
    if file.suffix.lower() == ".gz":
        _check_gzip(file)


def check_archive(file: Path) -> None:
    """Raise ``InputError`` if the file is a ZIP archive that cannot be read or would unpack to too much."""
    if not zipfile.is_zipfile(file):  # by its end: an archive may stand behind anything
        return
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise InputError("file.unreadable", file=file.name, kind="ZIP", reason=str(error)) from None
    unpacked = sum(entry.file_size for entry in entries)  # zipfile and GDAL stop there, whatever an entry holds
    packed = file.stat().st_size
    holds_kml = any(entry.filename.lower().endswith(".kml") for entry in entries)
    most_bytes = MAX_KML_BYTES if holds_kml else MAX_UNPACKED_BYTES
    if unpacked > most_bytes or unpacked > max(_SMALL_BYTES, MAX_RATIO * packed):
        raise InputError("archive.bomb", file=file.name, mb=unpacked / 2**20, most_mb=most_bytes / 2**20)


def _check_gzip(file: Path) -> None:
    """Raise ``InputError`` if a packed ``.hgt`` cannot be read or holds more than any such file does."""
    size = 0
    try:
        with gzip.open(file) as stream:
            while part := stream.read(_CHUNK_BYTES):
                size += len(part)
                if size > _MAX_HEIGHTS_BYTES:
                    most_mb = _MAX_HEIGHTS_BYTES / 2**20
                    raise InputError("archive.bomb", file=file.name, mb=size / 2**20, most_mb=most_mb)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError("file.unreadable", file=file.name, kind="GZIP", reason=str(error)) from None
