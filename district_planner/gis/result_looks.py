"""How the results of an open district look: base, with and change of one measure, and two scenarios compared.

Classes are fixed by the unit, so that the colours mean the same for every intervention. Changes use the diverging
scheme of ``resources/styles/origins_change.qml`` (purple is better, orange is worse); values one sequential scheme
(ColorBrewer YlGnBu, dark is better). Both are safe for colour-blind readers.
"""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsFeatureRequest,
    QgsGraduatedSymbolRenderer,
    QgsMarkerSymbol,
    QgsRendererRange,
    QgsSymbol,
    QgsVectorLayer,
)

from district_planner.core.evaluation.results import Measure
from district_planner.gis.numerals import trimmed
from district_planner.gis.score_tables import in_words
from district_planner.gis.styles import ENDLESS, NOTHING, diverging
from district_planner.paths import style_path
from district_planner.translation import tr

VIEWS = ("base", "with", "change")

STEPS: dict[str, tuple[float, ...]] = {
    "min": (5.0, 10.0, 15.0, 20.0, 30.0), "perceived min": (5.0, 10.0, 15.0, 20.0, 30.0),
    "0-100": (20.0, 40.0, 60.0, 80.0, 100.0), "opportunities": (0.0, 1.0, 3.0, 10.0), "ha": (0.0, 1.0, 5.0, 20.0),
    "jobs": (0.0, 100.0, 1000.0, 5000.0), "weighted count": (0.0, 1.0, 3.0, 10.0), "0/1": (0.0, 1.0),
    "percent": (-10.0, -1.0, 1.0, 10.0), "kinds of place": (0.0, 3.0, 6.0, 9.0, 12.0),
}  # fmt: skip
"""Unit -> upper limits of the fixed classes of a value; what is above the last is a class of its own [P]."""
OTHER_STEPS = (0.0, 1.0, 10.0, 100.0)

GREENS_TO_BLUES = ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494")
"""ColorBrewer YlGnBu with six classes, the last for the best."""

NEWLY, NEVER = 1e13, 1e20
"""Codes inside the style for what is newly reached (or no longer), and for what is reached neither before nor after."""


def legend_of(measure: Measure, view: str) -> str:
    """Return the first line of the legend: indicator, unit and source."""
    words = {"base": tr("today"), "with": tr("with the scenario"), "change": tr("change")}[view]
    return f"{measure.label}: {words}, {in_words(measure.unit)}; {measure.source}"


def renderer_of(measure: Measure, view: str) -> QgsGraduatedSymbolRenderer:
    """Return how a measure is drawn from its columns ``<measure>_base``, ``_with`` and ``_change``."""
    name, legend = measure.name, legend_of(measure, view)
    if view == "change":
        return change_renderer(f"{name}_base", f"{name}_with", measure.unit, measure.better, legend)
    return value_renderer(f"{name}_{view}", measure, legend)


def value_renderer(field: str, measure: Measure, legend: str) -> QgsGraduatedSymbolRenderer:
    """Return the fixed classes of a value; what is empty is drawn small and hollow."""
    steps = STEPS.get(measure.unit, OTHER_STEPS)
    lows = (-ENDLESS, *steps)
    highs = (*steps, ENDLESS) if measure.unit not in ("0-100", "0/1") else steps
    colours = _spread(len(highs))
    if measure.better == "lower":
        colours = colours[::-1]
    ranges = [
        QgsRendererRange(low + (NOTHING if i else 0.0), high + NOTHING, _dot(colour), _words(lows, highs, i, measure))
        for i, (low, high, colour) in enumerate(zip(lows, highs, colours))
    ]
    never = QgsRendererRange(NEVER, NEVER, _hollow(), _never(measure))
    ranges = ranges if measure.better == "lower" else ranges[::-1]
    return _graduated(f'coalesce("{field}", {NEVER:.0f})', [_head(legend), *ranges, never])


def _words(lows: Sequence[float], highs: Sequence[float], i: int, measure: Measure) -> str:
    """Return a class in words."""
    whole = measure.unit in ("opportunities", "jobs", "kinds of place")
    low, high = lows[i], highs[i]
    if measure.unit == "0/1":
        return tr("not met") if i == 0 else tr("met")
    if high >= ENDLESS:
        return tr("more than {}").format(trimmed(low))
    if i == 0:
        return "0" if high == 0 else tr("up to {}").format(trimmed(high))
    first = low + 1 if whole else low
    return trimmed(high) if first == high else tr("{} to {}").format(trimmed(first), trimmed(high))


def _never(measure: Measure) -> str:
    return tr("none within {} min").format(trimmed(measure.limit)) if measure.limit else tr("no value")


def change_renderer(before: str, after: str, unit: str, better: str, legend: str) -> QgsGraduatedSymbolRenderer:
    """Return the fixed classes of a change between two columns.

    An empty base has no change (rules 1.7): what is newly reached, or reached no longer, has a class of its own, and
    so has what is reached neither before nor after.
    """
    sign = 1.0 if better == "higher" else -1.0
    symbols = _change_symbols()
    worst, best = symbols[0], symbols[-1]
    classes = list(zip(diverging(unit), symbols if sign > 0 else symbols[::-1]))
    if unit == "0/1":
        texts = {-1: tr("no longer met"), 0: tr("no change"), 1: tr("newly met")}
        ranges = [
            QgsRendererRange(value - 0.5, value + 0.5, symbol.clone(), texts[value])
            for value, symbol in ((1, best), (0, symbols[3]), (-1, worst))
        ]
    else:
        ranges = [
            QgsRendererRange(max(low, -NEWLY / 2), min(high, NEWLY / 2), symbol.clone(), text)
            for (low, high, text), symbol in classes
        ]
        ranges = ranges[::-1] if sign > 0 else ranges
    newly = QgsRendererRange(sign * NEWLY, sign * NEWLY, _ringed(best), tr("newly reached"))
    lost = QgsRendererRange(-sign * NEWLY, -sign * NEWLY, _ringed(worst), tr("no longer reached"))
    never = QgsRendererRange(NEVER, NEVER, _hollow(), tr("not reached, before or after"))
    extra = [newly] if unit.endswith("min") else []
    rest = [lost, never] if unit.endswith("min") else []
    expression = (
        f'CASE WHEN "{before}" IS NULL AND "{after}" IS NULL THEN {NEVER:.0f} '
        f'WHEN "{before}" IS NULL THEN {sign * NEWLY:.0f} WHEN "{after}" IS NULL THEN {-sign * NEWLY:.0f} '
        f'ELSE "{after}" - "{before}" END'
    )
    found = _graduated(expression, [_head(legend), *extra, *ranges, *rest])
    # What changes is drawn last, on top of what does not.
    order = QgsFeatureRequest.OrderByClause(f'abs(coalesce("{after}", 1e9) - coalesce("{before}", 1e9))', True)
    found.setOrderBy(QgsFeatureRequest.OrderBy([order]))
    found.setOrderByEnabled(True)
    return found


def relative_renderer(field: str, better: str, legend: str) -> QgsGraduatedSymbolRenderer:
    """Return fixed classes of a relative difference in percent; n/a is not drawn."""
    texts = ("−50% or more", "−10 to −50%", "up to −10%", tr("no change"), "up to +10%", "+10 to +50%", "+50% or more")
    return _seven(field, (-50.0, -10.0, -NOTHING, NOTHING, 10.0, 50.0), texts, better, legend)


def ratio_renderer(field: str, better: str, legend: str) -> QgsGraduatedSymbolRenderer:
    """Return fixed classes of a ratio; n/a is not drawn."""
    texts = (
        tr("up to {}").format(0.5), tr("{} to {}").format(0.5, 0.9), tr("{} to {}").format(0.9, 1), "1",
        tr("{} to {}").format(1, 1.1), tr("{} to {}").format(1.1, 1.5), tr("more than {}").format(1.5),
    )  # fmt: skip
    return _seven(field, (0.5, 0.9, 1.0 - NOTHING, 1.0 + NOTHING, 1.1, 1.5), texts, better, legend)


def _seven(
    field: str, limits: Sequence[float], texts: Sequence[str], better: str, legend: str
) -> QgsGraduatedSymbolRenderer:
    symbols = _change_symbols()
    order = symbols if better == "higher" else symbols[::-1]
    every = (-ENDLESS, *limits, ENDLESS)
    ranges = [QgsRendererRange(a, b, s.clone(), t) for a, b, s, t in zip(every, every[1:], order, texts)]
    return _graduated(f'"{field}"', [_head(legend), *(ranges[::-1] if better == "higher" else ranges)])


def _graduated(attribute: str, ranges: Sequence[QgsRendererRange]) -> QgsGraduatedSymbolRenderer:
    return QgsGraduatedSymbolRenderer(attribute, list(ranges))


def _head(legend: str) -> QgsRendererRange:
    """Return the line of the legend that names indicator, unit and source; it draws nothing."""
    symbol = QgsMarkerSymbol.createSimple({"size": "0", "color": "0,0,0,0", "outline_style": "no"})
    return QgsRendererRange(-1e300, -1e300, symbol, legend)


def _change_symbols() -> list[QgsSymbol]:
    """Return the seven symbols of the style file, from the worst to the best."""
    layer = QgsVectorLayer("Point", "style", "memory")
    layer.loadNamedStyle(style_path("origins_change"))
    return [one.symbol().clone() for one in layer.renderer().ranges()[1:]]


def _dot(colour: str) -> QgsMarkerSymbol:
    outline = {"outline_color": "90,90,90,255", "outline_width": "0.1"}
    return QgsMarkerSymbol.createSimple({"size": "1.8", "color": colour, **outline})


def _hollow() -> QgsMarkerSymbol:
    look = {"size": "1.0", "color": "255,255,255,0", "outline_color": "165,165,165,255", "outline_width": "0.15"}
    return QgsMarkerSymbol.createSimple(look)


def _ringed(symbol: QgsSymbol) -> QgsSymbol:
    """Return the symbol of a large change with a dark rim: reached at all, or no longer."""
    found = symbol.clone()
    found.symbolLayer(0).setStrokeColor(found.symbolLayer(0).color().darker(220))
    found.symbolLayer(0).setStrokeWidth(0.25)
    return found


def _spread(count: int) -> list[str]:
    """Return so many colours of the scheme, from the worst to the best."""
    last = len(GREENS_TO_BLUES) - 1
    return [GREENS_TO_BLUES[round(i * last / max(count - 1, 1))] for i in range(count)]
