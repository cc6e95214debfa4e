"""How a profile was understood, line by line, and what was not understood."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from core import Reading, Understood
from curator.services.wording import wanted
from curator.ui.theme import tones

_UNSURE = 0.5  # a reading below this confidence is marked as a guess


class ReadingView(QFrame):
    """A card that shows a Reading beside the text that it was read from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._reading: Reading | None = None
        title = QLabel("How Curator reads this")
        title.setProperty("role", "heading")
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.RichText)
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._said.setAccessibleName("How Curator reads this")
        area = QScrollArea()
        area.setObjectName("page")
        area.setAccessibleName("How Curator reads this")
        area.setWidgetResizable(True)
        area.setWidget(self._said)
        area.viewport().setAutoFillBackground(False)
        self._said.setAutoFillBackground(False)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(14, 12, 14, 12)
        lines.addWidget(title)
        lines.addWidget(area, 1)
        self.show_nothing()

    def show_nothing(self) -> None:
        """There is no text to read."""
        self._reading = None
        self._say(
            self._quiet(
                "Make a choice or write a sentence, and this shows what it means for your photos. "
                "Without any, photos are ranked by how well they are made: sharp, well exposed, "
                "clean, level."
            )
        )

    def show_waiting(self) -> None:
        """The text is being read."""
        if self._reading is None:
            self._say(self._quiet("Reading…"))

    def show_problem(self, sentence: str) -> None:
        """The text could not be read, and why."""
        self._reading = None
        self._say(self._quiet(escape(sentence)))

    def show_reading(self, reading: Reading) -> None:
        """Show what was understood of each statement."""
        self._reading = reading
        by_statement: dict[str, list[Understood]] = {}
        for one in reading.understood:
            by_statement.setdefault(one.statement, []).append(one)
        parts = [self._understood(text, found) for text, found in by_statement.items()]
        if reading.not_understood:
            missed = "<br>".join(escape(text) for text in reading.not_understood)
            parts.append(f"<p>{self._muted('Not understood; it does not count:')}<br>{missed}</p>")
        self._say("".join(parts))

    def text(self) -> str:
        """What is shown, for tests and screen readers."""
        return self._said.text()

    def _understood(self, statement: str, found: list[Understood]) -> str:
        colours = tones(self.palette())
        said = []
        for one in sorted(found, key=lambda u: -u.strength):
            guess = " (a guess)" if one.confidence < _UNSURE else ""
            said.append(
                f"<span style='color:{colours.accent}'>✓</span> "
                f"<b>{escape(wanted(one))}</b>, {strength_in_words(one.strength)}{guess}"
            )
        return (
            f"<p style='margin-bottom:8px'>{self._muted(escape(statement))}<br>"
            f"{'<br>'.join(said)}</p>"
        )

    def _muted(self, text: str) -> str:
        return f"<span style='color:{tones(self.palette()).muted}'>{text}</span>"

    def _quiet(self, text: str) -> str:
        return f"<p style='color:{tones(self.palette()).muted}'>{text}</p>"

    def _say(self, text: str) -> None:
        self._said.setText(text)
