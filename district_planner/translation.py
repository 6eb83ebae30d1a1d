"""The one way that text for planners is translated."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QLocale, QSettings, QTranslator

from district_planner.paths import shipped

# pylupdate5 files a call of a free function under this context, whatever class the call stands in.
CONTEXT = "@default"


def tr(text: str, disambiguation: str | None = None, n: int = -1) -> str:
    """Return ``text`` in the planner's language; the argument is always a literal.

    Args:
        text: the English text; ``%n`` in it stands for ``n``.
        disambiguation: tells apart equal English texts that differ in other languages.
        n: the number that decides between singular and plural.
    """
    return str(QCoreApplication.translate(CONTEXT, text, disambiguation, n))


def user_locale() -> str:
    """Return the language that QGIS runs in, e.g. ``"pt_BR"``."""
    settings = QSettings()
    if settings.value("locale/overrideFlag", False, type=bool):
        return str(settings.value("locale/userLocale", "en"))
    return str(QLocale.system().name())


def install_translator(locale: str) -> QTranslator | None:
    """Install the translation of ``locale``, else the English one (it holds the plurals), and return it.

    None is returned where the plugin runs from its sources, which hold no compiled translation.
    """
    translator = QTranslator()
    folder = str(shipped("i18n"))
    if not (translator.load(f"district_planner_{locale}", folder) or translator.load("district_planner_en", folder)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator
