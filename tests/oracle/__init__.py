"""A slow and obvious reference for travel times and measures, written from the rules alone.

Nothing here may import the engine (``core.network``, ``core.access``, ``core.evaluation``): two independent
calculations that agree are evidence, one calculation used twice is not. README.md lists every definition.
"""

from __future__ import annotations

from .measures import count, gravity, nearest, shared
from .oracle import Change, Oracle, Times

__all__ = ["Change", "Oracle", "Times", "count", "gravity", "nearest", "shared"]
