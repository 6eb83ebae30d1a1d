"""What the map tools need of an open district, for their tests: the real engine on the sample, edits kept in a dict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem
from qgis.PyQt.QtCore import QObject, pyqtSignal

from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import Question, questions
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention


class OpenSample(QObject):
    """Previews at once; every step that could be undone is in ``steps``, every asked preview in ``edits``."""

    interventions_changed = pyqtSignal(list)
    question_changed = pyqtSignal()
    scores_changed = pyqtSignal()
    previewed = pyqtSignal(object)
    preview_waiting = pyqtSignal()

    def __init__(self, engine: Session) -> None:
        super().__init__()
        self.engine = engine
        self.crs = QgsCoordinateReferenceSystem(engine.district.crs)
        self.known = {one.id: one for one in engine.district.interventions}
        self.question: Question = questions(engine)[0]
        self.steps: list[str] = []
        self.edits: list[Edit | None] = []
        self.selected = ""
        self.late = False
        self.alone: dict[str, Any] = {}
        self.stale: frozenset[str] = frozenset()
        self.ticked: frozenset[str] = frozenset()
        self.counted: frozenset[str] | None = None

    def ask(self, figure: str) -> None:
        self.question = next(one for one in questions(self.engine) if one.figure == figure)

    def interventions(self) -> tuple[Intervention, ...]:
        return tuple(self.known.values())

    def intervention(self, id: str) -> Intervention | None:
        return self.known.get(id)

    def new_id(self, kind: str) -> str:
        return next(f"{kind}-{n}" for n in range(1, 1000) if f"{kind}-{n}" not in self.known)

    def put(self, one: Intervention, what: str) -> bool:
        return self.put_all([one], [], what)

    def put_all(self, several: Sequence[Intervention], removed: Sequence[str], what: str, like: str = "") -> bool:
        self.known.update({one.id: one for one in several})
        for id_ in removed:
            del self.known[id_]
        self.steps.append(what)
        self.interventions_changed.emit([*(one.id for one in several), *removed])
        return True

    def remove(self, ids: Sequence[str], what: str) -> bool:
        return self.put_all([], ids, what)

    def on(self) -> frozenset[str]:
        return self.ticked

    def built(self) -> frozenset[str] | None:
        return self.ticked if self.counted is None else self.counted

    def select(self, id: str) -> None:
        self.selected = id

    def keep_draft(self, draft: Intervention | None) -> None:
        self.draft = draft

    def preview(self, edit: Edit | None) -> None:
        self.edits.append(edit)
        if self.late and edit is not None:
            self.preview_waiting.emit()
            return
        self.previewed.emit(None if edit is None else self.engine.preview(edit, self.ticked, self.question))
