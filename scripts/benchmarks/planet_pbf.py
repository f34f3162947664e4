"""Write an OpenStreetMap file of a country's size: dense nodes, buildings, roads and named features in a box.

The layout is that of https://wiki.openstreetmap.org/wiki/PBF_Format; blocks hold 8,000 elements, as the files of
Geofabrik do. Nodes are written as arrays, since there are tens of millions.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 8_000
VIETNAM = (102.1, 8.4, 109.5, 23.4)
NODES_PER_WAY = 8

_TAGS: tuple[tuple[float, Mapping[str, str], bool], ...] = (  # share of the ways, tags, whether they are closed
    (0.60, {"building": "yes"}, True),
    (0.16, {"highway": "residential"}, False),
    (0.08, {"highway": "service", "surface": "unpaved"}, False),
    (0.06, {"highway": "track"}, False),
    (0.05, {"waterway": "stream"}, False),
    (0.02, {"highway": "trunk", "ref": "QL.14;HCM", "name": "Đường Hồ Chí Minh"}, False),
    (0.02, {"landuse": "forest"}, True),
    (0.004, {"power": "line", "voltage": "110000", "name": "ĐZ 110 kV"}, False),
    (0.003, {"landuse": "military", "name": "Khu quân sự"}, True),
    (0.003, {"leisure": "nature_reserve", "name": "Rừng"}, True),
)
_POINTS: tuple[Mapping[str, str], ...] = (
    {"place": "village", "name": "Buôn A"},
    {"place": "hamlet", "name": "Thôn 1"},
    {"man_made": "mast", "tower:type": "communication"},
    {"amenity": "hospital", "name": "Bệnh viện"},
    {"power": "tower"},
    {"highway": "crossing"},
)
POINT_EVERY = 200  # nodes, of which one has tags


@dataclass(frozen=True)
class Written:
    """What a file holds."""

    nodes: int
    ways: int
    size_bytes: int


def write_country(file: Path, nodes: int, seed: int = 0) -> Written:
    """Small clusters of nodes all over Vietnam's box, a way through each, one relation per thousand ways."""
    rng = np.random.default_rng(seed)
    ways = nodes // NODES_PER_WAY
    west, south, east, north = VIETNAM
    with file.open("wb") as out:
        out.write(_blob("OSMHeader", b"".join(_bytes(4, name) for name in (b"OsmSchema-V0.6", b"DenseNodes"))))
        # a cluster is one way: neighbours in the file are neighbours on the ground, as in real files
        centres = rng.uniform((west, south), (east, north), (ways, 2))
        cells = np.floor(centres * 20.0)
        centres = centres[np.lexsort((cells[:, 0], cells[:, 1]))]
        for first in range(0, ways, BLOCK // NODES_PER_WAY):
            part = centres[first : first + BLOCK // NODES_PER_WAY]
            shape = np.linspace(0.0, 2.0 * np.pi, NODES_PER_WAY, endpoint=False)
            ring = np.stack([np.cos(shape), np.sin(shape)], axis=-1) * rng.uniform(5e-5, 2e-3, (len(part), 1, 1))
            xy = (part[:, None, :] + ring + rng.normal(0.0, 1e-5, ring.shape)).reshape(-1, 2)
            ids = np.arange(1, len(xy) + 1, dtype=np.int64) + first * NODES_PER_WAY
            out.write(_blob("OSMData", _nodes(ids, np.rint(xy * 1e7).astype(np.int64))))
        edges = np.cumsum([share for share, *_ in _TAGS])
        kinds = np.searchsorted(edges / edges[-1], rng.uniform(0.0, 1.0, ways))
        for first in range(0, ways, BLOCK):
            out.write(_blob("OSMData", _ways(first, kinds[first : first + BLOCK])))
        closed = np.array([closed for *_, closed in _TAGS])[kinds]
        rings = np.flatnonzero(closed)[::600] + 1
        for first in range(0, len(rings), BLOCK):
            out.write(_blob("OSMData", _relations(rings[first : first + BLOCK])))
    return Written(nodes, ways, file.stat().st_size)


def _nodes(ids: NDArray[np.int64], lonlat: NDArray[np.int64]) -> bytes:
    words, number = _strings(_POINTS)
    pairs: list[int] = []
    for id in ids.tolist():
        if id % POINT_EVERY == 0:
            tags = _POINTS[id // POINT_EVERY % len(_POINTS)]
            for key, value in tags.items():
                pairs += [number[key], number[value]]
        pairs.append(0)
    dense = _bytes(1, _deltas(ids)) + _bytes(8, _deltas(lonlat[:, 1])) + _bytes(9, _deltas(lonlat[:, 0]))
    dense += _bytes(10, varints(np.array(pairs, np.uint64)))
    return _bytes(1, words) + _bytes(2, _bytes(2, dense))


def _ways(first: int, kinds: NDArray[np.int64]) -> bytes:
    words, number = _strings([tags for _, tags, _ in _TAGS])
    about = [_way_tags(tags, number) for _, tags, _ in _TAGS]
    group = []
    for k, kind in enumerate(kinds.tolist(), first):
        start = k * NODES_PER_WAY + 1
        refs = _varint(2 * start) + b"\x02" * (NODES_PER_WAY - 1)
        if _TAGS[kind][2]:
            refs += _varint(2 * (NODES_PER_WAY - 1) - 1)
        group.append(_bytes(3, _field(1, k + 1) + about[kind] + _bytes(8, refs)))
    return _bytes(1, words) + _bytes(2, b"".join(group))


def _relations(rings: NDArray[np.int64]) -> bytes:
    tags = {"type": "boundary", "boundary": "protected_area", "name": "Vườn quốc gia"}
    words, number = _strings([tags, {"outer": "inner"}])
    about = _way_tags(tags, number)
    group = []
    for way in rings.tolist():
        members = _bytes(8, _varint(number["outer"])) + _bytes(9, _varint(2 * way)) + _bytes(10, b"\x01")
        group.append(_bytes(4, _field(1, way) + about + members))
    return _bytes(1, words) + _bytes(2, b"".join(group))


def _way_tags(tags: Mapping[str, str], number: Mapping[str, int]) -> bytes:
    keys = b"".join(_varint(number[key]) for key in tags)
    return _bytes(2, keys) + _bytes(3, b"".join(_varint(number[value]) for value in tags.values()))


def _strings(tags: Sequence[Mapping[str, str]]) -> tuple[bytes, dict[str, int]]:
    words = ["", *dict.fromkeys(word for one in tags for pair in one.items() for word in pair)]
    return b"".join(_bytes(1, word.encode()) for word in words), {word: k for k, word in enumerate(words)}


def _blob(kind: str, message: bytes) -> bytes:
    blob = _field(2, len(message)) + _bytes(3, zlib.compress(message, 1))
    header = _bytes(1, kind.encode()) + _field(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _varint(value: int) -> bytes:
    return bytes(_sevens(value))


def _sevens(value: int) -> Iterator[int]:
    while value > 0x7F:
        yield value & 0x7F | 0x80
        value >>= 7
    yield value


def _field(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _deltas(values: NDArray[np.int64]) -> bytes:
    steps = np.diff(values, prepend=0)
    return varints((steps << 1 ^ steps >> 63).astype(np.uint64))


def varints(values: NDArray[np.uint64]) -> bytes:
    """Many numbers as varints, one after the other."""
    sevens = np.arange(10, dtype=np.uint64) * np.uint64(7)
    digits = values[:, None] >> sevens
    more = digits[:, 1:] > 0
    octets = (digits & np.uint64(0x7F)).astype(np.uint8)
    octets[:, :-1] |= more.astype(np.uint8) << 7
    used = np.concatenate([np.ones((len(values), 1), bool), more], axis=1)
    return octets[used].tobytes()
