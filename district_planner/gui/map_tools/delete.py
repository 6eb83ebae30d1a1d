"""Deleting an intervention, after showing what is lost with it."""

from __future__ import annotations

from district_planner.gui.map_tools.existing import ExistingTool
from district_planner.translation import tr


class DeleteTool(ExistingTool):
    """One click, one intervention gone; it can be undone."""

    snaps = False

    def moved(self) -> None:
        """Show what is under the cursor and what its going changes."""
        found = self.under_cursor()
        if found is None:
            self.rest()
        else:
            self.show_gone(found, tr("Click to delete {}").format(found.label))

    def clicked(self) -> None:
        """Delete: one step that can be undone."""
        found = self.under_cursor()
        if found is not None:
            self.rest()
            self.session.remove([found.id], tr("Delete {}").format(found.label))

    def cancelled(self) -> None:
        """Show nothing."""
        self.rest()
