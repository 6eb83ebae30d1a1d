"""The Processing provider: offers every algorithm of the folder ``algorithms``."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from district_planner.paths import icon_path
from district_planner.processing import algorithms
from district_planner.requirements import missing_libraries

if TYPE_CHECKING:
    from district_planner.processing.base import DistrictAlgorithm

PROVIDER_ID = "districtplanner"


class DistrictPlannerProvider(QgsProcessingProvider):
    """The algorithms of District Planner."""

    def id(self) -> str:
        """Return the id that scripts rely on; it never changes."""
        return PROVIDER_ID

    def name(self) -> str:
        """Return the name of the product, which is not translated."""
        return "District Planner"

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return QIcon(icon_path("district_planner"))

    def svgIconPath(self) -> str:
        """Return the path of the plugin's icon."""
        return icon_path("district_planner")

    def loadAlgorithms(self) -> None:
        """Offer every algorithm; none while a library is missing, since none could run."""
        if missing_libraries():
            return
        for algorithm in algorithm_classes():
            self.addAlgorithm(algorithm())


def algorithm_classes() -> list[type[DistrictAlgorithm]]:
    """Return the algorithm classes of every file of the folder ``algorithms``, in order of file name."""
    # Imported here: the base imports core, and core needs libraries that may be missing when the plugin starts.
    from district_planner.processing.base import DistrictAlgorithm

    found: list[type[DistrictAlgorithm]] = []
    for entry in pkgutil.iter_modules(algorithms.__path__):
        module = import_module(f"{algorithms.__name__}.{entry.name}")
        found += [
            item
            for item in vars(module).values()
            if inspect.isclass(item) and issubclass(item, DistrictAlgorithm) and item.__module__ == module.__name__
        ]
    return found
