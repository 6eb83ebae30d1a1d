"""Make the pictures of the guide from those that the desktop tests leave: cut to map and dock, small.

python scripts/guide_images.py [build/screenshots] [docs/images]
"""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.PyQt.QtCore import QRect, Qt
from qgis.PyQt.QtGui import QImage

ROOT = Path(__file__).resolve().parent.parent
PICTURES = {
    "walkthrough-04-link-hangs": "guide_draw",
    "walkthrough-05-link-scored": "guide_scores",
    "walkthrough-12-form-of-the-site": "guide_form",
    "walkthrough-15-compared": "guide_compare",
}
MAP_AND_DOCK = QRect(300, 152, 1300, 818)
"""Of a screen of 1600 by 1000: without the menus, the panels of QGIS and its messages."""
WIDTH = 900


def shrink(source: Path, target: Path) -> None:
    """Write a picture cut and scaled."""
    image = QImage(str(source))
    if image.isNull():
        raise SystemExit(f"{source} is not there: run make screenshots.")
    small = image.copy(MAP_AND_DOCK).scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    small.convertToFormat(QImage.Format.Format_RGB888).save(str(target), "PNG", 0)


def main() -> None:
    """Make every picture."""
    found = [Path(one) for one in sys.argv[1:]]
    source, target = found if len(found) == 2 else (ROOT / "build" / "screenshots", ROOT / "docs" / "images")
    for name, wanted in PICTURES.items():
        shrink(source / f"{name}.png", target / f"{wanted}.png")


if __name__ == "__main__":
    main()
