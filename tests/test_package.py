"""The zip is what the plugin site takes, and each of its rules is looked at."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def package(scripts: Callable[[str], Any]) -> Any:
    return scripts("package")


@pytest.fixture(scope="module")
def staged(package: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = package.stage(tmp_path_factory.mktemp("staged"))
    package.compile_translations(folder)
    return folder


def test_the_zip_keeps_every_rule(package: Any, staged: Path) -> None:
    assert package.faults(package.write_zip(staged)) == []
    assert package.bandit_faults(staged) == []
    assert package.secret_faults(staged) == []


def test_the_zip_holds_what_the_plugin_opens(staged: Path) -> None:
    shipped = {str(path.relative_to(staged)) for path in staged.rglob("*") if path.is_file()}
    wanted = {"__init__.py", "plugin.py", "metadata.txt", "LICENSE", "resources/icons/district_planner.svg"}
    assert wanted | {"i18n/district_planner_en.qm"} <= shipped
    assert not [name for name in shipped if name.startswith("tests") or name.endswith((".ts", ".pyc"))]


def test_equal_contents_give_an_equal_zip(package: Any, staged: Path) -> None:
    first = package.write_zip(staged).read_bytes()
    assert package.write_zip(staged).read_bytes() == first


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("district_planner/core/fast.so", "x", "fast.so is not allowed"),
        ("district_planner/run.sh", "x", "run.sh is not allowed"),
        ("district_planner/gui/ui_dock.py", "x", "ui_dock.py is not allowed"),
        ("district_planner/__pycache__/plugin.py", "x", "is not allowed"),
        ("district_planner/.secret", "x", ".secret is not allowed"),
        ("elsewhere/plugin.py", "x", "one folder district_planner"),
    ],
)
def test_a_forbidden_file_is_found(
    package: Any, staged: Path, tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    path = tmp_path / "broken.zip"
    path.write_bytes(package.write_zip(staged).read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, text)
    assert sentence in " ".join(package.faults(path))


def test_a_missing_file_is_found(package: Any, tmp_path: Path) -> None:
    path = tmp_path / "bare.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("district_planner/__init__.py", "")
    assert package.faults(path) == ["LICENSE is missing.", "metadata.txt is missing."]


def test_a_zip_that_is_too_large_is_found(package: Any, staged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "SIZE_LIMIT", 1000)
    assert "the site takes 25" in package.faults(package.write_zip(staged))[0]


def test_metadata_that_the_site_refuses_is_found(package: Any) -> None:
    text = (ROOT / "metadata.txt").read_text(encoding="utf-8")
    names = ["district_planner/resources/icons/district_planner.svg"]
    assert package.metadata_faults(text, names) == []
    assert package.metadata_faults(text + "\nx=50 %", names) == ["metadata.txt holds a %."]
    assert package.metadata_faults(text.replace("tracker=", "track="), names) == ["metadata.txt lacks tracker."]
    assert package.metadata_faults(text + "\nsupportsQt6=True", names)[0].startswith("supportsQt6")
    assert package.metadata_faults(text, [])[0].startswith("The icon")


def test_bandit_finds_what_the_site_blocks(package: Any, tmp_path: Path) -> None:
    pytest.importorskip("bandit")
    (tmp_path / "wrong.py").write_text("import pickle\npickle.loads(b'')\n", encoding="utf-8")
    assert "B301" in " ".join(package.bandit_faults(tmp_path))


@pytest.mark.parametrize("check", ["bandit_faults", "secret_faults"])
def test_a_release_is_not_made_where_a_check_is_not_installed(
    package: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], check: str
) -> None:
    monkeypatch.setattr(package.importlib.util, "find_spec", lambda name: None)
    (said,) = getattr(package, check)(tmp_path, release=True)
    assert said.endswith("is not installed: its check was left out. Install requirements-dev.txt.")
    assert getattr(package, check)(tmp_path) == []
    assert "its check was left out" in capsys.readouterr().err


def test_a_key_in_the_plugin_is_found(package: Any, tmp_path: Path) -> None:
    pytest.importorskip("detect_secrets")
    # The head of a key, in two parts so that this file itself is not taken for one.
    (tmp_path / "key.py").write_text('KEY = """-----BEGIN RSA ' + 'PRIVATE KEY-----"""\n')
    assert package.secret_faults(tmp_path) == ["detect-secrets: key.py:1 Private Key"]
