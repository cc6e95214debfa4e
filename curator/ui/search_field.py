"""A field for words to find photos by."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from curator.language import tr
from curator.ui import icons

_LONGEST = 200  # characters; more would not be read


class SearchField(QLineEdit):
    """Return searches; Escape, or emptying the field, ends the search; Down goes to the photos.

    Signals:
        searched: the words to look for; "" when the search was ended.
        left: the user wants to go on to the photos.
    """

    searched = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        """The words that are looked for now."""
        self.setMaxLength(_LONGEST)
        self.setPlaceholderText(tr("Find words…"))
        self.setClearButtonEnabled(True)
        for clear in self.findChildren(QAction):  # Qt's own, which has no name
            clear.setText(tr("Clear the words"))
        self.setAccessibleName(tr("Find photos by words"))
        self.setToolTip(tr("Words for what photos show, then Return (Ctrl+F)"))
        self._glass = QAction(tr("Find these words"), self)
        self._glass.triggered.connect(self._on_return)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._draw_icon()
        self.returnPressed.connect(self._on_return)
        self.textChanged.connect(self._on_text_changed)

    def forget(self) -> None:
        """Empty the field and end the search, without a signal."""
        with QSignalBlocker(self):
            self.clear()
        self.words = ""

    def take(self, words: str) -> None:
        """Look for words, without a signal."""
        with QSignalBlocker(self):
            self.setText(words)
        self.words = words

    def _on_return(self) -> None:
        self._search(" ".join(self.text().split()))

    def _on_text_changed(self, text: str) -> None:
        if not text and self.words:
            self._search("")

    def _search(self, words: str) -> None:
        self.words = words if any(sign.isalnum() for sign in words) else ""
        self.searched.emit(self.words)

    def _draw_icon(self) -> None:
        self._glass.setIcon(icons.icon("search", self.palette()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_glass"):
            self._draw_icon()
