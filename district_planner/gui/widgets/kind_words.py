"""Words of the catalogue in the planner's language; a word that is not listed is shown as the catalogue has it."""

from __future__ import annotations

from collections.abc import Container
from itertools import count

from district_planner.core.interventions import catalogue
from district_planner.translation import tr


def kind_name(kind_id: str) -> str:
    """Return what a kind is called."""
    words = {
        "walking_link": tr("Walking link"), "cycle_path": tr("Cycle path"), "crossing": tr("Crossing"),
        "closure": tr("Closure"), "amenity": tr("Amenity"), "meeting_place": tr("Meeting place"),
        "public_space": tr("Public space"), "green_space": tr("Green space"),
        "employment_site": tr("Employment site"), "housing": tr("Housing"), "growth_node": tr("Growth node"),
        "light_rail": tr("Light rail"), "transit_change": tr("Service change"),
    }  # fmt: skip
    kind = catalogue.find(kind_id)
    return words.get(kind_id) or (kind.name if kind else kind_id or tr("Without a kind"))


def kind_noun(kind_id: str) -> str:
    """Return what a kind is called within a sentence, e.g. ``walking link``."""
    words = {
        "walking_link": tr("walking link"), "cycle_path": tr("cycle path"), "crossing": tr("crossing"),
        "closure": tr("closure"), "amenity": tr("amenity"), "meeting_place": tr("meeting place"),
        "public_space": tr("public space"), "green_space": tr("green space"),
        "employment_site": tr("employment site"), "housing": tr("housing"), "growth_node": tr("growth node"),
        "light_rail": tr("light rail line"), "transit_change": tr("service change"),
    }  # fmt: skip
    return words.get(kind_id) or kind_name(kind_id)


def new_name(kind_id: str, used: Container[str]) -> str:
    """Return what a drawing is called until the planner gives it a name: what it is and the first number that is free.

    Args:
        used: the names that are taken.
    """
    what = kind_noun(kind_id)
    if catalogue.find(kind_id):
        what = what[:1].upper() + what[1:]
    return next(name for number in count(1) if (name := f"{what} {number}") not in used)


def group_name(group: str) -> str:
    """Return the heading of a group of kinds."""
    words = {"get_around": tr("Get around"), "places": tr("Places"), "growth": tr("Growth")}
    return words.get(group, group)


def mode_name(mode: str) -> str:
    """Return what a mode is called."""
    words = {
        "walk": tr("On foot"), "wheelchair": tr("In a wheelchair"), "cycle": tr("By cycle"),
        "ecycle": tr("By e-cycle"), "cycle_comfort": tr("By cycle, comfortably"), "transit": tr("Public transport"),
        "bike_and_ride": tr("Bike and ride"),
    }  # fmt: skip
    return words.get(mode, mode)


def leg_name(way: str) -> str:
    """Return what a class of leg is called in a table."""
    words = {"street": tr("In the street"), "segregated": tr("Segregated"), "rail": tr("On rail")}
    return words.get(way, way)


def category_name(category: str) -> str:
    """Return what a category of places is called."""
    words = {
        "grocery": tr("Grocery"), "cafe": tr("Café"), "restaurant": tr("Restaurant"), "shop": tr("Shop"),
        "health": tr("Health"), "gp": tr("GP surgery"), "pharmacy": tr("Pharmacy"),
        "school_primary": tr("Primary school"), "school_secondary": tr("Secondary school"),
        "further_education": tr("College"), "university": tr("University"), "childcare": tr("Childcare"),
        "green_space": tr("Green space"), "public_space": tr("Public space"), "play": tr("Play"), "sport": tr("Sport"),
        "culture": tr("Culture"), "community": tr("Community"), "meeting_place": tr("Meeting place"),
        "bank": tr("Bank"), "post": tr("Post"), "hotel": tr("Hotel"), "pt_stop": tr("Public transport stop"),
        "jobs": tr("Jobs"),
    }  # fmt: skip
    return words.get(category, category)
