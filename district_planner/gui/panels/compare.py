"""The page Compare: what the map shows, two scenarios beside each other, charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from district_planner.gui.commands import VIEWS, Commands, Comparison
from district_planner.gui.panels.registry import Page, Panel
from district_planner.gui.widgets.comparison_table import ComparisonTable
from district_planner.gui.widgets.look import GAP, ICON, SPACE, Heading, Note, action_icon, tool_button
from district_planner.gui.widgets.scrolled import Scrolled, fill
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession

OPERATIONS = ("difference", "ratio", "relative")
SWIPE = "swipe"
CHARTS = ("changes", "times", "cumulative")


class ComparePage(Page):
    """Base, with and change on the map; scenario against scenario; charts."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(commands, parent)
        self.views = {name: self._view_button(name) for name in VIEWS}
        self.first, self.second, self.operation = (QComboBox(self) for _ in range(3))
        self.table = ComparisonTable(self)
        self.every = QCheckBox(tr("All figures"), self)
        self.compute = QPushButton(action_icon("layer"), tr("Compare, in figures and on the map"), self)
        self.state = Note(parent=self)
        self.charts = {name: self._chart_button(name) for name in CHARTS}
        self.linkages = QPushButton(action_icon("table"), tr("Times between nodes…"), self)
        self._found: dict[tuple[str, str], Any] = {}
        self._waiting = False
        self._lay_out()
        self._connect_widgets()

    def _connect_widgets(self) -> None:
        for box in (self.first, self.second):
            box.activated.connect(lambda *_: self._on_pair_changed())
        self.operation.activated.connect(self._on_operation_chosen)
        self.every.toggled.connect(lambda *_: self._show_table())
        self.compute.clicked.connect(self._on_compute_clicked)
        self.linkages.clicked.connect(lambda *_: self.commands.window_asked.emit("linkages"))
        self.commands.compared.connect(self._on_compared)

    def _view_button(self, name: str) -> QToolButton:
        words = {"base": tr("Base"), "with": tr("With"), "change": tr("Change"), "swipe": tr("Swipe")}
        tips = {
            "base": tr("The map without the scenario"), "with": tr("The map with the scenario"),
            "change": tr("What the scenario changes on the map"),
            "swipe": tr("Drag a line over the map: without the scenario on its left, with it on its right"),
        }  # fmt: skip
        button = QToolButton(self)
        button.setIcon(action_icon(name))
        button.setIconSize(ICON)
        button.setText(words[name])
        button.setToolTip(tips[name])
        button.setAccessibleName(words[name])
        if name != "swipe":  # four words are wider than the dock
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self.commands.view_asked.emit(name))
        return button

    def _chart_button(self, name: str) -> QPushButton:
        words = {
            "changes": tr("Interventions by change"), "times": tr("Times, base against with"),
            "cumulative": tr("People by minutes"),
        }  # fmt: skip
        button = QPushButton(action_icon("chart"), words[name], self)
        button.clicked.connect(lambda *_: self.commands.chart_asked.emit(name))
        return button

    def _lay_out(self) -> None:
        self.area = Scrolled(self)
        inside, column = self.area.inside, self.area.column()
        self._map_heading = Heading(tr("On the map"), inside)
        self._charts_heading = Heading(tr("Charts"), inside)
        column.addWidget(self._map_heading)
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(3)
        for button in self.views.values():
            group.addButton(button)
            row.addWidget(button)
        self.views["change"].setChecked(True)
        column.addLayout(row)
        column.addSpacing(GAP)
        column.addWidget(Heading(tr("Two scenarios"), inside))
        column.addLayout(self._pair(inside))
        for part in (self.compute, self.state, self.table, self.every):
            column.addWidget(part)
        column.addSpacing(GAP)
        column.addWidget(self._charts_heading)
        for button in self.charts.values():
            column.addWidget(button)
        column.addSpacing(GAP)
        column.addWidget(Heading(tr("Between nodes"), inside))
        column.addWidget(self.linkages)
        column.addStretch(1)
        fill(self, self.area)

    def _pair(self, parent: QWidget) -> QFormLayout:
        words = {
            "difference": tr("Difference: second − first"), "ratio": tr("Ratio: second ÷ first"),
            "relative": tr("Relative difference, in %"),
        }  # fmt: skip
        for name in OPERATIONS:
            self.operation.addItem(words[name], name)
        pairs = []
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE)
        form.setVerticalSpacing(GAP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, box in ((tr("First"), self.first), (tr("Second"), self.second), (tr("Show"), self.operation)):
            box.setMinimumContentsLength(10)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setAccessibleName(text)
            label = QLabel(text, parent)
            label.setBuddy(box)
            if box is self.operation:
                form.addRow(label, box)
                continue
            row = QHBoxLayout()
            row.setSpacing(2)
            row.addWidget(box, 1)
            if box is self.first:
                swap = tool_button("swap", tr("Swap the two"), parent)
                swap.clicked.connect(self._on_swapped)
            else:
                swap = tool_button("scenarios", tr("Scenarios: what is on in which"), parent)
                swap.clicked.connect(lambda *_: self.commands.window_asked.emit("scenarios"))
            row.addWidget(swap)
            form.addRow(label, row)
            pairs.append((box, swap))
        for box, swap in pairs:
            self.setTabOrder(box, swap)
        return form

    def connect_session(self, session: DistrictSession) -> None:
        """Follow scenarios and scores."""
        self._found, self._waiting = {}, False
        self.wires.connect(session.scenario_changed, self._on_scenario_changed)
        self.wires.connect(session.scores_changed, self._on_scores_changed)
        self.wires.connect(session.question_changed, self._on_question_changed)
        self.wires.connect(session.view_changed, self._show_view)
        self.wires.connect(session.failed, self._on_failed)

    def _offer_what_is_heard(self) -> None:
        """Offer what somebody does: a button that does nothing is worse than none."""
        heard = self.commands.receivers
        for part in (self._map_heading, *self.views.values()):
            part.setVisible(heard(self.commands.view_asked) > 0)
        for part in (self._charts_heading, *self.charts.values()):
            part.setVisible(heard(self.commands.chart_asked) > 0)

    def refresh(self) -> None:
        """Show the district as it is."""
        self._offer_what_is_heard()
        session = self.session
        if session is None:
            return
        scenarios = session.scenarios()
        for box, usual in ((self.first, 0), (self.second, 1)):
            kept = box.currentData()
            box.clear()
            for one in scenarios:
                box.addItem(one.name, one.id)
            at = box.findData(kept)
            box.setCurrentIndex(at if at >= 0 else min(usual, len(scenarios) - 1))
        if not self.views[SWIPE].isChecked():
            self._show_view()
        self._show_table()

    def _show_view(self) -> None:
        """Press the button of what the map shows."""
        if self.session is not None:
            self.views[self.session.view].setChecked(True)

    def chosen(self) -> Comparison:
        """Return what the planner chose to compare."""
        return Comparison(
            str(self.first.currentData() or ""), str(self.second.currentData() or ""), str(self.operation.currentData())
        )

    def _show_table(self) -> None:
        session = self.session
        if session is None:
            return
        two = self.chosen()
        found = self._found.get((two.first, two.second))
        same = two.first == two.second
        self.compute.setEnabled(not same and session.engine is not None and not self._waiting)
        self.table.setVisible(found is not None)
        self.every.setVisible(found is not None)
        self.state.setText(self._state_words(session, found is not None, same))
        self.state.setVisible(bool(self.state.text()))
        if found is not None:
            self.table.show_comparison(session, found.figures, two.operation, self.every.isChecked())

    def _state_words(self, session: DistrictSession, known: bool, same: bool) -> str:
        if len(session.scenarios()) < 2:
            return tr("There is one scenario only. Add another in the scenarios window.")
        if same:
            return tr("Choose two different scenarios.")
        if self._waiting:
            return tr("Being compared…")
        return "" if known else tr("Both are computed when you ask for it.")

    # Facts

    def _on_scenario_changed(self) -> None:
        self.refresh()

    def _on_scores_changed(self) -> None:
        if self.session is not None and self.session.stale:
            self._found, self._waiting = {}, False
        self._show_table()

    def _on_question_changed(self) -> None:
        self._show_table()

    # Wishes

    def _on_pair_changed(self) -> None:
        self._waiting = False
        self._show_table()

    def _on_operation_chosen(self, row: int) -> None:
        self.commands.operation_asked.emit(str(self.operation.itemData(row)))
        self._show_table()

    def _on_swapped(self) -> None:
        first, second = self.first.currentIndex(), self.second.currentIndex()
        self.first.setCurrentIndex(second)
        self.second.setCurrentIndex(first)
        self._on_pair_changed()

    def _on_compute_clicked(self) -> None:
        self._waiting = True
        self._show_table()
        self.commands.layer_asked.emit(self.chosen())

    def _on_compared(self, asked: Comparison, found: Any) -> None:
        self._waiting = False
        self._found[asked.first, asked.second] = found
        self._show_table()

    def _on_failed(self, why: str) -> None:
        self._waiting = False
        self._show_table()


PANEL = Panel(
    "compare", 30, lambda: tr("Compare"), lambda: tr("Scenarios beside each other, maps, charts"), ComparePage
)
