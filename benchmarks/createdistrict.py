"""createdistrict on an OSM file, timed inside a QGIS that has started; prints JSON. Run as a module.

python -m benchmarks.createdistrict FILE.osm.pbf RUNS
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

    application = QgsApplication([], False)
    application.initQgis()
    from district_planner.core.geopackage import open_district
    from district_planner.processing.algorithms.createdistrict import CreateDistrict

    seconds, streets = [], 0
    with tempfile.TemporaryDirectory(prefix="district-planner-bench-") as folder:
        for number in range(int(sys.argv[2])):
            output = Path(folder) / f"{number}.gpkg"
            begun = time.perf_counter()
            asked = {"OSM": sys.argv[1], "OUTPUT": str(output)}
            context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
            _, fine = CreateDistrict().create().run(asked, context, feedback)
            seconds.append(time.perf_counter() - begun)
            if not fine:
                raise SystemExit("createdistrict failed")
            streets = len(open_district(output).table("streets"))
    print(json.dumps({"seconds": seconds, "streets": streets}))
    sys.stdout.flush()
    application.exitQgis()


if __name__ == "__main__":
    main()
