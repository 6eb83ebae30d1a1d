"""matplotlib in a Qt window, whichever Qt this QGIS has; matplotlib is loaded when the first chart is drawn."""

from __future__ import annotations

import textwrap
from importlib import import_module
from pathlib import Path
from typing import Any

from district_planner.core.errors import RequestError
from district_planner.gui.charts.chart import INK, Chart, Drawn

BACKENDS = ("matplotlib.backends.backend_qtagg", "matplotlib.backends.backend_qt5agg")
"""The first follows the Qt that is loaded already; matplotlib before 3.5 has the second only."""
FONT_PT, TITLE_PT, SOURCE_PT = 10.0, 12.5, 8.5


def new_canvas() -> Any:
    """Return an empty canvas, a QWidget with its ``figure``.

    Raises:
        RequestError: matplotlib is missing or fits no Qt here.
    """
    for name in BACKENDS:
        try:
            backend = import_module(name)
            figure = import_module("matplotlib.figure").Figure()
        except ImportError:
            continue
        return backend.FigureCanvasQTAgg(figure)
    raise RequestError("charts need matplotlib, which is missing here", "Chart", "Install it, then restart QGIS")


def draw_chart(figure: Any, chart: Chart, drawn: Drawn) -> None:
    """Draw a chart with its title and its source line into a figure."""
    matplotlib = import_module("matplotlib")
    look = {
        "font.size": FONT_PT, "font.family": ["Open Sans", "DejaVu Sans", "sans-serif"], "text.color": INK,
        "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "axes.edgecolor": "#9a9a9a",
        "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True, "svg.fonttype": "none",
    }  # fmt: skip
    with matplotlib.rc_context(look):
        figure.clear()
        figure.set_facecolor("white")
        axes = figure.add_subplot()
        chart.draw(axes, drawn)
        width = figure.get_size_inches()[0] * 72.0
        title = textwrap.fill(drawn.title, max(20, int(width / (TITLE_PT * 0.56))))
        source = textwrap.fill(drawn.source, max(30, int(width / (SOURCE_PT * 0.54))))
        height = figure.get_size_inches()[1] * 72.0
        axes.set_ylabel(textwrap.fill(axes.get_ylabel(), max(12, int(height / (FONT_PT * 0.95)))))
        top = 1.0 - (title.count("\n") + 1) * TITLE_PT * 1.35 / height - 10.0 / height
        bottom = (source.count("\n") + 1) * SOURCE_PT * 1.35 / height + 8.0 / height
        figure.text(0.015, 1.0 - 6.0 / height, title, ha="left", va="top", fontsize=TITLE_PT, fontweight="bold")
        figure.text(0.015, 5.0 / height, source, ha="left", va="bottom", fontsize=SOURCE_PT, color="#666666")
        figure.tight_layout(rect=(0.0, bottom, 1.0, top))


def save(figure: Any, path: Path) -> None:
    """Save a chart as PNG (200 dpi) or SVG (texts stay texts), by the file's name."""
    matplotlib = import_module("matplotlib")
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        figure.savefig(path, dpi=200, facecolor="white")
