"""What was dropped from a feed, what was mended, and why: the table that a planner reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from district_planner.core.transit.feed import REPORT_COLUMNS

DROPPED, MENDED, NOTE = "dropped", "mended", "note"
_EXAMPLES = 5


@dataclass
class Report:
    """Collects findings in order."""

    rows: list[tuple[str, str, str, int, str, str]] = field(default_factory=list)

    def add(self, severity: str, table: str, kind: str, ids: Iterable[object], text: str) -> None:
        """Note a finding about the rows ``ids``; nothing is noted where there are none.

        Args:
            severity: ``dropped``, ``mended`` or ``note``; table: file of the feed without its ending.
            kind: a short word for the reason; text: a sentence without a full stop.
        """
        names = [str(one) for one in ids]
        if names:
            shown = ", ".join(dict.fromkeys(names[:_EXAMPLES]))
            self.rows.append((severity, table, kind, len(names), shown, text))

    def frame(self) -> pd.DataFrame:
        """Return the findings as ``Feed.report``."""
        return pd.DataFrame(self.rows, columns=list(REPORT_COLUMNS))
