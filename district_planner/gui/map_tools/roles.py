"""What the map tools need of the open district, whoever keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from qgis.core import QgsCoordinateReferenceSystem

from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import Question
from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.recovered import Draft

Message = Callable[[str], None]
"""Shows a sentence to the planner."""


class Drawn(Protocol):
    """An open district: its interventions, and previews of what hangs on the cursor.

    ``question_changed`` tells also that the engine is there, ``scores_changed`` that it, or what is on, may be another.
    ``previewed`` carries a Preview, or None when nothing hangs; ``preview_waiting`` says that the last is out of date.
    """

    interventions_changed: Any
    question_changed: Any
    scores_changed: Any
    previewed: Any
    preview_waiting: Any
    crs: QgsCoordinateReferenceSystem
    engine: Any
    question: Question | None
    selected: str

    def interventions(self) -> tuple[Intervention, ...]:
        """Return all interventions, in the district's CRS."""
        ...

    def intervention(self, id: str) -> Intervention | None:
        """Return one of them."""
        ...

    def new_id(self, kind: str) -> str:
        """Return an id that is free."""
        ...

    def put(self, one: Intervention, what: str) -> bool:
        """Add or change one, as one step that can be undone; return whether that could be done."""
        ...

    def put_all(self, several: Sequence[Intervention], removed: Sequence[str], what: str, like: str = "") -> bool:
        """Add, change and remove some, as one step that can be undone; return whether that could be done.

        New ones are on where ``like`` is, else in the active scenario.
        """
        ...

    def remove(self, ids: Sequence[str], what: str) -> bool:
        """Remove some, as one step that can be undone; return whether that could be done."""
        ...

    def on(self) -> frozenset[str]:
        """Return the candidates that are on in the active scenario."""
        ...

    def built(self) -> frozenset[str] | None:
        """Return what of them is built: of alternatives the best; None until that is known."""
        ...

    def select(self, id: str) -> None:
        """Make one the selected one."""
        ...

    def keep_draft(self, draft: Draft | None) -> None:
        """Keep what is placed so far so that a crash does not take it; None: nothing is in hand."""
        ...

    def preview(self, edit: Edit | None) -> None:
        """Score what hangs on the cursor; the latest call wins, None ends it."""
        ...
