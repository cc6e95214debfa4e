"""Has the window, and Qt's own texts in it, speak a language."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from curator.language import current, install, pick

_NAME = "qt-translation"  # of the one translator of Qt's texts, a child of the application


def speak(application: QApplication, chosen: str) -> None:
    """Speak the language of the settings from now on; windows made before keep theirs."""
    install(pick(chosen, QLocale.system().uiLanguages()))
    own = QLocale(current())
    system = QLocale.system()  # of the same language it knows better how dates are written
    QLocale.setDefault(system if system.language() == own.language() else own)
    for old in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(application)
    translator.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{current()}", folder):
        application.installTranslator(translator)
