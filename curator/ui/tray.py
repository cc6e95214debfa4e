"""The system's tray: Curator goes on while its window is closed, and says quietly what is new."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from curator.language import tr, trn
from curator.services.events import Event, PhotosJudged, Progress
from curator.ui import icons
from curator.ui.main_window import MainWindow
from curator.ui.theme import DARK
from curator.ui.words import number

_NOTE_MS = 6000


class Tray(QObject):
    """Hides the window instead of closing it, where the user wants that and there is a tray.

    Signals:
        told: a sentence for the user, who does not see the window.
    """

    told = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._new: set[int] = set()  # photos that were ranked since the window was closed
        self.available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable
        self.icon: QSystemTrayIcon | None = None
        self.menu = QMenu(window)
        self.pause = self.menu.addAction("", window.pause_toggled.emit)
        self.open = self.menu.addAction(tr("&Open Curator"), self._on_open)
        self.menu.insertAction(self.pause, self.open)
        self.menu.addSeparator()
        self.quit = self.menu.addAction(tr("&Quit"), self._on_quit)
        self.menu.aboutToShow.connect(self._say_pause)
        window.stays = self._stays
        window.put_away.connect(self._on_put_away)
        window.closed.connect(self._on_closed)
        window.comfort.stay.toggled.connect(self._show_icon)
        self.offer()

    def offer(self) -> None:
        """Offer it in the menu where there is a tray; what was wanted the last time holds."""
        stay = self._window.comfort.stay
        stay.setVisible(self.available())
        self._show_icon(stay.isChecked())

    def follow(self, event: Event) -> None:
        """Count what is ranked while the window is away; say it once the work has come to rest."""
        if self._window.isVisible():
            self._new.clear()
        elif isinstance(event, PhotosJudged):
            self._new.update(event.photo_ids)
        elif isinstance(event, Progress) and event.stage == "idle" and self._new:
            said = trn(
                "{number} new photo was ranked.", "{number} new photos were ranked.", len(self._new)
            )
            self.told.emit(said.format(number=number(len(self._new))))
            self._new.clear()

    def _stays(self) -> bool:
        leaving = QGuiApplication.instance()
        assert isinstance(leaving, QGuiApplication)
        wanted = self._window.comfort.stay.isChecked()
        return wanted and self.available() and not leaving.isSavingSession()

    def _show_icon(self, on: bool) -> None:
        if on and self.icon is None and self.available():
            picture = QIcon(icons.pixmap("curator", DARK.accent, 64))
            self.icon = QSystemTrayIcon(picture, self)
            self.icon.setToolTip("Curator")
            self.icon.setContextMenu(self.menu)
            self.icon.activated.connect(self._on_activated)
            self.icon.messageClicked.connect(self._on_open)
            self.told.connect(self._note)
        if self.icon is not None:
            self.icon.setVisible(on)

    def _note(self, sentence: str) -> None:
        if self.icon is not None:
            kind = QSystemTrayIcon.MessageIcon.NoIcon
            self.icon.showMessage("Curator", sentence, kind, _NOTE_MS)

    def _say_pause(self) -> None:
        button = self._window.strip.pause
        self.pause.setText(button.accessibleName())
        self.pause.setEnabled(button.isEnabled())

    def _on_put_away(self) -> None:
        self._new.clear()

    def _on_activated(self, why: QSystemTrayIcon.ActivationReason) -> None:
        if why != QSystemTrayIcon.ActivationReason.Context:
            self._on_open()

    def _on_open(self) -> None:
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _on_quit(self) -> None:
        self._window.leave()
        QApplication.quit()  # Qt does it by itself only where a window was seen to close

    def _on_closed(self) -> None:
        if self.icon is not None:
            self.icon.hide()
