"""The modes of travel that a district is measured by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QAction, QMenu, QPushButton, QSizePolicy, QWidget

from district_planner.core.access.modes import MODES
from district_planner.core.evaluation.riding import MEDIAN
from district_planner.gis.numerals import trimmed
from district_planner.gui.scorer import request_of
from district_planner.gui.widgets.kind_words import mode_name
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession

KEY = "modes"
"""Setting of the district that holds the chosen modes."""


SERVICE = "transit_model"
"""Setting of the district that holds the model of public transport and the percentile of the departures."""
SERVICES = (("frequency", 50.0), ("timetable", 50.0), ("timetable", 95.0))


class ModePicker(QPushButton):
    """A button that names the chosen modes, with a menu to tick others; at least one stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: DistrictSession | None = None
        self.actions_of: dict[str, QAction] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(1)
        self.setAccessibleName(tr("Ways to travel"))
        self.setToolTip(tr("Ways to travel that are measured. Every further one takes time to prepare."))
        menu = QMenu(self)
        for id_ in MODES:
            action = menu.addAction(mode_name(id_))
            action.setCheckable(True)
            action.triggered.connect(lambda on, id_=id_: self._on_ticked(id_, on))
            self.actions_of[id_] = action
        menu.addSection(tr("Public transport"))
        self.services: dict[tuple[str, float], QAction] = {}
        for model, percent in SERVICES:
            action = menu.addAction(_service_name(model, percent))
            action.setCheckable(True)
            action.triggered.connect(lambda _, one=(model, percent): self._on_service(*one))
            self.services[model, percent] = action
        self.setMenu(menu)

    def show_session(self, session: DistrictSession | None) -> None:
        """Show the modes of a district."""
        self._session = session
        if session is None:
            return
        request, rides = request_of(session.everything), session.scorer.has_transit
        chosen = request.modes
        for id_, action in self.actions_of.items():
            action.setChecked(id_ in chosen)
            action.setEnabled(rides or not MODES[id_].rides or id_ in chosen)
            action.setToolTip("" if action.isEnabled() else tr("The district holds no timetable and no drawn line"))
        by_clock = request.transit_model == "timetable"
        for (model, percent), action in self.services.items():
            action.setEnabled(rides)
            action.setChecked(model == request.transit_model and (not by_clock or percent == request.percentile))
        words = [mode_name(id_) for id_ in chosen]
        if by_clock and any(MODES[id_].rides for id_ in chosen):
            words.append(tr("by timetable, {} %").format(trimmed(request.percentile)))
        self.setText(", ".join(words))

    def _on_ticked(self, id_: str, on: bool) -> None:
        if self._session is None:
            return
        chosen = [one for one in MODES if (on if one == id_ else one in request_of(self._session.everything).modes)]
        if chosen:
            self._session.set_setting(KEY, chosen)
        self.show_session(self._session)

    def _on_service(self, model: str, percentile: float) -> None:
        if self._session is None:
            return
        self._session.set_setting(SERVICE, [model, percentile])
        self.show_session(self._session)


def _service_name(model: str, percentile: float) -> str:
    """Return in words how public transport is timed."""
    if model == "frequency":
        return tr("By frequency: half the headway is waited")
    if percentile == MEDIAN:
        return tr("By timetable: the median departure")
    return tr("By timetable: what {} % of departures keep to").format(trimmed(percentile))
