"""The one list of pages: every module of this folder that holds a ``PANEL``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QWidget

from district_planner.gui import panels
from district_planner.gui.commands import Commands
from district_planner.gui.widgets.wires import Wires

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession


class Page(QWidget):
    """A page of the dock: shows the district it is given, and holds nothing of it.

    A subclass connects in :meth:`connect_session` through ``self.wires`` and shows everything in :meth:`refresh`.
    """

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.commands = commands
        self.session: DistrictSession | None = None
        self.wires = Wires()

    def set_session(self, session: DistrictSession | None) -> None:
        """Let go of the district shown so far and show another one, or none."""
        self.wires.cut()
        self.session = session
        if session is not None:
            self.connect_session(session)
            self.refresh()

    def connect_session(self, session: DistrictSession) -> None:
        """Connect the session's facts to slots."""

    def refresh(self) -> None:
        """Show the district as it is."""


@dataclass(frozen=True)
class Panel:
    """An entry of the dock's tabs.

    Attributes:
        id: stable, kept in projects; order: position of the tab.
        title: returns what the tab says; tip: returns one sentence.
        page: makes the page.
    """

    id: str
    order: int
    title: Callable[[], str]
    tip: Callable[[], str]
    page: Callable[[Commands], Page]


def all_panels() -> list[Panel]:
    """Return the pages in the order of their tabs."""
    found = []
    for module in pkgutil.iter_modules(panels.__path__):
        panel = getattr(importlib.import_module(f"{panels.__name__}.{module.name}"), "PANEL", None)
        if isinstance(panel, Panel):
            found.append(panel)
    return sorted(found, key=lambda panel: panel.order)
