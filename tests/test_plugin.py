"""The plugin starts, offers its algorithms, says what is missing, and goes without residue."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtCore import QEvent, QObject, QTranslator
from qgis.PyQt.QtWidgets import QApplication

from district_planner import classFactory, plugin, requirements
from district_planner.core.errors import Cancelled, LayerError
from district_planner.core.progress import check
from district_planner.processing import provider as provider_module
from district_planner.processing.base import DistrictAlgorithm
from district_planner.processing.feedback import FeedbackProgress
from district_planner.processing.provider import algorithm_classes
from district_planner.requirements import install_command, missing_libraries


def state(iface: Any) -> dict[str, Any]:
    """Return what the plugin could leave behind."""
    return {
        "providers": sorted(item.id() for item in QgsApplication.processingRegistry().providers()),
        "widgets": len(QApplication.allWidgets()),
        "translators": len(QApplication.instance().findChildren(QTranslator)),
        "children": len(iface.mainWindow().findChildren(QObject)),
        "messages": len(iface.messageBar().items()) if hasattr(iface.messageBar(), "items") else 0,
    }


@pytest.mark.parametrize("window", [True, False])
def test_ten_lives_leave_no_residue(qgis_iface: Any, window: bool) -> None:
    before = state(qgis_iface)
    for _ in range(10):
        life = classFactory(qgis_iface if window else None)
        life.initGui() if window else life.initProcessing()
        assert QgsApplication.processingRegistry().providerById("districtplanner") is not None
        life.unload()
        life.unload()  # QGIS may call it again after a failed start
        QApplication.processEvents()
        # What is to be deleted later goes when QGIS is back in its event loop, which a test never is.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    assert state(qgis_iface) == before


@pytest.fixture
def started() -> Iterator[plugin.DistrictPlannerPlugin]:
    life = classFactory(None)
    life.initProcessing()
    yield life
    life.unload()


def test_the_provider_offers_every_algorithm(started: plugin.DistrictPlannerPlugin) -> None:
    offered = QgsApplication.processingRegistry().providerById("districtplanner")
    assert (offered.name(), offered.id()) == ("District Planner", "districtplanner")
    assert not offered.icon().isNull()
    assert {type(item).__name__ for item in offered.algorithms()} == {item.__name__ for item in algorithm_classes()}


def test_every_algorithm_has_a_stable_name_and_a_help_text() -> None:
    for algorithm in (item() for item in algorithm_classes()):
        assert algorithm.name().isalnum() and algorithm.name().islower(), algorithm.name()
        assert algorithm.displayName()
        assert algorithm.shortHelpString(), f"processing/help/{algorithm.name()}.html is missing"
        assert isinstance(algorithm.createInstance(), type(algorithm))


def test_a_missing_library_is_named_with_the_command(qgis_iface: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    monkeypatch.setattr(plugin, "missing_libraries", lambda: ["shapely>=2.0"])
    monkeypatch.setattr(provider_module, "missing_libraries", lambda: ["shapely>=2.0"])
    monkeypatch.setattr(plugin.QgsMessageLog, "logMessage", lambda text, *_: texts.append(text))
    life = classFactory(qgis_iface)
    life.initGui()
    assert not QgsApplication.processingRegistry().providerById("districtplanner").algorithms()
    life.unload()
    assert "shapely>=2.0" in texts[0]
    assert install_command(["shapely>=2.0"]) in texts[0]


def test_without_a_window_the_missing_library_is_told_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plugin, "missing_libraries", lambda: ["shapely>=2.0"])
    life = classFactory(None)
    life.initProcessing()
    life.unload()
    assert install_command(["shapely>=2.0"]) in capsys.readouterr().err


def test_libraries_that_are_absent_or_old_are_found() -> None:
    assert missing_libraries() == []
    # No library has version 999; the second name exists nowhere.
    assert missing_libraries({"numpy": "999", "no-such-library": "1.0", "pandas": "0.1"}) == [
        "numpy>=999",
        "no-such-library>=1.0",
    ]


@pytest.mark.parametrize(
    ("platform", "flatpak", "start"),
    [
        ("win32", False, "python -m pip install"),
        ("darwin", False, "/"),
        ("linux", True, "flatpak run --command=pip3 org.qgis.qgis install"),
        ("linux", False, "/usr/bin/python3 -m pip install"),
    ],
)
def test_each_platform_has_one_command(
    platform: str, flatpak: bool, start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requirements, "find_spec", lambda name: name)
    command = install_command(["pandas>=1.3", "shapely>=2.0"], platform, flatpak)
    assert command.startswith(start)
    assert command.endswith('"pandas>=1.3" "shapely>=2.0"')
    assert "\n" not in command


def test_a_linux_without_pip_gets_pip_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirements, "find_spec", lambda name: None)
    command = install_command(["shapely>=2.0"], "linux", False)
    assert command.startswith("sudo apt install python3-pip && ") == Path("/usr/bin/apt").exists()


class Failing(DistrictAlgorithm):
    """An algorithm whose work raises what it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.error = error

    def name(self) -> str:
        return "failing"

    def displayName(self) -> str:
        return "Failing"

    def initAlgorithm(self, configuration: Any = None) -> None:
        return

    def run_algorithm(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        if self.error is not None:
            raise self.error
        check(FeedbackProgress(feedback), 0.5, "half way")
        return {"OUTPUT": 1}


def test_a_mistake_in_the_input_becomes_a_sentence() -> None:
    algorithm = Failing(LayerError("the layer has no features", "Streets", "Choose another layer"))
    with pytest.raises(QgsProcessingException, match=r"^Streets: the layer has no features\. Choose another layer\.$"):
        algorithm.processAlgorithm({}, QgsProcessingContext(), QgsProcessingFeedback())


def test_a_fault_of_our_own_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        Failing(ZeroDivisionError()).processAlgorithm({}, QgsProcessingContext(), QgsProcessingFeedback())


def test_cancel_gives_no_outputs() -> None:
    feedback = QgsProcessingFeedback()
    assert Failing().processAlgorithm({}, QgsProcessingContext(), feedback) == {"OUTPUT": 1}
    assert feedback.progress() == 50.0
    feedback.cancel()
    assert Failing().processAlgorithm({}, QgsProcessingContext(), feedback) == {}
    assert Failing(Cancelled()).processAlgorithm({}, QgsProcessingContext(), feedback) == {}
    assert "Cancelled" in feedback.textLog()
