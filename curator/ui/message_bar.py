"""Sentences for the user above the photos: problems stay until closed, news go by themselves."""

from typing import Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from curator.ui import icons
from curator.ui.theme import tones

Kind = Literal["info", "warning", "error"]
_SHOWN = 3  # messages at a time; the oldest goes
_ICONS = {"info": "info", "warning": "warning", "error": "warning"}


class MessageBar(QWidget):
    """A stack of messages; one that is shown already is not shown twice."""

    def __init__(self, parent: QWidget | None = None, *, seconds: float = 6.0) -> None:
        """News goes after `seconds`, a warning after three times as long, an error stays."""
        super().__init__(parent)
        self._seconds = {"info": seconds, "warning": 3 * seconds}
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(8, 6, 8, 6)
        self._lines.setSpacing(4)
        self.setAccessibleName("Messages")
        self.hide()

    def show_message(self, sentence: str, kind: Kind = "info") -> None:
        """Show a sentence."""
        for line in self._messages():
            if line.sentence == sentence:
                line.show_again()
                return
        line = _Message(sentence, kind, self._seconds.get(kind), self)
        self._lines.addWidget(line)
        for old in self._messages()[:-_SHOWN]:
            self._remove(old)
        self.show()

    def sentences(self) -> list[str]:
        """What is shown now, the oldest first."""
        return [line.sentence for line in self._messages()]

    def _messages(self) -> list["_Message"]:
        items = [self._lines.itemAt(place) for place in range(self._lines.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, _Message)]

    def _remove(self, line: "_Message") -> None:
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.setVisible(bool(self._messages()))


class _Message(QFrame):
    def __init__(self, sentence: str, kind: Kind, seconds: float | None, bar: MessageBar) -> None:
        super().__init__(bar)
        self.sentence = sentence
        self.setObjectName("message")
        self.setProperty("kind", kind)
        colours = tones(self.palette())
        colour = {"info": colours.accent, "warning": colours.star, "error": colours.reject}[kind]
        sign = QLabel()
        sign.setPixmap(icons.pixmap(_ICONS[kind], colour, 18, self.devicePixelRatioF()))
        words = QLabel(sentence)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        close.setIcon(icons.icon("close", self.palette()))
        close.setAccessibleName("Close this message")
        close.setToolTip("Close this message")
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 4, 4, 4)
        line.addWidget(sign)
        line.addWidget(words, 1)
        line.addWidget(close)
        self.setAccessibleName(sentence)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(lambda: bar._remove(self))
        close.clicked.connect(lambda: bar._remove(self))
        self._seconds = seconds
        self.show_again()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def show_again(self) -> None:
        """Start its time anew."""
        if self._seconds is not None:
            self._timer.start(round(self._seconds * 1000))
