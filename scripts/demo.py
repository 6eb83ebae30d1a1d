"""The main job on the sample district: scored through qgis_process, printed as a ranked table, drawn as a map.

python scripts/demo.py [folder]    writes scores.gpkg, scores.csv, summary.json and map.png (default build/demo)
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from demo_map import draw_map  # noqa: E402
from package import stage  # noqa: E402

SAMPLE = ROOT / "resources" / "examples" / "amp_sbp.gpkg"
LAYERS = {"SCORES_POINTS": "points", "SCORES_LINES": "lines", "SCORES_AREAS": "areas", "ORIGINS": "who_gains"}
ASKED = {
    "MODES": ["walk"],
    "INDICATORS": ["index15work", "index15", "count", "nearest", "site_time", "node_time", "linkuse"],
}
WIDTH = 120


class QgisProcess:
    """``qgis_process`` with the staged plugin in a profile of its own, which goes away afterwards."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
        if program is None:
            raise SystemExit("qgis_process is not installed. Run scripts/setup.sh, then run make demo again.")
        self.program = program
        stage(folder / "profiles" / "default" / "python" / "plugins")
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        self.environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(folder), "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(runtime), "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), sysconfig.get_path("purelib")))),
        }  # fmt: skip
        self.call("plugins", "enable", "district_planner")

    def call(self, *arguments: str) -> str:
        """Run and return what it prints; leave with its message where it fails."""
        done = subprocess.run(
            [self.program, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"qgis_process {' '.join(arguments[:3])} failed:\n{done.stderr or done.stdout}")
        return done.stdout

    def score(self, district: Path, output: Path) -> dict[str, Any]:
        """Score a district into ``output`` and return the outputs."""
        scores = output / "scores.gpkg"
        pairs = [
            f"DISTRICT={district}",
            f"SUMMARY_JSON={output / 'summary.json'}",
            f"SUMMARY_CSV={output / 'scores.csv'}",
        ]
        pairs.append(f"SCORES=ogr:dbname='{scores}' table=\"ranking\"")
        pairs += [f"{key}=ogr:dbname='{scores}' table=\"{table}\" (geom)" for key, table in LAYERS.items()]
        pairs += [f"{key}={value}" for key, values in ASKED.items() for value in values]
        text = self.call("--json", "run", "districtplanner:scoreinterventions", "--", *pairs)
        results: dict[str, Any] = json.loads(text)["results"]
        return results


def ranking(summary: dict[str, Any]) -> list[str]:
    """Return the ranked table as lines of at most 120 columns."""
    rows = summary["interventions"]
    lines = [
        f"{'':>2}  {'Intervention':<42} {'Kind':<16}{'Base':>8}{'With it':>9}{'Change':>8}{'Last in':>9}{'Cost £m':>9}"
    ]
    lines.append("─" * len(lines[0]))
    for row in rows:
        numbers = "".join(_number(row[key], sign, width) for key, sign, width in (
            ("base", "", 8), ("alone", "", 9), ("alone_change", "+", 8), ("last_in_change", "+", 9)))  # fmt: skip
        rank = "–" if row["rank"] is None else str(row["rank"])
        cost = "–" if row["cost_central"] is None else f"{row['cost_central'] / 1e6:,.2f}"
        kind = row["kind"].replace("_", " ")
        lines.append(f"{rank:>2}  {row['name'][:42]:<42} {kind:<16}{numbers}{cost:>9}")
    lines.append("─" * len(lines[0]))
    numbers = "".join(_number(rows[0][key], sign, width) for key, sign, width in (
        ("base", "", 8), ("with", "", 9), ("change", "+", 8)))  # fmt: skip
    lines.append(f"{'':>2}  {'All together':<42} {'':<16}{numbers}")
    return lines


def _number(value: float | None, sign: str, width: int) -> str:
    if value is None:
        return f"{'–':>{width}}"
    text = f"{value:{sign}.2f}"
    return f"{'0' if text in ('+0.00', '-0.00') else text:>{width}}"


def sites(summary: dict[str, Any]) -> list[str]:
    """Return what happens to the times between the sites and the nodes that change most."""
    rows = [row for row in summary["figures"] if row["indicator"] in ("site_time", "node_time") and row["change"]]
    rows.sort(key=lambda row: (row["indicator"] != "site_time", row["change"]))
    return [f"  {row['label']}: {row['base']:.1f} → {row['with']:.1f} {row['unit']}" for row in rows[:4]]


def report(summary: dict[str, Any], output: Path) -> str:
    """Return all that is printed."""
    head = summary["interventions"][0]
    lines = ["", "AMP–SBP, Sheffield–Rotherham. ILLUSTRATIVE sample: data and interventions are invented for "
             "demonstration.", ""]  # fmt: skip
    lines += [f"Ranked by: {head['label']}, in {head['unit']}.",
              "With it, change: it alone. Last in: what it adds where all others are built already.",
              ""]  # fmt: skip
    lines += ranking(summary)
    others = [row for row in summary["interventions"] if row["why"]]
    if others:
        lines += ["", "Where the ranking figure does not change:"]
        for row in others:
            lines += _wrapped(f"{row['name']}: {row['why']}")
    between = sites(summary)
    if between:
        lines += ["", "Times that change, all together:", *between]
    lines += ["", "Written:"]
    names = (("scores.gpkg", "opens styled in QGIS"), ("scores.csv", "every figure of every intervention"),
             ("summary.json", "figures, settings with their sources, warnings"), ("map.png", "who gains"))  # fmt: skip
    for name, what in names:
        lines.append(f"  {os.path.relpath(output / name)}  ({what})")
    return "\n".join(lines)


def _wrapped(text: str) -> list[str]:
    """Return a text in lines of at most 120 columns."""
    lines, line = [], " "
    for word in text.split():
        if len(line) + len(word) + 1 > WIDTH:
            lines.append(line)
            line = "   "
        line = f"{line} {word}"
    return [*lines, line]


def main() -> int:
    output = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "demo").resolve()
    output.mkdir(parents=True, exist_ok=True)
    for name in ("scores.gpkg", "scores.csv", "summary.json", "map.png"):
        (output / name).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="district-planner-demo-") as folder:
        # A copy: QGIS leaves companions beside a GeoPackage that it has open.
        district = Path(shutil.copy(SAMPLE, folder))
        QgisProcess(Path(folder)).score(district, output)
        summary = json.loads((output / "summary.json").read_text(encoding="utf-8"))
        draw_map(district, output / "scores.gpkg", summary, output / "map.png")
    print(report(summary, output))
    return 0


if __name__ == "__main__":
    sys.exit(main())
