"""Labels and choices of attributes in the planner's language; what is not listed is shown as the catalogue has it."""

from __future__ import annotations

from district_planner.core.interventions.attributes import Attribute
from district_planner.translation import tr


def label_of(attribute: Attribute) -> str:
    """Return what the form calls an attribute."""
    words = {
        "description": tr("Description"), "status": tr("Status"), "timescale": tr("Term"),
        "open_year": tr("Opening year"), "cost_low": tr("Low"), "cost_central": tr("Central"),
        "cost_high": tr("High"), "price_base": tr("Price base"), "upkeep_per_year": tr("Upkeep a year"),
        "optimism_bias": tr("Optimism bias"), "requires": tr("Requires"), "excludes": tr("Excludes"),
        "owner": tr("Owner"), "sites": tr("Sites joined"), "modes": tr("Open to"), "parts": tr("Bridges, tunnels"),
        "no_join": tr("Passes over at"), "lts_after": tr("Traffic stress"), "width_m": tr("Width"),
        "surface": tr("Surface"), "lit": tr("Lit"), "step_free": tr("Step-free"), "categories": tr("Categories"),
        "weight": tr("Weight of each"), "entrances": tr("Entrances"), "jobs": tr("Jobs"), "people": tr("People"),
        "hectares": tr("Size"), "floorspace_m2": tr("Floorspace"), "dwellings": tr("Dwellings"),
        "capacity": tr("Capacity"), "events_per_month": tr("Events a month"), "node": tr("At node"),
        "delay_s": tr("Delay afterwards"), "protection": tr("Kept apart by"),
        "vehicles_day": tr("Motor traffic beside it"), "limit_mph": tr("Speed limit beside it"),
        "speed85_mph": tr("85 % drive at most"), "los_score": tr("Level of service, points"),
        "critical_fails": tr("Critical fails"), "gradient": tr("Gradient"),
    }  # fmt: skip
    return words.get(attribute.name, attribute.label)


def choice_word(choice: str) -> str:
    """Return a choice of an attribute."""
    words = {
        "aspiration": tr("Aspiration"), "planned": tr("Planned"), "in development": tr("In development"),
        "in construction": tr("In construction"), "completed": tr("Completed"), "short": tr("Short, 1 to 3 years"),
        "medium": tr("Medium, 3 to 6 years"), "long": tr("Long, 6 to 10 years"), "yes": tr("Yes"), "no": tr("No"),
        "nothing": tr("Nothing, mixed traffic"), "lane": tr("A cycle lane"), "light": tr("Light protection"),
        "kerb": tr("A kerb"), "off_street": tr("Away from traffic"),
    }  # fmt: skip
    return words.get(choice, choice)


def note_of(attribute: Attribute) -> str:
    """Return the sentence of the tooltip; how a column is written in the file does not concern a form."""
    notes = {
        "modes": tr("Who may use it. A cycle mode opens all three."),
        "parts": tr("Such a part joins streets at its ends only."),
        "no_join": tr("Where it crosses a street without joining it."),
        "step_free": tr("Steps keep wheelchairs out."),
        "categories": tr("One place to reach for each."),
        "entrances": tr("Where people go in."),
        "node": tr("A node of the district that grows, in place of the point that is drawn."),
    }
    return notes.get(attribute.name, attribute.note)
