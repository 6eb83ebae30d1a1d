"""Every text for planners can be translated, and the .ts files hold them all."""

from __future__ import annotations

import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "i18n").glob("*.ts"))


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Return every call of ``tr`` in the package and where it stands."""
    for path in sorted((ROOT / "district_planner").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "tr":
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def messages(source: Path) -> list[tuple[str, ET.Element]]:
    """Return context and message of a .ts file."""
    contexts = ET.parse(source).getroot().iter("context")
    return [(context.findtext("name", ""), item) for context in contexts for item in context.iter("message")]


def test_every_call_has_a_literal() -> None:
    # pylupdate5 sees literals only; self.tr in a base class finds nothing in its subclasses.
    wrong = [
        place
        for place, call in calls()
        if isinstance(call.func, ast.Attribute) or not call.args or not isinstance(call.args[0], ast.Constant)
    ]
    assert not wrong, f"tr() takes one literal and is called as a free function: {wrong}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_literal_is_in_the_file(source: Path) -> None:
    known = {item.findtext("source") for context, item in messages(source) if context == "@default"}
    lacking = {call.args[0].value for _, call in calls() if isinstance(call.args[0], ast.Constant)} - known
    assert not lacking, f"run make translations: {source.name} lacks {sorted(lacking)}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_all_texts_are_in_the_one_context(source: Path) -> None:
    assert {context for context, _ in messages(source)} <= {"@default"}


def test_english_plurals_are_written() -> None:
    for _, item in messages(ROOT / "i18n" / "district_planner_en.ts"):
        if item.get("numerus") == "yes":
            forms = [form.text for form in item.iter("numerusform")]
            assert len(forms) == 2 and all(forms), f"write both forms of {item.findtext('source')!r}"


def test_the_files_are_as_the_tool_makes_them() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "translations.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
