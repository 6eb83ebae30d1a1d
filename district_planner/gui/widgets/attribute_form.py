"""The form of the selected intervention, made from what its kind declares."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from district_planner.core.errors import InterventionError, PlannerError
from district_planner.core.interventions import catalogue, vocabulary
from district_planner.core.interventions.attributes import COMMON, Attribute
from district_planner.core.interventions.cycle_quality import cycle_quality
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import Kind
from district_planner.core.interventions.slopes import slope_facts
from district_planner.gis.cycle_words import cycle_sentences
from district_planner.gis.slope_words import slope_sentences
from district_planner.gui.map_tools.facts import line_words
from district_planner.gui.map_tools.line_stops import runs
from district_planner.gui.standing import standing
from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.attribute_words import choice_word, label_of, note_of
from district_planner.gui.widgets.editors import (
    ChoiceEditor,
    Editor,
    LongTextEditor,
    MapEditor,
    NumberEditor,
    SeveralEditor,
    SwitchEditor,
    TextEditor,
)
from district_planner.gui.widgets.foldable import foldable
from district_planner.gui.widgets.headways_editor import HeadwaysEditor
from district_planner.gui.widgets.kind_words import category_name, kind_name, mode_name
from district_planner.gui.widgets.look import GAP, SPACE, Note, coloured, kind_icon, loss_colour, sized
from district_planner.gui.widgets.service_words import route_words, stop_words
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession

_TIME = ("timescale", "status", "open_year")
_COSTS = ("cost_low", "cost_central", "cost_high", "price_base", "upkeep_per_year", "optimism_bias")
_TIES = ("requires", "excludes", "sites")
_SHOWN_ELSEWHERE = {"katz_wagner", "evidence"}
_IN_STOPS_BOX = ("stops", "legs")
"""Types of attributes that :mod:`stops_box` shows."""


class AttributeForm(QWidget):
    """Shows one intervention and passes every change on as one gesture."""

    changed = pyqtSignal(object, str)
    """The intervention with a change, and what the change is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one: Intervention | None = None
        self.editors: dict[str, Editor] = {}
        self._built_for: tuple[Any, ...] = ()
        self._folded: dict[str, bool] = {}
        self._body: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(self._head())
        self.standing = Note(parent=self)
        self.standing.hide()
        layout.addWidget(self.standing)
        self._problem = Note(parent=self)
        coloured(self._problem, loss_colour(self))
        self._problem.hide()
        layout.addWidget(self._problem)
        self.quality = Note(parent=self)
        self.quality.hide()
        layout.addWidget(self.quality)

    def _head(self) -> QHBoxLayout:
        self._icon = QLabel(self)
        self._kind = Note(parent=self)
        self.name = QLineEdit(self)
        self.name.setAccessibleName(tr("Name"))
        self.name.setPlaceholderText(tr("Name"))
        self.name.setFont(sized(self.name.font(), 1.08, bold=True))
        self.name.editingFinished.connect(self._on_name_edited)
        self.anyway = QCheckBox(tr("Happens anyway"), self)
        self.anyway.setToolTip(
            tr("No candidate: it is there in every world in which it is ticked, whatever the scenario. See Worlds.")
        )
        self.anyway.clicked.connect(self._on_anyway_clicked)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self._kind)
        words.addWidget(self.anyway)
        head = QHBoxLayout()
        head.setSpacing(GAP + 2)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def show_intervention(self, session: DistrictSession | None, id: str) -> None:
        """Show an intervention of a district as it is; hides itself where there is none."""
        one = session.intervention(id) if session is not None and id else None
        self.one = one
        self.setVisible(one is not None)
        if one is None or session is None:
            return
        around = _Around(session, one)
        if around.key != self._built_for:
            self._build(one, around)
            self._built_for = around.key
        self._icon.setPixmap(kind_icon(one.kind).pixmap(28, 28))
        self._kind.setText(tr("{} · {}").format(kind_name(one.kind), _size(one)))
        kind = catalogue.find(one.kind)
        self._kind.setToolTip(kind.explain if kind else "")
        if self.name.text() != one.name:
            self.name.setText(one.name)
            self.name.setCursorPosition(0)
        self.anyway.setChecked(one.external)
        for name, editor in self.editors.items():
            editor.set_value(one.attributes.get(name))
        self.show_standing(session)
        self._show_estimates(one)
        self._show_quality(one, session)
        self._check(one)

    def show_standing(self, session: DistrictSession) -> None:
        """Say whether what is shown counts in the active scenario, where it does not."""
        said = standing(session, self.one.id) if self.one is not None else ""
        self.standing.setText(tr("{}.").format(said) if said else "")
        self.standing.setVisible(bool(said))

    def _build(self, one: Intervention, around: _Around) -> None:
        if self._body is not None:
            self._body.setParent(None)
            self._body.deleteLater()
        self.editors = {}
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        kind = catalogue.find(one.kind)
        attributes = {item.name: item for item in (kind.attributes if kind else COMMON)}
        common = {item.name for item in COMMON}
        own = [name for name in attributes if name not in common]
        column.addLayout(self._fields([attributes[name] for name in own], around))
        for title, names in (
            (tr("When"), _TIME), (tr("Cost"), _COSTS), (tr("Depends on"), _TIES),
            (tr("Notes"), ("description", "owner")),
        ):  # fmt: skip
            column.addWidget(self._group(title, [attributes[name] for name in names], around))
        self.layout().addWidget(self._body)

    def _group(self, title: str, attributes: list[Attribute], around: _Around) -> QWidget:
        box = foldable(title, self._folded.get(title, title != tr("When")), self._body or self)
        box.setLayout(self._fields(attributes, around))
        box.layout().setContentsMargins(GAP, GAP, 0, GAP)
        box.collapsedStateChanged.connect(lambda folded, title=title: self._folded.__setitem__(title, folded))
        return box

    def _fields(self, attributes: list[Attribute], around: _Around) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(SPACE)
        form.setVerticalSpacing(GAP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        for attribute in attributes:
            if attribute.name in _SHOWN_ELSEWHERE or attribute.type in _IN_STOPS_BOX:
                continue
            editor = around.editor(attribute)
            label = QLabel(label_of(attribute), self._body)
            label.setWordWrap(True)
            if not editor.wide:
                label.setFixedWidth(112)
            label.setBuddy(editor)
            editor.setAccessibleName(label_of(attribute))
            if editor.focusProxy():
                editor.focusProxy().setAccessibleName(label_of(attribute))
            tip = _tip(attribute)
            label.setToolTip(tip)
            editor.setToolTip(tip)
            editor.given.connect(lambda value, attribute=attribute: self._on_given(attribute, value))
            editor.refused.connect(self._on_refused)
            self.editors[attribute.name] = editor
            if editor.wide:
                form.addRow(label)
                form.addRow(editor)
            else:
                form.addRow(label, editor)
        return form

    def _show_estimates(self, one: Intervention) -> None:
        """Show in grey what the costs come to when the planner says nothing."""
        kind: Kind | None = catalogue.find(one.kind)
        try:
            estimate = kind.estimate(one) if kind else (math.nan,) * 3
            source = kind.estimate_source(one) if kind else ""
        except InterventionError:
            return
        mark = source[source.find("[") : source.find("]") + 1] if "[" in source else ""
        for name, value in zip(("cost_low", "cost_central", "cost_high"), estimate):
            editor = self.editors.get(name)
            if isinstance(editor, NumberEditor):
                editor.set_default(None if math.isnan(value) else round(value), mark)
                editor.field.setToolTip(tr("When empty: {}").format(source))

    def _show_quality(self, one: Intervention, session: DistrictSession) -> None:
        """Say how good a cycle path is, what a gradient costs and how a line runs, as far as it can be told."""
        try:
            found, slope = cycle_quality(one), slope_facts(one, session.everything.settings)
            rides = line_words(one)[1:] if runs(one) else ()
        except PlannerError:
            self.quality.hide()
            return
        said = (*(cycle_sentences(found) if found else ()), *(slope_sentences(slope) if slope else ()), *rides)
        self.quality.setText("\n".join(sentence[0].upper() + sentence[1:] for sentence in said))
        self.quality.setVisible(bool(said))

    def _check(self, one: Intervention) -> None:
        try:
            catalogue.notes(one)
            self._on_refused("")
        except InterventionError as error:
            self._on_refused(str(error))

    def _on_refused(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _on_name_edited(self) -> None:
        name = self.name.text().strip()
        if self.one is not None and name != self.one.name:
            self.changed.emit(replace(self.one, name=name), tr("Rename to {}").format(name or self.one.id))

    def _on_anyway_clicked(self, on: bool) -> None:
        if self.one is not None and on != self.one.external:
            what = tr("Let {} happen anyway") if on else tr("Make {} a candidate")
            self.changed.emit(replace(self.one, external=on), what.format(self.one.label))

    def _on_given(self, attribute: Attribute, value: Any) -> None:
        if self.one is None:
            return
        said = {**self.one.attributes, attribute.name: value}
        self.changed.emit(replace(self.one, attributes=said), tr("Change {}").format(label_of(attribute).lower()))


class _Around:
    """What the editors offer: the other interventions, the nodes, and routes and stops of the timetable, by name."""

    def __init__(self, session: DistrictSession, one: Intervention) -> None:
        self.kind = one.kind
        self.others = {other.id: other.label for other in session.interventions() if other.id != one.id}
        engine = session.engine
        nodes = engine.district.table("nodes") if engine is not None else None
        self.nodes = {} if nodes is None else dict(zip(nodes["id"].astype(str), nodes["name"].fillna("").astype(str)))
        kind = catalogue.find(one.kind)
        types = {attribute.type for attribute in kind.attributes} if kind else set()
        district = engine.district if engine is not None else None
        self.routes = route_words(district) if district is not None and "route_ids" in types else {}
        self.stops = stop_words(district) if district is not None and "stop_ids" in types else {}

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what decides the form."""
        offered = (self.others, self.nodes, self.routes, self.stops)
        return self.kind, *(tuple(words.items()) for words in offered)

    def editor(self, attribute: Attribute) -> Editor:
        """Return the editor of an attribute."""
        several: Mapping[str, tuple[Mapping[str, str], str]] = {
            "modes": ({mode: mode_name(mode) for mode in vocabulary.MODES}, tr("Usual for its kind [P]")),
            "categories": ({item: category_name(item) for item in vocabulary.CATEGORIES}, tr("None")),
            "ids": (self.others, tr("None")),
            "route_ids": (self.routes, tr("None") if attribute.name == "replaces" else tr("Every route")),
            "stop_ids": (self.stops, tr("The nearest to the drawn point")),
        }
        if attribute.type in several:
            return SeveralEditor(attribute, *several[attribute.type])
        if attribute.name == "node":
            return ChoiceEditor(attribute, self.nodes)
        if attribute.name == "description":
            return LongTextEditor(attribute)
        if attribute.choices:
            return ChoiceEditor(attribute, {item: choice_word(item) for item in attribute.choices})
        return _PLAIN.get(attribute.type, TextEditor)(attribute)


def _map_editor(attribute: Attribute) -> Editor:
    how = {
        "chainages": tr("None. While drawing, press B where a bridge starts and ends."),
        "coordinates": tr("None. While drawing, click a filled dot to pass over."),
        "entrances": tr("Nearest point of the outline [P]"),
    }
    return MapEditor(attribute, how[attribute.type])


_PLAIN: Mapping[str, Any] = {
    "number": NumberEditor, "integer": NumberEditor, "switch": SwitchEditor,
    "headways": HeadwaysEditor, "chainages": _map_editor, "coordinates": _map_editor, "entrances": _map_editor,
}  # fmt: skip


def _size(one: Intervention) -> str:
    geometry = one.geometry
    if geometry.geom_type == "LineString":
        return tr("{} m long").format(numbers.written(geometry.length, 0))
    if geometry.geom_type == "Polygon":
        return tr("{} ha").format(numbers.written(geometry.area / 10_000, 2))
    return tr("a point")


def _tip(attribute: Attribute) -> str:
    source = f"{attribute.citation} {attribute.mark}".strip() if attribute.citation else ""
    return "\n".join(part for part in (note_of(attribute), tr("Source: {}").format(source) if source else "") if part)
