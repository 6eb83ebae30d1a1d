"""Connections that are cut together, so that a page lets go of a district when another one comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Wires:
    """Connections of signals to slots, held to be cut."""

    def __init__(self) -> None:
        self._held: list[tuple[Any, Callable[..., None]]] = []

    def connect(self, signal: Any, slot: Callable[..., None]) -> None:
        """Connect and remember."""
        signal.connect(slot)
        self._held.append((signal, slot))

    def cut(self) -> None:
        """Disconnect all; a signal whose object is gone has no connection left."""
        for signal, slot in self._held:
            try:
                signal.disconnect(slot)
            except (TypeError, RuntimeError):
                continue
        self._held.clear()
