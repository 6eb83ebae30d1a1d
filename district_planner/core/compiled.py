"""What took long to compute, kept in the district by the content of its inputs; may be deleted at any time.

One table ``compiled_arrays`` (name, key, content). A content is a line of JSON (names, types, shapes, checksum), then
the arrays one after the other, little-endian, compressed. Nothing of it is ever run as code.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from district_planner.core.errors import DistrictFileError
from district_planner.core.geopackage_file import changing, reading

Array = npt.NDArray[Any]

_KINDS = "biuf"
"""Kinds of arrays that are kept: truth values, whole numbers, numbers."""
_CREATE = """CREATE TABLE IF NOT EXISTS compiled_arrays
    (name TEXT NOT NULL PRIMARY KEY, key TEXT NOT NULL, content BLOB NOT NULL)"""
_SMALLEST = 4
_LARGEST = 2_000_000_000
"""A content that unpacks to more bytes is not read [P]."""


def key_of(*parts: Array | str | float) -> str:
    """Return a text that differs where any of the arrays, texts or numbers differs."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(f"{part.dtype.str}{part.shape}".encode())
            digest.update(_little(part).tobytes())
        else:
            digest.update(f"{type(part).__name__}:{part!r};".encode())
    return digest.hexdigest()


def packed(arrays: Mapping[str, Array]) -> bytes:
    """Return arrays as one content; whole numbers take four bytes where they fit."""
    bodies, head = [], []
    for name, array in arrays.items():
        if array.dtype.kind not in _KINDS:
            raise TypeError(f"{name} is an array of {array.dtype}")
        small = _little(_shrunk(array))
        bodies.append(small.tobytes())
        head.append([name, array.dtype.newbyteorder("<").str, small.dtype.str, list(array.shape)])
    body = b"".join(bodies)
    line = json.dumps({"arrays": head, "crc": zlib.crc32(body), "bytes": len(body)})
    return line.encode() + b"\n" + zlib.compress(body, 1)


def unpacked(content: bytes) -> dict[str, Array] | None:
    """Return the arrays of a content; None where it is damaged."""
    line, _, body = content.partition(b"\n")
    try:
        head = json.loads(line)
        size = int(head["bytes"])
        raw = zlib.decompressobj().decompress(body, size + 1) if 0 <= size <= _LARGEST else b""
        if len(raw) != size or zlib.crc32(raw) != head["crc"]:
            return None
        return _arrays(head["arrays"], raw)
    except (ValueError, KeyError, TypeError, zlib.error):
        return None


def _arrays(head: list[Any], raw: bytes) -> dict[str, Array]:
    found, at = {}, 0
    for name, kind, kept, shape in head:
        stored = np.dtype(kept)
        if stored.kind not in _KINDS or np.dtype(kind).kind not in _KINDS:
            raise ValueError(name)
        count = int(np.prod(shape, dtype=np.int64))
        array = np.frombuffer(raw, dtype=stored, count=count, offset=at).reshape(shape)
        found[str(name)] = array.astype(np.dtype(kind).newbyteorder("="))
        at += count * stored.itemsize
    return found


def _shrunk(array: Array) -> Array:
    if array.dtype.kind != "i" or array.dtype.itemsize <= _SMALLEST or not array.size:
        return array
    small = np.iinfo(np.int32)
    return array.astype(np.int32) if small.min <= array.min() and array.max() <= small.max else array


def _little(array: Array) -> Array:
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))


def load(path: str, name: str, key: str) -> dict[str, Array] | None:
    """Return what the district at ``path`` keeps under ``name``; None where there is nothing of that key."""
    if not path:
        return None
    with suppress(DistrictFileError), reading(Path(path)) as connection:
        there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'compiled_arrays'").fetchone()
        if there:
            row = connection.execute(
                "SELECT content FROM compiled_arrays WHERE name = ? AND key = ?", (name, key)
            ).fetchone()
            return unpacked(row[0]) if row and isinstance(row[0], bytes) else None
    return None


def store(path: str, name: str, key: str, arrays: Mapping[str, Array]) -> bool:
    """Keep arrays under ``name`` in place of what was there; False where the district cannot be written now."""
    if not path:
        return False
    try:
        with changing(Path(path)) as connection:
            connection.execute(_CREATE)
            connection.execute("INSERT OR REPLACE INTO compiled_arrays VALUES (?, ?, ?)", (name, key, packed(arrays)))
    except (DistrictFileError, FileNotFoundError):
        return False
    return True
