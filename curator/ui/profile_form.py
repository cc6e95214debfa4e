"""The form of a profile: name, everyday choices, taste in one's own words, its reading, traits."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core import Correction, Profile, Reading, Statement, split_statements
from curator.language import current, mark, tr
from curator.ui.about_you import AboutYou
from curator.ui.everyday_choices import EverydayChoices
from curator.ui.reading_view import ReadingView

PAUSE_MS = 350  # of typing, after which the text is read

_EXAMPLE = mark(
    "For example: I love quiet landscapes in fog and close portraits in window light. "
    "I can't stand tilted horizons."
)
_ENGLISH = mark("Profiles are read in English: please write your sentences in English.")


class ProfileForm(QWidget):
    """Makes or changes a profile; reads it as it is typed.

    Signals:
        changed: anything in the form changed.
        reading_wanted: the profile (a Profile) as it stands, a moment after the last change.
    """

    changed = Signal()
    reading_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._corrections: dict[str, Correction] = {}  # by text, also of texts that are gone now
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Your name"))
        self.name.setAccessibleName(tr("Name of the profile"))
        self.choices = EverydayChoices()
        self.taste = QPlainTextEdit()
        self.taste.setPlaceholderText(tr(_EXAMPLE))
        self.taste.setTabChangesFocus(True)
        self.taste.setAccessibleName(tr("Your taste in your own words"))
        self.taste.setMinimumHeight(84)
        self.reading = ReadingView()
        self.reading.follow(self.taste)
        self.reading.setMinimumWidth(340)
        self.reading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(_label(tr("&Name"), self.name))
        left.addWidget(self.name)
        left.addSpacing(8)
        left.addWidget(_label(tr("What do you like?")))
        left.addWidget(self.choices)
        left.addSpacing(8)
        left.addWidget(_label(tr("Your &taste in your own words"), self.taste))
        left.addWidget(self.taste, 1)
        if current() != "en":
            left.addWidget(_note(tr(_ENGLISH)))
        line = QHBoxLayout()
        line.setSpacing(20)
        line.addLayout(left, 1)
        line.addWidget(self.reading, 1)
        self.about = AboutYou()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        lines.addLayout(line, 1)
        lines.addWidget(self.about)
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._on_pause)
        self.name.textChanged.connect(self.changed)
        self.choices.changed.connect(self._on_taste_changed)
        self.taste.textChanged.connect(self._on_taste_changed)
        self.reading.corrected.connect(self._on_corrected)
        self.about.changed.connect(self.changed)

    def set_profile(self, profile: Profile) -> None:
        """Show a profile for editing; its corrections stay with their texts."""
        self._corrections = {s.text: s.correction for s in profile.statements if s.correction}
        self.name.setText(profile.name)
        self.about.show_traits(profile.traits)
        rest = self.choices.take([statement.text for statement in profile.statements])
        self.taste.setPlainText("\n".join(rest))
        self._on_taste_changed()

    def profile(self) -> Profile:
        """The profile as it stands in the form."""
        taste = "\n".join([*self.choices.statements(), self.taste.toPlainText()])
        statements = (
            Statement(text, self._corrections.get(text)) for text in split_statements(taste)
        )
        return Profile(self.name.text().strip(), self.about.traits(), tuple(statements))

    def show_reading(self, profile: Profile, reading: Reading) -> None:
        """Show a reading, unless the text has moved on since."""
        now = self.profile()
        if profile.taste == now.taste:
            self.reading.show_reading(now.statements, reading)

    def _on_corrected(self, statement: Statement) -> None:
        if statement.correction is None:
            self._corrections.pop(statement.text, None)
        else:
            self._corrections[statement.text] = statement.correction
        self.changed.emit()

    def _on_taste_changed(self) -> None:
        self.changed.emit()
        if self.profile().statements:
            self.reading.show_waiting()
            self._pause.start()
        else:
            self._pause.stop()
            self.reading.show_nothing()

    def _on_pause(self) -> None:
        self.reading_wanted.emit(self.profile())


def _label(text: str, buddy: QWidget | None = None) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    if buddy is not None:
        label.setBuddy(buddy)
    return label


def _note(text: str) -> QLabel:
    note = QLabel(text)
    note.setProperty("role", "muted")
    note.setWordWrap(True)
    return note
