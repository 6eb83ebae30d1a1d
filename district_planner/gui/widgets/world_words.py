"""How a world is named."""

from __future__ import annotations

from district_planner.gui.contents import World
from district_planner.translation import tr


def world_words(world: World) -> str:
    """Return a world's name with its year, which many a name tells already."""
    told = world.year is None or str(world.year) in world.name
    return world.name if told else tr("{}, {}").format(world.name, world.year)
