"""Undo in the window: keys, what the menu says, and a button for a while after large steps."""

from PySide6.QtCore import QObject

from curator.language import tr
from curator.ui.history import History
from curator.ui.main_window import MainWindow


class Undoing(QObject):
    """Ties the history to the window."""

    def __init__(self, window: MainWindow, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._history = history
        self._offered = ""
        window.undo_requested.connect(history.undo)
        window.redo_requested.connect(history.redo)
        history.done.connect(self._on_done)
        history.told.connect(window.messages.show_message)
        history.changed.connect(self._on_changed)
        self._on_changed("", "")

    def _on_done(self, text: str) -> None:
        self._offered = f"{text[:1].upper()}{text[1:]}."
        acts = [(tr("Undo"), self._history.undo)]
        self._window.messages.show_message(self._offered, "info", acts)

    def _on_changed(self, undo: str, redo: str) -> None:
        # The button would take back another step than the one that it stands beside.
        self._window.messages.withdraw(self._offered)
        for action, word, text in (
            (self._window.undo, tr("&Undo"), undo),
            (self._window.redo, tr("&Redo"), redo),
        ):
            action.setText(f"{word}: {text}" if text else word)
            action.setEnabled(bool(text))
