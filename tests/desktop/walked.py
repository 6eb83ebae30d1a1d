"""What a walk handed back, beside what an independent calculation and another hand at writing numbers make of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.recovered import from_json
from tests.desktop.independent import Independent

WALKS: Mapping[str, Any] = json.loads(Path(__file__).with_name("walks.json").read_text(encoding="utf-8"))
NO_BREAK, MINUS = "\u00a0", "\u2212"
Step = dict[str, Any]


def everything_drawn(steps: list[Step]) -> list[Intervention]:
    """Return what was built at any moment of a walk."""
    known = {one["id"]: one for step in steps for state in step["built"].values() for one in state}
    return [from_json(one) for one in known.values()]


class Expected:
    """Figures by the oracle; states that were built alike are searched once.

    Args:
        state: minutes within which the figure looks, what is built -> the district with it.
        minutes: name of a figure -> these minutes, where they decide how much of the district is needed.
    """

    def __init__(
        self,
        state: Callable[[int, list[Intervention]], Independent],
        minutes: Callable[[str], int] = lambda figure: 0,
    ) -> None:
        self._state = state
        self._minutes = minutes
        self._known: dict[str, Independent] = {}

    def of(self, step: Step) -> dict[str, float]:
        """Return the figures of a step under the names that the walk gave them."""
        return {name: self._figure(step, state) for name, state in step["built"].items()}

    def _figure(self, step: Step, built: list[dict[str, Any]]) -> float:
        minutes = self._minutes(step["figure"])
        key = repr((built, minutes))
        if key not in self._known:
            self._known[key] = self._state(minutes, [from_json(one) for one in built])
        return self._known[key].figure(step["figure"], step.get("weights"))


def written(value: float, decimals: int, german: bool) -> str:
    """Return a number as English or German writes it."""
    text = f"{abs(value):,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if german else text


def counts(step: Step) -> bool:
    """Return whether a figure counts people or employees."""
    return bool(step["figure"].startswith("within_"))


def card_of(step: Step, german: bool) -> list[str]:
    """Return what the card of the dock has to say: base and with."""
    return [written(step["values"][name], 0 if counts(step) else 1, german) for name in ("base", "after")]


def chip_of(step: Step, german: bool) -> str:
    """Return what the first line of the chip has to end with."""
    before, after = step["values"]["before"], step["values"]["after"]
    if before == after:
        return "No change"
    if counts(step):
        difference = after - before
        decimals = 1 if abs(difference) < 10 and difference != round(difference) else 0
        who = step["figure"].rsplit("_", 1)[1]
        return f"{'+' if difference > 0 else MINUS}{written(difference, decimals, german)} {who}"
    decimals = next(d for d in range(1, 9) if round(before, d) != round(after, d))
    pair = (written(value, decimals, german) for value in (before, after))
    return f"{NO_BREAK}→{NO_BREAK}".join(pair) + f"{NO_BREAK}min"


def misread(steps: list[Step], german: bool) -> list[tuple[str, Any, Any]]:
    """Return (step, text on the screen, text that the figures of the step are written as) where these differ."""
    wrong = []
    for step in steps:
        if "card" in step and step["card"] != card_of(step, german):
            wrong.append((step["step"], step["card"], card_of(step, german)))
        if "chip" in step and not step["chip"][0].endswith(chip_of(step, german)):
            wrong.append((step["step"], step["chip"][0], chip_of(step, german)))
    return wrong
