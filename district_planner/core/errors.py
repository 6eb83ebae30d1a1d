"""Errors that are raised with data and word themselves: what happened, where, what to do."""

from __future__ import annotations


class PlannerError(Exception):
    """A mistake in the input that a planner can mend; ``str(error)`` is the sentence shown.

    Args:
        what: what happened, without a full stop.
        where: the layer, table, field, file or id it happened in; may be empty.
        cure: what the planner can do, without a full stop.
    """

    def __init__(self, what: str, where: str = "", cure: str = "") -> None:
        self.what = what
        self.where = where
        self.cure = cure
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """Return the message: what happened, where, what to do."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}. {self.cure}." if self.cure else f"{head}."


class DistrictFileError(PlannerError):
    """The district file cannot be opened, read or written."""


class DistrictDataError(PlannerError):
    """A table of the district holds something that cannot be scored."""


class LayerError(PlannerError):
    """An input layer or file cannot be turned into a district table."""


class FeedError(PlannerError):
    """A timetable feed cannot be read, or holds no service when it is asked for."""


class InterventionError(PlannerError):
    """An intervention's geometry or attribute cannot be used."""


class SelectionError(PlannerError):
    """The chosen scenario, world or alternatives do not fit together."""


class RequestError(PlannerError):
    """A mode, cutoff, category, decay or indicator asked for does not exist or is out of range."""


class Cancelled(Exception):
    """The planner pressed cancel; nothing has been written."""
