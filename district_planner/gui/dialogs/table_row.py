"""A planner's own table in place of the plugin's, with a button that saves a copy of the plugin's to start from."""

from __future__ import annotations

import shutil
from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from district_planner.gui.widgets.look import GAP, tool_button
from district_planner.settings import remember, remembered
from district_planner.translation import tr

_FOLDER = "table_folder"


class TableRow(QWidget):
    """A CSV file, or nothing: then the plugin's own table holds.

    Args:
        own: the plugin's table.
    """

    changed = pyqtSignal()

    def __init__(self, own: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = own
        self._problem = ""
        self.file = QgsFileWidget(self)
        self.file.setFilter(tr("Tables (*.csv)"))
        self.file.setDialogTitle(tr("Own table"))
        self.file.lineEdit().setPlaceholderText(tr("The plugin's own [P]"))
        self.save = tool_button("save", tr("Save the plugin's table to edit it…"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.file, 1)
        row.addWidget(self.save)
        self.setFocusProxy(self.file)
        self.file.fileChanged.connect(self._on_file_changed)
        self.save.clicked.connect(self._on_save_clicked)

    @property
    def path(self) -> str:
        """Return the planner's table, empty for the plugin's own."""
        return str(self.file.filePath().strip())

    def lacking(self) -> list[str]:
        """Return what must be mended, one sentence each."""
        lost = self.path and not Path(self.path).is_file()
        missing = [tr("The table {} does not exist: choose another.").format(Path(self.path).name)] if lost else []
        return [*([self._problem] if self._problem else []), *missing]

    def _on_file_changed(self, *_: object) -> None:
        self._problem = ""
        self.changed.emit()

    def _on_save_clicked(self) -> None:
        offered = str(Path(remembered(_FOLDER, str(Path.home()))) / self._own.name)
        path, _ = QFileDialog.getSaveFileName(self, tr("Save table"), offered, tr("Tables (*.csv)"))
        if not path:
            return
        target = Path(path) if Path(path).suffix else Path(f"{path}.csv")
        try:
            shutil.copyfile(self._own, target)
        except OSError as error:
            self._problem = tr("“{}” cannot be written ({}). Choose another folder.").format(target, error.strerror)
            self.changed.emit()
            return
        remember(_FOLDER, str(target.parent))
        self.file.setFilePath(str(target))
