"""What an intervention's attributes say, read once and in one way; each wrong value raises a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import shapely

from district_planner.core.errors import InterventionError
from district_planner.core.interventions import vocabulary
from district_planner.core.interventions.attributes import Attribute
from district_planner.core.interventions.intervention import Intervention

Point = tuple[float, float]
Span = tuple[float, float]


def where(intervention: Intervention, field: str = "") -> str:
    """Return how a sentence names the intervention, and the field when given."""
    name = f"{intervention.label} ({intervention.id})" if intervention.name else intervention.id
    return f"{name}, field {field}" if field else name


def raw(intervention: Intervention, name: str) -> Any:
    """Return the value as it was given; None where it is absent, None or blank."""
    value = intervention.attributes.get(name)
    return None if isinstance(value, str) and not value.strip() else value


def number(intervention: Intervention, attribute: Attribute) -> float | None:
    """Return a finite number inside the attribute's range, its default when absent.

    Raises:
        InterventionError: text, NaN, infinity, or out of range.
    """
    value = raw(intervention, attribute.name)
    if value is None:
        default = attribute.default
        return None if default is None else float(default)
    found = _parsed_number(value)
    if found is None or not math.isfinite(found):
        raise InterventionError(
            f"{attribute.label} is {value!r}, which is not a number", where(intervention, attribute.name),
            f"Give {_range(attribute)}, or leave it empty",
        )  # fmt: skip
    if _outside(found, attribute):
        raise InterventionError(
            f"{attribute.label} is {found:g}", where(intervention, attribute.name),
            f"Give {_range(attribute)}, or leave it empty",
        )  # fmt: skip
    return found


def _parsed_number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _outside(value: float, attribute: Attribute) -> bool:
    low, high = attribute.minimum, attribute.maximum
    broken = attribute.type in ("integer", "switch") and not value.is_integer()
    return broken or (low is not None and value < low) or (high is not None and value > high)


def _range(attribute: Attribute) -> str:
    what = "a whole number" if attribute.type in ("integer", "switch") else "a number"
    unit = f" of {attribute.unit}" if attribute.unit else ""
    if attribute.minimum is None:
        return what + unit
    if attribute.maximum is None:
        return f"{what}{unit}, {attribute.minimum:g} or more"
    return f"{what}{unit} from {attribute.minimum:g} to {attribute.maximum:g}"


def ids(intervention: Intervention, name: str) -> tuple[str, ...]:
    """Return a list of ids from a JSON list, a comma-separated text or a sequence, in order, without repeats."""
    value = raw(intervention, name)
    if isinstance(value, str) and value.lstrip().startswith(("[", "{")):
        value = _json(intervention, name, value, 'a JSON list of ids such as ["a", "b"]')
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, Sequence):
        value = [value]
    return _words(value)


def _words(items: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in (str(item).strip() for item in items) if word))


def modes(intervention: Intervention, default: Iterable[str]) -> frozenset[str]:
    """Return the modes of the field ``modes``, or ``default``; one cycle mode stands for the three.

    Raises:
        InterventionError: an unknown mode; the sentence names the nearest valid one.
    """
    named = _known(intervention, "modes", "mode", vocabulary.MODES)
    chosen = frozenset(named or default)
    return chosen | vocabulary.CYCLING if chosen & vocabulary.CYCLING else chosen


def categories(intervention: Intervention) -> tuple[str, ...]:
    """Return the category ids of the field ``categories`` in order.

    Raises:
        InterventionError: an unknown category; the sentence names the nearest valid one.
    """
    return _known(intervention, "categories", "category", vocabulary.CATEGORIES)


def _known(intervention: Intervention, name: str, noun: str, valid: tuple[str, ...]) -> tuple[str, ...]:
    words = ids(intervention, name)
    for word in words:
        if word not in valid:
            raise InterventionError(
                f"{word!r} is not a {noun}", where(intervention, name), vocabulary.did_you_mean(word, valid)
            )
    return words


def coordinates(intervention: Intervention, name: str) -> tuple[Point, ...]:
    """Return points of a JSON list ``[[x, y], …]`` in the district's CRS.

    Raises:
        InterventionError: not JSON, or not pairs of finite numbers.
    """
    return _pairs(intervention, name, "a JSON list of coordinates such as [[441500, 388200]]")


def spans(intervention: Intervention, name: str = "parts") -> tuple[Span, ...]:
    """Return (from, to) chainages of a JSON list as given; :func:`checks.bridges` judges them."""
    return _pairs(intervention, name, "a JSON list of chainages in metres such as [[120, 180]]")


def _pairs(intervention: Intervention, name: str, form: str) -> tuple[tuple[float, float], ...]:
    value = raw(intervention, name)
    if value is None:
        return ()
    items = _json(intervention, name, value, form) if isinstance(value, str) else value
    if not isinstance(items, (list, tuple)):
        raise _unreadable(intervention, name, value, form)
    return tuple(_pair(intervention, name, item, form) for item in items)


def _pair(intervention: Intervention, name: str, item: Any, form: str) -> tuple[float, float]:
    if not isinstance(item, (list, tuple)) or len(item) != 2:
        raise _unreadable(intervention, name, item, form)
    first, second = (_parsed_number(entry) if not isinstance(entry, (str, bool)) else None for entry in item)
    if first is None or second is None or not (math.isfinite(first) and math.isfinite(second)):
        raise _unreadable(intervention, name, item, form)
    return first, second


def _json(intervention: Intervention, name: str, text: str, form: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable(intervention, name, text, form) from None


def _unreadable(intervention: Intervention, name: str, value: Any, form: str) -> InterventionError:
    shown = value if isinstance(value, str) else repr(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    return InterventionError(f"cannot read {shown}", where(intervention, name), f"Write {form}, or leave it empty")


def entrances(intervention: Intervention) -> tuple[Point, ...]:
    """Return access points of the field ``entrances``: WKT POINT or MULTIPOINT, or a JSON list of coordinates.

    Raises:
        InterventionError: another geometry, or text that is neither.
    """
    value = raw(intervention, "entrances")
    if not isinstance(value, str) or value.lstrip().startswith("["):
        return coordinates(intervention, "entrances")
    try:
        geometry = shapely.from_wkt(value)
    except shapely.errors.GEOSException:
        geometry = None
    form = "points as WKT such as MULTIPOINT ((441500 388200))"
    if geometry is None or geometry.geom_type not in ("Point", "MultiPoint"):
        raise _unreadable(intervention, "entrances", value, form)
    points = shapely.get_coordinates(geometry)
    if not all(math.isfinite(entry) for entry in points.ravel()):
        raise _unreadable(intervention, "entrances", value, form)
    return tuple((float(x), float(y)) for x, y in points)
