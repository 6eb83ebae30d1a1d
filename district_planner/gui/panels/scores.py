"""The page Scores: the headline by question, further figures, who gains and who loses, the weights of the index."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from district_planner.core.access.modes import MODES
from district_planner.core.evaluation.live import mode_of
from district_planner.core.evaluation.riding import told
from district_planner.core.indicators.index15 import SETS
from district_planner.gui.commands import Commands
from district_planner.gui.panels.registry import Page, Panel
from district_planner.gui.standing import as_if_counted, standing
from district_planner.gui.widgets import numbers, reading
from district_planner.gui.widgets.figure_card import HeadlineCard
from district_planner.gui.widgets.figure_rows import FigureRows
from district_planner.gui.widgets.foldable import foldable
from district_planner.gui.widgets.intervention_model import figure_words
from district_planner.gui.widgets.look import (
    GAP,
    Heading,
    Note,
    Words,
    coloured,
    gain_colour,
    loss_colour,
    muted_colour,
)
from district_planner.gui.widgets.mode_picker import ModePicker
from district_planner.gui.widgets.question_picker import QuestionPicker, group_of
from district_planner.gui.widgets.scrolled import Scrolled, fill
from district_planner.gui.widgets.weights_table import WeightsTable
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.core.evaluation.live import Preview
    from district_planner.core.evaluation.questions import Question
    from district_planner.gui.session import DistrictSession

MOST_OTHERS = 6
AFTER_MS = 8
"""How long after chip and map the page follows what hangs on the cursor; an eye needs far longer to get there [P]."""


class ScoresPage(Page):
    """What the scenario, or the thing on the cursor, changes."""

    followed = pyqtSignal()
    """The page shows what is known now: the scenario's figures, or the latest preview's."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(commands, parent)
        self._preview: Preview | None = None
        self._waiting = False
        self._limits_shown: tuple[str, ...] = ()
        self._shown: list[reading.Reading] = []
        """The further figures that were shown last."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_MS)
        self._soon.timeout.connect(self._show_figures)
        self.question = QuestionPicker(self)
        self.modes = ModePicker(self)
        self.card = HeadlineCard(self)
        self.drawing = Note(parent=self)
        self.source = Note(parent=self)
        self.service = Note(parent=self)
        self.gain = Words(parent=self)
        self.lose = Words(parent=self)
        self.sides_of = Note(parent=self)
        self.rows = FigureRows(MOST_OTHERS, self)
        self.more = QuestionPicker(self)
        self._lay_out()
        self.question.chosen.connect(self._on_question_chosen)
        self.more.chosen.connect(self._on_more_chosen)
        self.rows.removed.connect(self._on_row_removed)
        self.index.activated.connect(self._on_index_chosen)
        self.weights.changed.connect(self._on_weights_changed)

    def _lay_out(self) -> None:
        self.area = Scrolled(self)
        inside, column = self.area.inside, self.area.column()
        label: QLabel = Heading(tr("Q&uestion"), inside)
        label.setBuddy(self.question)
        coloured(self.gain, gain_colour(self))
        coloured(self.lose, loss_colour(self))
        self._sides_heading = Heading(tr("Who gains, who loses"), inside)
        self._others_heading = Heading(tr("Other figures"), inside)
        self.more.lineEdit().setPlaceholderText(tr("Add a figure"))
        self.more.setAccessibleName(tr("Add a figure"))
        for part in (label, self.question, self.modes, self.drawing, self.card, self.source, self.service):
            column.addWidget(part)
        column.addSpacing(GAP)
        for part in (self._sides_heading, self.gain, self.lose, self.sides_of):
            column.addWidget(part)
        column.addSpacing(GAP)
        for part in (self._others_heading, self.rows, self.more):
            column.addWidget(part)
        column.addSpacing(GAP)
        column.addWidget(self._limits_box(inside))
        column.addWidget(self._weights_box(inside))
        column.addStretch(1)
        fill(self, self.area)

    def _limits_box(self, parent: QWidget) -> QWidget:
        self.limits_box = foldable(tr("What to know about these scores"), True, parent)
        column = QVBoxLayout(self.limits_box)
        column.setContentsMargins(GAP, GAP, 0, GAP)
        self.limits = Note(parent=self.limits_box)
        column.addWidget(self.limits)
        return self.limits_box

    def _weights_box(self, parent: QWidget) -> QWidget:
        box = foldable(tr("Weights of the 15-minute index"), True, parent)
        column = QVBoxLayout(box)
        column.setContentsMargins(GAP, GAP, 0, GAP)
        column.setSpacing(GAP)
        # Made here, so that Tab comes to them from the button that unfolds them.
        self.index, self.weights = QComboBox(box), WeightsTable(box)
        for name in SETS:
            self.index.addItem(tr("For employees") if name == "index15work" else tr("For residents"), name)
        self.index.setAccessibleName(tr("Weights for whom"))
        column.addWidget(self.index)
        column.addWidget(self.weights)
        self.weights_box = box
        return box

    def connect_session(self, session: DistrictSession) -> None:
        """Follow the question, the scores and what hangs on the cursor."""
        self._preview, self._waiting, self._shown = None, False, []
        self._soon.stop()
        self.wires.connect(session.question_changed, self._on_question_changed)
        self.wires.connect(session.scores_changed, self._on_scores_changed)
        self.wires.connect(session.previewed, self._on_previewed)
        self.wires.connect(session.preview_waiting, self._on_preview_waiting)
        self.wires.connect(session.settings_changed, self._on_settings_changed)

    def refresh(self) -> None:
        """Show the district as it is."""
        self._show_questions()
        self._show_figures()
        self._show_weights()

    # Showing

    def _show_questions(self) -> None:
        session = self.session
        if session is None:
            return
        self.modes.show_session(session)
        asked = session.questions()
        self.question.show_questions(asked, session.question.id if session.question else "")
        self.more.show_questions(asked, "")
        if asked and not session.scorer.others:
            session.scorer.ask_also(usual_others(asked, session.question))

    def _show_figures(self) -> None:
        session = self.session
        if session is None:
            return
        stale = bool(session.stale) and self._preview is None
        found = self._read(session)
        self.card.show_reading(found[0] if found else None, self._waiting, stale)
        self.rows.show_readings(found[1:], self._waiting or stale or self._incomplete(session))
        self._others_heading.setVisible(len(found) > 1)
        name = session.question.figure if session.question else ""
        said = figure_words(session, name)
        self.source.setText(tr("Source: {}").format(said.source) if said else "")
        self.service.setText(service_words(session, [name, *(one.name for one in found[1:])]))
        self.service.setVisible(bool(self.service.text()))
        self.drawing.setText(self._drawing_words(session))
        self.drawing.setVisible(bool(self.drawing.text()))
        self._show_sides(session)
        self._show_limits(session)
        self.area.settle()
        self.followed.emit()

    def _read(self, session: DistrictSession) -> list[reading.Reading]:
        """Return the headline and the other figures: of the preview while there is one.

        As long as its other figures are not there, those that were shown last.
        """
        if self._preview is not None:
            headline = reading.of_change(self._preview.headline, session)
            if self._incomplete(session):
                last = {one.name: one for one in self._shown}
                return [headline, *(last[name] for name in session.scorer.others if name in last)]
            self._shown = [reading.of_change(change, session) for change in self._preview.others]
            return [headline, *self._shown]
        headline = session.question.figure if session.question else ""
        names = [headline, *reading.other_figures(session, session.scorer.others, MOST_OTHERS)]
        every = [reading.of_results(session.results, name) for name in names]
        found = [one for one in every if one is not None] if every[0] is not None else []
        self._shown = found[1:]
        return found

    def _incomplete(self, session: DistrictSession) -> bool:
        """Return whether the other figures of the preview are still being computed."""
        return self._preview is not None and len(self._preview.others) < len(session.scorer.others)

    def _drawing_words(self, session: DistrictSession) -> str:
        if self._preview is not None:
            # Another figure may move yet.
            why = "" if self._incomplete(session) else self._preview.why_silent
            where = as_if_counted(standing(session, self._preview.edit.id))
            parts = (tr("While drawing"), where, tr("No effect: {}").format(why) if why else "")
            said = [part for part in parts if part]
            return tr("{}.").format(". ".join(said)) if len(said) > 1 else said[0]
        if "*" in session.stale or session.stale:
            return tr("Out of date: being recomputed") if session.results is not None else tr("Being scored")
        return ""

    def _show_sides(self, session: DistrictSession) -> None:
        if self._preview is not None:
            sides = reading.sides_of_preview(self._preview, session.engine)
        else:
            sides = reading.sides_of_results(session)
        shown = sides is not None
        for part in (self._sides_heading, self.gain, self.lose, self.sides_of):
            part.setVisible(shown)
        if sides is None:
            return
        self.gain.setText(_gain_words(sides))
        coloured(self.gain, gain_colour(self) if sides.gain else muted_colour(self))
        self.lose.setText(_lose_words(sides))
        self.lose.setVisible(sides.lose > 0)
        share = numbers.written(100 * sides.deprived, 0)
        deprived = tr("{} % of those who gain live in the most deprived 3 of 10 areas [P]").format(share)
        if sides.derived:
            # Deciles of this district say nothing about the nation.
            deprived = tr("{} % of those who gain are of the most deprived 30 % of this district's people [P]").format(
                share
            )
        self.sides_of.setText("" if math.isnan(sides.deprived) else deprived)
        self.sides_of.setVisible(bool(self.sides_of.text()))

    def _show_limits(self, session: DistrictSession) -> None:
        """Tell what may spoil the scores, folded away until it is asked for."""
        found = session.results.warnings if session.results is not None else ()
        if found != self._limits_shown:
            self._limits_shown = found
            self.limits.setText("\n\n".join(f"{sentence.rstrip('.')}." for sentence in found))
        self.limits_box.setVisible(bool(found))

    def _show_weights(self) -> None:
        if self.session is not None:
            self.weights.show_index(self.session, str(self.index.currentData()))

    # Facts

    def _on_question_changed(self) -> None:
        self._show_questions()
        self._show_figures()

    def _on_scores_changed(self) -> None:
        self._show_figures()

    def _on_settings_changed(self) -> None:
        self._show_weights()

    def _on_previewed(self, preview: Preview | None) -> None:
        self._preview, self._waiting = preview, False
        self._follow()

    def _on_preview_waiting(self) -> None:
        if not self._waiting:
            self._waiting = True
            self._follow()

    def _follow(self) -> None:
        # Chip and map are painted first, and the page between two moves of the mouse.
        if not self._soon.isActive():
            self._soon.start()

    # Wishes

    def _on_question_chosen(self, id_: str) -> None:
        if self.session is not None:
            self.session.ask(id_)

    def _on_more_chosen(self, id_: str) -> None:
        session = self.session
        figure = next((one.figure for one in session.questions() if one.id == id_), "") if session else ""
        if session is not None and figure:
            kept = [name for name in session.scorer.others if name != figure]
            session.scorer.ask_also((figure, *kept)[:MOST_OTHERS])

    def _on_row_removed(self, name: str) -> None:
        if self.session is not None:
            self.session.scorer.ask_also(tuple(one for one in self.session.scorer.others if one != name))

    def _on_index_chosen(self, row: int) -> None:
        self._show_weights()

    def _on_weights_changed(self, index: str, value: object) -> None:
        if self.session is not None:
            self.session.set_setting(index, value)


USUAL = (
    "index15work_{}_employees_mean", "index15_{}_people_mean", "within_{}_grocery_10_people",
    "within_{}_meeting_place_10_employees", "within_{}_green_space_10_people", "count_{}_jobs_15_people_mean",
    "within_{}_cafe_10_employees", "within_{}_meeting_place_10_people", "within_{}_cafe_10_people",
    "within_{}_pharmacy_10_people",
)  # fmt: skip
"""Figures that a district begins with, by mode, as far as it has them: a start that a planner changes [P]."""


def usual_others(asked: Sequence[Question], question: Question | None) -> tuple[str, ...]:
    """Return the usual figures of the question's mode, then the first of every other group of questions."""
    mode = next((one for one in MODES if question and f"_{one}_" in question.figure), "walk")
    known = [one.figure for one in asked]
    usual = [name.format(mode) for name in USUAL if name.format(mode) in known]
    first: dict[str, str] = {}
    for figure in known:
        first.setdefault(group_of(figure), figure)
    own = {group_of(figure) for figure in (*usual, question.figure if question else "")}
    # A weighted count tells nothing to whoever has not asked for it.
    rest = [figure for group, figure in first.items() if group not in own and not figure.startswith("gravity_")]
    return tuple(f for f in (*usual, *rest) if not question or f != question.figure)[:MOST_OTHERS]


def service_words(session: DistrictSession, figures: Sequence[str]) -> str:
    """Return whose timetable of which day some figures rest on; empty where none of them rides public transport."""
    engine = session.engine
    if engine is None:
        return ""
    used = {mode_of(engine, name) for name in figures}
    riding = [mode for mode in engine.scope.modes if mode.rides and mode.id in used]
    return ". ".join(told(engine.transit, riding)) if riding else ""


def _gain_words(sides: reading.Sides) -> str:
    amount = numbers.counted(sides.gain)
    if not sides.gain and not sides.lose:
        return tr("Nobody gains or loses")
    return (
        tr("{} employees gain").format(amount) if sides.weight == "employees" else tr("{} people gain").format(amount)
    )


def _lose_words(sides: reading.Sides) -> str:
    amount = numbers.counted(sides.lose)
    return (
        tr("{} employees lose").format(amount) if sides.weight == "employees" else tr("{} people lose").format(amount)
    )


PANEL = Panel("scores", 20, lambda: tr("Scores"), lambda: tr("What changes, for whom"), ScoresPage)
