"""The interventions of a district as a table: what it is, on or off, when, what it costs, what it changes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QColor, QFont

from district_planner.core.errors import InterventionError
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.standing import standing
from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.kind_words import kind_name
from district_planner.gui.widgets.look import action_icon, kind_icon
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession

NAME, TERM, COST, SCORE, FLAG = range(5)
LONGEST_UNIT = 6
"""Letters of a unit that the heading of the scores has room for."""
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
ID_ROLE = Qt.ItemDataRole.UserRole + 2
SECOND_ROLE = Qt.ItemDataRole.UserRole + 3
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Row:
    """One intervention as shown.

    Attributes:
        cost: central estimate in pounds, NaN unknown; score: change of the headline when built alone, NaN unknown.
        good: whether the score is for the better; why: why it has no effect, empty when it has one.
        stale: whether the score is being recomputed.
    """

    one: Intervention
    on: bool
    cost: float
    score: float
    good: bool
    why: str
    stale: bool

    @property
    def term(self) -> str:
        """Return short, medium, long or nothing."""
        return str(self.one.attributes.get("timescale") or "")


@dataclass(frozen=True)
class FigureWords:
    """What a figure is: unit, label, which way is better, who is counted, how, and the source with its mark."""

    unit: str
    label: str
    better: str
    weight: str
    statistic: str
    source: str


def term_words(term: str) -> str:
    """Return the timescale in the planner's language."""
    return {"short": tr("Short"), "medium": tr("Medium"), "long": tr("Long")}.get(term, term)


def second_line(row: Row) -> str:
    """Return what stands below the name: kind, term or that it happens anyway, and cost, as far as they are known."""
    said = [kind_name(row.one.kind)]
    if row.one.external:
        said.append(tr("happens anyway"))
    elif row.term:
        said.append(tr("{} term").format(term_words(row.term)))
    return " · ".join(said if math.isnan(row.cost) else [*said, numbers.money(row.cost)])


def cost_of(one: Intervention) -> float:
    """Return the central estimate in pounds, NaN where it is unknown or cannot be worked out."""
    try:
        return catalogue.estimate(one)[1]
    except InterventionError:
        return math.nan


def why_useless(session: DistrictSession, one: Intervention) -> str:
    """Return why an intervention has no effect: an attribute that is missing or wrong, else what the scores say."""
    try:
        own = catalogue.silence(one)
        catalogue.notes(one)
    except InterventionError as error:
        return str(error)
    if own or one.external or is_stale(session, one.id) or session.alone is None:
        return own
    alone = session.alone.get(one.id)
    return alone.why_silent if alone is not None else ""


def note_on(session: DistrictSession, one: Intervention) -> str:
    """Return what the scores say of who gains by an intervention over a long straight way only; empty for nothing."""
    if one.external or is_stale(session, one.id) or session.alone is None:
        return ""
    alone = session.alone.get(one.id)
    return alone.note if alone is not None else ""


def is_stale(session: DistrictSession, id: str) -> bool:
    """Tell whether an intervention's scores are not recomputed yet."""
    return "*" in session.stale or id in session.stale


def asked_figure(session: DistrictSession) -> str:
    """Return the name of the headline figure, empty until there is one."""
    return session.question.figure if session.question else ""


def figure_words(session: DistrictSession, figure: str) -> FigureWords | None:
    """Return what a figure of the district is, None where the engine does not know it."""
    engine = session.engine
    if engine is None:
        return None
    for spec in engine.specs:
        if spec.name == figure:
            return FigureWords(spec.unit, spec.label, spec.better, spec.weight, spec.statistic, spec.measure.source)
    for _, pair in engine.pair_specs:
        if pair.measure.name == figure:
            one = pair.measure
            return FigureWords(one.unit, one.label, one.better, "pairs", "median", one.source)
    return None


def _score(session: DistrictSession, id: str, figure: str) -> float:
    """Return the change of a figure when an intervention alone is built; NaN where it is not known."""
    alone = (session.alone or {}).get(id)
    if alone is None or figure not in alone.figures:
        return math.nan
    base, after = session.scorer.base.get(figure, math.nan), alone.figures[figure]
    if math.isinf(base) or math.isinf(after):
        return 0.0 if base == after else math.nan
    return float(after - base)


def rows_of(session: DistrictSession) -> list[Row]:
    """Return the rows of a district: candidates first, then what happens anyway."""
    on, figure = session.on(), asked_figure(session)
    said = figure_words(session, figure)
    higher = said is None or said.better != "lower"
    found = []
    for one in session.interventions():
        score = _score(session, one.id, figure)
        why = "" if one.external else why_useless(session, one)
        stale = is_stale(session, one.id) and not one.external
        found.append(Row(one, one.id in on, cost_of(one), score, (score > 0) == higher, why, stale))
    return sorted(found, key=lambda row: row.one.external)


class InterventionModel(QAbstractTableModel):
    """Shows the interventions of a session; a tick goes to the session and comes back as a fact."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.session: DistrictSession | None = None
        self.colours = (QColor(), QColor(), QColor())
        self.unit = ""

    def show_session(self, session: DistrictSession | None) -> None:
        """Read everything afresh; rows that stay keep their place, so that selection and scrolling stay too."""
        rows = rows_of(session) if session is not None else []
        said = figure_words(session, asked_figure(session)) if session is not None else None
        self.unit = said.unit if said else ""
        same = session is self.session and [row.one.id for row in rows] == [row.one.id for row in self.rows]
        self.session = session
        if same:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, FLAG))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def set_colours(self, gain: QColor, loss: QColor, muted: QColor) -> None:
        """Set what colours a score is written in."""
        self.colours = (gain, loss, muted)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of interventions."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns."""
        return 0 if parent.isValid() else FLAG + 1

    def row_of(self, id: str) -> int:
        """Return the row of an intervention, -1 where there is none."""
        return next((i for i, row in enumerate(self.rows) if row.one.id == id), -1)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the headings and what they mean."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (COST, SCORE):
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("Intervention"), tr("Term"), tr("Cost"), self._score_heading(), "")[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                tr("Ticked: part of the active scenario"),
                tr("Short: 1 to 3 years. Medium: 3 to 6. Long: 6 to 10."),
                tr("Central estimate of the capital cost, without optimism bias"),
                self._score_tip(),
                tr("Marked when it changes nothing"),
            )[section]
        return None

    def _score_tip(self) -> str:
        tip, unit = tr("Change of the headline figure when this alone is built"), numbers.change_unit(self.unit)
        return tr("{} ({})").format(tip, unit) if unit else tip

    def _score_heading(self) -> str:
        unit = numbers.change_unit(self.unit)
        # A long unit would take the room of the names; the tip has it.
        return tr("Score ({})").format(unit) if unit and len(unit) <= LONGEST_UNIT else tr("Score")

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Return that candidates can be ticked."""
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and index.column() == NAME and not self.rows[index.row()].one.external:
            return base | Qt.ItemFlag.ItemIsUserCheckable
        return base

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        reader = {
            Qt.ItemDataRole.DisplayRole: self._text, SORT_ROLE: self._key, Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.ForegroundRole: self._colour, Qt.ItemDataRole.DecorationRole: self._icon,
            Qt.ItemDataRole.FontRole: self._font, Qt.ItemDataRole.AccessibleTextRole: self._spoken,
        }.get(role)  # fmt: skip
        if reader is not None:
            return reader(row, index.column())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == NAME and not row.one.external:
            return Qt.CheckState.Checked if row.on else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (COST, SCORE):
            return _RIGHT
        return {ID_ROLE: row.one.id, SECOND_ROLE: second_line(row)}.get(role)

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Pass a tick on to the session."""
        if role != Qt.ItemDataRole.CheckStateRole or self.session is None or not index.isValid():
            return False
        ticked = value in (Qt.CheckState.Checked, 2)
        self.session.set_ticked(self.session.scenario, self.rows[index.row()].one.id, ticked)
        return True

    def _text(self, row: Row, column: int) -> str:
        if column == NAME:
            return row.one.label
        if column == TERM:
            return term_words(row.term)
        if column == COST:
            return numbers.money(row.cost)
        if column == SCORE:
            return self.score_text(row)
        return ""

    def score_text(self, row: Row) -> str:
        """Return the score in the unit of the headline figure."""
        if math.isnan(row.score):
            return "…" if row.stale else "–"
        return numbers.figure(row.score, self.unit, signed=True)

    def _key(self, row: Row, column: int) -> Any:
        if column == NAME:
            return row.one.label.lower()
        if column == TERM:
            return {"short": 1, "medium": 2, "long": 3}.get(row.term, 4)
        if column == COST:
            return -1.0 if math.isnan(row.cost) else row.cost
        if column == SCORE:
            return -math.inf if math.isnan(row.score) else row.score
        return bool(row.why)

    def _tip(self, row: Row, column: int) -> str:
        if column in (SCORE, FLAG) and row.why:
            return tr("No effect: {}").format(row.why)
        if column == COST:
            kind = catalogue.find(row.one.kind)
            source = kind.estimate_source(row.one) if kind and not math.isnan(row.cost) else tr("no estimate")
            return tr("{} (source: {})").format(f"£{numbers.written(row.cost, 0)}", source)
        if column == SCORE and row.stale:
            return tr("Out of date: it is being recomputed")
        name = tr("{} ({})").format(row.one.label, kind_name(row.one.kind))
        if row.one.external:
            return "\n".join((name, tr("Happens anyway: switch it in the worlds")))
        said = standing(self.session, row.one.id) if self.session is not None else ""
        return "\n".join((name, said)) if said else name

    def _spoken(self, row: Row, column: int) -> str:
        if column in (SCORE, FLAG) and row.why:
            return tr("No effect: {}").format(row.why)
        if column != NAME:
            return self._text(row, column)
        return ", ".join((kind_name(row.one.kind), row.one.label, second_line(row)))

    def _colour(self, row: Row, column: int) -> QColor | None:
        gain, loss, muted = self.colours
        if column == SCORE and not row.stale and row.score and not math.isnan(row.score):
            return gain if row.good else loss
        return muted if row.one.external or column in (TERM, COST, SCORE) else None

    def _icon(self, row: Row, column: int) -> Any:
        if column == NAME:
            return kind_icon(row.one.kind)
        return action_icon("flag") if column == SCORE and row.why else None

    def _font(self, row: Row, column: int) -> QFont | None:
        if not (row.one.external or (column == SCORE and row.stale)):
            return None
        font = QFont()
        font.setItalic(True)
        return font
