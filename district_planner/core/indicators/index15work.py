"""The 15-minute index of a work district: meeting places take the place of childcare (methods A8 [P])."""

from __future__ import annotations

from district_planner.core.indicators.index15 import Index15

INDICATOR = Index15("index15work", "15-minute index of a work district")
