"""One editor per type of attribute: shows a stored value, and gives back what the planner made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qgis.gui import QgsCheckableComboBox
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QFocusEvent
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from district_planner.core.interventions.attributes import Attribute
from district_planner.core.interventions.record import JSON_LISTS
from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.look import GAP, Note, coloured, loss_colour
from district_planner.gui.widgets.wheel import let_wheel_pass
from district_planner.translation import tr


class Editor(QWidget):
    """An editor of one attribute.

    A subclass writes :meth:`show_value` and calls ``self.give`` with the new stored value; None means "not said".
    """

    given = pyqtSignal(object)
    refused = pyqtSignal(str)
    """What was typed cannot be used; the sentence, empty when it can again."""
    wide = False
    """Whether it needs the whole width of the form, below its label."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attribute = attribute
        self.value: Any = None
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(GAP)

    def hold(self, field: QWidget) -> None:
        """Take the widget that the planner types in."""
        self.row.addWidget(field, 1)
        self.setFocusProxy(field)

    def set_value(self, value: Any) -> None:
        """Show a stored value."""
        self.value = value
        self.show_value(value)

    def show_value(self, value: Any) -> None:
        """Show a stored value; written by subclasses."""
        raise NotImplementedError

    def give(self, value: Any) -> None:
        """Tell a new value, if it is one."""
        if value != self.value:
            self.value = value
            self.given.emit(value)


class NumberEditor(Editor):
    """A number with its unit, in the planner's language; the default stands in grey with its source mark."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self.field = QLineEdit(self)
        self.hold(self.field)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        if attribute.unit:
            unit = QLabel(numbers.unit_words(attribute.unit), self)
            unit.setMinimumWidth(unit.fontMetrics().horizontalAdvance("mmmm"))
            self.row.addWidget(unit)
        self.set_default(attribute.default, attribute.mark)
        self.field.editingFinished.connect(self._on_editing_finished)

    def set_default(self, default: Any, mark: str) -> None:
        """Show in grey what holds when nothing is said."""
        if default is None:
            self.field.setPlaceholderText("")
        else:
            decimals = numbers.digits(self.attribute.unit) if float(default) % 1 else 0
            self.field.setPlaceholderText(f"{numbers.written(float(default), decimals)} {mark}")

    def show_value(self, value: Any) -> None:
        """Show a stored value."""
        self.field.setText("" if value is None or value == "" else numbers.plain(float(value)))
        self._complain("")

    def _on_editing_finished(self) -> None:
        text = self.field.text().strip()
        if not text:
            self._complain("")
            self.give(None)
            return
        value = numbers.parsed(text)
        problem = self._problem(value)
        self._complain(problem)
        if problem or value is None:
            return
        whole = self.attribute.type == "integer"
        self.give(int(value) if whole else value)

    def _problem(self, value: float | None) -> str:
        low, high = self.attribute.minimum, self.attribute.maximum
        if value is None:
            return tr("Write a number, for example {}.").format(numbers.written(1234.5, 1))
        if self.attribute.type == "integer" and not value.is_integer():
            return tr("Write a whole number.")
        if (low is not None and value < low) or (high is not None and value > high):
            if high is None:
                return tr("Write a number of at least {}.").format(numbers.plain(low or 0.0))
            return tr("Write a number from {} to {}.").format(numbers.plain(low or 0.0), numbers.plain(high))
        return ""

    def _complain(self, problem: str) -> None:
        self.field.setPalette(self.palette())
        if problem:
            coloured(self.field, loss_colour(self))
        self.field.setToolTip(problem)
        self.refused.emit(problem)


class TextEditor(Editor):
    """One line of text."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self.field = QLineEdit(self)
        self.hold(self.field)
        self.field.editingFinished.connect(lambda: self.give(self.field.text().strip() or None))

    def show_value(self, value: Any) -> None:
        """Show a stored value."""
        self.field.setText("" if value is None else str(value))
        self.field.setCursorPosition(0)


class _Paragraph(QPlainTextEdit):
    left = pyqtSignal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class LongTextEditor(Editor):
    """A few lines of text; told when the planner leaves the field."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self.field = _Paragraph(self)
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 10)
        self.hold(self.field)
        self.field.left.connect(lambda: self.give(self.field.toPlainText().strip() or None))

    def show_value(self, value: Any) -> None:
        """Show a stored value."""
        if self.field.toPlainText() != (value or ""):
            self.field.setPlainText("" if value is None else str(value))


class ChoiceEditor(Editor):
    """One of some values, by name; a stored value that is none of them is kept and shown."""

    def __init__(self, attribute: Attribute, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self.field = QComboBox(self)
        self.field.setMinimumContentsLength(8)
        self.field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        let_wheel_pass(self.field)
        self.hold(self.field)
        default = "" if attribute.default is None else words.get(str(attribute.default), str(attribute.default))
        self.field.addItem(f"{default} {attribute.mark}" if default else tr("Not said"), None)
        for key, text in words.items():
            self.field.addItem(text, key)
        self.field.activated.connect(lambda: self.give(self.field.currentData()))

    def show_value(self, value: Any) -> None:
        """Show a stored value."""
        key = None if value is None or value == "" else str(value)
        at = self.field.findData(key) if key is not None else 0
        if at < 0:
            self.field.addItem(str(key), key)
            at = self.field.count() - 1
        self.field.setCurrentIndex(at)


class SwitchEditor(Editor):
    """Yes or no, stored as 1 or 0; a default that is not touched stays unsaid."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self.field = QCheckBox(self)
        self.hold(self.field)
        self.field.clicked.connect(lambda on: self.give(int(on)))

    def show_value(self, value: Any) -> None:
        """Show a stored value."""
        said = value is not None and value != ""
        self.field.setChecked(bool(int(value if said else self.attribute.default or 0)))
        self.field.setText(tr("Yes") if self.field.isChecked() else tr("No"))
        if not said:
            self.field.setText(f"{self.field.text()} {self.attribute.mark}")


class _Closing(QObject):
    """Tells when a list is hidden, whichever way: not each of them asks the box to hide it."""

    closed = pyqtSignal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self.closed.emit()
        return False


class SeveralEditor(Editor):
    """Several of some values, by name; stored as a JSON list or comma-separated; told when the list closes.

    A stored value that is none of them is kept and shown.
    """

    def __init__(
        self, attribute: Attribute, words: Mapping[str, str], unsaid: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(attribute, parent)
        self.field = QgsCheckableComboBox(self)
        self.field.setDefaultText(unsaid)
        self.field.setSeparator(", ")
        self.field.setMinimumContentsLength(8)
        self.field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        let_wheel_pass(self.field)
        self.hold(self.field)
        for key, text in words.items():
            self.field.addItemWithCheckState(text, Qt.CheckState.Unchecked, key)
        self._offered = len(words)
        self._closing = _Closing(self)
        self._closing.closed.connect(self._on_closed)
        self.field.view().installEventFilter(self._closing)
        self.field.setEnabled(bool(words))

    def show_value(self, value: Any) -> None:
        """Show a stored value."""
        wanted = set(keys_of(value))
        while self.field.count() > self._offered:
            self.field.removeItem(self.field.count() - 1)
        for key in keys_of(value):
            if self.field.findData(key) < 0:
                self.field.addItemWithCheckState(key, Qt.CheckState.Unchecked, key)
        self.field.setEnabled(self.field.count() > 0)
        for row in range(self.field.count()):
            on = self.field.itemData(row) in wanted
            self.field.setItemCheckState(row, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _on_closed(self) -> None:
        chosen = [
            str(self.field.itemData(row))
            for row in range(self.field.count())
            if self.field.itemCheckState(row) == Qt.CheckState.Checked
        ]
        if set(chosen) != set(keys_of(self.value)):
            as_json = self.attribute.type in JSON_LISTS
            self.give((json.dumps(chosen) if as_json else ",".join(chosen)) if chosen else None)


class MapEditor(Editor):
    """What is set on the map: said in words, and can be cleared."""

    def __init__(self, attribute: Attribute, how: str, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self._how = how
        self.field = Note(parent=self)
        self.row.addWidget(self.field, 1)
        self.clear = QPushButton(tr("Clear"), self)
        self.clear.setAccessibleName(tr("Clear: {}").format(attribute.label))
        self.row.addWidget(self.clear)
        self.clear.clicked.connect(self._on_cleared)

    def show_value(self, value: Any) -> None:
        """Say how many there are."""
        count = self._count(value)
        self.field.setText(tr("%n on the map", None, count) if count else self._how)
        self.clear.setVisible(count > 0)
        # A focus that is passed on to what is hidden holds the Tab key where it was.
        self.setFocusProxy(self.clear if count else None)

    def _count(self, value: Any) -> int:
        if not value:
            return 0
        if self.attribute.type == "entrances":
            return str(value).count("(") - 1 if "((" in str(value) else str(value).count(",") + 1
        try:
            return len(json.loads(value) if isinstance(value, str) else value)
        except ValueError:
            return 1

    def _on_cleared(self) -> None:
        self.give(None)
        self.show_value(None)


def keys_of(value: Any) -> list[str]:
    """Return the keys of a JSON list or a comma-separated text."""
    if value is None or value == "":
        return []
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    if isinstance(value, str):
        value = value.split(",")
    return [text for text in (str(item).strip() for item in value) if text]
