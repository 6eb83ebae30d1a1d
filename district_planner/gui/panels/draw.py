"""The page Draw: what can be drawn, what is drawn, and the form of the selected one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QLabel, QWidget

from district_planner.core.interventions import values
from district_planner.gui.commands import Commands
from district_planner.gui.panels.registry import Page, Panel
from district_planner.gui.widgets.alternatives import excluding_each_other
from district_planner.gui.widgets.attribute_form import AttributeForm
from district_planner.gui.widgets.edit_bar import EditBar
from district_planner.gui.widgets.hint import FirstStart
from district_planner.gui.widgets.intervention_model import note_on, why_useless
from district_planner.gui.widgets.intervention_table import InterventionTable
from district_planner.gui.widgets.kind_buttons import KindButtons
from district_planner.gui.widgets.look import Heading, Note, Rule
from district_planner.gui.widgets.scrolled import Scrolled, fill
from district_planner.gui.widgets.stops_box import StopsBox
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.core.interventions.intervention import Intervention
    from district_planner.gui.session import DistrictSession


class DrawPage(Page):
    """Draw, switch on and off, describe."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(commands, parent)
        self.hint = FirstStart(self)
        self.kinds = KindButtons(self)
        self.bar = EditBar(commands, self)
        self.table = InterventionTable(self)
        self.why = Note(parent=self)
        self.stops = StopsBox(self)
        self.form = AttributeForm(self)
        self._empty = Note(tr("Nothing is drawn yet. Choose what to draw above, then click on the map."), self)
        self._lay_out()
        self.kinds.asked.connect(self._on_kind_asked)
        self.table.chosen.connect(self._on_chosen)
        self.table.asked.connect(self._on_table_asked)
        self.form.changed.connect(self._on_form_changed)
        self.stops.changed.connect(self._on_form_changed)
        self.stops.file_asked.connect(lambda: commands.window_asked.emit("to_gtfs"))
        self.kinds.timetable_asked.connect(lambda: commands.window_asked.emit("from_gtfs"))
        commands.tool_changed.connect(self.kinds.mark)

    def _lay_out(self) -> None:
        self.area = Scrolled(self)
        inside, column = self.area.inside, self.area.column()
        heading: QLabel = Heading(tr("Interventions"), inside)
        for part in (self.hint, self.kinds, Rule(inside), heading, self.bar, self.table, self._empty, self.why,
                     Rule(inside), self.stops, self.form):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        fill(self, self.area)

    def set_session(self, session: DistrictSession | None) -> None:
        """Show another district, or none."""
        self.bar.set_session(session)
        super().set_session(session)

    def connect_session(self, session: DistrictSession) -> None:
        """Follow the interventions, their scores and which one is selected."""
        self.wires.connect(session.interventions_changed, self._on_interventions_changed)
        self.wires.connect(session.selection_changed, self._on_selection_changed)
        for fact in (session.scenario_changed, session.world_changed, session.question_changed, session.scores_changed):
            self.wires.connect(fact, self._on_table_changed)
        # The form offers what the engine knows: nodes, routes, stops.
        self.wires.connect(session.question_changed, self._show_selected)

    def refresh(self) -> None:
        """Show the district as it is."""
        session = self.session
        self.table.show_session(session)
        drawn = bool(session and session.interventions())
        self.table.setVisible(drawn)
        self.hint.setVisible(session is not None and session.illustrative and not self.hint.seen)
        self._empty.setVisible(session is not None and not drawn)
        self._show_selected()

    def _show_selected(self) -> None:
        session = self.session
        self.stops.show_intervention(session.intervention(session.selected) if session and session.selected else None)
        self.form.show_intervention(session, session.selected if session else "")
        self._show_why()
        self.area.settle()

    def _on_interventions_changed(self, ids: list[str]) -> None:
        self.refresh()

    def _on_table_changed(self) -> None:
        self.table.show_session(self.session)
        if self.session is not None:
            self.form.show_standing(self.session)
            self._show_why()

    def _show_why(self) -> None:
        session = self.session
        one = session.intervention(session.selected) if session and session.selected else None
        why = why_useless(session, one) if session is not None and one is not None else ""
        note = note_on(session, one) if session is not None and one is not None and not why else ""
        told = tr("No effect: {}.").format(why.rstrip(".")) if why else f"{note[:1].upper()}{note[1:]}." if note else ""
        self.why.setText(told)
        self.why.setVisible(bool(told))

    def _on_selection_changed(self, id_: str) -> None:
        self.table.mark(id_)
        self._show_selected()

    def _on_kind_asked(self, kind: str, geometry: str) -> None:
        self.commands.drawing_asked.emit(kind, geometry)

    def _on_chosen(self, id_: str) -> None:
        if self.session is not None:
            self.session.select(id_)

    def _on_form_changed(self, one: Intervention, what: str) -> None:
        if self.session is not None:
            self.session.put(one, what)

    def _on_table_asked(self, what: str, id_: str) -> None:
        session = self.session
        one = session.intervention(id_) if session is not None else None
        if session is None or one is None:
            return
        if what == "zoom":
            self.commands.zoom_asked.emit(id_)
        elif what == "copy":
            session.select(id_)
            self.commands.window_asked.emit("copy")
        elif what == "delete":
            session.remove([id_], tr("Delete {}").format(one.label))
        elif what == "alternative":
            self._draw_alternative(session, one)

    def _draw_alternative(self, session: DistrictSession, one: Intervention) -> None:
        """Copy it, mark both as excluding each other, and reshape the copy."""
        copy = replace(one, id=session.new_id(one.kind), name=tr("{}, alternative").format(one.label))
        pair = excluding_each_other(one, copy, values.ids(one, "excludes"))
        session.put_all(pair, (), tr("Draw an alternative to {}").format(one.label))
        session.select(copy.id)
        self.commands.editing_asked.emit("reshape")


PANEL = Panel(
    "draw", 10, lambda: tr("Draw"), lambda: tr("Draw interventions, switch them on and off, describe them"), DrawPage
)
