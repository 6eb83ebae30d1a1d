"""Changes within a station by both models: the time that transfers.txt gives it, and platforms off the streets.

One street along y = 0, 4.8 km/h = 80 m a minute. R runs from A to platform P1 in 4 min, Q from platform P2 to C in 4
min, both every 10 min, R on the full ten minutes. The home is 80 m from A and the café 80 m from C: 1 min each.
"""

from __future__ import annotations

import pytest
from shapely.geometry import Point

from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import on_date
from tests.core.clock_case import ours
from tests.core.feed_case import folder_feed
from tests.core.frequency_case import fast, with_feed
from tests.oracle.cases import street

STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "ST,Station,53.0,-1.5,1,\nA,Alpha,53.0,-1.5,,\nP1,One,53.0,-1.5,0,ST\nP2,Two,53.0,-1.5,0,ST\nC,Gamma,53.0,-1.5,,\n"
)
ROUTES = "route_id,route_short_name,route_type\nR,1,3\nQ,2,3\n"
TOLD = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
NEAR = {"ST": (3000, 0), "A": (0, 0), "P1": (3000, 0), "P2": (3200, 0), "C": (6000, 0)}
OFF = {**NEAR, "ST": (3000, 250), "P1": (3000, 250), "P2": (3050, 250)}


def clock(seconds):
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def town(folder, at, q_s=0, transfers=None):
    """Return the district with stops at places in metres; Q leaves P2 ``q_s`` after each full ten minutes."""
    trips, calls = ["route_id,service_id,trip_id"], ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    for number, start in enumerate(range(6 * 3600, 11 * 3600, 600)):
        for route, first, last, leaves in (("R", "A", "P1", start), ("Q", "P2", "C", start + q_s)):
            trips.append(f"{route},WD,{route}{number}")
            for sequence, (stop, when) in enumerate(((first, leaves), (last, leaves + 240)), 1):
                calls.append(f"{route}{number},{clock(when)},{clock(when)},{stop},{sequence}")
    feed = on_date(read_feed(folder_feed(folder, stops=STOPS, routes=ROUTES, trips="\n".join(trips),
                                         stop_times="\n".join(calls), transfers=transfers)))  # fmt: skip
    xy = [at[name] for name in feed.stops["id"]]
    homes = [{"id": "h", "people": 1.0, "geometry": Point(-80, 0)}]
    goals = [{"id": "p", "category": "cafe", "weight": 1.0, "geometry": Point(6080, 0)}]
    ways = [street("s", [(-600, 0), (7000, 0)])]
    placed = feed.placed([float(x) for x, _ in xy], [float(y) for _, y in xy])
    return with_feed(placed, {"streets": ways, "homes": homes, "opportunities": goals})


def minutes(district):
    """Return the time of the trip by frequency, and the median by timetable."""
    by_frequency, by_clock = fast(district, (), "transit")[0], ours(district, ())
    return by_frequency["h", "p"] / 60000, by_clock["h", "p"] / 60000


@pytest.mark.parametrize(
    ("transfers", "expected"),
    [
        # Frequency: 1 + 5 + 4 + change + 5 + 4 + 1, half of 10 min waited twice. On foot 200 m: 2.5 min, 22.5.
        # Timetable: R is caught 1 to 10 min after leaving; 4 + 2.5 min later the next Q leaves 10 min after R, there
        # at 14, at the café at 15: 16 to 25 min, the fifth of ten is 20.
        (None, (22.5, 20.0)),
        # 540 s are 9 min: 29. R + 4 + 9 = 13 misses the Q at 10, so all comes 10 min later: 26 to 35, the fifth 30.
        (TOLD + "ST,ST,2,540\n", (29.0, 30.0)),
        (TOLD + "P1,P2,2,540\n", (29.0, 30.0)),
        (TOLD + "P1,ST,2,540\n", (29.0, 30.0)),
        # 60 s by platform win, wherever the row stands: 21; R + 5 catches the Q at 10.
        (TOLD + "P1,P2,2,60\nST,ST,2,540\n", (21.0, 20.0)),
        (TOLD + "ST,ST,2,540\nP1,P2,2,60\n", (21.0, 20.0)),
        # "Recommended" by platform wins too: the change is as on foot.
        (TOLD + "P1,P2,0,\nST,ST,2,540\n", (22.5, 20.0)),
    ],
)  # fmt: skip
def test_a_change_that_is_told_by_station_counts_between_its_platforms(tmp_path, transfers, expected):
    assert minutes(town(tmp_path, NEAR, transfers=transfers)) == expected


def test_a_station_of_the_transfers_means_each_of_its_platforms(tmp_path):
    # The reference: "if this field refers to a station, the transfer rule applies to all its child stops", so also
    # from a platform to itself. Of ST→ST, ST→P2 and P1→P2, what names fewer stations wins. Rows: A 1, P1 2, P2 3.
    told = TOLD + "P1,P2,2,60\nST,P2,2,90\nST,ST,2,540\nA,ST,3,\nST,Z,2,60\n"
    calls = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT,07:00:00,07:00:00,A,1\nT,07:05:00,07:05:00,C,2\n"
    )
    trips = "route_id,service_id,trip_id\nR,WD,T\n"
    feed = read_feed(folder_feed(tmp_path, stops=STOPS, routes=ROUTES, trips=trips, stop_times=calls, transfers=told))
    assert sorted(feed.transfers.values.tolist()) == [
        [1, 2, 3, 0], [1, 3, 3, 0], [2, 2, 2, 540], [2, 3, 2, 60], [3, 2, 2, 540], [3, 3, 2, 90]
    ]  # fmt: skip
    assert feed.report[["table", "kind", "count"]].values.tolist() == [["transfers", "no stop", 1]]


@pytest.mark.parametrize(
    ("q_s", "by_clock_s"),
    [
        # 50 m × 1.3 at 80 m a minute are 48.75 s, 49 by the clock: a Q that leaves 4 min 49 s after R is caught, at
        # the café at R + 9:49. R is caught 1 to 10 min after leaving; the fifth of 10:49 to 19:49 is 14:49.
        (289, 889.0),
        # A second sooner it is missed and the next comes 10 min later: the fifth of 20:48 to 29:48 is 24:48.
        (288, 1488.0),
    ],
)  # fmt: skip
def test_platforms_of_a_station_off_the_streets_are_joined_in_both_models(tmp_path, q_s, by_clock_s):
    # 250 m from the street no platform joins it. Frequency: 1 + 5 + 4 + 0.8125 + 5 + 4 + 1 = 20.8125 min.
    by_frequency, by_clock = minutes(town(tmp_path, OFF, q_s))
    assert by_frequency == 20.8125
    assert by_clock * 60 == by_clock_s
