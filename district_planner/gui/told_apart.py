"""Names of districts that are called the same, told apart by where their files are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from district_planner.translation import tr


def told_apart(named: Sequence[tuple[str, Path]]) -> list[str]:
    """Return a name for each district: its own, with as much of its place as it takes where others are called so.

    Args:
        named: name and file of each; no file twice.
    """
    return [_apart(name, path, [other for called, other in named if called == name and other != path])
            for name, path in named]  # fmt: skip


def _apart(name: str, path: Path, others: Sequence[Path]) -> str:
    if not others:
        return name
    rivals = [list(places(other)) for other in others]
    tails = list(places(path))
    shortest = next((tail for i, tail in enumerate(tails) if all(tail not in rival[: i + 1] for rival in rivals)), "")
    return tr("{} ({})").format(name, shortest or tails[-1])


def places(path: Path) -> Iterator[str]:
    """Yield where a file is, ever more of it: its name, its folder, its folder in the folder above, ..., all of it."""
    yield path.name
    parts = path.parent.parts
    for number in range(1, len(parts)):
        yield "/".join(parts[-number:])
    yield str(path)
