"""What results were made of, as a text to keep beside them: whether they still fit is known without scoring again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from district_planner.core.compiled import key_of
from district_planner.core.errors import DistrictFileError
from district_planner.core.geopackage_file import reading
from district_planner.core.interventions.intervention import Intervention
from district_planner.gis.district_layers import EDITED_TABLES
from district_planner.gui.recovered import as_json

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession


def inputs_key(session: DistrictSession, places: Mapping[str, str], *scenarios: str) -> str:
    """Return a text that differs where anything differs that decides what scenarios come to.

    Args:
        places: see :func:`last_changes`; scenarios: ids, in the order in which they are compared.
    """
    everything = session.everything
    told = {
        "interventions": [_plain(one) for one in session.interventions()],
        "on": [sorted(session.on_in(scenario)) for scenario in scenarios],
        "world": session.world, "year": session.year,
        "worlds": sorted([one.id, one.year or 0, sorted(one.externals)] for one in everything.worlds),
        "settings": dict(everything.settings), "places": dict(places),
    }  # fmt: skip
    return key_of(json.dumps(told, sort_keys=True, default=str))


def _plain(one: Intervention) -> dict[str, Any]:
    """Return an intervention that reads the same from an edit buffer and from the file."""
    said = {name: value for name, value in one.attributes.items() if value is not None and value == value}
    numbers = {name: float(value) for name, value in said.items() if isinstance(value, (int, float))}
    return {**as_json(one), "attributes": {**said, **numbers}}


def last_changes(district: Path) -> dict[str, str]:
    """Return table -> when it was changed last, of the tables that the dock does not edit (GeoPackage 1.3, 2.1.3).

    Empty where the file cannot be read now.
    """
    with suppress(DistrictFileError), reading(district) as connection:
        rows = connection.execute("SELECT table_name, last_change FROM gpkg_contents").fetchall()
        return {str(name): str(when) for name, when in rows if name not in EDITED_TABLES}
    return {}
