"""How work tells an algorithm's dialog what it does, and hears its cancel button."""

from __future__ import annotations

from qgis.core import QgsProcessingFeedback


class FeedbackProgress:
    """The ``Progress`` of core that reports to ``feedback`` and hears its cancel button."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._share = 0.0
        self._what = ""

    def __call__(self, share: float, what: str) -> bool:
        """Report the share done and what is being done; return False to cancel."""
        self._share = share
        self._feedback.setProgress(100.0 * min(max(share, 0.0), 1.0))
        if what and what != self._what:
            self._what = what
            self._feedback.setProgressText(what)
        return not self._feedback.isCanceled()

    def still(self, _share: float, _what: str) -> bool:
        """Report again what was reported last, for work that does not know how much of the whole it is."""
        return self(self._share, "")
