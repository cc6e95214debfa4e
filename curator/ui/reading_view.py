"""How a profile was understood, statement by statement, and what the person makes of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from core import Reading, Statement
from curator.language import mark, tr
from curator.ui.statement_block import StatementBlock

_NOTHING = mark(
    "Make a choice or write a sentence, and this shows what it means for your photos. Without any, "
    "photos are ranked by how well they are made: sharp, well exposed, clean, level."
)
_EACH = mark("Is something wrong? Switch it off, turn it round, say how strongly.")
_WHOLE = mark(
    "This judge reads your text as a whole. All of it counts, but what it makes of a single "
    "sentence cannot be shown. What you say that a sentence means is added to the text."
)
_BESIDE = 8  # pixels between the statements and the bar that scrolls them


class ReadingView(QFrame):
    """A card that shows a Reading beside the text that it was read from, and takes corrections.

    Signals:
        corrected: a statement (a Statement) with another meaning than before.
    """

    corrected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        title = QLabel(tr("How Curator reads this"))
        title.setProperty("role", "heading")
        self._message = QLabel()
        self._message.setProperty("role", "muted")
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._before: QWidget = self
        self.blocks: list[StatementBlock] = []
        self._content = QWidget()
        self._content.setObjectName("statements")
        self._lines = QVBoxLayout(self._content)
        self._lines.setContentsMargins(0, 0, _BESIDE, 0)
        self._lines.setSpacing(0)
        self._lines.addStretch(1)
        self._area = QScrollArea()
        self._area.setObjectName("page")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._content)
        self._area.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(14, 12, 6, 8)
        lines.setSpacing(6)
        lines.addWidget(title)
        lines.addWidget(self._message)
        lines.addWidget(self._area, 1)
        self.show_nothing()

    def follow(self, widget: QWidget) -> None:
        """Say after which widget the tab key comes here."""
        self._before = widget

    def show_nothing(self) -> None:
        """There is no text to read."""
        self._clear()
        self._message.setText(tr(_NOTHING))

    def show_waiting(self) -> None:
        """The text is being read; what was read of it before stays."""
        if not self.blocks:
            self._message.setText(tr("Reading…"))

    def show_problem(self, sentence: str) -> None:
        """The text could not be read, and why."""
        self._clear()
        self._message.setText(sentence)

    def show_reading(self, statements: Sequence[Statement], reading: Reading) -> None:
        """Show what was read in each statement, and what counts of it.

        A statement that was there before keeps its place on the screen and the focus.
        """
        self._message.setText(tr(_WHOLE if reading.whole else _EACH))
        known = {block.statement: block for block in self.blocks}
        texts = {statement.text for statement in statements}
        free = [block for block in self.blocks if block.statement not in texts]
        blocks: list[StatementBlock] = []
        for place, statement in enumerate(statements):
            block = known.get(statement.text) or (free.pop(0) if free else self._new_block())
            own = reading.own_of(statement.text)
            block.show_statement(statement, own, whole=reading.whole)
            if self._lines.indexOf(block) != place:
                self._lines.insertWidget(place, block)
            blocks.append(block)
        self._drop(free)
        self.blocks = blocks
        self._order_tab_key()

    def text(self) -> str:
        """What is shown, for tests."""
        return "\n".join([self._message.text(), *(block.text() for block in self.blocks)])

    def _new_block(self) -> StatementBlock:
        block = StatementBlock()
        block.corrected.connect(self.corrected)
        block.rows_changed.connect(self._order_tab_key)
        return block

    def _clear(self) -> None:
        self._drop(self.blocks)
        self.blocks = []

    def _drop(self, blocks: Sequence[StatementBlock]) -> None:
        for block in blocks:
            self._lines.removeWidget(block)
            block.hide()
            block.deleteLater()

    def _order_tab_key(self) -> None:
        """Reading order: a widget made later would come last of the whole window."""
        before = self._before
        for block in self.blocks:
            for control in block.controls():
                QWidget.setTabOrder(before, control)
                before = control
