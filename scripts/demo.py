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
import textwrap
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
    "INDICATORS": ["kinds", "index15work", "index15", "count", "nearest", "site_time", "node_time", "linkuse"],
    "HEADLINE": ["kinds_walk_15_everyone_sum"],
}
BETWEEN = "site_time_walk_amp_sbp"
"""The figure that stands beside the one that ranks: what a candidate makes of the walk between the two sites."""
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
    between = {row["intervention"]: row for row in summary["scores"] if row["figure"] == BETWEEN}
    head = f"{'':>2}  {'Intervention':<42} {'Kind':<15}{'Base':>10}{'With it':>10}{'Change':>8}{'Last in':>8}"
    lines = [f"{'':<96}{'AMP–SBP, min':>15}", f"{head}{'with it':>9}{'change':>7}{'£m':>6}"]
    lines.append("─" * len(lines[-1]))
    for row in rows:
        rank = "–" if row["rank"] is None else str(row["rank"])
        name, kind = row["name"][:42], row["kind"].replace("_", " ")
        walk = between.get(row["id"], {})
        cost = row["cost_central"]
        lines.append(f"{rank:>2}  {name:<42} {kind:<15}" + "".join((
            _number(row["base"], 10), _number(row["alone"], 10), _change(row["alone_change"], 8),
            _change(row["last_in_change"], 8), _number(walk.get("alone"), 9, 1),
            _change(walk.get("alone_change"), 7, 1), _number(cost if cost is None else cost / 1e6, 6, 2),
        )))  # fmt: skip
    lines.append("─" * len(lines[1]))
    first, walk = rows[0], between[rows[0]["id"]]
    lines.append(f"{'':>2}  {'All together':<42} {'':<15}" + "".join((
        _number(first["base"], 10), _number(first["with"], 10), _change(first["change"], 8), f"{'':>8}",
        _number(walk["together"], 9, 1), _change(walk["together_change"], 7, 1),
    )))  # fmt: skip
    lines.append(f"{'':>2}  {'Today':<42} {'':<15}{_number(first['base'], 10)}{'':>26}{_number(walk['base'], 9, 1)}")
    return lines


def _number(value: float | None, width: int, digits: int = 0) -> str:
    return f"{'–' if value is None else f'{value:,.{digits}f}':>{width}}"


def _change(value: float | None, width: int, digits: int = 0) -> str:
    text = "–" if value is None else f"{value:+,.{digits}f}".replace("-", "−")
    return f"{text if text.strip('+−0.') else '0':>{width}}"


def brought(summary: dict[str, Any]) -> list[str]:
    """Return whom each intervention brings within 15 minutes of what, the two kinds of place with most of them."""
    figures = {row["figure"]: row for row in summary["figures"] if row["statistic"] == "within" and row["cutoff"] == 15}
    found: dict[str, dict[str, list[str]]] = {}
    size: dict[tuple[str, str], float] = {}
    for row in summary["scores"]:
        if row["figure"] in figures and row["alone_change"]:
            figure = figures[row["figure"]]
            who, kind = row["intervention"], figure["category"].replace("_", " ")
            found.setdefault(who, {}).setdefault(kind, []).append(
                f"{_change(row['alone_change'], 0)} {figure['weight']} ({row['base']:,.0f} → {row['alone']:,.0f})"
            )
            size[who, kind] = size.get((who, kind), 0.0) + abs(row["alone_change"])
    lines = []
    for row in summary["interventions"]:
        kinds = found.get(row["id"], {})
        most = sorted(kinds, key=lambda kind: -size[row["id"], kind])[:2]
        if most:
            lines += _wrapped(f"{row['name']}: " + "; ".join(f"{kind}: {', '.join(kinds[kind])}" for kind in most))
    return lines


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
    figure = next(row for row in summary["figures"] if row["figure"] == summary["headline"])
    lines += [f"Ranked by: {head['label']}.",
              f"Today that is {figure['base'] / figure['total']:.1f} kinds for each of "
              f"{figure['total']:,.0f} people and employees."]  # fmt: skip
    lines += ["With it, change: it alone. Last in: what it adds where all others are built already.",
              "AMP–SBP: typical walk between the buildings of the two sites (median).", ""]  # fmt: skip
    lines += ranking(summary)
    lines += ["", "Within 15 min on foot of the nearest …, each alone, the two kinds of place with most people:"]
    lines += brought(summary)
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


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    """Return a text in lines of at most 120 columns."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")


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
