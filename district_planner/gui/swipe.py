"""Base on the left, with on the right of a line that is dragged over the map."""

from __future__ import annotations

from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QRectF, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFont, QImage, QKeyEvent, QPainter, QPen
from qgis.PyQt.QtWidgets import QStyleOptionGraphicsItem, QWidget

from district_planner.gui.results import ResultsLayer
from district_planner.translation import tr

SIDES = ("base", "with")
REST_MS = 150
"""Pause after the map moved before both pictures are drawn again."""
STEP = 0.02
LEAST, MOST = 0.02, 0.98
INK, PAPER = QColor(35, 35, 35), QColor(255, 255, 255, 235)


class Picture:
    """One drawn side: its image and the part of the map that it shows."""

    def __init__(self, image: QImage, extent: QgsRectangle) -> None:
        self.image = image
        self.extent = extent


class SwipeItem(QgsMapCanvasItem):
    """Paints two pictures on both sides of a line; a picture stays until the next one is drawn."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.share = 0.5
        self.pictures: dict[str, Picture] = {}
        self.setZValue(50.0)

    def boundingRect(self) -> QRectF:
        """Return the whole map."""
        size = self._canvas.viewport().size()
        return QRectF(0.0, 0.0, float(size.width()), float(size.height()))

    def updatePosition(self) -> None:
        """Stay where the map is."""
        self.setPos(0.0, 0.0)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None = None, widget: QWidget | None = None
    ) -> None:
        """Draw both sides, the line and its words."""
        if len(self.pictures) < len(SIDES):
            return
        whole = self.boundingRect()
        at = whole.width() * self.share
        halves = (QRectF(0.0, 0.0, at, whole.height()), QRectF(at, 0.0, whole.width() - at, whole.height()))
        for side, half in zip(SIDES, halves):
            painter.save()
            painter.setClipRect(half)
            picture = self.pictures[side]
            painter.fillRect(half, self._canvas.canvasColor())
            painter.drawImage(self._place(picture.extent), picture.image)
            painter.restore()
        self._line(painter, at, whole.height())

    def _place(self, extent: QgsRectangle) -> QRectF:
        """Return where a part of the map is on the canvas now."""
        transform = self._canvas.getCoordinateTransform()
        low = transform.transform(extent.xMinimum(), extent.yMaximum())
        high = transform.transform(extent.xMaximum(), extent.yMinimum())
        return QRectF(low.x(), low.y(), high.x() - low.x(), high.y() - low.y())

    def _line(self, painter: QPainter, at: float, height: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((PAPER, 6.0), (INK, 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(int(at), 0, int(at), int(height))
        painter.setPen(QPen(INK, 2.0))
        painter.setBrush(PAPER)
        painter.drawEllipse(QRectF(at - 11.0, height / 2.0 - 11.0, 22.0, 22.0))
        font = QFont(painter.font())
        font.setPointSizeF(14.0)
        painter.setFont(font)
        painter.drawText(QRectF(at - 11.0, height / 2.0 - 12.0, 22.0, 22.0), Qt.AlignmentFlag.AlignCenter, "↔")
        self._words(painter, at, tr("Base"), left=True)
        self._words(painter, at, tr("With the scenario"), left=False)

    @staticmethod
    def _words(painter: QPainter, at: float, text: str, *, left: bool) -> None:
        font = QFont(painter.font())
        font.setPointSizeF(10.0)
        font.setBold(True)
        painter.setFont(font)
        width = painter.fontMetrics().boundingRect(text).width() + 20.0
        box = QRectF(at - 12.0 - width if left else at + 12.0, 10.0, width, 26.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PAPER)
        painter.drawRoundedRect(box, 4.0, 4.0)
        painter.setPen(INK)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class Pictures(QObject):
    """Draws the map once per side, with the results in the style of that side.

    Signals:
        drawn: a side and its picture.
    """

    drawn = pyqtSignal(str, object)

    def __init__(self, canvas: QgsMapCanvas, results: ResultsLayer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._results = results
        self._jobs: dict[str, QgsMapRendererParallelJob] = {}

    def draw(self) -> None:
        """Draw both sides anew; what is still being drawn is dropped."""
        self.stop()
        layer = self._results.layer
        if layer is None:
            return
        for side in SIDES:
            settings = QgsMapSettings(self._canvas.mapSettings())
            layers = settings.layers()
            if layer not in layers:
                settings.setLayers([layer, *layers])
            settings.setLayerStyleOverrides({layer.id(): self._results.style_of(side)})
            job = QgsMapRendererParallelJob(settings)
            job.finished.connect(lambda side=side, job=job: self._on_finished(side, job))
            self._jobs[side] = job
            job.start()

    def _on_finished(self, side: str, job: QgsMapRendererParallelJob) -> None:
        if side in self._jobs and self._jobs[side] is job:
            del self._jobs[side]
            self.drawn.emit(side, Picture(job.renderedImage(), job.mapSettings().visibleExtent()))

    def stop(self) -> None:
        """Drop what is being drawn."""
        jobs, self._jobs = self._jobs, {}
        for job in jobs.values():
            job.cancelWithoutBlocking()


class SwipeTool(QgsMapTool):
    """Drag a line over the map: base on its left, with the scenario on its right; arrow keys move it too."""

    def __init__(self, canvas: QgsMapCanvas, results: ResultsLayer) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._results = results
        self.item: SwipeItem | None = None
        self._pictures = Pictures(canvas, results, self)
        self._pictures.drawn.connect(self._on_drawn)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._pictures.draw)
        self._dragging = False
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def activate(self) -> None:
        """Begin."""
        super().activate()
        self.item = SwipeItem(self._canvas)
        self._canvas.extentsChanged.connect(self._later)
        self._canvas.layersChanged.connect(self._later)
        self._results.refreshed.connect(self._later)
        self._pictures.draw()

    def deactivate(self) -> None:
        """End; the map is as it was."""
        item, self.item = self.item, None
        if item is None or sip.isdeleted(self._canvas):
            return  # a canvas that goes takes its items along
        self._canvas.extentsChanged.disconnect(self._later)
        self._canvas.layersChanged.disconnect(self._later)
        self._results.refreshed.disconnect(self._later)
        self._rest.stop()
        self._pictures.stop()
        self._canvas.scene().removeItem(item)
        super().deactivate()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Take the line."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = True
            self.move_to(event.pos().x() / max(self._canvas.viewport().width(), 1))

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Drag the line."""
        if self._dragging:
            self.move_to(event.pos().x() / max(self._canvas.viewport().width(), 1))

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Let the line go."""
        self._dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line with the arrow keys."""
        steps = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}
        if self.item is not None and event.key() in steps:
            self.move_to(self.item.share + steps[event.key()])
            event.accept()  # QGIS would move the map
        else:
            super().keyPressEvent(event)

    def move_to(self, share: float) -> None:
        """Put the line at a share of the map's width."""
        if self.item is not None:
            self.item.share = min(max(share, LEAST), MOST)
            self.item.update()

    def _later(self) -> None:
        self._rest.start()

    def _on_drawn(self, side: str, picture: Picture) -> None:
        if self.item is not None:
            self.item.pictures[side] = picture
            self.item.update()
