"""The geometry blob of a GeoPackage: a short header, then well-known binary (OGC 12-128r17, section 2.1.3)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from district_planner.core.errors import DistrictDataError

_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_FIXED_BYTES = 8
_WITH_ENVELOPE = 0b0000_0011
_EMPTY = 0b0001_0001
_HEADER = np.dtype([("magic", "S2"), ("version", "u1"), ("flags", "u1"), ("srs", "<i4"), ("box", "<f8", (4,))])


def _header_length(flags: int) -> int:
    """Return the bytes before the well-known binary; 0 where the envelope code is not one of the standard's."""
    code = (flags >> 1) & 0b111
    return _FIXED_BYTES + _ENVELOPE_BYTES[code] if code < len(_ENVELOPE_BYTES) else 0


_LENGTHS = tuple(_header_length(flags) for flags in range(256))


def decode(blobs: Sequence[bytes | None], where: str) -> npt.NDArray[Any]:
    """Return shapely geometries in two dimensions, None where the blob is NULL.

    Args:
        blobs: one per row, NULL as None; every envelope variant, byte order and the empty flag are understood.
        where: the table, for the message.

    Raises:
        DistrictDataError: a blob is not a GeoPackage geometry, or of a type that shapely cannot hold.
    """
    bodies = np.empty(len(blobs), dtype=object)
    bodies[:] = [_body(blob, row, where) for row, blob in enumerate(blobs)]
    try:
        found = shapely.from_wkb(bodies)
        flat = (shapely.get_coordinate_dimension(found) <= 2).all()
        return np.asarray(found if flat else shapely.force_2d(found), dtype=object)
    except (shapely.errors.GEOSException, NotImplementedError) as error:
        raise DistrictDataError(
            f"row {_first_unreadable(bodies)} has a geometry that cannot be read ({error})",
            where,
            "Convert curves to segments and repair the geometry, then try again",
        ) from error


def _body(blob: bytes | None, row: int, where: str) -> bytes | None:
    if blob is None:
        return None
    length = _LENGTHS[blob[3]] if isinstance(blob, bytes) and len(blob) > _FIXED_BYTES else 0
    if not length or blob[:2] != b"GP":
        raise DistrictDataError(
            f"row {row + 1} does not hold a GeoPackage geometry", where, "Save the layer again from your GIS"
        )
    return blob[length:]


def _first_unreadable(bodies: npt.NDArray[Any]) -> int:
    for row, body in enumerate(bodies):
        try:
            shapely.from_wkb(body)
        except (shapely.errors.GEOSException, NotImplementedError):
            return row + 1
    return 0


def encode(geometries: npt.NDArray[Any], bounds: npt.NDArray[np.float64], srs_id: int) -> list[bytes | None]:
    """Return GeoPackage blobs (little-endian, xy envelope; none for empty geometries), NULL as None.

    Args:
        geometries: shapely geometries or None, two-dimensional.
        bounds: ``shapely.bounds`` of them, shape (n, 4): minx, miny, maxx, maxy; NaN where empty or None.
        srs_id: id of the CRS in the file.
    """
    headers = np.zeros(len(geometries), dtype=_HEADER)
    headers["magic"], headers["flags"], headers["srs"] = b"GP", _WITH_ENVELOPE, srs_id
    headers["box"] = bounds[:, [0, 2, 1, 3]]
    packed, size = headers.tobytes(), _HEADER.itemsize
    empty = b"GP" + struct.pack("<BBi", 0, _EMPTY, srs_id)
    bodies = shapely.to_wkb(geometries, byte_order=1, output_dimension=2)
    filled = np.isfinite(bounds).all(axis=1)
    return [
        None if body is None else (packed[row * size : row * size + size] if full else empty) + body
        for row, (body, full) in enumerate(zip(bodies, filled))
    ]
