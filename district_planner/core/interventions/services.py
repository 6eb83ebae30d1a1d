"""What kinds of service a drawn line may have, and the default numbers of each, with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEG_CLASSES = ("street", "segregated", "rail")


@dataclass(frozen=True)
class ServiceKind:
    """Defaults of one kind of service.

    Attributes:
        id: as in the field ``service``; label: plain English; ptal: mode of PTAL; gtfs: route_type of GTFS.
        kmh: speed limit by class of leg; legs: class of a leg that does not say.
        acceleration, braking: m/s²; dwell_s; headway_min; layover_min; places: of one vehicle, seated and standing.
        per_km, per_stop: capital cost in pounds, low, central, high; operating_per_km: pounds a vehicle kilometre.
        run_sources, cost_sources: what the numbers of running and those of costs rest on, with marks.
    """

    id: str
    label: str
    ptal: str
    gtfs: int
    kmh: Mapping[str, float]
    legs: str
    acceleration: float
    braking: float
    dwell_s: float
    headway_min: float
    layover_min: float
    places: float
    per_km: tuple[float, float, float]
    per_stop: tuple[float, float, float]
    operating_per_km: float
    price_base: int
    run_sources: str
    cost_sources: str

    @property
    def sources(self) -> str:
        """Return what all numbers rest on, with marks."""
        return f"{self.run_sources}; {self.cost_sources}"


_TRAM_COST = "tramway a km: Europe, Britain [S] Britain Remade 2025, high [P]; stops are in the rate per km"

SERVICES: dict[str, ServiceKind] = {
    kind.id: kind
    for kind in (
        ServiceKind(
            "tram", "tram", "tram", 0, {"street": 50.0, "segregated": 80.0, "rail": 80.0}, "segregated",
            1.0, 1.0, 20.0, 10.0, 4.0, 250.0, (26.1e6, 54.1e6, 80e6), (0.0, 0.0, 0.0), 10.0, 2025,
            "80 km/h and about 250 places [S] Supertram; 50 km/h on streets, 1 m/s², 20 s [M]; 10 min [S]; layover [P]",
            f"{_TRAM_COST}; operating cost [P]"),
        ServiceKind(
            "tram_train", "tram-train", "tram", 0, {"street": 50.0, "segregated": 80.0, "rail": 100.0}, "rail",
            1.0, 1.0, 25.0, 20.0, 4.0, 250.0, (5e6, 10e6, 25e6), (0.5e6, 1e6, 3e6), 10.0, 2024,
            "three an hour [S] Supertram tram-train; 100 km/h, 1 m/s² [M]; dwell, layover [P]", "costs [P]"),
        ServiceKind(
            "bus_rapid_transit", "bus rapid transit", "bus", 3, {"street": 48.0, "segregated": 80.0, "rail": 80.0},
            "segregated", 1.0, 1.0, 20.0, 10.0, 4.0, 100.0, (3e6, 8e6, 20e6), (0.1e6, 0.3e6, 1e6), 4.0, 2024,
            "all of running [P]", "costs [P]"),
        ServiceKind(
            "bus", "bus", "bus", 3, {"street": 30.0, "segregated": 60.0, "rail": 60.0}, "street",
            1.0, 1.0, 15.0, 15.0, 4.0, 75.0, (0.0, 50e3, 500e3), (10e3, 25e3, 60e3), 3.0, 2024,
            "all of running [P], 30 km/h between stops stands for traffic and signals", "costs [P]"),
        ServiceKind(
            "rail", "heavy rail", "rail", 2, {"street": 30.0, "segregated": 120.0, "rail": 120.0}, "rail",
            0.5, 0.6, 45.0, 30.0, 8.0, 300.0, (10e6, 25e6, 60e6), (5e6, 12e6, 25e6), 15.0, 2024,
            "all of running [P]", "costs [P]"),
    )
}  # fmt: skip
