"""The one list of indicators: every module of this folder that holds an ``INDICATOR``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from district_planner.core import indicators
from district_planner.core.errors import RequestError
from district_planner.core.indicators.base import Indicator


@lru_cache(maxsize=1)
def all_indicators() -> dict[str, Indicator]:
    """Return id -> indicator, in alphabetical order of id."""
    found: dict[str, Indicator] = {}
    for module in pkgutil.iter_modules(indicators.__path__):
        indicator = getattr(importlib.import_module(f"{indicators.__name__}.{module.name}"), "INDICATOR", None)
        if isinstance(indicator, Indicator):
            found[indicator.id] = indicator
    return dict(sorted(found.items()))


def default_indicators() -> dict[str, Indicator]:
    """Return id -> indicator of those that are measured where none is named."""
    return {name: one for name, one in all_indicators().items() if one.by_default}


def chosen(ids: tuple[str, ...]) -> list[Indicator]:
    """Return the indicators asked for, those by default where none is named.

    Raises:
        RequestError: there is no such indicator.
    """
    known = all_indicators()
    unknown = [name for name in ids if name not in known]
    if unknown:
        raise RequestError(f"there is no indicator “{unknown[0]}”", "Indicators", f"Choose from {', '.join(known)}")
    return [known[name] for name in ids] if ids else list(default_indicators().values())
