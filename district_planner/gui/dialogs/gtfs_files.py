"""The selected line of public transport as a timetable that other tools read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from district_planner.core.errors import PlannerError
from district_planner.core.transit.line_gtfs import FORMS
from district_planner.gis.line_gtfs import save_lines
from district_planner.gui.map_tools.line_stops import runs
from district_planner.settings import remember, remembered
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession

FOLDER = "gtfs_folder"


def ask_and_save(session: DistrictSession, parent: QWidget | None = None) -> None:
    """Ask for a file and in which form, and write the selected line as it is now, unsaved edits included."""
    one = session.intervention(session.selected) if session.selected else None
    if one is None or not runs(one):
        return
    forms = dict(zip((tr("GTFS with headways (*.zip)"), tr("GTFS with every departure (*.zip)")), FORMS))
    name = "".join(letter if letter.isalnum() else "-" for letter in one.label).strip("-") or one.id
    offered = str(Path(remembered(FOLDER, str(session.path.parent))) / f"{name}.zip")
    path, chosen = QFileDialog.getSaveFileName(parent, tr("Save as GTFS"), offered, ";;".join(forms))
    if not path:
        return
    target = Path(path) if Path(path).suffix else Path(f"{path}.zip")
    remember(FOLDER, str(target.parent))
    try:
        save_lines([one], target, str(session.crs.authid() or session.crs.toWkt()), forms.get(chosen, FORMS[0]))
    except PlannerError as error:
        session.failed.emit(str(error))
