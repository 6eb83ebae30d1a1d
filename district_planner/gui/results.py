"""The results of a district as one layer of the project: written in the background, refreshed in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from district_planner.core.errors import PlannerError
from district_planner.core.evaluation.compare import Comparison, compare
from district_planner.core.evaluation.results import Measure
from district_planner.core.progress import Progress
from district_planner.gis import results_store as store
from district_planner.gis.district_layers import layers_in, load
from district_planner.gui.built import built_of
from district_planner.gui.results_inputs import inputs_key, last_changes
from district_planner.gui.work import Work, start
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace


class ResultsLayer(QObject):
    """Keeps the results file of one district true, and its layers in the district's group.

    The layer stays the same while data, question and view change, so that the map never goes blank.

    Attributes:
        path: the results file; stored: what the file holds, None before the first scoring.
    """

    refreshed = pyqtSignal()
    """The layer shows other data, another measure or another view."""
    compared = pyqtSignal(object)
    """A Comparison of two scenarios is there."""

    def __init__(self, session: DistrictSession, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._project = project
        self._work: Work | None = None
        self._again = False
        self._to_compare: tuple[str, str, str] | None = None
        self._written: object = None
        self._kept: tuple[str, ...] = ()
        self.path: Path = store.results_path(session.path)
        self._places = last_changes(session.path)
        self._inputs = {table: store.inputs_of(self.path, table) for table in store.INPUTS}
        self.stored: store.Stored | None = None
        self._measure: Measure | None = None
        session.scores_changed.connect(self._on_scores_changed)
        session.question_changed.connect(self._on_question_changed)
        session.view_changed.connect(self._dress)
        session.scenario_changed.connect(self._tell_state)
        self._tell_state()  # what the project brought may have been changed outside meanwhile

    # The layer

    @property
    def layer(self) -> QgsVectorLayer | None:
        """Return the layer of results, None where there is none in the project."""
        return self._layer(store.RESULTS)

    @property
    def comparison(self) -> QgsVectorLayer | None:
        """Return the layer of two compared scenarios, None where there is none in the project."""
        return self._layer(store.COMPARISON)

    @property
    def measure(self) -> Measure | None:
        """Return the measure that the layer shows."""
        return self._measure

    def _layer(self, table: str) -> QgsVectorLayer | None:
        return layers_in(self._project, self.path).get(table)

    def show(self, view: str) -> None:
        """Show ``base``, ``with`` or ``change``."""
        self._session.set_view(view)

    def style_of(self, view: str) -> str:
        """Return the style of a view as XML, for a picture of its own; empty where there is no layer yet."""
        layer = self.layer
        name = store.view_names()[view]
        if layer is None or name not in layer.styleManager().styles():
            return ""
        return str(layer.styleManager().style(name).xmlData())

    # Writing

    def _on_scores_changed(self) -> None:
        self._tell_state()
        if self._session.results is not None and not self._session.stale:
            self._write()

    def _on_question_changed(self) -> None:
        measure = self._wanted()
        if self.stored is None:
            return
        if measure and self.stored.measure(measure) is None:
            self._written = None
            self._write()
        else:
            self._dress()

    def _wanted(self) -> str:
        """Return the measure that the question asks for, else the one that is shown, else the first asked for."""
        question = self._session.question
        if question is not None and question.measure:
            return str(question.measure)
        if self._measure is not None:
            return self._measure.name
        return next((one.measure for one in self._session.questions() if one.measure), "")

    def _write(self) -> None:
        """Write the results in the background; of several in a row the last one counts."""
        results, engine = self._session.results, self._session.engine
        if results is None or engine is None or results is self._written:
            return
        if self._work is not None:
            self._again = True
            return
        path, district = self.path, engine.district
        first = [self._wanted(), *(one.measure for one in self._session.questions())]

        inputs = self._made_of(self._session.scenario)

        def job(progress: Progress) -> store.Stored:
            return store.write(path, results, district, [name for name in first if name], progress, inputs)

        def done(stored: store.Stored) -> None:
            self._inputs[store.RESULTS] = inputs
            self._on_written(stored)

        self._start(tr("Storing the results of {}").format(self._session.name), job, done, results)

    def _start(self, text: str, job: Callable[[Progress], Any], done: Callable[[Any], None], what: object) -> None:
        def ended(value: Any) -> None:
            self._work, self._written = None, what if what is not None else self._written
            done(value)
            if self._again:
                self._again = False
                self._write()
            self._compare_what_waits()

        def failed(why: str) -> None:
            self._work, self._again = None, False
            self._session.failed.emit(why)
            self._compare_what_waits()

        self._work = start(Work(text, job, ended, failed))

    def _on_written(self, stored: store.Stored) -> None:
        self.stored = stored
        layer = self.layer or self._add(store.RESULTS, tr("Results"))
        if layer is None:
            return
        self._load_again()
        self._dress()
        names = tuple(one.name for one in stored.measures)
        if self._measure is not None and self._kept != (self._measure.name, *names):
            self._kept = (self._measure.name, *names)
            store.keep_look(layer, self.path, store.RESULTS)
            self._load_again()

    def _load_again(self) -> None:
        """Let go of the file as it was: another one has taken its place."""
        for layer in layers_in(self._project, self.path).values():
            layer.reload()

    def _add(self, table: str, title: str) -> QgsVectorLayer | None:
        """Put a layer into the district's group, under the interventions."""
        try:
            layer = load(self.path, table, title)
        except PlannerError as error:
            self._session.failed.emit(str(error))
            return None
        self._project.addMapLayer(layer, False)
        group = self._session.layers.group() or self._project.layerTreeRoot()
        group.insertLayer(_below_interventions(group, self._session.layers.interventions), layer)
        return layer

    def _dress(self) -> None:
        layer, measure = self.layer, None
        if self.stored is not None:
            measure = self.stored.measure(self._wanted())
        if layer is None or measure is None or self.stored is None:
            return
        self._measure = measure
        store.dress_results(layer, self.stored, measure, self._session.view)
        self._tell_state()
        self.refreshed.emit()

    def _tell_state(self) -> None:
        """Mark the layers while they do not hold the scores of what there is now."""
        if self.layer is not None:
            late = self._session.stale and not self._fits(store.RESULTS, self._session.scenario)
            _name(self.layer, tr("Results (being recomputed)") if late else tr("Results"))
        self._tell_comparison()

    def _tell_comparison(self) -> None:
        """Mark the compared scenarios from an edit of them on until they are compared again or it is undone."""
        layer, known = self.comparison, self._inputs[store.COMPARISON]
        if layer is None:
            return
        late = tr("{} (out of date)")
        title = layer.name().removesuffix(late.format(""))
        if known is not None and len(known.scenarios) == 2:
            names = {one.id: one.name for one in self._session.scenarios()}
            first, second = (names.get(one, one) for one in known.scenarios)
            title = tr("{} compared with {}").format(second, first)
        fits = known is not None and self._fits(store.COMPARISON, *known.scenarios)
        _name(layer, title if fits else late.format(title))

    def _made_of(self, *scenarios: str) -> store.Inputs:
        """Return what scenarios come to is made of, as it is now."""
        return store.Inputs(scenarios, inputs_key(self._session, self._places, *scenarios))

    def _fits(self, table: str, *scenarios: str) -> bool:
        """Return whether what is stored is known to be made of what there is now."""
        return self._inputs[table] == self._made_of(*scenarios)

    def show_comparison(self, view: str) -> None:
        """Show ``difference``, ``ratio`` or ``relative`` on the layer of two compared scenarios."""
        layer = self.comparison
        if layer is not None:
            store.switch(layer, view)

    # Two scenarios

    def _compare_what_waits(self) -> None:
        """Compare what was asked for while something else was written."""
        waiting, self._to_compare = self._to_compare, None
        if waiting is not None:
            self.compare(*waiting)

    def compare(self, first: str, second: str, view: str = "difference") -> None:
        """Compare two scenarios by id, as a layer and a table; ``compared`` tells when they are there."""
        engine, name, built = self._session.engine, self._wanted(), built_of(self._session)
        if engine is None or built is None:
            return
        if self._work is not None:
            self._to_compare = (first, second, view)
            return
        path, inputs = self.path, self._made_of(first, second)

        def job(progress: Progress) -> tuple[Comparison, tuple[Measure, ...]]:
            found = compare(engine, built(first, progress), built(second, progress), progress)
            return found, store.write_comparison(path, found, engine.district, [name], progress, inputs)

        def done(value: tuple[Comparison, tuple[Measure, ...]]) -> None:
            found, measures = value
            names = {one.id: one.name for one in self._session.scenarios()}
            layer = self.comparison or self._add(store.COMPARISON, "")
            if layer is not None and measures:
                self._load_again()
                self._inputs[store.COMPARISON] = inputs
                self._tell_comparison()
                store.dress_comparison(layer, measures[0], names.get(first, first), names.get(second, second), view)
                store.keep_look(layer, path, store.COMPARISON)
                self._load_again()
            self.compared.emit(found)

        self._start(tr("Comparing two scenarios"), job, done, None)

    def close(self) -> None:
        """Stop all work and listening; file and layers stay, as those of the district do."""
        if self._work is not None:
            self._work.cancel()
        for signal, slot in (
            (self._session.scores_changed, self._on_scores_changed),
            (self._session.question_changed, self._on_question_changed),
            (self._session.view_changed, self._dress),
            (self._session.scenario_changed, self._tell_state),
        ):
            signal.disconnect(slot)


def _name(layer: QgsVectorLayer, name: str) -> None:
    if layer.name() != name:
        layer.setName(name)


def _below_interventions(group: QgsLayerTreeGroup, interventions: dict[str, QgsVectorLayer]) -> int:
    """Return the place in a group right below its layers of interventions."""
    ids = {layer.id() for layer in interventions.values()}
    places = [i for i, node in enumerate(group.children()) if getattr(node, "layerId", str)() in ids]
    return max(places, default=-1) + 1


class ResultsLayers(QObject):
    """The results of every open district."""

    def __init__(self, workspace: Workspace, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._project = project
        self._layers: dict[DistrictSession, ResultsLayer] = {}
        workspace.opened.connect(self._on_opened)
        workspace.closed.connect(self._on_closed)
        for session in workspace.sessions:
            self._on_opened(session)

    def of(self, session: DistrictSession) -> ResultsLayer | None:
        """Return the results of an open district."""
        return self._layers.get(session)

    def _on_opened(self, session: DistrictSession) -> None:
        self._layers[session] = ResultsLayer(session, self._project, self)

    def _on_closed(self, session: DistrictSession) -> None:
        found = self._layers.pop(session, None)
        if found is not None:
            found.close()
            found.deleteLater()

    def stop(self) -> None:
        """Let go of every district."""
        self._workspace.opened.disconnect(self._on_opened)
        self._workspace.closed.disconnect(self._on_closed)
        for session in list(self._layers):
            self._on_closed(session)
