"""Where the sample district is copied to before it is opened."""

from __future__ import annotations

from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QSize, QStandardPaths
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from district_planner.gui.widgets.hint import Picture
from district_planner.gui.widgets.look import GAP, SPACE, Note, Words, sized
from district_planner.settings import remember, remembered
from district_planner.translation import tr

_FOLDER = "sample_folder"


class SampleDialog(QDialog):
    """Asks for a folder."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Open the sample district"))
        self.folder = QgsFileWidget(self)
        self.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.folder.setDialogTitle(tr("Folder for the sample district"))
        usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())
        self.folder.setFilePath(remembered(_FOLDER, usual))
        self.problem = Note(parent=self)
        self.buttons = QDialogButtonBox(self)
        self.open_button = self.buttons.addButton(tr("Copy and open"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.folder.fileChanged.connect(self._on_folder_changed)
        self._on_folder_changed()

    def _lay_out(self) -> None:
        title = Words(tr("AMP–SBP, an illustrative district"), self)
        title.setFont(sized(title.font(), 1.2, bold=True))
        label = QLabel(tr("&Folder"), self)
        label.setBuddy(self.folder)
        self.folder.setAccessibleName(tr("Folder"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + 4, SPACE + 4, SPACE + 4, SPACE)
        column.setSpacing(GAP + 2)
        column.addWidget(Picture("first_start", QSize(320, 150), self))
        column.addWidget(title)
        column.addWidget(
            Words(
                tr(
                    "It is copied to a folder of yours, so that what you draw is yours to keep. "
                    "Its data are invented for demonstration."
                ),
                self,
            )
        )
        for part in (label, self.folder, self.problem):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.setMinimumWidth(420)

    @property
    def chosen(self) -> str:
        """Return the folder."""
        return str(self.folder.filePath()).strip()

    def accept(self) -> None:
        """Remember the folder."""
        remember(_FOLDER, self.chosen)
        super().accept()

    def _on_folder_changed(self, *_: object) -> None:
        good = bool(self.chosen) and Path(self.chosen).is_dir()
        self.open_button.setEnabled(good)
        self.problem.setText("" if good else tr("This folder does not exist. Choose one that does."))
        self.problem.setVisible(not good)
