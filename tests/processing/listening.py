"""A listener for algorithms."""

from __future__ import annotations

from qgis.core import QgsProcessingFeedback


class Heard(QgsProcessingFeedback):
    """Feedback that remembers what it was told, and cancels once some share is done."""

    def __init__(self, cancel_at: float = 1e9) -> None:
        super().__init__(False)
        self.told: list[str] = []
        self.warned: list[str] = []
        self.cancel_at = cancel_at

    def pushInfo(self, info: str) -> None:
        self.told.append(info)

    def pushWarning(self, warning: str) -> None:
        self.warned.append(warning)

    def setProgress(self, progress: float) -> None:
        if progress >= self.cancel_at:
            self.cancel()
