"""``districtplanner:scoreinterventions``: the interventions of a district, scored and ranked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from district_planner.core.access.modes import MODES
from district_planner.core.aside import aside
from district_planner.core.district import District
from district_planner.core.errors import LayerError, RequestError
from district_planner.core.evaluation import said
from district_planner.core.evaluation.evaluate import evaluate
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import WIDE_LIMIT, Measure, Results
from district_planner.core.evaluation.riding import TRANSIT_MODELS
from district_planner.core.indicators.registry import all_indicators
from district_planner.core.interventions.selection import ALTERNATIVES, TODAY
from district_planner.core.places.categories import CATEGORIES
from district_planner.core.places.columns import Log
from district_planner.core.progress import Progress, part
from district_planner.gis import score_tables, set_tables
from district_planner.gis.drawn import WKB_TYPES, trips, with_drawn
from district_planner.gis.result_looks import renderer_of
from district_planner.gis.score_tables import LINE_ALIASES, LONG_ALIASES, SCORE_ALIASES, Asked
from district_planner.gis.styles import Look
from district_planner.processing import parameters as asked
from district_planner.processing.outputs import NO_GEOMETRY, LayerAlgorithm
from district_planner.processing.travel import add_minutes, add_model, minutes_of
from district_planner.translation import tr

_EVALUATED, _LAYERS = 0.9, 0.92
"""Share of the work when everything is measured, and when the layers are written where the long table follows."""
_SINKS = ("SCORES", "SCORES_POINTS", "SCORES_LINES", "SCORES_AREAS", "ORIGINS", "RESULTS_LONG", "SETS")
_TABLES = ("SCORES", "RESULTS_LONG", "SETS")
"""Those without geometry."""
_FILES = ("SUMMARY", "SUMMARY_JSON", "SUMMARY_CSV")


class ScoreInterventions(LayerAlgorithm):
    """Scores what a planner has drawn: each alone, each last in, all together."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "scoreinterventions"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Score interventions")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Says whom each intervention of a district brings closer to what, and ranks them.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("accessibility"), tr("scenario"), tr("ranking"), tr("15-minute")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters; only the district has no default."""
        self.addParameter(asked.district_parameter())
        self._state_parameters()
        self._measure_parameters()
        self.addParameter(QgsProcessingParameterMultipleLayers(
            "INTERVENTIONS", tr("Further interventions, drawn in ordinary layers"), asked.ANY_VECTOR,
            optional=True))  # fmt: skip
        self.addParameter(asked.advanced(QgsProcessingParameterFeatureSource(
            "OD", tr("Table of trips: from, to, trips"), [QgsProcessing.SourceType.TypeVector],
            optional=True)))  # fmt: skip
        self.addParameter(asked.unsaved_parameter())
        self._outputs()

    def _state_parameters(self) -> None:
        """Declare what is switched on."""
        self._text("SCENARIO", tr("Scenario (empty: every candidate)"))
        self._text("WORLD", tr("World"), TODAY)
        self.addParameter(QgsProcessingParameterNumber(
            "YEAR", tr("Year (empty: every opening year)"), QgsProcessingParameterNumber.Type.Integer, optional=True,
            minValue=1900, maxValue=2200))  # fmt: skip
        self.addParameter(QgsProcessingParameterEnum(
            "ALTERNATIVES", tr("When two exclude each other"), list(ALTERNATIVES), defaultValue="stop",
            usesStaticStrings=True))  # fmt: skip

    def _measure_parameters(self) -> None:
        """Declare what is measured."""
        self.addParameter(asked.Choices("MODES", tr("Modes"), list(MODES), ["walk"]))
        self._text("CUTOFFS", tr("Cutoffs in minutes (empty: 5, 10, 15 on foot; 10, 15, 30 by cycle)"))
        self.addParameter(asked.Choices("CATEGORIES", tr("Categories (none ticked: all that occur)"), CATEGORIES))
        self.addParameter(asked.Choices(
            "INDICATORS", tr("Indicators (none ticked: all but kinds and competition)"),
            list(all_indicators())))  # fmt: skip
        for key, text in (
            ("DECAY", tr("Decay, for example exponential:10 (half-life in minutes)")),
            ("LIMIT", tr("Time limit in minutes, for example 30 or walk:20, cycle:30")),
            ("KTH", tr("Which nearest, for example 1, 3")),
            ("HEADLINE", tr("Figure that ranks (empty: the 15-minute index)")),
        ):
            self._text(key, text, hidden=True)
        add_model(self)
        add_minutes(self)

    def _outputs(self) -> None:
        """Declare the outputs; layers that nothing belongs to are not made."""
        vector = QgsProcessing.SourceType
        for key, text, kind, made in (
            ("SCORES", tr("Ranked interventions"), vector.TypeVector, True),
            ("SCORES_POINTS", tr("Scored points"), vector.TypeVectorPoint, True),
            ("SCORES_LINES", tr("Scored lines"), vector.TypeVectorLine, True),
            ("SCORES_AREAS", tr("Scored areas"), vector.TypeVectorPolygon, True),
            ("ORIGINS", tr("Who gains"), vector.TypeVectorPoint, True),
            ("RESULTS_LONG", tr("Every measure of every origin, one to a row"), vector.TypeVector, False),
            ("SETS", tr("Every set that can be built together (for “each”)"), vector.TypeVector, False),
        ):
            self.addParameter(QgsProcessingParameterFeatureSink(
                key, text, kind, optional=True, createByDefault=made))  # fmt: skip
        for key, text, ending in (
            ("SUMMARY_JSON", tr("Summary as JSON"), tr("JSON (*.json)")),
            ("SUMMARY_CSV", tr("Summary as CSV"), tr("CSV (*.csv)")),
        ):
            self.addParameter(QgsProcessingParameterFileDestination(
                key, text, ending, optional=True, createByDefault=False))  # fmt: skip
        both = QgsProcessingParameterFileDestination(
            "SUMMARY", tr("Summary as JSON, and as CSV beside it"), tr("JSON (*.json)"), optional=True,
            createByDefault=False)  # fmt: skip
        # For scripts: one name for both; the dialog asks for each.
        both.setFlags(both.flags() | QgsProcessingParameterDefinition.Flag.FlagHidden)
        self.addParameter(both)

    def _text(self, key: str, text: str, default: str | None = None, hidden: bool = False) -> None:
        parameter = QgsProcessingParameterString(key, text, default, optional=True)
        self.addParameter(asked.advanced(parameter) if hidden else parameter)

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Evaluate, then write every output that was asked for."""
        progress = self.progress
        path = self.parameterAsFile(parameters, "DISTRICT", context)
        asked.check_destinations(asked.destinations(parameters, (*_SINKS, *_FILES), context), path, _TABLES)
        request = self._request(parameters, context)
        district, log = asked.read_district(path, feedback), Log()
        state = self._state(parameters, context)
        district = with_drawn(district, self._drawn(parameters, context), state.scenario, log, progress)
        _tell(log, district, feedback)
        results = aside(
            lambda heard: evaluate(
                district, state.scenario, world=state.world, year=state.year, request=request, progress=heard
            ),
            part(progress, 0.0, _EVALUATED),
        )
        for sentence in results.warnings:
            feedback.pushWarning(sentence if sentence.endswith(".") else f"{sentence}.")
        end = _LAYERS if parameters.get("RESULTS_LONG") else 1.0
        found = self._layers(results, district, parameters, context, feedback, part(progress, _EVALUATED, end))
        found.update(self.write_layer(
            "RESULTS_LONG", score_tables.long_table(results), NO_GEOMETRY, "", _long_look(results, district),
            parameters, context, part(progress, end, 1.0),
        ))  # fmt: skip
        found.update(self._sets(results, district, parameters, context, feedback))
        found.update(self._summaries(results, district, state, parameters, context))
        _say_ranking(results, feedback)
        return found

    def _state(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Asked:
        year = self.parameterAsInt(parameters, "YEAR", context) if parameters.get("YEAR") is not None else None
        return Asked(
            self.parameterAsString(parameters, "SCENARIO", context).strip(),
            self.parameterAsString(parameters, "WORLD", context).strip() or TODAY,
            year,
            self.parameterAsEnumString(parameters, "ALTERNATIVES", context) or "stop",
        )

    def _request(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Request:
        """Return what is to be measured; a wrong word is refused with a sentence."""
        categories = asked.texts(parameters.get("CATEGORIES"))
        unknown = [name for name in categories if name not in CATEGORIES]
        if unknown:
            raise RequestError(
                f"there is no category “{unknown[0]}”", "CATEGORIES", f"Choose from {', '.join(CATEGORIES)}"
            )
        kth = asked.texts(self.parameterAsString(parameters, "KTH", context))
        wrong = [word for word in kth if not (word.isdigit() and int(word) > 0)]
        if wrong:
            raise RequestError(f"“{wrong[0]}” is no whole number above 0", "KTH", "Write for example 1, 3")
        return Request(
            modes=asked.modes(parameters.get("MODES")),
            indicators=asked.texts(parameters.get("INDICATORS")),
            categories=categories,
            cutoffs=asked.minutes(self.parameterAsString(parameters, "CUTOFFS", context), "CUTOFFS"),
            limits=asked.limits(self.parameterAsString(parameters, "LIMIT", context)),
            decay=self.parameterAsString(parameters, "DECAY", context).strip(),
            kth=tuple(int(word) for word in kth) or (1,),
            alternatives=self.parameterAsEnumString(parameters, "ALTERNATIVES", context) or "stop",
            headline=self.parameterAsString(parameters, "HEADLINE", context).strip(),
            transit_model=self.parameterAsEnumString(parameters, "MODEL", context) or TRANSIT_MODELS[0],
            percentile=self.parameterAsDouble(parameters, "PERCENTILE", context),
            minutes=minutes_of(self, parameters, context),
            od=trips(asked.layer_source(self, parameters, "OD", context)),
        )

    def _drawn(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[Any]:
        """Return the layers of further interventions; one that cannot be opened stops the run."""
        found = self.parameterAsLayerList(parameters, "INTERVENTIONS", context)
        wanted = parameters.get("INTERVENTIONS") or []
        count = len(wanted) if isinstance(wanted, (list, tuple)) else 1
        if len(found) < count:
            raise LayerError(
                f"{count - len(found)} of {count} layers cannot be opened", "INTERVENTIONS", "Check their paths"
            )
        return list(found)

    def _layers(
        self, results: Results, district: District, parameters: dict[str, Any], context: QgsProcessingContext,
        feedback: QgsProcessingFeedback, progress: Progress,
    ) -> dict[str, Any]:  # fmt: skip
        """Write the ranked table, the scored interventions and the origins."""
        table = aside(lambda _: score_tables.ranked(results), self.progress.still)
        look = _scores_look(results, district)
        found = self.write_layer("SCORES", table, NO_GEOMETRY, "", look(""), parameters, context)
        for name, frame in score_tables.intervention_layers(table, district).items():
            key, kind = f"SCORES_{name.upper()}", WKB_TYPES[name]
            found.update(self.write_layer(key, frame, kind, district.crs, look(name), parameters, context))
        _, further = score_tables.crossed_figures(results)
        if further:
            feedback.pushInfo(tr(
                "SCORES holds who is newly counted and who no longer for {} figures and the one that ranks; the "
                "summary holds the other {} too."
            ).format(score_tables.CROSSED_LIMIT, further))  # fmt: skip
        if len(results.measures) > WIDE_LIMIT:
            feedback.pushWarning(tr(
                "{} measures were asked for and a layer holds at most {}: ORIGINS holds the first {}. Choose fewer "
                "modes, categories, cutoffs or indicators to see the others, or ask for RESULTS_LONG, which holds all."
            ).format(len(results.measures), WIDE_LIMIT, WIDE_LIMIT))  # fmt: skip
        frame, aliases = aside(lambda _: score_tables.origin_layer(results), self.progress.still)
        found.update(self.write_layer(
            "ORIGINS", frame, QgsWkbTypes.Type.Point, district.crs, _origins_look(results, district, aliases),
            parameters, context, progress,
        ))  # fmt: skip
        return found

    def _sets(
        self, results: Results, district: District, parameters: dict[str, Any], context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, str]:  # fmt: skip
        """Write the feasible sets where they were scored, and say how they stand."""
        for sentence in set_tables.said(results):
            feedback.pushInfo(sentence)
        if not len(results.sets):
            if parameters.get("SETS"):
                feedback.pushWarning(tr("SETS is not made: choose “each” where two exclude each other."))
            return {}
        look = Look(
            "", aliases=set_tables.ALIASES, title=tr("Sets of interventions"),
            abstract=_abstract(results, _measure_lines(results.measures)), rights=_rights(district),
        )  # fmt: skip
        return self.write_layer("SETS", set_tables.table(results), NO_GEOMETRY, "", look, parameters, context)

    def _summaries(
        self, results: Results, district: District, state: Asked, parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> dict[str, Any]:  # fmt: skip
        """Write the summaries that were asked for."""
        found = {}
        for key in _FILES:
            if not parameters.get(key):
                continue
            path = Path(self.parameterAsFileOutput(parameters, key, context))
            if key == "SUMMARY":
                path = path.with_suffix(".json")
            if key != "SUMMARY_CSV":
                text = aside(lambda _: score_tables.summary_text(results, district, state), self.progress.still)
                self.write_text(path, text)
            if key != "SUMMARY_JSON":
                rows = aside(
                    lambda _: score_tables.summary_rows(results, district).to_csv(index=False), self.progress.still
                )
                self.write_text(path.with_suffix(".csv") if key == "SUMMARY" else path, rows)
            found[key] = str(path)
        return found


def _rights(district: District) -> str:
    return str(district.settings.get("attribution") or "")


def _abstract(results: Results, lines: list[str]) -> str:
    found: Any = results.settings.get("limits_min", {})
    limits = ", ".join(f"{mode} {minutes:g} min" for mode, minutes in found.items())
    return "\n".join([*lines, f"Time limits: {limits}."])


def _scores_look(results: Results, district: District) -> Any:
    """Return a function that gives the look of a layer of interventions by its geometry, empty for the table."""
    head = score_tables.headline_row(results)
    label, source = head.get("label", ""), head.get("source", "")
    unit = score_tables.in_words(head.get("unit", ""))
    lines = [
        f"{label} ({unit}). Source: {source}.",
        "Base, with and change: all together. Alone: only this one. Last in: all others are there already.",
    ]

    # Of nothing there are no percent, and of people added up over kinds of place they would say little.
    by_amount = head.get("base") == 0.0 or head.get("statistic") == "sum"
    change = unit if by_amount else f"% of {_number(head.get('base'))} {unit}"

    crossings = score_tables.crossing_aliases(results)
    aliases = {**SCORE_ALIASES, **crossings}, {**LINE_ALIASES, **crossings}

    def look(geometry: str) -> Look:
        return Look(
            style=f"scores_{geometry}" if geometry else "", attribute="alone_change" if by_amount else "percent",
            legend=f"{label}: change alone, {change}; {source}", unit=unit if by_amount else "percent",
            aliases=aliases[geometry == "lines"],
            title=tr("Scored interventions") + (f": {geometry}" if geometry else ""),
            abstract=_abstract(results, lines), rights=_rights(district),
        )  # fmt: skip

    return look


def _number(value: Any) -> str:
    return "" if value is None or pd.isna(value) else f"{value:,.1f}"


def _origins_look(results: Results, district: District, aliases: dict[str, str]) -> Look:
    """Return the look of the origins: the change of the measure that ranks, else of the first."""
    shown = score_tables.shown_measures(results)
    wanted = score_tables.headline_row(results).get("measure", "")
    measure = next((one for one in shown if one.name == wanted), shown[0] if shown else None)
    lines = [*_measure_lines(shown), *score_tables.deprivation_line(results)]
    if measure is None:
        return Look("", aliases=aliases, title=tr("Who gains"))
    return Look(
        # A change of what was empty is empty: what is newly reached has a class of its own.
        renderer=partial(renderer_of, measure, "change") if measure.may_be_empty else None,
        style="origins_change", attribute=f"{measure.name}_change",
        legend=f"{measure.label}, change in {score_tables.in_words(measure.unit)}; {measure.source}", unit=measure.unit,
        better=measure.better, aliases=aliases, title=tr("Who gains"), abstract=_abstract(results, lines),
        rights=_rights(district),
    )  # fmt: skip


def _long_look(results: Results, district: District) -> Look:
    """Return what the long table says of itself: every measure with its meaning, unit and source."""
    return Look(
        "", aliases=LONG_ALIASES, title=tr("Every measure of every origin"),
        abstract=_abstract(results, _measure_lines(results.measures)), rights=_rights(district),
    )  # fmt: skip


def _measure_lines(measures: Sequence[Measure]) -> list[str]:
    return [f"{one.name}: {one.label} ({one.unit}). Source: {one.source}." for one in measures]


def _tell(log: Log, district: District, feedback: QgsProcessingFeedback) -> None:
    for sentence in log.said:
        feedback.pushInfo(sentence)
    for sentence in log.warnings:
        feedback.pushWarning(sentence)


def _say_ranking(results: Results, feedback: QgsProcessingFeedback) -> None:
    """Say who ranks where, and why some change nothing."""
    head = score_tables.headline_row(results)
    if head:
        feedback.pushInfo(tr("Ranked by: {}").format(head["label"]))
    for row in score_tables.ranked(results).to_dict("records"):
        rank = "–" if pd.isna(row["rank"]) else row["rank"]
        why = f" – {row['why']}" if row["why"] else ""
        change = "" if pd.isna(row["alone_change"]) else f": {said.change(row['alone_change'], row['unit'])}"
        feedback.pushInfo(f"{rank}. {row['name']}{change}{why}")
