"""Small OpenStreetMap files for tests, as XML and as PBF with the same content.

PBF: https://wiki.openstreetmap.org/wiki/PBF_Format (fileformat.proto, osmformat.proto), written message by message.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import quoteattr

Nodes = Mapping[int, tuple[float, float]]
"""Node id → longitude, latitude [degrees]."""

Ways = Mapping[int, tuple[Sequence[int], Mapping[str, str]]]
"""Way id → ids of its nodes, tags."""

BLOCK = 8000
"""No block holds more nodes or ways."""


def xml_text(nodes: Nodes, ways: Ways) -> str:
    """The content as an ``.osm`` file."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    lines += [f'<node id="{id}" lon="{lon:.7f}" lat="{lat:.7f}"/>' for id, (lon, lat) in nodes.items()]
    for id, (refs, tags) in ways.items():
        lines.append(f'<way id="{id}">')
        lines += [f'<nd ref="{ref}"/>' for ref in refs]
        lines += [f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items()]
        lines.append("</way>")
    return "\n".join([*lines, "</osm>"])


def pbf_bytes(nodes: Nodes, ways: Ways, *, features: Sequence[str] = ("OsmSchema-V0.6", "DenseNodes")) -> bytes:
    """The content as an ``.osm.pbf`` file: a header block, then blocks of dense nodes and of ways."""
    blobs = [pbf_blob("OSMHeader", b"".join(_bytes(4, feature.encode()) for feature in features))]
    blobs += [pbf_blob("OSMData", _node_block(dict(part))) for part in _batched(list(nodes.items()))]
    blobs += [pbf_blob("OSMData", _way_block(dict(part))) for part in _batched(list(ways.items()))]
    return b"".join(blobs)


def pbf_blob(kind: str, message: bytes) -> bytes:
    """Length, BlobHeader and Blob, deflated."""
    blob = _varint_field(2, len(message)) + _bytes(3, zlib.compress(message))
    header = _bytes(1, kind.encode()) + _varint_field(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _way_block(ways: Ways) -> bytes:
    strings = ["", *dict.fromkeys(word for _, tags in ways.values() for pair in tags.items() for word in pair)]
    number = {word: k for k, word in enumerate(strings)}
    group = b"".join(
        _bytes(
            3,
            _varint_field(1, id)
            + _bytes(2, b"".join(_varint(number[key]) for key in tags))
            + _bytes(3, b"".join(_varint(number[value]) for value in tags.values()))
            + _bytes(8, _deltas(list(refs))),
        )
        for id, (refs, tags) in ways.items()
    )
    return _bytes(1, b"".join(_bytes(1, word.encode()) for word in strings)) + _bytes(2, group)


def _node_block(nodes: Nodes) -> bytes:
    lat, lon = (
        [round(place[axis] * 1e7) for place in nodes.values()] for axis in (1, 0)
    )  # granularity 100 nanodegrees
    dense = _bytes(1, _deltas(list(nodes))) + _bytes(8, _deltas(lat)) + _bytes(9, _deltas(lon))
    return _bytes(1, _bytes(1, b"")) + _bytes(2, _bytes(2, dense))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _varint_field(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _deltas(values: list[int]) -> bytes:
    """Differences as zigzag varints."""
    steps = [b - a for a, b in pairwise([0, *values])]
    return b"".join(_varint(2 * step if step >= 0 else -2 * step - 1) for step in steps)


def _batched(items: list[Any]) -> list[list[Any]]:
    return [items[k : k + BLOCK] for k in range(0, len(items), BLOCK)]
