"""Timetables to read: zip files, and folders that hold the files of one."""

from __future__ import annotations

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from district_planner.gui.widgets.look import GAP
from district_planner.settings import remember, remembered
from district_planner.translation import tr

_FOLDER = "timetable_folder"


class FeedsRow(QWidget):
    """The files, with a button that adds a folder."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files = QgsFileWidget(self)
        self.files.setStorageMode(QgsFileWidget.StorageMode.GetMultipleFiles)
        self.files.setFilter(tr("Timetables, GTFS (*.zip)"))
        self.files.setDialogTitle(tr("Timetables"))
        self.folder = QPushButton(tr("Add fold&er…"), self)
        self.folder.setToolTip(tr("A timetable that is unpacked: the folder with stops.txt in it"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.files, 1)
        row.addWidget(self.folder)
        self.setFocusProxy(self.files)
        self.files.fileChanged.connect(lambda *_: self.changed.emit())
        self.folder.clicked.connect(self._on_folder_clicked)

    def paths(self) -> tuple[str, ...]:
        """Return what was chosen, each once."""
        found = (path.strip() for path in QgsFileWidget.splitFilePaths(self.files.filePath().strip()))
        return tuple(dict.fromkeys(path for path in found if path))

    def _on_folder_clicked(self) -> None:
        start = remembered(_FOLDER, "")
        path = QFileDialog.getExistingDirectory(self, tr("Folder of a timetable"), start)
        if path:
            remember(_FOLDER, path)
            every = dict.fromkeys((*self.paths(), path))
            # As the widget itself writes several; one alone stands bare.
            self.files.setFilePath(path if len(every) == 1 else " ".join(f'"{one}"' for one in every))
