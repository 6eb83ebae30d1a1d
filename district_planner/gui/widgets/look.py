"""The look that all pages share: distances, type sizes, colours that read on light and dark themes, icons."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QIcon, QPalette
from qgis.PyQt.QtWidgets import QFrame, QLabel, QSizePolicy, QToolButton, QWidget

from district_planner.core.interventions import catalogue
from district_planner.paths import shipped

GAP = 6
"""Pixels between things that belong together."""
SPACE = 12
"""Pixels between groups, and around a page."""
WIDEST = 380
"""The dock is never wider, in pixels of a screen at 100 %."""
NARROWEST = 340
ICON = QSize(16, 16)


def action_icon(name: str) -> QIcon:
    """Return an icon of ``resources/icons/actions``."""
    return QIcon(str(shipped("resources", "icons", "actions", f"{name}.svg")))


def kind_icon(kind: str) -> QIcon:
    """Return the icon of a kind of intervention."""
    return QIcon(str(shipped("resources", "icons", "kinds", catalogue.icon(kind))))


def is_dark(widget: QWidget) -> bool:
    """Tell whether the widget's background is dark."""
    return bool(widget.palette().color(QPalette.ColorRole.Window).lightness() < 128)


def gain_colour(widget: QWidget) -> QColor:
    """Return the colour of what gets better; told apart from a loss by colour-blind eyes too."""
    return QColor("#5ab4d6" if is_dark(widget) else "#1b6e98")


def loss_colour(widget: QWidget) -> QColor:
    """Return the colour of what gets worse."""
    return QColor("#f0a35e" if is_dark(widget) else "#b3530a")


def muted_colour(widget: QWidget) -> QColor:
    """Return the colour of secondary text: between text and background."""
    text = widget.palette().color(QPalette.ColorRole.WindowText)
    ground = widget.palette().color(QPalette.ColorRole.Window)
    share = 0.62
    return QColor(*(round(share * a + (1 - share) * b) for a, b in zip(text.getRgb()[:3], ground.getRgb()[:3])))


def sized(font: QFont, factor: float, bold: bool = False) -> QFont:
    """Return the font at another size."""
    changed = QFont(font)
    if font.pointSizeF() > 0:
        changed.setPointSizeF(font.pointSizeF() * factor)
    else:
        changed.setPixelSize(round(font.pixelSize() * factor))
    changed.setBold(bold)
    return changed


def coloured(widget: QWidget, colour: QColor) -> None:
    """Write the widget's text in a colour."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    palette.setColor(QPalette.ColorRole.Text, colour)
    widget.setPalette(palette)


class Words(QLabel):
    """A text that wraps and can be narrowed to any width."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        """Return one line: a label that wraps would ask for the height of its narrowest width."""
        return QSize(1, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """Return one line; the layout asks for the height at the width that it gives."""
        return QSize(super().sizeHint().width(), self.fontMetrics().height())


class Note(Words):
    """Secondary text: smaller and quieter."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(sized(self.font(), 0.92))
        coloured(self, muted_colour(self))


class Heading(QLabel):
    """The title of a group."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(sized(self.font(), 1.0, bold=True))
        self.setAccessibleName(text.replace("&", ""))


class Rule(QFrame):
    """A thin line between groups."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.HLine)
        self.setFrameShadow(QFrame.Shadow.Plain)
        colour = muted_colour(self)
        colour.setAlpha(70)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)
        self.setFixedHeight(1)


def tool_button(icon: str, text: str, parent: QWidget | None = None, tip: str = "") -> QToolButton:
    """Return a flat button with an icon of ours, a name for screen readers and a tooltip."""
    button = QToolButton(parent)
    button.setIcon(action_icon(icon))
    button.setIconSize(ICON)
    button.setAutoRaise(True)
    button.setToolTip(tip or text)
    button.setText(text)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
