"""A group that folds, whose button a screen reader can name."""

from __future__ import annotations

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtWidgets import QToolButton, QWidget


def foldable(title: str, folded: bool, parent: QWidget) -> QgsCollapsibleGroupBox:
    """Return an empty group."""
    box = QgsCollapsibleGroupBox(title, parent)
    box.setSaveCollapsedState(False)
    for button in box.findChildren(QToolButton):
        button.setAccessibleName(title)
    box.setCollapsed(folded)
    return box
