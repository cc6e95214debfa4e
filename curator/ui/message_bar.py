"""Sentences for the user over the window's foot: problems stay until closed, news go by themselves.

They lie over what is there: nothing that the user looks at moves when one comes or goes. What can
be done about one is a button in it.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from curator.language import tr
from curator.ui import icons
from curator.ui.text_size import scaled
from curator.ui.theme import tones

Kind = Literal["info", "warning", "error"]
Act = tuple[str, Callable[[], object]]
"""A button's text and what it does; the message goes with it."""
_SHOWN = 3  # messages at a time; the oldest goes
_WIDTH = 640  # at most
_FOOT = 44  # above the line of progress
_ICONS = {"info": "info", "warning": "warning", "error": "warning"}


class MessageBar(QWidget):
    """A stack of messages; one that is shown already is not shown twice."""

    def __init__(self, parent: QWidget | None = None, *, seconds: float = 6.0) -> None:
        """News goes after `seconds`, a warning after three times as long, an error stays."""
        super().__init__(parent)
        self._seconds = {"info": seconds, "warning": 3 * seconds}
        self._there: list[_Message] = []
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(8, 6, 8, 6)
        self._lines.setSpacing(4)
        self.setAccessibleName(tr("Messages"))
        self.hide()
        if parent is not None:
            parent.installEventFilter(self)

    def show_message(self, sentence: str, kind: Kind = "info", acts: Sequence[Act] = ()) -> None:
        """Show a sentence, with a button for each of `acts`."""
        for line in self._there:
            if line.sentence == sentence:
                line.show_again(acts)
                return
        if kind == "info":  # the newest news only
            for old in list(self._there):
                if old.kind == "info":
                    self._remove(old)
        line = _Message(sentence, kind, self._seconds.get(kind), acts, self)
        line.ended.connect(self._remove)
        self._lines.addWidget(line)
        self._there.append(line)
        for old in self._there[:-_SHOWN]:
            self._remove(old)
        self.show()
        self._place()

    def withdraw(self, sentence: str) -> None:
        """Take a message away that is not true any more."""
        for line in list(self._there):
            if line.sentence == sentence:
                self._remove(line)

    def sentences(self) -> list[str]:
        """What is shown now, the oldest first."""
        return [line.sentence for line in self._there]

    def first_button(self) -> QAbstractButton | None:
        """The first button of what is shown, for the keyboard; None where nothing is."""
        for line in self._there:
            if self.isVisible():
                return line.buttons()[0]
        return None

    def press(self, text: str) -> None:
        """Press the button of this text, in the newest message that has it."""
        for line in reversed(self._there):
            for button in line.buttons():
                if button.text() == text:
                    button.click()
                    return

    def _remove(self, line: "_Message") -> None:
        # Not removeWidget: PySide then thinks that Python owns the widget, and deletes it twice.
        # Nor itemAt: PySide keeps the items that it gave, also when Qt has deleted them, and takes
        # whatever Qt makes in their place for them.
        if line in self._there:
            self._there.remove(line)
        line.acts = ()
        line.hide()
        line.deleteLater()
        self.setVisible(bool(self._there))
        self._place()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None or self.isHidden():
            return
        width = min(scaled(_WIDTH), parent.width())
        height = self._lines.totalHeightForWidth(width)
        self.setGeometry(
            (parent.width() - width) // 2, parent.height() - height - _FOOT, width, height
        )
        self.raise_()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # a message has got its real size
            self._place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)


class _Message(QFrame):
    # Methods and signals, no lambdas: a lambda would keep bar and message alive in a circle, and
    # Python might free the bar just while Qt deletes the message.
    ended = Signal(object)

    def __init__(
        self,
        sentence: str,
        kind: Kind,
        seconds: float | None,
        acts: Sequence[Act],
        bar: QWidget,
    ) -> None:
        super().__init__(bar)
        self.sentence = sentence
        self.kind = kind
        self.acts = tuple(acts)
        self.setObjectName("message")
        self.setProperty("kind", kind)
        colours = tones(self.palette())
        colour = {"info": colours.accent, "warning": colours.star, "error": colours.reject}[kind]
        sign = QLabel()
        sign.setPixmap(icons.pixmap(_ICONS[kind], colour, scaled(18), self.devicePixelRatioF()))
        words = QLabel(sentence)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        close.setIcon(icons.icon("close", self.palette()))
        close.setAccessibleName(tr("Close this message"))
        close.setToolTip(tr("Close this message"))
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 4, 4, 4)
        line.addWidget(sign)
        line.addWidget(words, 1)
        self._group = QButtonGroup(self)
        for number, (text, _) in enumerate(acts):
            button = QPushButton(text)
            self._group.addButton(button, number)
            line.addWidget(button)
        line.addWidget(close)
        self._close = close
        self.setAccessibleName(sentence)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_end)
        close.clicked.connect(self._on_end)
        self._group.idClicked.connect(self._on_act)
        self._seconds = seconds
        self.show_again(acts)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _on_end(self) -> None:
        self.ended.emit(self)

    def _on_act(self, number: int) -> None:
        _, act = self.acts[number]
        self._on_end()
        act()

    def buttons(self) -> list[QAbstractButton]:
        """What can be pressed: what can be done about it, and to close it."""
        return [*self._group.buttons(), self._close]

    def show_again(self, acts: Sequence[Act]) -> None:
        """Start its time anew; what its buttons do is about the newest event now."""
        if acts:
            self.acts = tuple(acts)
        if self._seconds is not None:
            self._timer.start(round(self._seconds * 1000))
