"""How each row is measured; every function returns rows."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import peers
from benchmarks.agreement import DisagreementError, agreement, check_links
from benchmarks.engine import Answer, Engine, link
from benchmarks.frames import frame_link, frame_place
from benchmarks.frames_line import frame_line
from benchmarks.opening import open_vs_qgis
from benchmarks.porto import ROOT, Porto, data_folder, read_porto, save, tiled
from benchmarks.rests import edit_closure_vs_full, edit_cycle_vs_full
from benchmarks.rows import Row, measured

WORK = ROOT / "build" / "bench"
COLD_RUNS = 7
PEER_RUNS = 3
PEER_LINKS = 64
QGIS_SOURCES = 200
CHECKED_LINKS = 20
GROWTH_LINKS = 100
TILES = (1, 4, 9)
TIMETABLE_PART = 5
TIMETABLES = (
    ("porto", "gtfs_metro_do_porto.zip", "2025-12-10", 0),
    ("newport", "newport-20230613_gtfs.zip", "2023-06-13", 200),
)
"""Folder, file, date and number of seeded stops (0: all) of the timetables."""

Floats = npt.NDArray[np.float64]


def reported(text: str) -> None:
    """Say on stderr what is going on."""
    print(text, file=sys.stderr, flush=True)


@dataclass
class Bench:
    """One run: the network, our answer to it, and the arrays that peers read."""

    full: bool = False
    _cold: list[Answer] = field(default_factory=list)

    @cached_property
    def porto(self) -> Porto:
        """Return Porto."""
        reported("Reading Porto")
        return read_porto(data_folder() / "porto" / "porto_portugal.osm.pbf")

    @cached_property
    def engine(self) -> Engine:
        """Return the product's side."""
        return Engine(self.porto)

    @cached_property
    def graph(self) -> Path:
        """Return the file of arrays."""
        path = WORK / "porto.npz"
        peers.write_graph(self.porto, path)
        return path

    def cold(self, runs: int) -> list[Answer]:
        """Return cold runs; the first of all warms caches of the file system and imports and is not among them."""
        if not self._cold:
            self._cold.append(self.engine.cold())
        found = [self.engine.cold() for _ in range(runs)]
        self._cold[0] = found[-1]
        return found

    @property
    def answer(self) -> Answer:
        """Return the last cold answer."""
        return self._cold[0] if self._cold else self.cold(1)[0]

    @cached_property
    def our_cold(self) -> list[float]:
        """Return the seconds of our cold runs."""
        reported("Cold: District Planner")
        return [answer.total for answer in self.cold(COLD_RUNS)]

    @cached_property
    def pandana(self) -> dict[str, Any]:
        """Return pandana's cold runs and its links, half of our cold runs before and half after."""
        before = self.our_cold
        links = len(self.porto.links) if self.full else PEER_LINKS
        reported(f"pandana: {PEER_RUNS} cold runs, {links} links")
        said = peers.run(peers.python_of("pandana"), "pandana_count.py", (self.graph, PEER_RUNS, links))
        before += [answer.total for answer in self.cold(COLD_RUNS)]
        return said


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def cold_vs_pandana(bench: Bench) -> list[Row]:
    """Measure the cold answer and the edits against pandana."""
    said, ours = bench.pandana, statistics.median(bench.our_cold)
    theirs = [sum(steps.values()) for steps in said["steps"]]
    same = agreement(bench.answer.counts, np.load(f"{bench.graph}.pandana.npy"), "pandana")
    steps = {name: statistics.median(s[name] for s in said["steps"]) for name in said["steps"][0]}
    told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in steps.items())
    middle = statistics.median(theirs)
    own = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in bench.answer.seconds.items())
    how = (
        f"median of {len(bench.our_cold)} runs {ours:.3f} s ({own}; places joined to streets included) against pandana "
        f"{said['version']} {middle:.2f} s, median of {len(theirs)} ({told}); one thread each; {same}"
    )
    return [measured("cold_vs_pandana", middle / ours, how)]


def cold_vs_cityseer(bench: Bench) -> list[Row]:
    """Measure the cold answer against cityseer."""
    ours = statistics.median(bench.our_cold)
    reported(f"cityseer: {PEER_RUNS} cold runs")
    said = peers.run(peers.python_of("cityseer"), "cityseer_count.py", (bench.graph, PEER_RUNS))
    # It counts in single precision, so that more of the distances on the cutoff fall on its other side.
    same = agreement(bench.answer.counts, np.load(f"{bench.graph}.cityseer.npy"), "cityseer", 0.997)
    steps = {name: statistics.median(s[name] for s in said["steps"]) for name in said["steps"][0]}
    told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in steps.items())
    middle = statistics.median(sum(steps.values()) for steps in said["steps"])
    how = (
        f"median {ours:.3f} s against cityseer {said['version']} {middle:.2f} s, median of {len(said['steps'])} "
        f"({told}; it takes its network one edge at a time); one thread each; {same}"
    )
    return [measured("cold_vs_cityseer", middle / ours, how)]


def edits(bench: Bench) -> list[Row]:
    """Measure scoring again after each of the 300 links, against pandana building its network again."""
    engine, answer, said = bench.engine, bench.answer, bench.pandana
    reported("Edits: District Planner")
    pairs = check_links(engine, answer, CHECKED_LINKS)
    links = [link(bench.porto.streets, ends) for ends in bench.porto.links]
    engine.timed_edits(answer, links[:20])
    seconds = engine.timed_edits(answer, links)
    at_grade = engine.timed_edits(answer, [replace(drawn, bridges=()) for drawn in links])
    middle, late = float(np.median(seconds)), float(np.percentile(seconds, 95))
    theirs = statistics.median(said["edits"])
    sampled = "" if bench.full else f", the first {len(said['edits'])} of 300 links"
    how = (
        f"median of 300 links {_ms(middle)} against pandana {theirs:.2f} s (built again with the link, range "
        f"precompute, aggregate; median{sampled}); links are bridges from node to node, so that the network has one "
        f"more edge; the first {CHECKED_LINKS} compared with scipy on the whole graph: all {pairs:,} shortened pairs "
        f"equal, no other. "
        f"Drawn at grade (joining all they cross and every place within 400 m): "
        f"median {_ms(float(np.median(at_grade)))}, 95th percentile {_ms(float(np.percentile(at_grade, 95)))}"
    )
    spread = f"95th percentile {_ms(late)}, median {_ms(middle)}, worst {_ms(float(seconds.max()))} of 300 links"
    return [measured("edit_vs_pandana", theirs / middle, how), measured("edit_p95_over_median", late / middle, spread)]


def cold_vs_qgis(bench: Bench) -> list[Row]:
    """Measure the cold answer against QgsGraph and QgsGraphAnalyzer."""
    ours = statistics.median(bench.our_cold)
    asked = 0 if bench.full else QGIS_SOURCES
    reported(f"QGIS: {asked or 'all'} sources")
    said = peers.run(peers.system_python(), "qgis_count.py", (bench.graph, asked))
    sources = np.array(said["sources"])
    total = said["build"] + said["search"] * len(bench.porto.opportunities) / len(sources)
    theirs = np.load(f"{bench.graph}.qgis.npy")
    same = agreement(_counts_to(bench, sources), theirs, "QGIS")
    sampled = (
        "" if bench.full else f", scaled from {len(sources)} of them by default_rng(11), whose counts are compared"
    )
    how = (
        f"median {ours:.3f} s against QGIS {said['version']} {total:.0f} s: QgsGraph from arrays {said['build']:.2f} s "
        f"and {said['search'] / len(sources) * 1000:.0f} ms per QgsGraphAnalyzer.dijkstra from each opportunity"
        f"{sampled}; its Dijkstra has no cutoff; {same}"
    )
    return [measured("cold_vs_qgis", total / ours, how)]


def _counts_to(bench: Bench, nodes: npt.NDArray[np.int64]) -> Floats:
    """Return our counts of the opportunities at some nodes."""
    rows = bench.answer.network.base.every_row(0)
    wanted = np.isin(bench.porto.opportunities, nodes)
    return np.bincount(rows.row, weights=wanted[rows.opportunity], minlength=bench.porto.streets.nodes)


def growth(bench: Bench) -> list[Row]:
    """Measure cold and edits on 1, 4 and 9 tiles with 100 of the links, which lie on the first tile."""
    cold: list[float] = []
    edit: list[float] = []
    edges: list[int] = []
    for tiles in TILES:
        reported(f"Growth: {tiles} tiles")
        engine = bench.engine if tiles == 1 else Engine(tiled(bench.porto, tiles))
        answers = [engine.cold() for _ in range(3)]
        cold.append(min(answer.total for answer in answers))
        links = [link(engine.porto.streets, ends) for ends in engine.porto.links[:GROWTH_LINKS]]
        engine.timed_edits(answers[-1], links[:20])
        edit.append(float(np.median(engine.timed_edits(answers[-1], links))))
        edges.append(len(engine.porto.table))
    slope = float(np.polyfit(np.log(edges), np.log(cold), 1)[0])
    sizes = ", ".join(f"{count:,} edges" for count in edges)
    colds = ", ".join(f"{seconds:.2f} s" for seconds in cold)
    middles = ", ".join(_ms(seconds) for seconds in edit)
    return [
        measured("growth_cold_slope", slope, f"{sizes}: {colds} (least of 3 runs), least squares in logarithms"),
        measured("growth_edit", edit[-1] / edit[0], f"{sizes}: {middles}, median of the first {GROWTH_LINKS} links"),
    ]


def memory_nine_tiles(bench: Bench) -> list[Row]:
    """Measure the peak memory of a process that holds nine tiles."""
    path = WORK / "nine.npz"
    save(tiled(bench.porto, 9), path)
    reported("Memory: nine tiles")
    said = _ours("benchmarks.memory", path)
    how = (
        f"peak resident memory of a process of its own (GB = 10^9 bytes): {said['edges']:,} edges, {said['nodes']:,} "
        f"nodes, table of {said['pairs']:,} times to {said['opportunities']:,} opportunities within 1,200 m, "
        f"{said['edits']} links (median {_ms(said['median_edit_s'])})"
    )
    return [measured("memory_nine_tiles", said["peak_gb"], how)]


def createdistrict_vs_ogr2ogr(_bench: Bench) -> list[Row]:
    """Measure createdistrict against ogr2ogr on the same file, turn by turn."""
    source = data_folder() / "newport" / "newport-2023-06-13.osm.pbf"
    reported("createdistrict and ogr2ogr")
    theirs = [_ogr2ogr(source) for _ in range(2)]
    said = _ours("benchmarks.createdistrict", source, 3)
    theirs += [_ogr2ogr(source) for _ in range(2)]
    ours, middle = statistics.median(said["seconds"]), statistics.median(theirs[1:])
    how = (
        f"median of 3 {ours:.2f} s (the algorithm with OSM and OUTPUT, {said['streets']:,} streets; start of QGIS not "
        f"counted; first run {said['seconds'][0]:.2f} s) against ogr2ogr {middle:.2f} s (all its layers, median of 3)"
    )
    return [measured("createdistrict_vs_ogr2ogr", ours / middle, how)]


def _ogr2ogr(source: Path) -> float:
    with tempfile.TemporaryDirectory(prefix="district-planner-bench-") as folder:
        command = ["ogr2ogr", "-f", "GPKG", str(Path(folder) / "osm.gpkg"), str(source)]
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - begun


def timetable_vs_python(bench: Bench) -> list[Row]:
    """Measure the timetable model against plain Python on Metro do Porto and Newport; what is compared is equal."""
    ratios, peaks, told = [], [], []
    for name, file, day, sources in TIMETABLES:
        path, ours, plain = data_folder() / name / file, WORK / f"{name}.npz", WORK / f"{name}.python.npz"
        WORK.mkdir(parents=True, exist_ok=True)
        reported(f"Timetable: {name}")
        said = _ours("benchmarks.timetable", "ours", path, day, sources, COLD_RUNS, ours)
        part = 1 if bench.full else TIMETABLE_PART
        theirs = _ours("benchmarks.timetable", "python", path, day, sources, part, plain)
        a, b = np.load(ours)["found"], np.load(plain)["found"]
        if not np.array_equal(a[:, : b.shape[1]], b):
            raise DisagreementError(f"{name}: the percentiles of the two sides differ")
        middle = statistics.median(said["seconds"])
        whole = theirs["seconds"] / theirs["sources"] * said["sources"]
        ratios.append(whole / middle)
        peaks.append(said["peak_gb"])
        told.append(
            f"{name} on {day}: {said['sources']} of {said['stops']:,} stops, {said['walks']:,} ways on foot, median of "
            f"{COLD_RUNS} runs {middle:.3f} s against {whole:.0f} s ({theirs['sources']} stops taken), "
            f"{ratios[-1]:,.0f} times, {said['peak_gb']:.2f} GB, {b.size:,} percentiles equal"
        )
    how = "07:00 to 09:00, 90 minutes and four rides at most; compiling is counted; " + "; ".join(told)
    memory = measured("timetable_memory", max(peaks), "peak of a process of its own, see timetable_vs_python")
    return [measured("timetable_vs_python", min(ratios), how), memory]


def _ours(module: str, *arguments: object) -> dict[str, Any]:
    """Run a module of ours in a process of its own and return the JSON that it prints."""
    command = [sys.executable, "-m", module, *(str(argument) for argument in arguments)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, **peers.ONE_THREAD, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{module} failed: {done.stderr.strip()[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def rides(bench: Bench) -> list[Row]:
    """Measure the travel times of 853 zones by tram and rail, and a drawn line of ten stops."""
    from benchmarks.rides import measure

    found = measure(data_folder() / "sheffield-rotherham")
    if not (found["equal"] and found["edit_equal"]):
        raise ValueError("a pair differs between the two sides")
    names = ("cold", "matrix", "peer", "peer_at_once", "edit")
    cold, matrix, peer, at_once, edit = (float(str(found[name])) for name in names)
    times = {name: float(str(found[f"{name}_quicker"])) for name in ("matrix", "edit")}
    said = f"{found['pairs']:,} of 853 x 853 pairs within 90 min over {found['stops']} stops, every pair equal"
    return [
        measured("lsoa_matrix_vs_dijkstra", times["matrix"],
                 f"{matrix * 1e3:.1f} ms, peer {peer * 1e3:.0f} ms (one call of scipy for all zones "
                 f"{at_once * 1e3:.0f} ms, {at_once / matrix:.1f} times), from the same boardings and walks; {said}"),
        measured("line_edit_vs_cold", times["edit"],
                 f"{edit * 1e3:.1f} ms, cold from the timetable {cold * 1e3:.0f} ms; {found['changed']:,} pairs "
                 "change, equal to a stop graph made and searched anew on every pair"),
    ]  # fmt: skip


MEASURES: tuple[Callable[[Bench], list[Row]], ...] = (
    cold_vs_pandana, cold_vs_cityseer, cold_vs_qgis, edits, growth, memory_nine_tiles, createdistrict_vs_ogr2ogr,
    timetable_vs_python,
    frame_link, frame_place, frame_line, open_vs_qgis, rides, edit_cycle_vs_full, edit_closure_vs_full,
)  # fmt: skip
