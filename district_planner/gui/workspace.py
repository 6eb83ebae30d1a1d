"""The districts that are open in the project, and which of them is active."""

from __future__ import annotations

import shutil
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, pyqtSignal

from district_planner.core.errors import DistrictFileError, PlannerError
from district_planner.gui.session import DistrictSession
from district_planner.paths import PACKAGE, example_path
from district_planner.translation import tr

SCOPE = "DistrictPlanner"
"""Where a project keeps which districts are open."""
SAMPLE = "amp_sbp.gpkg"


class Workspace(QObject):
    """Opens, closes and remembers districts.

    Args:
        project: whose layers show the districts; its entries keep which are open.
    """

    opened = pyqtSignal(object)
    closed = pyqtSignal(object)
    active_changed = pyqtSignal(object)
    """The active DistrictSession, or None."""
    failed = pyqtSignal(str)

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self.sessions: list[DistrictSession] = []
        self.active: DistrictSession | None = None
        project.readProject.connect(self._on_project_read)
        project.writeProject.connect(self._on_project_written)
        project.cleared.connect(self.close_all)

    def open(self, path: str | Path) -> DistrictSession | None:
        """Open a district, or make it active where it is open; tell and return None where that fails."""
        file = Path(path).resolve()
        for session in self.sessions:
            if session.path == file:
                self.activate(session)
                return session
        try:
            if PACKAGE.resolve() in file.parents or Path(example_path("")).resolve() in file.parents:
                raise DistrictFileError(
                    "it lies inside the plugin, where an update would overwrite it", str(file),
                    "Copy it to a folder of yours and open it there",
                )  # fmt: skip
            if not file.is_file():
                raise DistrictFileError("does not exist", str(file), "Check the name and the folder")
            session = DistrictSession(file, self._project, self)
        except PlannerError as error:
            self.failed.emit(str(error))
            return None
        self.sessions.append(session)
        session.closed.connect(lambda: self._on_closed(session))
        session.failed.connect(self.failed)
        self.opened.emit(session)
        self.activate(session)
        return session

    def open_sample(self, folder: str | Path) -> DistrictSession | None:
        """Copy the sample district to a folder and open it there; a copy that is there already is opened as it is."""
        target = Path(folder) / SAMPLE
        try:
            if not target.exists():
                shutil.copy(example_path(SAMPLE), target)
        except OSError as error:
            self.failed.emit(str(DistrictFileError(
                f"the sample cannot be copied there ({error.strerror})", str(folder), "Choose another folder"
            )))  # fmt: skip
            return None
        return self.open(target)

    def activate(self, session: DistrictSession | None) -> None:
        """Make a district the one that the dock shows."""
        if session is not self.active:
            self.active = session
            self.active_changed.emit(session)

    def close(self, session: DistrictSession) -> None:
        """Close a district; its layers stay in the project."""
        session.close()

    def close_all(self) -> None:
        """Close every district."""
        for session in list(self.sessions):
            session.close()

    def stop(self) -> None:
        """Close every district and listen no longer."""
        self._project.readProject.disconnect(self._on_project_read)
        self._project.writeProject.disconnect(self._on_project_written)
        self._project.cleared.disconnect(self.close_all)
        self.close_all()

    def _on_closed(self, session: DistrictSession) -> None:
        if session not in self.sessions:
            return
        self.sessions.remove(session)
        if self.active is session:
            self.activate(self.sessions[-1] if self.sessions else None)
        self.closed.emit(session)
        session.deleteLater()

    # The project remembers

    def _on_project_written(self, *_: object) -> None:
        home = self._project.homePath()
        for number, session in enumerate(self.sessions):
            prefix = f"/district{number}"
            self._project.writeEntry(SCOPE, f"{prefix}/path", _relative(session.path, home))
            self._project.writeEntry(SCOPE, f"{prefix}/scenario", session.scenario)
            self._project.writeEntry(SCOPE, f"{prefix}/world", session.world)
            self._project.writeEntry(SCOPE, f"{prefix}/year", session.year or 0)
            self._project.writeEntry(SCOPE, f"{prefix}/question", session.question.id if session.question else "")
            self._project.writeEntry(SCOPE, f"{prefix}/others", list(session.scorer.others))
            self._project.writeEntry(SCOPE, f"{prefix}/view", session.view)
        self._project.writeEntry(SCOPE, "/count", len(self.sessions))
        active = self.sessions.index(self.active) if self.active in self.sessions else -1
        self._project.writeEntry(SCOPE, "/active", active)

    def _on_project_read(self, *_: object) -> None:
        self.close_all()
        count = self._project.readNumEntry(SCOPE, "/count", 0)[0]
        wanted = self._project.readNumEntry(SCOPE, "/active", -1)[0]
        missing = []
        opened: dict[int, DistrictSession] = {}
        for number in range(count):
            prefix = f"/district{number}"
            text = self._project.readEntry(SCOPE, f"{prefix}/path", "")[0]
            path = Path(self._project.homePath(), text) if text else None
            if path is None or not path.is_file():
                missing.append(text)
                continue
            session = self.open(path)
            if session is not None:
                opened[number] = session
                session.set_scenario(self._project.readEntry(SCOPE, f"{prefix}/scenario", "")[0])
                year = self._project.readNumEntry(SCOPE, f"{prefix}/year", 0)[0]
                session.set_world(self._project.readEntry(SCOPE, f"{prefix}/world", session.world)[0], year or None)
                session.ask(self._project.readEntry(SCOPE, f"{prefix}/question", "")[0])
                session.scorer.ask_also(tuple(self._project.readListEntry(SCOPE, f"{prefix}/others", [])[0]))
                session.set_view(self._project.readEntry(SCOPE, f"{prefix}/view", session.view)[0])
        if missing:
            self.failed.emit(
                tr("The district {} is not where the project left it. Open it from where it is now.").format(
                    ", ".join(missing)
                )
            )
        self.activate(opened.get(wanted, self.active))


def _relative(path: Path, home: str) -> str:
    """Return a path relative to the project where it lies below it, so that both can be moved together."""
    try:
        return path.relative_to(Path(home).resolve()).as_posix() if home else str(path)
    except ValueError:
        return str(path)
