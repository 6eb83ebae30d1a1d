"""Longitude and latitude to British National Grid, within some metres: enough to place a node."""

from __future__ import annotations

from math import atan2, cos, radians, sin, sqrt, tan

WGS84 = (6378137.0, 6356752.3142)
AIRY = (6377563.396, 6356256.909)
SHIFT = (-446.448, 125.157, -542.060)
TURN = tuple(radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
SCALE = 1 + 20.4894e-6


def national_grid(longitude: float, latitude: float) -> tuple[float, float]:
    """Return easting and northing in metres of a WGS 84 position, accurate to about 5 m.

    Source: Ordnance Survey, A guide to coordinate systems in Great Britain, annexes B and C (Helmert
    transformation, transverse Mercator).
    """
    return _projected(*_airy(radians(longitude), radians(latitude)))


def _airy(longitude: float, latitude: float) -> tuple[float, float]:
    major, minor = WGS84
    flat = 1 - (minor / major) ** 2
    radius = major / sqrt(1 - flat * sin(latitude) ** 2)
    x, y = radius * cos(latitude) * cos(longitude), radius * cos(latitude) * sin(longitude)
    z = radius * (1 - flat) * sin(latitude)
    rx, ry, rz = TURN
    x, y, z = (
        SHIFT[0] + SCALE * x - rz * y + ry * z,
        SHIFT[1] + rz * x + SCALE * y - rx * z,
        SHIFT[2] - ry * x + rx * y + SCALE * z,
    )
    return _geographic(x, y, z)


def _geographic(x: float, y: float, z: float) -> tuple[float, float]:
    major, minor = AIRY
    flat = 1 - (minor / major) ** 2
    across = sqrt(x * x + y * y)
    latitude = atan2(z, across * (1 - flat))
    for _ in range(6):
        radius = major / sqrt(1 - flat * sin(latitude) ** 2)
        latitude = atan2(z + flat * radius * sin(latitude), across)
    return atan2(y, x), latitude


def _projected(longitude: float, latitude: float) -> tuple[float, float]:
    major, minor = AIRY
    factor, north0, east0 = 0.9996012717, -100000.0, 400000.0
    flat = 1 - (minor / major) ** 2
    nu = major * factor / sqrt(1 - flat * sin(latitude) ** 2)
    rho = major * factor * (1 - flat) / (1 - flat * sin(latitude) ** 2) ** 1.5
    eta = nu / rho - 1
    s, c, t = sin(latitude), cos(latitude), tan(latitude)
    d = longitude - radians(-2)
    north = (
        _meridian(latitude) + north0 + nu / 2 * s * c * d**2
        + nu / 24 * s * c**3 * (5 - t**2 + 9 * eta) * d**4
        + nu / 720 * s * c**5 * (61 - 58 * t**2 + t**4) * d**6
    )  # fmt: skip
    east = (
        east0 + nu * c * d + nu / 6 * c**3 * (nu / rho - t**2) * d**3
        + nu / 120 * c**5 * (5 - 18 * t**2 + t**4 + 14 * eta - 58 * t**2 * eta) * d**5
    )  # fmt: skip
    return east, north


def _meridian(latitude: float) -> float:
    major, minor = AIRY
    n = (major - minor) / (major + minor)
    origin = radians(49)
    less, more = latitude - origin, latitude + origin
    return minor * 0.9996012717 * (
        (1 + n + 5 / 4 * (n**2 + n**3)) * less
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
        + 15 / 8 * (n**2 + n**3) * sin(2 * less) * cos(2 * more)
        - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
    )  # fmt: skip
