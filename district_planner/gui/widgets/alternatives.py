"""Two interventions of which only one can be built."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from district_planner.core.interventions.intervention import Intervention


def excluding_each_other(
    one: Intervention, copy: Intervention, excluded: Sequence[str]
) -> tuple[Intervention, Intervention]:
    """Return both, each naming the other among what it excludes; the copy excludes what the first one does too.

    Args:
        one: the intervention; copy: its alternative; excluded: ids that ``one`` excludes already.
    """
    first = {**one.attributes, "excludes": json.dumps([*(id_ for id_ in excluded if id_ != copy.id), copy.id])}
    second = {**copy.attributes, "excludes": json.dumps([*excluded, one.id])}
    return replace(one, attributes=first), replace(copy, attributes=second)
