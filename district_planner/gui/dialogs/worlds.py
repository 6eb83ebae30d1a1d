"""The window of worlds: what happens anyway, and from which year; one switch for everything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from district_planner.core.errors import InterventionError
from district_planner.core.interventions import values
from district_planner.core.interventions.attributes import OPEN_YEAR, Attribute
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import TODAY
from district_planner.gui.contents import World
from district_planner.gui.dialogs.floating import FloatingWindow
from district_planner.gui.widgets.editors import NumberEditor
from district_planner.gui.widgets.look import GAP, ICON, SPACE, Heading, Note, action_icon, kind_icon
from district_planner.gui.widgets.world_words import world_words
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace

_ID = Qt.ItemDataRole.UserRole


class _Externals(QTreeWidget):
    """Rows whose year, the second column, is typed after a double click or F2; the name is not edited."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.itemDoubleClicked.connect(lambda item, column: self.editItem(item, 1) if column == 1 else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2 and self.currentItem() is not None:
            self.editItem(self.currentItem(), 1)
            return
        super().keyPressEvent(event)


class WorldsWindow(FloatingWindow):
    """Worlds at the left; name, year and externals of the current one at the right."""

    name = "worlds"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.setWindowTitle(tr("Worlds"))
        self._quiet = False
        self.list = QListWidget(self)
        self.add = QPushButton(action_icon("add"), tr("&Add"), self)
        self.delete = QPushButton(tr("&Delete"), self)
        self.use = QPushButton(tr("&Use this world"), self)
        self.world_name = QLineEdit(self)
        self.year = NumberEditor(Attribute("year", tr("Year"), "integer", minimum=1900, maximum=2200), self)
        self.candidates = NumberEditor(
            Attribute("until", tr("Candidates"), "integer", minimum=1900, maximum=2200), self
        )
        self.externals = _Externals(self)
        self.state = Note(parent=self)
        self._lay_out()
        self.list.currentItemChanged.connect(lambda *_: self._show_world())
        self.list.itemActivated.connect(lambda *_: self._on_use_clicked())
        self.add.clicked.connect(self._on_add_clicked)
        self.delete.clicked.connect(self._on_delete_clicked)
        self.use.clicked.connect(self._on_use_clicked)
        self.world_name.editingFinished.connect(self._on_name_edited)
        self.year.given.connect(self._on_year_given)
        self.candidates.given.connect(self._on_candidates_given)
        self.externals.itemChanged.connect(self._on_item_changed)
        self.resize(640, 400)
        self.begin()

    def _lay_out(self) -> None:
        self.list.setAccessibleName(tr("Worlds"))
        self.world_name.setAccessibleName(tr("Name"))
        self.externals.setAccessibleName(tr("What happens anyway"))
        self.externals.setRootIsDecorated(False)
        self.externals.setIconSize(ICON)
        self.externals.setHeaderLabels([tr("What happens anyway"), tr("From")])
        self.externals.header().setStretchLastSection(False)
        self.externals.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.externals.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(Heading(tr("Worlds"), self))
        left.addWidget(self.list, 1)
        left.addWidget(self.add)
        left.addWidget(self.delete)
        left.addWidget(self.use)
        left.addSpacing(GAP)
        label = QLabel(tr("Candidates &open by"), self)
        label.setBuddy(self.candidates)
        left.addWidget(label)
        left.addWidget(self.candidates)
        self.candidates.field.setPlaceholderText(tr("all, whenever they open"))
        self.candidates.setToolTip(tr("Candidates that open later are off, in every world. Empty: all count."))
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, tip, field in (
            (tr("&Name"), "", self.world_name),
            (tr("&Year of the world"), tr("What opens later is not there yet. Empty: all is there."), self.year),
        ):  # fmt: skip
            label = QLabel(text, self)
            label.setBuddy(field)
            field.setToolTip(tip)
            form.addRow(label, field)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addLayout(form)
        right.addWidget(self.externals, 1)
        right.addWidget(self.state)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        row.setSpacing(SPACE)
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        for button in (self.add, self.delete, self.use):
            button.setAutoDefault(False)

    def connect_session(self, session: DistrictSession) -> None:
        """Follow worlds and interventions."""
        self.wires.connect(session.world_changed, self._on_world_changed)
        self.wires.connect(session.interventions_changed, self._on_interventions_changed)

    def refresh(self) -> None:
        """Show the district as it is."""
        session = self.session
        kept = self.current.id if self.current else (session.world if session else "")
        self._quiet = True
        self.list.clear()
        for one in session.worlds() if session else ():
            item = QListWidgetItem(world_words(one), self.list)
            item.setData(_ID, one.id)
            if session is not None and one.id == session.world:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
                item.setToolTip(tr("Everything is scored in this world"))
            if one.id == kept:
                self.list.setCurrentItem(item)
        self._quiet = False
        self._show_world()

    @property
    def current(self) -> World | None:
        """Return the world that is shown."""
        item = self.list.currentItem()
        wanted = str(item.data(_ID)) if item is not None else ""
        worlds = self.session.worlds() if self.session is not None else []
        return next((one for one in worlds if one.id == wanted), None)

    def _show_world(self) -> None:
        world, session = self.current, self.session
        if self._quiet or world is None or session is None:
            return
        self._quiet = True
        self.world_name.setText(world.name)
        self.year.set_value(world.year)
        self.candidates.set_value(session.year)
        self.use.setEnabled(world.id != session.world)
        self.delete.setEnabled(world.id != TODAY)
        self._fill(world, session)
        self._quiet = False

    def _fill(self, world: World, session: DistrictSession) -> None:
        externals = [one for one in session.interventions() if one.external]
        self._set_rows(externals)
        late = 0
        for row, one in enumerate(externals):
            year, item = opening_year(one), self.externals.topLevelItem(row)
            on = one.id in world.externals
            item.setText(0, one.label)
            item.setText(1, str(year) if year else tr("always"))
            item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            not_yet = bool(on and world.year and year and year > world.year)
            late += not_yet
            item.setToolTip(0, tr("Opens in {}, after the year of this world").format(year) if not_yet else "")
        nothing = not self.externals.topLevelItemCount()
        if nothing:
            words = tr("Nothing happens anyway yet. Draw it, then tick “Happens anyway” below its name in the dock.")
        else:
            words = tr("%n ticked open after the year of this world and are not there yet.", None, late) if late else ""
        self.state.setText(words)
        self.state.setVisible(bool(words))

    def _set_rows(self, externals: list[Intervention]) -> None:
        """Make a row for each, unless they are there: a tick comes back here, and its row must outlive it."""
        rows = [str(self.externals.topLevelItem(i).data(0, _ID)) for i in range(self.externals.topLevelItemCount())]
        if rows == [one.id for one in externals]:
            return
        self.externals.clear()
        for one in externals:
            item = QTreeWidgetItem(self.externals)
            item.setIcon(0, kind_icon(one.kind))
            item.setData(0, _ID, one.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setToolTip(1, tr("Double click or F2: the year from which it is there. Empty: always."))

    def _put(self, **changes: Any) -> None:
        if self._quiet or self.current is None or self.session is None:
            return
        changed = replace(self.current, **changes)
        if changed != self.current:
            self.session.put_world(changed)

    # Facts and wishes

    def _on_world_changed(self) -> None:
        self.refresh()

    def _on_interventions_changed(self, ids: list[str]) -> None:
        self._show_world()

    def _on_delete_clicked(self) -> None:
        if self.session is not None and self.current is not None:
            self.session.remove_world(self.current.id)

    def _on_year_typed(self, id_: str, text: str) -> None:
        """Set the opening year of an external; what is no year is put back as it was."""
        session = self.session
        one = session.intervention(id_) if session is not None else None
        if session is None or one is None:
            return
        always = not text or text == tr("always")
        low, high = OPEN_YEAR.minimum or 0.0, OPEN_YEAR.maximum or 0.0
        if not always and not (text.isdecimal() and low <= int(text) <= high):
            session.failed.emit(tr("“{}” is no year: write one from {} to {}.").format(text, int(low), int(high)))
            self._show_world()
            return
        year = None if always else int(text)
        if year != opening_year(one):
            said = {**one.attributes, "open_year": year}
            session.put(replace(one, attributes=said), tr("Change the opening year of {}").format(one.label))
        self._show_world()

    def _on_add_clicked(self) -> None:
        session = self.session
        if session is None:
            return
        id_ = session.free_id("w", {one.id for one in session.worlds()})
        source = self.current
        new = World(id_, tr("World {}").format(id_[1:]), source.year if source else None,
                    source.externals if source else frozenset())  # fmt: skip
        session.put_world(new)
        for row in range(self.list.count()):
            if self.list.item(row).data(_ID) == new.id:
                self.list.setCurrentRow(row)
        self.world_name.setFocus()
        self.world_name.selectAll()

    def _on_use_clicked(self) -> None:
        if self.session is not None and self.current is not None:
            self.session.set_world(self.current.id, self.session.year)

    def _on_name_edited(self) -> None:
        if self.world_name.text().strip():
            self._put(name=self.world_name.text().strip())

    def _on_year_given(self, year: int | None) -> None:
        self._put(year=year)

    def _on_candidates_given(self, year: int | None) -> None:
        if self.session is not None and not self._quiet:
            self.session.set_world(self.session.world, year)

    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        world = self.current
        if self._quiet or world is None:
            return
        id_ = str(item.data(0, _ID))
        if column == 1:
            self._on_year_typed(id_, item.text(1).strip())
            return
        on = item.checkState(0) == Qt.CheckState.Checked
        self._put(externals=world.externals | {id_} if on else world.externals - {id_})


def opening_year(one: Intervention) -> int | None:
    """Return the year from which an intervention is there, None for always."""
    try:
        year = values.number(one, OPEN_YEAR)
    except InterventionError:
        return None
    return None if year is None else int(year)
