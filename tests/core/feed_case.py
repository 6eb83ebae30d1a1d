"""Small feeds written by hand, as text, for the tests."""

from __future__ import annotations

import zipfile
from pathlib import Path

STOPS = "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,53.00,-1.50\nB,Beta,53.01,-1.50\nC,Gamma,53.03,-1.50\n"
ROUTES = "route_id,route_short_name,route_long_name,route_type\nR,1,First,3\n"
TRIPS = "route_id,service_id,trip_id,direction_id\nR,WD,T1,0\nR,WD,T2,0\n"
TIMES = (
    "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "T1,07:00:00,07:00:00,A,1\nT1,07:10:00,07:11:00,B,2\nT1,07:20:00,07:20:00,C,3\n"
    "T2,08:00:00,08:00:00,A,1\nT2,08:10:00,08:11:00,B,2\nT2,08:20:00,08:20:00,C,3\n"
)
CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "WD,1,1,1,1,1,0,0,20250203,20250214\n"
)
AGENCY = "agency_id,agency_name,agency_url,agency_timezone\nX,Example Buses,https://x.org,Europe/London\n"


def tables(**changed):
    """Return the files of a small feed; a keyword replaces one, None takes it away."""
    found = {"stops": STOPS, "routes": ROUTES, "trips": TRIPS, "stop_times": TIMES, "calendar": CALENDAR,
             "agency": AGENCY}  # fmt: skip
    found.update(changed)
    return {f"{name}.txt": text for name, text in found.items() if text is not None}


def folder_feed(folder: Path, **changed) -> Path:
    """Write the feed as a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables(**changed).items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def zip_feed(path: Path, inside: str = "", **changed) -> Path:
    """Write the feed as a zip, in a folder ``inside`` it where one is named."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables(**changed).items():
            archive.writestr(inside + name, text)
    return path


def times(*rows: str) -> str:
    """Return stop_times.txt of rows such as ``T1,07:00:00,07:00:00,A,1``."""
    return "\n".join(["trip_id,arrival_time,departure_time,stop_id,stop_sequence", *rows]) + "\n"
