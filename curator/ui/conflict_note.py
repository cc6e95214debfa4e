"""Says that a photo's file says otherwise than the person decided, and asks whose word counts."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from curator.language import tr


class ConflictNote(QFrame):
    """A sentence and two answers; hidden while there is nothing to say.

    Signals:
        file_wanted: what the file says is to count.
        own_wanted: what was decided here stays.
    """

    file_wanted = Signal()
    own_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.setProperty("kind", "warning")
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.use_file = QPushButton(tr("Use the file's"))
        self.keep_own = QPushButton(tr("Keep mine"))
        answers = QHBoxLayout()
        answers.addStretch(1)
        answers.addWidget(self.use_file)
        answers.addWidget(self.keep_own)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(10, 6, 10, 6)
        lines.addWidget(self.sentence)
        lines.addLayout(answers)
        self.use_file.clicked.connect(self.file_wanted)
        self.keep_own.clicked.connect(self.own_wanted)
        self.hide()

    def show_conflict(self, sentence: str) -> None:
        """Say it; an empty sentence hides the note."""
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
