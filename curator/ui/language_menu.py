"""The menu in which the language of the window is chosen."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from curator.language import LANGUAGES, SYSTEM, tr


class LanguageMenu(QMenu):
    """As the system, or a language by its own name, so that everybody finds theirs.

    Signals:
        chosen: another language (a key of LANGUAGES, or SYSTEM) by the user.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Lan&guage"), parent)
        self._group = QActionGroup(self)
        self._entries: dict[str, QAction] = {}
        for language, name in {SYSTEM: tr("&As the system"), **LANGUAGES}.items():
            entry = self.addAction(name, partial(self.chosen.emit, language))
            entry.setCheckable(True)
            self._group.addAction(entry)
            self._entries[language] = entry
        self.show_chosen(SYSTEM)

    def show_chosen(self, language: str) -> None:
        """Tick a language, without a signal."""
        self._entries[language].setChecked(True)
