"""Decay functions of time (methods A6): how much an opportunity counts at a travel time.

A decay is looked up in a table over whole milliseconds, so that one time always has one weight to the last digit,
whatever the order or number of times it is computed with.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from district_planner.core.errors import RequestError
from district_planner.core.network.streets import Floats

MS_PER_MIN = 60000.0
DAY_MIN = 24 * 60.0


@dataclass(frozen=True)
class Decay:
    """One decay function with its parameters, in minutes.

    Attributes:
        name: id of the function; parameters: its numbers, in the order of its declaration.
    """

    name: str
    parameters: tuple[float, ...]

    def __call__(self, minutes: Floats) -> Floats:
        """Return weights in [0, 1] of times in minutes (0 for ``inf``)."""
        with np.errstate(over="ignore", divide="ignore"):
            return _FORMS[self.name].formula(np.asarray(minutes, dtype=np.float64), *self.parameters)

    @property
    def slug(self) -> str:
        """Return the function and its parameters as part of a result's name, e.g. ``exponential10``."""
        return self.name + "_".join(f"{p:g}".replace(".", "p").replace("-", "m") for p in self.parameters)

    @property
    def own_limit(self) -> float | None:
        """Return the minutes from which on the weight is 0 by definition, None where it never is."""
        return _FORMS[self.name].ends(*self.parameters)

    def weights(self, ms: Floats, limit_ms: float) -> Floats:
        """Return weights of whole-millisecond times; 0 beyond the limit (rules 1.3)."""
        table = _table(self, int(limit_ms))
        inside = ms <= limit_ms
        return np.where(inside, table[np.where(inside, ms, 0.0).astype(np.int64)], 0.0)

    def __str__(self) -> str:
        return f"{_FORMS[self.name].label} ({', '.join(_FORMS[self.name].describe(*self.parameters))})"


@lru_cache(maxsize=4)
def _table(decay: Decay, limit_ms: int) -> Floats:
    return decay(np.arange(limit_ms + 1) / MS_PER_MIN)


def _step(t: Floats, tau: float) -> Floats:
    return (t <= tau).astype(np.float64)


def _linear(t: Floats, tau: float) -> Floats:
    return np.asarray(np.maximum(0.0, 1.0 - t / tau))


def _linear_width(t: Floats, centre: float, width: float) -> Floats:
    return np.asarray(np.clip((centre + width / 2.0 - t) / width, 0.0, 1.0))


def _exponential(t: Floats, half_life: float) -> Floats:
    return np.asarray(np.exp(-math.log(2.0) / half_life * t))


def _exponential_rate(t: Floats, beta: float) -> Floats:
    return np.asarray(np.exp(-beta * t))


def _gaussian(t: Floats, sigma: float) -> Floats:
    return np.asarray(np.exp(-(t * t) / (2.0 * sigma * sigma)))


def _truncated_gaussian(t: Floats, t0: float) -> Floats:
    edge = math.exp(-0.5)
    return np.where(t <= t0, (np.exp(-0.5 * (t / t0) ** 2) - edge) / (1.0 - edge), 0.0)


def _logistic(t: Floats, median: float, sd: float) -> Floats:
    scale = math.pi / (sd * math.sqrt(3.0))
    return np.asarray((1.0 + math.exp(-median * scale)) / (1.0 + np.exp((t - median) * scale)))


def _power(t: Floats, beta: float) -> Floats:
    return np.asarray(np.minimum(1.0, np.power(np.where(t > 0, t, 1.0), -beta)))


def _hansen(t: Floats, beta: float) -> Floats:
    return 1.0 / np.power(np.maximum(t, 1.0), beta)


def _stepped(t: Floats, *pairs: float) -> Floats:
    steps, values = np.array(pairs[::2]), np.array((1.0, *pairs[1::2]))
    return values[np.searchsorted(steps, t, side="right")]


@dataclass(frozen=True)
class _Form:
    label: str
    names: tuple[str, ...]
    formula: Callable[..., Floats]
    ends: Callable[..., float | None]
    mark: str

    def describe(self, *parameters: float) -> list[str]:
        """Return "name value" of every parameter."""
        names = self.names if len(self.names) == len(parameters) else ("step, value",) * len(parameters)
        return [f"{name} {value:g}" for name, value in zip(names, parameters)]


def _never(*_: float) -> None:
    return None


_FORMS: dict[str, _Form] = {
    "step": _Form("step", ("minutes",), _step, lambda tau: tau, "V"),
    "linear": _Form("linear", ("minutes",), _linear, lambda tau: tau, "V ipeaGIT accessibility"),
    "linear_width": _Form(
        "linear with width", ("centre", "width"), _linear_width, lambda c, w: c + w / 2, "V R5"
    ),
    "exponential": _Form("negative exponential", ("half-life in minutes",), _exponential, _never, "V R5, ipeaGIT"),
    "exponential_rate": _Form("negative exponential", ("beta per minute",), _exponential_rate, _never, "V ipeaGIT"),
    "gaussian": _Form("gaussian", ("sigma in minutes",), _gaussian, _never, "V"),
    "truncated_gaussian": _Form(
        "truncated gaussian", ("t0 in minutes",), _truncated_gaussian, lambda t0: t0, "M Dai 2010"
    ),
    "logistic": _Form("logistic", ("median", "sd"), _logistic, _never, "V R5, Bauer & Groneberg eq. 9"),
    "power": _Form("inverse power", ("beta",), _power, _never, "V ipeaGIT"),
    "hansen": _Form("Hansen", ("beta",), _hansen, _never, "V Hansen 1959 form of methods A5"),
    "stepped": _Form("stepped", ("step, value, …",), _stepped, _never, "V ipeaGIT"),
}  # fmt: skip

NAMES = tuple(_FORMS)
DEFAULT_HALF_LIFE = {"walk": 10.0, "wheelchair": 10.0, "cycle": 15.0, "ecycle": 15.0, "cycle_comfort": 15.0}
"""Half-lives in minutes [P]."""


def mark(decay: Decay) -> str:
    """Return the source mark and citation of a decay's formula."""
    return _FORMS[decay.name].mark


def parse(text: str, mode: str = "walk") -> Decay:
    """Return the decay that ``name:parameter,parameter`` asks for; empty: exponential with the mode's half-life.

    Raises:
        RequestError: an unknown name, a wrong number of parameters, one that is not above 0, or an end after more
            than a day.
    """
    if not text.strip():
        return Decay("exponential", (DEFAULT_HALF_LIFE.get(mode, 10.0),))
    name, _, rest = text.partition(":")
    name = name.strip().lower().replace("-", "_").replace(" ", "_")
    cure = "Write for example exponential:10, linear:30, logistic:20,5 or stepped:10,0.66,20,0.33,30,0"
    if name not in _FORMS:
        raise RequestError(f"there is no decay “{name}”; there are {', '.join(NAMES)}", "Decay", cure)
    try:
        parameters = tuple(float(part) for part in rest.replace(";", ",").split(",") if part.strip())
    except ValueError:
        raise RequestError(f"“{rest}” are not numbers", "Decay", cure) from None
    _check(name, parameters, cure)
    found = Decay(name, parameters)
    if found.own_limit is not None and found.own_limit > DAY_MIN:
        raise RequestError(f"{name} ends after {found.own_limit:g} min, more than a day", "Decay", cure)
    return found


def _check(name: str, parameters: tuple[float, ...], cure: str) -> None:
    if name == "stepped":
        steps = parameters[::2]
        good = len(parameters) >= 2 and len(parameters) % 2 == 0 and list(steps) == sorted(set(steps))
        if not good or not all(math.isfinite(p) and p >= 0 for p in parameters):
            raise RequestError("a stepped decay needs pairs of ascending minutes and values", "Decay", cure)
        return
    if len(parameters) != len(_FORMS[name].names):
        wanted = " and ".join(_FORMS[name].names)
        raise RequestError(f"{name} needs {wanted}, {len(parameters)} numbers were given", "Decay", cure)
    if not all(math.isfinite(p) and p > 0 for p in parameters):
        raise RequestError(f"{name} needs numbers above 0", "Decay", cure)
