"""A few everyday questions of taste, each answered by a statement in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QPushButton, QWidget

from curator.language import mark, tr


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with two ends; `low` and `high` are their names, the rest their statements.

    The statements are read by the judge, in English; they are shown as the catalogue has them in
    the context "taste".
    """

    name: str
    low: str
    high: str
    low_statement: str
    high_statement: str


CHOICES = (
    Choice(
        mark("Light"),
        mark("Dark"),
        mark("Bright"),
        "I like dark, moody light.",
        "I like bright, airy light.",
    ),
    Choice(
        mark("Colours"),
        mark("Muted"),
        mark("Vivid"),
        "I like muted colours.",
        "I like vivid colours.",
    ),
    Choice(
        mark("Detail"),
        mark("Soft"),
        mark("Sharp"),
        "I like soft, dreamy photos.",
        "I like sharp, crisp photos.",
    ),
    Choice(
        mark("Palette"),
        mark("Black && white"),
        mark("Colour"),
        "I love black and white.",
        "I want photos in colour, not black and white.",
    ),
    Choice(
        mark("Picture"),
        mark("Simple"),
        mark("Busy"),
        "I like simple pictures with empty space.",
        "I like busy pictures full of detail.",
    ),
)


class EverydayChoices(QWidget):
    """One row a question: low end, either, high end; Left and Right move between them.

    Signals:
        changed: another answer was chosen.
    """

    changed = Signal()

    def __init__(self, choices: Sequence[Choice] = CHOICES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self._groups: list[QButtonGroup] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, 72)
        for row, choice in enumerate(choices):
            grid.addWidget(QLabel(tr(choice.name)), row, 0)
            group = QButtonGroup(self)
            for column, (text, place) in enumerate(
                ((tr(choice.low), "left"), (tr("Either"), "middle"), (tr(choice.high), "right"))
            ):
                button = _Segment(text, group)
                button.setProperty("segment", place)
                said = text.replace("&&", tr("and"))
                button.setAccessibleName(f"{tr(choice.name)}: {said}")
                group.addButton(button, column)
                grid.addWidget(button, row, column + 1)
                grid.setColumnStretch(column + 1, 1)
            group.button(1).setChecked(True)
            group.idClicked.connect(self.changed)
            self._groups.append(group)

    def statements(self) -> tuple[str, ...]:
        """The statements that the answers stand for, in the order of the questions."""
        said = []
        for choice, group in zip(self._choices, self._groups, strict=True):
            if group.checkedId() != 1:
                said.append(
                    choice.low_statement if group.checkedId() == 0 else choice.high_statement
                )
        return tuple(said)

    def take(self, statements: Sequence[str]) -> tuple[str, ...]:
        """Set the answers that these statements give; the statements that are no answer."""
        known = {}
        for row, choice in enumerate(self._choices):
            self._groups[row].button(1).setChecked(True)
            known[choice.low_statement] = (row, 0)
            known[choice.high_statement] = (row, 2)
        rest = []
        for text in statements:
            if text in known:
                row, column = known.pop(text)
                self._groups[row].button(column).setChecked(True)
            else:
                rest.append(text)
        return tuple(rest)

    def choose(self, question: int, answer: int) -> None:
        """Answer a question: 0 the low end, 1 either, 2 the high end."""
        self._groups[question].button(answer).click()


class _Segment(QPushButton):
    """One end of a question; arrow keys walk along it, Tab goes to the next question."""

    def __init__(self, text: str, group: QButtonGroup) -> None:
        super().__init__(text)
        self._group = group
        self.setCheckable(True)
        self.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    def sizeHint(self) -> QSize:
        bold = QFont(self.font())
        bold.setBold(True)  # as it is when it is chosen
        width = QFontMetrics(bold).horizontalAdvance(self.text()) + 14
        return QSize(max(64, width), super().sizeHint().height())

    def _on_toggled(self, on: bool) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        button = None if step is None else self._group.button(self._group.id(self) + step)
        if button is not None:
            button.click()
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif step is None:
            super().keyPressEvent(event)
