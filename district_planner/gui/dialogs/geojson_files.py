"""Interventions of the active district to a GeoJSON file, and from one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from district_planner.core.errors import PlannerError
from district_planner.core.interventions.exchange import read_geojson, write_geojson
from district_planner.gis.crs import from_degrees, to_degrees
from district_planner.gui.dialogs.in_short import in_short
from district_planner.settings import remember, remembered
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession

_FOLDER = "geojson_folder"


def ask_and_write(session: DistrictSession, parent: QWidget | None = None) -> None:
    """Ask for a file and write every intervention to it, unsaved edits included."""
    offered = str(Path(remembered(_FOLDER, str(session.path.parent))) / f"{session.path.stem}.geojson")
    path, _ = QFileDialog.getSaveFileName(parent, tr("Interventions as GeoJSON"), offered, tr("GeoJSON (*.geojson)"))
    if not path:
        return
    target = Path(path) if Path(path).suffix else Path(f"{path}.geojson")
    remember(_FOLDER, str(target.parent))
    try:
        write_geojson(session.interventions(), target, to_degrees(_crs(session)))
    except PlannerError as error:
        session.failed.emit(str(error))


def ask_and_read(session: DistrictSession, parent: QWidget | None = None) -> None:
    """Ask for a file and add its interventions in one gesture; say what was changed on the way."""
    folder = remembered(_FOLDER, str(session.path.parent))
    kinds = tr("GeoJSON (*.geojson *.json)")
    path, _ = QFileDialog.getOpenFileName(parent, tr("Interventions from GeoJSON"), folder, kinds)
    if not path:
        return
    remember(_FOLDER, str(Path(path).parent))
    try:
        taken = [one.id for one in session.interventions()]
        found, notes = read_geojson(Path(path), from_degrees(_crs(session), _came(session)), taken)
    except PlannerError as error:
        session.failed.emit(str(error))
        return
    if session.put_all(found, (), tr("Interventions from {}").format(Path(path).name)) and notes:
        session.failed.emit(in_short(notes))


def _crs(session: DistrictSession) -> str:
    return str(session.crs.authid() or session.crs.toWkt())


def _came(session: DistrictSession) -> dict[str, Any]:
    return {name: session.setting(name) for name in ("transformation", "transformation_from")}
