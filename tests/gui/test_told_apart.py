"""Districts that are called the same: each has its own group in the legend, and names that can be told apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qgis.core import QgsProject

from district_planner.gui.commands import Commands
from district_planner.gui.dialogs.copy_interventions import CopyDialog
from district_planner.gui.layers import OWNER
from district_planner.gui.session import DistrictSession
from district_planner.gui.told_apart import told_apart
from district_planner.gui.widgets.header import Header
from district_planner.gui.workspace import Workspace


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/a/x/one.gpkg"], ["D"]),
        (["/a/x/one.gpkg", "/a/x/two.gpkg"], ["D (one.gpkg)", "D (two.gpkg)"]),
        (["/a/x/one.gpkg", "/a/y/one.gpkg"], ["D (x)", "D (y)"]),
        (["/a/x/one.gpkg", "/b/x/one.gpkg", "/b/y/one.gpkg"], ["D (a/x)", "D (b/x)", "D (y)"]),
        (["/x/one.gpkg", "/y/x/one.gpkg"], ["D (/x/one.gpkg)", "D (y/x)"]),
    ],
)
def test_as_much_of_the_place_is_said_as_it_takes(paths: list[str], expected: list[str]) -> None:
    assert told_apart([("D", Path(path)) for path in paths]) == expected
    # Another one that is called otherwise changes nothing.
    assert told_apart([*(("D", Path(path)) for path in paths), ("E", Path("/e.gpkg"))]) == [*expected, "E"]


@pytest.fixture
def namesake(sample: Path) -> Path:
    """Return another copy of the sample with the same name in another folder."""
    path = sample.parent / "north" / sample.name
    path.parent.mkdir()
    shutil.copy(sample, path)
    return path


def test_files_of_the_same_name_have_groups_of_their_own_also_after_reopening(
    session: DistrictSession, workspace: Workspace, namesake: Path, tmp_path: Path
) -> None:
    root = QgsProject.instance().layerTreeRoot()
    second = workspace.open(namesake)
    assert second is not None
    assert [group.name() for group in root.findGroups()] == ["sample (north)", "sample"]
    groups = session.layers.group(), second.layers.group()
    for one, group in zip((session, second), groups):
        mine = {layer.id() for layer in one.layers.layers.values()}
        assert group is not None and set(group.findLayerIds()) <= mine and len(group.findLayerIds()) > 3
    # A group goes on belonging to its file under a name that the planner gives it, and with all layers taken out.
    groups[1].setName("The north")
    workspace.close(second)
    QgsProject.instance().removeMapLayers(groups[1].findLayerIds())
    third = workspace.open(namesake)
    assert third is not None and third.layers.group().name() == "The north"
    project = tmp_path / "both.qgz"
    assert QgsProject.instance().write(str(project))
    QgsProject.instance().clear()
    assert QgsProject.instance().read(str(project))
    found = {one.path: one.layers.group().name() for one in workspace.sessions}
    assert found == {session.path: "sample", namesake.resolve(): "The north"}


def test_the_group_of_an_older_project_belongs_to_the_file_of_its_layers(
    session: DistrictSession, workspace: Workspace
) -> None:
    group = session.layers.group()
    group.removeCustomProperty(OWNER)
    workspace.close(session)
    again = workspace.open(session.path)
    assert again is not None and again.layers.group().customProperty(OWNER) == str(session.path)
    assert [one.name() for one in QgsProject.instance().layerTreeRoot().findGroups()] == ["sample"]


def test_the_head_of_the_dock_tells_them_apart(session: DistrictSession, workspace: Workspace, namesake: Path) -> None:
    header = Header(workspace, Commands())
    header.show_districts()
    assert header.district.count() == 1 and "(" not in header.district.itemText(0)
    workspace.open(namesake)
    header.show_districts()
    (first, second) = (header.district.itemText(row) for row in range(2))
    assert first == f"AMP–SBP ({session.path.parent.name})" and second == "AMP–SBP (north)"
    dialog = CopyDialog(workspace)
    own = f"AMP–SBP (illustrative) ({session.path.parent.name})"
    assert (dialog.source.itemText(0), dialog.target.text()) == (own, "AMP–SBP (illustrative) (north)")
