"""The ecosystem's nodes, stations and the places of each centre, written down by hand.

Nodes and stations stand where they really stand; which shop, school or surgery a centre has is invented.
"""

from __future__ import annotations

# id, name, role, longitude, latitude, people, jobs
NODES: tuple[tuple[str, str, str, float, float, int, int], ...] = (
    ("amp", "AMP", "site", -1.3727, 53.3853, 0, 2600),
    ("sbp", "SBP", "site", -1.3850, 53.3948, 0, 3100),
    ("amrc", "AMRC (illustrative)", "anchor", -1.3797, 53.3873, 0, 700),
    ("sheffield-centre", "Sheffield centre", "town_centre", -1.4700, 53.3810, 11500, 60000),
    ("rotherham-centre", "Rotherham centre", "town_centre", -1.3570, 53.4300, 4300, 9000),
    ("meadowhall", "Meadowhall", "station", -1.4128, 53.4173, 0, 7500),
    ("university-sheffield", "University of Sheffield", "university", -1.4880, 53.3810, 0, 8000),
    ("university-hallam", "Sheffield Hallam University", "university", -1.4670, 53.3790, 0, 4500),
    ("waverley", "Waverley", "centre", -1.3710, 53.3805, 4600, 300),
    ("tinsley", "Tinsley", "centre", -1.3944, 53.4116, 4100, 2500),
)

# name, mode, east, north (offsets as in roads)
STATIONS: tuple[tuple[str, str, int, int], ...] = (
    ("Sheffield station", "rail", 5800, 6960), ("Darnall station", "rail", 9196, 7680),
    ("Meadowhall station", "rail", 9110, 11250), ("Rotherham Central station", "rail", 12560, 13010),
    ("Woodhouse station", "rail", 12890, 5640), ("West Street tram stop", "tram", 4856, 7205),
    ("City Hall tram stop", "tram", 5160, 7345), ("Cathedral tram stop", "tram", 5415, 7435),
    ("Castle Square tram stop", "tram", 5613, 7493), ("Fitzalan Square tram stop", "tram", 5758, 7503),
    ("Sheffield station tram stop", "tram", 5800, 6930), ("Hyde Park tram stop", "tram", 6520, 7640),
    ("Cricket Inn Road tram stop", "tram", 6905, 7590), ("Nunnery Square tram stop", "tram", 7400, 7580),
    ("Woodbourn Road tram stop", "tram", 7704, 8150), ("Attercliffe tram stop", "tram", 7880, 8560),
    ("Arena tram stop", "tram", 8600, 9150), ("Valley Centertainment tram stop", "tram", 9147, 9646),
    ("Carbrook tram stop", "tram", 9120, 10080), ("Meadowhall South tram stop", "tram", 9690, 10810),
    ("Meadowhall interchange tram stop", "tram", 9105, 11300), ("University tram stop", "tram", 4300, 7380),
)  # fmt: skip

# centre, east, north, radius in metres, category:number …
CENTRES: tuple[tuple[str, int, int, int, str], ...] = (
    ("Sheffield centre", 5400, 7200, 420,
     "shop:4 restaurant:3 cafe:3 culture:4 bank:3 hotel:2 grocery:2 public_space:2 meeting_place:2 health:1 gp:1 "
     "pharmacy:1 post:1 community:1"),
    ("Sheffield Hallam", 5554, 7037, 120, "university:1"),
    ("University of Sheffield", 4156, 7250, 160, "university:1 cafe:1 sport:1"),
    ("Rotherham centre", 12780, 12900, 330,
     "shop:3 restaurant:2 cafe:2 culture:1 bank:2 hotel:1 grocery:2 public_space:1 further_education:1 health:1 gp:1 "
     "pharmacy:1 post:1 community:1"),
    ("Meadowhall", 9330, 10900, 300, "shop:4 restaurant:2 cafe:2 bank:1 culture:1 hotel:1"),
    ("Waverley", 11980, 7010, 260, "grocery:1 school_primary:1 childcare:1 play:2"),
    ("Poplar Way", 11900, 8215, 180, "grocery:1 shop:2 cafe:1"),
    ("AMP", 11600, 7760, 260, "further_education:1 meeting_place:1"),
    ("SBP", 10800, 8900, 260, "cafe:1 hotel:1 childcare:1"),
    ("Catcliffe", 12480, 8520, 230, "grocery:1 shop:1 school_primary:1 community:1 restaurant:1 pharmacy:1"),
    ("Brinsworth", 12000, 10080, 420,
     "grocery:2 pharmacy:1 gp:1 school_primary:2 school_secondary:1 community:1 sport:1 play:1 childcare:1 "
     "restaurant:1 post:1"),
    ("Treeton", 13250, 7720, 260, "grocery:1 gp:1 school_primary:1 community:1 restaurant:1 post:1 play:1"),
    ("Handsworth", 10880, 6480, 380,
     "grocery:2 gp:1 pharmacy:1 school_primary:2 school_secondary:1 shop:1 childcare:1 community:1 post:1 play:1"),
    ("Richmond", 11300, 6100, 330, "grocery:1 school_primary:1 play:1"),
    ("Darnall", 9300, 7930, 380,
     "grocery:2 gp:1 pharmacy:1 school_primary:2 shop:2 restaurant:2 cafe:1 childcare:1 community:2 post:1 bank:1 "
     "play:1"),
    ("Darnall South", 9100, 7420, 260, "school_primary:1 community:1 play:1 health:1"),
    ("Tinsley", 10350, 10860, 300, "grocery:1 gp:1 school_primary:1 community:1 play:1 pharmacy:1"),
    ("Manor", 8200, 6780, 420, "grocery:1 gp:1 pharmacy:1 school_primary:1 community:1 childcare:1 play:1"),
    ("Attercliffe", 8000, 8950, 380, "shop:1 restaurant:1 sport:2 school_secondary:1 further_education:1"),
    ("Wincobank", 8450, 11200, 360, "grocery:1 school_primary:1 community:1 play:1"),
    ("Masbrough", 11500, 12850, 330, "grocery:1 gp:1 school_primary:1 community:1"),
    ("Moorgate", 13150, 11800, 380, "school_primary:1 hotel:1 health:1 sport:1"),
)  # fmt: skip

# site -> its streets; buildings stand along them
BUSINESS_STREETS = {
    "AMP": ("Brunel Way", "Whittle Way", "Brindley Way", "Selden Way", "Morse Way", "Wallis Way"),
    "SBP": ("Airport Way", "Europa Avenue", "Europa View", "Churchill Way", "Europa Court"),
}
# name, employees, sector; one after the other takes a free plot of the next street
FIRMS = {
    "AMP": (
        ("AMRC (illustrative)", 420, "research"), ("AMRC training centre (illustrative)", 160, "education"),
        ("Nuclear research centre", 110, "research"), ("Technology centre", 180, "offices"),
        ("Composite works", 140, "aerospace"), ("Turbine blade works", 210, "aerospace"),
        ("Machine tool makers", 95, "machinery"), ("Castings laboratory", 45, "materials"),
        ("Energy systems works", 75, "energy"), ("Sports car parts works", 190, "automotive"),
    ),
    "SBP": (
        ("AMRC Factory 2050 (illustrative)", 120, "research"), ("Business park offices north", 260, "offices"),
        ("Business park offices south", 220, "offices"), ("Logistics hall", 310, "logistics"),
        ("Data services house", 150, "digital"), ("Health supplies works", 130, "medical"),
        ("Precision engineers", 90, "machinery"), ("Aero gear works", 240, "aerospace"),
        ("Robotics workshop", 60, "machinery"), ("Customer service centre", 380, "services"),
    ),
}  # fmt: skip
WORKSHOPS = (12, 25, 38, 55, 18, 80, 32, 64, 15, 44)
SECTORS = ("machinery", "materials", "aerospace", "offices", "energy", "digital")
