"""Answers to the latest question go on after a fault of the plugin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from district_planner.core.progress import Progress
from district_planner.gui.latest import Latest


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_question_after_one_that_failed_is_answered(qgis_app: Any, wait: Callable[..., Any]) -> None:
    latest, answers = Latest(), []
    latest.answered.connect(answers.append)

    def fault(progress: Progress) -> Any:
        raise KeyError("c01")

    try:
        latest.ask(fault)
        wait(lambda: latest._thread is not None and not latest._thread.is_alive(), "the fault was not met")
        latest.ask(lambda progress: 7)
        wait(lambda: answers == [7], "the next question was not answered", 5)
    finally:
        latest.stop()
