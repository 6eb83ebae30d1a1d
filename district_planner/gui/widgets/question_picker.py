"""The list of questions: in groups, searched by typing any part of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QStandardItem, QStandardItemModel
from qgis.PyQt.QtWidgets import QComboBox, QCompleter, QWidget

from district_planner.gui.widgets.look import sized
from district_planner.gui.widgets.wheel import let_wheel_pass
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.core.evaluation.questions import Question


def group_of(figure: str) -> str:
    """Return the heading under which a question about a figure stands."""
    headings = (
        ("site_time", tr("Between sites")), ("node_time", tr("Between places of the region")),
        ("index15", tr("15-minute index")), ("within", tr("Who is within reach")),
        ("count", tr("How many within reach")), ("nearest", tr("How far to the nearest")),
        ("green", tr("Green space")), ("gravity", tr("Potential")), ("linkuse", tr("Use of links")),
        ("competition", tr("Shared with others")), ("availability", tr("Shared with others")),
    )  # fmt: skip
    return next((text for beginning, text in headings if figure.startswith(beginning)), tr("More"))


class QuestionPicker(QComboBox):
    """Chooses a question."""

    chosen = pyqtSignal(str)
    """The planner chose another question; its id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: tuple[str, ...] = ()
        self._current = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(18)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.lineEdit().setPlaceholderText(tr("Type to search the questions"))
        self.setAccessibleName(tr("Question"))
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        let_wheel_pass(self)
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        completer = QCompleter(self)
        completer.setModel(self._model)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setMaxVisibleItems(12)
        self.setCompleter(completer)
        self.activated.connect(self._on_activated)
        completer.activated[str].connect(self._on_completed)
        # Return ends the typing before the list has said what it completed: wait for both.
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._show_current)
        self.lineEdit().editingFinished.connect(self._settle.start)

    def show_questions(self, questions: Sequence[Question], current: str) -> None:
        """Offer questions and show the one that is asked."""
        ids = tuple(one.id for one in questions)
        if ids != self._ids:
            self._ids = ids
            self._fill(questions)
        self._current = current
        if not self.lineEdit().hasFocus() or not self.lineEdit().isModified():
            self._show_current()

    def _fill(self, questions: Sequence[Question]) -> None:
        self._model.clear()
        grouped: dict[str, list[Question]] = {}
        for one in questions:
            grouped.setdefault(group_of(one.figure), []).append(one)
        for group, members in grouped.items():
            heading = QStandardItem(group)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            heading.setFont(sized(self.font(), 0.95, bold=True))
            self._model.appendRow(heading)
            for one in members:
                item = QStandardItem(one.text)
                item.setData(one.id, Qt.ItemDataRole.UserRole)
                item.setToolTip(one.text)
                self._model.appendRow(item)

    def _show_current(self) -> None:
        self.setCurrentIndex(self.findData(self._current))
        self.lineEdit().setCursorPosition(0)
        self.lineEdit().setModified(False)
        self.setToolTip(self.currentText())

    def _on_activated(self, row: int) -> None:
        self._choose(str(self.itemData(row) or ""))

    def _on_completed(self, text: str) -> None:
        self._choose(str(self.itemData(self.findText(text)) or ""))

    def _choose(self, id_: str) -> None:
        if id_ and id_ != self._current:
            self._current = id_
            self.chosen.emit(id_)
        self._settle.start()
